"""How much a service can give in a year, and who has promised more than that."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid
from tenants.resources import facts, reach
from tenants.resources.models import Capacity, ResourceLine


@dataclass(frozen=True)
class Load:
    """A capacity and what is promised from it. A line counts in the year that it begins."""

    capacity: Capacity
    confirmed: Decimal
    waiting: Decimal

    @property
    def promised(self) -> Decimal:
        """Confirmed and waiting together."""
        return self.confirmed + self.waiting

    @property
    def over(self) -> Decimal:
        """How much more than the capacity is promised; nothing when it holds."""
        return max(Decimal(0), self.promised - self.capacity.amount)

    @property
    def left(self) -> Decimal:
        """What can still be promised."""
        return max(Decimal(0), self.capacity.amount - self.promised)


def add_capacity(organisation_id: UUID, kind: str, unit: str, year: int, amount: Decimal | None) -> Capacity:
    """How much an organisation can give of one kind in a year. Once for each kind, unit and year."""
    organisation = reach.organisation(organisation_id, "organisasjon")
    vocabulary.require("resource_kind", kind, "type")
    if not clock.today().year - 5 <= year <= clock.today().year + 10:
        raise Invalid("Året ser feil ut.", field="ar")
    if amount is None:
        raise Invalid("Skriv hvor mye.", field="mengde")
    amount, unit = facts.measured(kind, amount, unit)
    here.lock("capacities")
    own = select(Capacity.unit).where(
        Capacity.organisation_id == organisation_id, Capacity.kind == kind, Capacity.year == year
    )
    if facts.same(unit) in {facts.same(other) for other in db.session.scalars(own)}:
        raise Invalid("Kapasiteten står allerede i listen. Endre tallet der.", field="mengde")
    capacity = Capacity(organisation_id=organisation_id, kind=kind, unit=unit, year=year, amount=amount)
    capacity.organisation = organisation
    db.session.add(capacity)
    db.session.flush()
    audit.record("capacity.added", capacity, organisation=organisation_id, kind=kind, year=year)
    return capacity


def change_capacity(capacity: Capacity, seen: int | None, amount: Decimal | None) -> None:
    """Another amount."""
    if amount is None:
        raise Invalid("Skriv hvor mye.", field="mengde")
    facts.measured(capacity.kind, amount, capacity.unit)
    check_version(capacity, seen)
    capacity.amount = amount
    audit.record("capacity.changed", capacity)


def remove_capacity(capacity: Capacity) -> None:
    """The line in the list goes; nothing is flagged for it any more."""
    audit.record("capacity.removed", capacity)
    db.session.delete(capacity)
    db.session.flush()


def find_capacity(capacity_id: UUID) -> Capacity:
    """One capacity, or NotFound."""
    return find_row(Capacity, capacity_id, joinedload(Capacity.organisation))


def loads() -> list[Load]:
    """Every capacity with what is promised from it, by organisation and year. Two statements."""
    capacities = db.session.scalars(select(Capacity).options(joinedload(Capacity.organisation)))
    promised = _promised()
    made = []
    for capacity in capacities:
        key = (capacity.organisation_id, capacity.kind, facts.same(capacity.unit), capacity.year)
        sums = promised.get(key, {})
        made.append(Load(capacity, sums.get("confirmed", Decimal(0)), sums.get("waiting", Decimal(0))))
    return sorted(made, key=lambda load: (load.capacity.organisation.name, -load.capacity.year, load.capacity.kind))


def overcommitted() -> list[Load]:
    """Those that have promised more than they have."""
    return [load for load in loads() if load.over]


def _promised() -> dict[tuple[UUID, str, str, int], dict[str, Decimal]]:
    names = ("organisation_id", "kind", "unit", "from_on", "created_at", "state", "amount")
    columns: list[Any] = [getattr(ResourceLine, name) for name in names]
    query = select(*columns).where(ResourceLine.state.in_(("waiting", "confirmed")), ResourceLine.amount.is_not(None))
    sums: dict[tuple[UUID, str, str, int], dict[str, Decimal]] = {}
    for organisation_id, kind, unit, from_on, created_at, state, amount in db.session.execute(query):
        year = (from_on or created_at.astimezone(clock.OSLO).date()).year
        line = sums.setdefault((organisation_id, kind, facts.same(unit), year), {})
        line[state] = line.get(state, Decimal(0)) + amount
    return sums
