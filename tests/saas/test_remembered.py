"""What many parts of a page ask for is found once in a room that only reads; and a job looks up its own kommune alone."""

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event

from saas import here, jobs, rooms
from saas.db import db
from tenants.groups import service as groups
from tenants.groups.models import Group


def asked(inside, times=2, **room):
    """How many times the answer was looked for when it was asked for several times in one room."""
    found = []
    with inside("nordvik", **room):
        answers = [here.remembered("what", lambda: found.append(1) or len(found)) for _ in range(times)]
    return len(found), answers


def test_where_nothing_can_be_written_it_is_found_once(inside):
    assert asked(inside, read_only=True) == (1, [1, 1])


def test_where_something_may_be_written_it_is_found_each_time(inside):
    assert asked(inside, read_only=False) == (2, [1, 2])


def test_another_room_finds_its_own(inside):
    for slug in ("nordvik", "hamnes", "nordvik"):
        with inside(slug, read_only=True):
            assert here.remembered("who", lambda: here.kommune().slug) == slug


def test_nothing_found_is_remembered_too(inside):
    found = []
    with inside("nordvik", read_only=True):
        for _ in range(2):
            assert here.remembered("nothing", lambda: found.append(1)) is None
    assert found == [1]


def test_a_list_that_one_part_changes_is_whole_for_the_next(inside):
    with inside("nordvik"):
        db.session.add(Group(name="Politiråd", level="STEERING", norm_per="year", norm_min=2, norm_max=4))
    with inside("nordvik", read_only=True):
        groups.visible().clear()
        assert [group.name for group in groups.visible()] == ["Politiråd"]


def test_one_kommune_is_looked_up_alone(house, world):
    with house.app_context():
        assert [one.slug for one in rooms.all_kommuner(world["hamnes"].id)] == ["hamnes"]
        assert rooms.all_kommuner(uuid4()) == []
        assert {one.slug for one in rooms.all_kommuner()} == {"hamnes", "nordvik"}


def test_one_that_is_not_in_operation_is_not_there(house, world, database):
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE tenants SET lifecycle = 'considering' WHERE slug = 'hamnes'")
    with house.app_context():
        assert rooms.all_kommuner(world["hamnes"].id) == []


@pytest.fixture
def read_by_the_worker(house):
    """How many rows each of the worker's statements about kommuner gave."""
    rows = []
    with house.app_context():
        engine = db.engines["worker"]

    def count(connection, cursor, query, *rest):
        if "FROM tenants" in query:
            rows.append(cursor.rowcount)

    event.listen(engine, "after_cursor_execute", count)
    return rows


def test_a_job_reads_no_more_kommuner_the_more_there_are(house, world, read_by_the_worker, worker):
    with house.app_context():
        kommune = rooms.all_kommuner(world["nordvik"].id)[0]
        read_by_the_worker.clear()
        jobs.ask("outbox.sweep", kommune, world["nordvik"].users["service"])

    worker.work()

    assert read_by_the_worker == [1]
