"""Planning a meeting: single ones, changes, and calling off. What was called is told again, with the next SEQUENCE."""

from datetime import datetime
from uuid import uuid4

from saas import audit, clock
from saas.db import check_version, db
from saas.errors import Guarded, Invalid
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.meetings import agenda, notices, ties
from tenants.meetings.models import Meeting
from tenants.meetings.service import hold, must_be

# A street address says where a meeting is; in every other text it may say where somebody lives.
FINE_IN_A_PLACE = "address"


def add_meeting(
    group: Group,
    starts_at: datetime,
    ends_at: datetime,
    *,
    place: str = "",
    practical: str = "",
    kept: Kept | None = None,
) -> Meeting:
    """A single meeting with the group's standing items on its agenda. Times are aware."""
    _in_order(starts_at, ends_at)
    check_texts(group, place, practical, kept)
    meeting = new(group, starts_at, ends_at, place=place, practical=practical)
    db.session.add(meeting)
    db.session.flush()
    agenda.prepare(meeting)
    audit.record("meeting.planned", meeting, group=group.id, starts_at=starts_at)
    return meeting


def new(group: Group, starts_at: datetime, ends_at: datetime, **facts: object) -> Meeting:
    """A meeting not yet saved, with an identity in people's calendars that it keeps for life."""
    return Meeting(
        group_id=group.id, starts_at=starts_at, ends_at=ends_at, calendar_uid=f"{uuid4()}@bindeledd", **facts
    )


def change(
    meeting: Meeting, seen: int | None, starts_at: datetime, ends_at: datetime, *, place: str, practical: str,
    kept: Kept | None = None,
) -> int:  # fmt: skip
    """Move a meeting in time or place. Returns how many letters tell of it: none while nobody is called."""
    hold(meeting)
    must_be(meeting, "draft", "called")
    ties.require_own(meeting)
    _in_order(starts_at, ends_at)
    check_texts(meeting.group, place, practical, kept)
    check_version(meeting, seen)
    return settle(meeting, starts_at, ends_at, place=place, practical=practical)


def settle(meeting: Meeting, starts_at: datetime, ends_at: datetime, *, place: str, practical: str) -> int:
    """What was decided about a held (locked) plan's time and place, here or together with others; tells of it as `change`."""
    moved = (starts_at, ends_at) != (meeting.starts_at, meeting.ends_at)
    resettled = moved or place != meeting.place
    meeting.starts_at, meeting.ends_at = starts_at, ends_at
    meeting.place, meeting.practical = place, practical
    audit.record("meeting.changed", meeting, moved=moved, place=resettled and not moved)
    if meeting.state == "called" and resettled:
        return notices.tell_of_change(meeting, moved=moved)
    return 0


def cancel(meeting: Meeting, seen: int | None, because: str, kept: Kept | None = None) -> int:
    """Call a meeting off, with the reason. Returns how many letters tell of it."""
    hold(meeting)
    must_be(meeting, "draft", "called", words={"cancelled": "Møtet er allerede avlyst."})
    ties.require_own(meeting)
    if not because.strip():
        raise Invalid("Skriv hvorfor møtet er avlyst.", field="grunn")
    guarding.check(meeting.group, {"grunn": because}, kept)
    check_version(meeting, seen)
    return call_off(meeting, because)


def call_off(meeting: Meeting, because: str) -> int:
    """A held (locked) plan is off, as was decided here or together with others; tells of it as `cancel`."""
    was_called = meeting.state == "called"
    meeting.state, meeting.cancelled_at, meeting.cancelled_because = "cancelled", clock.now(), because
    audit.record("meeting.cancelled", meeting)
    return notices.tell_of_cancellation(meeting) if was_called else 0


def check_texts(group: Group, place: str, practical: str, kept: Kept | None) -> None:
    """The person-data guard over a meeting's texts, with an address allowed where it says where to meet."""
    try:
        guarding.check(group, {"sted": place, "praktisk": practical}, kept)
    except Guarded as refusal:
        findings = {field: list(found) for field, found in refusal.findings.items()}
        findings["sted"] = [f for f in findings.get("sted", []) if f.rule != FINE_IN_A_PLACE]
        if left := {field: found for field, found in findings.items() if found}:
            raise Guarded(left) from None


def _in_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise Invalid("Møtet må slutte etter at det begynner.", field="slutter")
