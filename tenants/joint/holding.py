"""What meetings and minutes ask about what is held together: what cannot be changed here alone, and what stands in all the minutes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import here, joint
from saas.db import db
from saas.errors import NotNow
from tenants.joint.models import JointEntry, JointMeeting
from tenants.meetings import ties
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.meetings.wording import listed
from tenants.minutes import reading
from tenants.minutes.reading import Added


@dataclass(frozen=True)
class Held:
    """A meeting held with others: who they are (name, colour, mark), and which places on its agenda are shared.

    `places` maps such a place to its row here (joint_entries).
    """

    id: UUID
    companions: list[dict[str, Any]]
    places: dict[UUID, UUID]

    @property
    def names(self) -> str:
        """«Solbygda og Hamnes»"""
        return listed([str(party["name"]) for party in self.companions])


def joint_of(meeting: Meeting) -> Held | None:
    """What a page or letter shows of it; None for a meeting that the group holds alone. A guest's room may ask too."""
    query = select(JointMeeting.id, JointMeeting.companions)
    found = db.session.execute(query.where(JointMeeting.meeting_id == meeting.id, JointMeeting.state == "joined")).one_or_none()
    if found is None:
        return None
    shared = db.session.execute(select(JointEntry.entry_id, JointEntry.id).where(JointEntry.joint_id == found.id))
    return Held(found.id, found.companions, {entry_id: row_id for entry_id, row_id in shared})


def added_to(meeting: Meeting) -> dict[UUID, Added]:
    """This kommune's own copy of what was written together, by its place on the agenda; for the meeting's minutes."""
    query = (
        select(JointEntry.entry_id, JointEntry.notes, JointEntry.decision, JointMeeting.companions)
        .join(JointMeeting, JointMeeting.id == JointEntry.joint_id)
        .where(JointMeeting.meeting_id == meeting.id)
    )
    return {
        entry_id: Added(notes, decision, tuple(party["name"] for party in companions))
        for entry_id, notes, decision, companions in db.session.execute(query)
        if notes or decision
    }


def _refuse_meeting(meeting: Meeting) -> None:
    if _event_of(meeting) is not None:
        raise NotNow(
            "Møtet holdes sammen med andre kommuner. Endre tid og sted, eller avlys, på siden for det felles møtet. "
            "Vil {kommune} holde det alene, kan dere gå ut av det felles møtet der.", kommune=here.kommune().name,
        )  # fmt: skip


def _refuse_sak(item: AgendaItem) -> None:
    query = select(JointEntry.id).join(JointMeeting, JointMeeting.id == JointEntry.joint_id)
    places = select(AgendaEntry.id).where(AgendaEntry.item_id == item.id)
    query = query.where(JointEntry.entry_id.in_(places), JointMeeting.state == "joined")
    if db.session.scalar(query.limit(1)) is not None:
        raise NotNow("Saken er felles med andre kommuner. Endre den på siden for det felles møtet.")


def _next_sequence(meeting: Meeting) -> int | None:
    event_id = _event_of(meeting)
    return None if event_id is None else joint.next_sequence(event_id)


def _event_of(meeting: Meeting) -> UUID | None:
    query = select(JointMeeting.event_id).where(JointMeeting.meeting_id == meeting.id, JointMeeting.state == "joined")
    return db.session.scalar(query)


ties.MEETINGS.append(_refuse_meeting)
ties.SAKER.append(_refuse_sak)
ties.SEQUENCES.append(_next_sequence)
reading.ADDITIONS.append(added_to)
