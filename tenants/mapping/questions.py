"""What is asked about kartlegginger: which one is under way, which one was adopted last, how far it has come."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from saas.db import db
from saas.db import find as find_row
from tenants.mapping.models import Assessment, AssessmentSection

WITH_PARTS = (
    joinedload(Assessment.group),
    selectinload(Assessment.parts).joinedload(AssessmentSection.person),
)


@dataclass(frozen=True)
class Progress:
    """How many of the parts are finished."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        """All of them."""
        return self.done == self.total


def find(assessment_id: UUID) -> Assessment:
    """One kartlegging with its parts and those who write them. Raises NotFound."""
    return find_row(Assessment, assessment_id, *WITH_PARTS)


def find_section(section_id: UUID) -> AssessmentSection:
    """One part with its kartlegging. Raises NotFound."""
    above = joinedload(AssessmentSection.assessment)
    return find_row(
        AssessmentSection, section_id, joinedload(AssessmentSection.person), above.joinedload(Assessment.group)
    )


def all_of_them() -> list[Assessment]:
    """Every kartlegging with its parts, the newest year first; always as many statements."""
    return list(db.session.scalars(_newest_first().options(*WITH_PARTS)))


def current() -> Assessment | None:
    """The kartlegging that is being written, the newest where there are several."""
    return db.session.scalars(_newest_first().where(Assessment.state == "open").options(*WITH_PARTS).limit(1)).first()


def latest_adopted() -> Assessment | None:
    """The last one that was adopted."""
    adopted = _newest_first().where(Assessment.state == "adopted")
    return db.session.scalars(adopted.options(*WITH_PARTS).limit(1)).first()


def progress(assessment: Assessment) -> Progress:
    """«3 av 5 deler er ferdige»"""
    return Progress(sum(part.state == "done" for part in assessment.parts), len(assessment.parts))


def unfinished(assessment: Assessment) -> list[AssessmentSection]:
    """The parts that are not reported finished, in their order."""
    return [part for part in assessment.sections if part.state != "done"]


def _newest_first() -> Select[Any]:
    return select(Assessment).order_by(
        Assessment.year.desc(), Assessment.adopted_on.desc().nulls_first(), Assessment.opened_on.desc(), Assessment.id
    )
