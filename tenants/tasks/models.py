"""A task: what, one responsible person, a deadline; usually born in a sak."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group
from tenants.network.models import Person

STATUSES = {"open": "Ikke startet", "on_track": "På plan", "delayed": "Forsinket", "done": "Ferdig", "dropped": "Utgått"}
OPEN = ("open", "on_track", "delayed")


class Task(InTenant, Base):
    """Until its minutes are checked a task may lack responsible and deadline; after that it has both."""

    __tablename__ = "tasks"
    belongs_to = (
        ("group_id", "groups"),
        ("meeting_id", "meetings"),
        ("entry_id", "agenda_entries"),
        ("responsible_id", "people"),
        ("measure_id", "measures"),
    )

    group_id: Mapped[UUID]
    meeting_id: Mapped[UUID | None]
    entry_id: Mapped[UUID | None]
    measure_id: Mapped[UUID | None]
    source: Mapped[str] = mapped_column(default="")
    what: Mapped[str]
    responsible_id: Mapped[UUID | None]
    due_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(default="open")
    status_note: Mapped[str] = mapped_column(default="")
    status_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    done_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Task.group_id", "Group", lazy="joined", innerjoin=True)
    responsible: Mapped[Person | None] = one("Task.responsible_id", "Person", lazy="joined")

    @property
    def is_open(self) -> bool:
        """Not done, not dropped."""
        return self.status in OPEN

    @property
    def overdue(self) -> bool:
        """Open, and past its deadline."""
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def complete(self) -> bool:
        """Has one responsible person and a deadline."""
        return self.responsible_id is not None and self.due_on is not None


class TaskReminder(InTenant, Base):
    """That a reminder of one kind was sent: the unique key makes it once, also when two rounds meet."""

    __tablename__ = "task_reminders"
    belongs_to = (("task_id", "tasks"),)

    task_id: Mapped[UUID]
    kind: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
