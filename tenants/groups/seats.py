"""Seats in a group: given, changed, ended, and the vara behind each."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups.models import FUNCTIONS, Group, Seat
from tenants.network import service as network
from tenants.network.models import Person

# Later features hang what they must do when somebody's seat gets a last day (and, with it, what the seat opened).
ENDING: list[Callable[[Seat, date], None]] = []


def find_seat(group: Group, seat_id: UUID) -> Seat:
    """A seat of this very group, past ones too. Raises NotFound."""
    seat = next((seat for seat in group.seats if seat.id == seat_id), None)
    if seat is None:
        raise NotFound()
    return seat


def give_seat(
    group: Group,
    person_id: UUID,
    function: str = "member",
    *,
    title: str | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    acting: bool = False,
    kept: guarding.Kept | None = None,
) -> Seat:
    """A place in the group from a date. Without a title the person's present one is kept with the seat."""
    person = _in_network(person_id)
    seat = Seat(
        group_id=group.id,
        person_id=person.id,
        function=function,
        acting=acting,
        title=person.title if title is None else title,
        starts_on=starts_on or clock.today(),
        ends_on=ends_on,
    )
    _check(group, seat, person, kept)
    _add(group, seat)
    audit.record("seat.given", seat, group=group.id, person=person.id, function=function)
    return seat


def change_seat(
    group: Group,
    seat: Seat,
    seen_version: int | None,
    *,
    function: str,
    title: str,
    starts_on: date,
    ends_on: date | None,
    acting: bool,
    kept: guarding.Kept | None = None,
) -> None:
    """Another function, title or period for the same person; a vara's period follows when the seat gets shorter."""
    check_version(seat, seen_version)
    # Checked before the row is touched: a refused page must show, and the database must see, what stands.
    wanted = Seat(
        id=seat.id, deputy_for=seat.deputy_for, function=function, title=title, starts_on=starts_on, ends_on=ends_on
    )
    _check(group, wanted, seat.person, kept)
    seat.function, seat.title, seat.acting = function, title, acting
    seat.starts_on, seat.ends_on = starts_on, ends_on
    if ends_on is not None:
        _end_deputies(group, seat, ends_on)
        _told(seat, ends_on)
    db.session.flush()
    audit.record("seat.changed", seat, group=group.id, function=function, starts=starts_on, ends=ends_on)


def end_seat(group: Group, seat: Seat, last_day: date, seen_version: int | None = None) -> None:
    """The seat's last day; access ends the day after, and the vara's with it. Raises Invalid before the first day."""
    if last_day < seat.starts_on:
        raise Invalid("Siste dag kan ikke være før første dag.", field="siste_dag")
    check_version(seat, seen_version)
    seat.ends_on = last_day
    _end_deputies(group, seat, last_day)
    _told(seat, last_day)
    audit.record("seat.ended", seat, group=group.id, on=last_day)


def remove_seat(group: Group, seat: Seat, seen_version: int | None = None) -> None:
    """Out of the group at once: the last day was yesterday, and what the group lacks shows today."""
    yesterday = clock.today() - timedelta(days=1)
    if seat.starts_on > yesterday:
        _take_back(group, seat, yesterday)
    else:
        end_seat(group, seat, yesterday, seen_version)


def name_deputy(
    group: Group, seat: Seat, person_id: UUID, *, starts_on: date | None = None, ends_on: date | None = None
) -> Seat:
    """A vara for a seat, called when its holder cannot come."""
    if seat.deputy_for is not None:
        raise NotNow("En vara kan ikke ha vara.")
    person = _in_network(person_id)
    deputy = Seat(
        group_id=group.id,
        person_id=person.id,
        function="member",
        title=person.title,
        deputy_for=seat.id,
        starts_on=starts_on or max(clock.today(), seat.starts_on),
        ends_on=ends_on or seat.ends_on,
    )
    _check(group, deputy, person, None)
    for other in group.seats:
        if other.deputy_for == seat.id and _meet(other, deputy):
            raise Invalid(
                "{name} er vara i denne perioden. Avslutt den plassen først.", field="person", name=other.person.name
            )
    _add(group, deputy)
    audit.record("seat.deputy_named", deputy, group=group.id, person=person.id, seat=seat.id)
    return deputy


