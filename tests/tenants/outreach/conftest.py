"""A coordinating group with two members and an address each, a list of it, and the public's own page out."""

from dataclasses import dataclass
from uuid import UUID, uuid4

import psycopg
import pytest

from saas import clock, jobs, rooms
from saas.db import db
from tenants.groups.models import Group, Seat
from tenants.network.models import Organisation, Person
from tenants.outreach import lists, service

BODY = "Vi har **bestemt** dette:\n\n- åpen hall\n- foreldrekvelder\n\n[Les mer](https://nordvik.example/slt)"


@dataclass
class Scene:
    """Ids of the group and the list."""

    group: UUID
    receivers: UUID


def settle(slug, people=("Hanne Dahl", "Yusuf Ali"), user=None):
    """A group whose members have addresses `<first name>@<slug>.example`, and a list with it and all followers."""
    school = Organisation(id=uuid4(), name="Skolen", type="school")
    group = Group(id=uuid4(), name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
    db.session.add_all([school, group])
    db.session.flush()
    for number, name in enumerate(people):
        email = f"{name.split()[0].lower()}@{slug}.example"
        person = Person(id=uuid4(), name=name, email=email, organisation_id=school.id, user_id=user if number == 0 else None)
        db.session.add(person)
        db.session.flush()
        db.session.add(Seat(id=uuid4(), group_id=group.id, person_id=person.id, function="member", starts_on=clock.today()))
    db.session.flush()
    row = lists.add(uuid4(), "Alle sammen", [group.id], followers=True)
    return Scene(group.id, row.id)


@pytest.fixture
def scene(world, inside):
    """Nordvik's."""
    with inside("nordvik"):
        return settle("nordvik")


@pytest.fixture
def hamnes_scene(world, inside):
    """Hamnes'."""
    with inside("hamnes"):
        return settle("hamnes")


@pytest.fixture
def draft(scene, inside):
    """A bulletin that nobody has planned; its id."""
    with inside("nordvik"):
        return service.write(uuid4(), scene.receivers, "Nytt fra SLT i høst", BODY).id


@pytest.fixture
def strike(house, worker):
    """The clock asks for a round, and the worker does what there is to do until nothing is left."""

    def ask(name="outreach.round", slug="nordvik"):
        with house.app_context():
            kommune = next(k for k in rooms.all_kommuner() if k.slug == slug)
            jobs.ask(name, kommune, rooms.service_of(kommune))
        worker.work()

    return ask


@pytest.fixture
def published(rows, world):
    """Both kommuner's public pages are out."""
    for place in world.values():
        language = "nn" if place.slug == "hamnes" else "nb"
        rows(
            "INSERT INTO public_faces (tenant_id, id, slug, number, name, language, colour, mark, content, published_at, updated_at) "
            "VALUES (%s, %s, %s, '9901', %s, %s, 1, 'N', '{}', now(), now())",
            place.id, place.id, place.slug, place.name, language,
        )  # fmt: skip


@pytest.fixture
def rows(cluster, database):
    """What stands in a table, past the walls: as the cluster's own administrator."""

    def read(query, *values):
        with psycopg.connect(cluster.admin_url, dbname=psycopg.conninfo.conninfo_to_dict(database)["dbname"]) as connection:
            found = connection.execute(query, values)
            return found.fetchall() if found.description else []

    return read
