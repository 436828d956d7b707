"""What a need and a line are made of: texts, amounts and days, checked the same way for both."""

from datetime import date, timedelta
from decimal import Decimal

from saas import clock
from saas.errors import Invalid
from tenants.groups import service as groups
from tenants.groups.models import Group

# What is counted when nothing else is said.
USUAL_UNITS = {"hours": "timer", "money": "kroner"}
MOST = Decimal(1_000_000_000)
LONGEST_UNIT = 40
EARLIEST, FURTHEST = date(2015, 1, 1), timedelta(days=3660)


def tidy(value: str, longest: int, field: str, missing: str = "") -> str:
    """A text as it is kept. Raises Invalid when it is too long, or is needed (`missing`) and not there."""
    value = value.replace("\x00", "").replace("\r\n", "\n").strip()
    if missing and not value:
        raise Invalid(missing, field=field)
    if len(value) > longest:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    return value


def measured(kind: str, amount: Decimal | None, unit: str) -> tuple[Decimal | None, str]:
    """(amount, unit) that belong together: a number says what it counts, and a unit alone says nothing."""
    unit = tidy(" ".join(unit.split()), LONGEST_UNIT, "enhet")
    if amount is None:
        return None, ""
    if not amount.is_finite() or not 0 < amount < MOST:
        raise Invalid("Skriv et tall over null, og under en milliard.", field="mengde")
    if amount != round(amount, 2):
        raise Invalid("Skriv høyst to desimaler.", field="mengde")
    unit = unit or USUAL_UNITS.get(kind, "")
    if not unit:
        raise Invalid("Skriv hva tallet teller, for eksempel timer, kvelder eller kroner.", field="enhet")
    return amount, unit


def day(value: date | None, field: str) -> date | None:
    """A day within reason: the year 0026 is a slip of the finger."""
    if value is not None and not EARLIEST <= value <= clock.today() + FURTHEST:
        raise Invalid("Datoen ser feil ut. Se særlig på året.", field=field)
    return value


def same(unit: str) -> str:
    """Units are compared without regard to capitals and spaces."""
    return " ".join(unit.split()).casefold()


def guarding_group() -> Group | None:
    """The group that what is kept despite a warning is remembered for: the coordinating one."""
    return next((group for group in groups.visible() if group.level == "COORDINATING"), None)
