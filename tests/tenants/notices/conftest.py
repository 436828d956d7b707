"""Nordvik's group with the coordinator, a member and a chair in it, who all have accounts; Wednesday at ten in the morning."""

from datetime import datetime
from uuid import uuid4

import psycopg
import pytest

from saas import clock, jobs, outbox, rooms
from saas.db import db
from tenants.groups.models import Group, Seat
from tenants.network.models import Organisation, Person

WEDNESDAY = datetime(2026, 9, 16, 10, tzinfo=clock.OSLO)


@pytest.fixture(autouse=True)
def wednesday(house):
    clock.move_to(WEDNESDAY)


@pytest.fixture
def people(world, inside):
    """Role → the person's id."""
    with inside("nordvik"):
        return settle(world["nordvik"])


@pytest.fixture
def hamnes_people(world, inside):
    """The same in Hamnes."""
    with inside("hamnes"):
        return settle(world["hamnes"])


def settle(place):
    """People with accounts, and their seats in one group."""
    school = Organisation(id=uuid4(), name="Skolen", type="school")
    group = Group(id=uuid4(), name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    db.session.add_all([school, group])
    db.session.flush()
    found = {"group": group.id}
    for role, function in (("coordinator", "secretary"), ("member", "member"), ("chair", "leader"), ("practitioner", "")):
        person = Person(id=uuid4(), name=f"{role.title()} Vik", email=f"{role}@{place.slug}.example", organisation_id=school.id,
                        user_id=place.users[role])
        db.session.add(person)
        db.session.flush()
        found[role] = person.id
        if function:
            first = clock.today().replace(day=1)
            db.session.add(Seat(id=uuid4(), group_id=group.id, person_id=person.id, function=function, starts_on=first))
    db.session.flush()
    return found


@pytest.fixture
def letter(inside):
    """Write a letter to the member, as a feature does."""

    def write(subject="Oppgave til deg", template="tasks/given.txt", to="member@nordvik.example", slug="nordvik", **facts):
        with inside(slug):
            return outbox.post(("Member Vik", to), subject, f"{subject}: http://bindeledd.test/g/abc", template=template, **facts).id

    return write


@pytest.fixture
def strike(house, worker):
    """The clock asks for a round, and the worker does what there is to do."""

    def ask(name, slug="nordvik"):
        with house.app_context():
            kommune = next(k for k in rooms.all_kommuner() if k.slug == slug)
            jobs.ask(name, kommune, rooms.service_of(kommune))
        worker.work()

    return ask


@pytest.fixture
def rows(cluster, database):
    """What stands in a table, past the walls: as the cluster's own administrator."""

    def read(query, *values):
        with psycopg.connect(cluster.admin_url, dbname=psycopg.conninfo.conninfo_to_dict(database)["dbname"]) as connection:
            found = connection.execute(query, values)
            return found.fetchall() if found.description else []

    return read
