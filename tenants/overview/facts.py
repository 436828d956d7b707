"""What the overview knows of a kommune, as plain values: they outlive the room that they were read in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from saas.here import Kommune
from tenants.groups.words import Words
from tenants.sight.whole import Running


@dataclass(frozen=True)
class Way:
    """Where a button leads: the text on it, the door, and what the door needs to know."""

    text: str
    endpoint: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Urgent:
    """One thing that burns, in one sentence, with the one button that does something about it. `weight` 0 is worst."""

    weight: int
    text: str
    way: Way


@dataclass(frozen=True)
class Strip:
    """A group's twelve months. `months` are {state, text}; `warning` stands only where something must be done."""

    group_id: UUID
    name: str
    short: str
    level: str
    months: list[dict[str, Any]]
    summary: Words
    warning: Words | None
    urgent: bool
    next_by: date | None


@dataclass(frozen=True)
class Event:
    """A meeting in a calendar."""

    kommune: Kommune
    meeting_id: UUID
    group: str
    short: str
    starts: datetime
    ends: datetime
    place: str
    state: str

    @property
    def day(self) -> date:
        """The date in Norway."""
        return self.starts.date()


@dataclass(frozen=True)
class Unsent:
    """Minutes of a held meeting that have not left, and how many working days it has been."""

    meeting_id: UUID
    group: str
    day: date
    working_days: int


@dataclass(frozen=True)
class Sent:
    """The latest minutes that left, and how many working days after the meeting they did."""

    minutes_id: UUID
    day: date
    working_days: int


@dataclass(frozen=True)
class TaskNumbers:
    """How many tasks the visitor sees: open and overdue, in all and their own."""

    open: int = 0
    overdue: int = 0
    own_open: int = 0
    own_overdue: int = 0


@dataclass(frozen=True)
class Place:
    """One kommune on `/mine`: everything comparable, nothing mixed."""

    kommune: Kommune
    strips: list[Strip]
    coming: list[Event]
    unsent: list[Unsent]
    last_sent: Sent | None
    tasks: TaskNumbers
    failed_letters: int
    measures: Running
    urgent: list[Urgent] = field(default_factory=list)
    unread: int = 0

    @property
    def next(self) -> Event | None:
        """The next meeting of any group."""
        return self.coming[0] if self.coming else None
