"""What is asked about rounds: one, those of a group or a sak, and those that should have ended."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from saas import clock
from saas.db import db
from saas.errors import NotFound
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.meetings.service import PLANNED
from tenants.network import service as network
from tenants.resources import service as resources
from tenants.resources.models import ResourceLine
from tenants.rounds import counting, sight
from tenants.rounds.counting import Counts
from tenants.rounds.models import Round, RoundAnswer, RoundRecipient


@dataclass(frozen=True)
class Table:
    """A round's response table: the numbers, by sector, each answer, and what each has pledged."""

    counts: Counts
    sectors: list[tuple[str, Counts]]
    recipients: list[RoundRecipient]
    lines: dict[UUID, list[ResourceLine]] = field(default_factory=dict)

    @property
    def late(self) -> list[RoundRecipient]:
        """Those who have not answered."""
        return [recipient for recipient in self.recipients if recipient.answered_at is None]


def find(round_id: UUID) -> Round:
    """A round that the visitor may see, or NotFound."""
    round_ = db.session.scalars(_rounds().where(Round.id == round_id, sight.visible())).unique().one_or_none()
    if round_ is None:
        raise NotFound()
    return round_


def find_for_guest(recipient_id: UUID, person_id: UUID, kind: str) -> RoundRecipient | None:
    """The answer that a signed link is about, with its round, once that is sent."""
    query = select(RoundRecipient).options(
        joinedload(RoundRecipient.round).joinedload(Round.group).lazyload(Group.seats),
        joinedload(RoundRecipient.person), joinedload(RoundRecipient.organisation),
    )  # fmt: skip
    mine = (RoundRecipient.id == recipient_id, RoundRecipient.person_id == person_id)
    found = db.session.scalars(query.where(*mine)).unique().one_or_none()
    return found if found and found.round.state != "draft" and found.round.kind == kind else None


def mine_in(round_: Round) -> RoundRecipient | None:
    """The visitor's own answer in a sent round, if they are asked."""
    me = network.me()
    if me is None or round_.state == "draft":
        return None
    return next((recipient for recipient in recipients(round_) if recipient.person_id == me.id), None)


def listing(kind: str) -> list[tuple[Round, Counts]]:
    """The rounds of a kind with their numbers: what must end, what waits, drafts, and what is closed. Two statements."""
    rank = ["sent", "draft", "closed"]
    query = _rounds().where(Round.kind == kind, sight.visible())
    found = db.session.scalars(query.order_by(Round.created_at.desc(), Round.id)).unique()
    rounds = sorted(found, key=lambda r: (rank.index(r.state), not r.must_end, r.due_on or clock.today()))
    numbers = counts_of([round_.id for round_ in rounds])
    return [(round_, numbers.get(round_.id, Counts())) for round_ in rounds]


def of_group(group_id: UUID, kind: str = "challenge") -> list[Round]:
    """A group's rounds, the newest first."""
    query = _rounds().where(Round.group_id == group_id, Round.kind == kind, sight.visible())
    return list(db.session.scalars(query.order_by(Round.created_at.desc(), Round.id)).unique())


def of_item(item_id: UUID) -> list[Round]:
    """The rounds that stand on a sak, sent ones first in time."""
    query = _rounds().where(Round.item_id == item_id, sight.visible()).order_by(Round.created_at, Round.id)
    return list(db.session.scalars(query).unique())


def unfinished() -> list[Round]:
    """Rounds past their deadline and landed, neither confirmed nor refuted: «må avsluttes»."""
    open_ones = (Round.kind == "challenge", Round.state == "sent", Round.landed_at.is_not(None))
    query = _rounds().where(*open_ones, Round.due_on < clock.today(), sight.visible())
    return list(db.session.scalars(query.order_by(Round.due_on, Round.id)).unique())


def recipients(round_: Round) -> list[RoundRecipient]:
    """Those who are asked, by organisation and name, with both loaded."""
    return _recipients([round_.id])


def counts(round_: Round) -> Counts:
    """A round in numbers."""
    return counting.count(recipients(round_))


def counts_of(round_ids: list[UUID]) -> dict[UUID, Counts]:
    """Round → its numbers, in one statement."""
    grouped: dict[UUID, list[RoundRecipient]] = {}
    for recipient in _recipients(round_ids):
        grouped.setdefault(recipient.round_id, []).append(recipient)
    return {round_id: counting.count(listed) for round_id, listed in grouped.items()}


def table(round_: Round) -> Table:
    """A round's response table."""
    listed = recipients(round_)
    lines: dict[UUID, list[ResourceLine]] = {}
    for line in resources.lines_of_recipients([recipient.id for recipient in listed]):
        if line.recipient_id is not None:
            lines.setdefault(line.recipient_id, []).append(line)
    return Table(counting.count(listed), counting.by_sector(listed), listed, lines)


def recognition_words(round_: Round) -> str:
    """«5 av 6 har svart: 4 gjenkjenner, 1 delvis. Ikke svart: teknisk etat.»"""
    return counting.sentence(counts(round_))


def answers_of(recipient_ids: list[UUID]) -> dict[tuple[UUID, UUID], str]:
    """(recipient, question) → what was answered in a report."""
    query = select(RoundAnswer).where(RoundAnswer.recipient_id.in_(recipient_ids))
    return {(answer.recipient_id, answer.question_id): answer.text for answer in db.session.scalars(query)}


def agenda_place(round_: Round) -> Meeting | None:
    """The planned meeting whose agenda the round's sak stands on, the soonest."""
    query = select(Meeting).join(AgendaEntry, AgendaEntry.meeting_id == Meeting.id)
    query = query.where(AgendaEntry.item_id == round_.item_id, Meeting.state.in_(PLANNED))
    return db.session.scalars(query.order_by(Meeting.starts_at).limit(1)).unique().one_or_none()


def saker_of(round_: Round) -> list[AgendaItem]:
    """The group's numbered saker that the outcome may have been decided in: the round's own first, then the newest."""
    query = select(AgendaItem).where(AgendaItem.group_id == round_.group_id, AgendaItem.number.is_not(None))
    query = query.order_by((AgendaItem.id == round_.item_id).desc(), AgendaItem.year.desc(), AgendaItem.number.desc())
    found = list(db.session.scalars(query.limit(40)))
    if round_.item is not None and round_.item.number is None:
        found.insert(0, round_.item)
    return found


def how_many_open() -> int:
    """How many rounds wait for answers."""
    query = select(func.count()).select_from(Round).where(Round.kind == "challenge", Round.state == "sent")
    return db.session.scalar(query.where(sight.visible())) or 0


def _recipients(round_ids: list[UUID]) -> list[RoundRecipient]:
    query = select(RoundRecipient).where(RoundRecipient.round_id.in_(round_ids))
    query = query.options(joinedload(RoundRecipient.person), joinedload(RoundRecipient.organisation))
    return sorted(db.session.scalars(query).unique(), key=lambda r: (r.organisation.name, r.person.name, str(r.id)))


def _rounds() -> Any:
    return select(Round).options(joinedload(Round.group).lazyload(Group.seats), joinedload(Round.item), selectinload(Round.questions))
