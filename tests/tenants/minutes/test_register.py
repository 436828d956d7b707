"""The newest decisions are found without reading those of all years, and in the order that their saker stand in."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import event

from saas.db import db
from tenants.groups.models import Group
from tenants.meetings.models import Meeting
from tenants.minutes import register
from tenants.minutes.models import Minutes, MinutesVersion

FIRST = datetime(2020, 3, 3, 9, tzinfo=UTC)
SAKER = ("Åpne kvelder", "Natteravner", "Trygt torg")


def kept(row):
    db.session.add(row)
    db.session.flush()
    return row


@pytest.fixture
def six_years(world, inside):
    """A meeting each year with three decisions, in minutes that were sent."""
    with inside("nordvik"):
        group = kept(Group(name="Koordineringsgruppe", level="COORDINATING", norm_per="year", norm_min=1, norm_max=4))
        for year in range(6):
            at = FIRST + timedelta(days=365 * year)
            when = {"starts_at": at, "ends_at": at + timedelta(hours=2), "calendar_uid": f"{year}@test"}
            meeting = kept(Meeting(group_id=group.id, state="held", **when))
            minutes = kept(Minutes(meeting_id=meeting.id, stage="approved", sent_at=at, latest=1))
            items = [{"entry_id": str(uuid4()), "number": f"KG {n}", "title": title, "decision": f"{title} i år {year}", "notes": ""}
                     for n, title in enumerate(SAKER)]  # fmt: skip
            sent = {"number": 1, "reason": "approved", "sha256": "0" * 64, "created_by": "Lederen", "created_at": at}
            kept(MinutesVersion(minutes_id=minutes.id, document={"items": items}, **sent))


def rows_read(ask):
    """(what was answered, how many decisions the database gave)."""
    rows = []
    engine = db.session.connection().engine

    def count(connection, cursor, query, *rest):
        if "jsonb_array_elements" in query:
            rows.append(cursor.rowcount)

    event.listen(engine, "after_cursor_execute", count)
    try:
        return ask(), sum(rows)
    finally:
        event.remove(engine, "after_cursor_execute", count)


def test_the_newest_few_are_all_that_is_read_and_stand_in_their_order(six_years, inside):
    with inside("nordvik", read_only=True):
        found, read = rows_read(lambda: register.decisions(limit=5))

    assert [one.text for one in found] == [*(f"{title} i år 5" for title in SAKER), *(f"{title} i år 4" for title in SAKER[:2])]
    assert read == 5


def test_of_meetings_after_a_day_the_older_are_not_read(six_years, inside):
    with inside("nordvik", read_only=True):
        found, read = rows_read(lambda: register.decisions(since=FIRST + timedelta(days=365 * 4)))

    assert {one.held_at.year for one in found} == {2025} and len(found) == read == 3


def test_where_words_are_asked_for_the_few_are_counted_among_those_that_have_them(six_years, inside):
    with inside("nordvik", read_only=True):
        found = register.decisions("natteravner", limit=4)

    assert [one.text for one in found] == [f"Natteravner i år {year}" for year in (5, 4, 3, 2)]
