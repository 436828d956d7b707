"""One group's story while it is written: numbers given, saker that come back, scripts used lately."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from infra.demo.founding import stable_id
from infra.demo.people import Settled
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.tasks.models import Task


@dataclass
class Chronicle:
    """One group's story as it is written: numbers given, saker that come back, scripts used lately."""

    settled: Settled
    group: Group
    facts: dict[str, Any]
    random: Random
    today: date
    numbers: dict[int, int] = field(default_factory=dict)
    returning: deque[tuple[AgendaItem, dict[str, Any], int]] = field(default_factory=deque)
    recent: deque[str] = field(default_factory=lambda: deque(maxlen=20))
    overdue_left: int = 0
    tasks: list[Task] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The kommune's slug."""
        return str(self.settled.words.kommune["slug"])

    def new_id(self, *parts: object) -> UUID:
        """A stable id inside this group."""
        return stable_id(self.slug, self.facts["key"], *parts)
