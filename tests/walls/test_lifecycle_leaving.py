"""A kommune that leaves: no row of it is left anywhere, its neighbour feels nothing, and put back it is row by row what it was."""

import io

import psycopg

from saas import clock, jobs, rooms
from tenants.departure import takeout_file
from tests.walls.test_crawler import _fill
from tests.walls.test_lifecycle import above as above  # a fixture
from tests.walls.test_lifecycle import owner as owner  # a fixture
from tests.walls.two_worlds_state import State
from tests.world import add_user, found_kommune, log_in

# What a takeout leaves out on purpose (saas/takeout.py says why), what is written anew, and who belongs to a kommune.
NOT_TAKEN = frozenset({"guest_links", "feeds", "role_invitations", "audit_heads", "deeds", "exports", "departures", "face_consents",
                       "public_faces", "search_entries", "self_review_answers", "dpa_acceptances", "memberships", "audit_events",
                       "tenant_numbers"})


def _leave(house, world, database, owner, worker, coordinator):
    with psycopg.connect(database) as connection:
        add_user(connection, "direktor@nordvik.example", "Dina", world["nordvik"], "chief_executive")
    coordinator.post("/k/nordvik/uttrekk/sletting", {"navn": "Nordvik", "grunn": "Vi går over til et annet samarbeid."})
    wish = owner("SELECT id, version FROM departures WHERE state = 'asked'")[0]
    log_in(house, "direktor@nordvik.example").post(f"/k/nordvik/uttrekk/sletting/{wish[0]}/bekreftelse", {"versjon": str(wish[1])})
    owner("UPDATE departures SET delete_after = now() - interval '1 second' WHERE state = 'confirmed'")
    with house.app_context():
        place = next(k for k in rooms.all_kommuner() if k.slug == "nordvik")
        jobs.ask("departure.delete", place, rooms.service_of(place))
    worker.work()


def test_a_kommune_leaves_no_row_behind_and_comes_back_as_it_was(house, inside, world, database, above, owner, worker, coordinator):
    """Taken out, deleted, and put back: afterwards nothing, then row by row the same."""
    _fill(inside, "nordvik", "uttrekksord")
    _fill(inside, "hamnes", "blirher")
    state = State(above, {world["nordvik"].id: "uttrekksord", world["hamnes"].id: "blirher"})
    with inside("nordvik"), takeout_file.write(clock.now()) as file:
        content = file.read()
    before = _rows(above, world["nordvik"].id)
    neighbour = state.look()[0][world["hamnes"].id]
    assert len(state.rows_of(world["nordvik"].id)) > 100
    _leave(house, world, database, owner, worker, coordinator)
    assert state.rows_of(world["nordvik"].id) == {}, "rows were left behind"
    assert state.holding_anywhere(("uttrekksord", str(world["nordvik"].id))) == []
    assert state.look()[0][world["hamnes"].id] == neighbour
    state.close()
    world["ny"] = found_kommune(database, "ny", "Ny", number="9999")
    with inside("ny"):
        takeout_file.read_in(io.BytesIO(content))
    after = _rows(above, world["ny"].id)
    differing = {table for table in before if before[table] != after.get(table)}
    assert differing <= NOT_TAKEN, differing - NOT_TAKEN
    assert len(before.keys() - differing) > 90


def _rows(above, place):
    """Table → its rows of this kommune as text, without the kommune's own key."""
    with psycopg.connect(above) as connection:
        state = State(above, {place: "x"})
        tables = [table for schema, table, column in state.tables if schema == "public" and column == "tenant_id"]
        state.close()
        ask = "SELECT (to_jsonb(t) - 'tenant_id')::text FROM {} t WHERE tenant_id = %s ORDER BY 1"
        return {table: found for table in tables if (found := connection.execute(ask.format(table), (place,)).fetchall())}
