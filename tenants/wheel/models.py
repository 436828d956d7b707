"""What is done when in a kommune's year, and that the clock has told of it."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group
from tenants.meetings.models import Meeting
from tenants.network.models import Person
from tenants.tasks.models import Task

# The rings of the wheel, from the outside in. The coordinator's own work is no level, and stands innermost.
RINGS = {
    "STEERING": "Styringsgruppen",
    "COORDINATING": "Koordineringsgruppen",
    "OPERATIONAL": "Utførende nivå",
    "COORDINATOR": "Koordinatoren",
}
MAKES = {"meeting": "Møte", "task": "Oppgave", "nothing": "Bare en påminnelse"}
REPEATS = {"date": "Hvert år, samme dato eller måned", "weekday": "Hvert år, samme ukedag", "once": "Bare dette året"}
MOVES = {"later": "Dagen etter", "earlier": "Dagen før"}
SOURCES = {"own": "Lagt inn her", "default": "Fra standardårshjulet", "template": "Fra mal"}
MONTHS = {
    "1": "Januar", "2": "Februar", "3": "Mars", "4": "April", "5": "Mai", "6": "Juni",
    "7": "Juli", "8": "August", "9": "September", "10": "Oktober", "11": "November", "12": "Desember",
}  # fmt: skip


class WheelEntry(InTenant, Base):
    """One thing in one year. Without days it belongs to its month as a whole.

    `from_on` and `until_on` are the days as they are meant each year; `starts_on` and `ends_on` are where they fall this
    year, moved off weekends and holidays. `earlier_id` is the entry of the year before that this one was rolled from.
    """

    __tablename__ = "wheel_entries"
    belongs_to = (
        ("group_id", "groups"),
        ("responsible_id", "people"),
        ("earlier_id", "wheel_entries"),
        ("meeting_id", "meetings"),
        ("task_id", "tasks"),
    )

    year: Mapped[int]
    month: Mapped[int]
    from_on: Mapped[date | None]
    until_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    title: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    ring: Mapped[str]
    group_id: Mapped[UUID | None]
    responsible_id: Mapped[UUID | None]
    lead_days: Mapped[int] = mapped_column(default=0)
    makes: Mapped[str] = mapped_column(default="nothing")
    repeats: Mapped[str] = mapped_column(default="date")
    weekday: Mapped[int | None]
    nth: Mapped[int | None]
    moves: Mapped[str] = mapped_column(default="later")
    source: Mapped[str] = mapped_column(default="own")
    code: Mapped[str] = mapped_column(default="")
    earlier_id: Mapped[UUID | None]
    meeting_id: Mapped[UUID | None]
    task_id: Mapped[UUID | None]
    removed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group | None] = one("WheelEntry.group_id", "Group", lazy="joined")
    responsible: Mapped[Person | None] = one("WheelEntry.responsible_id", "Person", lazy="joined")
    meeting: Mapped[Meeting | None] = one("WheelEntry.meeting_id", "Meeting", lazy="select")
    task: Mapped[Task | None] = one("WheelEntry.task_id", "Task", lazy="select")

    @property
    def first_day(self) -> date:
        """Where it begins: its day, or the first of its month."""
        return self.starts_on or date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Where it ends: its last day, or the last of its month."""
        return self.ends_on or self.starts_on or date(self.year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)

    @property
    def prepared_from(self) -> date:
        """«Forberedes fra»: the lead time before its first day."""
        return self.first_day - timedelta(days=self.lead_days)

    @property
    def due_on(self) -> date:
        """When a task from it must be done: its day, or the end of its month."""
        return self.starts_on or self.last_day

    @property
    def under_preparation(self) -> bool:
        """Today lies in its lead time or in its own days."""
        return self.prepared_from <= clock.today() <= self.last_day

    @property
    def without_owner(self) -> bool:
        """Nobody answers for it, or the one who did has left the network."""
        return self.responsible is None or not self.responsible.active


class WheelNotice(InTenant, Base):
    """That one kind of notice of an entry has left: the unique key makes it once, also when two rounds meet."""

    __tablename__ = "wheel_notices"
    belongs_to = (("entry_id", "wheel_entries"),)

    entry_id: Mapped[UUID]
    kind: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
