"""The archive's answer: a receipt is kept and shown, a refusal stops and says why, and nothing false is believed."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saas import clock
from tenants.control import retention
from tests.saas.archive.making import invalid_request, receipt, refusal
from tests.tenants.filing.conftest import HERE, new, press, settle, text, upload


@pytest.fixture
def key(filed, owner):
    """The filing's key at the archive."""
    return owner("SELECT external_key FROM filings")[0][0]


def test_a_receipt_is_shown_with_the_archives_number(coordinator, filed, key, owner):
    answer = upload(coordinator, f"{filed}/kvittering", receipt(key))
    assert answer.status_code == 303
    assert "Arkivert 22.9.2026 som 2026/123-4" in text(coordinator.get(f"{HERE}{filed}"))
    assert "Arkivert 22.9.2026 som 2026/123-4" in text(coordinator.get(HERE)).split("I arkivet")[1]
    assert owner("SELECT state, case_number, record_number FROM filings") == [("receipted", "2026/123", "4")]
    assert bytes(owner("SELECT content FROM filing_receipts")[0][0]) == receipt(key)


def test_a_receipt_finds_its_own_filing_by_the_key(coordinator, filed, key, owner):
    assert upload(coordinator, "kvittering", receipt(key)).location.endswith(str(filed))
    assert owner("SELECT state FROM filings") == [("receipted",)]


def test_the_same_receipt_twice_is_one(coordinator, filed, key, owner):
    for _ in range(2):
        assert upload(coordinator, "kvittering", receipt(key)).status_code == 303
    assert owner("SELECT count(*) FROM filing_receipts")[0][0] == 1


def test_a_receipt_that_contradicts_an_earlier_one_is_not_believed(coordinator, filed, key, owner):
    upload(coordinator, "kvittering", receipt(key))
    for other in (receipt(key, post=5), refusal()):
        answer = upload(coordinator, f"{filed}/kvittering", other)
        assert answer.status_code == 409 and "allerede kvittert" in text(answer)
    assert owner("SELECT record_number, (SELECT count(*) FROM filing_receipts) FROM filings") == [("4", 1)]


def test_a_refusal_stops_and_says_why_and_it_can_be_packed_again(coordinator, filed, key, owner, worker):
    assert upload(coordinator, f"{filed}/kvittering", refusal("Klassen «F00» finnes ikke.")).status_code == 303
    page = text(coordinator.get(HERE))
    assert "Stoppet" in page and "Arkivet tok ikke imot dokumentet. «Klassen «F00» finnes ikke.»" in page
    settle(coordinator, klassesystem="K", klasse="F10")
    assert press(coordinator, f"{filed}/ny-pakke", versjon="1").status_code == 303
    assert press(coordinator, f"{filed}/ny-pakke", versjon="1").status_code == 409
    worker.work()
    assert owner("SELECT state, external_key FROM filings") == [("made", key)]
    assert upload(coordinator, "kvittering", receipt(key)).status_code == 303


def test_packing_again_on_an_old_version_is_refused(coordinator, filed, owner):
    upload(coordinator, f"{filed}/kvittering", invalid_request())
    assert press(coordinator, f"{filed}/ny-pakke", versjon="7").status_code == 409
    assert owner("SELECT state FROM filings") == [("failed",)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (receipt("nordvik/minutes/00000000-0000-4000-8000-000000000000/v1"), "gjelder et annet dokument"),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DOCTYPE"),
        (b"PK\x03\x04", "ikke XML"),
        (b"", "ikke XML"),
    ],
)
def test_what_is_no_answer_to_this_is_refused_in_words(coordinator, filed, owner, content, words):
    answer = upload(coordinator, f"{filed}/kvittering", content)
    assert answer.status_code == 422 and words in text(answer) and "root:" not in text(answer)
    assert owner("SELECT state, (SELECT count(*) FROM filing_receipts) FROM filings") == [("made", 0)]


def test_no_file_is_refused(coordinator, filed):
    answer = press(coordinator, f"{filed}/kvittering")
    assert answer.status_code == 422 and "Velg en fil" in text(answer)


def test_an_answer_without_a_key_belongs_on_its_own_page(coordinator, filed, owner):
    answer = upload(coordinator, "kvittering", refusal())
    assert answer.status_code == 422 and "dokumentets egen side" in text(answer)
    assert upload(coordinator, "kvittering", receipt(str(uuid4()))).status_code == 422
    assert owner("SELECT state FROM filings") == [("made",)]


def test_another_kommunes_receipt_is_not_taken_in(coordinator, filed, key, owner):
    answer = upload(coordinator, "kvittering", receipt(key), "/k/hamnes/arkiv/")
    # Hamnes is answered in nynorsk.
    assert answer.status_code == 422 and "ikkje er sendt herifrå" in text(answer)
    assert owner("SELECT state FROM filings") == [("made",)]


def test_answers_are_picked_up_from_the_kommunes_own_folder(coordinator, filed, key, owner, inside, folder):
    from tenants.filing import jobs

    inbox = folder / "nordvik" / "kvitteringer"
    inbox.mkdir(parents=True)
    (inbox / "a.xml").write_bytes(receipt(key))
    (inbox / "b.xml").write_bytes(b"tull")
    (inbox / "c.xml").symlink_to("/etc/passwd")
    theirs = folder / "hamnes" / "kvitteringer"
    theirs.mkdir(parents=True)
    (theirs / "a.xml").write_bytes(receipt(key))
    for slug in ("hamnes", "nordvik"):
        with inside(slug, role="service"):
            jobs.answers()
    assert owner("SELECT state FROM filings") == [("receipted",)]
    assert (inbox / "lest" / "a.xml").exists() and (inbox / "ikke-forstatt" / "b.xml").exists()
    assert (theirs / "ikke-forstatt" / "a.xml").exists()


def test_retention_waits_for_the_receipt(coordinator, filed, key, owner, inside):
    def trial():
        with inside():
            return retention.trial().counts

    clock.move_to(clock.now() + timedelta(days=400))
    assert (trial()["packages"]["n"], trial()["held"]) == (0, 1)
    clock.move_to(clock.now() - timedelta(days=400))
    upload(coordinator, "kvittering", receipt(key))
    assert (trial()["packages"]["n"], trial()["held"]) == (0, 0)
    clock.move_to(clock.now() + timedelta(days=91))
    assert trial()["packages"]["n"] == 1
    coordinator.post("/k/nordvik/kontroll/lagringstid/proving", {"en_gang": new()})
    run = owner("SELECT id FROM retention_runs WHERE counts->'packages'->>'n' = '1' ORDER BY at DESC LIMIT 1")[0][0]
    assert coordinator.post(f"/k/nordvik/kontroll/lagringstid/{run}/sletting", {"en_gang": new()}).status_code == 303
    assert owner("SELECT (SELECT count(*) FROM filing_packages), (SELECT count(*) FROM filing_receipts), state FROM filings") == [
        (0, 1, "receipted")
    ]
    assert "Arkivert 22.9.2026" in text(coordinator.get(f"{HERE}{filed}"))
