"""The log as a controller searches it: by person, thing, kind and time; in plain words, and never a free text."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from saas import clock, here
from saas.accounts.guard import role_name
from saas.audit import AuditEvent
from saas.chain import Verdict, Walk
from saas.db import db
from saas.pages import gettext, say
from tenants.control.actions import words_of
from tenants.control.words import KINDS, RULES, SUBJECTS

PAGE = 50


@dataclass(frozen=True)
class Search:
    """What is looked for. `before` is the number that the page begins under."""

    name: str = ""
    kind: str = ""
    thing: str = ""
    thing_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    before: int | None = None


@dataclass(frozen=True)
class Shown:
    """One event in plain words."""

    number: int
    at: datetime
    who: str
    what: str
    thing: str
    thing_id: UUID | None
    details: str


@dataclass(frozen=True)
class Found:
    """One page of events, newest first, and the number that the next page begins under."""

    events: list[Shown]
    next: int | None


def search(wanted: Search) -> Found:
    """One page of what was looked for; one statement."""
    query = select(AuditEvent).where(*_conditions(wanted)).order_by(AuditEvent.number.desc()).limit(PAGE + 1)
    rows = list(db.session.scalars(query))
    return Found([shown(row) for row in rows[:PAGE]], rows[PAGE - 1].number if len(rows) > PAGE else None)


def latest() -> tuple[int, datetime | None]:
    """How many events there are, and when the last one was."""
    number, at = db.session.execute(select(func.count(), func.max(AuditEvent.at)).select_from(AuditEvent)).one()
    return number, at


def shown(event: AuditEvent) -> Shown:
    """An event in the reader's language. Of its facts only codes, numbers and the page's name are shown."""
    thing = say(SUBJECTS.get(event.subject_kind, "Annet")) if event.subject_kind else ""
    who = event.actor_name or gettext("Gjest med lenke")
    return Shown(event.number, event.at, who, words_of(event.action), thing, event.subject_id, _details(event.facts))


def _details(facts: dict[str, Any]) -> str:
    told = []
    if isinstance(role := facts.get("role"), str):
        told.append(role_name(role))
    if isinstance(rule := facts.get("rule"), str):
        told.append(say(RULES.get(rule, rule)))
    if isinstance(endpoint := facts.get("endpoint"), str):
        told.append(endpoint)
    if isinstance(number := facts.get("number"), int):
        told.append(gettext("antall %(n)s", n=number))
    return " · ".join(one for one in told if one)


def _conditions(wanted: Search) -> list[Any]:
    found: list[Any] = []
    if wanted.name:
        found.append(AuditEvent.actor_name.icontains(wanted.name, autoescape=True))
    if wanted.kind in KINDS:
        found.append(or_(*(AuditEvent.action.startswith(prefix, autoescape=True) for prefix in KINDS[wanted.kind][1])))
    if wanted.thing:
        found.append(AuditEvent.subject_kind == wanted.thing)
    if wanted.thing_id:
        found.append(AuditEvent.subject_id == wanted.thing_id)
    if wanted.first:
        found.append(AuditEvent.at >= clock.at(wanted.first, 0))
    if wanted.last:
        found.append(AuditEvent.at < clock.at(wanted.last + timedelta(days=1), 0))
    if wanted.before:
        found.append(AuditEvent.number < wanted.before)
    return found


def place_of(walk: Walk) -> str:
    """How far a check of the chain has come, as an address may carry it: nobody can claim to have come further."""
    text = f"{walk.number}.{walk.hash}.{walk.born[:1]}.{walk.sealed}"
    return f"{text}.{here.seal(f'chain-walk:{text}')}"


def walk_from(place: str) -> Walk:
    """Where the check goes on; from the beginning when the place is not one that we gave."""
    text, _, mark = place.rpartition(".")
    if not text or here.seal(f"chain-walk:{text}") != mark:
        return Walk()
    number, last, born, sealed = text.split(".")
    return Walk(int(number), last, born * 64, int(sealed))


def verdict_words(verdict: Verdict) -> str:
    """«Loggkjeden er hel: 18 442 hendelser», or where it breaks."""
    from saas.pages import number

    if verdict.broken_at is not None:
        return gettext("Brudd ved hendelse %(n)s", n=number(verdict.broken_at))
    if not verdict.sealed:
        return gettext("Loggkjeden henger sammen, men har ikke segl ennå: %(n)s hendelser", n=number(verdict.links))
    return gettext("Loggkjeden er hel: %(n)s hendelser", n=number(verdict.links))
