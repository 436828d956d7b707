"""What each party pays of a post: by the day, to the øre, and adding up to the whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

WHOLE = Decimal(100)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Share:
    """A party's percent of the post, from and to a day, both included."""

    party: str
    percent: Decimal
    from_on: date
    until_on: date

    @property
    def days(self) -> int:
        """How many days it lasts."""
        return (self.until_on - self.from_on).days + 1


@dataclass(frozen=True)
class Line:
    """A share and what it costs in øre."""

    share: Share
    amount: int


@dataclass(frozen=True)
class Uneven:
    """Days on which the shares are not 100 % together."""

    from_on: date
    until_on: date
    total: Decimal


def days_in(year: int) -> int:
    """365 or 366."""
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def uneven(year: int, shares: Iterable[Share]) -> list[Uneven]:
    """The stretches of the year on which the shares do not make 100 %, in order; none is as it should be."""
    shares = list(shares)
    first, end = date(year, 1, 1), date(year + 1, 1, 1)
    turns = {first, end, *(s.from_on for s in shares), *(s.until_on + DAY for s in shares)}
    marks = sorted(turn for turn in turns if first <= turn <= end)
    found: list[Uneven] = []
    for begin, after in zip(marks, marks[1:], strict=False):
        total = sum((s.percent for s in shares if s.from_on <= begin <= s.until_on), Decimal(0))
        if total == WHOLE:
            continue
        if found and found[-1].total == total and found[-1].until_on + DAY == begin:
            found[-1] = Uneven(found[-1].from_on, after - DAY, total)
        else:
            found.append(Uneven(begin, after - DAY, total))
    return found


def doubled(shares: Iterable[Share]) -> Share | None:
    """A share that begins before another of the same party has ended, if there is one."""
    last: dict[str, date] = {}
    for share in sorted(shares, key=lambda s: (same(s.party), s.from_on)):
        key = same(share.party)
        if key in last and share.from_on <= last[key]:
            return share
        last[key] = max(share.until_on, last.get(key, share.until_on))
    return None


def same(party: str) -> str:
    """One party under one name, however its letters and blanks were typed."""
    return " ".join(party.split()).casefold()


def split(cost: int, year: int, shares: Sequence[Share]) -> list[Line]:
    """Each share's part of the year's cost, in the order given; together they are the cost, to the øre.

    A part is cost × days ÷ days in the year × percent. What is left when all are rounded down goes, an øre at a time,
    to those that lost most by it. Raises ValueError where some day is not 100 %.
    """
    if uneven(year, shares):
        raise ValueError("The shares are not 100 % on each day of the year.")
    exact = [Fraction(cost) * s.days / days_in(year) * Fraction(s.percent) / 100 for s in shares]
    parts = [int(part) for part in exact]
    by_loss = sorted(range(len(shares)), key=lambda n: (parts[n] - exact[n], n))
    for n in by_loss[: cost - sum(parts)]:
        parts[n] += 1
    return [Line(share, part) for share, part in zip(shares, parts, strict=True)]


def by_party(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Each party's lines, parties by name."""
    found: dict[str, list[Line]] = {}
    for line in sorted(lines, key=lambda line: (same(line.share.party), line.share.from_on)):
        known = next((name for name in found if same(name) == same(line.share.party)), line.share.party)
        found.setdefault(known, []).append(line)
    return found
