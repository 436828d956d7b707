"""A meeting through its life, on one page: planned, called, under way, held."""

from datetime import date
from uuid import uuid4

import pytest

from saas import clock
from tenants.groups import service as groups
from tenants.meetings import attendance, presence, service
from tenants.network import service as network
from tests.world import log_in

FORM = {"dag": "2026-09-22", "begynner": "09:00", "slutter": "11:00", "sted": "Rådhuset", "praktisk": ""}


@pytest.fixture
def under_way(scene, meeting, call, inside):
    """The meeting of 15 September, just started."""
    call(scene, meeting)
    clock.move_to(clock.at(date(2026, 9, 15), 9))
    with inside():
        service.start(service.find(meeting))
    return meeting


@pytest.fixture
def invitation(inside):
    """The id of somebody's invitation."""

    def find(scene, meeting, who):
        with inside(scene.slug):
            return next(
                str(i.id) for i in service.attendance(service.find(meeting)) if i.person_id == scene.people[who]
            )

    return find


def test_a_meeting_is_planned_by_a_form_and_listed(scene, post, coordinator):
    made = post(scene.address("nytt"), {**FORM, "gruppe": str(scene.group)})
    assert made.status_code == 303
    page = coordinator.get(made.location).get_data(as_text=True)
    assert "Møte i koordineringsgruppen" in page and "tirsdag 22. september kl. 09.00–11.00" in page
    assert "Send innkalling i Nordvik" in page
    listed = coordinator.get(scene.address()).get_data(as_text=True)
    assert "Kommende møter" in listed and "tirsdag 22. september" in listed


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"dag": ""}, "Velg en dag."),
        ({"dag": "2026-09-09"}, "Velg en dag fra i dag"),
        ({"dag": "31.12."}, "Skriv datoen som dag, måned og år."),
        ({"begynner": ""}, "Skriv når møtet begynner."),
        ({"begynner": "ni"}, "Skriv klokkeslettet"),
        ({"slutter": "09:00"}, "Møtet må slutte etter at det begynner."),
        ({"sted": "x" * 201}, "Stedet kan ha høyst 200 tegn."),
        ({"praktisk": "x" * 2001}, "Teksten kan ha høyst 2000 tegn."),
        ({"praktisk": "Hent nøkkel hos Ola Nordmann, mobil 412 34 567"}, "peke ut en person"),
        ({"gruppe": ""}, "Velg"),
        ({"gruppe": str(uuid4())}, "Velg noe fra listen."),
        ({"gruppe": "tull"}, "Velg noe fra listen."),
    ],
)
def test_bad_input_plans_nothing_and_keeps_what_was_typed(scene, post, inside, wrong, words):
    answer = post(scene.address("nytt"), {**FORM, "gruppe": str(scene.group), **wrong})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert "sted" in wrong or 'value="Rådhuset"' in page
    with inside():
        assert service.upcoming() == []


def test_a_street_address_may_say_where_to_meet(scene, post):
    assert post(scene.address("nytt"), {**FORM, "gruppe": str(scene.group), "sted": "Storgata 5"}).status_code == 303


def test_a_stale_change_is_refused_and_nothing_is_lost(scene, meeting, post, inside):
    assert post(scene.address(f"{meeting}/endring"), {**FORM, "versjon": "1"}).status_code == 303
    late = post(scene.address(f"{meeting}/endring"), {**FORM, "sted": "Kulturhuset", "versjon": "1"})
    assert late.status_code == 409
    assert 'value="Kulturhuset"' in late.get_data(as_text=True)
    with inside():
        assert service.find(meeting).place == "Rådhuset"


