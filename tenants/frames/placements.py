"""Where the coordinator sits, to whom they report, when they are there, and how large the post is; period by period."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from tenants.frames.models import DAYS, PLACES, WEEKS, Placement
from tenants.frames.rights import require_writer
from tenants.frames.wording import guard, line
from tenants.funding.hours import FEW_PERCENT, FULL
from tenants.funding.money import plain
from tenants.groups import guarding

FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)
MOST_STEPS = 20
# Field of the form, column, and how long it may be; as the table says.
_TEXTS = (
    ("sektor", "sector", 120), ("rapporterer_til", "reports_to", 120), ("adresse", "office_address", 200),
    ("grunn", "fte_reason", 300),
)  # fmt: skip


@dataclass(frozen=True)
class Period:
    """How large the post is from and to a day, both included; no last day is for as long as nobody says otherwise."""

    from_on: date
    until_on: date | None
    percent: Decimal

    def holds(self, day: date) -> bool:
        """Whether the post is this large on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def history() -> list[Placement]:
    """All periods, the latest first."""
    return list(db.session.scalars(select(Placement).order_by(Placement.from_on.desc(), Placement.id)))


def current(rows: Iterable[Placement] | None = None, day: date | None = None) -> Placement | None:
    """The period that holds today (or on `day`), or None."""
    on = day or clock.today()
    listed = history() if rows is None else rows
    return next((row for row in listed if row.from_on <= on and (row.until_on is None or on <= row.until_on)), None)


def latest() -> Placement | None:
    """The period that begins last, also when it has not begun."""
    return next(iter(history()), None)


def periods() -> list[Period]:
    """How large the post is here, for the sum over the coordinator's kommuner."""
    return [Period(row.from_on, row.until_on, row.fte_percent) for row in history()]


def find(placement_id: UUID) -> Placement:
    """One period. Raises NotFound."""
    return find_row(Placement, placement_id)


def place(
    *,
    kind: str,
    fte_percent: Decimal,
    from_on: date,
    until_on: date | None = None,
    sector: str = "",
    reports_to: str = "",
    steps_to_top: int | None = None,
    office_address: str = "",
    office_days: Sequence[str] = (),
    office_weeks: str = "all",
    fte_reason: str = "",
    others: Sequence[Period] = (),
    kept: guarding.Kept | None = None,
) -> Placement:
    """A new period, which ends the one before it. `others` are the periods in the coordinator's other kommuner.

    Raises NotAllowed, Invalid or Guarded, with the form's fields: slag, sektor, rapporterer_til, ledd, adresse, dager,
    uker, prosent, grunn, fra, til.
    """
    require_writer()
    here.lock("placements")
    before = latest()
    if before is not None and from_on <= before.from_on:
        raise Invalid("En periode begynner {day}. Velg en senere dag, så blir den gamle stående i historikken.",
                      field="fra", day=_numeric(before.from_on))  # fmt: skip
    row = Placement(version=1)
    _write(row, dict(
        kind=kind, fte_percent=fte_percent, from_on=from_on, until_on=until_on, sector=sector, reports_to=reports_to,
        steps_to_top=steps_to_top, office_address=office_address, office_days=office_days, office_weeks=office_weeks,
        fte_reason=fte_reason,
    ), others, kept)  # fmt: skip
    if before is not None and (before.until_on is None or before.until_on >= from_on):
        before.until_on, before.version = from_on - timedelta(days=1), before.version + 1
    db.session.add(row)
    db.session.flush()
    audit.record("placement.added", row, kind=kind, percent=fte_percent, from_on=from_on, until_on=until_on)
    return row


def change(
    placement: Placement, seen: int | None, *, others: Sequence[Period] = (), kept: guarding.Kept | None = None, **facts: object
) -> Placement:
    """Other facts from a day: a new period. One that has not begun yet is put right where it stands."""
    require_writer()
    here.lock("placements")
    last = latest()
    if last is None or last.id != placement.id:
        raise NotNow("Perioden er avløst av en nyere, og står i historikken slik den var.")
    check_version(placement, seen)
    if placement.from_on < clock.today():
        return place(others=others, kept=kept, **facts)  # type: ignore[arg-type]
    return _put_right(placement, facts, others, kept)


