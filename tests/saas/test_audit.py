"""The audit: in the deed's own transaction, insert-only, chained per kommune; a changed or missing link shows."""

import threading

import psycopg
import pytest
import sqlalchemy

from saas import audit, chain
from saas.db import db
from tests.world import _inside


def deeds(inside, slug="nordvik", count=3):
    for number in range(count):
        with inside(slug):
            audit.record("test.deed", number=number)


def links(inside, slug="nordvik"):
    with inside(slug, read_only=True):
        return [(link.number, link.action, link.facts, link.actor_name) for link in audit.chain()]


def first_break(inside, slug="nordvik"):
    with inside(slug, read_only=True):
        return chain.verify().broken_at


def test_each_kommune_has_a_chain_of_its_own(inside):
    deeds(inside, "nordvik", 3)
    deeds(inside, "hamnes", 2)
    assert [link[0] for link in links(inside)] == [1, 2, 3]
    assert [link[0] for link in links(inside, "hamnes")] == [1, 2]
    assert first_break(inside) is None


def test_a_deed_that_is_rolled_back_leaves_no_trace(inside):
    with pytest.raises(ZeroDivisionError), inside():
        audit.record("test.deed")
        raise ZeroDivisionError
    assert links(inside) == []


def test_the_trace_is_in_the_same_transaction_as_the_deed(inside):
    from tenants.network.models import Organisation

    with inside():
        db.session.add(Organisation(name="Skolen", type="school"))
        audit.record("organisation.added")
    assert [link[1] for link in links(inside)] == ["organisation.added"]


@pytest.fixture
def owner(cluster, database):
    """Whoever owns the database, with every wall down: may do anything but read the house's key."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]

    def do(*statements):
        with psycopg.connect(cluster.admin_url, dbname=name) as admin:
            for statement in statements:
                admin.execute(statement)

    return do


def verdict(inside, slug="nordvik"):
    with inside(slug, read_only=True):
        return chain.verify()


def test_a_whole_chain_is_whole_and_sealed(inside):
    assert verdict(inside) == chain.Verdict(0)
    deeds(inside)
    found = verdict(inside)
    assert found.whole and found.links == 3 and found.head.startswith("3:")


@pytest.mark.parametrize(
    ("harm", "at"),
    [
        ("UPDATE audit_events SET action = 'nothing' WHERE number = 2", 2),
        ("UPDATE audit_events SET actor_name = 'Somebody else' WHERE number = 2", 2),
        ("UPDATE audit_events SET facts = '{}' WHERE number = 2", 2),
        ("UPDATE audit_events SET at = at + interval '1 second' WHERE number = 2", 2),
        ("UPDATE audit_events SET subject_kind = 'people', subject_id = gen_random_uuid() WHERE number = 4", 4),
        ("DELETE FROM audit_events WHERE number = 2", 2),
        ("DELETE FROM audit_events WHERE number = 1", 1),
        ("DELETE FROM audit_events WHERE number = 5", 5),
        ("DELETE FROM audit_events WHERE number > 2", 3),
        ("DELETE FROM audit_events", 1),
        ("UPDATE audit_events SET number = CASE number WHEN 2 THEN 12 ELSE 13 END WHERE number IN (2, 3); "
         "UPDATE audit_events SET number = CASE number WHEN 12 THEN 3 ELSE 2 END WHERE number > 10", 2),
        ("DELETE FROM audit_heads", 6),
        ("DELETE FROM audit_heads; DELETE FROM audit_events WHERE number = 5", 5),
        ("UPDATE audit_heads SET number = 4, hash = (SELECT hash FROM audit_events WHERE number = 4); "
         "DELETE FROM audit_events WHERE number = 5", 5),
    ],
)
def test_tampering_is_found_where_it_was_done_and_never_healed_by_what_is_written_later(inside, owner, harm, at):
    deeds(inside, count=5)
    owner(*harm.split("; "))
    assert verdict(inside).broken_at == at
    deeds(inside, count=2)
    assert verdict(inside).broken_at == at
    assert not verdict(inside).whole


def _forge(inside, owner, born, change=None):
    """Compute the chain anew, as somebody who knows how but has not the house's key."""
    with inside("nordvik", read_only=True):
        rows, before = list(audit.chain()), born
        for row in rows:
            db.session.expunge(row)
    for row in rows:
        if row.number == 2 and change:
            row.action = change
        row.previous = before
        row.hash = before = audit.digest(row)
        owner(f"UPDATE audit_events SET action = '{row.action}', previous = '{row.previous}', hash = '{row.hash}' "
              f"WHERE number = {row.number}")
    return rows


