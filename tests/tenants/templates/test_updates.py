"""A newer edition: shown as a difference, taken in only when somebody says so, and never by itself."""

from uuid import uuid4

import pytest

from saas.db import db
from tenants.templates.models import DocumentTemplate
from tests.tenants.templates.conftest import BASE, MINE, NEWER, edit, hidden, text

OURS = BASE.replace("Vi møtes", "Vi møtes på rådhuset")
BOTH = NEWER.replace("Vi møtes", "Vi møtes på rådhuset")
CLASH = BASE.replace("Ta med saker.", "Ta med saker og kake.")


@pytest.fixture
def standing(inside):
    """(body, the edition it builds on, the edition that was declined) of Nordvik's copy."""

    def look():
        with inside("nordvik"):
            row = db.session.query(DocumentTemplate).one()
            return row.body, row.shared_number, row.declined_number

    return look


def answer_of(browser, copy, door="/endringer", **chosen):
    page = text(browser.get(copy + "/endringer"))
    form = {name: hidden(page, name) for name in ("versjon", "nummer")}
    return browser.post(copy + door, {**form, "en_gang": str(uuid4()), **chosen})


def test_a_new_edition_is_offered_and_changes_nothing_by_itself(coordinator, copy, publish, standing):
    edit(coordinator, copy, OURS)
    publish(NEWER)
    assert "Ny utgave 2" in text(coordinator.get(MINE + "/")) and "Ny utgave 2" in text(coordinator.get(copy))
    page = text(coordinator.get(copy + "/endringer"))
    assert "<ins>" in page and "senest ti dager før" in page and "Lagt til:" in page and "Kommunens tekst endres ikke" in page
    assert standing() == (OURS, 1, None)


def test_what_does_not_meet_is_taken_in_and_both_sides_words_stand(coordinator, copy, publish, standing):
    edit(coordinator, copy, OURS)
    publish(NEWER)
    assert answer_of(coordinator, copy).status_code == 303
    assert standing() == (BOTH, 2, None)
    page = text(coordinator.get(copy))
    assert "Fra Kompetansesenteret, utgave 2" in page and "Ny utgave" not in page
    assert coordinator.get(copy + "/endringer").status_code == 404


@pytest.mark.parametrize(
    ("choice", "line"),
    [
        ("vaar", "Ta med saker og kake."), ("deres", "Ta med saker senest ti dager før."),
        ("begge", "Ta med saker og kake.\nTa med saker senest ti dager før."),
    ],
)  # fmt: skip
def test_where_both_have_changed_somebody_must_choose(coordinator, copy, publish, standing, choice, line):
    edit(coordinator, copy, CLASH)
    publish(NEWER)
    page = text(coordinator.get(copy + "/endringer"))
    place = page.split('id="valg-', 1)[1].split('"', 1)[0]
    for unanswered in ({}, {f"valg-{place}": "noe"}, {"valg-99": "deres"}, {"valg-x": "deres"}):
        refused = answer_of(coordinator, copy, **unanswered)
        assert refused.status_code == 422 and "Velg hvilken tekst" in text(refused)
        assert standing() == (CLASH, 1, None)
    assert answer_of(coordinator, copy, **{f"valg-{place}": choice}).status_code == 303
    assert standing() == (BASE.replace("Ta med saker.", line), 2, None)


def test_behold_vaar_keeps_every_word_and_the_next_edition_is_offered_again(coordinator, copy, publish, standing):
    edit(coordinator, copy, CLASH)
    publish(NEWER)
    assert answer_of(coordinator, copy, "/endringer/nei").status_code == 303
    assert standing() == (CLASH, 1, 2)
    assert "Ny utgave" not in text(coordinator.get(MINE + "/")) and "Se endringene likevel" in text(coordinator.get(copy))
    publish(NEWER + "\n\nVel møtt")
    assert "Ny utgave 3" in text(coordinator.get(MINE + "/"))


def test_an_answer_to_another_edition_or_another_copy_than_the_page_showed_does_nothing(coordinator, copy, publish, standing):
    publish(NEWER)
    page = text(coordinator.get(copy + "/endringer"))
    seen = {name: hidden(page, name) for name in ("versjon", "nummer")}
    publish(NEWER + "\n\nVel møtt")
    for door in ("/endringer", "/endringer/nei"):
        late = coordinator.post(copy + door, {**seen, "en_gang": str(uuid4())})
        assert late.status_code == 409 and "nyere utgave" in text(late)
        for wrong in ({"nummer": ""}, {"nummer": "x"}, {"nummer": "99"}):
            assert coordinator.post(copy + door, {**seen, **wrong}).status_code == 409
    edit(coordinator, copy, OURS)
    for door in ("/endringer", "/endringer/nei"):
        assert coordinator.post(copy + door, {**seen, "nummer": "3", "en_gang": str(uuid4())}).status_code == 409
    assert standing() == (OURS, 1, None)


def test_pressing_twice_takes_it_in_once(coordinator, copy, publish, standing):
    publish(NEWER)
    page = text(coordinator.get(copy + "/endringer"))
    form = {**{name: hidden(page, name) for name in ("versjon", "nummer")}, "en_gang": str(uuid4())}
    first, second = (coordinator.post(copy + "/endringer", form) for _ in range(2))
    assert first.status_code == second.status_code == 303 and standing() == (NEWER, 2, None)


def test_a_withdrawn_template_offers_no_update_and_takes_nothing_away(coordinator, copy, publish, standing, house):
    from saas import rooms
    from saas.library import shelf

    shared = publish(NEWER)
    with house.test_request_context("/"), rooms.enter(rooms.lobby()):
        shelf.withdraw(shelf.find(shared), None)
    assert "Ny utgave" not in text(coordinator.get(MINE + "/")) and coordinator.get(copy + "/endringer").status_code == 404
    assert coordinator.get(copy).status_code == 200 and standing() == (BASE, 1, None)


def test_a_member_sees_the_difference_and_has_no_button(member, coordinator, copy, publish):
    publish(NEWER)
    page = text(member.get(copy + "/endringer"))
    assert "senest ti dager før" in page and "Ta inn endringene" not in page and "Behold vår" not in page


def test_an_update_is_offered_only_in_the_language_of_the_copy(coordinator, copy, publish):
    publish(NEWER, title="Innkalling på nynorsk", language="nn")
    assert "Ny utgave" not in text(coordinator.get(MINE + "/"))
