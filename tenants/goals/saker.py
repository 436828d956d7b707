"""The saker of the styringsgruppe: what a goal, an order of priority and a plan are decided in."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.errors import Invalid
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.meetings.shielding import title_of

# So many of the newest may be chosen among; an older sak is no new decision.
NEWEST = 60


def steering_groups() -> list[Group]:
    """The open steering groups that the visitor sees."""
    return [group for group in groups.visible() if group.level == "STEERING"]


def recent() -> list[AgendaItem]:
    """Saker of the steering groups that have been on an agenda, newest first."""
    query = _treated().order_by(AgendaItem.year.desc(), AgendaItem.number.desc(), AgendaItem.id).limit(NEWEST)
    return list(db.session.scalars(query))


def require(item_id: UUID | None, field: str = "sak") -> AgendaItem:
    """The sak, if it is one of a steering group's and has been on an agenda. Raises Invalid at `field`."""
    if item_id is None:
        raise Invalid("Velg saken i styringsgruppen som dette er vedtatt i.", field=field)
    item = db.session.scalars(_treated().where(AgendaItem.id == item_id)).one_or_none()
    if item is None:
        raise Invalid("Velg en sak fra styringsgruppens sakslister.", field=field)
    return item


def name(item: AgendaItem) -> str:
    """«SG 7/26 Prioriteringer 2027»"""
    return f"{item.group.short} {item.label} {title_of(item, 'member')}"


def label(item: AgendaItem | None) -> str:
    """«SG 7/26», or nothing."""
    return f"{item.group.short} {item.label}" if item is not None else ""


def _treated() -> Select[AgendaItem]:
    ids = [group.id for group in steering_groups()]
    query = select(AgendaItem).where(AgendaItem.group_id.in_(ids), AgendaItem.number.is_not(None))
    return query.where(AgendaItem.state != "withdrawn").options(joinedload(AgendaItem.group).lazyload(Group.seats))
