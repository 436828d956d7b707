"""How the table of answers lands on the group's next agenda, by itself or when the coordinator says so."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock
from saas.db import db
from saas.errors import NotNow
from tenants.meetings import agenda, backlog
from tenants.meetings.models import AgendaItem, Meeting
from tenants.rounds.models import Round
from tenants.rounds.questions import agenda_place, counts_of


def land(round_: Round) -> Meeting | None:
    """Put the round's sak on the group's next planned meeting. None when no meeting is planned: the sak waits.

    A sak that is on a planned agenda already stays there; one that is concluded is followed by a new one.
    """
    if round_.state != "sent":
        raise NotNow("Bare en runde som er sendt og ikke avsluttet, kan legges på en saksliste.")
    agenda.one_at_a_time(round_.group_id)
    db.session.execute(select(Round.id).where(Round.id == round_.id).with_for_update())
    item = _open_item(round_)
    meeting = agenda_place(round_) or _next_meeting(round_)
    if meeting is None:
        return None
    agenda.place(meeting, item)
    if round_.landed_at is None:
        round_.landed_at = clock.now()
        audit.record("round.landed", round_, meeting=meeting.id, item=item.id)
    return meeting


def land_due() -> int:
    """Rounds whose deadline has come, or where everybody has answered, and that have not landed. Returns how many did."""
    waiting = (Round.kind == "challenge", Round.state == "sent", Round.landed_at.is_(None))
    query = select(Round).where(*waiting).options(joinedload(Round.item)).order_by(Round.due_on, Round.id)
    rounds = list(db.session.scalars(query).unique())
    numbers, landed = counts_of([round_.id for round_ in rounds]), 0
    for round_ in rounds:
        come = round_.due_on is not None and round_.due_on <= clock.today()
        if come or (round_.id in numbers and numbers[round_.id].complete):
            try:
                landed += land(round_) is not None
            except NotNow:
                continue
    return landed


def _open_item(round_: Round) -> AgendaItem:
    """The round's sak; where there is none, or it is concluded, a new one that follows it."""
    former = round_.item
    if former is not None and former.state == "open":
        return former
    item = backlog.propose(
        round_.group, None, title=round_.title, description=round_.description, kind="discussion"
    )
    if former is not None:
        item.origin_id = former.id
    round_.item, round_.item_id = item, item.id
    db.session.flush()
    return item


def _next_meeting(round_: Round) -> Meeting | None:
    query = select(Meeting).where(
        Meeting.group_id == round_.group_id, Meeting.state.in_(("draft", "called")), Meeting.starts_at > clock.now()
    )
    return db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(1)).unique().one_or_none()
