"""The suite tries itself: each way in which the wall could be built wrong must be seen by one of the two walks."""

import random
import re

import psycopg
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule
from psycopg import errors
from sqlalchemy import event

from saas import jobs, rooms
from saas.db import db
from tests.walls.test_states import Walk, run
from tests.walls.test_states import walk as walk  # a fixture
from tests.walls.test_two_worlds import ground as ground  # a fixture
from tests.walls.test_two_worlds import machine_on

ROOM_TENANT = "CREATE OR REPLACE FUNCTION app.room_tenant() RETURNS uuid LANGUAGE {} STABLE SECURITY DEFINER AS "
# Whoever names a kommune is let in: the ticket's seal is read by nobody.
NAIVE = ROOM_TENANT.format("sql") + "$$ SELECT nullif(split_part(current_setting('room.ticket', true), '|', 2), '')::uuid $$"
# A ticket that is good for as long as the connection lives: nobody asks which transaction it was made for.
FOR_EVER = ROOM_TENANT.format("plpgsql") + """$$
    DECLARE part text[] := string_to_array(current_setting('room.ticket', true), '|');
    BEGIN
        IF cardinality(part) IS DISTINCT FROM 7 THEN RETURN NULL; END IF;
        IF part[7] <> app.seal(array_to_string(part[1:6], '|')) THEN RAISE insufficient_privilege; END IF;
        RETURN part[2]::uuid;
    END $$"""
MINE = """
    CREATE FUNCTION app.my_places() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
        $$ SELECT array_agg(tenant_id) FROM public.memberships WHERE user_id = app.room_actor() $$;
    GRANT EXECUTE ON FUNCTION app.my_places() TO bindeledd_kommune;
    ALTER POLICY own_kommune ON organisations USING (tenant_id = (SELECT app.room_tenant()) OR tenant_id = ANY (app.my_places()))
"""
WALLS = {
    "a ticket that nobody checks": NAIVE,
    "a ticket for as long as the connection lives": FOR_EVER,
    "every kommune that somebody belongs to, at once": MINE,
    "a wall that asks for nothing": "ALTER POLICY own_kommune ON organisations USING (true) WITH CHECK (true)",
    "what is written is not looked at": "ALTER POLICY own_kommune ON organisations WITH CHECK (true)",
    "no wall": "ALTER TABLE organisations DISABLE ROW LEVEL SECURITY",
    "one more way to read": "CREATE POLICY extra ON organisations FOR SELECT TO bindeledd_kommune USING (true)",
    "one more way to delete": "CREATE POLICY extra ON organisations FOR DELETE TO bindeledd_kommune USING (true)",
}


class BolderWalk(Walk):
    """The walk of test_states, by somebody who also makes tickets of their own, and keeps those they were given."""

    @rule(room=st.integers(0, 1), place=st.integers(0, 3), person=st.integers(0, 2))
    def make_a_ticket(self, room, place, person):
        connection = self.rooms[room]
        asked = connection.execute("SELECT app.challenge()").fetchone()[0]
        made = f"kommune|{self.places[place]}|{self.people[person]}|coordinator|{asked}|99999999999|{'0' * 64}"
        connection.execute("SELECT set_config('room.ticket', %s, true)", (made,))
        with pytest.raises(errors.InsufficientPrivilege):
            self._names(connection)
        connection.rollback()
        self.note("forged")

    @rule(room=st.integers(0, 1), pick=st.integers(0, 11))
    def keep_a_ticket(self, room, pick):
        """One that was given, set for the whole session: the next transaction may not be let in by it."""
        if not self.members:
            return
        person, place = sorted(self.members)[pick % len(self.members)]
        connection = self.rooms[room]
        asked = connection.execute("SELECT app.challenge()").fetchone()[0]
        admit = "SELECT app.admit(%s, %s, %s)"
        ticket = self.lobby.execute(admit, (self.secrets[person], self.places[place], asked)).fetchone()[0]
        connection.execute("SELECT set_config('room.ticket', %s, false)", (ticket,))
        assert self._names(connection) == self.rows[place]
        connection.commit()
        try:
            with pytest.raises(errors.InsufficientPrivilege):
                self._names(connection)
            self.note("kept")
        finally:
            connection.rollback()
            connection.execute("SELECT set_config('room.ticket', '', false)")
            connection.commit()


@pytest.fixture
def bolder(walk):
    machine, admin = walk
    return type("ThisWalk", (BolderWalk,), {"owner_url": machine.owner_url, "admin_url": machine.admin_url, "seen": {}}), admin


