"""What each person has been told, how they want to be told, and the digests that have been made."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant

# How soon letters of one kind leave.
PACES = {
    "at_once": "Med en gang", "batched": "Samlet, når det roer seg", "daily": "Hver virkedag", "weekly": "Hver uke",
    "monthly": "Hver måned", "never": "Ikke på e-post",
}  # fmt: skip
DIGESTS = {"role": "Etter rollen min", "weekly": "Hver uke", "monthly": "Hver måned", "never": "Aldri"}


class Notice(InTenant, Base):
    """One thing that one person was told of. What it is about, and why, follow from the letter's template."""

    __tablename__ = "notices"
    belongs_to = (("person_id", "people"),)

    person_id: Mapped[UUID]
    template: Mapped[str]
    title: Mapped[str]
    about_kind: Mapped[str] = mapped_column(default="")
    about_id: Mapped[UUID | None]
    letter_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]


class NoticeSettings(InTenant, Base):
    """How one person wants letters from this kommune. `paces` maps a kind (KINDS) to a pace; without a row all is as it comes."""

    __tablename__ = "notice_settings"
    belongs_to = (("person_id", "people"),)

    person_id: Mapped[UUID]
    paces: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quiet: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[int] = mapped_column(default=20)
    quiet_until: Mapped[int] = mapped_column(default=7)
    quiet_days: Mapped[bool] = mapped_column(default=True)
    digest: Mapped[str] = mapped_column(default="role")
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)


class Digest(InTenant, Base):
    """That a person's digest of a period has been made; the key makes it once. Without a letter there was nothing to tell."""

    __tablename__ = "digests"
    belongs_to = (("person_id", "people"),)

    person_id: Mapped[UUID]
    period: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    letter_id: Mapped[UUID | None]
