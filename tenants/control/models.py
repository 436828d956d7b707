"""What a data protection officer must be able to see: who has access, what was done, what is kept and for how long."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class RetentionRun(InTenant, Base):
    """One run of the retention rules, a trial or a real one, with what it counted."""

    __tablename__ = "retention_runs"
    belongs_to = (("trial_id", "retention_runs"),)

    kind: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)
    counts: Mapped[dict[str, Any]] = mapped_column(default="'{}'")
    trial_id: Mapped[UUID | None]


class DpaAcceptance(InTenant, Base):
    """Who accepted which version of the databehandleravtale on the kommune's behalf, and when."""

    __tablename__ = "dpa_acceptances"

    number: Mapped[str]
    sha256: Mapped[str]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    user_id: Mapped[UUID | None]
    accepted_at: Mapped[datetime] = mapped_column(default=clock.now)
