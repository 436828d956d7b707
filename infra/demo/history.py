"""Two years of meetings for one kommune: agendas, attendance, notes, decisions, tasks, minutes."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

from infra.demo import outcomes
from infra.demo.calendar import Occasion, occasions
from infra.demo.chronicle import Chronicle
from infra.demo.content import KINDS
from infra.demo.people import LEVEL, Settled
from saas import clock
from saas.db import db
from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, ItemNumber, Meeting
from tenants.network.models import Person

# Out of ten invited, about this many are there.
ATTENDANCE = ("present",) * 17 + ("excused",) * 2 + ("absent",)


def write(settled: Settled, today: date) -> None:
    """The whole history of a kommune's groups."""
    for facts, group in settled.groups:
        slug = settled.words.kommune["slug"]
        random = Random(f"bindeledd-{slug}-{facts['key']}")
        chronicle = Chronicle(settled, group, facts, random, today)
        chronicle.overdue_left = {"nordvik": 2, "skarvoy": 1}.get(slug, 0) if facts["level"] == "COORDINATING" else 0
        all_of_them = occasions(slug, facts, today)
        for occasion in all_of_them:
            _meeting(chronicle, occasion)
        for year, last in chronicle.numbers.items():
            db.session.add(ItemNumber(group_id=group.id, year=year, last=last))
        _backlog(chronicle)
        # Tasks point at saker without knowing them, so the saker are written down first.
        db.session.flush()
        db.session.add_all(chronicle.tasks)
        db.session.flush()


def _meeting(story: Chronicle, occasion: Occasion) -> None:
    hour, minute = (int(part) for part in story.facts["time"].split(":"))
    starts = clock.at(occasion.day, hour, minute)
    meeting = Meeting(
        id=story.new_id("meeting", occasion.day),
        group_id=story.group.id,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=story.facts["minutes"]),
        place=story.facts["place"],
        practical=story.settled.words.phrase("practical_info", occasion.day.month),
        state="draft" if occasion.fate == "called" else occasion.fate,
        calendar_uid=f"{story.new_id('uid', occasion.day)}@bindeledd",
    )
    db.session.add(meeting)
    if occasion.fate in ("held", "cancelled"):
        meeting.called_at = starts - timedelta(days=8)
        meeting.sequence = 0
    if occasion.fate == "cancelled":
        meeting.cancelled_at = starts - timedelta(days=1)
        meeting.cancelled_because = story.settled.words.phrase("cancel_reasons", occasion.day.month)
        meeting.sequence = 1
        return
    if occasion.fate == "held":
        meeting.started_at, meeting.ended_at = starts, meeting.ends_at
        _invitations(story, meeting, occasion.day)
    if occasion.fate == "held" or _is_next(story, occasion):
        _agenda(story, meeting, occasion)


def _is_next(story: Chronicle, occasion: Occasion) -> bool:
    """Only the very next meeting has an agenda already; the rest are dates."""
    coming = [o.day for o in occasions(story.slug, story.facts, story.today) if o.fate in ("draft", "called")]
    return bool(coming) and occasion.day == coming[0]


def _invitations(story: Chronicle, meeting: Meeting, day: date) -> None:
    for person, function, _, _, _ in story.settled.sitting(story.group, day):
        attendance = "present" if function in ("leader", "secretary") else story.random.choice(ATTENDANCE)
        db.session.add(
            Invitation(
                meeting_id=meeting.id,
                person_id=person.id,
                answer="coming" if attendance == "present" else "not_coming",
                answered_at=meeting.starts_at - timedelta(days=3),
                attendance=attendance,
                title=person.title,
            )
        )


