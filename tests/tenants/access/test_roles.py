"""Roles with dates: ended, prolonged, warned of; access is gone the day after, and only the former member is told."""

from datetime import timedelta

import psycopg
import pytest

from saas import clock
from saas.audit import AuditEvent
from saas.db import db
from tenants.access import service, warning
from tests.tenants.access.conftest import HOME, in_days, text
from tests.tenants.access.test_inviting import strike
from tests.world import add_user, log_in


def end(browser, membership_id, day):
    return browser.post(f"{HOME}tilgang/{membership_id}/avslutning", {"siste_dag": str(day)})


def test_access_ends_the_day_after_the_last_one(coordinator, member, membership, owner):
    assert end(coordinator, membership("member"), in_days(0)).status_code == 303
    assert member.get("/k/nordvik/").status_code == 200
    owner("UPDATE memberships SET valid_to = current_date - 1 WHERE id = %s", membership("member"))
    assert member.get("/k/nordvik/").status_code == 404


def test_yesterday_closes_the_door_at_once(coordinator, member, membership, inside):
    assert end(coordinator, membership("member"), in_days(-1)).status_code == 303
    assert member.get("/k/nordvik/").status_code == 404
    with inside():
        event = db.session.query(AuditEvent).filter(AuditEvent.action == "role.ended").one()
        assert event.subject_kind == "memberships" and event.facts["role"] == "member"


def test_a_former_member_is_told_and_nobody_else_is(coordinator, member, stranger, nobody, membership):
    end(coordinator, membership("member"), in_days(-1))
    told, unknown = member.get("/k/nordvik/moter/"), stranger.get("/k/nordvik/moter/")
    today = clock.today()
    assert told.status_code == unknown.status_code == 404
    assert "Tilgangen din til Nordvik ble avsluttet" in text(told) and f"{today.day}. " in text(told) and str(today.year) in text(told)
    assert "avsluttet" not in text(unknown) and text(unknown) == text(stranger.get("/k/finnes-ikke/moter/"))
    assert nobody.get("/k/nordvik/").location.startswith("/logg-inn")
    assert text(member.get("/k/hamnes/")) == text(member.get("/k/finnes-ikke/"))


def test_a_role_can_be_made_shorter_but_only_prolonged_by_a_new_period(coordinator, membership, owner, world):
    mine = membership("member")
    assert end(coordinator, mine, in_days(20)).status_code == 303
    assert end(coordinator, mine, in_days(30)).status_code == 422
    assert end(coordinator, mine, in_days(-2)).status_code == 422
    assert coordinator.post(f"{HOME}tilgang/{mine}/avslutning", {"siste_dag": "snart"}).status_code == 422
    address = f"{HOME}tilgang/{mine}/forlengelse"
    assert coordinator.post(address, {"ny_siste_dag": str(in_days(10))}).status_code == 422
    assert coordinator.post(address, {"ny_siste_dag": str(in_days(90))}).status_code == 303
    assert coordinator.post(address, {"ny_siste_dag": str(in_days(99))}).status_code == 409
    periods = owner("SELECT valid_from, valid_to FROM memberships WHERE role = 'member' AND tenant_id = %s ORDER BY 1", world["nordvik"].id)
    assert periods[1] == (in_days(21), in_days(90))


def test_the_last_coordinator_and_chief_are_not_ended_without_a_successor(coordinator, chief, membership, database, world):
    for role in ("coordinator", "chief_executive"):
        refused = end(chief, membership(role), in_days(5))
        assert refused.status_code == 409 and "Kommunen må ha en" in text(refused)
    with psycopg.connect(database) as connection:
        add_user(connection, "ny@nordvik.example", "Ny Direktør", world["nordvik"], "chief_executive")
    assert end(chief, membership("chief_executive"), in_days(5)).status_code == 303


@pytest.mark.parametrize("who", ["coordinator", "starter"])
def test_a_coordinator_is_ended_by_the_chief_or_by_handover_only(who, house, membership, coordinator, database, world):
    with psycopg.connect(database) as connection:
        add_user(connection, "to@nordvik.example", "Annen Koordinator", world["nordvik"], "coordinator")
        add_user(connection, "starter@nordvik.example", "Starter", world["nordvik"], "starter")
    browser = log_in(house, "to@nordvik.example" if who == "coordinator" else "starter@nordvik.example")
    assert end(browser, membership("coordinator"), in_days(0)).status_code == 403


def test_another_kommunes_roles_do_not_exist_and_members_may_not_touch_their_own(coordinator, member, membership):
    theirs = membership("chair", "hamnes")
    for who in (coordinator, member):
        assert who.get(f"{HOME}tilgang/{theirs}").status_code == 404
        assert end(who, theirs, in_days(0)).status_code == 404
        assert who.post(f"{HOME}tilgang/{theirs}/forlengelse").status_code == 404
    ours = membership("member")
    assert member.get(f"{HOME}tilgang/{ours}").status_code == 403
    assert end(member, ours, in_days(0)).status_code == 403
    assert member.post(f"{HOME}tilgang/{ours}/forlengelse").status_code == 403
    assert coordinator.get(f"{HOME}tilgang/{membership('service')}").status_code == 404


def test_nobody_prolongs_their_own_role(coordinator, chief, owner, membership):
    owner("UPDATE memberships SET valid_to = current_date + 9 WHERE id = %s", membership("chief_executive"))
    assert chief.post(f"{HOME}tilgang/{membership('chief_executive')}/forlengelse").status_code == 409


def test_the_holder_is_warned_at_90_30_and_0_days_and_once_each(owner, membership, house, worker, postbox):
    last = in_days(90)
    owner("UPDATE memberships SET valid_to = %s WHERE id = %s", last, membership("member"))
    for day in (last - timedelta(days=91), last - timedelta(days=90), last - timedelta(days=89), last - timedelta(days=30), last, last):
        clock.move_to(clock.at(day, 8))
        strike(house, worker, "access.warn")
        strike(house, worker, "access.warn")
    assert [letter["To"] for letter in postbox.letters] == ["Member Nordvik <member@nordvik.example>"] * 3
    assert "går ut" in postbox.letters[0]["Subject"]


def test_a_role_that_goes_on_or_is_short_calls_for_no_early_notice(owner, membership, inside, house, worker, postbox):
    mine = membership("member")
    owner("UPDATE memberships SET valid_to = current_date + 20 WHERE id = %s", mine)
    with inside():
        member = service.find_member(mine)
        short = service.Member(**{**member.__dict__, "valid_from": in_days(-1)})
        assert warning.due(member, clock.today()) == 30 and warning.due(short, clock.today()) is None
        service.give(member.user_id, "member", in_days(21))
    strike(house, worker, "access.warn")
    assert postbox.letters == []


def test_the_page_says_who_has_what_until_when(coordinator, owner, membership):
    owner("UPDATE memberships SET valid_to = current_date + 9 WHERE id = %s", membership("member"))
    page = text(coordinator.get(HOME))
    assert "Går ut snart" in page and "Bare passord" in page and "Service Nordvik" not in page and "Personvernombud" in page


def test_the_seventh_kommune_is_refused_in_words_where_roles_are_given(inside, owner, world):
    from saas.errors import NotNow

    owner("UPDATE installation SET value = '1' WHERE key = 'coordinator_limit'")
    with inside(), pytest.raises(NotNow, match="En koordinator kan dekke inntil seks kommuner"):
        service.give(world["hamnes"].users["coordinator"], "coordinator", in_days(0))