@pytest.mark.parametrize("born", [audit.START, audit.BORN_SEALED])
def test_a_chain_computed_anew_shows_at_its_end_and_after_the_next_deed(inside, owner, born):
    deeds(inside, count=5)
    _forge(inside, owner, born, change="nothing")
    assert verdict(inside).broken_at == 5
    deeds(inside, count=1)
    assert verdict(inside).broken_at == 6


def test_an_event_put_in_at_the_end_shows_though_its_hash_is_right(inside, owner):
    deeds(inside, count=3)
    with inside("nordvik", read_only=True):
        last = list(audit.chain())[-1]
        db.session.expunge(last)
    last.number, last.previous = 4, last.hash
    owner(
        "INSERT INTO audit_events (tenant_id, id, number, at, actor, actor_name, action, subject_kind, facts, previous, hash) "
        "SELECT tenant_id, gen_random_uuid(), 4, at, actor, actor_name, action, subject_kind, facts, hash, "
        f"'{audit.digest(last)}' FROM audit_events WHERE number = 3"
    )
    assert verdict(inside).broken_at == 4
    deeds(inside, count=1)
    assert verdict(inside).broken_at == 5


def test_a_head_cannot_be_forged_without_the_houses_key(inside, owner):
    deeds(inside, count=3)
    other = audit.hmac.new(b"another key", b"2", "sha256").hexdigest()
    owner(
        f"UPDATE audit_heads SET number = 2, hash = (SELECT hash FROM audit_events WHERE number = 2), seal = '{other}'",
        "DELETE FROM audit_events WHERE number = 3",
    )
    assert verdict(inside).broken_at == 3


def test_a_chain_from_before_the_seal_gets_one_at_its_first_deed_and_only_once(inside, owner):
    deeds(inside, count=3)
    _forge(inside, owner, audit.START)
    owner("DELETE FROM audit_heads")
    found = verdict(inside)
    assert found.broken_at is None and not found.sealed and not found.whole
    deeds(inside, count=1)
    found = verdict(inside)
    assert found.whole and found.links == 5
    owner("DELETE FROM audit_heads")
    assert verdict(inside).broken_at == 6
    deeds(inside, count=1)
    assert verdict(inside).broken_at == 6


def test_one_kommunes_seal_is_worth_nothing_in_another(inside, owner):
    deeds(inside, "nordvik", 3)
    deeds(inside, "hamnes", 3)
    owner(
        "UPDATE audit_heads h SET seal = o.seal FROM audit_heads o WHERE o.tenant_id <> h.tenant_id "
        "AND h.tenant_id = (SELECT id FROM tenants WHERE slug = 'nordvik')"
    )
    assert verdict(inside).broken_at == 4
    assert verdict(inside, "hamnes").whole


def test_a_chain_of_many_is_walked_in_steps(inside):
    with inside():
        for number in range(25):
            audit.record("test.deed", number=number)
    with inside("nordvik", read_only=True):
        walk, steps = chain.Walk(), 0
        while (found := chain.step(walk, 10)) is None:
            steps += 1
    assert found.whole and found.links == 25 and steps == 2


@pytest.mark.parametrize("role", ["kommune", "guest"])
@pytest.mark.parametrize("harm", ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events", "DELETE FROM audit_heads"])
def test_the_rooms_own_roles_can_neither_change_the_log_nor_take_its_head(house, inside, role, harm):
    deeds(inside)
    refused = pytest.raises(sqlalchemy.exc.ProgrammingError, match="permission denied")
    with house.app_context(), refused, db.engines[role].begin() as connection:
        connection.exec_driver_sql(harm)


def test_many_at_once_make_one_unbroken_chain(house, world, inside):
    def work():
        with _inside(house, world["nordvik"], "coordinator", False):
            audit.record("test.deed")

    hands = [threading.Thread(target=work) for _ in range(8)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert [link[0] for link in links(inside)] == list(range(1, 9))
    assert first_break(inside) is None
