"""Who must sit in a group on its level; red at once when somebody goes."""

from datetime import date
from types import SimpleNamespace
from uuid import uuid4

from tenants.groups import composition
from tenants.groups.models import FUNCTIONS

DAY = date(2026, 9, 1)


def seat(kind, function="member", title="", personal_title="", place=None):
    organisation = SimpleNamespace(type=kind)
    person = SimpleNamespace(name=kind, title=personal_title, organisation=organisation, organisation_id=place or uuid4())
    return SimpleNamespace(function=function, title=title, person=person)


def lacks(level, *seats):
    assert all(one.function in FUNCTIONS for one in seats)
    group = SimpleNamespace(level=level, seats_on=lambda day: list(seats))
    return [check.text for check in composition.check(group, DAY) if not check.ok]


SSP = [seat("school"), seat("child_welfare", "leader"), seat("police"), seat("other", "secretary")]


def test_school_barnevern_police_and_coordinator_make_a_whole_coordinating_group():
    assert lacks("COORDINATING", *SSP) == []


def test_what_is_missing_is_said_in_words():
    assert lacks("COORDINATING", SSP[0], SSP[1], SSP[3]) == ["Politi mangler"]
    assert lacks("COORDINATING", SSP[1], SSP[2], SSP[3]) == ["Skole mangler"]
    assert lacks("COORDINATING", SSP[0], SSP[2], seat("nav", "leader"), SSP[3]) == ["Barnevern mangler"]


def test_an_empty_group_lacks_everything():
    assert len(lacks("COORDINATING")) == 5
    assert len(lacks("STEERING")) == 4


def test_the_steering_group_needs_the_leadership_of_kommune_and_police():
    whole = [seat("municipal_leadership", "leader"), seat("police"), seat("other", "secretary")]
    assert lacks("STEERING", *whole) == []
    assert lacks("STEERING", whole[1], whole[2]) == ["Kommuneledelsen mangler", "Leder mangler"]
    assert lacks("STEERING", whole[0], whole[2]) == ["Politi mangler"]


def test_the_coordinator_is_the_secretary_or_the_one_whose_title_says_so():
    others = SSP[:3]
    assert lacks("COORDINATING", *others) == ["Koordinator mangler"]
    assert lacks("COORDINATING", *others, seat("other", title="SLT-Koordinator")) == []
    assert lacks("COORDINATING", *others, seat("other", personal_title="koordinator for SLT")) == []


def test_practitioners_need_a_leader_and_more_than_one_agency():
    place = uuid4()
    alone = [seat("school", "leader", place=place), seat("school", place=place)]
    assert lacks("OPERATIONAL", *alone) == ["Bare én virksomhet er med"]
    assert lacks("OPERATIONAL", *alone, seat("voluntary")) == []


def test_removing_the_only_police_seat_turns_the_groups_page_red_at_once(group, coordinator, post):
    page = f"/k/nordvik/grupper/{group.id}"
    before = coordinator.get(page).get_data(as_text=True)
    assert "Politi er med" in before
    assert "Politi mangler" not in before

    answer = post(f"{page}/plasser/{group.seats['Are Nygård']}/slutt")

    assert answer.status_code == 303
    after = coordinator.get(page).get_data(as_text=True)
    assert "Politi mangler" in after
    assert "✗" in after
    assert "Politi mangler" in coordinator.get("/k/nordvik/grupper/").get_data(as_text=True)


def test_a_vara_alone_does_not_fill_the_place(group, inside):
    from tenants.groups import service as groups
    from tenants.network import service as network

    with inside():
        found = groups.find(group.id)
        police = network.find_person(group.people["Are Nygård"])
        stand_in = network.add_person("Geir Lofthus", police.organisation_id, title="politibetjent")
        groups.name_deputy(found, groups.find_seat(found, group.seats["Are Nygård"]), stand_in.id)
        groups.remove_seat(found, groups.find_seat(found, group.seats["Are Nygård"]))
    with inside(read_only=True):
        lacking = [check.code for check in composition.check(groups.find(group.id), DAY.replace(year=2027)) if not check.ok]
        assert lacking == ["police"]
