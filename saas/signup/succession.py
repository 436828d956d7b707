"""Rename, renumber, merge and split: the centre's editor says what happened, and both histories stay where they are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Date, Uuid, func, literal, select
from sqlalchemy.exc import DBAPIError

from saas import clock, rooms
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow

SHORTEST_DECISION = 20
TOO_EARLY, HERE_ALREADY = "23514", "BL007"


@dataclass(frozen=True)
class Former:
    """A number and name that a kommune, or one it came from, had until and with a day."""

    name: str
    number: str
    until: date


def kommuner(secret: str) -> list[dict[str, Any]]:
    """Every kommune with its numbers and its successors, for the editor; never what lies inside. Raises NotFound."""
    listed = db.session.scalar(select(func.app.office_kommuner(secret)))
    if listed is None:
        raise NotFound()
    return [{**place, "numbers": [_dated(number) for number in place["numbers"]]} for place in listed]


def renumber(secret: str, kommune: UUID, number: str, name: str, from_on: date) -> None:
    """One kommune goes on under another number or name; it stays the same room with the same people."""
    _has_come(from_on, "fra")
    try:
        with db.session.begin_nested():
            arguments = (secret, kommune, number, name.strip(), literal(from_on, Date))
            done = db.session.scalar(select(func.app.renumber_kommune(*arguments)))
    except DBAPIError as error:
        state = getattr(error.orig, "sqlstate", "")
        if state == HERE_ALREADY:
            raise Invalid("En annen kommune har dette nummeret.", field="nummer") from None
        if state == TOO_EARLY:
            raise Invalid("Datoen er før det forrige nummeret ble tatt i bruk.", field="fra") from None
        raise
    if not done:
        raise NotNow("Kommunen er avsluttet eller finnes ikke.")


def succeed(
    secret: str, kind: Literal["merge", "split"], before: Sequence[UUID], after: Sequence[UUID], day: date, decision: str
) -> None:
    """Close the predecessors, point at the successors, and let those who lead these read what went before."""
    _has_come(day, "dato")
    if len(decision.strip()) < SHORTEST_DECISION:
        raise Invalid("Skriv hvilket vedtak dette bygger på, med minst {n} tegn.", field="vedtak", n=SHORTEST_DECISION)
    if not before or not after or set(before) & set(after):
        raise Invalid("En kommune kan ikke følge etter seg selv. Velg minst én som avsluttes, og én som overtar.", field="etter")
    if kind == "merge" and len(after) != 1:
        raise Invalid("Ved sammenslåing er det én kommune som overtar.", field="etter")
    if kind == "split" and (len(before) != 1 or len(after) < 2):
        raise Invalid("Ved deling er det én kommune som avsluttes, og minst to som overtar.", field="etter")
    ids = [literal(list(listed), ARRAY(Uuid)) for listed in (before, after)]
    arguments = (secret, kind, *ids, literal(day, Date), decision.strip())
    try:
        with db.session.begin_nested():
            done = db.session.scalar(select(func.app.succeed_kommuner(*arguments)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == TOO_EARLY:
            raise Invalid("Datoen er før nummeret ble tatt i bruk.", field="dato") from None
        raise
    if not done:
        raise NotNow("En av kommunene er avsluttet alt, eller finnes ikke.")


def open_histories(secret: str, kommune: UUID) -> int:
    """Let those who have come since lead the successor read its predecessors too; how many that were given access."""
    return int(db.session.scalar(select(func.app.open_histories(secret, kommune))) or 0)


def formerly() -> list[Former]:
    """What this kommune was before: for pages, «Tidligere: Nordvik (9901 til 31.12.2027)». Nothing outside a kommune."""
    return [Former(row["name"], row["number"], date.fromisoformat(row["to"])) for row in _history().get("former", [])]


def followed_by() -> list[dict[str, Any]]:
    """Which kommuner came after this one (name, number, from); empty as long as it goes on."""
    return [{**row, "from": date.fromisoformat(row["from"])} for row in _history().get("after", [])]


def _history() -> dict[str, Any]:
    """Guests with a link, and pages in the lobby, are shown no history."""
    if rooms.current().kind != "kommune":
        return {}
    return db.session.scalar(select(func.app.kommune_history())) or {}


def _dated(number: dict[str, Any]) -> dict[str, Any]:
    ends = number["to"]
    return {**number, "from": date.fromisoformat(number["from"]), "to": date.fromisoformat(ends) if ends else None}


def _has_come(day: date, field: str) -> None:
    if day > clock.today():
        raise Invalid("Datoen må være i dag eller tidligere. Gjør dette når dagen er kommet.", field=field)
