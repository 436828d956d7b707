"""The areas that a signal may name: large enough that a signal from one points at nobody."""

from uuid import UUID

from sqlalchemy import func, select

from saas import audit, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from tenants.findings.texts import guard_strictly, one_line, within
from tenants.signals.models import Area, Signal

FEWEST_RESIDENTS, MOST_RESIDENTS, LONGEST_NAME = 200, 1_000_000, 100


def areas() -> list[Area]:
    """All of them, by name."""
    return list(db.session.scalars(select(Area).order_by(Area.name, Area.id)))


def find_area(area_id: UUID) -> Area:
    """An area of the kommune, or NotFound."""
    return find_row(Area, area_id)


def add_area(name: str, residents: int | None) -> Area:
    """A new area. Raises Invalid for one that is too small to be named (fields navn and innbyggere)."""
    name, residents = _checked(name, residents)
    area = Area(name=name, residents=residents)
    db.session.add(area)
    db.session.flush()
    audit.record("area.added", area, residents=residents)
    return area


def change_area(area: Area, seen_version: int | None, name: str, residents: int | None) -> None:
    """Another name or number of residents. Raises as add_area(), and Stale."""
    name, residents = _checked(name, residents, area)
    check_version(area, seen_version)
    area.name, area.residents = name, residents
    audit.record("area.changed", area, residents=residents)


def remove_area(area: Area, seen_version: int | None) -> None:
    """Off the list, as long as no signal names it."""
    here.lock("areas")
    if db.session.scalar(select(Signal.id).where(Signal.area_id == area.id).limit(1)) is not None:
        raise NotNow("{name} er brukt i signaler, og kan ikke slettes.", name=area.name)
    check_version(area, seen_version)
    audit.record("area.removed", area)
    db.session.delete(area)
    db.session.flush()


def _checked(name: str, residents: int | None, area: Area | None = None) -> tuple[str, int]:
    name = within(one_line(name), LONGEST_NAME, "navn")
    if not name:
        raise Invalid("Skriv hva området heter.", field="navn")
    if residents is None or residents > MOST_RESIDENTS:
        raise Invalid("Skriv omtrent hvor mange som bor i området.", field="innbyggere")
    if residents < FEWEST_RESIDENTS:
        raise Invalid(
            "Et område må ha minst {n} innbyggere. Er det mindre, kan et signal peke ut noen. "
            "Slå det sammen med et naboområde.",
            field="innbyggere",
            n=FEWEST_RESIDENTS,
        )
    here.lock("areas")
    same = select(Area.id).where(func.lower(Area.name) == name.lower())
    if set(db.session.scalars(same)) - {area.id if area else None}:
        raise Invalid("{name} står allerede på listen.", field="navn", name=name)
    guard_strictly({"navn": name})
    return name, residents
