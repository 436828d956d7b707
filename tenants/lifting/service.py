"""Lifting a sak: one level up, with its reason and its number. Sending, answering, telling and the chain lie beside."""

from sqlalchemy import select

from saas import audit, here
from saas.db import db
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.lifting.chain import Link, ancestors, chain, chains, steps
from tenants.lifting.sending import (
    answer,
    may_answer,
    of_made,
    receivers,
    remind,
    require_answerer,
    send,
    unsent_receivers,
)
from tenants.lifting.telling import tell_outcomes
from tenants.meetings import agenda, backlog, shielding
from tenants.meetings import service as meetings
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_a_sentence, in_the_kommunes_language

__all__ = [
    "ABOVE", "Link", "answer", "chain", "chains", "lift", "may_answer", "may_be_lifted", "of_made", "receivers", "remind",
    "require_answerer", "send", "steps", "tell_outcomes", "unsent_receivers",
]  # fmt: skip

ABOVE = {"COORDINATING": "STEERING", "OPERATIONAL": "COORDINATING"}
SHORTEST_REASON, LONGEST_REASON = 10, 1000


def may_be_lifted(item: AgendaItem) -> bool:
    """It belongs to a level with one above it that it did not come from, and has not been lifted before."""
    return item.group.level in ABOVE and not _lifted(item) and bool(_targets(item)) and not _came_from(item, _targets(item)[0])


def lift(item: AgendaItem, reason: str, kept: guarding.Kept | None = None) -> AgendaItem:
    """«Løft til styringsgruppen»: a sak in the group above, on its next meeting where one is planned.

    Raises NotNow when it has been lifted, came from there, or there is no group above; Invalid and Guarded at «grunn».
    """
    here.lock(f"lift:{item.id}")
    reason = " ".join(reason.replace("\x00", "").split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid("Skriv hvorfor saken løftes, med minst {n} tegn.", field="grunn", n=SHORTEST_REASON)
    targets = _targets(item)
    if not targets:
        raise NotNow("Det finnes ingen gruppe på nivået over som saken kan løftes til.")
    if _lifted(item):
        raise NotNow("Saken er allerede løftet.")
    if _came_from(item, targets[0]):
        raise NotNow("Saken kom fra {group}. Svar på den i stedet for å løfte den tilbake.", group=in_a_sentence(targets[0].name))
    guarding.check(item.group, {"grunn": reason}, kept)
    lifted = _made(item, targets[0], reason, kept)
    coming = meetings.upcoming(1, targets[0].id)
    if coming and coming[0].state != "under_way":
        agenda.place(coming[0], lifted)
    audit.record("item.lifted", item, to=lifted.id, group=targets[0].id)
    return lifted


def _made(item: AgendaItem, group: Group, reason: str, kept: guarding.Kept | None) -> AgendaItem:
    with in_the_kommunes_language():
        origin = gettext("Løftet fra %(group)s", group=in_a_sentence(item.group.name))
        number = gettext(", sak %(label)s", label=item.label) if item.label else ""
    words = f"{origin}{number}: {reason}\n\n{item.description}".strip()
    lifted = backlog.propose(group, None, title=item.title, description=words[:10_000], kind="decision", kept=kept)
    lifted.origin_id = item.id
    if item.publicity in shielding.SHIELDED:
        # The words came along, and with them what was chosen for them; the group above may choose anew.
        lifted.publicity, lifted.legal_basis = item.publicity, item.legal_basis
    return lifted


def _targets(item: AgendaItem) -> list[Group]:
    level = ABOVE.get(item.group.level)
    query = select(Group).where(Group.level == level, Group.closed_on.is_(None)).order_by(Group.created_at, Group.id)
    return list(db.session.scalars(query)) if level else []


def _lifted(item: AgendaItem) -> bool:
    """Whether a sak above came of it; those that were sent down do not count."""
    above = select(Group.id).where(Group.level == ABOVE.get(item.group.level))
    query = select(AgendaItem.id).where(AgendaItem.origin_id == item.id, AgendaItem.group_id.in_(above))
    return db.session.scalar(query.limit(1)) is not None


def _came_from(item: AgendaItem, group: Group) -> bool:
    """Up and down between the same two groups would be a ring without an answer."""
    return any(one.group_id == group.id for one in ancestors(item))
