"""Which number and name an area had on a day: renumbered, merged and split kommuner, 2018 to 2024."""

import csv
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

from saas.register import kommuner


@dataclass(frozen=True)
class Change:
    """One line of the official list of changes. A merge or a split is several lines on the same day."""

    day: date
    old_number: str
    old_name: str
    new_number: str
    new_name: str


@dataclass(frozen=True)
class Then:
    """What a kommune was called on a day. `certain` is false when it has been merged or split on the way."""

    number: str
    name: str
    certain: bool = True


@cache
def changes() -> tuple[Change, ...]:
    """Every change, the oldest first."""
    with (kommuner.FOLDER / "changes.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            Change(date.fromisoformat(row["day"]), row["old_number"], row["old_name"], row["new_number"], row["new_name"])
            for row in csv.DictReader(file)
        ]
    return tuple(sorted(rows, key=lambda change: change.day))


def at(number: str, day: date) -> tuple[Then, ...]:
    """What the kommune of `number` had become by `day`: one candidate, or several after a split; none for no kommune.

    A number that has only been exchanged for another is followed by itself. After a merge or a split the answer is no
    longer certain, and a person must choose.
    """
    standing: dict[str, Then] = {}
    if (name := _name_before(number)) is not None:
        standing[number] = Then(number, name)
    for moved in _by_day():
        if moved[0].day > day:
            break
        standing = _after(moved, standing)
        newborn = next((c for c in moved if c.new_number == number), None)
        if newborn is not None and not standing:
            standing[number] = Then(number, newborn.new_name)
    return tuple(sorted(standing.values(), key=lambda then: then.number))


def former(number: str) -> tuple[tuple[str, str, date], ...]:
    """(number, name, last day) of everything that lies in a present kommune, as it was called before."""
    found, wanted = [], {number}
    for change in reversed(changes()):
        if change.new_number in wanted:
            found.append((change.old_number, change.old_name, change.day))
            wanted.add(change.old_number)
    return tuple(found)


def _after(moved: list[Change], standing: dict[str, Then]) -> dict[str, Then]:
    """One day's changes: who went where, and whether each went alone."""
    went, came = defaultdict(set), defaultdict(set)
    for change in moved:
        went[change.old_number].add(change.new_number)
        came[change.new_number].add(change.old_number)
    now: dict[str, Then] = {}
    for number, then in standing.items():
        onward = [change for change in moved if change.old_number == number]
        if not onward:
            now[number] = then
        for change in onward:
            alone = len(went[number]) == 1 and len(came[change.new_number]) == 1
            now[change.new_number] = Then(change.new_number, change.new_name, then.certain and alone)
    return now


@cache
def _by_day() -> tuple[list[Change], ...]:
    days: dict[date, list[Change]] = defaultdict(list)
    for change in changes():
        days[change.day].append(change)
    return tuple(days[day] for day in sorted(days))


def _name_before(number: str) -> str | None:
    """The name a number had at the beginning of the list; None when it was given out later, or never."""
    first = next((change for change in changes() if number in (change.old_number, change.new_number)), None)
    if first is None:
        found = kommuner.find(number)
        return found.name if found else None
    of_the_day = [change for change in changes() if change.day == first.day and change.old_number == number]
    return of_the_day[0].old_name if of_the_day else None
