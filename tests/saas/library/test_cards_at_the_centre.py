"""Cards at the centre: read by a human, published, returned or taken out; by the editor, as the card stood, and once."""

import pytest

from tests.saas.library.conftest import OFFICE, text
from tests.world import Browser


def test_the_editor_reads_and_publishes_and_all_can_read(offer, editor, analyst, member, coordinator):
    card = offer()
    assert "Åpen hall fredag kveld" in text(editor.get(OFFICE))
    assert "Åpen hall fredag kveld" not in text(member.get("/k/nordvik/erfaringer/"))

    unread = editor.post(f"{OFFICE}/{card}/publisering", {"versjon": "1"})
    assert unread.status_code == 422 and "Kryss av når du har lest hele kortet." in text(unread)
    assert editor.post(f"{OFFICE}/{card}/publisering", {"lest": "y", "versjon": "1"}).status_code == 303

    for browser, address in (
        (analyst, f"{OFFICE}/{card}"), (member, f"/k/nordvik/erfaringer/kort/{card}"),
        (coordinator, f"/k/hamnes/erfaringer/kort/{card}"),
    ):  # fmt: skip
        page = text(browser.get(address))
        assert "Hallen var åpen hver fredag." in page
        assert "Kommunen har valgt å ikke stå med navn" in page or "Kommunen har valt å ikkje stå med namn" in page


def test_the_analyst_sees_only_what_is_out_and_decides_nothing(offer, on_shelf, analyst, sql):
    waiting, out = offer(title="Et kort som venter"), on_shelf()
    page = text(analyst.get(OFFICE))
    assert "Et kort som venter" not in page and str(out) in page
    assert analyst.get(f"{OFFICE}/{waiting}").status_code == 404
    for card in (waiting, out):
        for deed in ("publisering", "retur", "uttak"):
            assert analyst.post(f"{OFFICE}/{card}/{deed}", {"lest": "y", "svar": "Skriv om.", "versjon": "1"}).status_code == 404
    assert sorted(sql("SELECT state FROM library_cards")) == [("published",), ("waiting",)]


def test_nobody_else_finds_the_centres_pages(house, on_shelf, coordinator, member):
    card = on_shelf()
    for browser in (coordinator, member):
        for address in (OFFICE, f"{OFFICE}/{card}"):
            assert browser.get(address).status_code == 404
        for deed in ("publisering", "retur", "uttak"):
            assert browser.post(f"{OFFICE}/{card}/{deed}", {"svar": "x", "versjon": "2"}).status_code == 404
    assert Browser(house).get(OFFICE).status_code in (302, 303, 401)


def test_a_returned_card_needs_an_answer_without_persons(offer, editor, sql):
    card = offer()
    for wrong in ("", "   ", "x" * 1001, "Ole Hansen i 9A må ut", "Nummeret 01810550003 må ut"):
        answer = editor.post(f"{OFFICE}/{card}/retur", {"svar": wrong, "versjon": "1"})
        assert answer.status_code == 422 and 'aria-invalid="true"' in text(answer)
    assert sql("SELECT state FROM library_cards") == [("waiting",)]
    assert editor.post(f"{OFFICE}/{card}/retur", {"svar": "Skriv mer om hva det krevde.", "versjon": "1"}).status_code == 303
    assert sql("SELECT state, answer, reviewed_by FROM library_cards") == [
        ("returned", "Skriv mer om hva det krevde.", "Sunniva Hegg")
    ]  # fmt: skip
    assert sql("SELECT action FROM login_events WHERE action LIKE 'centre.%%'") == [("centre.card_returned",)]


def test_a_card_that_is_taken_out_is_gone_for_all_and_its_kommune_is_told_why(on_shelf, editor, analyst, member, inside, sql):
    from sqlalchemy import select

    from saas.db import db
    from saas.library import cards

    card = on_shelf()
    assert editor.post(f"{OFFICE}/{card}/uttak", {"svar": "Tallet på deltakere er for lite.", "versjon": "2"}).status_code == 303
    for browser, address in ((member, f"/k/nordvik/erfaringer/kort/{card}"), (analyst, f"{OFFICE}/{card}"), (editor, f"{OFFICE}/{card}")):
        assert browser.get(address).status_code == 404
    assert "Åpen hall" not in text(member.get("/k/nordvik/erfaringer/?ord=hall"))
    with inside("nordvik"):
        told = cards.standing(db.session.scalar(select(cards.standing_of(card))))
        assert told and told.state == "withdrawn" and told.answer == "Tallet på deltakere er for lite."
        # The words are its own still, and it may have them removed too.
        assert cards.withdraw(card) and not cards.withdraw(card)
    assert sql("SELECT title, what, answer FROM library_cards") == [("–", "", "")]


@pytest.mark.parametrize("version", ["", "0", "2", "x", "9" * 30, None])
def test_a_decision_on_a_card_that_has_changed_is_refused(offer, editor, sql, version):
    card = offer()
    data = {"lest": "y", "svar": "Skriv mer.", **({"versjon": version} if version is not None else {})}
    for deed in ("publisering", "retur"):
        assert editor.post(f"{OFFICE}/{card}/{deed}", data).status_code == 409
    assert sql("SELECT state FROM library_cards") == [("waiting",)]


def test_two_presses_decide_once(offer, editor, sql):
    card = offer()
    assert editor.post(f"{OFFICE}/{card}/publisering", {"lest": "y", "versjon": "1"}).status_code == 303
    assert editor.post(f"{OFFICE}/{card}/publisering", {"lest": "y", "versjon": "1"}).status_code == 409
    # Also with a fresh version: what is out is not published again, and is not returned.
    assert editor.post(f"{OFFICE}/{card}/publisering", {"lest": "y", "versjon": "2"}).status_code == 409
    assert editor.post(f"{OFFICE}/{card}/retur", {"svar": "Skriv mer.", "versjon": "2"}).status_code == 409
    assert sql("SELECT state, version FROM library_cards") == [("published", 2)]


def test_a_card_withdrawn_while_the_editor_reads_is_not_published(offer, editor, inside, sql):
    from saas.library import cards

    card = offer()
    assert editor.get(f"{OFFICE}/{card}").status_code == 200
    with inside("nordvik"):
        assert cards.withdraw(card)
    assert editor.post(f"{OFFICE}/{card}/publisering", {"lest": "y", "versjon": "1"}).status_code == 404
    assert sql("SELECT state, what FROM library_cards") == [("withdrawn", "")]