def end_seats_of(person: Person, last_day: date) -> None:
    """Somebody leaves the network: every seat they hold, seen by the visitor or not, ends with them."""
    held = select(Seat.group_id).where(Seat.person_id == person.id)
    for group in db.session.scalars(select(Group).where(Group.id.in_(held))):
        for seat in [seat for seat in group.seats if seat.person_id == person.id]:
            if seat.ends_on is None or seat.ends_on > last_day:
                # A seat not begun may already stand in an invitation, so it is drawn in rather than deleted.
                seat.starts_on = min(seat.starts_on, last_day)
                end_seat(group, seat, last_day, seen_version=seat.version)


def _add(group: Group, seat: Seat) -> None:
    db.session.add(seat)
    db.session.flush()
    db.session.refresh(group, ["seats"])


def _take_back(group: Group, seat: Seat, yesterday: date) -> None:
    """A seat that never had a day is deleted, unless an invitation points at it: then it is drawn back before today."""
    audit.record("seat.taken_back", seat, group=group.id, person=seat.person_id)
    _told(seat, yesterday)
    family = [other for other in group.seats if other.deputy_for == seat.id] + [seat]
    try:
        with db.session.begin_nested():
            for each in family:
                db.session.delete(each)
                db.session.flush()
    except IntegrityError:
        for each in family:
            each.starts_on, each.ends_on = min(each.starts_on, yesterday), yesterday
    db.session.flush()
    db.session.refresh(group, ["seats"])


def _in_network(person_id: UUID) -> Person:
    try:
        person = network.find_person(person_id)
    except NotFound:
        raise Invalid("Velg en person fra nettverket.", field="person") from None
    if not person.active:
        raise Invalid("{name} er ikke lenger med i nettverket.", field="person", name=person.name)
    return person


def _check(group: Group, seat: Seat, person: Person, kept: guarding.Kept | None) -> None:
    """One seat a person and one leader at a time: leader_on() must have one answer on every day."""
    if group.closed_on is not None:
        raise NotNow("{group} er avsluttet.", group=group.name)
    if seat.function not in FUNCTIONS:
        raise Invalid("Velg en funksjon fra listen.", field="funksjon")
    if seat.ends_on is not None and seat.ends_on < seat.starts_on:
        raise Invalid("Siste dag kan ikke være før første dag.", field="siste_dag")
    here.lock(f"seats:{group.id}")
    # Read anew behind the lock: somebody else may just have given the same seat.
    db.session.refresh(group, ["seats"])
    others = [other for other in group.seats if other.id != seat.id and _meet(other, seat)]
    if any(other.person_id == person.id for other in others):
        raise Invalid("{name} har allerede en plass i gruppen i denne perioden.", field="person", name=person.name)
    leader = next((other for other in others if other.function == "leader" and other.deputy_for is None), None)
    if seat.function == "leader" and seat.deputy_for is None and leader is not None:
        raise Invalid(
            "{name} er leder i denne perioden. Avslutt eller endre den plassen først.",
            field="funksjon",
            name=leader.person.name,
        )
    guarding.check(group, {"tittel": seat.title}, kept)


def _meet(one: Seat, other: Seat) -> bool:
    """Whether two periods have a day in common."""
    return (one.ends_on is None or other.starts_on <= one.ends_on) and (
        other.ends_on is None or one.starts_on <= other.ends_on
    )


def _told(seat: Seat, last_day: date) -> None:
    for ending in ENDING:
        ending(seat, last_day)


def _end_deputies(group: Group, seat: Seat, last_day: date) -> None:
    for deputy in group.seats:
        if deputy.deputy_for == seat.id and (deputy.ends_on is None or deputy.ends_on > last_day):
            deputy.ends_on = max(last_day, deputy.starts_on)
            deputy.version += 1
            _told(deputy, deputy.ends_on)
