"""Who must sit in a group for its level to work; checked on a day, from the seats alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tenants.groups.models import Group, Seat


@dataclass(frozen=True)
class Check:
    """One demand on the composition. `text` is a bokmål source text for how it stands: «Politi mangler»."""

    code: str
    text: str
    ok: bool


@dataclass(frozen=True)
class _Demand:
    code: str
    there: str
    missing: str
    met: Callable[[Sequence[Seat]], bool]


def check(group: Group, day: date) -> list[Check]:
    """The demands of the group's level, each met or not on `day`. A vara alone does not fill a place."""
    seats = group.seats_on(day)
    demands = DEMANDS.get(group.level, ())
    return [Check(d.code, d.there if d.met(seats) else d.missing, d.met(seats)) for d in demands]


def _from(*types: str) -> Callable[[Sequence[Seat]], bool]:
    """Somebody comes from such an organisation."""
    return lambda seats: any(seat.person.organisation.type in types for seat in seats)


def _is_coordinator(seat: Seat) -> bool:
    """The coordinator is the secretary of the groups; where somebody else writes, the title tells who coordinates."""
    titles = f"{seat.title} {seat.person.title}".casefold()
    return seat.function == "secretary" or "koordinator" in titles


_LEADER = _Demand(
    "leader", "Gruppen har leder", "Leder mangler", lambda seats: any(seat.function == "leader" for seat in seats)
)
_COORDINATOR = _Demand(
    "coordinator",
    "Koordinator er med",
    "Koordinator mangler",
    lambda seats: any(_is_coordinator(seat) for seat in seats),
)
_POLICE = _Demand("police", "Politi er med", "Politi mangler", _from("police"))

# Practitioners are put together by what the place needs, so no single agency is demanded of them; but one agency
# alone is not cooperation. NAV does not stand for barnevern: the middle S of SSP is care for children.
DEMANDS: dict[str, tuple[_Demand, ...]] = {
    "STEERING": (
        _Demand(
            "municipal_leadership", "Kommuneledelsen er med", "Kommuneledelsen mangler", _from("municipal_leadership")
        ),
        _Demand("police", "Politiets ledelse er med", "Politi mangler", _from("police")),
        _COORDINATOR,
        _LEADER,
    ),
    "COORDINATING": (
        _Demand("school", "Skole er med", "Skole mangler", _from("school")),
        _Demand("social", "Barnevern er med", "Barnevern mangler", _from("child_welfare")),
        _POLICE,
        _COORDINATOR,
        _LEADER,
    ),
    "OPERATIONAL": (
        _Demand(
            "cross_agency",
            "Flere virksomheter er med",
            "Bare én virksomhet er med",
            lambda seats: len({seat.person.organisation_id for seat in seats}) > 1,
        ),
        _LEADER,
    ),
}
