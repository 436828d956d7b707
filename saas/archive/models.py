"""What is on its way to a kommune's archive: the courier row, the package it carries, and what the archive answered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one


class Filing(InTenant, Base):
    """One version of one document to be filed. `content` is all that the message says, frozen when it was asked for.

    State: asked → made → delivered → receipted, or failed with `error` (a code) and `error_detail` (the archive's words).
    """

    __tablename__ = "filings"

    source_kind: Mapped[str]
    source_id: Mapped[UUID]
    source_version: Mapped[int]
    external_key: Mapped[str]
    title: Mapped[str]
    public_title: Mapped[str]
    legal_basis: Mapped[str] = mapped_column(default="")
    content: Mapped[dict[str, Any]]
    delivery: Mapped[str]
    state: Mapped[str] = mapped_column(default="asked")
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = mapped_column(default=clock.now)
    error: Mapped[str] = mapped_column(default="")
    error_detail: Mapped[str] = mapped_column(default="")
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    made_at: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    delivered_by: Mapped[str] = mapped_column(default="")
    receipted_at: Mapped[datetime | None]
    archived_on: Mapped[date | None]
    case_number: Mapped[str] = mapped_column(default="")
    record_number: Mapped[str] = mapped_column(default="")
    record_system_id: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    receipts: Mapped[list["FilingReceipt"]] = many(
        "FilingReceipt.filing_id", "Filing", lazy="select", order_by="FilingReceipt.received_at"
    )

    @property
    def is_shielded(self) -> bool:
        """Whether the archive is told to keep it from the public."""
        return self.content.get("shielding") is not None

    @property
    def archive_number(self) -> str:
        """«2026/123-4», as much of it as the archive has told."""
        return "-".join(part for part in (self.case_number, self.record_number) if part)

    @property
    def may_be_carried(self) -> bool:
        """There is a package to hand over."""
        return self.made_at is not None


class FilingPackage(InTenant, Base):
    """The package's bytes, apart so that lists never carry them."""

    __tablename__ = "filing_packages"
    belongs_to = (("filing_id", "filings"),)

    filing_id: Mapped[UUID]
    filename: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class FilingReceipt(InTenant, Base):
    """What the archive answered, as it came. Only ever added to."""

    __tablename__ = "filing_receipts"
    belongs_to = (("filing_id", "filings"),)

    filing_id: Mapped[UUID]
    outcome: Mapped[str]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    received_by: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(default=clock.now)

    filing: Mapped[Filing] = one("FilingReceipt.filing_id", "Filing")
