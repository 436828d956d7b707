"""A measure's card before it leaves the kommune: what will be said of it, and who confirmed that nobody can be known from it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.measures.models import Measure


class PracticeOffer(InTenant, Base):
    """The card as the kommune wrote it; `card_id` is the copy in the shared library, once it is sent."""

    __tablename__ = "practice_offers"
    belongs_to = (("measure_id", "measures"),)

    measure_id: Mapped[UUID]
    title: Mapped[str]
    theme: Mapped[str]
    level: Mapped[str] = mapped_column(default="")
    challenge: Mapped[str] = mapped_column(default="")
    what: Mapped[str] = mapped_column(default="")
    resources: Mapped[str] = mapped_column(default="")
    evaluation: Mapped[str] = mapped_column(default="")
    verdict: Mapped[str] = mapped_column(default="")
    advice: Mapped[str] = mapped_column(default="")
    show_name: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="draft")
    card_id: Mapped[UUID | None]
    confirmed_by: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    measure: Mapped[Measure] = one("PracticeOffer.measure_id", "Measure")
