"""Of a meeting that several kommuner hold together, each one's archive gets its own minutes, and nothing of the others' own."""

import zipfile
from datetime import timedelta
from io import BytesIO

from saas import clock
from tests.saas.documents.reading import words_of
from tests.tenants.joint.conftest import (  # noqa: F401
    DAY,
    above,
    gather,
    hold,
    post,
    scenes,
    share,
    solbygda,
    thursday,
    to,
    together,
)
from tests.tenants.joint.test_minutes import TEXT, own_words, send_and_approve, written

OWN = {"nordvik": "Nordvik ber skolen se på saken.", "solbygda": "Solbygda spør kulturhuset."}


def test_each_archive_gets_its_own_part_only(together, share, post, worker, hold, above, coordinator):  # noqa: F811
    written(together, share, post, worker, hold)
    for slug, words in OWN.items():
        own_words(together, slug, above, post, words)
        send_and_approve(together, slug, post)
    clock.move_to(clock.at(DAY + timedelta(days=9), 9))
    packages = {}
    for slug in OWN:
        minutes, version = above(
            "SELECT m.id, m.version FROM minutes m JOIN tenants t ON t.id = m.tenant_id WHERE t.slug = %s", slug
        )[0]  # fmt: skip
        assert post(f"/k/{slug}/referater/{minutes}/godkjenning", {"versjon": str(version)}).status_code == 303
        assert post(f"/k/{slug}/arkiv/referat/{minutes}").status_code == 303
        worker.work()
        filing = above("SELECT f.id FROM filings f JOIN tenants t ON t.id = f.tenant_id WHERE t.slug = %s", slug)[0][0]
        answer = post(f"/k/{slug}/arkiv/{filing}/pakke")
        packages[slug] = zipfile.ZipFile(BytesIO(answer.data))
    for slug, other in (("nordvik", "solbygda"), ("solbygda", "nordvik")):
        bundle = packages[slug]
        (pdf,) = [name for name in bundle.namelist() if name.endswith(".pdf")]
        words = " ".join(words_of(bundle.read(pdf)).split())
        assert TEXT["beslutning"] in words and OWN[slug] in words
        assert OWN[other] not in words and OWN[other] not in bundle.read("arkivmelding.xml").decode()
        assert f"<n:noekkel>{slug}/" in bundle.read("arkivmelding.xml").decode()
