"""A little of what a kommune does in a year, for the tests of the benches: held and to be held, done and to be done."""

from datetime import UTC, datetime, timedelta

from saas import clock
from saas.db import db
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.minutes.models import Minutes
from tenants.tasks.models import Task

HELD = datetime(2026, 3, 3, 9, tzinfo=UTC)


def tell_a_year(inside, slug="nordvik"):
    """One meeting with a sak, approved minutes and a task that came of it; one meeting to come; one task of its own."""
    with inside(slug):
        group = _kept(Group(name="Koordineringsgruppe", level="COORDINATING", norm_per="year", norm_min=2, norm_max=4))
        held = _kept(_meeting(group, HELD, "held"))
        _kept(_meeting(group, clock.now() + timedelta(days=20), "called"))
        item = _kept(AgendaItem(group_id=group.id, number=1, year=HELD.year, title="Åpne kvelder", kind="decision"))
        entry = _kept(AgendaEntry(meeting_id=held.id, item_id=item.id, position=1))
        _kept(Minutes(meeting_id=held.id, stage="approved", sent_at=HELD, approved_at=HELD, approved_by="Lederen", latest=1))
        _kept(Task(group_id=group.id, meeting_id=held.id, entry_id=entry.id, what="Spørre skolen", due_on=HELD.date()))
        _kept(Task(group_id=group.id, what="Bestille lokale", due_on=HELD.date()))


def _meeting(group, at, state):
    return Meeting(group_id=group.id, starts_at=at, ends_at=at + timedelta(hours=2), state=state, calendar_uid=f"{at:%Y%m%d}@benk")


def _kept(row):
    db.session.add(row)
    db.session.flush()
    return row
