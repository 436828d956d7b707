"""The benches' kommuner: the crowd stands behind the same walls, the years are whole, and both layouts are measured on the same."""

from types import SimpleNamespace

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import event, select

from infra.bench import asked, crowd, houses, kommuner, walls
from saas import rooms
from saas.db import db
from tenants.tasks.models import Task
from tests.infra.bench_kit import HELD, tell_a_year


@pytest.fixture
def admin_url(cluster, database):
    """The superuser's address of this test's database."""
    return make_conninfo(cluster.admin_url, dbname=conninfo_to_dict(database)["dbname"])


@pytest.fixture
def ground(admin_url):
    """A ground with this test's one database on it."""
    return SimpleNamespace(admin_url=lambda name: admin_url, rounds=lambda full: 1)


def numbers(admin_url, query, *values):
    with psycopg.connect(admin_url) as connection:
        return connection.execute(query, values).fetchall()


def test_ten_years_are_the_two_that_are_there_told_four_times_more(admin_url, inside, world):
    tell_a_year(inside)
    before = dict(numbers(admin_url, "SELECT 'tasks', count(*) FROM tasks UNION SELECT 'meetings', count(*) FROM meetings"))

    with psycopg.connect(admin_url) as connection:
        crowd.ten_years(connection)

    # The task that hangs on nothing and the meeting with approved minutes come again; the meeting that is still to be held does not.
    assert before == {"tasks": 2, "meetings": 2}
    assert numbers(admin_url, "SELECT count(*) FROM tasks") == [(10,)]
    assert numbers(admin_url, "SELECT count(*), min(starts_at)::date FROM meetings") == [(6, HELD.date().replace(year=HELD.year - 8))]
    assert numbers(admin_url, "SELECT count(*) FROM tasks WHERE status NOT IN ('done', 'dropped')") == [(2,)]


def test_what_is_told_again_hangs_together_and_can_be_found(admin_url, inside, world):
    tell_a_year(inside)

    with psycopg.connect(admin_url) as connection:
        crowd.ten_years(connection)

    hanging = """SELECT count(*), count(DISTINCT m.starts_at) FROM minutes i JOIN meetings m USING (tenant_id)
                 JOIN agenda_entries e ON e.tenant_id = m.tenant_id AND e.meeting_id = m.id
                 JOIN agenda_items s ON s.tenant_id = e.tenant_id AND s.id = e.item_id WHERE i.meeting_id = m.id"""
    assert numbers(admin_url, hanging) == [(5, 5)]
    assert numbers(admin_url, "SELECT count(*) FROM search_entries WHERE kind = 'item'") == [(5,)]


def test_the_crowd_has_what_one_has_and_stands_behind_the_same_walls(admin_url, inside, world):
    tell_a_year(inside)
    walled = "SELECT count(*) FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    before, indexes = numbers(admin_url, walled), numbers(admin_url, "SELECT count(*) FROM pg_index WHERE indisvalid")

    rows = crowd.crowd(admin_url, world["nordvik"].id, 3, share=1.0)
    again = crowd.crowd(admin_url, world["nordvik"].id, 2, share=1.0)

    assert rows == again > 5
    assert numbers(admin_url, "SELECT count(*), sum(n) FROM (SELECT count(*) n FROM tasks GROUP BY tenant_id) t") == [(6, 12)]
    assert numbers(admin_url, "SELECT count(*) FROM tenants WHERE slug LIKE 'benk-%%'") == [(5,)]
    bench = "tenant_id IN (SELECT id FROM tenants WHERE slug LIKE 'benk-%%')"
    assert numbers(admin_url, f"SELECT count(*) FROM memberships WHERE role = 'coordinator' AND {bench}") == [(5,)]
    assert numbers(admin_url, walled) == before
    assert numbers(admin_url, "SELECT count(*) FROM pg_index WHERE indisvalid") == indexes
    with inside("nordvik", read_only=True):
        assert len(db.session.execute(select(Task.id)).all()) == 2


@pytest.fixture
def statements(house, coordinator, admin_url, inside, world, monkeypatch):
    """What the page of tasks asks, in a kommune that stands in a crowd."""
    tell_a_year(inside)
    crowd.crowd(admin_url, world["nordvik"].id, 2, share=1.0)
    ids = {("kommune", "nordvik"): world["nordvik"].id, ("user", houses.COORDINATOR): world["nordvik"].users["coordinator"]}
    monkeypatch.setattr(walls.founding, "stable_id", lambda *names: ids[names])
    return asked.of_the_page(house, coordinator, "/k/nordvik/oppgaver/")[0]


def test_with_and_without_the_wall_the_same_statements_read_the_same_rows(house, admin_url, ground, statements):
    found = walls._on_and_off(ground, "any", house, {"liste": statements})

    assert found["liste"]["number"] == len(statements) > 3 and found["liste"]["clock"] > 0
    left = numbers(admin_url, "SELECT count(*) FROM pg_roles WHERE rolname = %s", walls.BARE)
    assert left == [(0,)], "no role passes the walls afterwards"


def test_a_wall_that_is_down_is_not_measured_as_one_that_is_up(house, admin_url, ground, statements):
    with psycopg.connect(admin_url) as connection:
        connection.execute("ALTER TABLE tasks DISABLE ROW LEVEL SECURITY")

    with pytest.raises(RuntimeError, match="The wall shows"):
        walls._on_and_off(ground, "any", house, {"liste": statements})


def test_admissions_share_is_a_share_and_the_rooms_ask_for_tickets_as_before(house, coordinator, inside, world):
    share = walls._admission(house, coordinator, "/k/nordvik/oppgaver/", 2)

    assert 0 < share < 1
    assert event.contains(db.session, "after_begin", rooms._show_ticket)


def test_both_layouts_count_the_same_and_are_changed_alike(admin_url, ground, inside, world):
    tell_a_year(inside)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(kommuner.HANDED_OVER)
        schemas = kommuner._schemas(connection, 2)

        counted = kommuner._release(ground, connection, schemas)
        changed = kommuner._migration(ground, connection, schemas)

        assert schemas == ["k_0", "k_1"] and set(counted) == {"release", "release_warm"} and set(changed) == {"column", "index"}
        tables = "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE relkind = 'r' AND nspname = 'k_1'"
        assert connection.execute(tables).fetchone()[0] == len(crowd.tables(connection))
        left = "SELECT count(*) FROM pg_attribute WHERE attname = 'benk' AND NOT attisdropped"
        assert connection.execute(left).fetchone() == (0,), "each change is taken back, so that the next is the first again"


def test_a_count_that_differs_between_the_layouts_is_no_measurement(admin_url, ground, inside, world):
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(kommuner.HANDED_OVER)
        schemas = kommuner._schemas(connection, 2)
        connection.execute("DELETE FROM k_1.contributions WHERE codes = 'theme=3|status=1'")

        with pytest.raises(RuntimeError, match="do not count the same"):
            kommuner._release(ground, connection, schemas)
