"""Random walks over two pooled connections, three people and four kommuner: what is seen is always what the model says."""

from contextlib import suppress
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from psycopg import errors

from infra.migrate import password_for
from tests.world import PASSWORD_HASH, SECRET

OPERATIONS = st.lists(
    st.sampled_from(["insert", "insert_foreign", "update_all", "delete_foreign", "delete_all", "steal", "savepoint"]),
    min_size=1,
    max_size=5,
)
INTERESTING = ("committed rows", "insert_foreign", "delete_foreign", "steal", "not a member", "ended")


class Walk(RuleBasedStateMachine):
    """The model is a dict kommune → names; after every operation the room must show exactly that, or nothing at all."""

    owner_url = ""
    admin_url = ""
    seen: dict = {}

    @initialize()
    def begin(self):
        self.owner = psycopg.connect(self.admin_url, autocommit=True)
        self.owner.execute("TRUNCATE organisations, people, memberships, login_sessions, users, tenants CASCADE")
        self.places, self.people, self.secrets = [uuid4() for _ in range(4)], [uuid4() for _ in range(3)], []
        for number, place in enumerate(self.places):
            self.owner.execute(
                "INSERT INTO tenants (id, slug, name, number, mark) VALUES (%s, %s, 'K', '1', 'K')", (place, f"k{number}-x")
            )
        for person in self.people:
            secret = str(uuid4())
            self.secrets.append(secret)
            self.owner.execute(
                "INSERT INTO users (id, email, name, password_hash) VALUES (%s, %s, 'N', %s)",
                (person, f"{person}@x.example", PASSWORD_HASH),
            )
            self.owner.execute(
                "INSERT INTO login_sessions (user_id, secret_hash, idle_minutes, expires_at) "
                "VALUES (%s, encode(sha256(convert_to(%s, 'UTF8')), 'hex'), 60, now() + interval '1 hour')",
                (person, secret),
            )
        self.members, self.rows = set(), {number: set() for number in range(4)}
        for person, place in ((0, 0), (0, 1), (1, 1), (2, 2)):
            self.change_membership(person, place)
        self.rooms = [self._connect("kommune") for _ in range(2)]
        self.lobby = self._connect("lobby")
        self.lobby.autocommit = True

    def _connect(self, kind):
        connection = psycopg.connect(
            psycopg.conninfo.make_conninfo(self.owner_url, user=f"bindeledd_{kind}", password=password_for(kind, SECRET))
        )
        connection.prepare_threshold = 0
        return connection

    def teardown(self):
        for connection in [*getattr(self, "rooms", []), *filter(None, [getattr(self, "lobby", None), getattr(self, "owner", None)])]:
            connection.close()

    def note(self, event):
        self.seen[event] = self.seen.get(event, 0) + 1

    @rule(
        room=st.integers(0, 1), person=st.integers(0, 2), place=st.integers(0, 3), as_member=st.integers(0, 3),
        pick=st.integers(0, 11), script=OPERATIONS, commit=st.booleans(),
    )  # fmt: skip
    def transaction(self, room, person, place, as_member, pick, script, commit):
        if as_member and self.members:
            person, place = sorted(self.members)[pick % len(self.members)]
        connection, inside = self.rooms[room], (person, place) in self.members
        if not inside:
            self.note("not a member")
        asked = connection.execute("SELECT app.challenge()").fetchone()[0]
        admit = "SELECT app.admit(%s, %s, %s)"
        ticket = self.lobby.execute(admit, (self.secrets[person], self.places[place], asked)).fetchone()[0]
        assert (ticket is not None) == inside
        connection.execute("SELECT set_config('room.ticket', %s, true)", (ticket or "",))
        present = set(self.rows[place]) if inside else set()
        for operation in script:
            present = self._do(operation, connection, place, present, inside)
            assert self._names(connection) == present
        if commit:
            connection.commit()
            if inside:
                self.rows[place] = present
            if present:
                self.note("committed rows")
        else:
            connection.rollback()

    def _do(self, operation, connection, place, present, inside):
        foreign, name = self.places[(place + 1) % 4], str(uuid4())
        insert = "INSERT INTO organisations (tenant_id, name, type) VALUES (%s, %s, 'school')"
        if operation in ("insert", "insert_foreign"):
            target = foreign if operation == "insert_foreign" else self.places[place]
            allowed = inside and operation == "insert"
            try:
                with connection.transaction():
                    connection.execute(insert, (target, name))
                assert allowed, f"{operation} was accepted"
                return present | {name}
            except errors.InsufficientPrivilege:
                assert not allowed, f"{operation} was refused"
                self.note(operation)
        elif operation == "update_all":
            changed = connection.execute("UPDATE organisations SET name = name || 'u'").rowcount
            assert changed == len(present)
            return {old + "u" for old in present}
        elif operation == "delete_foreign":
            assert connection.execute("DELETE FROM organisations WHERE tenant_id = %s", (foreign,)).rowcount == 0
            self.note(operation)
        elif operation == "delete_all":
            assert connection.execute("DELETE FROM organisations").rowcount == len(present)
            return set()
        elif operation == "steal" and present:
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute("UPDATE organisations SET tenant_id = %s", (foreign,))
            self.note(operation)
        elif operation == "savepoint":
            with suppress(psycopg.Rollback), connection.transaction() as inner:
                connection.execute("UPDATE organisations SET name = 'x' || id")
                raise psycopg.Rollback(inner)
        return present

    @rule(person=st.integers(0, 2), place=st.integers(0, 3))
    def change_membership(self, person, place):
        if (person, place) in self.members:
            self.owner.execute(
                "DELETE FROM memberships WHERE user_id = %s AND tenant_id = %s", (self.people[person], self.places[place])
            )
            self.members.discard((person, place))
            self.note("ended")
        else:
            self.owner.execute(
                "INSERT INTO memberships (tenant_id, user_id, role) VALUES (%s, %s, 'member')",
                (self.places[place], self.people[person]),
            )
            self.members.add((person, place))

    @invariant()
    def without_a_ticket_nothing_is_seen(self):
        for connection in getattr(self, "rooms", []):
            assert self._names(connection) == set()
            connection.rollback()

    @invariant()
    def nobody_changed_anothers_rows(self):
        if not hasattr(self, "owner"):
            return
        truth = {number: set() for number in range(4)}
        for place, name in self.owner.execute("SELECT tenant_id, name FROM organisations").fetchall():
            truth[self.places.index(place)].add(name)
        assert truth == self.rows

    def _names(self, connection):
        return {row[0] for row in connection.execute("SELECT name FROM organisations").fetchall()}


