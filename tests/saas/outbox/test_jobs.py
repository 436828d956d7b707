"""A job runs in the room it was asked for in, for somebody who still belongs there, under our seal."""

import psycopg
import pytest

from saas import jobs, rooms
from saas.errors import NotFound

done: list[tuple[str, str, tuple[str, ...]]] = []


@jobs.job("tests.remember")
def remember(*ids: str) -> None:
    """Tell which kommune and whose role the job was admitted with."""
    room = rooms.current()
    from sqlalchemy import func, select

    from saas.db import db

    tenant = db.session.scalar(select(func.app.room_tenant()))
    done.append((str(tenant), str(room.actor_id), ids))


@pytest.fixture(autouse=True)
def nothing_done():
    done.clear()


def take_envelope(house):
    """The one envelope in the queue, taken out of it."""
    with house.app_context():
        job = jobs.queue().jobs[0]
        envelope = job.args[0]
        jobs.queue().empty()
    return envelope


def perform(house, envelope):
    with house.app_context():
        jobs.perform(envelope)


def test_a_job_runs_in_the_room_it_was_asked_for_in(house, inside, world, worker):
    with inside("hamnes"):
        jobs.later("tests.remember", "en")
    with inside("nordvik"):
        jobs.later("tests.remember", "to")
    worker.work()
    assert [(tenant, ids) for tenant, _, ids in done] == [
        (str(world["hamnes"].id), ("en",)),
        (str(world["nordvik"].id), ("to",)),
    ]


def test_a_rolled_back_deed_asks_for_nothing(inside, worker):
    with pytest.raises(ZeroDivisionError), inside():
        jobs.later("tests.remember", "en")
        raise ZeroDivisionError
    worker.work()
    assert done == []


def test_a_job_of_somebody_who_has_left_does_nothing(house, inside, world, database):
    with inside(role="chair"):
        jobs.later("tests.remember", "en")
    envelope = take_envelope(house)
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE memberships SET valid_to = '2020-02-01' WHERE tenant_id = %s AND user_id = %s",
            (world["nordvik"].id, world["nordvik"].users["chair"]),
        )
    with pytest.raises(NotFound):
        perform(house, envelope)
    assert done == []


def test_what_a_guest_asks_for_is_done_in_the_services_name(inside, world, worker, monkeypatch):
    with inside():
        # A link's id is nobody's membership, and would be refused by the database.
        monkeypatch.setattr(rooms.current(), "kind", "guest")
        jobs.later("tests.remember", "en")
        monkeypatch.undo()
    worker.work()
    assert [(actor, ids) for _, actor, ids in done] == [(str(world["nordvik"].users["service"]), ("en",))]


@pytest.mark.parametrize("part", ["name", "kommune", "actor", "ids", "seal"])
def test_a_changed_envelope_is_refused(house, inside, world, part):
    with inside():
        jobs.later("tests.remember", "en")
    envelope = take_envelope(house)
    forged = {
        "name": "outbox.sweep",
        "kommune": str(world["hamnes"].id),
        "actor": str(world["hamnes"].users["service"]),
        "ids": ["to"],
        "seal": "0" * 64,
    }
    with pytest.raises(PermissionError):
        perform(house, {**envelope, part: forged[part]})
    with pytest.raises(PermissionError):
        perform(house, {key: value for key, value in envelope.items() if key != "seal"})
    assert done == []
    perform(house, envelope)
    assert len(done) == 1


def test_a_job_that_nobody_has_hung_up_cannot_be_asked_for(inside):
    with pytest.raises(LookupError), inside():
        jobs.later("os.system", "en")


def test_a_job_outside_any_kommune_cannot_be_asked_for(house):
    with house.test_request_context("/"), pytest.raises(rooms.NoRoom):
        jobs.later("tests.remember", "en")
