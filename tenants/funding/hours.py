"""The verbs of the coordinator's time: what this kommune has agreed to in a year, and a light log of what is spent."""

from calendar import isleap
from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, Stale
from saas.plaintext import clean
from tenants.bti.service import keeper
from tenants.funding.models import ACTIVITIES, WorkHours, WorkTerm
from tenants.funding.money import plain
from tenants.groups import guarding

LONGEST_NOTE, MOST_IN_A_DAY, MOST_IN_A_YEAR = 300, 24, 2500
FIRST = date(2015, 1, 1)
FULL = Decimal(100)
# Below this a coordinator's post is hardly large enough for what it is for.
FEW_PERCENT = Decimal(20)


@dataclass(frozen=True)
class Standing:
    """A year's hours against what was agreed. `due` is the agreed hours spread evenly up to today."""

    agreed: Decimal | None
    spent: Decimal
    due: Decimal
    by_month: dict[int, Decimal]
    by_activity: list[tuple[str, Decimal]]

    @property
    def deviation(self) -> Decimal:
        """Spent beyond what is due so far; below zero where less is spent."""
        return self.spent - self.due


def terms(year: int) -> WorkTerm | None:
    """What is agreed for a year, or None."""
    return db.session.scalars(select(WorkTerm).where(WorkTerm.year == year)).one_or_none()


def agreed_percent(year: int) -> Decimal:
    """The percent agreed for a year; 0 where nothing is."""
    return db.session.scalar(select(WorkTerm.fte_percent).where(WorkTerm.year == year)) or Decimal(0)


def entries(year: int) -> list[WorkHours]:
    """The year's log, the latest day first."""
    query = select(WorkHours).where(WorkHours.on_date.between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.session.scalars(query.order_by(WorkHours.on_date.desc(), WorkHours.id)))


def find(hours_id: UUID) -> WorkHours:
    """One line of the log. Raises NotFound."""
    return find_row(WorkHours, hours_id)


def set_terms(year: int, seen: int | None, percent: Decimal, hours: Decimal, *, others: Decimal = Decimal(0)) -> WorkTerm:
    """What is agreed. `others` is the sum in the coordinator's other kommuner; more than 100 % in all is refused.

    Raises Invalid with the fields «ar», «prosent» and «timer».
    """
    if not 2000 <= year <= 2100:
        raise Invalid("Skriv et årstall, for eksempel 2027.", field="ar")
    if not 0 <= percent <= FULL:
        raise Invalid("Skriv en prosent fra 0 til 100.", field="prosent")
    if not 0 <= hours <= MOST_IN_A_YEAR:
        raise Invalid("Skriv et antall timer fra 0 til {n}.", field="timer", n=MOST_IN_A_YEAR)
    _require_plain("prosent", percent)
    _require_plain("timer", hours)
    if percent + others > FULL:
        raise Invalid(
            "De andre kommunene dine har til sammen {others} %. Med {own} % her blir det {sum} %, og mer enn 100 % går ikke.",
            field="prosent",
            others=plain(others),
            own=plain(percent),
            sum=plain(percent + others),
        )
    here.lock("work_terms")
    row = terms(year)
    if row is None:
        if seen:
            raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
        row = WorkTerm(year=year, version=1)
        db.session.add(row)
    else:
        check_version(row, seen or 0)
    row.fte_percent, row.hours = percent, hours
    db.session.flush()
    audit.record("work.agreed", row, year=year, percent=percent, hours=hours)
    return row


def log(day: date, spent: Decimal, activity: str, note: str = "", *, kept: guarding.Kept | None = None) -> WorkHours:
    """Hours of work on a day. Raises Invalid or Guarded with «dato», «timer», «aktivitet», «notat»."""
    if not FIRST <= day <= clock.today():
        raise Invalid("Timer føres når de er brukt. Velg en dag fram til i dag.", field="dato")
    if activity not in ACTIVITIES:
        raise Invalid("Velg fra listen.", field="aktivitet")
    note = " ".join(clean(note).split())
    if len(note) > LONGEST_NOTE:
        raise Invalid("Notatet kan ha høyst {n} tegn.", field="notat", n=LONGEST_NOTE)
    if not 0 < spent <= MOST_IN_A_DAY:
        raise Invalid("Skriv et antall timer over 0 og høyst {n}.", field="timer", n=MOST_IN_A_DAY)
    _require_plain("timer", spent)
    here.lock("work_hours")
    before = db.session.scalar(select(func.sum(WorkHours.hours)).where(WorkHours.on_date == day)) or Decimal(0)
    if before + spent > MOST_IN_A_DAY:
        raise Invalid("Det er ført {n} timer denne dagen fra før.", field="timer", n=plain(before))
    guarding.check(keeper(), {"notat": note}, kept)
    row = WorkHours(on_date=day, hours=spent, activity=activity, note=note, noted_by=here.actor_name())
    db.session.add(row)
    db.session.flush()
    audit.record("work.logged", row, on=day, hours=spent, activity=activity)
    return row


def remove(row: WorkHours) -> None:
    """Take away a line that was written by mistake."""
    audit.record("work.removed", row, on=row.on_date, hours=row.hours)
    db.session.delete(row)
    db.session.flush()


def standing(year: int, logged: list[WorkHours], agreed: WorkTerm | None) -> Standing:
    """The year so far, against what was agreed."""
    by_month: dict[int, Decimal] = {month: Decimal(0) for month in range(1, 13)}
    by_activity: Counter[str] = Counter()
    for row in logged:
        by_month[row.on_date.month] += row.hours
        by_activity[row.activity] += row.hours  # type: ignore[assignment]
    due = _due(year, agreed.hours) if agreed else Decimal(0)
    spent = sum(by_month.values(), Decimal(0))
    ranked = [(code, Decimal(hours)) for code, hours in by_activity.most_common()]
    return Standing(agreed.hours if agreed else None, spent, due, by_month, ranked)


def _require_plain(field: str, value: Decimal) -> None:
    """Two decimals are as fine as anybody keeps time."""
    if value != round(value, 2):
        raise Invalid("Skriv tallet med høyst to desimaler.", field=field)


def _due(year: int, hours: Decimal) -> Decimal:
    """The agreed hours up to and including today, to a tenth of an hour."""
    today = clock.today()
    if today.year != year:
        return hours if today.year > year else Decimal(0)
    days = 366 if isleap(year) else 365
    return (hours * today.timetuple().tm_yday / days).quantize(Decimal("0.1"))
