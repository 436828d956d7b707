"""The steps of the guide make real things, each only once, and can be left and come back to."""

from uuid import uuid4

import pytest

from saas.db import db
from tenants.frames.models import Anchoring, Mandate, Placement
from tenants.funding.models import Grant, Position
from tenants.groups.models import Group, Seat, StandingItem
from tenants.mapping.models import AssessmentSection
from tenants.meetings.models import AgendaItem, Meeting, MeetingSeries
from tenants.network.models import Organisation, Person
from tenants.onboarding.models import Forum, StartupStep
from tenants.tasks.models import Task
from tests.tenants.onboarding.conftest import (
    COUNCIL,
    HOME,
    MONEY,
    PLACE,
    TEAM,
    build_groups,
    first_meeting,
    people,
    text,
)
from tests.world import log_in

FORUM = {"navn": "Oppvekstteam", "medlemmer": "7", "rytme": "kvar 6. veke", "tema": "Oppvekst"}


def count(model):
    """How many rows there are in this room."""
    return db.session.query(model).count()


def test_every_page_of_the_guide_can_be_read_before_anything_is_done(starter, chief):
    for page in ("", "behov", "behov/gruppe", "okonomi", "koordinator", "forankring", "styringsgruppe", "forste-mote"):
        answer = starter.get(f"{HOME}{page}")
        assert answer.status_code == 200 and 'lang="nn"' in text(answer), page
    for page in ("", "behov", "okonomi", "koordinator", "forankring", "styringsgruppe", "forste-mote"):
        assert chief.get(f"{HOME}{page}").status_code == 200, page


def test_an_existing_forum_becomes_a_real_koordineringsgruppe(starter, inside):
    assert starter.post(f"{HOME}behov/samarbeid", FORUM).location == f"{HOME}behov"
    with inside("elvestrand", "starter"):
        forum = db.session.query(Forum).one().id
    page = text(starter.get(f"{HOME}behov/samarbeid/{forum}/gruppe"))
    assert "Oppvekstteam" in page
    form = {"navn": "Oppvekstteam", "rytme": "year-8", **TEAM}
    assert starter.post(f"{HOME}behov/samarbeid/{forum}/gruppe", form).status_code == 303
    with inside("elvestrand", "starter"):
        group = db.session.query(Group).one()
        assert (group.level, group.norm_per, group.norm_min) == ("COORDINATING", "year", 8)
        assert {seat.person.name: seat.function for seat in group.seats} == {"Kari Moen": "member", "Hanne Dahl": "leader"}
        assert count(StandingItem) > 3 and db.session.query(Forum).one().group_id == group.id
    # Pressed once more, with another form: the group is there already.
    assert starter.post(f"{HOME}behov/samarbeid/{forum}/gruppe", form).status_code == 409
    assert starter.post(f"{HOME}behov/gruppe", form).status_code == 409
    with inside("elvestrand", "starter"):
        assert (count(Group), count(Person), count(Organisation), count(Seat)) == (1, 2, 2, 2)


def test_a_row_that_is_wrong_is_named_and_nothing_is_left_behind(starter, inside):
    wrong = {**TEAM, "personer-1-navn": "Kari Moen", "personer-1-organisasjon": "Barneverntenesta", "personer-1-funksjon": "x"}
    third = people(("01810550003", "", "Skulen", "school", "", "member"))
    for form in (wrong | {"personer-2-navn": "Ola", "personer-2-organisasjon": "Skulen", "personer-2-type": "finst ikkje"}, third):
        answer = starter.post(f"{HOME}behov/gruppe", {"navn": "Team", "rytme": "month-1", **form})
        assert answer.status_code == 422
    half = {"personer-0-navn": "Ola", "navn": "Team", "rytme": "month-1"}
    answer = starter.post(f"{HOME}behov/gruppe", half)
    assert answer.status_code == 422 and 'value="Ola"' in text(answer)
    with inside("elvestrand", "starter"):
        assert (count(Group), count(Person), count(Organisation)) == (0, 0, 0)


