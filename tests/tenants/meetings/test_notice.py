"""The notice: one letter to each with a seat, with a calendar part that calendars can follow."""

from datetime import date, timedelta
from uuid import uuid4

import icalendar
import pytest

from saas import clock
from saas.db import db
from tenants.groups import service as groups
from tenants.meetings import notices, planning, service
from tenants.network import service as network


def invite_in(letter):
    part = next(p for p in letter.walk() if p.get_content_type() == "text/calendar")
    calendar = icalendar.Calendar.from_ical(part.get_content())
    return calendar, next(c for c in calendar.walk("VEVENT"))


def test_the_notice_reaches_everyone_with_a_seat_and_nobody_else(scene, meeting, post, worker, postbox, inside):
    with inside():
        organisation = network.add_organisation("Frivilligsentralen", "voluntary")
        gone = network.add_person("Liv Eide", organisation.id, email="liv@nordvik.example")
        groups.give_seat(groups.find(scene.group), gone.id, "member", starts_on=date(2024, 8, 1))
        network.person_leaves(gone, date(2026, 9, 14))
        network.add_person("Utenfor Gruppen", organisation.id, email="utenfor@nordvik.example")

    answer = post(scene.address(f"{meeting}/innkalling"))

    assert answer.status_code == 303
    assert postbox.letters == []
    worker.work()
    receivers = sorted(letter["To"].addresses[0].addr_spec.split(".")[0] for letter in postbox.letters)
    assert receivers == ["are", "bjrn", "hanne", "ingrid"]


def test_the_letter_says_what_where_and_when_and_carries_the_agenda(scene, meeting, call, worker, to):
    call(scene, meeting)
    worker.work()
    letter = to("hanne")[0]
    text = letter.get_body(("plain",)).get_content()
    assert letter["Subject"] == "Innkalling: Møte i koordineringsgruppen, tirsdag 15. september kl. 09.00–11.00"
    assert "Sted: Rådhuset, møterom Fjorden" in text
    assert "1/26 Godkjenning av referat (Beslutning, 5 min)" in text
    assert "/g/" in text and "\n\n\n" not in text
    attachment = next(letter.iter_attachments())
    assert attachment.get_filename() == "Saksliste KG 2026-09-15.pdf"
    assert attachment.get_content().startswith(b"%PDF-")


def test_the_calendar_part_names_only_its_receiver_and_is_in_oslo_time(scene, meeting, call, worker, to):
    call(scene, meeting)
    worker.work()
    calendar, event = invite_in(to("hanne")[0])
    assert calendar["METHOD"] == "REQUEST"
    assert event["SEQUENCE"] == 0
    assert event["DTSTART"].params["TZID"] == "Europe/Oslo"
    assert event["DTSTART"].dt == clock.at(date(2026, 9, 15), 9)
    assert str(event["ATTENDEE"]).startswith("mailto:hanne.")
    assert str(event["ORGANIZER"]).startswith("mailto:ingrid.")
    assert "are." not in event.to_ical().decode()


