"""One group's meetings in one calendar year, and what the norm asks of each month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

JULY = 7


@dataclass(frozen=True)
class Norm:
    """So many meetings a month or a year; `name` is the group's local name, for the sentences."""

    per: str
    min: int
    max: int
    july_exempt: bool = False
    name: str = "Gruppen"

    @classmethod
    def of(cls, group: Any) -> "Norm":
        """The norm of a group."""
        return cls(group.norm_per, group.norm_min, group.norm_max, group.july_exempt, group.name)


@dataclass(frozen=True)
class Held:
    """A meeting: its day, and whether it is planned, held or cancelled."""

    day: date
    state: str


class YearView:
    """The meetings of one year, sorted into held, coming, and past ones that nobody has finished."""

    def __init__(self, norm: Norm, today: date, since: date, year: int, meetings: Sequence[Held]) -> None:
        self.norm, self.today, self.since, self.year = norm, today, since, year
        own = sorted((m for m in meetings if m.day.year == year), key=lambda m: m.day)
        self.held = [m.day for m in own if m.state == "held"]
        self.coming = [m.day for m in own if m.state == "planned" and m.day >= today]
        self.unfinished = [m.day for m in own if m.state == "planned" and m.day < today]

    def in_month(self, days: list[date], month: int) -> list[date]:
        """Those of the days that lie in a month (1–12)."""
        return [day for day in days if day.month == month]

    def count(self, month: int) -> int:
        """Held and coming meetings of a month."""
        return len(self.in_month(self.held + self.coming, month))

    def exempt(self, month: int) -> bool:
        """July, where the group has it off."""
        return month == JULY and self.norm.july_exempt

    def existed(self, month: int) -> bool:
        """The whole month through: nobody is late in the month that they were founded."""
        return self.since <= date(self.year, month, 1)

    def over(self, month: int) -> bool:
        """The month has passed."""
        return (self.year, month) < (self.today.year, self.today.month)

    def present(self, month: int) -> bool:
        """The month that today is in."""
        return (self.year, month) == (self.today.year, self.today.month)
