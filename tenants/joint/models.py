"""A kommune's own end of a meeting that several hold together: its meeting, and which of its saker are the shared ones."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one
from tenants.meetings.models import AgendaEntry, Meeting

STATES = {"joined": "Felles møte", "left": "Holdes alene"}
PARTY_STATES = {"asked": "Er spurt", "joined": "Er med", "left": "Har gått ut"}


class JointMeeting(InTenant, Base):
    """One of the kommune's own meetings, held with others. `event_id` is the shared record, which no row here can point into.

    `companions` are the others as they were last known (name, colour, mark); `told` how many times all were to be told anew.
    """

    __tablename__ = "joint_meetings"
    belongs_to = (("meeting_id", "meetings"),)

    event_id: Mapped[UUID]
    meeting_id: Mapped[UUID]
    state: Mapped[str] = mapped_column(default="joined")
    companions: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    told: Mapped[int] = mapped_column(default=0)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    left_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = one("JointMeeting.meeting_id", "Meeting", lazy="joined", innerjoin=True)
    entries: Mapped[list["JointEntry"]] = many("JointEntry.joint_id", "JointMeeting", lazy="select")

    @property
    def names(self) -> list[str]:
        """The others by name."""
        return [str(party["name"]) for party in self.companions]


class JointEntry(InTenant, Base):
    """A sak on the kommune's own agenda that is one of the shared. The texts are its own copy of what is written together."""

    __tablename__ = "joint_entries"
    belongs_to = (("joint_id", "joint_meetings"), ("entry_id", "agenda_entries"))

    joint_id: Mapped[UUID]
    entry_id: Mapped[UUID]
    shared_item_id: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=0)
    notes: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    text_version: Mapped[int] = mapped_column(default=0)

    joint: Mapped[JointMeeting] = one("JointEntry.joint_id", "JointMeeting")
    entry: Mapped[AgendaEntry] = one("JointEntry.entry_id", "AgendaEntry", lazy="joined", innerjoin=True)
