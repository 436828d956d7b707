"""What a measure is tied to elsewhere, checked against the kommune's own rows: goal, findings, group, sak, owner, person."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from saas import clock, here
from saas.db import db
from saas.errors import Invalid, NotFound
from tenants.findings.models import Finding
from tenants.goals.models import Goal
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.measures.models import MeasureFinding
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.network.models import Organisation, Person
from tenants.rounds.models import Round

# So many of the newest saker can be chosen among.
RECENT = 100


def goal(goal_id: UUID | None, former_id: UUID | None = None) -> Goal | None:
    """An adopted goal; one that is no longer so may stay where it was."""
    if goal_id is None:
        return None
    found = _one(Goal, goal_id, "mal", "Velg et mål fra listen.")
    if found.state != "adopted" and goal_id != former_id:
        raise Invalid("Bare vedtatte mål kan velges.", field="mal")
    return found


def group(group_id: UUID | None) -> Group:
    """A group that the visitor sees and that still meets: it initiates the measure."""
    try:
        found = groups.find(group_id) if group_id else None
    except NotFound:
        found = None
    if found is None:
        raise Invalid("Velg hvilken gruppe som tar initiativ til tiltaket.", field="gruppe")
    return found


def round_(round_id: UUID | None) -> Round | None:
    """The round that the measure came of."""
    return _one(Round, round_id, "runde", "Velg en runde fra listen.") if round_id else None


def sak(item_id: UUID | None) -> AgendaItem | None:
    """A sak of a group that the visitor sees."""
    if item_id is None:
        return None
    found = _one(AgendaItem, item_id, "sak", "Velg en sak fra listen.", joinedload(AgendaItem.group))
    try:
        groups.find(found.group_id)
    except NotFound as unseen:
        raise Invalid("Velg en sak fra listen.", field="sak") from unseen
    return found


def owner(owner_id: UUID | None) -> Organisation | None:
    """The service that owns the measure."""
    return _one(Organisation, owner_id, "eier", "Velg hvilken tjeneste som eier tiltaket.") if owner_id else None


def person(person_id: UUID | None, former_id: UUID | None = None, field: str = "ansvarlig") -> Person | None:
    """Somebody in the network; one who has left may keep what they had."""
    if person_id is None:
        return None
    found = _one(Person, person_id, field, "Velg en person fra listen.")
    if not found.active and person_id != former_id:
        raise Invalid("Velg en person fra listen.", field=field)
    return found


def is_coordinator(person: Person | None) -> bool:
    """Whether somebody is the SLT-koordinator: by the log-in that acts, or by what they are called."""
    if person is None:
        return False
    acting = here.role() == "coordinator" and person.user_id is not None and person.user_id == here.actor_id()
    return acting or "koordinator" in person.title.lower()


def tie_findings(measure_id: UUID, finding_ids: Iterable[UUID]) -> None:
    """The measure answers just these findings. Raises Invalid for one that is not the kommune's."""
    wanted = set(finding_ids)
    known = set(db.session.scalars(select(Finding.id).where(Finding.id.in_(wanted)))) if wanted else set()
    if known != wanted:
        raise Invalid("Velg funn fra listen.", field="funn")
    former = set(db.session.scalars(select(MeasureFinding.finding_id).where(MeasureFinding.measure_id == measure_id)))
    gone = MeasureFinding.finding_id.in_(former - wanted)
    db.session.execute(delete(MeasureFinding).where(MeasureFinding.measure_id == measure_id, gone))
    db.session.add_all(MeasureFinding(measure_id=measure_id, finding_id=one) for one in wanted - former)
    db.session.flush()


def findings_of(measure_id: UUID) -> list[Finding]:
    """The findings that the measure itself is tied to, the newest first."""
    tied = select(MeasureFinding.finding_id).where(MeasureFinding.measure_id == measure_id)
    return list(db.session.scalars(select(Finding).where(Finding.id.in_(tied)).order_by(Finding.noted_on.desc())))


def open_findings(kept: Iterable[UUID] = ()) -> list[Finding]:
    """The findings that can be chosen: the open ones, and those already tied."""
    query = select(Finding).where(Finding.closed_on.is_(None) | Finding.id.in_(list(kept)))
    return list(db.session.scalars(query.order_by(Finding.noted_on.desc(), Finding.title)))


def adopted_goals(kept_id: UUID | None = None) -> list[Goal]:
    """The goals that can be chosen, in their order of priority."""
    query = select(Goal).where((Goal.state == "adopted") | (Goal.id == kept_id))
    return list(db.session.scalars(query.order_by(Goal.rank.asc().nulls_last(), Goal.created_at)))


def recent_saker(kept_id: UUID | None = None) -> list[AgendaItem]:
    """The newest numbered saker in the groups that the visitor sees."""
    ids = [seen.id for seen in groups.visible(include_closed=True)]
    query = select(AgendaItem).where(AgendaItem.group_id.in_(ids), AgendaItem.number.is_not(None))
    query = query.options(joinedload(AgendaItem.group).lazyload(Group.seats))
    found = list(db.session.scalars(query.order_by(AgendaItem.year.desc(), AgendaItem.number.desc()).limit(RECENT)))
    if kept_id and kept_id not in {item.id for item in found}:
        found += db.session.scalars(query.where(AgendaItem.id == kept_id)).all()
    return found


def day_of(item: AgendaItem | None) -> date:
    """The day a sak was last up in a meeting; today where it has not been."""
    if item is None:
        return clock.today()
    query = select(Meeting).join(AgendaEntry, AgendaEntry.meeting_id == Meeting.id)
    query = query.where(AgendaEntry.item_id == item.id, Meeting.state.in_(("under_way", "held")))
    last = db.session.scalars(query.order_by(Meeting.starts_at.desc()).limit(1)).one_or_none()
    return min(last.day, clock.today()) if last else clock.today()


def find_round(round_id: UUID) -> Round:
    """The round that a proposal is made from. Raises NotFound."""
    found = db.session.scalars(select(Round).where(Round.id == round_id)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def findings_of_round(round_id: UUID) -> list[UUID]:
    """The findings that were registered from a round."""
    return list(db.session.scalars(select(Finding.id).where(Finding.from_round_id == round_id)))


def _one(model: Any, row_id: UUID | None, field: str, words: str, *options: Any) -> Any:
    found = db.session.scalars(select(model).where(model.id == row_id).options(*options)).one_or_none()
    if found is None:
        raise Invalid(words, field=field)
    return found
