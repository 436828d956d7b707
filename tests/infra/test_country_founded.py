"""The demo's country in the database: founded in one go, behind walls that stand again, with releases that wait their turn."""

from datetime import datetime, timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import func, select

from infra.clock import HOUSE_ROUNDS, ROUNDS, first_strokes
from infra.demo import country, due, founding, releases
from infra.demo.ids import stable_id
from saas import clock, rooms
from saas.centre import asking, building, claiming
from saas.centre.models import Contribution, Profile, Release
from saas.db import db

WALLED = ("sharing_decisions", "contribution_profiles", "contributions", "tenants", "memberships")


@pytest.fixture
def founded(house, database):
    clock.move_to(datetime(2026, 9, 25, 8, tzinfo=clock.OSLO))
    founding.found(database)
    yield database
    clock.move_to(None)


def told(url, query, *values):
    with psycopg.connect(url) as connection:
        return connection.execute(query, values).fetchall()


def test_the_walls_stand_again_after_the_founding(founded):
    forced = told(founded, "SELECT relname FROM pg_class WHERE relforcerowsecurity AND relname = ANY (%s)", list(WALLED))
    assert {name for (name,) in forced} == set(WALLED)
    assert told(founded, "SELECT count(*) FROM contributions") == [(0,)], "not even the owner sees past the walls"


def test_seventy_kommuner_are_in_operation_and_the_statistics_see_what_each_handed_over(founded, house):
    with house.app_context(), rooms.enter(rooms.statistics()):
        assert db.session.scalar(select(func.app.kommuner_in_operation())) == 70
        of_each = select(Profile.shares, func.count()).where(Profile.period == "2026T2").group_by(Profile.shares)
        shares = {share: number for share, number in db.session.execute(of_each)}
        owners = set(db.session.scalars(select(Contribution.tenant_id).where(Contribution.period == "2026T2")))
        before = set(db.session.scalars(select(Contribution.tenant_id).where(Contribution.period == "2025T3")))
    members = country.members()
    assert shares == {True: sum(one.shares for one in members), False: sum(not one.shares for one in members)}
    assert owners == {one.id for one in members if one.shares}
    assert owners - before == {one.id for one in members if one.joined}


def test_each_kommune_has_its_people_and_somebody_who_works_at_night(founded, house):
    with house.app_context():
        found = {kommune.slug: kommune for kommune in rooms.all_kommuner()}
        assert {one.slug for one in country.members()} < set(found)
        assert all(rooms.service_of(kommune) == stable_id("user", founding.SERVICE) for kommune in found.values())
    roles = told(founded, "SELECT count(*), count(DISTINCT user_id) FROM memberships WHERE role = 'coordinator'")
    assert roles == [(70, len({one.coordinator for one in country.members()}) + 2)]


def test_emptying_takes_the_releases_and_what_they_were_made_of(founded):
    founding.empty(founded)
    for table in ("tenants", "stat_raw.releases", "stat_pub.releases"):
        assert told(founded, f"SELECT count(*) FROM {table}") == [(0,)]
    founding.found(founded)
    assert told(founded, "SELECT count(*) FROM tenants") == [(70,)]


def test_the_releases_wait_for_the_demo_and_not_for_ever(founded, house):
    assert due.is_due(founded)
    with house.app_context():
        assert claiming.next_to_build() is None, "the worker would build the newest before the others are out"
        asking.ask_by_the_clock()
    assert told(founded, "SELECT period FROM stat_raw.releases ORDER BY 1") == [("2025T3",), ("2026T1",), ("2026T2",)]
    clock.move_to(clock.now() + releases.HELD + claiming.SILENT_FOR + timedelta(minutes=1))
    with house.app_context():
        assert claiming.next_to_build() is not None


def test_they_are_built_in_their_order_approved_by_two_and_dated(founded, house, monkeypatch):
    built = []
    monkeypatch.setattr(building, "build", lambda release_id: built.append(release_id) or sealed(house, release_id))
    assert releases.publish(house, founded)
    assert built == [stable_id("release", period) for period in ("2025T3", "2026T1", "2026T2")]
    out = told(founded, "SELECT period, approved_by, frozen_at, published_at FROM stat_pub.releases ORDER BY period")
    assert [period for period, *_ in out] == ["2025T3", "2026T1", "2026T2"]
    assert all(sorted(names) == ["Eli Strand", "Sunniva Hegg"] for _, names, _, _ in out)
    assert [frozen.astimezone(clock.OSLO).date().isoformat() for _, _, frozen, _ in out] == ["2026-01-20", "2026-05-20", "2026-09-20"]
    assert told(founded, "SELECT count(*) FROM login_sessions") == [(0,)]
    assert not due.is_due(founded)
    assert releases.publish(house, founded) and len(built) == 3, "what is out is not built again"


def test_a_release_that_cannot_be_built_stops_those_after_it_and_says_why(founded, house, monkeypatch, capsys):
    monkeypatch.setattr(building, "build", lambda release_id: sealed(house, release_id, state="failed", failure="For få."))
    assert not releases.publish(house, founded)
    assert "2025T3" in (said := capsys.readouterr().out) and "For få." in said
    assert told(founded, "SELECT count(*) FROM stat_pub.releases") == [(0,)]


def test_what_the_audit_has_not_passed_is_not_let_out_by_two_either(founded, house, monkeypatch):
    monkeypatch.setattr(building, "build", lambda release_id: sealed(house, release_id, audit={"passed": False}))
    with pytest.raises(Exception, match="audit has not passed"):
        releases.publish(house, founded)
    assert told(founded, "SELECT count(*) FROM stat_pub.releases") == [(0,)]


def test_the_rounds_of_seventy_kommuner_never_begin_all_at_once():
    strokes = first_strokes(1000.0)
    assert set(strokes) == set(ROUNDS) and not set(strokes) & set(HOUSE_ROUNDS)
    assert len(set(strokes.values())) == len(strokes) and min(strokes.values()) == 1000.0
    assert strokes["outbox.sweep"] < strokes["tasks.remind"] < strokes["deeds.forget"]


def sealed(house, release_id: UUID, **other) -> bool:
    """What a builder leaves behind: a release that waits, with an audit that has passed exactly what lies there."""
    with house.app_context(), rooms.enter(rooms.statistics()):
        release = db.session.get_one(Release, release_id)
        assert release.state == "asked", "only what nobody builds is built"
        release.state, release.frozen_at, release.built_at = "waiting", clock.now(), clock.now()
        release.claim = None
        db.session.flush()
        sha = str(db.session.scalar(select(func.app.release_sha(release_id))))
        release.output_sha, release.signature, release.audit = sha, "x", {"passed": True, "output_sha": sha}
        for name, value in other.items():
            setattr(release, name, value)
    return True
