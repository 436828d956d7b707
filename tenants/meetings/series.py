"""Meeting series: «tredje tirsdag i måneden», made into meetings that each have a life of their own."""

from datetime import date, time, timedelta
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid
from tenants.groups import service as groups
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.meetings import planning
from tenants.meetings.models import Meeting, MeetingSeries
from tenants.meetings.recurrence import Occurrence, Rule, occurrences


def preview(rule: Rule) -> list[Occurrence]:
    """The dates of a series before it is saved. Raises Invalid when there are none."""
    if rule.until_on < rule.from_on:
        raise Invalid("Siste dag må være etter første dag.", field="til")
    dates = occurrences(rule)
    if not dates:
        raise Invalid("Det blir ingen møter i denne perioden. Velg en lengre periode.", field="til")
    return dates


def add_series(
    group: Group, rule: Rule, *, starts: time, minutes: int, place: str = "", kept: Kept | None = None
) -> tuple[MeetingSeries, int]:
    """A series with all its meetings. Returns it, and how many meetings there are."""
    preview(rule)
    planning.check_texts(group, place, "", kept)
    series = MeetingSeries(
        group_id=group.id, weekday=rule.weekday, nth=rule.nth, starts=starts, minutes=minutes, place=place,
        from_on=rule.from_on, until_on=rule.until_on, every_months=rule.every_months, skip_july=rule.skip_july,
    )  # fmt: skip
    db.session.add(series)
    db.session.flush()
    added = _fill(series, group)
    audit.record("series.added", series, group=group.id, meetings=added)
    return series, added


def extend(series: MeetingSeries, seen: int | None, until_on: date) -> int:
    """Let a series go on until a later day. Only the meetings that are missing are added; returns how many."""
    db.session.execute(select(MeetingSeries.id).where(MeetingSeries.id == series.id).with_for_update())
    db.session.refresh(series)
    if until_on <= series.until_on:
        raise Invalid("Velg en dag etter den siste dagen i serien.", field="til")
    check_version(series, seen)
    series.until_on = until_on
    preview(rule_of(series))
    added = _fill(series, groups.find(series.group_id))
    audit.record("series.extended", series, meetings=added)
    return added


def find_series(series_id: UUID) -> MeetingSeries:
    """A series of a group that the visitor may see, or NotFound."""
    series = find_row(MeetingSeries, series_id)
    groups.find(series.group_id)
    return series


def meetings_of(series: MeetingSeries) -> list[Meeting]:
    """The meetings of a series by the rule's own days, called off ones too."""
    query = select(Meeting).where(Meeting.series_id == series.id)
    return list(db.session.scalars(query.order_by(Meeting.occurrence_on)))


def rule_of(series: MeetingSeries) -> Rule:
    """What the series says about its days."""
    return Rule(series.weekday, series.nth, series.from_on, series.until_on, series.every_months, series.skip_july)


def _fill(series: MeetingSeries, group: Group) -> int:
    """Add the meetings that are missing; one that was moved or called off is known by its day in the rule."""
    there = set(db.session.scalars(select(Meeting.occurrence_on).where(Meeting.series_id == series.id)))
    missing = [found for found in occurrences(rule_of(series)) if found.on not in there]
    for found in missing:
        starts_at = clock.at(found.day, series.starts.hour, series.starts.minute)
        ends_at = starts_at + timedelta(minutes=series.minutes)
        facts = {"place": series.place, "series_id": series.id, "occurrence_on": found.on}
        db.session.add(planning.new(group, starts_at, ends_at, **facts))
    db.session.flush()
    return len(missing)
