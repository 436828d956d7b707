"""Decisions that anchor the work, and the badge and the notice that follow them."""

from uuid import uuid4

import pytest

from saas.db import db
from tenants.frames.models import Anchoring
from tests.tenants.frames.conftest import HOME, text

FORM = {
    "part": "municipality", "organ": "Formannskapet", "dato": "2026-10-01", "saksnr": "61/26", "tittel": "SLT i kommunen",
    "lenke": "https://nordvik.example/sak/61", "notat": "",
}  # fmt: skip
BADGE = "Forankret i kommunen ✓ og politiet ✓"


@pytest.fixture
def ids(inside):
    def look(slug="nordvik"):
        with inside(slug):
            return {one.party: one.id for one in db.session.query(Anchoring)}

    return look


def register(browser, slug="nordvik", **facts):
    return browser.post(f"/k/{slug}/rammer/forankring/", {**FORM, "en_gang": str(uuid4()), **facts})


def test_the_badge_comes_when_both_have_decided(coordinator, member, nordvik_place):
    page = text(coordinator.get(HOME))
    assert BADGE not in page and "Forankring i politiet" in page and "Mangler" in page
    assert register(coordinator).status_code == 303
    assert BADGE not in text(member.get(HOME))
    assert register(coordinator, part="police", organ="Ledermøtet i politidistriktet").status_code == 303
    page = text(member.get(HOME))
    assert BADGE in page and 'href="https://nordvik.example/sak/61"' in page


def test_the_overview_tells_what_is_lacking_until_both_are_there(coordinator, member, held):
    overview = "/k/nordvik/"
    assert "ikke registrert vedtak i kommunen eller i politiet" in text(coordinator.get(overview))
    register(coordinator)
    page = text(coordinator.get(overview))
    assert "Det mangler et vedtak i politiet." in page and "part=police" in page
    assert "Se rammer og forankring" in text(member.get(overview))
    register(coordinator, part="police")
    assert "forankret i begge ledelser" not in text(coordinator.get(overview))


def test_a_decision_is_put_right_by_version_and_deleted(coordinator, ids):
    register(coordinator)
    address = f"{HOME}forankring/{ids()['municipality']}"
    for stale in ("9", "", "x"):
        assert coordinator.post(address, {**FORM, "organ": "Kommunestyret", "versjon": stale}).status_code == 409
    assert coordinator.post(address, {**FORM, "organ": "Kommunestyret", "versjon": "1"}).status_code == 303
    assert "Kommunestyret 61/26" in text(coordinator.get(HOME))
    assert coordinator.post(f"{address}/sletting", {"versjon": "1"}).status_code == 409
    assert coordinator.post(f"{address}/sletting", {"versjon": "2"}).status_code == 303
    assert ids() == {}


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"part": "other"}, "Velg fra listen."),
        ({"dato": "2027-01-01"}, "fram til i dag"),
        ({"dato": "i går"}, "Skriv datoen"),
        ({"organ": " "}, "Skriv hvem som vedtok det"),
        ({"tittel": ""}, "Skriv hva saken heter."),
        ({"lenke": "javascript:alert(1)"}, "begynner med https://"),
        ({"lenke": "https://a:b@nordvik.example/"}, "begynner med https://"),
        ({"notat": "Støtte til Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
        ({"notat": "a" * 2001}, "høyst 2000 tegn"),
    ],
)
def test_a_decision_that_does_not_make_sense_is_refused(coordinator, ids, facts, words):
    answer = register(coordinator, **facts)
    assert answer.status_code == 422 and words in text(answer)
    assert ids() == {}


def test_a_member_reads_and_does_not_write(coordinator, member, chair, ids):
    register(coordinator)
    address = f"{HOME}forankring/{ids()['municipality']}"
    page = member.get(address)
    assert page.status_code == 200 and "<form class=\"form\"" not in text(page)
    assert register(member).status_code == member.post(address, FORM).status_code == 403
    assert member.post(f"{address}/sletting").status_code == member.get(f"{HOME}forankring/ny").status_code == 403
    assert register(chair, part="police").status_code == 303


def test_a_double_click_registers_once(coordinator, inside):
    once = str(uuid4())
    for _ in range(2):
        coordinator.post(f"{HOME}forankring/", {**FORM, "en_gang": once})
    with inside():
        assert db.session.query(Anchoring).count() == 1


def test_another_kommunes_decision_is_not_there(coordinator, ids):
    register(coordinator, "hamnes", tittel="Kanarifugl")
    address = f"{HOME}forankring/{ids('hamnes')['municipality']}"
    assert coordinator.get(address).status_code == coordinator.post(address, FORM).status_code == 404
    assert coordinator.post(f"{address}/sletting").status_code == 404
    assert "Kanarifugl" not in text(coordinator.get(HOME))