@pytest.fixture
def walk(cluster, database):
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    admin = psycopg.conninfo.make_conninfo(cluster.admin_url, dbname=name)
    return type("ThisWalk", (Walk,), {"owner_url": database, "admin_url": admin, "seen": {}}), admin


def run(machine, examples):
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples, stateful_step_count=14, deadline=None, database=None, print_blob=False,
            phases=[Phase.generate], suppress_health_check=list(HealthCheck), derandomize=True,
        ),
    )  # fmt: skip


def test_what_is_seen_is_always_what_the_model_says(walk):
    machine, _ = walk
    run(machine, 40)
    assert all(machine.seen.get(event, 0) >= 5 for event in INTERESTING), f"a walk that saw too little: {machine.seen}"


@pytest.mark.parametrize(
    "breach",
    [
        "ALTER POLICY own_kommune ON organisations WITH CHECK (true)",
        "ALTER TABLE organisations DISABLE ROW LEVEL SECURITY",
        "CREATE POLICY extra ON organisations FOR SELECT TO bindeledd_kommune USING (name LIKE '%u')",
        "CREATE POLICY extra ON organisations FOR DELETE TO bindeledd_kommune USING (true)",
        "ALTER POLICY own_kommune ON organisations USING (tenant_id = (SELECT app.room_tenant()) OR name LIKE '%u')",
    ],
)
def test_each_broken_wall_is_noticed_by_the_walk(walk, breach):
    machine, admin = walk
    with psycopg.connect(admin) as connection:
        connection.execute(breach)
    with pytest.raises(BaseException):  # noqa: B017, PT011
        run(machine, 40)