def test_a_forum_is_put_right_guarded_and_taken_off_the_list(starter, inside):
    starter.post(f"{HOME}behov/samarbeid", FORUM)
    assert starter.post(f"{HOME}behov/samarbeid", FORUM).status_code == 422
    assert starter.post(f"{HOME}behov/samarbeid", {**FORUM, "navn": "X", "tema": "Guten i 10B, tlf 41223344"}).status_code == 422
    with inside("elvestrand", "starter"):
        forum = db.session.query(Forum).one().id
    address = f"{HOME}behov/samarbeid/{forum}"
    assert starter.post(address, {**FORUM, "rytme": "månadleg", "versjon": "1"}).status_code == 303
    assert starter.post(address, {**FORUM, "rytme": "aldri", "versjon": "1"}).status_code == 409
    assert starter.post(f"{address}/sletting").status_code == 303
    assert starter.get(address).status_code == 404


def test_financing_makes_a_post_with_sources_and_a_grant_with_its_deadline_once(starter, inside):
    assert "1. desember" in text(starter.get(f"{HOME}okonomi"))
    for _press in range(2):
        answer = starter.post(f"{HOME}okonomi", MONEY)
        assert answer.status_code == 303, text(answer)
    with inside("elvestrand", "starter"):
        position, grant = db.session.query(Position).one(), db.session.query(Grant).one()
        assert (position.cost, [s.amount for s in position.sources]) == (16_000_000, [6_000_000])
        assert grant.state == "applied" and (grant.apply_by.month, grant.apply_by.day) == (12, 1)
        assert [(row.amount, row.own) for row in grant.amounts] == [(10_000_000, 2_500_000)]
        assert grant.name.startswith("SLT-tilskot")
    changed = {**MONEY, "kostnad": "170 000", "sokt": ""}
    changed.pop("sokt")
    assert starter.post(f"{HOME}okonomi", changed).status_code == 303
    with inside("elvestrand", "starter"):
        assert db.session.query(Position).one().cost == 17_000_000 and db.session.query(Grant).one().state == "considered"
    page = text(starter.get(f"{HOME}okonomi"))
    assert "20 000 kr" in page and "25 000 kr" in page


def test_too_little_of_ones_own_is_said(starter):
    starter.post(f"{HOME}okonomi", {**MONEY, "egenandel": "5 000"})
    assert "15 000 kr" in text(starter.get(f"{HOME}okonomi"))


def test_placement_and_decision_are_registered_once(starter, inside):
    for _press in range(2):
        assert starter.post(f"{HOME}forankring", PLACE).status_code == 303
    with inside("elvestrand", "starter"):
        placement, decision = db.session.query(Placement).one(), db.session.query(Anchoring).one()
        assert (placement.kind, placement.office_days, placement.office_weeks) == ("leadership", ["tue"], "even")
        assert (decision.party, decision.body, decision.case_number) == ("municipality", "Formannskapet", "61/26")


def test_a_decision_that_is_begun_must_be_whole_and_may_wait(starter, inside):
    assert starter.post(f"{HOME}forankring", {**PLACE, "dato": ""}).status_code == 422
    with inside("elvestrand", "starter"):
        assert (count(Placement), count(Anchoring)) == (0, 0)
    waits = {**PLACE, "organ": "", "dato": "", "saksnr": "", "tittel": ""}
    assert starter.post(f"{HOME}forankring", waits).status_code == 303
    with inside("elvestrand", "starter"):
        assert (count(Placement), count(Anchoring)) == (1, 0)


def test_the_politirad_is_the_styringsgruppe_and_the_police_are_invited(starter, inside, worker, postbox):
    build_groups(starter)
    with inside("elvestrand", "starter"):
        steering = db.session.query(Group).filter(Group.level == "STEERING").one()
        coordinating = db.session.query(Group).filter(Group.level == "COORDINATING").one().id
        assert steering.police_council and steering.name == "Politirådet"
    member = {"gruppe": str(coordinating), "navn": "Are Nygård", "tittel": "politikontakt", "organisasjon": "Politiet",
              "type": "police", "epost": "are@politiet.example", "funksjon": "member", "inviter": "y"}  # fmt: skip
    for _press in range(2):
        answer = starter.post(f"{HOME}styringsgruppe/medlem", {**member, "en_gang": str(uuid4())})
        assert answer.status_code == 303, text(answer)
    worker.work()
    assert [letter["To"].split("<")[-1].strip(">") for letter in postbox.letters] == ["are@politiet.example"]
    with inside("elvestrand", "starter"):
        group = db.session.query(Group).filter(Group.id == coordinating).one()
        assert sum(seat.person.name == "Are Nygård" for seat in group.seats) == 1
        assert db.session.query(Organisation).filter(Organisation.name == "Politiet").count() == 1
    assert starter.post(f"{HOME}styringsgruppe/gruppe", COUNCIL).status_code == 409


