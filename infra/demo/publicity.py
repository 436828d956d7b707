"""What is public in the demo: a year of judged saker with one that is exempt, and the public minutes that are out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from infra.demo.content import load
from infra.demo.founding import stable_id
from infra.demo.story import Story
from saas import audit, clock, rooms
from saas.db import db
from saas.rooms import Kommune
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.minutes import document
from tenants.minutes.models import MinuteNote, Minutes
from tenants.publicity import bases, publishing
from tenants.publicity.content import Wanted
from tenants.publicity.models import PublicityChoice, PublishedMinutes
from tenants.tasks.models import Task

# Who puts their minutes out; the others have not begun.
PUBLIC = {"nordvik": "Ingrid Solheim", "hamnes": "Ingrid Solheim"}
YEAR = timedelta(days=365)
BASIS = "offl-24"


def write(story: Story) -> None:
    """Each sak of the approved minutes is judged the day after its meeting, a fagteam's for itself; objektsikring is exempt."""
    if story.slug not in PUBLIC:
        return
    exempt = _exempt(story)
    edition = bases.in_force(story.today)
    basis = edition.find(BASIS)
    meetings = {minutes.meeting_id: minutes.meeting for minutes in _judged()}
    entries = db.session.scalars(select(AgendaEntry).where(AgendaEntry.meeting_id.in_(meetings)).order_by(AgendaEntry.id))
    for entry in entries:
        item, judged = entry.item, meetings[entry.meeting_id].ends_at + timedelta(days=1)
        if item.publicity != "unset":
            continue
        item.publicity, item.legal_basis = ("exempt", basis.citation) if item.id == exempt else (_usual(meetings[entry.meeting_id]), "")
        db.session.add(PublicityChoice(
            id=stable_id(story.slug, "publicity", item.id), item_id=item.id, publicity=item.publicity,
            basis_code=BASIS if item.id == exempt else "", legal_basis=item.legal_basis, edition=edition.edition,
            chosen_by=PUBLIC[story.slug], chosen_as="coordinator", chosen_at=judged,
        ))  # fmt: skip
    db.session.flush()


def _usual(meeting: Meeting) -> str:
    """What is said where young people are met is the team's own; what the groups above decide is for everybody."""
    return "internal" if meeting.group.level == "OPERATIONAL" else "public"


def _judged() -> Iterator[Minutes]:
    """All approved minutes but the newest of each group: those wait for whoever tries the demo."""
    query = select(Minutes).join(Meeting, Meeting.id == Minutes.meeting_id).order_by(Meeting.starts_at.desc())
    newest: set[UUID] = set()
    for minutes in db.session.scalars(query.where(Minutes.stage == "approved")):
        if minutes.meeting.group_id in newest:
            yield minutes
        newest.add(minutes.meeting.group_id)


def publish(kommune: Kommune) -> None:
    """The same minutes go out a week after they were approved; the newest wait for somebody to press the button."""
    if kommune.slug not in PUBLIC:
        return
    actor = Kommune(**{**kommune.__dict__, "role": "service"})
    with rooms.enter(rooms.of_job(rooms.service_of(kommune), actor, PUBLIC[kommune.slug])):
        for minutes in _approved():
            _put_out(kommune.slug, minutes)


def _approved() -> list[Minutes]:
    """Those of the last year at the two levels that decide."""
    since = clock.now() - YEAR
    return [one for one in _judged() if one.meeting.group.level != "OPERATIONAL" and one.meeting.starts_at > since]


def _put_out(slug: str, minutes: Minutes) -> None:
    wanted = Wanted(attendance=True)
    made = publishing.public_content(minutes, wanted)
    row = PublishedMinutes(
        id=stable_id(slug, "published", minutes.id), public_id=stable_id(slug, "public", minutes.id), minutes_id=minutes.id,
        number=made["number"], version_number=made["version"], content=made, sha256=document.fingerprint(made),
        with_attendance=True, with_discussion=False, published_by=PUBLIC[slug], published_at=_week_after(minutes),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("minutes.published", minutes, edition=row.number, version=row.version_number, exempt=made["exempt"], sha256=row.sha256)


def _week_after(minutes: Minutes) -> datetime:
    assert minutes.approved_at is not None
    return min(minutes.approved_at + timedelta(days=7), clock.now())


def _exempt(story: Story) -> UUID | None:
    """A sak in the styringsgruppe's newest public meeting that nothing else stands on becomes objektsikring."""
    words, known = load("publicity")[story.settled.words.language], set(story.ids.values())
    steering = story.group("STEERING")
    for minutes in _approved():
        if steering is None or minutes.meeting.group_id != steering.id:
            continue
        for entry in _free(minutes.meeting_id):
            if entry.item.id not in known:
                _tell(entry, words)
                return entry.item.id
    return None


def _free(meeting_id: UUID) -> list[AgendaEntry]:
    """Saker of a meeting that were up once and led to no task."""
    query = select(AgendaEntry).where(AgendaEntry.meeting_id == meeting_id, AgendaEntry.standing.is_(False), AgendaEntry.round == 1)
    query = query.where(~select(Task.id).where(Task.entry_id == AgendaEntry.id).exists())
    return list(db.session.scalars(query.order_by(AgendaEntry.position.desc())))


def _tell(entry: AgendaEntry, words: dict[str, str]) -> None:
    item: AgendaItem = entry.item
    item.title, item.description, item.kind = words["title"], words["description"], "decision"
    item.public_title, item.state = words["public_title"], "done"
    note = db.session.scalars(select(MinuteNote).where(MinuteNote.entry_id == entry.id)).one_or_none()
    if note is not None:
        note.notes, note.decision = words["notes"], words["decision"]
