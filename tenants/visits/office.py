"""Office days: planned by the week, in each place; held or not; and the two held up against each other month by month."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock
from saas.db import check_version, db, own_key
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from tenants.frames import placements
from tenants.frames.models import DAYS, WEEKS
from tenants.minutes.working_days import is_working_day
from tenants.visits.models import PLACES, OfficeDay

# Nobody plans further than so many days at once, and what is logged is not older than this.
FURTHEST, OLDEST = timedelta(days=400), date(2015, 1, 1)


@dataclass(frozen=True)
class Month:
    """One month: days planned, planned days held, and days held that nobody had planned."""

    number: int
    planned: int
    held: int
    extra: int


def usual() -> tuple[list[str], str]:
    """(weekdays, weeks) of the coordinator's placement today; none where it names no days."""
    placement = placements.current()
    return (list(placement.office_days), placement.office_weeks) if placement else ([], "all")


def plan(place: str, weekdays: Sequence[str], weeks: str, first: date, last: date) -> int:
    """Plan the same weekdays from one day to another; red days are left out, and what is planned already stands.

    `weekdays` and `weeks` are codes of DAYS and WEEKS. Returns how many days were new. Raises Invalid.
    """
    _check_place(place)
    if not weekdays or any(code not in DAYS for code in weekdays):
        raise Invalid("Velg minst én ukedag.", field="dager")
    if weeks not in WEEKS:
        raise Invalid("Velg fra listen.", field="uker")
    if not OLDEST <= first <= last or last - first > FURTHEST:
        raise Invalid("Velg en siste dag etter den første, og høyst ett år fram.", field="til")
    wanted = [day for day in _days(first, last) if _falls_on(day, weekdays, weeks)]
    rows = [{"on_date": day, "place": place, "planned": True} for day in wanted]
    if not rows:
        return 0
    statement = insert(OfficeDay).values(rows)
    key = own_key(OfficeDay, "on_date", "place")
    made = statement.on_conflict_do_nothing(index_elements=key).returning(OfficeDay.id)
    number = len(list(db.session.scalars(made)))
    audit.record("office_days.planned", None, place=place, number=number)
    return number


def note_held(day: date, place: str) -> OfficeDay:
    """A day that was held, planned or not. Raises Invalid for a day that has not come."""
    _check_place(place)
    if not OLDEST <= day <= clock.today():
        raise Invalid("Velg en dag som har vært.", field="dato")
    query = select(OfficeDay).where(OfficeDay.on_date == day, OfficeDay.place == place).with_for_update()
    row = db.session.scalars(query).one_or_none()
    if row is None:
        row = OfficeDay(on_date=day, place=place, planned=False, held=True)
        db.session.add(row)
        db.session.flush()
    else:
        row.held, row.version = True, row.version + 1
    audit.record("office_day.held", row, place=place, planned=row.planned)
    return row


def settle(row: OfficeDay, seen: int | None, held: bool) -> None:
    """Whether a planned day was held. Raises NotNow for one that has not come."""
    if row.on_date > clock.today():
        raise NotNow("Dagen har ikke vært ennå.")
    if not row.planned and not held:
        raise NotNow("Dagen var ikke planlagt. Ta den bort i stedet.")
    check_version(row, seen)
    row.held = held
    audit.record("office_day.settled", row, held=held)


def remove(row: OfficeDay) -> None:
    """Take away a day that was put in by mistake, or that was moved. A planned day that has been stays in the account."""
    if row.planned and row.on_date < clock.today():
        raise NotNow("En planlagt dag som har vært, blir stående. Si heller at den ikke ble holdt.")
    audit.record("office_day.removed", row, place=row.place)
    db.session.delete(row)


def find(office_day_id: UUID) -> OfficeDay:
    """One day, or NotFound."""
    return find_row(OfficeDay, office_day_id)


def of_year(year: int, place: str = "") -> list[OfficeDay]:
    """Every day of a year in order, in one place or all."""
    query = select(OfficeDay).where(OfficeDay.on_date.between(date(year, 1, 1), date(year, 12, 31)))
    if place:
        query = query.where(OfficeDay.place == place)
    return list(db.session.scalars(query.order_by(OfficeDay.on_date, OfficeDay.place)))


def by_month(days: Iterable[OfficeDay]) -> list[Month]:
    """Twelve months of one year."""
    listed = list(days)
    return [_month(number, [row for row in listed if row.on_date.month == number]) for number in range(1, 13)]


def unsettled(days: Iterable[OfficeDay]) -> list[OfficeDay]:
    """Planned days that have been, and that nobody has said anything about; the newest first."""
    waiting = [row for row in days if row.held is None and row.on_date <= clock.today()]
    return sorted(waiting, key=lambda row: row.on_date, reverse=True)


def _month(number: int, rows: list[OfficeDay]) -> Month:
    planned = [row for row in rows if row.planned]
    return Month(number, len(planned), sum(row.held is True for row in planned), len(rows) - len(planned))


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def _falls_on(day: date, weekdays: Sequence[str], weeks: str) -> bool:
    code = list(DAYS)[day.weekday()] if day.weekday() < len(DAYS) else ""
    odd = day.isocalendar().week % 2 == 1
    return code in weekdays and is_working_day(day) and (weeks == "all" or (weeks == "odd") == odd)


def _check_place(place: str) -> None:
    if place not in PLACES:
        raise Invalid("Velg fra listen.", field="sted")