def test_attendance_is_one_tap_a_person_and_says_who_is_represented(scene, under_way, invitation, post, coordinator):
    address = scene.address(f"{under_way}/oppmote")
    post(address, {"invitasjon": invitation(scene, under_way, "Are Nygård"), "oppmote": "present"})
    post(address, {"invitasjon": invitation(scene, under_way, "Bjørn Haug"), "oppmote": "excused"})
    page = coordinator.get(scene.address(str(under_way))).get_data(as_text=True)
    assert "Politi er representert. Handelsstand: meldt forfall." in page
    assert "Pågår" in page
    assert post(address, {"invitasjon": invitation(scene, under_way, "Are Nygård"), "oppmote": "ja"}).status_code == 422
    assert post(address, {"invitasjon": "tull", "oppmote": "present"}).status_code == 422
    assert post(address, {"invitasjon": str(uuid4()), "oppmote": "present"}).status_code == 404


def test_a_tap_on_an_open_page_brings_back_the_list_alone(scene, under_way, invitation, post):
    form = {"invitasjon": invitation(scene, under_way, "Are Nygård"), "oppmote": "present"}
    answer = post(scene.address(f"{under_way}/oppmote"), form, headers={"HX-Request": "true"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "<html" not in page and 'id="oppmote"' in page and "Politi er representert." in page


def test_those_who_said_no_are_excused_when_it_starts(scene, meeting, call, inside):
    call(scene, meeting)
    with inside():
        called = {i.person_id: i for i in service.attendance(service.find(meeting))}
        called[scene.people["Bjørn Haug"]].answer = "not_coming"
        called[scene.people["Are Nygård"]].answer = "coming"
    with inside():
        service.start(service.find(meeting))
    with inside():
        found = service.find(meeting)
        assert attendance.mark_the_coming(found) == 1
        marks = {i.person_id: i.attendance for i in service.attendance(found)}
        assert marks[scene.people["Bjørn Haug"]] == "excused"
        assert [p.name for p in service.present_people(found)] == ["Are Nygård"]
        assert presence.during(service.attendance(found)) == "Politi er representert. Handelsstand: meldt forfall."


def test_a_guest_from_the_network_is_added_once(scene, under_way, post, inside, coordinator):
    with inside():
        place = network.add_organisation("Røde Kors", "voluntary")
        liv = network.add_person("Liv Eide", place.id, title="leder").id
    assert post(scene.address(f"{under_way}/gjester"), {"person": str(liv)}).status_code == 303
    assert post(scene.address(f"{under_way}/gjester"), {"person": str(liv)}).status_code == 409
    assert post(scene.address(f"{under_way}/gjester"), {"person": str(uuid4())}).status_code == 422
    with inside():
        assert [p.name for p in service.present_people(service.find(under_way))] == ["Liv Eide"]
    assert "Frivillig organisasjon er representert." in coordinator.get(scene.address(str(under_way))).get_data(
        as_text=True
    )


def test_a_seat_given_after_the_notice_is_on_the_list_when_it_starts(scene, meeting, call, inside):
    call(scene, meeting)
    with inside():
        place = network.add_organisation("NAV Nordvik", "nav")
        tove = network.add_person("Tove Lunde", place.id, title="leder")
        groups.give_seat(groups.find(scene.group), tove.id, "member", starts_on=date(2026, 9, 11))
    with inside():
        service.start(service.find(meeting))
    with inside():
        titles = {i.person.name: i.title for i in service.attendance(service.find(meeting))}
    assert titles["Tove Lunde"] == "leder" and titles["Hanne Dahl"] == "rektor"


def test_a_meeting_ends_as_held_and_counts(scene, under_way, post, inside):
    assert post(scene.address(f"{under_way}/slutt")).status_code == 303
    with inside():
        assert service.find(under_way).state == "held"
        group = groups.find(scene.group)
        standing = service.cadence_of([group], date(2026, 9, 20))[group.id]
        assert standing.months[8].state == "held"
        assert [m.id for m in service.between(date(2026, 9, 15), date(2026, 9, 15))] == [under_way]
        assert service.between(date(2026, 9, 16), date(2026, 9, 30)) == []


def test_a_called_off_meeting_does_not_count(scene, meeting, post, inside):
    post(scene.address(f"{meeting}/avlysning"), {"grunn": "For få kan komme.", "versjon": "1"})
    with inside():
        group = groups.find(scene.group)
        assert service.cadence_of([group], date(2026, 9, 20))[group.id].months[8].state not in ("held", "planned")


def test_calling_off_demands_a_reason_that_points_at_nobody(scene, meeting, post, inside):
    address = scene.address(f"{meeting}/avlysning")
    assert post(address, {"grunn": "  ", "versjon": "1"}).status_code == 422
    assert post(address, {"grunn": "En gutt (15) i 10B fra Fjellveien er syk", "versjon": "1"}).status_code == 422
    with inside():
        assert service.find(meeting).state == "draft"


def test_a_member_sees_own_tasks_first_and_nothing_to_plan_with(scene, meeting, call, inside, member):
    from tenants.tasks import service as tasks

    call(scene, meeting)
    with inside():
        tasks.add(groups.find(scene.group), "Kartlegg fravær mandager", scene.people["Hanne Dahl"], date(2026, 9, 20))
    page = member.get(scene.address(str(meeting))).get_data(as_text=True)
    assert page.index("Dine åpne oppgaver (1)") < page.index("Kommer du?") < page.index("Foreslå en sak")
    assert "Send innkalling" not in page and "Avlys" not in page
    assert member.get(scene.address("nytt")).status_code == 403


def test_a_member_proposes_a_sak_that_only_the_proposer_or_coordinator_withdraws(
    scene, meeting, member, post, coordinator, house, inside
):
    from tenants.meetings import backlog

    form = {"tittel": "Fravær på mandager", "beskrivelse": "", "type": "discussion"}
    assert post(scene.address(f"{meeting}/forslag"), form, member).status_code == 303
    assert "foreslått av Nordvik ungdomsskole" in coordinator.get(scene.address("saker")).get_data(as_text=True)
    with inside():
        item = backlog.waiting()[0].id
    chair = log_in(house, "chair@nordvik.example")
    assert post(scene.address(f"saker/{item}/trekk"), {}, chair).status_code == 404
    assert post(scene.address(f"saker/{item}/trekk"), {}, member).status_code == 303
    with inside():
        assert backlog.waiting() == []


def test_those_without_a_seat_see_no_meeting(scene, meeting, house, world):
    practitioner = log_in(house, "practitioner@nordvik.example")
    answer = practitioner.get(scene.address(str(meeting)))
    assert answer.status_code == 404
    assert "Siden finnes ikke, eller du har ikke tilgang." in answer.get_data(as_text=True)
    assert answer.data == practitioner.get(scene.address(str(uuid4()))).data
    assert "Ingen møter ennå" in practitioner.get(scene.address()).get_data(as_text=True)


def test_another_kommune_sees_nothing_and_changes_nothing(gather, plan, inside, coordinator, stranger, member, post):
    ours, theirs = gather(), gather("hamnes")
    mine, other = plan(ours), plan(theirs)
    with inside("hamnes"):
        found = service.find(other)
        entry = service.entries(found)[0]
        foreign = {"entry": entry.id, "item": entry.item_id, "person": theirs.people["Hanne Dahl"]}
    for browser in (member, stranger, coordinator):
        for path in ("", "/endring", "/avlysning", "/brev", "/saksliste.pdf", f"/saker/{foreign['entry']}"):
            assert browser.get(f"/k/nordvik/moter/{other}{path}").status_code in (403, 404)
    for path in (
        "innkalling",
        "start",
        "slutt",
        "saksliste",
        "forrige",
        "saker/ny",
        "svar",
        "forslag",
        "oppmote",
        "avlysning",
    ):
        assert post(f"/k/nordvik/moter/{other}/{path}", {"tittel": "x"}).status_code == 404
    assert post(ours.address(f"{mine}/saker/{foreign['entry']}"), {"tittel": "x"}).status_code == 404
    assert post(ours.address(f"{mine}/saker"), {"sak": str(foreign["item"])}).status_code == 404
    sak = {"tittel": "Sak", "type": "discussion", "minutter": "10", "legger_fram": str(foreign["person"])}
    assert post(ours.address(f"{mine}/saker/ny"), sak).status_code == 422
    assert post(ours.address("nytt"), {**FORM, "gruppe": str(theirs.group)}).status_code == 422
    assert (
        post(ours.address("saker"), {"gruppe": str(theirs.group), "tittel": "x", "type": "decision"}).status_code == 422
    )
    assert post(ours.address(f"saker/{foreign['item']}/trekk")).status_code == 404
    order = {"rekkefolge": str(foreign["entry"])}
    assert post(ours.address(f"{mine}/saksliste/rekkefolge"), order).status_code == 409
    with inside("hamnes"):
        found = service.find(other)
        assert (found.state, found.version, len(service.entries(found))) == ("draft", 1, 2)
    with inside():
        assert len(service.entries(service.find(mine))) == 2
        assert [m.id for m in service.upcoming()] == [mine]


def test_the_number_of_statements_does_not_grow_with_the_page(
    scene, gather, plan, inside, call, coordinator, member, statements, house, to, worker, link_in
):
    from tenants.meetings import agenda, backlog, papers
    from tenants.tasks import service as tasks
    from tests.world import Browser

    meeting = plan(scene)
    call(scene, meeting)
    worker.work()
    link, guest = link_in(to("hanne")[0]), Browser(house)

    def asked(browser, address, kind="kommune"):
        browser.get(address)
        with statements(kind) as seen:
            assert browser.get(address).status_code == 200
        return len(seen)

    pages = [
        (coordinator, scene.address(str(meeting)), "kommune"), (member, scene.address(str(meeting)), "kommune"),
        (coordinator, scene.address(), "kommune"), (coordinator, scene.address("saker"), "kommune"), (guest, link, "guest"),
    ]  # fmt: skip
    few = fill(scene, meeting, 3, inside, agenda, backlog, papers, tasks)
    before = [asked(*page) for page in pages]
    many = fill(scene, meeting, 27, inside, agenda, backlog, papers, tasks)
    for number in range(12):
        plan(scene, day=date(2026, 10, 1 + number))
    assert [asked(*page) for page in pages] == before
    assert few < many and max(before) < 40


def fill(scene, meeting, number, inside, agenda, backlog, papers, tasks) -> int:
    """More of everything that a meeting's page shows."""
    from saas.db import db
    from tenants.meetings.models import Invitation

    with inside():
        found, group = service.find(meeting), groups.find(scene.group)
        hanne = network.find_person(scene.people["Hanne Dahl"])
        for n in range(number):
            entry = agenda.add(
                found,
                title=f"Sak {n}",
                description="",
                kind="decision",
                minutes=1,
                presenter_id=scene.people["Are Nygård"],
            )
            papers.add_paper(entry.item, "plan.txt", f"{number} {n}".encode())
            backlog.propose(group, hanne, title=f"Forslag {n}", description="", kind="discussion")
            tasks.add(group, "Kartlegg fravær mandager", hanne.id, date(2026, 9, 20))
            place = network.add_organisation(f"Lag {number} {n}", "voluntary")
            person = network.add_person(f"Gjest {number} {n}", place.id, email=f"g{number}{n}@nordvik.example")
            groups.give_seat(group, person.id, "member", starts_on=date(2024, 8, 1))
            db.session.add(Invitation(meeting_id=meeting, person_id=person.id, answer="coming"))
        return len(service.entries(found))


def test_the_groups_page_shows_its_rhythm_and_its_next_meetings(scene, meeting, coordinator):
    page = coordinator.get(f"/k/nordvik/grupper/{scene.group}").get_data(as_text=True)
    assert "Møterytme" in page
    assert f"/k/nordvik/moter/{meeting}" in page
