"""«Utenfor rammene»: measures decided without an adopted goal go once to the styringsgruppe's next agenda."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload

from saas import audit, clock
from saas.db import db
from saas.pages import gettext
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.measures.models import RUNNING, VALID_GOALS, Measure
from tenants.meetings import agenda, backlog
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.meetings.wording import in_the_kommunes_language


def outside() -> ColumnElement[bool]:
    """A criterion on Measure: decided, without an adopted goal, and the styringsgruppe has not answered."""
    adopted = exists().where(Goal.id == Measure.goal_id, Goal.state.in_(VALID_GOALS))
    return Measure.state.in_(RUNNING) & Measure.frame_outcome.is_(None) & ~adopted


def outside_frame() -> list[Measure]:
    """The measures that wait for the styringsgruppe's answer, the oldest first."""
    query = select(Measure).where(outside()).options(joinedload(Measure.owner), joinedload(Measure.item))
    return list(db.session.scalars(query.order_by(Measure.year, Measure.number)))


def bring_up() -> int:
    """Put what is new outside the frame on the styringsgruppe's next agenda. Returns how many measures were brought.

    They share one sak while it waits; a measure that has been there once never comes back by itself. Safe to run
    as often as wanted: who comes second waits, and finds nothing new.
    """
    db.session.flush()
    group = _steering()
    if group is None:
        return 0
    agenda.one_at_a_time(group.id)
    query = select(Measure).where(outside(), Measure.frame_item_id.is_(None)).order_by(Measure.year, Measure.number)
    new = list(db.session.scalars(query.with_for_update()))
    item = _waiting_sak(group)
    if new and item is None:
        item = _new_sak(group)
    for measure in new:
        assert item is not None
        measure.frame_item_id = item.id
        audit.record("measure.outside_frame", measure, item=item.id)
    db.session.flush()
    if item is not None and item.number is None:
        _place(group, item)
    return len(new)


def _steering() -> Group | None:
    query = select(Group).where(Group.level == "STEERING", Group.closed_on.is_(None)).order_by(Group.created_at, Group.id)
    return db.session.scalars(query.limit(1)).one_or_none()


def _waiting_sak(group: Group) -> AgendaItem | None:
    """The sak about the frame that no meeting has taken up yet."""
    used = select(Measure.frame_item_id).where(Measure.frame_item_id.is_not(None))
    held = exists().where(
        AgendaEntry.item_id == AgendaItem.id, Meeting.id == AgendaEntry.meeting_id, Meeting.state.in_(("under_way", "held"))
    )
    query = select(AgendaItem).where(
        AgendaItem.id.in_(used), AgendaItem.group_id == group.id, AgendaItem.state == "open", ~held
    )
    return db.session.scalars(query.order_by(AgendaItem.created_at.desc()).limit(1)).one_or_none()


def _new_sak(group: Group) -> AgendaItem:
    with in_the_kommunes_language():
        title = gettext("Tiltak utenfor rammene")
        text = gettext(
            "Tiltak er besluttet uten et mål som styringsgruppen har vedtatt. "
            "Styringsgruppen knytter dem til et mål, avviser dem eller lager et nytt mål. "
            "Listen står under Tiltak, Utenfor rammene."
        )
    return backlog.propose(group, None, title=title, description=text, kind="decision")


def _place(group: Group, item: AgendaItem) -> None:
    """On the next meeting, if one is planned; else the sak waits, and the next round tries again."""
    query = select(Meeting).where(
        Meeting.group_id == group.id, Meeting.state.in_(("draft", "called")), Meeting.starts_at > clock.now()
    )
    meeting = db.session.scalars(query.order_by(Meeting.starts_at).limit(1)).one_or_none()
    if meeting is not None:
        agenda.place(meeting, item)