def _agenda(story: Chronicle, meeting: Meeting, occasion: Occasion) -> None:
    held = occasion.fate == "held"
    minutes = outcomes.minutes_of(story, meeting, occasion.day) if held else None
    drafted = held and minutes is not None and minutes.stage == "draft"
    level = LEVEL[story.facts["level"]]
    for position, (item, script, round_number, standing) in enumerate(_items(story, occasion, level), 1):
        entry = AgendaEntry(
            id=story.new_id("entry", occasion.day, position),
            meeting_id=meeting.id,
            item_id=item.id,
            position=position,
            minutes=script["minutes"],
            presenter_id=_presenter(story, occasion.day, script).id,
            standing=standing,
            round=round_number,
        )
        db.session.add(entry)
        if held:
            outcomes.note(story, meeting, entry, item, script, standing, unfinished=drafted and position > 5)


def _items(
    story: Chronicle, occasion: Occasion, level: str
) -> Iterator[tuple[AgendaItem, dict[str, Any], int, bool]]:
    """Standing items first and last, saker that come back, then new ones that fit the month."""
    day, words = occasion.day, story.settled.words
    standing = words.standing(level)
    for number, script in enumerate(standing[:2]):
        yield _item(story, day, script, f"standing-{number}", occasion), script, 1, True
    for item, script, round_number in list(story.returning):
        story.returning.popleft()
        yield item, script, round_number, False
        left = script.get("needs_more_meetings", 0) - (round_number - 1)
        if left > 0 and occasion.fate == "held":
            story.returning.append((item, script, round_number + 1))
        elif occasion.fate == "held":
            item.state = "done"
    for script in _fresh(story, level, day, occasion.fate):
        item = _item(story, day, script, script["key"], occasion)
        yield item, script, 1, False
        if occasion.fate == "held" and script.get("needs_more_meetings"):
            item.state = "open"
            story.returning.append((item, script, 2))
    for number, script in enumerate(standing[-1:]):
        yield _item(story, day, script, f"last-{number}", occasion), script, 1, True


def _fresh(story: Chronicle, level: str, day: date, fate: str) -> list[dict[str, Any]]:
    words = story.settled.words
    if level == "FAGTEAM":
        return []
    fitting = [s for s in words.scripts(level, day.month) if s["key"] not in story.recent]
    story.random.shuffle(fitting)
    chosen = fitting[: 3 if fate == "held" else 2]
    story.recent.extend(script["key"] for script in chosen)
    if fate == "held":
        return chosen
    extra = [{**text, "minutes": 20, "key": f"next-{n}", "notes": ""} for n, text in enumerate(words.upcoming(level, "agenda"))]
    story.random.shuffle(extra)
    return chosen + extra[:1]


def _item(story: Chronicle, day: date, script: dict[str, Any], key: str, occasion: Occasion) -> AgendaItem:
    number = story.numbers.get(day.year, 0) + 1
    story.numbers[day.year] = number
    item = AgendaItem(
        id=story.new_id("item", day, key),
        group_id=story.group.id,
        number=number,
        year=day.year,
        title=script["title"],
        description=story.settled.words.fill(script.get("description"), number),
        kind=KINDS.get(script.get("kind", "information"), "information"),
        state="done" if occasion.fate == "held" else "open",
        created_at=clock.at(day - timedelta(days=9), 10),
    )
    db.session.add(item)
    return item


def _presenter(story: Chronicle, day: date, script: dict[str, Any]) -> Person:
    kind = script.get("presenter_type") or script.get("proposer_type") or "other"
    return story.settled.of_type(story.group, day, kind)


def _backlog(story: Chronicle) -> None:
    texts = story.settled.words.upcoming(LEVEL[story.facts["level"]], "backlog")
    for number, text in enumerate(texts[:4]):
        proposer = story.settled.of_type(story.group, story.today, text.get("proposer_type", "other"))
        db.session.add(
            AgendaItem(
                id=story.new_id("backlog", number),
                group_id=story.group.id,
                title=text["title"],
                description=text["description"],
                kind=KINDS.get(text["kind"], "discussion"),
                proposed_by=proposer.id,
                created_at=clock.now() - timedelta(days=3 + 4 * number),
            )
        )
