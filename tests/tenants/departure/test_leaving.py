"""A kommune is deleted when two have wished it and the days have passed; the others never notice."""

import psycopg
import pytest

from saas import jobs
from tests.walls.test_crawler import _fill
from tests.world import add_user, log_in

PAGE = "/k/nordvik/uttrekk/"


@pytest.fixture
def above(cluster, database):
    """The superuser's address of this test's database: past the walls, to see everything and to let days pass."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    return psycopg.conninfo.make_conninfo(cluster.admin_url, dbname=name)


@pytest.fixture
def chief(house, world, database):
    """Nordvik's chief executive, logged in."""
    with psycopg.connect(database) as connection:
        add_user(connection, "direktor@nordvik.example", "Dina Direktør", world["nordvik"], "chief_executive")
    return log_in(house, "direktor@nordvik.example")


def _ask(browser, name="Nordvik", reason="Vi går over til et annet samarbeid."):
    return browser.post(f"{PAGE}sletting", {"navn": name, "grunn": reason})


def _wish(above):
    with psycopg.connect(above) as connection:
        return connection.execute("SELECT id, state, version FROM departures ORDER BY asked_at DESC").fetchone()


def _confirm(browser, above):
    wish = _wish(above)
    return browser.post(f"{PAGE}sletting/{wish[0]}/bekreftelse", {"versjon": str(wish[2])})


def _days_pass(above):
    with psycopg.connect(above) as connection:
        connection.execute("UPDATE departures SET delete_after = now() - interval '1 second' WHERE state = 'confirmed'")


def _rows_of(above, slug):
    """How many rows each table has of a kommune, as the superuser sees it."""
    with psycopg.connect(above) as connection:
        place = connection.execute("SELECT id FROM tenants WHERE slug = %s", (slug,)).fetchone()
        if place is None:
            return {}
        tables = connection.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = 'public' "
            "AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND attname = 'tenant_id')"
        ).fetchall()
        count = "SELECT count(*) FROM {} WHERE tenant_id = %s"
        return {t: connection.execute(count.format(t), place).fetchone()[0] for (t,) in tables}


def _delete_round(inside, worker):
    with inside("nordvik"):
        jobs.later("departure.delete")
    worker.work()


def test_two_leaders_and_fourteen_days_and_it_is_gone(coordinator, chief, inside, worker, above, postbox, house):
    _fill(inside, "nordvik", "Borte")
    _fill(inside, "hamnes", "Blir")
    before = _rows_of(above, "hamnes")
    assert _ask(coordinator).status_code == 303
    assert _confirm(chief, above).status_code == 303
    _delete_round(inside, worker)
    assert _rows_of(above, "nordvik"), "not before the days have passed"
    # Two leaders hear of the wish and of the confirmation.
    assert sum("slett" in letter["Subject"].lower() for letter in postbox.letters) >= 4
    _days_pass(above)
    _delete_round(inside, worker)
    assert _rows_of(above, "nordvik") == {}
    assert _rows_of(above, "hamnes") == before
    assert coordinator.get("/k/nordvik/").status_code == 404
    assert coordinator.get("/k/hamnes/").status_code == 200
    with psycopg.connect(above) as connection:
        left = {row[0] for row in connection.execute("SELECT email FROM users").fetchall()}
    assert "member@nordvik.example" not in left and "koordinator@fjordvest.example" in left


def test_nobody_confirms_their_own_wish(chief, above):
    _ask(chief)
    assert _confirm(chief, above).status_code == 403
    assert _wish(above)[1] == "asked"


def test_the_chief_executive_is_one_of_the_two(coordinator, house, world, above):
    _ask(coordinator)
    chair = log_in(house, "chair@nordvik.example")
    assert _confirm(chair, above).status_code == 403


def test_the_database_itself_counts_the_two_and_the_days(coordinator, chief, inside, worker, above, house):
    from saas import rooms

    _ask(coordinator)
    with house.app_context():
        place = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
        with pytest.raises(Exception, match="Two must have confirmed"):
            rooms.delete_kommune(_wish(above)[0], place)
        _confirm(chief, above)
        with pytest.raises(Exception, match="Two must have confirmed"):
            rooms.delete_kommune(_wish(above)[0], place)
        _days_pass(above)
        other = next(k for k in rooms.all_kommuner() if k.slug == "hamnes")
        with pytest.raises(Exception, match="Two must have confirmed"):
            rooms.delete_kommune(_wish(above)[0], other)
    assert _rows_of(above, "hamnes")


def test_a_regret_stops_it(coordinator, chief, inside, worker, above):
    _ask(coordinator)
    _confirm(chief, above)
    wish = _wish(above)
    assert coordinator.post(f"{PAGE}sletting/{wish[0]}/angre", {"versjon": str(wish[2])}).status_code == 303
    _days_pass(above)
    _delete_round(inside, worker)
    assert _rows_of(above, "nordvik")


def test_the_name_is_typed_by_hand_and_members_may_not_ask(coordinator, member, world):
    assert _ask(coordinator, name="Hamnes").status_code == 422
    assert _ask(coordinator, reason="x").status_code == 422
    assert _ask(member).status_code == 403


def test_another_kommunes_wish_does_not_exist(coordinator, chief, stranger, above):
    _ask(coordinator)
    wish = _wish(above)
    assert stranger.post(f"{PAGE}sletting/{wish[0]}/angre", {"versjon": "1"}).status_code == 404
    assert coordinator.post(f"/k/hamnes/uttrekk/sletting/{wish[0]}/angre", {"versjon": "1"}).status_code == 404