def test_the_bolder_walk_finds_nothing_where_the_walls_stand(bolder):
    machine, _ = bolder
    run(machine, 12)
    assert all(machine.seen.get(event, 0) >= 3 for event in ("forged", "kept", "committed rows")), machine.seen


@pytest.mark.parametrize("breach", WALLS)
def test_a_wall_built_wrong_is_noticed(bolder, breach):
    machine, admin = bolder
    with psycopg.connect(admin) as connection:
        connection.execute(WALLS[breach])
    with pytest.raises(BaseException):  # noqa: B017, PT011
        run(machine, 30)


# The same for how the house is wired: each one is a way to forget which kommune one stands in.


def _no_walls(ground, patch):
    """Neither the wall nor the second layer before people and organisations."""
    event.remove(db.session, "do_orm_execute", rooms._only_own_rows)
    anew = ground.anew

    def without():
        anew()
        with psycopg.connect(ground.admin_url) as connection:
            for table in ("organisations", "people", "groups", "meetings", "tasks"):
                connection.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    patch.setattr(ground, "anew", without)
    return lambda: event.listen(db.session, "do_orm_execute", rooms._only_own_rows)


def _the_last_room(ground, patch):
    """A worker that stays in the room where it did its first job."""
    kept = {}

    def perform(envelope):
        first = kept.setdefault("kommune", envelope["kommune"])
        place = next(k for k in rooms.all_kommuner() if str(k.id) == first)
        with rooms.enter(rooms.of_job(rooms.service_of(place), place)):
            jobs._known[envelope["name"]](*envelope["ids"])

    patch.setattr(jobs, "perform", perform)


def _the_same_objects(ground, patch):
    """A switch of rooms that keeps the identity map."""
    patch.setattr(db.session, "remove", lambda: None)
    return db.session.registry.registry.clear


def _a_ticket_for_the_session(ground, patch):
    """The ticket is shown to the connection, and not to the transaction."""
    with ground.house.app_context():
        engine = db.engines["kommune"]

    def lasting(connection, cursor, statement, parameters, context, executemany):
        return re.sub(r"(set_config\('room\.ticket',.*?),\s*true\)", r"\1, false)", statement), parameters

    event.listen(engine, "before_cursor_execute", lasting, retval=True)
    return lambda: event.remove(engine, "before_cursor_execute", lasting)


def _anybody_is_a_member(ground, patch):
    """A house that lets whoever is logged in into every kommune, as its coordinator's own user."""
    from saas.accounts import visitor

    def lenient(self, slug):
        return next(k for k in rooms.all_kommuner() if k.slug == slug)

    patch.setattr(visitor.Visitor, "in_kommune", lenient)
    patch.setattr(rooms, "of_visitor", lambda secret, chosen, name, user_id, read_only: rooms.of_job(
        ground.places[chosen.slug].users["coordinator"], chosen, name, read_only=read_only))


def _nothing(ground, patch):
    """The house as it is: the walk goes all the way."""


WIRING = (_nothing, _no_walls, _the_last_room, _the_same_objects, _a_ticket_for_the_session, _anybody_is_a_member)


def _some_steps(machine):
    """The same steps as the walk takes, in an order that meets each of the mutants: letters of both, pages of both, a knock next door."""
    luck = random.Random(7)
    machine.begin()
    for slug in ("nordvik", "hamnes"):
        for _ in range(2):
            machine.do(slug, "coordinator", ("letters.index", "letters.retry", 0), luck)
        machine.work()
        machine.do(slug, "coordinator", ("tasks.new", "tasks.create", 1), luck)
        machine.search(slug)
        machine.look_at_mine(slug, luck)
        machine.knock_next_door(slug, luck)


def test_a_house_wired_wrong_is_noticed(ground, monkeypatch):
    """One ground for all of them; a sound house goes through every step."""
    noticed = {}
    for mutate in WIRING:
        machine = machine_on(ground)()
        with monkeypatch.context() as patch:
            mend = mutate(ground, patch)
            try:
                _some_steps(machine)
            except AssertionError as found:
                noticed[mutate.__name__] = str(found)
            finally:
                machine.teardown()
                if mend:
                    mend()
    assert "_nothing" not in noticed, noticed
    assert noticed.keys() == {mutate.__name__ for mutate in WIRING if mutate is not _nothing}, noticed
    assert "left behind" in noticed["_the_last_room"] and "ticket" in noticed["_a_ticket_for_the_session"], noticed
