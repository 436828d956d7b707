"""The rest of the demo's country: some sixty kommuner that are only names, people and numbers, so that a release has tables."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import LiteralString
from uuid import UUID

import psycopg
from psycopg import sql

from infra.demo.content import load
from infra.demo.ids import SERVICE, stable_id
from saas import clock
from saas.centre import periods
from saas.register import kommuner
from saas.register.kommuner import Kommune as Place
from saas.register.search import plain

# The kommuner of the region that is told in full come first in the register's demo file.
FIRST_NUMBER = "9909"
SMALL = 3000
COLOURS = 12
COUNTED = 3


@dataclass(frozen=True)
class Member:
    """A kommune of the country, as the demo decides it: who coordinates, whether it shares, and if it came later than the others."""

    place: Place
    coordinator: tuple[str, str]  # (email, name)
    leader: tuple[str, str]
    shares: bool
    joined: bool

    @property
    def slug(self) -> str:
        """How the kommune is written in addresses."""
        return plain(self.place.name).replace(" ", "-")

    @property
    def id(self) -> UUID:
        """The same in every demo."""
        return stable_id("kommune", self.slug)

    @property
    def start(self) -> date:
        """The day it came: years ago, or in the second of the tertials that have releases."""
        return date(2022, 8, 1) if not self.joined else periods.first_day(told()[1])

    @property
    def tertials(self) -> tuple[str, ...]:
        """The tertials that it has been counted in."""
        return told()[1:] if self.joined else told()


def told() -> tuple[str, ...]:
    """The tertials that there are numbers for, the oldest first: the last ones that have ended."""
    found = [periods.ended(clock.today())]
    while len(found) < COUNTED:
        found.insert(0, periods.before(found[0]))
    return tuple(found)


@cache
def members() -> tuple[Member, ...]:
    """Every kommune of the country, by number."""
    facts = load("country")
    places = [place for place in kommuner.in_demo() if place.number >= FIRST_NUMBER]
    first_of = {name: together[0] for together in facts["together"] for name in together}
    names = _people(len(places) * 2)
    coordinators = {place.name: (f"koordinator@{plain(place.name)}.example", next(names)) for place in places}
    return tuple(
        Member(
            place,
            coordinators[first_of.get(place.name, place.name)],
            (f"leder@{plain(place.name)}.example", next(names)),
            shares=place.name not in facts["not_sharing"],
            joined=place.name in facts["joined"],
        )
        for place in places
    )


def found(connection: psycopg.Connection, password_hash: str) -> None:
    """Kommuner, people, memberships and decisions, a table at a time. As the owner, in the transaction of the whole founding."""
    country = members()
    insert(connection, "tenants", "id, slug, name, number, org_number, population, language, colour, mark, levels",
           (_tenant(index, member) for index, member in enumerate(country)))  # fmt: skip
    insert(connection, "tenant_numbers", "tenant_id, number, name, valid_from",
           ((member.id, member.place.number, member.place.name, date(2020, 1, 1)) for member in country))  # fmt: skip
    people = dict(person for member in country for person in (member.coordinator, member.leader))
    insert(connection, "users", "id, email, name, password_hash, demo",
           ((stable_id("user", email), email, name, password_hash, True) for email, name in people.items()))  # fmt: skip
    insert(connection, "memberships", "tenant_id, id, user_id, role, valid_from",
           (row for member in country for row in _memberships(member)))  # fmt: skip
    with past_the_wall(connection, "sharing_decisions"):
        insert(connection, "sharing_decisions", "tenant_id, id, shares, decided_by, role, decided_at",
               (_decision(member) for member in country))  # fmt: skip


@contextmanager
def past_the_wall(connection: psycopg.Connection, *tables: LiteralString) -> Iterator[None]:
    """The walls hold for the owner too; they are let down for this transaction alone, and nobody else sees them down."""
    for table in tables:
        connection.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables:
        connection.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def insert(connection: psycopg.Connection, table: LiteralString, columns: LiteralString, rows: Iterable[tuple[object, ...]]) -> None:
    """Write many rows of a table in one go."""
    places = sql.SQL(", ").join(sql.Placeholder() * (columns.count(",") + 1))
    query = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(sql.SQL(table), sql.SQL(columns), places)
    with connection.cursor() as cursor:
        cursor.executemany(query, rows)



def _people(most: int) -> Iterator[str]:
    """Names of people who do not exist, each once: every given name meets a new family name in every turn."""
    facts = load("country")
    given, family = facts["given"], facts["family"]
    for number in range(most):
        yield f"{given[number % len(given)]} {family[number % len(family)]}"


def _tenant(index: int, member: Member) -> tuple[object, ...]:
    place = member.place
    levels = 2 if place.population < SMALL else 3
    return (
        member.id, member.slug, place.name, place.number, place.org_number, place.population, place.language, index % COLOURS + 1,
        place.name[:2], levels,
    )  # fmt: skip


def _decision(member: Member) -> tuple[object, ...]:
    return member.id, stable_id("decision", member.slug), member.shares, member.leader[1], "chair", clock.at(member.start, 12)


def _memberships(member: Member) -> Iterator[tuple[object, ...]]:
    people = ((member.coordinator[0], "coordinator"), (member.leader[0], "chair"), (SERVICE, "service"))
    for email, role in people:
        yield member.id, stable_id("m", member.slug, email), stable_id("user", email), role, member.start
