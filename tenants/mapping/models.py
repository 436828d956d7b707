"""Kartlegging: a document of five headings, written together, adopted once, and compared with the year before."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas import vocabulary
from saas.db import Base, InTenant, many, one
from tenants.findings.models import Finding
from tenants.groups.models import Group
from tenants.network.models import Person

STATES = {"open": "Under arbeid", "adopted": "Vedtatt"}
SECTION_STATES = {"todo": "Ikke begynt", "writing": "Skrives", "done": "Ferdig"}


class Assessment(InTenant, Base):
    """One year's kartlegging. Adopted, it does not change; the next one starts from it."""

    __tablename__ = "assessments"
    belongs_to = (("group_id", "groups"), ("previous_id", "assessments"), ("item_id", "agenda_items"))

    year: Mapped[int]
    title: Mapped[str]
    group_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="open")
    summary: Mapped[str] = mapped_column(default="")
    previous_id: Mapped[UUID | None]
    item_id: Mapped[UUID | None]
    opened_on: Mapped[date]
    due_on: Mapped[date | None]
    adopted_on: Mapped[date | None]
    adopted_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Assessment.group_id", "Group")
    previous: Mapped["Assessment | None"] = relationship(
        "Assessment", primaryjoin="foreign(Assessment.previous_id) == remote(Assessment.id)", viewonly=True
    )
    parts: Mapped[list["AssessmentSection"]] = many("AssessmentSection.assessment_id", "Assessment")

    @property
    def adopted(self) -> bool:
        """Nothing in it changes any more."""
        return self.state == "adopted"

    @property
    def sections(self) -> list["AssessmentSection"]:
        """Its parts in the order of the five headings."""
        order = list(vocabulary.HEADINGS)
        return sorted(self.parts, key=lambda part: order.index(part.heading))


class AssessmentSection(InTenant, Base):
    """One heading: its text, who writes it, and how far it has come."""

    __tablename__ = "assessment_sections"
    belongs_to = (("assessment_id", "assessments"), ("person_id", "people"))

    assessment_id: Mapped[UUID]
    heading: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    person_id: Mapped[UUID | None]
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="todo")
    written_by: Mapped[str] = mapped_column(default="")
    written_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    assessment: Mapped[Assessment] = one("AssessmentSection.assessment_id", "Assessment")
    person: Mapped[Person | None] = one("AssessmentSection.person_id", "Person")


class AssessmentFinding(InTenant, Base):
    """A finding in a kartlegging; `frozen` is how it stood when the kartlegging was adopted."""

    __tablename__ = "assessment_findings"
    belongs_to = (("assessment_id", "assessments"), ("finding_id", "findings"))

    assessment_id: Mapped[UUID]
    finding_id: Mapped[UUID]
    frozen: Mapped[dict[str, Any] | None]

    finding: Mapped[Finding] = one("AssessmentFinding.finding_id", "Finding")
