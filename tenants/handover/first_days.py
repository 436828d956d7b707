"""The new coordinator's first 90 days: whom to meet, what to read, what to hold; made at the minute, ticked on the way."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import NotAllowed
from saas.pages import gettext
from tenants.groups.models import Group
from tenants.handover.models import Handover, HandoverStep
from tenants.handover.succession import first_day
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network.models import Person

MOST_MEETINGS = 5


def plan(handover: Handover) -> None:
    """Write the steps with their days and contacts, in the kommune's language."""
    with in_the_kommunes_language():
        people, leader = _contacts(handover), _leader("STEERING")
        meet = [(30, gettext("Møt %(name)s", name=_named(person))[:300], person) for person in people]
        steps: list[tuple[int, str, Person | None]] = [
            (30, gettext("Les overleveringspakken og notatene"), None), *meet,
            (60, gettext("Gå gjennom kartleggingen"), None),
            (60, gettext("Gå gjennom mål, tiltak og åpne oppgaver"), None),
            (90, gettext("Hold ditt første møte i styringsgruppen"), leader),
        ]
    day = first_day(handover)
    for position, (days, text, person) in enumerate(steps, start=1):
        person_id = person.id if person else None
        due_on = day + timedelta(days=days)
        db.session.add(
            HandoverStep(handover_id=handover.id, day=days, position=position, text=text, due_on=due_on, person_id=person_id)
        )
    db.session.flush()


def steps_of(handover: Handover) -> list[HandoverStep]:
    """The plan in order."""
    query = select(HandoverStep).where(HandoverStep.handover_id == handover.id).order_by(HandoverStep.position)
    return list(db.session.scalars(query))


def mine() -> tuple[Handover, list[HandoverStep]] | None:
    """The visitor's own plan here, while something in it is left."""
    query = select(Handover).where(Handover.to_user_id == here.actor_id(), Handover.state == "done")
    handover = db.session.scalars(query.order_by(Handover.done_at.desc()).limit(1)).one_or_none()
    steps = steps_of(handover) if handover else []
    return (handover, steps) if handover and any(step.done_at is None for step in steps) else None


def tick(step_id: UUID, seen: int | None) -> HandoverStep:
    """«Gjort», or undone again. Raises NotFound, then NotAllowed for everybody but the new coordinator."""
    step = find_row(HandoverStep, step_id)
    if find_row(Handover, step.handover_id).to_user_id != here.actor_id() or here.role() != "coordinator":
        raise NotAllowed("Bare den nye koordinatoren krysser av i planen sin.")
    check_version(step, seen)
    step.done_at = None if step.done_at else clock.now()
    audit.record("handover.step_done" if step.done_at else "handover.step_undone", step)
    return step


def _contacts(handover: Handover) -> list[Person]:
    """The leaders of the groups, then the police, each once; never the two who hand over."""
    both = {handover.from_person_id, handover.to_person_id}
    found = [leader for level in ("STEERING", "COORDINATING") if (leader := _leader(level))]
    found += [seat.person for group in _groups() for seat in group.seats_on(clock.today()) if seat.person.organisation.type == "police"]
    listed = {person.id: person for person in found if person.id not in both}
    return list(listed.values())[:MOST_MEETINGS]


def _leader(level: str) -> Person | None:
    leaders = [group.leader_on(clock.today()) for group in _groups() if group.level == level]
    return next((leader for leader in leaders if leader), None)


def _groups() -> list[Group]:
    query = select(Group).where(Group.closed_on.is_(None), Group.level.in_(("STEERING", "COORDINATING")))
    return list(db.session.scalars(query.order_by(Group.name)))


def _named(person: Person) -> str:
    return ", ".join(part for part in (person.name, person.title) if part)
