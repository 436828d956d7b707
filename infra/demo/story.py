"""The demo's stories from finding to effect: which of them a kommune tells, and the saker in which they were decided."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import select

from infra.demo.content import load
from infra.demo.founding import stable_id
from infra.demo.people import Settled
from saas import clock
from saas.db import db
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.minutes.models import MinuteNote
from tenants.network.models import Organisation, Person
from tenants.tasks.models import Task

# Which measures a kommune has; the findings, goals and saker that they stand on come along. Nordvik has them all.
TOLD = {
    "solbygda": ["apen_hall", "foreldre", "natteravn", "nettvett", "kveldsbuss"],
    "hamnes": ["apen_hall", "jentekveld", "foreldre", "nettvett", "mandag"],
    "granlia": ["foreldre", "lys", "nettvett"],
    "skarvoy": ["natteravn", "nettvett"],
    "skogheim": ["apen_hall", "foreldre", "mandag", "kveldsbuss"],
}


@dataclass
class Story:
    """What is being told in one kommune. `ids` maps (kind, key) → the id of what has been written."""

    settled: Settled
    today: date
    ids: dict[tuple[str, str], UUID] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        """The kommune's slug."""
        return str(self.settled.words.kommune["slug"])

    @property
    def script(self) -> dict[str, Any]:
        """The stories in the kommune's own language."""
        found: dict[str, Any] = load(f"story_{self.settled.words.language}")
        return found

    @cached_property
    def measures(self) -> list[dict[str, Any]]:
        """The measures that are told here."""
        told = TOLD.get(self.slug)
        return [one for one in self.script["measures"] if told is None or one["key"] in told]

    @cached_property
    def findings(self) -> list[dict[str, Any]]:
        """What the told measures answer, and what works."""
        needed = {key for one in self.measures for key in one["findings"]}
        whole = self.slug not in TOLD
        return [one for one in self.script["findings"] if whole or one["key"] in needed or one["kind"] == "works"]

    @cached_property
    def goals(self) -> list[dict[str, Any]]:
        """The goals that the told measures serve."""
        needed = {one["goal"] for one in self.measures}
        return [one for one in self.script["goals"] if self.slug not in TOLD or one["key"] in needed]

    def new_id(self, kind: str, key: object) -> UUID:
        """A stable id, remembered so that others can point at it."""
        made = stable_id(self.slug, "story", kind, key)
        self.ids[(kind, str(key))] = made
        return made

    def known(self, kind: str, key: object) -> UUID | None:
        """The id of something written, or None where this kommune does not tell it."""
        return self.ids.get((kind, str(key))) if key is not None else None

    def day(self, ago: int) -> date:
        """So many days ago; negative is ahead."""
        return self.today - timedelta(days=ago)

    def say(self, text: str | None) -> str:
        """The text with the kommune's own names."""
        return self.settled.words.fill(text)

    def group(self, level: str) -> Group | None:
        """The kommune's first group on a level."""
        return next((group for facts, group in self.settled.groups if facts["level"] == level), None)

    @cached_property
    def _organisations(self) -> list[Organisation]:
        return list(db.session.scalars(select(Organisation).order_by(Organisation.name)))

    @cached_property
    def _people(self) -> list[Person]:
        return list(db.session.scalars(select(Person).where(Person.left_on.is_(None)).order_by(Person.name)))

    def organisation(self, kind: str) -> Organisation:
        """A service of a kind that has somebody in it; the school where the kommune has none."""
        peopled = {person.organisation_id for person in self._people}
        fitting = [one for one in self._organisations if one.type == kind and one.id in peopled]
        fitting = fitting or [one for one in self._organisations if one.type == kind]
        return fitting[0] if fitting else next(one for one in self._organisations if one.type == "school")

    def person(self, kind: str) -> Person | None:
        """Somebody who answers for a kind of service; at the youth club the one who works there."""
        own = [one for one in self._people if one.organisation_id == self.organisation(kind).id]
        return next((one for one in own if "klubb" in f"{one.title} {one.organisation.name}".casefold()), own[0] if own else None)


def saker(story: Story) -> None:
    """The saker in which things were decided take the place of others that the meeting had."""
    taken: set[UUID] = set()
    needed = {one.get("sak") for one in story.measures} | {"sg_mal", "sg_plan"}
    for script in story.script["saker"]:
        group = story.group(script["group"])
        if script["key"] not in needed or group is None:
            continue
        found = _entry_before(group, story.day(script["days"]), taken)
        if found is None:
            continue
        entry, item = found
        taken.add(item.id)
        item.title, item.description, item.kind = story.say(script["title"]), story.say(script["description"]), "decision"
        note = db.session.scalars(select(MinuteNote).where(MinuteNote.entry_id == entry.id)).one_or_none()
        if note is not None:
            note.notes, note.decision = story.say(script["notes"]), story.say(script["decision"])
        for task in db.session.scalars(select(Task).where(Task.entry_id == entry.id)):
            db.session.delete(task)
        story.ids[("sak", script["key"])] = item.id
        story.ids[("entry", script["key"])] = entry.id
        story.ids[("meeting", script["key"])] = entry.meeting_id
    db.session.flush()


def sak_day(story: Story, key: str | None) -> date | None:
    """The day of the meeting that a sak was decided in."""
    meeting_id = story.known("meeting", key)
    meeting = db.session.scalars(select(Meeting).where(Meeting.id == meeting_id)).one_or_none() if meeting_id else None
    return meeting.day if meeting else None


def _entry_before(group: Group, day: date, taken: set[UUID]) -> tuple[AgendaEntry, AgendaItem] | None:
    """The last held meeting's first sak that is nobody's yet and was up only once."""
    query = select(AgendaEntry).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    query = query.where(
        Meeting.group_id == group.id, Meeting.state == "held", Meeting.starts_at <= clock.at(day, 23),
        AgendaEntry.standing.is_(False), AgendaEntry.round == 1,
    )  # fmt: skip
    for entry in db.session.scalars(query.order_by(Meeting.starts_at.desc(), AgendaEntry.position).limit(20)):
        if entry.item.id not in taken and entry.item.state == "done":
            return entry, entry.item
    return None
