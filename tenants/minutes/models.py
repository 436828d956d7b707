"""Minutes and their stages; notes and decision per sak; versions, comments, and texts that met in a conflict."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one
from tenants.meetings.models import AgendaEntry, Meeting
from tenants.network.models import Person

STAGES = {"draft": "Utkast", "for_comment": "Til merknad", "approved": "Godkjent"}


class Minutes(InTenant, Base):
    """The minutes of one meeting. `sent_at` stops the dispatch clock; `latest` is the newest version's number."""

    __tablename__ = "minutes"
    belongs_to = (("meeting_id", "meetings"),)

    meeting_id: Mapped[UUID]
    stage: Mapped[str] = mapped_column(default="draft")
    sent_at: Mapped[datetime | None]
    comment_until: Mapped[date | None]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    override_reason: Mapped[str | None]
    latest: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = one("Minutes.meeting_id", "Meeting", lazy="joined", innerjoin=True)
    versions: Mapped[list["MinutesVersion"]] = many(
        "MinutesVersion.minutes_id", "Minutes", lazy="select", order_by="MinutesVersion.number"
    )
    comments: Mapped[list["MinutesComment"]] = many(
        "MinutesComment.minutes_id", "Minutes", lazy="select", order_by="MinutesComment.created_at"
    )


class MinuteNote(InTenant, Base):
    """What was said and decided in one sak at one meeting."""

    __tablename__ = "minute_notes"
    belongs_to = (("entry_id", "agenda_entries"), ("meeting_id", "meetings"))

    entry_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    notes: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    edited_by: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    entry: Mapped[AgendaEntry] = one("MinuteNote.entry_id", "AgendaEntry", lazy="joined", innerjoin=True)


class TextConflict(InTenant, Base):
    """A text that came too late: kept beside the one that won until somebody has chosen."""

    __tablename__ = "text_conflicts"
    belongs_to = (("note_id", "minute_notes"),)

    note_id: Mapped[UUID]
    notes: Mapped[str]
    decision: Mapped[str]
    written_by: Mapped[str]
    written_at: Mapped[datetime] = mapped_column(default=clock.now)
    settled_at: Mapped[datetime | None]

    note: Mapped[MinuteNote] = one("TextConflict.note_id", "MinuteNote")


class MinutesVersion(InTenant, Base):
    """The minutes as they left: frozen, numbered, with the hash of what was sent."""

    __tablename__ = "minutes_versions"
    belongs_to = (("minutes_id", "minutes"),)

    minutes_id: Mapped[UUID]
    number: Mapped[int]
    reason: Mapped[str]
    document: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    minutes: Mapped[Minutes] = one("MinutesVersion.minutes_id", "Minutes")


class MinutesComment(InTenant, Base):
    """A merknad from somebody who was there."""

    __tablename__ = "minutes_comments"
    belongs_to = (("minutes_id", "minutes"), ("person_id", "people"))

    minutes_id: Mapped[UUID]
    person_id: Mapped[UUID]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    handled_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(default="")

    minutes: Mapped[Minutes] = one("MinutesComment.minutes_id", "Minutes")
    person: Mapped[Person] = one("MinutesComment.person_id", "Person", lazy="joined", innerjoin=True)