def test_a_moved_meeting_is_told_with_the_same_uid_and_a_higher_sequence(
    scene, meeting, call, worker, to, post, coordinator
):
    call(scene, meeting)
    worker.work()
    form = {
        "dag": "2026-09-16",
        "begynner": "12:00",
        "slutter": "14:00",
        "sted": "Kulturhuset",
        "praktisk": "",
        "versjon": "2",
    }
    answer = post(scene.address(f"{meeting}/endring"), form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    worker.work()
    first, second = (invite_in(letter)[1] for letter in to("hanne"))
    assert first["UID"] == second["UID"]
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["DTSTART"].dt == clock.at(date(2026, 9, 16), 12)
    assert "Svar på nytt" in to("hanne")[1].get_body(("plain",)).get_content()


def test_a_cancelled_meeting_is_struck_out_in_calendars(scene, meeting, call, worker, to, post):
    call(scene, meeting)
    worker.work()
    assert (
        post(scene.address(f"{meeting}/avlysning"), {"grunn": "For få kan komme.", "versjon": "2"}).status_code == 303
    )
    worker.work()
    first, last = (invite_in(letter) for letter in to("are"))
    assert last[0]["METHOD"] == "CANCEL"
    assert last[1]["STATUS"] == "CANCELLED"
    assert last[1]["UID"] == first[1]["UID"]
    assert last[1]["SEQUENCE"] == 1
    assert "For få kan komme." in to("are")[1].get_body(("plain",)).get_content()


def test_a_second_notice_raises_the_sequence_and_keeps_the_answers(scene, meeting, call, inside, worker, to):
    call(scene, meeting)
    with inside():
        found = service.find(meeting)
        next(i for i in service.attendance(found) if i.person_id == scene.people["Hanne Dahl"]).answer = "coming"
    call(scene, meeting)
    worker.work()
    assert [invite_in(letter)[1]["SEQUENCE"] for letter in to("hanne")] == [0, 1]
    with inside():
        answers = {i.person_id: i.answer for i in service.attendance(service.find(meeting))}
        assert answers[scene.people["Hanne Dahl"]] == "coming"


def test_a_double_click_sends_each_letter_once(scene, meeting, coordinator, worker, postbox):
    same = {"en_gang": str(uuid4()), "versjon": "1"}
    for _ in range(2):
        assert coordinator.post(scene.address(f"{meeting}/innkalling"), same).status_code == 303
    worker.work()
    assert len(postbox.letters) == 4


def test_two_coordinators_who_send_at_once_do_not_both_send(scene, meeting, post, worker, postbox):
    assert post(scene.address(f"{meeting}/innkalling"), {"versjon": "1"}).status_code == 303
    second = post(scene.address(f"{meeting}/innkalling"), {"versjon": "1"})
    assert second.status_code == 409
    assert "Noen har endret dette" in second.get_data(as_text=True)
    worker.work()
    assert len(postbox.letters) == 4


def test_those_without_an_address_are_listed_before_sending(scene, meeting, inside, coordinator):
    with inside():
        network.find_person(scene.people["Are Nygård"]).email = ""
    page = coordinator.get(scene.address(str(meeting))).get_data(as_text=True)
    assert "1 mangler e-postadresse og får ikke brev:" in page
    assert "Are Nygård, Politiet i Nordvik" in page


def test_without_any_address_nothing_is_sent_and_nothing_changes(scene, meeting, inside, post):
    with inside():
        for person_id in scene.people.values():
            network.find_person(person_id).email = ""
    answer = post(scene.address(f"{meeting}/innkalling"))
    assert answer.status_code == 409
    assert "Ingen i gruppen har e-postadresse" in answer.get_data(as_text=True)
    with inside():
        assert service.find(meeting).state == "draft"


def test_progress_is_told_in_words_and_ends(scene, meeting, call, coordinator, worker):
    call(scene, meeting)
    waiting = coordinator.get(scene.address(f"{meeting}/brev")).get_data(as_text=True)
    assert "0 av 4 brev sendt" in waiting and "hx-get" in waiting
    worker.work()
    done = coordinator.get(scene.address(f"{meeting}/brev")).get_data(as_text=True)
    assert "4 av 4 brev sendt" in done and "hx-get" not in done


@pytest.mark.parametrize(
    ("state", "deed", "words"),
    [
        ("draft", lambda m: service.start(m), "Send innkallingen før møtet startes."),
        ("draft", lambda m: service.end(m), "Møtet er ikke innkalt ennå."),
        ("called", lambda m: service.end(m), "Møtet er ikke startet ennå."),
        ("under_way", lambda m: service.start(m), "Møtet er allerede startet."),
        ("under_way", lambda m: planning.cancel(m, None, "Sykdom i gruppen"), "Møtet pågår"),
        ("held", lambda m: service.start(m), "Møtet er avholdt"),
        ("held", lambda m: notices.call(m, None), "Møtet er avholdt"),
        ("cancelled", lambda m: notices.call(m, None), "Møtet er avlyst"),
        ("cancelled", lambda m: service.start(m), "Møtet er avlyst"),
        ("cancelled", lambda m: planning.cancel(m, None, "Igjen"), "Møtet er allerede avlyst."),
    ],
)
def test_a_meeting_goes_only_the_ways_it_may(scene, meeting, inside, state, deed, words):
    from saas.errors import NotNow

    with inside():
        service.find(meeting).state = state
    with pytest.raises(NotNow) as refused, inside():
        deed(service.find(meeting))
    assert words in refused.value.message


def test_a_meeting_that_has_been_cannot_be_called(scene, meeting, post):
    clock.move_to(clock.at(date(2026, 9, 15), 12))
    answer = post(scene.address(f"{meeting}/innkalling"))
    assert answer.status_code == 409
    assert "Tidspunktet for møtet er passert" in answer.get_data(as_text=True)


def test_a_long_way_to_the_meeting_does_not_kill_the_link(scene, plan, call, worker, to, house, link_in):
    far = plan(scene, day=date(2026, 12, 15))
    call(scene, far)
    worker.work()
    with house.app_context():
        from saas import rooms

        assert rooms.guest_link(link_in(to("hanne")[0]).removeprefix("/g/"))
    assert timedelta(days=0) < timedelta(days=1) and db is not None
