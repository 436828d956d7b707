"""Answers by signed link or logged in: one tap, changeable until the start, and a deputy who is called in turn."""

from datetime import date

import icalendar
import pytest

from saas import clock
from tenants.groups import service as groups
from tenants.meetings import service
from tenants.meetings.jobs import deputies
from tenants.network import service as network
from tenants.tasks import service as tasks
from tests.world import Browser, log_in


@pytest.fixture
def guest(house, scene, meeting, call, worker, to, link_in):
    """Hanne's phone, and the address in her letter."""
    call(scene, meeting)
    worker.work()
    return Browser(house), link_in(to("hanne")[0])


def answer_of(inside, scene, meeting, who="Hanne Dahl"):
    with inside():
        return next(i.answer for i in service.attendance(service.find(meeting)) if i.person_id == scene.people[who])


def name_deputy(inside, scene, email="vera@nordvik.example"):
    with inside():
        organisation = network.find_person(scene.people["Hanne Dahl"]).organisation_id
        vera = network.add_person("Vera Vik", organisation, title="inspektør", email=email)
        group = groups.find(scene.group)
        groups.name_deputy(
            group, groups.find_seat(group, scene.seats["Hanne Dahl"]), vera.id, starts_on=date(2024, 8, 1)
        )
        return vera.id


def test_the_page_says_what_where_and_when_and_is_light(guest):
    browser, link = guest
    answer = browser.get(link)
    page = answer.get_data(as_text=True)
    assert "Møte i koordineringsgruppen, tirsdag 15. september kl. 09.00–11.00, Rådhuset, møterom Fjorden" in page
    assert "Kommer ikke" in page
    styles = sum(len(browser.get(f"/static/{name}").data) for name in ("kommuner.css", "plain.css"))
    assert len(answer.data) + styles < 40_000


def test_opening_the_link_changes_nothing(guest, inside, scene, meeting):
    browser, link = guest
    browser.get(link)
    browser.client.head(link)
    assert answer_of(inside, scene, meeting) == "waiting"


def test_one_tap_saves_the_answer_and_it_can_be_changed(guest, inside, scene, meeting, post):
    browser, link = guest
    assert post(link, {"svar": "coming"}, browser).status_code == 303
    assert "Svaret er lagret" in browser.get(link).get_data(as_text=True)
    assert answer_of(inside, scene, meeting) == "coming"
    post(link, {"svar": "not_coming"}, browser)
    assert answer_of(inside, scene, meeting) == "not_coming"


def test_an_unknown_answer_is_refused(guest, inside, scene, meeting, post):
    browser, link = guest
    assert post(link, {"svar": "kanskje"}, browser).status_code == 422
    assert answer_of(inside, scene, meeting) == "waiting"


def test_an_answer_without_the_forms_key_is_refused(guest, inside, scene, meeting):
    browser, link = guest
    assert browser.client.post(link, data={"svar": "coming"}).status_code == 400
    assert answer_of(inside, scene, meeting) == "waiting"


def test_after_the_start_the_answer_stands(guest, inside, scene, meeting, post):
    browser, link = guest
    clock.move_to(clock.at(date(2026, 9, 15), 9, 1))
    refused = post(link, {"svar": "coming"}, browser)
    assert refused.status_code == 409
    assert "Møtet har begynt. Svaret kan ikke endres." in refused.get_data(as_text=True)
    assert answer_of(inside, scene, meeting) == "waiting"


def test_without_a_named_deputy_nobody_can_be_sent(guest, post):
    browser, link = guest
    assert "Send til vara" not in browser.get(link).get_data(as_text=True)
    refused = post(link, {"svar": "deputy"}, browser)
    assert refused.status_code == 409
    assert "Ingen er oppgitt som vara" in refused.get_data(as_text=True)


def test_a_deputy_sent_by_a_guest_is_called_by_the_clocks_round_once(
    guest, inside, scene, meeting, post, worker, to, link_in, house
):
    vera = name_deputy(inside, scene)
    browser, link = guest
    post(link, {"svar": "deputy"}, browser)
    assert "Vara får innkallingen om kort tid" in browser.get(link).get_data(as_text=True)
    for _ in range(2):
        with inside(role="service"):
            deputies()
    worker.work()
    [letter] = to("vera")
    assert letter["Subject"].startswith("Innkalling som vara: Møte i koordineringsgruppen")
    assert "vara for Hanne Dahl" in letter.get_body(("plain",)).get_content()
    other = Browser(house)
    assert post(link_in(letter), {"svar": "coming"}, other).status_code == 303
    with inside():
        found = next(i for i in service.attendance(service.find(meeting)) if i.person_id == vera)
        assert (found.answer, found.standing_in_for) == ("coming", scene.people["Hanne Dahl"])


def test_a_deputy_is_released_when_the_member_comes_after_all_and_called_again_if_not(
    guest, inside, scene, post, worker, to, link_in, house
):
    name_deputy(inside, scene)
    browser, link = guest
    for choice in ("deputy", "coming", "deputy"):
        post(link, {"svar": choice}, browser)
        if choice == "coming":
            assert Browser(house).get(link_in(to("vera")[0])).status_code == 404
        with inside(role="service"):
            deputies()
        worker.work()
    subjects = [letter["Subject"].split(":")[0] for letter in to("vera")]
    assert subjects == ["Innkalling som vara", "Du trenger ikke møte som vara", "Innkalling som vara"]
    part = next(p for p in to("vera")[1].walk() if p.get_content_type() == "text/calendar")
    assert icalendar.Calendar.from_ical(part.get_content())["METHOD"] == "CANCEL"


