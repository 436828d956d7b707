"""What is needed, and what is offered: lines that count once a leader has confirmed them."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Numeric
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.network.models import Organisation, Person

NEED_STATES = {"open": "Ikke dekket", "matched": "Dekket", "closed": "Lukket"}
LINE_STATES = {
    "waiting": "Venter på bekreftelse fra leder",
    "confirmed": "Bekreftet",
    "declined": "Avslått",
    "withdrawn": "Trukket",
}


class Need(InTenant, Base):
    """Something that the work lacks; it closes when confirmed resources meet it."""

    __tablename__ = "needs"
    belongs_to = (("finding_id", "findings"), ("measure_id", "measures"))

    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    theme: Mapped[str | None]
    age_group: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(default="")
    finding_id: Mapped[UUID | None]
    measure_id: Mapped[UUID | None]
    needed_by: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="open")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)


class Capacity(InTenant, Base):
    """How much a service can give of one kind in a year, so that giving more is noticed."""

    __tablename__ = "capacities"
    belongs_to = (("organisation_id", "organisations"),)

    organisation_id: Mapped[UUID]
    kind: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(Numeric)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = one("Capacity.organisation_id", "Organisation")


class ResourceLine(InTenant, Base):
    """What a service offers. It waits until its leader confirms it."""

    __tablename__ = "resource_lines"
    belongs_to = (
        ("organisation_id", "organisations"),
        ("person_id", "people"),
        ("leader_id", "people"),
        ("recipient_id", "round_recipients"),
        ("need_id", "needs"),
        ("measure_id", "measures"),
    )

    organisation_id: Mapped[UUID]
    person_id: Mapped[UUID | None]
    kind: Mapped[str]
    description: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="waiting")
    leader_id: Mapped[UUID | None]
    asked_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[str] = mapped_column(default="")
    recipient_id: Mapped[UUID | None]
    need_id: Mapped[UUID | None]
    measure_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = one("ResourceLine.organisation_id", "Organisation")
    person: Mapped[Person | None] = one("ResourceLine.person_id", "Person")
    leader: Mapped[Person | None] = one("ResourceLine.leader_id", "Person")
    need: Mapped[Need | None] = one("ResourceLine.need_id", "Need")
