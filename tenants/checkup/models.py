"""SLT-sjekk: one a year, twenty statements rated from 1 to 4, each with what shows it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many

# Code → bokmål.
STATES = {"draft": "Utkast", "completed": "Fullført"}
RATINGS = {"1": "Stemmer ikke", "2": "Stemmer lite", "3": "Stemmer ganske godt", "4": "Stemmer helt"}


class Checkup(InTenant, Base):
    """The check of one year; a completed one is never changed."""

    __tablename__ = "checkups"

    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    completed_at: Mapped[datetime | None]
    completed_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    answers: Mapped[list["CheckupAnswer"]] = many("CheckupAnswer.checkup_id", "Checkup", lazy="selectin")

    @property
    def completed(self) -> bool:
        """Frozen."""
        return self.state == "completed"


class CheckupAnswer(InTenant, Base):
    """One statement's rating and evidence: a thing of the kommune's (kind, id, its title then), or words, or both."""

    __tablename__ = "checkup_answers"
    belongs_to = (("checkup_id", "checkups"), ("task_id", "tasks"))

    checkup_id: Mapped[UUID]
    statement: Mapped[str]
    rating: Mapped[int | None]
    evidence_kind: Mapped[str] = mapped_column(default="")
    evidence_id: Mapped[UUID | None]
    evidence_title: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    task_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def shown(self) -> bool:
        """There is something to show for it."""
        return bool(self.evidence or self.evidence_id)
