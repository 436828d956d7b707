"""Whether the kommune shares, as its leaders have decided it; the newest decision counts."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class SharingDecision(InTenant, Base):
    """On or off, who decided it in which role, and why. Never changed, only followed by another."""

    __tablename__ = "sharing_decisions"

    shares: Mapped[bool]
    decided_by: Mapped[str]
    role: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
