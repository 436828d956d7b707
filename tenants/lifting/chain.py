"""The way a sak has gone: from level to level with its numbers, what was decided, and what came of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.lifting.models import SentItem
from tenants.measures import sight as measures_in_sight
from tenants.measures.models import Measure
from tenants.meetings import service as meetings
from tenants.meetings import shielding
from tenants.meetings.models import AgendaItem
from tenants.minutes import register
from tenants.tasks import sight as tasks_in_sight
from tenants.tasks.models import Task


@dataclass(frozen=True)
class Link:
    """One sak in a chain. `title` and `decision` are empty where the visitor does not see the group.

    `sent` is how it came here where it was sent down, for those who see either end of it; `tasks` and `measures` are those
    made from it that the visitor may see.
    """

    item_id: UUID
    group: str
    label: str
    title: str
    decision: str
    minutes_id: UUID | None
    sent: SentItem | None = None
    tasks: list[Task] = field(default_factory=list)
    measures: list[Measure] = field(default_factory=list)

    @property
    def name(self) -> str:
        """«KG 14/26», or «KG» while it waits for a number."""
        return f"{self.group} {self.label}".strip()


def chain(item: AgendaItem) -> list[Link]:
    """The sak with all that it came from and all that came of it, the first one first; empty where it stands alone."""
    return chains([item.id]).get(item.id, [])


def chains(item_ids: Iterable[UUID]) -> dict[UUID, list[Link]]:
    """The chains of many saker in a handful of statements, however many there are. Saker without a chain are left out."""
    wanted = set(item_ids)
    family = _family(wanted)
    trees = _trees(family)
    linked = {one.id for tree in trees for one in tree}
    if not linked & wanted:
        return {}
    links = _links([family[item_id] for item_id in linked])
    return {
        item.id: [links[one.id] for one in sorted(tree, key=lambda one: (one.created_at, one.id))]
        for tree in trees
        for item in tree
        if item.id in wanted
    }


def steps(links: Iterable[Link]) -> list[str]:
    """«KG 14/26», «SG 7/26», «vedtak», «T-26-007»: the chain in as few words as it can be said."""
    said = []
    for link in links:
        said.append(link.name)
        if link.decision:
            said.append(gettext("vedtak"))
        said += [measure.label for measure in link.measures]
    return said


def ancestors(item: AgendaItem) -> list[AgendaItem]:
    """What a sak came from, the nearest first. A ring in the rows would end it, though no verb can make one."""
    found: dict[UUID, AgendaItem] = {}
    while item.origin_id is not None and item.origin_id not in found:
        item = db.session.scalars(select(AgendaItem).where(AgendaItem.id == item.origin_id)).one()
        found[item.id] = item
    return list(found.values())


def outcomes(items: Iterable[AgendaItem]) -> dict[UUID, register.Decision]:
    """Item → its latest decision that has been sent."""
    entries = {str(entry): item for item, entry in meetings.entry_ids([one.id for one in items])}
    found: dict[UUID, register.Decision] = {}
    for decision in register.decisions() if entries else []:
        if decision.entry_id in entries:
            found.setdefault(entries[decision.entry_id], decision)
    return found


def _family(item_ids: set[UUID]) -> dict[UUID, AgendaItem]:
    """All saker that hang together with these, by as many statements as the longest chain has levels."""
    known: dict[UUID, AgendaItem] = {}
    frontier = list(db.session.scalars(select(AgendaItem).where(AgendaItem.id.in_(item_ids))))
    while frontier:
        known |= {one.id: one for one in frontier}
        origins = [one.origin_id for one in frontier if one.origin_id]
        hang_together = AgendaItem.id.in_(origins) | AgendaItem.origin_id.in_([one.id for one in frontier])
        frontier = [one for one in db.session.scalars(select(AgendaItem).where(hang_together)) if one.id not in known]
    return known


def _trees(family: Mapping[UUID, AgendaItem]) -> list[list[AgendaItem]]:
    """The family parted into chains of two or more."""
    trees: dict[UUID, list[AgendaItem]] = {}
    for item in family.values():
        trees.setdefault(_root(item, family), []).append(item)
    return [tree for tree in trees.values() if len(tree) > 1]


def _root(item: AgendaItem, family: Mapping[UUID, AgendaItem]) -> UUID:
    passed = {item.id}
    while item.origin_id is not None and item.origin_id in family and item.origin_id not in passed:
        item = family[item.origin_id]
        passed.add(item.id)
    return item.id


def _links(items: list[AgendaItem]) -> dict[UUID, Link]:
    ids = [one.id for one in items]
    seen = {group.id for group in groups.visible(include_closed=True)}
    names = {group.id: group.short for group in db.session.scalars(select(Group).where(Group.id.in_([one.group_id for one in items])))}
    decided, tasks, measures = outcomes(items), _tasks(ids), _measures(ids)
    sent = {row.made_id: row for row in db.session.scalars(select(SentItem).where(SentItem.made_id.in_(ids))).unique()}
    return {
        item.id: _link(item, names[item.group_id], item.group_id in seen, decided.get(item.id),
                       _in_sight(sent.get(item.id), seen), tasks.get(item.id, []), measures.get(item.id, []))
        for item in items
    }  # fmt: skip


def _link(
    item: AgendaItem, group: str, visible: bool, decision: register.Decision | None, sent: SentItem | None, tasks: list[Task],
    measures: list[Measure],
) -> Link:  # fmt: skip
    said = decision if visible else None
    title = shielding.title_of(item, "member") if visible else ""
    return Link(item.id, group, item.label, title, said.text if said else "", said.minutes_id if said else None, sent, tasks, measures)


def _in_sight(sent: SentItem | None, seen: set[UUID]) -> SentItem | None:
    return sent if sent is not None and {sent.item.group_id, sent.made.group_id} & seen else None


def _tasks(item_ids: list[UUID]) -> dict[UUID, list[Task]]:
    places = {entry: item for item, entry in meetings.entry_ids(item_ids)}
    query = select(Task).where(Task.entry_id.in_(list(places)), tasks_in_sight.visible()).order_by(Task.position, Task.created_at)
    found: dict[UUID, list[Task]] = {}
    for task in db.session.scalars(query).unique() if places else []:
        assert task.entry_id is not None
        found.setdefault(places[task.entry_id], []).append(task)
    return found


def _measures(item_ids: list[UUID]) -> dict[UUID, list[Measure]]:
    query = select(Measure).where(Measure.item_id.in_(item_ids), measures_in_sight.visible())
    found: dict[UUID, list[Measure]] = {}
    for measure in db.session.scalars(query.options(joinedload(Measure.group)).order_by(Measure.year, Measure.number)).unique():
        assert measure.item_id is not None
        found.setdefault(measure.item_id, []).append(measure)
    return found