def end(placement: Placement, seen: int | None, until_on: date | None) -> None:
    """The last day, or no last day. Only the latest period has one to move. Raises Invalid with «til»."""
    require_writer()
    here.lock("placements")
    last = latest()
    if last is None or last.id != placement.id:
        raise NotNow("Perioden er avløst av en nyere, og står i historikken slik den var.")
    if until_on is not None and not placement.from_on <= until_on <= LAST:
        raise Invalid("Siste dag kan ikke være før den første.", field="til")
    check_version(placement, seen)
    placement.until_on = until_on
    audit.record("placement.ended", placement, until_on=until_on)


def peak(period: Period, others: Iterable[Period]) -> Decimal:
    """The most that the others come to on any day of the period. It can only rise on a day when one of them begins."""
    listed = list(others)
    days = {period.from_on, *(one.from_on for one in listed if period.holds(one.from_on))}
    return max(sum((one.percent for one in listed if one.holds(day)), Decimal(0)) for day in days)


def few(placement: Placement) -> bool:
    """The post is so small that it is hardly large enough for what it is for."""
    return placement.fte_percent < FEW_PERCENT


def _put_right(
    row: Placement, facts: dict[str, object], others: Sequence[Period], kept: guarding.Kept | None
) -> Placement:
    before = next((one for one in history() if one.id != row.id), None)
    first = facts["from_on"]
    assert isinstance(first, date)
    if before is not None and first <= before.from_on:
        raise Invalid("Perioden før begynner {day}. Velg en senere dag.", field="fra", day=_numeric(before.from_on))
    former = row.from_on
    _write(row, facts, others, kept)
    if before is not None and before.until_on == former - timedelta(days=1):
        before.until_on, before.version = first - timedelta(days=1), before.version + 1
    db.session.flush()
    audit.record("placement.changed", row, kind=row.kind, percent=row.fte_percent, from_on=row.from_on, until_on=row.until_on)
    return row


def _write(row: Placement, facts: dict[str, object], others: Sequence[Period], kept: guarding.Kept | None) -> None:
    given = dict(facts)
    for field, column, longest in _TEXTS:
        given[column] = line(field, str(given.get(column) or ""), longest)
    for field, column, words in (("slag", "kind", PLACES), ("uker", "office_weeks", WEEKS)):
        if given[column] not in words:
            raise Invalid("Velg fra listen.", field=field)
    if set(given["office_days"]) - set(DAYS):  # type: ignore[call-overload]
        raise Invalid("Velg fra listen.", field="dager")
    given["office_days"] = [day for day in DAYS if day in given["office_days"]]  # type: ignore[operator]
    steps = given["steps_to_top"]
    if steps is not None and not 0 <= steps <= MOST_STEPS:  # type: ignore[operator]
        raise Invalid("Skriv et tall fra 0 til {n}.", field="ledd", n=MOST_STEPS)
    _check_period(given["from_on"], given["until_on"])  # type: ignore[arg-type]
    _check_percent(Period(given["from_on"], given["until_on"], given["fte_percent"]), others)  # type: ignore[arg-type]
    texts = {field: str(given[column]) for field, column, _ in _TEXTS if field != "adresse"}
    guard(texts, kept, names={"adresse": str(given["office_address"])})
    for column, value in given.items():
        setattr(row, column, value)


def _check_period(first: date, last: date | None) -> None:
    if not FIRST <= first <= LAST:
        raise Invalid("Datoen ser feil ut. Se særlig på året.", field="fra")
    if last is not None and not first <= last <= LAST:
        raise Invalid("Siste dag kan ikke være før den første.", field="til")


def _check_percent(own: Period, others: Sequence[Period]) -> None:
    if not 0 < own.percent <= FULL or own.percent != round(own.percent, 2):
        raise Invalid("Skriv en stillingsprosent over 0 og høyst 100, med høyst to desimaler.", field="prosent")
    most = peak(own, others)
    if own.percent + most > FULL:
        raise Invalid(
            "De andre kommunene dine har til sammen {others} %. Med {own} % her blir det {sum} %, og mer enn 100 % går ikke.",
            field="prosent", others=plain(most), own=plain(own.percent), sum=plain(own.percent + most),
        )  # fmt: skip


def _numeric(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"
