"""The saker that a mandate can be approved in: those of the styringsgruppe's held meetings."""

from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from saas.db import db
from saas.errors import Invalid
from tenants.goals.saker import steering_groups
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting

NEWEST = 60


def held() -> list[AgendaItem]:
    """Saker of held meetings, the newest first, each once."""
    found = db.session.execute(_held().order_by(Meeting.starts_at.desc(), AgendaEntry.position).limit(NEWEST))
    return list({item.id: item for item, _meeting in found}.values())


def suggested(items: list[AgendaItem]) -> AgendaItem | None:
    """The newest sak that is about the mandate, by its title."""
    return next((item for item in items if "mandat" in item.title.casefold()), None)


def require(item_id: UUID | None, field: str = "sak") -> tuple[AgendaItem, date]:
    """The sak and the day of the meeting it was decided in. Raises Invalid at `field`."""
    if item_id is None:
        raise Invalid("Velg saken i styringsgruppen som mandatet er vedtatt i.", field=field)
    query = _held().where(AgendaItem.id == item_id).order_by(Meeting.starts_at.desc())
    row = db.session.execute(query).first()
    if row is None:
        raise Invalid("Velg en sak fra et avholdt møte i styringsgruppen.", field=field)
    item, meeting = row
    return item, meeting.day


def _held() -> Select[AgendaItem, Meeting]:
    ids = [group.id for group in steering_groups()]
    query = select(AgendaItem, Meeting).join(AgendaEntry, AgendaEntry.item_id == AgendaItem.id)
    query = query.join(Meeting, Meeting.id == AgendaEntry.meeting_id).where(Meeting.state == "held", Meeting.group_id.in_(ids))
    query = query.where(AgendaItem.number.is_not(None), AgendaItem.state != "withdrawn")
    return query.options(joinedload(AgendaItem.group).lazyload(Group.seats), joinedload(Meeting.group).lazyload(Group.seats))
