"""Which rounds the person in this room may see."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select, true

from saas.accounts.guard import can
from tenants.groups import service as groups
from tenants.network import service as network
from tenants.rounds.models import Round, RoundRecipient


def visible() -> ColumnElement[bool]:
    """A criterion on Round: those of one's own groups, and those that one is asked in. Drafts are the coordinator's."""
    if can("coordinate"):
        return true()
    sent = Round.state != "draft"
    if can("see_all"):
        return sent
    me = network.me()
    asked = select(RoundRecipient.round_id).where(RoundRecipient.person_id == (me.id if me else None))
    return and_(sent, or_(Round.group_id.in_(group_ids()), Round.id.in_(asked)))


def group_ids() -> set[UUID]:
    """The groups whose tables of answers the person may read."""
    return {group.id for group in groups.visible(include_closed=True)}


def sees_table(round_: Round) -> bool:
    """Whoever is asked from outside the group sees the question and their own answer, not the others'."""
    return can("see_all") or round_.group_id in group_ids()
