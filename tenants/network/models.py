"""Organisations with their type, and people with title and contact; never a child, never a case."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one

# Code → bokmål. The codes are fixed: composition checks and national figures go by them.
ORGANISATION_TYPES = {
    "municipal_leadership": "Kommuneledelse",
    "school": "Skole",
    "child_welfare": "Barnevern",
    "health": "Helse",
    "nav": "NAV",
    "culture_leisure": "Kultur og fritid",
    "technical_services": "Teknisk etat",
    "police": "Politi",
    "voluntary": "Frivillig organisasjon",
    "trade_association": "Handelsstand",
    "youth_council": "Ungdomsråd",
    "other": "Andre",
}


class Organisation(InTenant, Base):
    """A unit, an agency, an association."""

    __tablename__ = "organisations"

    name: Mapped[str]
    type: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)

    people: Mapped[list["Person"]] = many("Person.organisation_id", "Organisation", order_by="Person.name")


class Person(InTenant, Base):
    """An adult with a role in the network. `user_id` ties them to a log-in where they have one."""

    __tablename__ = "people"
    belongs_to = (("organisation_id", "organisations"),)

    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[UUID]
    user_id: Mapped[UUID | None]
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation] = one("Person.organisation_id", "Organisation", lazy="joined", innerjoin=True)

    @property
    def active(self) -> bool:
        """Still in the network today."""
        return self.left_on is None or self.left_on >= clock.today()

    @property
    def address(self) -> tuple[str, str]:
        """(name, e-mail) as letters want it."""
        return self.name, self.email
