"""What is done with a duty: somebody else gets it, or it is ended with a reason. The features' own verbs do it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.accounts import links
from saas.db import db
from saas.db import find as find_row
from saas.errors import NotNow
from tenants.bti.models import BtiProgramme
from tenants.groups import service as groups
from tenants.groups.models import Group, Seat
from tenants.handover.duties import Duty
from tenants.mapping.models import AssessmentSection
from tenants.measures import lifecycle
from tenants.measures.models import EvaluationPlan, Measure
from tenants.meetings import planning
from tenants.meetings.models import Meeting, MeetingSeries
from tenants.network.models import Person
from tenants.resources import needs
from tenants.resources.models import Need
from tenants.rounds import closing
from tenants.rounds import service as rounds
from tenants.rounds.models import Round
from tenants.tasks import service as tasks
from tenants.tasks.models import Task

# Kind → the row, the column with the person, what the log calls it, and the links that the former one's letters hold.
NAMED: dict[str, tuple[Any, str, str, str]] = {
    "task": (Task, "responsible_id", "task.changed", "task.report"),
    "measure": (Measure, "responsible_id", "measure.changed", "measure.status"),
    "evaluation": (EvaluationPlan, "responsible_id", "evaluation_plan.handed_over", ""),
    "section": (AssessmentSection, "person_id", "assessment_section.handed_over", ""),
    "bti": (BtiProgramme, "leader_id", "bti.changed", ""),
}


def hand_to(duty: Duty, person: Person, *, acting: bool = False) -> None:
    """Somebody else answers for it from now on. What follows a seat goes with the secretary's seat of the group."""
    if duty.kind in NAMED:
        _rename(duty, person)
    elif duty.by_seat and duty.group_id is not None:
        make_secretary(find_row(Group, duty.group_id), person, acting=acting)


def close(duty: Duty, reason: str) -> None:
    """End it, with the reason. Raises NotNow for what cannot be ended."""
    if duty.kind not in CLOSERS:
        raise NotNow("Dette kan ikke avsluttes, bare overføres.")
    CLOSERS[duty.kind](duty.id, reason)


def make_secretary(group: Group, person: Person, *, acting: bool = False) -> None:
    """The person is the group's secretary from today. A secretary there is becomes an ordinary member."""
    today = clock.today()
    held = [seat for seat in group.seats if seat.held_on(today) and seat.deputy_for is None]
    for seat in held:
        if seat.function == "secretary" and seat.person_id != person.id:
            _function(group, seat, "member")
    own = next((seat for seat in held if seat.person_id == person.id), None)
    if own is None:
        groups.give_seat(group, person.id, "secretary", starts_on=today, acting=acting)
    elif own.function not in ("secretary", "leader"):
        _function(group, own, "secretary")
    db.session.refresh(group, ["seats"])


def _function(group: Group, seat: Seat, function: str) -> None:
    """Another function from today; the seat of before keeps what it was until yesterday."""
    today = clock.today()
    title, ends_on, acting = seat.title, seat.ends_on, seat.acting
    if seat.starts_on >= today:
        seat.function, seat.version = function, seat.version + 1
        audit.record("seat.changed", seat, group=group.id, function=function)
        return
    groups.end_seat(group, seat, today - timedelta(days=1))
    db.session.flush()
    groups.give_seat(group, seat.person_id, function, title=title, starts_on=today, ends_on=ends_on, acting=acting)


def _rename(duty: Duty, person: Person) -> None:
    model, column, action, purpose = NAMED[duty.kind]
    row = db.session.scalars(select(model).where(model.id == duty.id).with_for_update(of=model)).unique().one()
    setattr(row, column, person.id)
    row.version += 1
    db.session.flush()
    db.session.expire(row)
    if purpose:
        links.revoke(duty.id, purpose)
    audit.record(action, row, responsible=person.id, handed_over=True)


def _close_task(task_id: UUID, reason: str) -> None:
    tasks.report(find_row(Task, task_id), "dropped", reason)


def _close_measure(measure_id: UUID, reason: str) -> None:
    measure = find_row(Measure, measure_id)
    if measure.state == "started":
        lifecycle.end(measure, clock.today(), reason)
    else:
        lifecycle.reject(measure, reason)


def _close_round(round_id: UUID, reason: str) -> None:
    round_ = find_row(Round, round_id)
    if round_.state == "draft":
        rounds.discard(round_, None)
    elif round_.kind == "report":
        closing.close_report(round_, None)
    else:
        closing.conclude(round_, None, "refuted", reason=reason)


def _close_series(series_id: UUID, reason: str) -> None:
    """The series ends yesterday, and what is left of it is called off."""
    series = find_row(MeetingSeries, series_id)
    left = select(Meeting).where(
        Meeting.series_id == series.id, Meeting.state.in_(("draft", "called")), Meeting.starts_at > clock.now()
    )
    for meeting in db.session.scalars(left):
        planning.cancel(meeting, None, reason)
    series.until_on = max(series.from_on, clock.today() - timedelta(days=1))
    series.version += 1
    audit.record("series.ended", series)


def _close_meeting(meeting_id: UUID, reason: str) -> None:
    planning.cancel(find_row(Meeting, meeting_id), None, reason)


def _close_need(need_id: UUID, reason: str) -> None:
    needs.close_need(find_row(Need, need_id), None)


CLOSERS: dict[str, Callable[[UUID, str], None]] = {
    "task": _close_task, "measure": _close_measure, "round": _close_round, "report": _close_round,
    "series": _close_series, "meeting": _close_meeting, "need": _close_need,
}  # fmt: skip
