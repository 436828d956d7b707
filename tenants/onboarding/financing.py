"""Økonomi: what the post costs, where the money comes from, and the SLT grant that is applied for; real rows in funding."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from saas import audit, clock, here
from saas.db import db
from saas.errors import Invalid, NotFound
from tenants.funding import positions, rules
from tenants.funding import service as funding
from tenants.funding.grants import Told
from tenants.funding.models import SLT, Grant, Position
from tenants.onboarding import steps, texts
from tenants.onboarding.models import StartupStep

Row = TypeVar("Row")


@dataclass(frozen=True)
class Plan:
    """How the post is financed in a year; amounts in øre. `grant` 0 is no application."""

    title: str
    year: int
    cost: int
    percent: Decimal
    sources: Sequence[tuple[str, int]]
    grant: int = 0
    own: int = 0
    applied: bool = False


@dataclass(frozen=True)
class Financing:
    """The rows that the step has made, as they stand now."""

    position: Position | None
    grant: Grant | None

    @property
    def amounts(self) -> tuple[int, int]:
        """(the grant, the kommune's own part of it) in its first year, in øre."""
        row = next(iter(self.grant.amounts), None) if self.grant else None
        return (row.amount, row.own) if row else (0, 0)


def next_deadline(today: date) -> date:
    """The next first of December: when the SLT grant for the year after must be applied for."""
    deadline, _report = rules.deadlines(SLT, today.year + 1)
    assert deadline is not None
    return deadline if deadline >= today else date(today.year + 1, 12, 1)


def grant_year(today: date) -> int:
    """The year that an application by the next deadline is for."""
    return next_deadline(today).year + 1


def present() -> Financing:
    """What the step has made; a row that somebody has taken away since is none."""
    row = steps.all_steps().get("money")
    return _of(row) if row else Financing(None, None)


def save(plan: Plan) -> Financing:
    """The post, its sources and the grant: made the first time, changed the next. Raises Invalid or Guarded.

    Fields: tittel, ar, kostnad, prosent as in funding; tilskudd and egenandel for the grant.
    """
    step = steps.hold("money")
    if plan.applied and not plan.grant:
        raise Invalid("Skriv hvor mye dere har søkt om.", field="tilskudd")
    before = _of(step)
    with db.session.begin_nested():
        position = _position(plan, before.position)
        positions.set_sources(position, position.version, plan.sources)
        grant = _grant(plan, before.grant)
        steps.remember(step, position=position.id, grant=grant.id if grant else None)
    audit.record("startup.financed", position, grant=grant.id if grant else None, sources=len(plan.sources))
    return Financing(position, grant)


def own_needed(grant: int) -> int:
    """What the kommune itself must put in, in øre."""
    return rules.own_needed(grant)


def _position(plan: Plan, before: Position | None) -> Position:
    if before is None or before.year != plan.year:
        return positions.add(plan.title, plan.year, plan.cost, plan.percent)
    positions.change(before, before.version, plan.title, plan.cost, plan.percent)
    return before


def _grant(plan: Plan, before: Grant | None) -> Grant | None:
    if not plan.grant and before is None:
        return None
    year = grant_year(clock.today()) if before is None else before.first_year
    words = texts.of(here.kommune().language)
    told = Told(words["grant_name"].format(year=year), words["grantor"], SLT, year, 1)
    if before is None:
        grant = funding.add(told, "considered")
    else:
        grant = before
    if grant.state in ("considered", "applied"):
        funding.set_amounts(grant, grant.version, [rules.Money(year, plan.grant, plan.own)])
        if plan.applied != (grant.state == "applied"):
            funding.move(grant, grant.version, "applied" if plan.applied else "considered")
    return grant


def _of(step: StartupStep) -> Financing:
    return Financing(_kept(step, "position", positions.find), _kept(step, "grant", funding.find))


def _kept(step: StartupStep, name: str, find: Callable[[UUID], Row]) -> Row | None:
    if not (kept := step.facts.get(name)):
        return None
    try:
        return find(UUID(kept))
    except NotFound:
        return None
