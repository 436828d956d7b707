"""Bulletins, the lists they go to, everyone who may get one, and each one's way to each reader."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one

BULLETIN_STATES = {"draft": "Utkast", "scheduled": "Planlagt", "sending": "Sendes nå", "sent": "Sendt"}
READER_STATES = {"asked": "Venter på bekreftelse", "active": "Får nyhetsbrev", "paused": "Satt på vent", "stopped": "Meldt av"}
# How one reader's letter went, as the log shows it.
OUTCOMES = {
    "sent": "Sendt", "waiting": "Venter", "failed": "Ikke levert", "bounced": "Kom i retur", "stopped": "Meldt av før sending",
    "deleted": "Sendt, brevet er slettet",
}  # fmt: skip


class BulletinList(InTenant, Base):
    """Whom a bulletin goes to: members of chosen groups, own contacts, and (where `followers`) everyone who follows."""

    __tablename__ = "bulletin_lists"

    name: Mapped[str]
    followers: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    archived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class BulletinReader(InTenant, Base):
    """One address in one kommune. Whoever has stopped is known only by `email_seal`, so that the stop is kept."""

    __tablename__ = "bulletin_readers"
    belongs_to = (("person_id", "people"),)

    email: Mapped[str | None]
    email_seal: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    person_id: Mapped[UUID | None]
    follows: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(default="active")
    asked_email: Mapped[str | None]
    confirm_hash: Mapped[str | None]
    confirm_until: Mapped[datetime | None]
    stop_hash: Mapped[str]
    return_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    confirmed_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    pause_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)

    @property
    def shown(self) -> str:
        """What staff see: the name, else the address, else that it is gone."""
        return self.name or self.email or "–"


class ListEntry(InTenant, Base):
    """A group, or one contact of the kommune's own, on a list; exactly one of the two."""

    __tablename__ = "bulletin_list_entries"
    belongs_to = (("list_id", "bulletin_lists"), ("group_id", "groups"), ("reader_id", "bulletin_readers"))

    list_id: Mapped[UUID]
    group_id: Mapped[UUID | None]
    reader_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Bulletin(InTenant, Base):
    """A letter to many, written in Markdown; once it is on its way it is never changed."""

    __tablename__ = "bulletins"
    belongs_to = (("list_id", "bulletin_lists"),)

    list_id: Mapped[UUID]
    title: Mapped[str]
    body: Mapped[str]
    language: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    send_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    written_by: Mapped[str] = mapped_column(default="")
    sent_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    changed_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    to: Mapped[BulletinList] = one("Bulletin.list_id", "BulletinList", lazy="joined", innerjoin=True, viewonly=True)

    @property
    def can_change(self) -> bool:
        """Only a draft is changed; a scheduled one is taken back first."""
        return self.state == "draft"


class Delivery(InTenant, Base):
    """One bulletin's way to one reader; its key makes a second letter impossible."""

    __tablename__ = "bulletin_deliveries"
    belongs_to = (("bulletin_id", "bulletins"), ("reader_id", "bulletin_readers"))

    bulletin_id: Mapped[UUID]
    reader_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="waiting")
    letter_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    posted_at: Mapped[datetime | None]
    bounced_at: Mapped[datetime | None]

    reader: Mapped[BulletinReader] = one("Delivery.reader_id", "BulletinReader", lazy="joined", innerjoin=True, viewonly=True)
