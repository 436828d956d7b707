"""Where the coordinator was seen: office days planned and held, and visits to the services of the network."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.network.models import Organisation

# Code → bokmål.
PLACES = {"municipality": "Kommunehuset", "police": "Politiet", "other": "Et annet sted"}


class OfficeDay(InTenant, Base):
    """A day in one place. `planned` says that it was to be, `held` that it was (None: nobody has said yet)."""

    __tablename__ = "office_days"

    on_date: Mapped[date]
    place: Mapped[str]
    planned: Mapped[bool] = mapped_column(default=True)
    held: Mapped[bool | None]
    version: Mapped[int] = mapped_column(default=1)


class Visit(InTenant, Base):
    """A visit to a service; a `story` is what others may learn from, about the service and never about a person."""

    __tablename__ = "visits"
    belongs_to = (("organisation_id", "organisations"),)

    organisation_id: Mapped[UUID]
    on_date: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    good_example: Mapped[bool] = mapped_column(default=False)
    story: Mapped[str] = mapped_column(default="")
    visited_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = one("Visit.organisation_id", "Organisation", lazy="joined", innerjoin=True)


class PreventionUnit(InTenant, Base):
    """That a service has «forebyggende ansvar» in its own work."""

    __tablename__ = "prevention_units"
    belongs_to = (("organisation_id", "organisations"),)

    organisation_id: Mapped[UUID]
    marked_at: Mapped[datetime] = mapped_column(default=clock.now)
