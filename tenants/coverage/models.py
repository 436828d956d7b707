"""Who offers what to whom, and when we last spoke with those around us."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.network.models import Organisation

CONTACT_KINDS = {"visit": "Besøk", "meeting": "Møte", "call": "Telefon", "letter": "Brev eller e-post"}


class Offer(InTenant, Base):
    """A standing service for a theme, an age and an arena."""

    __tablename__ = "offers"
    belongs_to = (("organisation_id", "organisations"),)

    organisation_id: Mapped[UUID]
    title: Mapped[str]
    theme: Mapped[str]
    arena: Mapped[str]
    age_group: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = one("Offer.organisation_id", "Organisation")

    @property
    def ended(self) -> bool:
        """Its last day has passed."""
        return self.ended_on is not None and self.ended_on < clock.today()


class Contact(InTenant, Base):
    """That somebody was met, called or written to."""

    __tablename__ = "contacts"
    belongs_to = (("organisation_id", "organisations"),)

    organisation_id: Mapped[UUID]
    on_date: Mapped[date]
    kind: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = one("Contact.organisation_id", "Organisation")
