"""The start-up guide: the steps of the source texts, each making real things."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group

# The steps of the source texts, in their order: code → what it is called, in bokmål.
STEPS = {
    "needs": "Behov",
    "money": "Økonomi",
    "coordinator": "Koordinator",
    "anchoring": "Plassering og forankring",
    "steering": "Styringsgruppe",
    "meeting": "Første møte",
}
REQUEST_STATES = {
    "waiting": "Venter på svar",
    "accepted": "Takket ja",
    "refused": "Takket nei",
    "withdrawn": "Trukket tilbake",
    "full": "Dekker så mange kommuner som en koordinator kan",
}


class StartupStep(InTenant, Base):
    """How far a step of the guide has come."""

    __tablename__ = "startup_steps"

    code: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    done_at: Mapped[datetime | None]
    done_by: Mapped[str] = mapped_column(default="")
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)


class Forum(InTenant, Base):
    """A forum that already works with children and young people; it may become the koordineringsgruppe."""

    __tablename__ = "forums"
    belongs_to = (("group_id", "groups"),)

    name: Mapped[str]
    member_count: Mapped[int | None]
    rhythm: Mapped[str] = mapped_column(default="")
    topics: Mapped[str] = mapped_column(default="")
    group_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group | None] = one("Forum.group_id", "Group")


class CoordinatorRequest(InTenant, Base):
    """A kommune asks somebody who already coordinates for others. Accepted or refused by them, outside this room."""

    __tablename__ = "coordinator_requests"

    email: Mapped[str]
    name: Mapped[str]
    fte_percent: Mapped[Decimal | None] = mapped_column(Numeric)
    host: Mapped[str] = mapped_column(default="")
    message: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(default="")
    welcomed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def open(self) -> bool:
        """Can still be answered. By the real clock, which is the one that the walls go by."""
        return self.state == "waiting" and self.expires_at > datetime.now(clock.UTC)