def test_a_member_who_is_logged_in_answers_there_and_the_deputy_is_called_at_once(
    guest, inside, scene, meeting, member, post, worker, to
):
    name_deputy(inside, scene)
    page = member.get(scene.address(str(meeting))).get_data(as_text=True)
    assert "Kommer du?" in page and "Send til vara" in page
    assert post(scene.address(f"{meeting}/svar"), {"svar": "deputy"}, member).status_code == 303
    worker.work()
    assert len(to("vera")) == 1


def test_a_seat_that_has_ended_closes_the_link(guest, inside, scene, meeting):
    browser, link = guest
    with inside():
        group = groups.find(scene.group)
        groups.find_seat(group, scene.seats["Hanne Dahl"]).ends_on = date(2026, 9, 11)
    clock.move_to(clock.at(date(2026, 9, 11), 10))
    assert browser.get(link).status_code == 200
    clock.move_to(clock.at(date(2026, 9, 12), 10))
    assert browser.get(link).status_code == 404


def test_a_cancelled_meeting_says_so_and_takes_no_answers(guest, inside, scene, meeting, post):
    browser, link = guest
    post(scene.address(f"{meeting}/avlysning"), {"grunn": "For få kan komme.", "versjon": "2"})
    page = browser.get(link).get_data(as_text=True)
    assert "Møtet er avlyst. Grunn: For få kan komme." in page
    assert post(link, {"svar": "coming"}, browser).status_code == 409


def test_own_open_tasks_come_first_and_are_done_in_one_tap(guest, inside, scene, post):
    browser, link = guest
    with inside():
        group = groups.find(scene.group)
        mine = tasks.add(group, "Kartlegg fravær mandager", scene.people["Hanne Dahl"], date(2026, 9, 20)).id
        others = tasks.add(group, "Åpne hallen fredager", scene.people["Are Nygård"], date(2026, 9, 20)).id
    page = browser.get(link).get_data(as_text=True)
    assert "Dine åpne oppgaver (1)" in page
    assert page.index("Kartlegg fravær mandager") < page.index("Saksliste")
    assert "Åpne hallen fredager" not in page
    assert post(link, {"oppgave": str(mine), "status": "done"}, browser).status_code == 303
    assert post(link, {"oppgave": str(others), "status": "done"}, browser).status_code == 422
    with inside():
        assert tasks.find(mine).status == "done"
        assert tasks.find(others).status == "open"


def test_a_sak_is_proposed_by_link_and_waits_with_the_organisations_name(
    guest, scene, coordinator, post
):
    browser, link = guest
    form = {"forslag": "1", "tittel": "Fravær på mandager", "beskrivelse": "", "type": "discussion"}
    assert post(link, form, browser).status_code == 303
    page = coordinator.get(scene.address("saker")).get_data(as_text=True)
    assert "Fravær på mandager" in page
    assert "foreslått av Nordvik ungdomsskole" in page


def test_a_proposal_that_points_out_a_person_is_stopped_and_written_nowhere(
    guest, inside, scene, post
):
    from sqlalchemy import select

    from saas.db import db
    from tenants.meetings.models import AgendaItem

    browser, link = guest
    text = "En gutt (15) i 10B fra Fjellveien har begynt å henge ved Torget."
    form = {"forslag": "1", "tittel": "Uro ved Torget", "beskrivelse": text, "type": "discussion"}
    refused = post(link, form, browser)
    assert refused.status_code == 422
    assert "peke ut en person" in refused.get_data(as_text=True)
    assert text in refused.get_data(as_text=True).replace("&#39;", "'")
    with inside():
        assert not db.session.scalars(select(AgendaItem).where(AgendaItem.title == "Uro ved Torget")).all()


def test_another_persons_link_answers_only_for_them(guest, inside, scene, meeting, to, link_in, post, house):
    are = link_in(to("are")[0])
    post(are, {"svar": "not_coming"}, Browser(house))
    assert answer_of(inside, scene, meeting, "Are Nygård") == "not_coming"
    assert answer_of(inside, scene, meeting) == "waiting"


def test_the_coordinator_sees_before_the_meeting_that_police_will_be_missing(
    guest, scene, meeting, coordinator, to, link_in, post, house
):
    before = coordinator.get(scene.address(str(meeting))).get_data(as_text=True)
    assert "Politi har ikke svart" in before
    post(link_in(to("are")[0]), {"svar": "not_coming"}, Browser(house))
    browser, link = guest
    post(link, {"svar": "coming"}, browser)
    page = coordinator.get(scene.address(str(meeting))).get_data(as_text=True)
    assert "Politi ikke representert" in page
    assert "Skole kommer" in page


def test_a_stranger_cannot_answer_for_a_member(scene, meeting, call, house, world, post):
    call(scene, meeting)
    stranger = log_in(house, "member@hamnes.example")
    assert post(scene.address(f"{meeting}/svar"), {"svar": "coming"}, stranger).status_code == 404
    chair = log_in(house, "chair@nordvik.example")
    assert post(scene.address(f"{meeting}/svar"), {"svar": "coming"}, chair).status_code == 404
