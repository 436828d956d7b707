"""Seats with dates: given, changed, ended, with vara and fungerende."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas import clock


def words(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def newcomer(inside):
    """Somebody in the network without a seat."""
    from tenants.network import service as network

    with inside():
        place = network.add_organisation("NAV Nordvik", "nav")
        return network.add_person("Tove Lunde", place.id, title="NAV-leder").id


def form(chosen, /, **more):
    return {"person": str(chosen), "funksjon": "member", "forste_dag": "2026-01-15"} | more


def test_a_seat_keeps_the_persons_title_of_its_day(coordinator, post, group, newcomer, inside):
    from tenants.network import service as network

    assert post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(newcomer)).status_code == 303
    with inside():
        person = network.find_person(newcomer)
        network.change_person(person, person.version, name=person.name, organisation_id=person.organisation_id,
                              title="enhetsleder")
    page = words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))
    assert "NAV-leder" in page
    assert "enhetsleder" not in page
    assert "Medlemmer (5)" in page


@pytest.mark.parametrize(("more", "complaint"), [
    ({"person": ""}, "Velg fra listen."),
    ({"person": "ikke-en-id"}, "Velg fra listen."),
    ({"person": str(uuid4())}, "Velg fra listen."),
    ({"funksjon": "king"}, "Velg fra listen."),
    ({"forste_dag": ""}, "Skriv første dag."),
    ({"forste_dag": "31.02.2026"}, "Skriv datoen som 15.09.2026."),
    ({"siste_dag": "i morgen"}, "Skriv datoen som 15.09.2026."),
    ({"siste_dag": "2026-01-14"}, "Siste dag kan ikke være før første dag."),
    ({"tittel": "x" * 121}, "Skriv høyst 120 tegn."),
    ({"tittel": "mor til Ole Hansen i 9A"}, "Teksten kan peke ut en person"),
    ({"funksjon": "leader"}, "Kari Moen er leder i denne perioden."),
])
def test_a_seat_that_cannot_be_is_refused_at_its_field(post, coordinator, group, newcomer, more, complaint):
    answer = post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(newcomer, **more))
    assert answer.status_code == 422
    assert complaint in words(answer)
    assert "Medlemmer (4)" in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))


def test_norwegian_dates_are_understood(post, coordinator, group, newcomer):
    answer = post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(newcomer, forste_dag="15.1.2026"))
    assert answer.status_code == 303
    assert "fra 15. jan." in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))


def test_nobody_sits_twice_in_a_group_at_the_same_time(post, group):
    answer = post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(group.people["Hanne Dahl"]))
    assert answer.status_code == 422
    assert "Hanne Dahl har allerede en plass i gruppen i denne perioden." in words(answer)


def test_an_acting_leader_is_called_so(coordinator, post, group, newcomer):
    leader = f"/k/nordvik/grupper/{group.id}/plasser/{group.seats['Kari Moen']}"
    ends = post(leader, {"funksjon": "leader", "forste_dag": "2024-08-01", "siste_dag": "2025-12-31", "versjon": "1"})
    assert ends.status_code == 303
    answer = post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(newcomer, funksjon="leader", fungerende="y"))
    assert answer.status_code == 303
    page = words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))
    assert "Fungerende leder" in page
    assert "Tidligere plasser (1)" in page
    assert "Gruppen har leder" in page


def test_a_seat_changed_on_an_old_version_is_refused(post, group):
    seat = f"/k/nordvik/grupper/{group.id}/plasser/{group.seats['Hanne Dahl']}"
    fields = {"funksjon": "deputy_leader", "forste_dag": "2024-08-01", "tittel": "rektor", "versjon": "1"}
    assert post(seat, fields).status_code == 303
    stale = post(seat, {**fields, "tittel": "assisterende rektor"})
    assert stale.status_code == 409
    assert 'value="assisterende rektor"' in words(stale)


def test_a_vara_is_named_shown_and_ends_with_the_seat(coordinator, post, group, newcomer, inside):
    from tenants.groups import service as groups

    seat = f"/k/nordvik/grupper/{group.id}/plasser/{group.seats['Kari Moen']}"
    answer = post(f"{seat}/vara", {"person": str(newcomer), "forste_dag": "2026-01-01"})
    assert answer.status_code == 303
    assert "Vara: Tove Lunde" in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))
    assert "Medlemmer (4)" in words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))

    with inside():
        found = groups.find(group.id)
        groups.end_seat(found, groups.find_seat(found, group.seats["Kari Moen"]), date(2026, 3, 31))
        deputy = next(s for s in found.seats if s.deputy_for is not None)
        assert deputy.ends_on == date(2026, 3, 31)


def test_a_seat_has_one_vara_at_a_time_and_a_vara_has_none(post, group, newcomer, inside):
    from saas.errors import Invalid, NotNow
    from tenants.groups import service as groups
    from tenants.network import service as network

    with inside():
        found = groups.find(group.id)
        seat = groups.find_seat(found, group.seats["Kari Moen"])
        deputy = groups.name_deputy(found, seat, newcomer)
        other = network.add_person("Odd Kleppe", network.find_person(newcomer).organisation_id)
        with pytest.raises(Invalid, match="er vara i denne perioden"):
            groups.name_deputy(found, seat, other.id)
        with pytest.raises(NotNow, match="En vara kan ikke ha vara"):
            groups.name_deputy(found, deputy, other.id)


def test_a_seat_given_by_mistake_today_leaves_no_trace_in_the_group(coordinator, post, group, newcomer):
    today = clock.today().isoformat()
    post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(newcomer, forste_dag=today))
    page = words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))
    seat = next(part[:36] for part in page.split("/plasser/") if "Endre plassen til Tove Lunde" in part[:100])
    assert post(f"/k/nordvik/grupper/{group.id}/plasser/{seat}/slutt").status_code == 303
    after = words(coordinator.get(f"/k/nordvik/grupper/{group.id}"))
    assert "Medlemmer (4)" in after
    assert "Tidligere plasser" not in after


def test_a_removed_member_is_out_today_and_remembered(coordinator, post, group, member, make_me):
    make_me(group.people["Hanne Dahl"], "member")
    page = f"/k/nordvik/grupper/{group.id}"
    assert member.get(page).status_code == 200
    post(f"{page}/plasser/{group.seats['Hanne Dahl']}/slutt")
    assert member.get(page).status_code == 404
    assert "Tidligere plasser (1)" in words(coordinator.get(page))


def test_leaving_the_network_ends_every_seat_on_the_same_day(coordinator, post, group, inside):
    from tenants.groups import service as groups
    from tenants.network import service as network

    last = clock.today() + timedelta(days=10)
    with inside():
        second = groups.found_group("Styringsgruppen", "STEERING")
        later = groups.give_seat(second, group.people["Hanne Dahl"], starts_on=last + timedelta(days=5))
        seat_id, second_id = later.id, second.id
    answer = post(f"/k/nordvik/nettverk/personer/{group.people['Hanne Dahl']}/slutt",
                  {"siste_dag": last.isoformat(), "versjon": "1"})
    assert answer.status_code == 303
    with inside(read_only=True):
        first = groups.find(group.id)
        assert groups.find_seat(first, group.seats["Hanne Dahl"]).ends_on == last
        assert not groups.find_seat(groups.find(second_id), seat_id).held_on(last + timedelta(days=5))
        assert network.find_person(group.people["Hanne Dahl"]).active


def test_my_own_seat_comes_before_the_one_i_hold_as_vara(inside, group, make_me):
    from tenants.groups import service as groups

    make_me(group.people["Hanne Dahl"], "member")
    with inside(role="member", read_only=True):
        found = groups.find(group.id)
        assert groups.mine(found).id == group.seats["Hanne Dahl"]
    with inside(role="chair", read_only=True):
        assert groups.mine(groups.find(group.id)) is None


def test_two_who_give_the_same_seat_at_once_give_one(house, group, newcomer, world):
    """The second waits for the first, and is then told that the person already sits there."""
    from concurrent.futures import ThreadPoolExecutor

    from tests.world import log_in

    def give(_):
        browser = log_in(house, "koordinator@fjordvest.example")
        return browser.post(f"/k/nordvik/grupper/{group.id}/plasser/ny", form(newcomer)).status_code

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(give, range(4))) == [303, 422, 422, 422]
