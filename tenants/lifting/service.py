"""Lifting a sak: one level up, with its reason and its number; and telling those it came from what was decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exists, select

from saas import audit, clock, here, outbox, pages
from saas.db import db
from saas.errors import Invalid, NotNow
from saas.outbox import Letter
from saas.pages import gettext
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import agenda, backlog
from tenants.meetings import service as meetings
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_a_sentence, in_the_kommunes_language
from tenants.minutes import register

ABOVE = {"COORDINATING": "STEERING", "OPERATIONAL": "COORDINATING"}
SHORTEST_REASON, LONGEST_REASON = 10, 1000
# Answers older than this were given before anybody could have waited for them.
REMEMBERED = timedelta(days=120)


@dataclass(frozen=True)
class Link:
    """One sak in a chain. `title` and `decision` are empty where the visitor does not see the group."""

    item_id: UUID
    group: str
    label: str
    title: str
    decision: str
    minutes_id: UUID | None


def may_be_lifted(item: AgendaItem) -> bool:
    """It belongs to a level with one above it, and has not been lifted before."""
    return item.group.level in ABOVE and not _lifted(item) and bool(_targets(item))


def lift(item: AgendaItem, reason: str, kept: guarding.Kept | None = None) -> AgendaItem:
    """«Løft til styringsgruppen»: a sak in the group above, on its next meeting where one is planned.

    Raises NotNow when it has been lifted, or there is no group above; Invalid and Guarded at «grunn».
    """
    here.lock(f"lift:{item.id}")
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid("Skriv hvorfor saken løftes, med minst {n} tegn.", field="grunn", n=SHORTEST_REASON)
    targets = _targets(item)
    if not targets:
        raise NotNow("Det finnes ingen gruppe på nivået over som saken kan løftes til.")
    if _lifted(item):
        raise NotNow("Saken er allerede løftet.")
    guarding.check(item.group, {"grunn": reason}, kept)
    with in_the_kommunes_language():
        origin = gettext("Løftet fra %(group)s", group=in_a_sentence(item.group.name))
        number = gettext(", sak %(label)s", label=item.label) if item.label else ""
    words = f"{origin}{number}: {reason}\n\n{item.description}".strip()
    lifted = backlog.propose(targets[0], None, title=item.title, description=words[:10_000], kind="decision", kept=kept)
    lifted.origin_id = item.id
    coming = meetings.upcoming(1, targets[0].id)
    if coming and coming[0].state != "under_way":
        agenda.place(coming[0], lifted)
    audit.record("item.lifted", item, to=lifted.id, group=targets[0].id)
    return lifted


def chain(item: AgendaItem) -> list[Link]:
    """The sak with all that it came from and all that came of it, the first one first. At most a handful of statements."""
    ids, frontier = {item.id: item}, [item]
    while frontier:
        origins = [one.origin_id for one in frontier if one.origin_id]
        found = db.session.scalars(
            select(AgendaItem).where(AgendaItem.id.in_(origins) | AgendaItem.origin_id.in_([one.id for one in frontier]))
        )
        frontier = [one for one in found if one.id not in ids]
        ids |= {one.id: one for one in frontier}
    if len(ids) == 1:
        return []
    ordered = sorted(ids.values(), key=lambda one: (one.created_at, one.id))
    seen = {group.id: group for group in groups.visible(include_closed=True)}
    names = {group.id: group for group in db.session.scalars(select(Group).where(Group.id.in_([o.group_id for o in ordered])))}
    outcomes = _outcomes(ordered)
    return [_link(one, names[one.group_id], one.group_id in seen, outcomes.get(one.id)) for one in ordered]


def tell_outcomes() -> None:
    """Those a sak was lifted from are told what was decided, once: the letter itself is the mark that they were."""
    recent = clock.now() - REMEMBERED
    told = exists().where(Letter.about_id == AgendaItem.id, Letter.template == "lifting/answered.txt")
    query = select(AgendaItem).where(AgendaItem.origin_id.is_not(None), AgendaItem.created_at > recent, ~told)
    waiting = list(db.session.scalars(query))
    for item_id, decision in _outcomes(waiting).items():
        _tell(next(item for item in waiting if item.id == item_id), decision)


def _tell(item: AgendaItem, decision: register.Decision) -> None:
    origin = db.session.scalars(select(AgendaItem).where(AgendaItem.id == item.origin_id)).one()
    held = [seat for seat in origin.group.seats_on(clock.today()) if seat.function in ("leader", "secretary")]
    for person in {seat.person_id: seat.person for seat in held if seat.person.email}.values():
        subject, body = pages.letter(
            "lifting/answered.txt", here.kommune().language, person=person, origin=origin, item=item, decision=decision
        )
        outbox.post(person.address, subject, body, template="lifting/answered.txt", about=item)
    audit.record("item.answered", origin, by=item.id)


def _outcomes(items: Iterable[AgendaItem]) -> dict[UUID, register.Decision]:
    """Item → its latest decision that has been sent."""
    entries = {str(entry): item for item, entry in meetings.entry_ids([one.id for one in items])}
    found: dict[UUID, register.Decision] = {}
    for decision in register.decisions():
        if decision.entry_id in entries:
            found.setdefault(entries[decision.entry_id], decision)
    return found


def _link(item: AgendaItem, group: Group, visible: bool, decision: register.Decision | None) -> Link:
    said = decision if visible else None
    return Link(item.id, group.short, item.label, item.title if visible else "", said.text if said else "",
                said.minutes_id if said else None)  # fmt: skip


def _targets(item: AgendaItem) -> list[Group]:
    level = ABOVE.get(item.group.level)
    query = select(Group).where(Group.level == level, Group.closed_on.is_(None)).order_by(Group.created_at, Group.id)
    return list(db.session.scalars(query)) if level else []


def _lifted(item: AgendaItem) -> bool:
    return db.session.scalar(select(AgendaItem.id).where(AgendaItem.origin_id == item.id).limit(1)) is not None
