"""What the coordinator does with goals that others own: readings, planverk, ties to findings."""

from datetime import date
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from tenants.findings.models import Finding
from tenants.goals import rights
from tenants.goals.models import PLAN_STATUSES, Goal, GoalFinding, GoalPlan, GoalReading
from tenants.groups import guarding
from tenants.meetings.fields import one_line

Part = TypeVar("Part", GoalReading, GoalPlan)
LONGEST_NOTE, LONGEST_DOCUMENT, LONGEST_CHAPTER, LONGEST_LINK = 500, 200, 200, 500


def find_reading(goal: Goal, reading_id: UUID) -> GoalReading:
    """A reading of this goal. Raises NotFound."""
    return _of(goal, find_row(GoalReading, reading_id))


def find_plan_link(goal: Goal, link_id: UUID) -> GoalPlan:
    """A place in the planverk of this goal. Raises NotFound."""
    return _of(goal, find_row(GoalPlan, link_id))


def add_reading(
    goal: Goal, on_date: date, value: Decimal, note: str = "", *, kept: guarding.Kept | None = None
) -> GoalReading:
    """What the indicator was on a day. Raises NotNow, Invalid or Guarded (fields «dato», «verdi», «notat»)."""
    rights.require_following()
    _hold(goal)
    if not goal.measurable:
        raise NotNow("Målet vurderes uten måltall. Endre målet hvis det kan måles likevel.")
    if not date(2000, 1, 1) <= on_date <= clock.today():
        raise Invalid("Velg dagen tallet gjelder, i dag eller tidligere.", field="dato")
    note = one_line(note)
    if len(note) > LONGEST_NOTE:
        raise Invalid("Notatet kan ha høyst {n} tegn.", field="notat", n=LONGEST_NOTE)
    same = select(GoalReading.id).where(GoalReading.goal_id == goal.id, GoalReading.on_date == on_date)
    if db.session.scalar(same) is not None:
        raise Invalid("Det finnes et måltall for denne dagen. Slett det først hvis det er feil.", field="dato")
    guarding.check(goal.group, {"notat": note}, kept)
    reading = GoalReading(goal_id=goal.id, on_date=on_date, value=value, note=note)
    db.session.add(reading)
    db.session.flush()
    audit.record("goal.read", reading, goal=goal.id, on_date=on_date)
    return reading


def delete_reading(goal: Goal, reading: GoalReading) -> None:
    """Take away a reading that was wrong."""
    rights.require_following()
    _hold(goal)
    audit.record("goal.reading_deleted", reading, goal=goal.id, on_date=reading.on_date)
    db.session.delete(reading)
    db.session.flush()


def link_plan(
    goal: Goal, document: str, status: str, *, chapter: str = "", link: str = "", kept: guarding.Kept | None = None
) -> GoalPlan:
    """Where in the planverk the goal is, or should be. Raises Invalid or Guarded (the form's fields)."""
    rights.require_following()
    row = GoalPlan(goal_id=goal.id)
    _write_link(goal, row, document, status, chapter, link, kept)
    db.session.add(row)
    db.session.flush()
    audit.record("goal.plan_linked", row, goal=goal.id, status=row.status)
    return row


def change_plan_link(
    goal: Goal, row: GoalPlan, seen: int | None, document: str, status: str, *, chapter: str = "", link: str = "",
    kept: guarding.Kept | None = None,
) -> None:  # fmt: skip
    """Another status, or a better place."""
    rights.require_following()
    check_version(row, seen)
    _write_link(goal, row, document, status, chapter, link, kept)
    audit.record("goal.plan_changed", row, goal=goal.id, status=row.status)


def unlink_plan(goal: Goal, row: GoalPlan) -> None:
    """The goal has no place there after all."""
    rights.require_following()
    audit.record("goal.plan_unlinked", row, goal=goal.id)
    db.session.delete(row)
    db.session.flush()


def tie(goal: Goal, finding_id: UUID) -> None:
    """The goal answers the finding; twice does nothing more. Raises Invalid for a finding that is none of ours."""
    rights.require_following()
    if db.session.scalar(select(Finding.id).where(Finding.id == finding_id)) is None:
        raise Invalid("Velg et funn fra listen.", field="funn")
    if _tie_of(goal, finding_id) is None:
        db.session.add(GoalFinding(goal_id=goal.id, finding_id=finding_id))
        db.session.flush()
        audit.record("goal.tied", goal, finding=finding_id)


def untie(goal: Goal, finding_id: UUID) -> None:
    """The goal does not answer the finding after all. Raises NotFound when it did not."""
    found = _tie_of(goal, finding_id)
    if found is None:
        raise NotFound()
    rights.require_following()
    audit.record("goal.untied", goal, finding=finding_id)
    db.session.delete(found)
    db.session.flush()


def _tie_of(goal: Goal, finding_id: UUID) -> GoalFinding | None:
    query = select(GoalFinding).where(GoalFinding.goal_id == goal.id, GoalFinding.finding_id == finding_id)
    return db.session.scalars(query).one_or_none()


def _of(goal: Goal, row: Part) -> Part:
    if row.goal_id != goal.id:
        raise NotFound()
    return row


def _hold(goal: Goal) -> None:
    if goal.state not in ("draft", "adopted"):
        raise NotNow("Målet er avsluttet eller avvist, og måles ikke lenger.")
    # Two readings for the same day, pressed at once, come one after the other.
    db.session.execute(select(Goal.id).where(Goal.id == goal.id).with_for_update())


def _write_link(
    goal: Goal, row: GoalPlan, document: str, status: str, chapter: str, link: str, kept: guarding.Kept | None
) -> None:
    document, chapter, link = one_line(document), one_line(chapter), one_line(link)
    if not document:
        raise Invalid("Skriv hvilken plan det er, for eksempel kommuneplanens samfunnsdel.", field="dokument")
    for field, text, longest in (
        ("dokument", document, LONGEST_DOCUMENT), ("kapittel", chapter, LONGEST_CHAPTER), ("lenke", link, LONGEST_LINK)
    ):  # fmt: skip
        if len(text) > longest:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    if status not in PLAN_STATUSES:
        raise Invalid("Velg fra listen.", field="status")
    if link and not _is_address(link):
        raise Invalid("Skriv en lenke som begynner med https://", field="lenke")
    guarding.check(goal.group, {"dokument": document, "kapittel": chapter}, kept)
    row.document, row.chapter, row.link, row.status = document, chapter, link, status


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in link
