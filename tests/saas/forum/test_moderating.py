"""Pinned, closed and removed: by whoever wrote it or the centre, once, and on the page as it stood."""

from tests.saas.forum.conftest import HERE, text, versions


def press(browser, page, deed):
    """Press a button as it stands on a page."""
    return browser.post(deed, {"versjon": versions(browser, page)[deed]})


def test_the_centre_pins_an_answer_and_only_one(answered, reply, analyst, marte, sql):
    question, given = answered
    reply(question, "Et annet svar.")
    assert press(analyst, question, f"{given}/festing").status_code == 303
    page = text(marte.get(question))
    assert page.count("Festet av Kompetansesenteret") == 1
    assert page.index("Vi skrev det inn i mandatet.") < page.index("Et annet svar.")

    other = sql("SELECT id FROM network_answers WHERE body = 'Et annet svar.'")[0][0]
    assert press(analyst, question, f"{HERE}/svar/{other}/festing").status_code == 303
    page = text(marte.get(question))
    assert page.count("Festet av Kompetansesenteret") == 1
    assert page.index("Et annet svar.") < page.index("Vi skrev det inn i mandatet.")

    assert press(analyst, question, f"{HERE}/svar/{other}/losning").status_code == 303
    assert "Festet av" not in text(marte.get(question))
    assert sql("SELECT count(*) FROM login_events WHERE action = 'centre.answer_pinned'") == [(2,)]


def test_a_coordinator_cannot_pin(answered, coordinator, marte, sql):
    _question, given = answered
    for browser in (coordinator, marte):
        for deed in ("festing", "losning"):
            assert browser.post(f"{given}/{deed}", {"versjon": "1"}).status_code == 403
    assert sql("SELECT pinned_at FROM network_answers") == [(None,)]


def test_a_closed_question_takes_no_answers_until_it_is_opened_again(answered, coordinator, reply, marte, analyst):
    question, _given = answered
    assert f"{question}/lukking" not in versions(marte, question)
    assert marte.post(f"{question}/lukking", {"versjon": "1"}).status_code == 403
    assert press(coordinator, question, f"{question}/lukking").status_code == 303
    assert "Legg ut svaret" not in text(marte.get(question)) and reply(question, browser=marte).status_code == 409
    assert press(analyst, question, f"{question}/gjenapning").status_code == 303
    assert reply(question, browser=marte).status_code == 303


def test_words_that_are_removed_are_gone_and_their_place_stays(answered, coordinator, marte, analyst, sql):
    question, given = answered
    assert coordinator.post(f"{given}/fjerning", {"versjon": "1"}).status_code == 403
    assert marte.post(f"{question}/fjerning", {"versjon": "1"}).status_code == 403
    assert press(marte, question, f"{given}/fjerning").status_code == 303
    page = text(coordinator.get(question))
    assert "fjernet av den som skrev den" in page and "Vi skrev det inn i mandatet." not in page
    assert sql("SELECT body, removed_by FROM network_answers") == [("–", "")]

    assert press(analyst, question, f"{question}/fjerning").status_code == 303
    page = text(coordinator.get(question))
    assert "fjernet av Kompetansesenteret" in page and "skolen med" not in page
    assert question not in text(coordinator.get(f"{HERE}?ord=skolen")) and question not in text(coordinator.get(HERE))
    assert sql("SELECT title, body, removed_by FROM network_questions") == [("–", "", "Eli Strand")]
    assert sql("SELECT action FROM login_events WHERE action LIKE 'centre.%%'") == [("centre.question_removed",)]


def test_a_removed_question_takes_no_answers_and_is_not_removed_twice(answered, coordinator, reply):
    question, _given = answered
    version = versions(coordinator, question)[f"{question}/fjerning"]
    assert coordinator.post(f"{question}/fjerning", {"versjon": version}).status_code == 303
    assert coordinator.post(f"{question}/fjerning", {"versjon": version}).status_code == 409
    assert coordinator.post(f"{question}/fjerning", {"versjon": "2"}).status_code == 409
    assert coordinator.post(f"{question}/lukking", {"versjon": "2"}).status_code == 409
    assert reply(question).status_code == 409


def test_a_removed_answer_is_not_pinned_and_a_removed_pinned_one_falls_down(answered, analyst, marte, sql):
    question, given = answered
    assert press(analyst, question, f"{given}/festing").status_code == 303
    assert press(marte, question, f"{given}/fjerning").status_code == 303
    assert sql("SELECT pinned_at FROM network_answers") == [(None,)]
    assert analyst.post(f"{given}/festing", {"versjon": "3"}).status_code == 409


def test_a_deed_on_a_page_that_has_changed_is_refused(answered, coordinator, analyst):
    question, given = answered
    for version in ("", "0", "7", "x", "9" * 30):
        assert analyst.post(f"{given}/festing", {"versjon": version}).status_code == 409
        assert coordinator.post(f"{question}/fjerning", {"versjon": version}).status_code == 409
    assert "Vi skrev det inn i mandatet." in text(coordinator.get(question))


def test_ids_that_never_were_are_not_there(coordinator):
    ghost = "00000000-0000-4000-8000-000000000000"
    assert coordinator.get(f"{HERE}/{ghost}").status_code == 404
    for deed in (f"{ghost}/svar", f"{ghost}/lukking", f"{ghost}/fjerning", f"svar/{ghost}/fjerning", f"svar/{ghost}/festing"):
        assert coordinator.post(f"{HERE}/{deed}", {"svar": "x", "versjon": "1"}).status_code in (403, 404)


def test_no_room_but_the_lobby_reads_the_network(house, world, ask, inside):
    import pytest
    from sqlalchemy import select
    from sqlalchemy.exc import ProgrammingError

    from saas import rooms
    from saas.db import db
    from saas.forum.models import Question

    ask()
    with pytest.raises(ProgrammingError), inside("nordvik"):
        db.session.scalars(select(Question.id)).all()
    with house.app_context(), pytest.raises(ProgrammingError), rooms.enter(rooms.centre()):
        db.session.scalars(select(Question.id)).all()
