"""The audit: in the deed's own transaction, insert-only, chained per kommune; a changed or missing link shows."""

import threading

import psycopg
import pytest

from saas import audit
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
        return audit.first_break(audit.chain())


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


@pytest.mark.parametrize(
    "harm",
    [
        "UPDATE audit_events SET action = 'nothing' WHERE number = 2",
        "UPDATE audit_events SET actor_name = 'Somebody else' WHERE number = 2",
        "UPDATE audit_events SET facts = '{}' WHERE number = 2",
        "UPDATE audit_events SET at = at + interval '1 second' WHERE number = 2",
        "DELETE FROM audit_events WHERE number = 2",
    ],
)
def test_tampering_is_found_at_the_link_it_was_done_to(inside, cluster, database, harm):
    deeds(inside)
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name) as admin:
        admin.execute(harm)
    assert first_break(inside) == 2


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
