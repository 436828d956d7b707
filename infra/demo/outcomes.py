"""What came of a demo meeting: notes, decisions, tasks and how they went, minutes and when they left."""

from datetime import date, datetime, timedelta
from typing import Any

from infra.demo.calendar import working_day
from infra.demo.chronicle import Chronicle
from saas import clock
from saas.db import db
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.minutes.models import MinuteNote, Minutes
from tenants.tasks.models import Task


def note(
    story: Chronicle,
    meeting: Meeting,
    entry: AgendaEntry,
    item: AgendaItem,
    script: dict[str, Any],
    standing: bool,
    *,
    unfinished: bool,
) -> None:
    words, day = story.settled.words, meeting.day
    notes = story.random.choice(script["notes"]) if standing else words.fill(script.get("notes"), item.number or 0)
    coming_back = bool(script.get("needs_more_meetings")) and entry.round <= script["needs_more_meetings"]
    decision = "" if standing or coming_back or unfinished else words.fill(script.get("decision"), item.number or 0)
    secretary = story.settled.of_type(story.group, day, "other").name
    db.session.add(
        MinuteNote(
            id=story.new_id("note", day, entry.position),
            entry_id=entry.id,
            meeting_id=meeting.id,
            notes="" if unfinished else notes,
            decision=decision,
            edited_by=secretary,
            edited_at=meeting.ends_at,
        )
    )
    if standing or coming_back or unfinished:
        return
    for number, action in enumerate(script.get("actions", [])):
        _task(story, meeting, entry, item, action, number)


def _task(
    story: Chronicle, meeting: Meeting, entry: AgendaEntry, item: AgendaItem, action: dict[str, Any], number: int
) -> None:
    due = _deadline(story, meeting.day, action["days"])
    task = Task(
        id=story.new_id("task", meeting.day, entry.position, number),
        group_id=story.group.id,
        meeting_id=meeting.id,
        entry_id=entry.id,
        source=f"{story.group.short} {item.label}",
        what=story.settled.words.fill(action["what"], number),
        responsible_id=story.settled.of_type(story.group, meeting.day, action["responsible_type"]).id,
        due_on=due,
        position=number,
        created_at=meeting.ends_at,
    )
    _progress(story, task, due)
    story.tasks.append(task)


def _deadline(story: Chronicle, day: date, days: int) -> date:
    """Most of what was agreed lately is still ahead, so that there is work to see on the day the demo is opened."""
    if day > story.today - timedelta(days=70) and story.random.random() < 0.6:
        return working_day(story.today + timedelta(days=story.random.randint(2, 30)))
    return working_day(day + timedelta(days=days))


def _progress(story: Chronicle, task: Task, due: date) -> None:
    """Old deadlines are met, but for the few that a kommune really has hanging; new ones are under way."""
    just_passed = story.today - timedelta(days=45) <= due < story.today
    if just_passed and story.overdue_left:
        story.overdue_left -= 1
        task.status, task.status_at = "delayed", clock.at(due - timedelta(days=2), 9)
    elif due < story.today:
        task.status, task.done_on = "done", due - timedelta(days=story.random.randint(0, 4))
        task.status_at = clock.at(task.done_on, 12)
    else:
        task.status = story.random.choice(("open", "open", "on_track", "on_track", "delayed"))
        task.status_at = None if task.status == "open" else datetime.combine(story.today, datetime.min.time(), clock.OSLO)


def minutes_of(story: Chronicle, meeting: Meeting, day: date) -> Minutes:
    """Sent within a few days and approved after the deadline; the newest are still on the way."""
    age = (story.today - day).days
    minutes = Minutes(id=story.new_id("minutes", day), meeting_id=meeting.id)
    if not (story.slug == "hamnes" and story.facts["level"] == "OPERATIONAL" and age < 10):
        sent_on = min(working_day(day + timedelta(days=story.random.choice((1, 1, 2, 3)))), story.today)
        minutes.stage, minutes.sent_at = "for_comment", clock.at(sent_on, 13, 20)
        minutes.comment_until = working_day(sent_on + timedelta(days=5))
    if age > 14 and minutes.stage == "for_comment" and minutes.comment_until:
        approved = working_day(minutes.comment_until + timedelta(days=1))
        minutes.stage, minutes.approved_at = "approved", clock.at(min(approved, story.today), 9, 5)
        minutes.approved_by = story.settled.of_type(story.group, day, "other").name
    db.session.add(minutes)
    return minutes
