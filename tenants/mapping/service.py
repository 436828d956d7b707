"""Kartlegging: begun for a year, written in five parts, adopted once. The verbs of the whole; parts, findings and
adoption have modules of their own, and are reached from here by the same name."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotFound
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.mapping.adopting import adopt
from tenants.mapping.comparing import Comparison, compare
from tenants.mapping.contents import available, drop, grouped, include, lessons, listed, take_lesson
from tenants.mapping.holding import hold
from tenants.mapping.models import Assessment, AssessmentFinding, AssessmentSection
from tenants.mapping.presenting import present, summary_of
from tenants.mapping.questions import (
    Progress,
    all_of_them,
    current,
    find,
    find_section,
    latest_adopted,
    progress,
    unfinished,
)
from tenants.mapping.sections import assign, may_write, write

__all__ = [
    "Comparison", "Progress", "adopt", "all_of_them", "assign", "available", "change", "compare", "current", "drop",
    "find", "find_section", "grouped", "include", "latest_adopted", "lessons", "listed", "may_write", "present",
    "progress", "start", "summary_of", "take_lesson", "unfinished", "write",
]  # fmt: skip

LONGEST_TITLE, LONGEST_SUMMARY = 200, 6000
EARLIEST_YEAR, FURTHEST = 2000, timedelta(days=3 * 366)


def start(
    year: int | None,
    title: str,
    group_id: UUID | None,
    *,
    due_on: date | None = None,
    previous_id: UUID | None = None,
    carry_over: bool = True,
    kept: guarding.Kept | None = None,
) -> Assessment:
    """A new kartlegging with its five parts; from an earlier one come the findings that are still open.

    Raises Invalid or Guarded at the fields aar, tittel, gruppe, frist and forrige.
    """
    if year is None or not EARLIEST_YEAR <= year <= clock.today().year + 2:
        raise Invalid("Skriv et årstall, for eksempel {year}.", field="aar", year=clock.today().year)
    group, title = _group(group_id), _title(title)
    _check_due(due_on)
    previous = _previous(previous_id)
    guarding.check(group, {"tittel": title}, kept)
    _check_free(year, title)
    assessment = Assessment(
        year=year, title=title, group_id=group.id, due_on=due_on, opened_on=clock.today(),
        previous_id=previous.id if previous else None,
    )  # fmt: skip
    db.session.add(assessment)
    db.session.flush()
    db.session.add_all(AssessmentSection(assessment_id=assessment.id, heading=code) for code in vocabulary.HEADINGS)
    carried = _carry(previous, assessment) if previous and carry_over else 0
    db.session.flush()
    audit.record("assessment.started", assessment, year=year, group=group.id, previous=previous_id, findings=carried)
    return assessment


def change(
    assessment: Assessment,
    seen_version: int | None,
    *,
    title: str,
    due_on: date | None,
    summary: str,
    kept: guarding.Kept | None = None,
) -> None:
    """Another title, deadline or summary, while it is being written."""
    hold(assessment)
    check_version(assessment, seen_version)
    title, summary = _title(title), summary.replace("\x00", "").strip()
    if len(summary) > LONGEST_SUMMARY:
        raise Invalid("Sammendraget kan ha høyst {n} tegn.", field="sammendrag", n=LONGEST_SUMMARY)
    if due_on != assessment.due_on:
        _check_due(due_on)
    guarding.check(assessment.group, {"tittel": title, "sammendrag": summary}, kept)
    if title != assessment.title:
        _check_free(assessment.year, title, assessment.id)
    assessment.title, assessment.due_on, assessment.summary = title, due_on, summary
    audit.record("assessment.changed", assessment, due_on=due_on, summary=len(summary))


def _group(group_id: UUID | None) -> Group:
    """A coordinating group that meets."""
    try:
        group = groups.find(group_id) if group_id else None
    except NotFound:
        group = None
    if group is None or group.closed_on is not None or group.level != "COORDINATING":
        raise Invalid("Velg en koordineringsgruppe fra listen.", field="gruppe")
    return group


def _title(title: str) -> str:
    title = " ".join(title.replace("\x00", "").split())
    if not title:
        raise Invalid("Skriv hva kartleggingen heter.", field="tittel")
    if len(title) > LONGEST_TITLE:
        raise Invalid("Tittelen kan ha høyst {n} tegn.", field="tittel", n=LONGEST_TITLE)
    return title


def _check_due(due_on: date | None) -> None:
    if due_on is not None and not clock.today() <= due_on <= clock.today() + FURTHEST:
        raise Invalid("Fristen må være i dag eller senere. Se særlig på året.", field="frist")


def _previous(previous_id: UUID | None) -> Assessment | None:
    if previous_id is None:
        return None
    query = select(Assessment).where(Assessment.id == previous_id, Assessment.state == "adopted")
    previous = db.session.scalars(query).one_or_none()
    if previous is None:
        raise Invalid("Velg en vedtatt kartlegging fra listen.", field="forrige")
    return previous


def _check_free(year: int, title: str, own_id: UUID | None = None) -> None:
    here.lock("assessments")
    same = select(Assessment.id).where(Assessment.year == year, func.lower(Assessment.title) == title.lower())
    if set(db.session.scalars(same)) - {own_id}:
        raise Invalid("Det finnes allerede en kartlegging for {year} som heter {title}.", field="tittel",
                      year=year, title=title)  # fmt: skip


def _carry(previous: Assessment, assessment: Assessment) -> int:
    """What was found then and is still open, is where this one begins."""
    open_ids = [line.finding_id for line in listed(previous) if not line.closed]
    db.session.add_all(AssessmentFinding(assessment_id=assessment.id, finding_id=each) for each in open_ids)
    return len(open_ids)
