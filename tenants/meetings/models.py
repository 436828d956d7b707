"""Meetings and series, saker and their places on agendas, invitations with answers and attendance, papers."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one
from tenants.groups.models import Group
from tenants.network.models import Person

STATES = {
    "draft": "Under planlegging",
    "called": "Innkalt",
    "under_way": "Pågår",
    "held": "Avholdt",
    "cancelled": "Avlyst",
}
ANSWERS = {"waiting": "Ikke svart", "coming": "Kommer", "not_coming": "Kommer ikke", "deputy": "Sender vara"}
ATTENDANCE = {"present": "Til stede", "excused": "Meldt forfall", "absent": "Ikke møtt"}
# What may be known of a sak or a paper outside; what nobody has chosen is never public.
PUBLICITY = {
    "unset": "Ikke vurdert",
    "public": "Offentlig",
    "exempt": "Unntatt offentlighet",
    "internal": "Internt arbeidsnotat",
}


class MeetingSeries(InTenant, Base):
    """«Tredje tirsdag i måneden»: weekday 1–7 from Monday, nth 1–4 or -1 for the last."""

    __tablename__ = "meeting_series"
    belongs_to = (("group_id", "groups"),)

    group_id: Mapped[UUID]
    weekday: Mapped[int]
    nth: Mapped[int]
    starts: Mapped[time]
    minutes: Mapped[int]
    place: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date]
    every_months: Mapped[int] = mapped_column(default=1)
    skip_july: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)


class Meeting(InTenant, Base):
    """One meeting of one group. `calendar_uid` never changes; `sequence` rises with every notice that changes it."""

    __tablename__ = "meetings"
    belongs_to = (("group_id", "groups"), ("series_id", "meeting_series"))

    group_id: Mapped[UUID]
    series_id: Mapped[UUID | None]
    occurrence_on: Mapped[date | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(default="")
    practical: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="draft")
    calendar_uid: Mapped[str]
    sequence: Mapped[int] = mapped_column(default=0)
    called_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_because: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Meeting.group_id", "Group", lazy="joined", innerjoin=True)
    entries: Mapped[list["AgendaEntry"]] = many(
        "AgendaEntry.meeting_id", "Meeting", lazy="select", order_by="AgendaEntry.position"
    )
    invitations: Mapped[list["Invitation"]] = many("Invitation.meeting_id", "Meeting", lazy="select")

    @property
    def day(self) -> date:
        """The date in Norway."""
        return self.starts_at.astimezone(clock.OSLO).date()

    @property
    def starts(self) -> datetime:
        """Start, as the clock on the wall shows it."""
        return self.starts_at.astimezone(clock.OSLO)

    @property
    def ends(self) -> datetime:
        """End, as the clock on the wall shows it."""
        return self.ends_at.astimezone(clock.OSLO)

    @property
    def counts(self) -> bool:
        """Counts towards the cadence: anything but cancelled."""
        return self.state != "cancelled"


class Invitation(InTenant, Base):
    """One person called to one meeting: their answer before, their attendance after, their title that day."""

    __tablename__ = "invitations"
    belongs_to = (
        ("meeting_id", "meetings"),
        ("person_id", "people"),
        ("seat_id", "seats"),
        ("deputy_id", "people"),
        ("standing_in_for", "people"),
    )

    meeting_id: Mapped[UUID]
    person_id: Mapped[UUID]
    seat_id: Mapped[UUID | None]
    deputy_id: Mapped[UUID | None]
    standing_in_for: Mapped[UUID | None]
    answer: Mapped[str] = mapped_column(default="waiting")
    answered_at: Mapped[datetime | None]
    attendance: Mapped[str | None]
    title: Mapped[str] = mapped_column(default="")

    meeting: Mapped[Meeting] = one("Invitation.meeting_id", "Meeting")
    person: Mapped[Person] = one("Invitation.person_id", "Person", lazy="joined", innerjoin=True)


class ItemNumber(InTenant, Base):
    """The last sak number that a group has used in a year; locked by whoever takes the next."""

    __tablename__ = "item_numbers"
    belongs_to = (("group_id", "groups"),)

    group_id: Mapped[UUID]
    year: Mapped[int]
    last: Mapped[int]


class AgendaItem(InTenant, Base):
    """A sak. Without a number it waits in the backlog; with one it is known by it for ever.

    `origin_id` is the sak of another group that it was lifted or sent from. `publicity` is one of PUBLICITY, with
    `legal_basis` («offl. § 24 første ledd») where it is exempt; tenants.meetings.shielding says what follows from it.
    """

    __tablename__ = "agenda_items"
    belongs_to = (("group_id", "groups"), ("proposed_by", "people"), ("origin_id", "agenda_items"))

    group_id: Mapped[UUID]
    number: Mapped[int | None]
    year: Mapped[int | None]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="open")
    proposed_by: Mapped[UUID | None]
    origin_id: Mapped[UUID | None]
    publicity: Mapped[str] = mapped_column(default="unset")
    legal_basis: Mapped[str] = mapped_column(default="")
    public_title: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("AgendaItem.group_id", "Group")
    proposer: Mapped[Person | None] = one("AgendaItem.proposed_by", "Person")
    papers: Mapped[list["Paper"]] = many("Paper.item_id", "AgendaItem", lazy="select", order_by="Paper.filename")

    @property
    def label(self) -> str:
        """«14/26», or nothing while it waits."""
        return f"{self.number}/{self.year % 100:02d}" if self.number and self.year else ""


class AgendaEntry(InTenant, Base):
    """A sak's place on one agenda. `round` says how many times it has been up, this one included."""

    __tablename__ = "agenda_entries"
    belongs_to = (("meeting_id", "meetings"), ("item_id", "agenda_items"), ("presenter_id", "people"))

    meeting_id: Mapped[UUID]
    item_id: Mapped[UUID]
    position: Mapped[int]
    minutes: Mapped[int] = mapped_column(default=10)
    presenter_id: Mapped[UUID | None]
    standing: Mapped[bool] = mapped_column(default=False)
    round: Mapped[int] = mapped_column(default=1)

    meeting: Mapped[Meeting] = one("AgendaEntry.meeting_id", "Meeting")
    item: Mapped[AgendaItem] = one("AgendaEntry.item_id", "AgendaItem", lazy="joined", innerjoin=True)
    presenter: Mapped[Person | None] = one("AgendaEntry.presenter_id", "Person", lazy="joined")


class Paper(InTenant, Base):
    """A sakspapir; its bytes lie apart so that lists never carry them. «unset» means as its sak."""

    __tablename__ = "papers"
    belongs_to = (("item_id", "agenda_items"),)

    item_id: Mapped[UUID]
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    uploaded_by: Mapped[str]
    uploaded_at: Mapped[datetime] = mapped_column(default=clock.now)
    publicity: Mapped[str] = mapped_column(default="unset")
    legal_basis: Mapped[str] = mapped_column(default="")

    item: Mapped[AgendaItem] = one("Paper.item_id", "AgendaItem")


class PaperContent(InTenant, Base):
    """The bytes of one paper."""

    __tablename__ = "paper_contents"
    belongs_to = (("paper_id", "papers"),)

    paper_id: Mapped[UUID]
    content: Mapped[bytes] = mapped_column(LargeBinary)

    paper: Mapped[Paper] = one("PaperContent.paper_id", "Paper")
