"""Fills one kommune of the demo with its organisations, people, groups and seats."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from infra.demo.content import KINDS, Words, load
from infra.demo.founding import ACCOUNTS, stable_id
from saas import clock
from saas.db import db
from tenants.groups.models import Group, Seat, StandingItem
from tenants.network.models import Organisation, Person

FOUNDED = clock.at(date(2022, 8, 1), 9)
LEVEL = {"STEERING": "SG", "COORDINATING": "KG", "OPERATIONAL": "FAGTEAM"}


@dataclass
class Settled:
    """What the history needs to know: the groups as described, their rows, and who answers for what kind of service."""

    words: Words
    groups: list[tuple[dict[str, Any], Group]] = field(default_factory=list)
    seats: dict[UUID, list[tuple[Person, str, str, date, date | None]]] = field(default_factory=dict)

    def sitting(self, group: Group, day: date) -> list[tuple[Person, str, str, date, date | None]]:
        """(person, function, organisation type, from, to) of those who sat in the group on a day."""
        return [seat for seat in self.seats[group.id] if seat[3] <= day and (seat[4] is None or day <= seat[4])]

    def of_type(self, group: Group, day: date, kind: str) -> Person:
        """Somebody in the group from that kind of service; the coordinator for «other», else the leader."""
        sitting = self.sitting(group, day)
        if kind == "other":
            return next((s[0] for s in sitting if s[1] == "secretary"), sitting[0][0])
        return next((s[0] for s in sitting if s[2] == kind), sitting[0][0])


def settle(kommune: dict[str, Any]) -> Settled:
    """Write the kommune's people and groups into its room."""
    region, slug = load("region"), kommune["slug"]
    settled = Settled(Words(kommune))
    by_key = {person["key"]: person for person in region["people"]}
    groups = [group for group in region["groups"] if group["kommune"] == slug]
    needed = {seat[key] for group in groups for seat in group["seats"] for key in ("person", "deputy") if seat.get(key)}
    needed |= {key for key, person in by_key.items() if person["kommune"] == slug}
    organisations = _organisations(slug, [by_key[key] for key in sorted(needed)], region)
    people = {key: _person(slug, by_key[key], organisations) for key in sorted(needed)}
    db.session.flush()
    for description in groups:
        group = _group(slug, description)
        settled.groups.append((description, group))
        settled.seats[group.id] = _seats(slug, description, group, people)
        _standing(settled.words, description, group)
    db.session.flush()
    return settled


def _organisations(slug: str, people: list[dict[str, Any]], region: dict[str, Any]) -> dict[str, Organisation]:
    types = {org["name"]: org["type"] for org in region["organisations"]}
    own = {org["name"]: org["type"] for org in region["organisations"] if org["kommune"] == slug}
    names = dict.fromkeys([*own, *(person["organisation"] for person in people)])
    made = {
        name: Organisation(id=stable_id(slug, "org", name), name=name, type=own.get(name) or types.get(name, "other"))
        for name in names
    }
    db.session.add_all(made.values())
    return made


def _person(slug: str, facts: dict[str, Any], organisations: dict[str, Organisation]) -> Person:
    account = ACCOUNTS.get(facts["email"])
    belongs = account is not None and slug in account[1]
    person = Person(
        id=stable_id(slug, "person", facts["key"]),
        name=facts["name"],
        title=facts["title"],
        email=facts["email"],
        phone=facts["phone"],
        organisation_id=organisations[facts["organisation"]].id,
        organisation=organisations[facts["organisation"]],
        user_id=stable_id("user", facts["email"]) if belongs else None,
    )
    db.session.add(person)
    return person


def _group(slug: str, facts: dict[str, Any]) -> Group:
    group = Group(
        id=stable_id(slug, "group", facts["key"]),
        name=facts["name"],
        level=facts["level"],
        police_council=facts["police_council"],
        norm_per=facts["norm"]["per"],
        norm_min=facts["norm"]["min"],
        norm_max=facts["norm"]["max"],
        july_exempt=facts["july_exempt"],
        created_at=FOUNDED,
    )
    db.session.add(group)
    return group


def _seats(
    slug: str, facts: dict[str, Any], group: Group, people: dict[str, Person]
) -> list[tuple[Person, str, str, date, date | None]]:
    held = []
    for number, seat in enumerate(facts["seats"]):
        person = people[seat["person"]]
        start = date.fromisoformat(seat["from"])
        end = date.fromisoformat(seat["to"]) if seat.get("to") else None
        row = _seat(group, person, seat["function"], start, end, stable_id(slug, facts["key"], "seat", number))
        row.acting = bool(seat.get("acting"))
        if seat.get("deputy"):
            deputy = _seat(group, people[seat["deputy"]], "member", start, end, stable_id(slug, facts["key"], "vara", number))
            deputy.deputy_for = row.id
        held.append((person, seat["function"], person.organisation.type, start, end))
    return held


def _seat(group: Group, person: Person, function: str, start: date, end: date | None, seat_id: UUID) -> Seat:
    seat = Seat(id=seat_id, group_id=group.id, person_id=person.id, function=function, title=person.title)
    seat.starts_on, seat.ends_on = start, end
    db.session.add(seat)
    db.session.flush()
    return seat


def _standing(words: Words, facts: dict[str, Any], group: Group) -> None:
    for position, item in enumerate(words.standing(LEVEL[facts["level"]]), 1):
        kind = KINDS.get(item.get("kind", "information"), "information")
        db.session.add(
            StandingItem(group_id=group.id, position=position, title=item["title"], kind=kind, minutes=item["minutes"])
        )
