"""The backlog: saker that wait for a meeting, proposed by members or left over; and what the last meeting left open."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from saas import audit
from saas.db import db
from saas.db import find as find_row
from saas.errors import NotFound
from saas.pages import gettext
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.meetings import agenda
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.meetings.service import PLANNED, entries, hold, must_be, previous_held
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network.models import Person
from tenants.tasks import service as tasks
from tenants.tasks.models import Task

# The start of a title, in bokmål and nynorsk, that says a sak is there for following up tasks.
FOLLOW_UP = "oppfølging av"


@dataclass(frozen=True)
class Fetched:
    """What «Hent fra forrige møte» brought: how many open tasks and how many unfinished saker."""

    tasks: int
    items: int


def propose(
    group: Group, person: Person | None, *, title: str, description: str, kind: str, kept: Kept | None = None
) -> AgendaItem:
    """A sak for a later meeting; `person` is who proposes it, None when the secretary writes it down."""
    guarding.check(group, {"tittel": title, "beskrivelse": description}, kept)
    item = AgendaItem(
        group_id=group.id, title=title, description=description, kind=kind, proposed_by=person.id if person else None
    )
    db.session.add(item)
    db.session.flush()
    audit.record("item.proposed", item, kind=kind)
    return item


def waiting(group_id: UUID | None = None) -> list[AgendaItem]:
    """Open saker that are on no coming agenda, in the groups that the visitor sees; the oldest first."""
    ids = [group.id for group in groups.visible() if group_id in (None, group.id)]
    placed = exists().where(
        AgendaEntry.item_id == AgendaItem.id,
        Meeting.id == AgendaEntry.meeting_id,
        Meeting.state.in_(PLANNED) | AgendaEntry.standing.is_(True),
    )
    query = select(AgendaItem).where(AgendaItem.group_id.in_(ids), AgendaItem.state == "open", ~placed)
    query = query.options(
        joinedload(AgendaItem.group), joinedload(AgendaItem.proposer), selectinload(AgendaItem.papers)
    )
    return list(db.session.scalars(query.order_by(AgendaItem.created_at, AgendaItem.id)).unique())


def find_item(item_id: UUID) -> AgendaItem:
    """A sak of a group that the visitor may see, or NotFound."""
    item = find_row(AgendaItem, item_id)
    groups.find(item.group_id)
    return item


def find_own_group(group_id: UUID) -> Group:
    """A group that the visitor may propose saker to."""
    group = groups.find(group_id)
    if group.closed_on is not None:
        raise NotFound()
    return group


def fetch_from_last(meeting: Meeting) -> Fetched:
    """«Hent fra forrige møte»: unfinished saker, and a sak for the group's open tasks. Twice does nothing more."""
    agenda.one_at_a_time(meeting.group_id)
    hold(meeting)
    must_be(meeting, "draft", "called", "under_way")
    agenda.prepare(meeting)
    brought = [item for item in _unfinished(meeting) if agenda.place(meeting, item)]
    open_tasks = tasks.open_of_group(meeting.group)
    placed = len(open_tasks) if open_tasks and _follow_up(meeting) else 0
    audit.record("agenda.fetched", meeting, items=len(brought), tasks=placed)
    return Fetched(placed, len(brought))


def follow_up_entry(listed: list[AgendaEntry]) -> AgendaEntry | None:
    """The sak under which the open tasks are shown, if the agenda has one."""
    return next((e for e in listed if e.standing and e.item.title.lower().startswith(FOLLOW_UP)), None)


def open_tasks(meeting: Meeting) -> list[Task]:
    """The group's open tasks, as the agenda lists them."""
    return tasks.open_of_group(meeting.group)


def _unfinished(meeting: Meeting) -> list[AgendaItem]:
    """Open saker of the last held meeting that no other agenda has taken up, in their order there."""
    last = previous_held(meeting)
    if last is None:
        return []
    left = [entry.item for entry in entries(last) if entry.item.state == "open" and not entry.standing]
    query = select(AgendaEntry.item_id).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    query = query.where(AgendaEntry.item_id.in_([item.id for item in left]), Meeting.state.in_(PLANNED))
    taken = set(db.session.scalars(query))
    return [item for item in left if item.id not in taken]


def _follow_up(meeting: Meeting) -> bool:
    """See that the agenda has a sak for the tasks. Returns whether it had to be placed now."""
    if follow_up_entry(entries(meeting)):
        return False
    with in_the_kommunes_language():
        title = gettext("Oppfølging av oppgaver")
    item = AgendaItem(group_id=meeting.group_id, title=title, kind="information")
    db.session.add(item)
    db.session.flush()
    agenda.place(meeting, item, minutes=10, standing=True)
    return True
