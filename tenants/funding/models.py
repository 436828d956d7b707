"""Grants with their rules and deadlines; what a post costs, who pays which share, and the hours worked."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import BigInteger, Numeric
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, InTenant, many
from tenants.measures import models as measures  # noqa: F401 – a grant's ties point at its tables

SLT = "slt"
SCHEMES = {
    SLT: "SLT-tilskudd",
    "bufdir": "Bufdir",
    "county": "Fylkeskommunen",
    "justice": "Justis- og beredskapsdepartementet",
    "police_voluntary": "Politiets tilskudd til frivillige",
    "other": "Annet",
}
GRANT_STATES = {
    "considered": "Vurderes",
    "applied": "Søkt",
    "granted": "Innvilget",
    "refused": "Avslått",
    "reported": "Rapportert",
}
# What the coordinator's hours go to.
ACTIVITIES = {
    "meetings": "Møter i gruppene",
    "preparation": "Forberedelse og referat",
    "knowledge": "Kartlegging og statistikk",
    "measures": "Tiltak og oppfølging",
    "network": "Nettverk og samarbeid",
    "courses": "Kurs og fagdager",
    "administration": "Administrasjon og rapportering",
    "travel": "Reise",
}


class Grant(InTenant, Base):
    """Money from outside. Amounts lie per year, in øre."""

    __tablename__ = "grants"

    name: Mapped[str]
    grantor: Mapped[str]
    scheme: Mapped[str]
    reference: Mapped[str] = mapped_column(default="")
    first_year: Mapped[int]
    years: Mapped[int]
    state: Mapped[str] = mapped_column(default="considered")
    apply_by: Mapped[date | None]
    report_by: Mapped[date | None]
    conditions: Mapped[str] = mapped_column(default="")
    results: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    amounts: Mapped[list["GrantYear"]] = many("GrantYear.grant_id", "Grant", lazy="selectin", order_by="GrantYear.year")
    ties: Mapped[list["GrantMeasure"]] = many("GrantMeasure.grant_id", "Grant", lazy="selectin")

    @property
    def last_year(self) -> int:
        """The last year of the period."""
        return self.first_year + self.years - 1

    @property
    def period(self) -> range:
        """Each year of the period."""
        return range(self.first_year, self.first_year + self.years)


class GrantYear(InTenant, Base):
    """One year of a grant, in øre: granted, own contribution, spent."""

    __tablename__ = "grant_years"
    belongs_to = (("grant_id", "grants"),)

    grant_id: Mapped[UUID]
    year: Mapped[int]
    amount: Mapped[int] = mapped_column(BigInteger)
    own: Mapped[int] = mapped_column(BigInteger, default=0)
    spent: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(default=1)


class GrantMeasure(InTenant, Base):
    """That a measure is paid by a grant."""

    __tablename__ = "grant_measures"
    belongs_to = (("grant_id", "grants"), ("measure_id", "measures"))

    grant_id: Mapped[UUID]
    measure_id: Mapped[UUID]


class Position(InTenant, Base):
    """A post in one year, in the kommune that employs; `cost` is the year's whole cost in øre."""

    __tablename__ = "positions"

    title: Mapped[str]
    year: Mapped[int]
    cost: Mapped[int] = mapped_column(BigInteger)
    fte_percent: Mapped[Decimal] = mapped_column(Numeric)
    version: Mapped[int] = mapped_column(default=1)

    shares: Mapped[list["PositionShare"]] = many(
        "PositionShare.position_id", "Position", lazy="selectin", order_by="PositionShare.from_on, PositionShare.party"
    )
    sources: Mapped[list["PositionSource"]] = many(
        "PositionSource.position_id", "Position", lazy="selectin", order_by="PositionSource.source"
    )


class PositionShare(InTenant, Base):
    """What part of a post one kommune pays from and to a day, in percent."""

    __tablename__ = "position_shares"
    belongs_to = (("position_id", "positions"),)

    position_id: Mapped[UUID]
    party: Mapped[str]
    share: Mapped[Decimal] = mapped_column(Numeric)
    from_on: Mapped[date]
    until_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)


class PositionSource(InTenant, Base):
    """Where the money for this kommune's share comes from, in øre."""

    __tablename__ = "position_sources"
    belongs_to = (("position_id", "positions"),)

    position_id: Mapped[UUID]
    source: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(default=1)


class WorkTerm(InTenant, Base):
    """How much of the coordinator this kommune has agreed to in a year."""

    __tablename__ = "work_terms"

    year: Mapped[int]
    fte_percent: Mapped[Decimal] = mapped_column(Numeric)
    hours: Mapped[Decimal] = mapped_column(Numeric)
    version: Mapped[int] = mapped_column(default=1)


class WorkHours(InTenant, Base):
    """Hours worked for this kommune on a day, by kind of work."""

    __tablename__ = "work_hours"

    on_date: Mapped[date]
    hours: Mapped[Decimal] = mapped_column(Numeric)
    activity: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    noted_by: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)
