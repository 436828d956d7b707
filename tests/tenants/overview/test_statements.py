"""The number of statements does not grow with the number of rows, on any page of the overview."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from saas import clock
from saas.db import db, find
from tenants.network.models import Person
from tests.tenants.overview import scene


@pytest.fixture(autouse=True)
def morning(world):
    clock.move_to(scene.MORNING)


class Counted:
    """Counts what is sent to the kommune's rooms while it is open."""

    def __init__(self, house):
        with house.app_context():
            self.engine = db.engines["kommune"]

    def __enter__(self):
        self.statements = []
        event.listen(self.engine, "before_cursor_execute", self._note)
        return self

    def __exit__(self, *error):
        event.remove(self.engine, "before_cursor_execute", self._note)

    def _note(self, connection, cursor, statement, *rest):
        self.statements.append(statement)

    def __len__(self):
        return len(self.statements)


def fill(inside, number, me_id):
    """`number` of everything that the overview shows, in one kommune."""
    with inside("nordvik"):
        me = find(Person, me_id)
        for n in range(number):
            group = scene.group(f"Gruppe {number}-{n}", ("COORDINATING", "STEERING", "OPERATIONAL")[n % 3])
            who = scene.person(f"Person {number}-{n}")
            scene.seat(group, who)
            scene.seat(group, me, "secretary")
            ahead = scene.meeting(group, date(2026, 9, 2) + timedelta(days=n))
            scene.sak(ahead)
            scene.invite(ahead, me)
            scene.invite(ahead, who)
            held = scene.meeting(group, date(2026, 6, 1) + timedelta(days=n), "held")
            scene.invite(held, me, attendance="present")
            scene.minutes(held, date(2026, 6, 3) + timedelta(days=n), "for_comment", date(2026, 9, 18))
            scene.meeting(group, date(2026, 7, 1) + timedelta(days=n), "held")
            scene.task(group, me, date(2026, 8, 1))
            scene.task(group, who, date(2026, 9, 30))
            scene.letter()


@pytest.mark.parametrize("address", ["/mine", "/mine?alle=1", "/mine/kalender?maned=2026-09", "/k/nordvik/"])
def test_thirty_of_everything_take_no_more_statements_than_three(house, coordinator, inside, world, address):
    with inside("nordvik"):
        me = scene.person("Ingrid Solheim", "municipal_leadership", world["nordvik"].users["coordinator"]).id
    fill(inside, 3, me)
    with Counted(house) as few:
        assert coordinator.get(address).status_code == 200
    fill(inside, 30, me)
    with Counted(house) as many:
        assert coordinator.get(address).status_code == 200
    assert len(few) > 3
    assert len(many) == len(few), "\n\n".join(many.statements)


def test_a_kommune_on_mine_costs_the_same_whichever_it_is(house, coordinator, inside, world):
    """Two kommuner cost twice one: nothing is asked once more for each kommune that stands beside."""
    with Counted(house) as both:
        coordinator.get("/mine")
    assert len(both) % 2 == 0
    assert len(both) <= 2 * 20
