"""Another kommune's id and an id that never was: the same status, the same words, the same work for the database, the same time."""

import random
import re
from collections import Counter
from contextlib import contextmanager
from statistics import median
from time import perf_counter
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors, sql

from infra.migrate import password_for
from saas.db import db
from tests.walls.test_crawler import _scrubbed
from tests.walls.two_worlds_ground import WORDS, lay
from tests.walls.two_worlds_hands import Page, send
from tests.walls.two_worlds_oracle import FIELDS
from tests.world import SECRET

# How many statements a median is taken of, and how far apart two medians of the same thing may lie on a busy machine.
TIMES, APART = 2000, 1.25


@pytest.fixture
def ground(house, cluster, database, mailbox, world, inside):
    laid = lay(house, cluster, database, mailbox, world, inside)
    yield laid
    laid.let_go()
    cluster.drop_database(f"{laid.name}_ground")


@pytest.fixture
def room(ground):
    """A bare connection in Hamnes' room, as the role that a kommune's pages have: what injected SQL would have."""

    @contextmanager
    def open_room():
        with ground.browsers["coordinator", "hamnes"].client.session_transaction() as session:
            secret = session["_user_id"]
        with _as("kommune", ground) as connection, _as("lobby", ground) as lobby:
            asked = connection.execute("SELECT app.challenge()").fetchone()[0]
            admit = "SELECT app.admit(%s, %s, %s)"
            ticket = lobby.execute(admit, (secret, ground.places["hamnes"].id, asked)).fetchone()[0]
            connection.execute("SELECT set_config('room.ticket', %s, true)", (ticket,))
            yield connection

    return open_room


def _as(kind, ground):
    url = ground.cluster.owner_url_of(ground.name)
    return psycopg.connect(psycopg.conninfo.make_conninfo(url, user=f"bindeledd_{kind}", password=password_for(kind, SECRET)))


def test_no_field_of_any_form_tells_anothers_row_from_none(ground, monkeypatch):
    """Each form is sent twice with one field changed, as a trial that is never committed, so that both meet the same state."""
    monkeypatch.setattr(db.session, "commit", db.session.flush)
    theirs = {str(own[table]): str(other[table])
              for own, other in zip(ground.ids["hamnes"], ground.ids["nordvik"], strict=True) for table in own if table in other}
    leaks, tried = [], Counter()
    for line in FIELDS:
        page, endpoint, field = line.split()
        form, foreign = _form(ground, page, endpoint, field, theirs)
        if form is None:
            tried["gone"] += 1
            continue
        answers = [_try(ground, form, field, given) for given in (str(uuid4()), foreign)]
        tried[answers[1].status_code] += 1
        none, other = [(answer.status_code, re.sub(r"[0-9a-f-]{36}", "<id>", _scrubbed(answer))) for answer in answers]
        if none != other or other[0] >= 500 or WORDS["nordvik"] in other[1].lower():
            leaks.append(f"{line}: {none[0]} for none, {other[0]} for another's")
    assert leaks == []
    assert tried["gone"] < 12 and sum(tried.values()) - tried["gone"] > 65, tried


def _form(ground, page, endpoint, field, theirs):
    """The form, and another kommune's id of the kind that the field offers."""
    adapter = ground.house.url_map.bind("bindeledd.test")
    for variant in (0, 1, 2):
        address = ground.address(page, "hamnes", variant)
        for form in Page(address, ground.browsers["coordinator", "hamnes"].get(address)).forms:
            named = form.path.startswith("/k/") and adapter.match(form.path, method=form.method)[0] == endpoint
            if form.method == "POST" and named and field in form.ids():
                known = [theirs[value] for value in form.ids()[field] if value in theirs]
                return form, (known or list(theirs.values()))[0]
    return None, ""


def _try(ground, form, field, given):
    fields = form.filled(WORDS["hamnes"], random.Random(form.path + field), yes=True)
    fields = [(name, str(uuid4()) if name == "en_gang" else value) for name, value in fields if name != field]
    return send(ground.browsers["coordinator", "hamnes"], form, [*fields, (field, given)])


def test_the_database_does_the_same_work_in_the_same_time_for_anothers_row_as_for_none(ground, room):
    with room() as connection:
        _the_same_work(ground, connection)
    foreign = ground.ids["nordvik"][0]["organisations"]
    with room() as connection:
        connection.prepare_threshold = 0
        _as_fast(foreign, TIMES, lambda row_id: _look(connection, row_id))
    words = set()
    with room() as connection:
        _as_fast(foreign, TIMES // 8, lambda row_id: words.add(_point_at(connection, row_id)))
    assert len(words) == 1, words


def _the_same_work(ground, connection):
    """For every walled table: the same pages read, and as many rows looked at and thrown away."""
    telling, found = [], 0
    connection.execute("SET LOCAL enable_seqscan = off")
    for table, foreign in ground.ids["nordvik"][0].items():
        if table == "memberships":
            continue
        found += _work(connection, table, ground.ids["hamnes"][0].get(table, uuid4()))[2]
        other, none = _work(connection, table, foreign), _work(connection, table, uuid4())
        if other != none:
            telling.append(f"{table}: {other} for another's, {none} for none")
    assert telling == []
    assert found > 80, "own rows must be found, else nothing was compared"


def _work(connection, table, row_id):
    """(rows thrown away, pages read, rows found) of finding one row by its id."""
    look = sql.SQL("SELECT id FROM {} WHERE id = {}").format(sql.Identifier(table), sql.Literal(row_id))
    connection.execute(look)
    explain = sql.SQL("EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {}").format(look)
    plan = connection.execute(explain).fetchone()[0][0]["Plan"]
    return plan.get("Rows Removed by Filter", 0), plan["Shared Hit Blocks"] + plan["Shared Read Blocks"], int(plan["Actual Rows"])


def _look(connection, row_id):
    assert connection.execute("SELECT name FROM organisations WHERE id = %s", (row_id,)).fetchone() is None


def _point_at(connection, row_id):
    """What the refusal of a key to that row says."""
    with pytest.raises(errors.ForeignKeyViolation) as refusal, connection.transaction():
        connection.execute("INSERT INTO people (name, organisation_id) VALUES ('x', %s)", (row_id,))
    return refusal.value.diag.message_primary, refusal.value.diag.constraint_name


def _as_fast(foreign, times, ask):
    """Medians of so many, taken in turns, so that what disturbs the one disturbs the other."""
    taken = {"other": [], "none": []}
    for _ in range(times):
        for kind, row_id in (("other", foreign), ("none", uuid4())):
            start = perf_counter()
            ask(row_id)
            taken[kind].append(perf_counter() - start)
    other, none = median(taken["other"]), median(taken["none"])
    assert 1 / APART < other / none < APART, f"{other * 1e6:.1f} us for another's, {none * 1e6:.1f} us for none"
