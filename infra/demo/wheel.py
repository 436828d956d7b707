"""The demo's annual wheels: the usual year in every kommune, tied to the meetings that stand there; Nordvik's own entries beside."""

from datetime import date, timedelta

from sqlalchemy import select

from infra.demo.story import Story
from saas import clock
from saas.db import db
from tenants.meetings.models import Meeting
from tenants.tasks.models import Task
from tenants.wheel import owners, usual
from tenants.wheel.days import rule_of
from tenants.wheel.models import WheelEntry, WheelNotice

# (month, first day, last day, ring, title, who answers for it): what a kommune adds to the usual year.
OWN = (
    (4, 20, 24, "OPERATIONAL", "Russetreff på ungdomsskolen og i videregående", "school"),
    (6, 15, 19, "OPERATIONAL", "Voksne ute i sentrum siste skoleuke", "voluntary"),
    (10, None, None, "OPERATIONAL", "Høstferie: åpen hall på dagtid", "culture_leisure"),
)
RICH = "nordvik"


def write(story: Story) -> None:
    """This year only: rolling it on is left to whoever tries the demo."""
    year = story.today.year
    for entry in usual.missing(year):
        entry.id = story.new_id("wheel", f"{year}-{entry.code}")
        db.session.add(entry)
    if story.slug == RICH:
        _own(story, year)
    db.session.flush()
    _tie_meetings(year)
    _tasks_that_were_done(story, year)
    _say_that_they_were_told(story, year)


def _own(story: Story, year: int) -> None:
    group = story.group("OPERATIONAL")
    for month, first, last, ring, title, kind in OWN:
        starts_on, ends_on = (date(year, month, day) if day else None for day in (first, last))
        owner = story.person(kind)
        db.session.add(WheelEntry(
            id=story.new_id("wheel", f"{year}-{title}"), year=year, month=month, from_on=starts_on, until_on=ends_on,
            starts_on=starts_on, ends_on=ends_on, title=title, ring=ring, group_id=group.id if group else None,
            responsible_id=owner.id if owner else None, lead_days=14,
        ))  # fmt: skip


def _tie_meetings(year: int) -> None:
    """The meetings that the history has in a month are the ones that the wheel speaks of."""
    first, last = clock.at(date(year, 1, 1), 0), clock.at(date(year, 12, 31), 23)
    query = select(Meeting).where(Meeting.starts_at >= first, Meeting.starts_at <= last, Meeting.state != "cancelled")
    for meeting in db.session.scalars(query.order_by(Meeting.starts_at)).unique():
        usual.tie(year, meeting.day.month, meeting.group.level, meeting=meeting)
    for entry in db.session.scalars(select(WheelEntry).where(WheelEntry.year == year, WheelEntry.meeting_id.is_not(None))).unique():
        db.session.refresh(entry)
        assert entry.meeting is not None
        entry.from_on = entry.starts_on = entry.meeting.day
        entry.weekday, entry.nth = rule_of(entry.meeting.day)


def _tasks_that_were_done(story: Story, year: int) -> None:
    """What the year has had so far was made in its time, and is done; what is being prepared now is left to make."""
    query = select(WheelEntry).where(WheelEntry.year == year, WheelEntry.makes == "task", WheelEntry.task_id.is_(None))
    for entry in db.session.scalars(query).unique().all():
        group = owners.group_of(entry.ring, entry.group)
        if entry.last_day >= story.today or group is None or entry.responsible is None:
            continue
        done = Task(
            id=story.new_id("wheel_task", entry.id), group_id=group.id, what=entry.title, responsible_id=entry.responsible_id,
            due_on=entry.due_on, status="done", done_on=entry.due_on - timedelta(days=2), source=f"Årshjul {year}",
            created_at=clock.at(entry.prepared_from, 7), status_at=clock.at(entry.due_on - timedelta(days=2), 14),
        )  # fmt: skip
        db.session.add(done)
        db.session.flush()
        entry.task_id = done.id


def _say_that_they_were_told(story: Story, year: int) -> None:
    """What has begun was told of in its time; the clock of a new demo writes no heap of old letters."""
    query = select(WheelEntry).where(WheelEntry.year == year)
    for entry in db.session.scalars(query).unique():
        if entry.lead_days and entry.prepared_from <= story.today:
            sent_at = clock.at(entry.prepared_from, 7)
            notice_id = story.new_id("wheel_notice", entry.id)
            db.session.add(WheelNotice(id=notice_id, entry_id=entry.id, kind="prepare", sent_at=sent_at))
    db.session.flush()
