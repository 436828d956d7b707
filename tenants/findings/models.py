"""Sources, and the findings that stand on them: what worries and what works."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.network.models import Organisation


class Source(InTenant, Base):
    """Where we know it from. `n` is how many answered or were counted, where that means something."""

    __tablename__ = "sources"
    belongs_to = (("organisation_id", "organisations"),)

    title: Mapped[str]
    type: Mapped[str]
    owner: Mapped[str] = mapped_column(default="")
    year: Mapped[int]
    n: Mapped[int | None]
    link: Mapped[str] = mapped_column(default="")
    licence: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    organisation_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    organisation: Mapped[Organisation | None] = one("Source.organisation_id", "Organisation")


class Finding(InTenant, Base):
    """One statement about growing up in the kommune, in codes that can be counted and words that can be read."""

    __tablename__ = "findings"
    belongs_to = (("from_round_id", "rounds"), ("from_evaluation_id", "evaluations"))

    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    theme: Mapped[str]
    arena: Mapped[str]
    age_group: Mapped[str]
    heading: Mapped[str]
    severity: Mapped[str]
    spread: Mapped[str]
    trend: Mapped[str]
    strengths: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    noted_on: Mapped[date]
    closed_on: Mapped[date | None]
    from_round_id: Mapped[UUID | None]
    from_evaluation_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)


class FindingSource(InTenant, Base):
    """That a finding stands on a source."""

    __tablename__ = "finding_sources"
    belongs_to = (("finding_id", "findings"), ("source_id", "sources"))

    finding_id: Mapped[UUID]
    source_id: Mapped[UUID]

    source: Mapped[Source] = one("FindingSource.source_id", "Source")
