"""The findings of a kartlegging: as they stand now while it is written, and as they stood when it was adopted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from saas import audit, vocabulary
from saas.db import db
from saas.errors import Invalid, NotFound
from tenants.evaluation import service as evaluation
from tenants.evaluation.models import Evaluation
from tenants.findings import service as findings
from tenants.findings.models import Finding
from tenants.groups import guarding
from tenants.mapping.holding import hold
from tenants.mapping.models import Assessment, AssessmentFinding
from tenants.meetings.wording import in_the_kommunes_language

# What is kept of a finding when the kartlegging is adopted, and compared with the year before.
KEPT = (
    "title", "description", "kind", "theme", "arena", "age_group", "heading", "severity", "spread", "trend", "strengths",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A finding as it stands in one kartlegging. `facts` has KEPT and `source_types`."""

    finding_id: UUID
    facts: dict[str, Any]
    closed: bool

    @property
    def weak(self) -> bool:
        """«Svakt belagt»"""
        return len(self.facts["source_types"]) < vocabulary.ENOUGH_SOURCE_TYPES


def listed(assessment: Assessment) -> list[Line]:
    """The findings of a kartlegging by heading, the most severe first. As many statements however many they are."""
    query = select(AssessmentFinding).where(AssessmentFinding.assessment_id == assessment.id)
    rows = list(db.session.scalars(query.options(joinedload(AssessmentFinding.finding))))
    live = [row.finding for row in rows if row.frozen is None]
    backing = findings.evidences(live) if live else {}
    lines = [
        Line(
            row.finding_id,
            row.frozen if row.frozen is not None else snapshot(row.finding, backing[row.finding_id].types),
            row.finding.closed_on is not None,
        )
        for row in rows
    ]
    return sorted(lines, key=_weight)


def grouped(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """The findings under each of the five headings."""
    under: dict[str, list[Line]] = {code: [] for code in vocabulary.HEADINGS}
    for line in lines:
        under[line.facts["heading"]].append(line)
    return under


def snapshot(finding: Finding, source_types: Iterable[str]) -> dict[str, Any]:
    """What a finding says just now, as it is kept."""
    return {**{name: getattr(finding, name) for name in KEPT}, "source_types": list(source_types)}


def available(assessment: Assessment) -> list[Finding]:
    """The open findings that are not in the kartlegging yet."""
    taken = set(_taken(assessment))
    return [finding for finding in findings.current() if finding.id not in taken]


def include(assessment: Assessment, finding_ids: Iterable[UUID]) -> int:
    """Take findings into the kartlegging; those that are there already stay. Returns how many were chosen."""
    hold(assessment)
    chosen = set(finding_ids)
    known = set(db.session.scalars(select(Finding.id).where(Finding.id.in_(chosen), Finding.closed_on.is_(None))))
    if not chosen or known != chosen:
        raise Invalid("Velg åpne funn fra listen.", field="funn")
    for finding_id in chosen:
        row = {"assessment_id": assessment.id, "finding_id": finding_id}
        db.session.execute(insert(AssessmentFinding).values(**row).on_conflict_do_nothing())
    audit.record("assessment.findings_included", assessment, findings=sorted(map(str, chosen)))
    return len(chosen)


def drop(assessment: Assessment, finding_id: UUID) -> None:
    """Take a finding out of the kartlegging; in the register it stands as before."""
    hold(assessment)
    query = select(AssessmentFinding).where(AssessmentFinding.assessment_id == assessment.id)
    row = db.session.scalars(query.where(AssessmentFinding.finding_id == finding_id)).one_or_none()
    if row is None:
        raise NotFound()
    db.session.delete(row)
    db.session.flush()
    audit.record("assessment.finding_dropped", assessment, finding=finding_id)


def lessons(lines: Iterable[Line]) -> list[Evaluation]:
    """«Lærdommer fra evalueringer» on the themes that the kartlegging has findings on (or on all, while it has none),
    the newest first, without those that a finding was made of."""
    themes = {line.facts["theme"] for line in lines} or set(vocabulary.THEMES)
    made = set(db.session.scalars(select(Finding.from_evaluation_id).where(Finding.from_evaluation_id.is_not(None))))
    return [one for one in evaluation.lessons() if one.measure.theme in themes and one.id not in made]


def take_lesson(assessment: Assessment, evaluation_id: UUID, kept: guarding.Kept | None = None) -> Finding:
    """[Ta med som funn]: the lesson as a finding of its own, in the kartlegging at once; made already, it is used."""
    hold(assessment)
    found = evaluation.find(evaluation_id)
    with in_the_kommunes_language():
        finding = evaluation.finding_of(found.id) or evaluation.take_into_knowledge(found, kept=kept)
    include(assessment, [finding.id])
    return finding


def _taken(assessment: Assessment) -> Iterable[UUID]:
    query = select(AssessmentFinding.finding_id).where(AssessmentFinding.assessment_id == assessment.id)
    return db.session.scalars(query)


def _weight(line: Line) -> tuple[int, int, int, str]:
    """By heading, then what is most severe and most widespread first."""
    facts = line.facts
    severity, spread = list(vocabulary.SEVERITIES), list(vocabulary.SPREADS)
    return (
        list(vocabulary.HEADINGS).index(facts["heading"]),
        -severity.index(facts["severity"]),
        -spread.index(facts["spread"]),
        facts["title"],
    )