def test_the_package_makes_meeting_mandate_situation_and_year_once_in_the_kommunes_language(starter, inside):
    assert starter.post(f"{HOME}forste-mote/pakke", first_meeting()).status_code == 409
    build_groups(starter)
    for _press in range(2):
        answer = starter.post(f"{HOME}forste-mote/pakke", {**first_meeting(), "en_gang": str(uuid4())})
        assert answer.status_code == 303, text(answer)
    page = text(starter.get(f"{HOME}forste-mote"))
    assert "Første situasjonsbilete" in page
    with inside("elvestrand", "starter"):
        steering = db.session.query(Group).filter(Group.level == "STEERING").one()
        first = db.session.query(Meeting).filter(Meeting.group_id == steering.id, Meeting.practical != "").one()
        assert first.state == "draft" and "samde" in first.practical and "politirådet" in first.practical
        titles = {item.title for item in db.session.query(AgendaItem).filter(AgendaItem.group_id == steering.id)}
        assert {"Mandat for politirådet", "Situasjonsbilete: fem overskrifter", "Årshjul for samarbeidet"} <= titles
        assert db.session.query(Mandate).one().state == "draft" and count(AssessmentSection) == 5
        assert count(MeetingSeries) == 1 and 3 <= db.session.query(Meeting).filter_by(group_id=steering.id).count() <= 5
        assert count(Task) == 12 and all(task.due_on for task in db.session.query(Task))


@pytest.mark.parametrize("day", [0, -3, 500])
def test_the_first_meeting_is_ahead_and_not_too_far(starter, day):
    build_groups(starter)
    assert starter.post(f"{HOME}forste-mote/pakke", first_meeting(day)).status_code == 422
    assert starter.post(f"{HOME}forste-mote/pakke", {**first_meeting(), "slutter": "08:00"}).status_code == 422


def test_a_step_is_left_skipped_and_done_and_the_way_leads_on(starter, inside):
    assert starter.post(f"{HOME}behov").location == f"{HOME}okonomi"
    assert starter.post(f"{HOME}behov").location == f"{HOME}okonomi"
    assert starter.post(f"{HOME}hopp-over", {"steg": "money"}).location == f"{HOME}koordinator"
    assert starter.post(f"{HOME}hopp-over", {"steg": "behov"}).status_code == 404
    assert starter.post(f"{HOME}hopp-over", {"steg": "needs"}).status_code == 303
    with inside("elvestrand", "starter"):
        states = {row.code: row.state for row in db.session.query(StartupStep)}
    assert states == {"needs": "done", "money": "skipped"}


def test_only_those_who_coordinate_write_and_only_those_who_see_all_read(house, elvestrand, chief, inside):
    member, practitioner = (log_in(house, f"{role}@elvestrand.example") for role in ("member", "practitioner"))
    for browser in (member, practitioner):
        assert browser.get(HOME).status_code == 403
        assert browser.post(f"{HOME}behov/samarbeid", FORUM).status_code == 403
        assert browser.post(f"{HOME}drift").status_code == 403
    for page in ("behov/samarbeid", "behov/gruppe", "okonomi", "forankring", "styringsgruppe/gruppe", "styringsgruppe/medlem",
                 "forste-mote/pakke", "koordinator/sporsmal", "hopp-over", "behov", "koordinator"):  # fmt: skip
        assert chief.post(f"{HOME}{page}", FORUM).status_code == 403, page


def test_another_kommunes_forum_and_request_are_not_there(starter, coordinator, inside, sql):
    with inside():
        forum = Forum(name="Nordviks eget")
        db.session.add(forum)
        db.session.flush()
        foreign = forum.id
    for way in ("", "/gruppe"):
        assert starter.get(f"{HOME}behov/samarbeid/{foreign}{way}").status_code == 404
    for way in ("", "/gruppe", "/sletting"):
        assert starter.post(f"{HOME}behov/samarbeid/{foreign}{way}", FORUM).status_code == 404
    assert coordinator.get("/k/elvestrand/oppstart/").status_code == 404
