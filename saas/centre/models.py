"""What a kommune hands over, how a release comes about, and what is released: three places with walls between them."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant


class Profile(InTenant, Base):
    """How a kommune stands in a period: whether it shares, what groups it belongs to, and who coordinates (a pseudonym)."""

    __tablename__ = "contribution_profiles"

    period: Mapped[str]
    shares: Mapped[bool]
    region: Mapped[str]
    band: Mapped[str]
    centrality: Mapped[str]
    coordinator: Mapped[str]
    counted_at: Mapped[datetime] = mapped_column(default=clock.now)


class Contribution(InTenant, Base):
    """One number of one kommune: an indicator in its definition's number, a period («2026T2»), codes («theme=school|status=ongoing»)."""

    __tablename__ = "contributions"

    period: Mapped[str]
    indicator: Mapped[str]
    definition: Mapped[int] = mapped_column(default=1)
    codes: Mapped[str] = mapped_column(default="")
    number: Mapped[float]


class Release(Base):
    """A release on its way, as the statistics role keeps it. Its figures lie in the tables beside."""

    __tablename__ = "releases"
    __table_args__ = {"schema": "stat_raw"}

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    period: Mapped[str]
    corrects: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="asked")
    step: Mapped[str] = mapped_column(default="")
    progress: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    frozen_at: Mapped[datetime | None]
    built_at: Mapped[datetime | None]
    sharing: Mapped[int] = mapped_column(default=0)
    kommuner: Mapped[int] = mapped_column(default=0)
    coordinators: Mapped[int] = mapped_column(default=0)
    parameters: Mapped[dict[str, Any]] = mapped_column(default=dict)
    utility: Mapped[dict[str, Any]] = mapped_column(default=dict)
    audit: Mapped[dict[str, Any]] = mapped_column(default=dict)
    basis: Mapped[dict[str, Any]] = mapped_column(default=dict)
    input_sha: Mapped[str] = mapped_column(default="")
    output_sha: Mapped[str] = mapped_column(default="")
    signature: Mapped[str] = mapped_column(default="")
    code_version: Mapped[str] = mapped_column(default="")
    # Who builds it now, and when they were last heard from.
    claim: Mapped[UUID | None]
    beat_at: Mapped[datetime | None]


class PanelMember(Base):
    """A kommune in a release: active (counted), waiting (a joiner, «ufordelt»), carried (has left, kept to the year's end), left."""

    __tablename__ = "panel"
    __table_args__ = {"schema": "stat_raw"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    kommune_id: Mapped[UUID] = mapped_column(primary_key=True)
    coordinator: Mapped[str]
    region: Mapped[str]
    band: Mapped[str]
    centrality: Mapped[str]
    state: Mapped[str]


class CountedNumber(Base):
    """A kommune's number as it stood when the release was frozen."""

    __tablename__ = "numbers"
    __table_args__ = {"schema": "stat_raw"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    kommune_id: Mapped[UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    definition: Mapped[int]
    codes: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[float]


class DraftTable(Base):
    """A table of a release: `description` holds title, unit, dimensions with codes and words, definition, source."""

    __tablename__ = "tables"
    __table_args__ = {"schema": "stat_raw"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    indicator: Mapped[str]
    position: Mapped[int]
    description: Mapped[dict[str, Any]]


class DraftCell(Base):
    """A cell with its truth, what will be shown of it, and why. `cell` is the figure's id: the same figure in two tables has one."""

    __tablename__ = "cells"
    __table_args__ = {"schema": "stat_raw"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    table_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    cell: Mapped[str]
    keys: Mapped[dict[str, Any]]
    truth: Mapped[float | None]
    value: Mapped[float | None]
    flag: Mapped[str] = mapped_column(default="")
    units: Mapped[int | None]
    status: Mapped[str] = mapped_column(default="open")
    why: Mapped[list[str]] = mapped_column(JSONB, default=list)
    need: Mapped[dict[str, Any] | None]


class DraftEquation(Base):
    """A sum that everybody knows must hold: total = parts, ids of figures."""

    __tablename__ = "equations"
    __table_args__ = {"schema": "stat_raw"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[str]
    parts: Mapped[list[str]] = mapped_column(JSONB)


class Approval(Base):
    """Somebody at the centre who has looked at the report and lets the release out; two different ones are needed."""

    __tablename__ = "approvals"
    __table_args__ = {"schema": "stat_raw"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=clock.now)


class Published(Base):
    """A release that is out. Nobody can change it; `corrects` is the one it replaces, which stays known for ever."""

    __tablename__ = "releases"
    __table_args__ = {"schema": "stat_pub"}

    id: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str]
    corrects: Mapped[UUID | None]
    reason: Mapped[str]
    published_at: Mapped[datetime]
    frozen_at: Mapped[datetime]
    sharing: Mapped[int]
    kommuner: Mapped[int]
    coordinators: Mapped[int]
    basis: Mapped[dict[str, Any]]
    parameters: Mapped[dict[str, Any]]
    utility: Mapped[dict[str, Any]]
    audit: Mapped[dict[str, Any]]
    approved_by: Mapped[list[str]] = mapped_column(JSONB)
    output_sha: Mapped[str]
    signature: Mapped[str]
    code_version: Mapped[str]


class PublishedTable(Base):
    """A table that is out: its description carries dimensions, words, definition and source."""

    __tablename__ = "tables"
    __table_args__ = {"schema": "stat_pub"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    indicator: Mapped[str]
    position: Mapped[int]
    description: Mapped[dict[str, Any]]


class PublishedCell(Base):
    """A cell that is out: a value, or none and the flag «:» (hidden), «..» (not counted) or «.» (cannot be)."""

    __tablename__ = "cells"
    __table_args__ = {"schema": "stat_pub"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    table_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    cell: Mapped[str]
    keys: Mapped[dict[str, Any]]
    value: Mapped[float | None]
    flag: Mapped[str]
    units: Mapped[int | None]


class PublishedEquation(Base):
    """A sum that holds in what is out, for whoever wants to attack it."""

    __tablename__ = "equations"
    __table_args__ = {"schema": "stat_pub"}

    release_id: Mapped[UUID] = mapped_column(primary_key=True)
    indicator: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    total: Mapped[str]
    parts: Mapped[list[str]] = mapped_column(JSONB)
