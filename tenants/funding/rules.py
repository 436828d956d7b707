"""The rules of the SLT grant as sums and sentences: deadlines, own funding, established measures, three years.

Nothing here knows a row or a page. A check says «stop» where an application cannot be sent, «warn» where somebody must
look, and «ok» where a duty is met.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tenants.funding.money import kroner
from tenants.funding.wording import day_month
from tenants.groups.words import Words

SLT = "slt"
MOST_YEARS = 3
OWN_PART = 5  # One fifth: 20 %.
# Before an application has been answered; afterwards the same finding can only be told.
OPEN = ("considered", "applied")
# What counts as having had the grant, or asking for it.
COUNTING = ("applied", "granted", "reported")


@dataclass(frozen=True)
class Money:
    """One year in øre."""

    year: int
    amount: int
    own: int = 0
    spent: int = 0


@dataclass(frozen=True)
class Facts:
    """What the rules need to know of a grant."""

    name: str
    scheme: str
    state: str
    first_year: int
    years: int
    report_by: date | None = None

    @property
    def period(self) -> range:
        """Each of its years."""
        return range(self.first_year, self.first_year + self.years)


@dataclass(frozen=True)
class Effort:
    """A measure that a grant pays for, and the other grants of the same scheme that count for it."""

    title: str
    starts_on: date | None
    others: tuple[Facts, ...] = ()


@dataclass(frozen=True)
class Check:
    """One finding, with its sentence."""

    code: str
    level: Literal["stop", "warn", "ok"]
    words: Words


def deadlines(scheme: str, first_year: int) -> tuple[date | None, date | None]:
    """(apply by, first report by): 1 December before the first year and 1 April after it; none for other schemes."""
    if scheme != SLT:
        return None, None
    return date(first_year - 1, 12, 1), date(first_year + 1, 4, 1)


def next_report(report_by: date | None, first_year: int, years: int) -> date | None:
    """The deadline after a delivered report: the same day a year on while the period has years left, else none."""
    if report_by is None or report_by.year > first_year + years - 1:
        return None
    last_day = 28 if (report_by.month, report_by.day) == (2, 29) else report_by.day
    return date(report_by.year + 1, report_by.month, last_day)


def own_needed(amount: int) -> int:
    """What the kommune itself must put in for a year's grant: a fifth, rounded up to a whole øre."""
    return -(-amount // OWN_PART)


def own_missing(amount: int, own: int) -> int:
    """How much is lacking of it, in øre; 0 when there is enough."""
    return max(0, own_needed(amount) - own)


def established(effort: Effort, first_year: int) -> bool:
    """Whether the measure ran before any grant of the scheme began to pay for it."""
    begun = min([first_year, *(other.first_year for other in effort.others)])
    return effort.starts_on is not None and effort.starts_on < date(begun, 1, 1)


def paid_years(effort: Effort, period: Iterable[int]) -> list[int]:
    """Every year that the scheme pays, or would pay, for the measure."""
    return sorted({*period, *(year for other in effort.others for year in other.period)})


def overdue(grant: Facts, today: date) -> bool:
    """Whether its report should have been delivered."""
    return grant.state == "granted" and grant.report_by is not None and grant.report_by < today


def checks(
    grant: Facts, money: Sequence[Money], efforts: Sequence[Effort], others: Sequence[Facts], today: date
) -> list[Check]:
    """All that the rules have to say of a grant, what stops first. Only the SLT grant has rules that we know."""
    found = [*_own_report(grant, today)]
    if grant.scheme == SLT:
        found += [*_missing_reports(grant, others, today), *_too_long(grant), *_own_funding(money)]
        found += [check for effort in efforts for check in _of_effort(grant, effort, today)]
        found += _last_year(grant, today)
    rank = ("stop", "warn", "ok")
    return sorted(found, key=lambda check: rank.index(check.level))


def _own_report(grant: Facts, today: date) -> list[Check]:
    if not overdue(grant, today) or grant.report_by is None:
        return []
    said = Words("Rapporten er ikke levert. Fristen var {day}.", {"day": day_month(grant.report_by)})
    return [Check("own_report", "warn", said)]


def _missing_reports(grant: Facts, others: Sequence[Facts], today: date) -> list[Check]:
    if grant.state not in OPEN:
        return []
    return [
        Check(
            "missing_report",
            "stop",
            Words(
                "Rapporten for {name} skulle vært levert {day}. Rapport og regnskap skal leveres før en ny søknad behandles.",
                {"name": other.name, "day": day_month(other.report_by)},
            ),
        )
        for other in others
        if other.scheme == SLT and other.report_by and overdue(other, today)
    ]


def _too_long(grant: Facts) -> list[Check]:
    if grant.years <= MOST_YEARS:
        return []
    return [Check("years", "stop", Words("SLT-tilskudd gis for høyst {n} år.", {"n": MOST_YEARS}))]


def _own_funding(money: Sequence[Money]) -> list[Check]:
    found = []
    for year in money:
        missing = own_missing(year.amount, year.own)
        facts: dict[str, str | int] = {"year": year.year, "needed": kroner(own_needed(year.amount)), "missing": kroner(missing)}
        if missing:
            words = Words("Egenandelen i {year} mangler {missing}. Den skal være minst 20 % av tilskuddet: {needed}.", facts)
            found.append(Check("own_funding", "warn", words))
        elif year.amount:
            found.append(Check("own_funding", "ok", Words("Egenandelen i {year} er minst 20 %.", facts)))
    return found


def _of_effort(grant: Facts, effort: Effort, today: date) -> list[Check]:
    found = []
    if established(effort, grant.first_year) and effort.starts_on:
        words = Words(
            "«{measure}» startet {day}, før tilskuddsperioden. Det kan ikke søkes for etablert tiltak.",
            {"measure": effort.title, "day": day_month(effort.starts_on)},
        )
        found.append(Check("established", "stop" if grant.state in OPEN else "warn", words))
    years = paid_years(effort, grant.period)
    facts: dict[str, str | int] = {"measure": effort.title, "n": len(years), "most": MOST_YEARS}
    if len(years) > MOST_YEARS:
        words = Words("«{measure}» får SLT-tilskudd i {n} år. Som regel gis det ikke til samme tiltak i mer enn {most} år.", facts)
        found.append(Check("same_measure", "warn", words))
    elif len(years) == MOST_YEARS and years[-1] == today.year and grant.years < MOST_YEARS:
        facts["year"] = today.year
        words = Words("{year} er år {most} av {most} for «{measure}». Planlegg hvordan det skal drives videre.", facts)
        found.append(Check("last_year", "warn", words))
    return found


def _last_year(grant: Facts, today: date) -> list[Check]:
    """The third year of a grant of three."""
    if grant.years != MOST_YEARS or today.year != grant.period[-1] or grant.state != "granted":
        return []
    words = Words(
        "{year} er år {most} av {most}. Planlegg hvordan tiltaket skal drives videre uten tilskudd.",
        {"year": today.year, "most": MOST_YEARS},
    )
    return [Check("last_year", "warn", words)]
