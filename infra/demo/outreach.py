"""The demo's bulletins: lists, followers and contacts, some that were sent, one that is planned; and notices, read and unread."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from infra.demo.content import load
from infra.demo.founding import stable_id
from infra.demo.story import Story
from saas import clock, here, return_post
from saas.db import db
from saas.outbox import Letter
from tenants.groups.models import Group
from tenants.minutes.models import Minutes
from tenants.network.models import Person
from tenants.notices.models import Notice, NoticeSettings
from tenants.outreach import lists
from tenants.outreach.models import Bulletin, BulletinList, BulletinReader, Delivery, ListEntry
from tenants.outreach.sending import TEMPLATE
from tenants.tasks.models import OPEN, Task

# Whose bulletins are told of, and how many there follow the kommune from outside.
FOLLOWERS = {"nordvik": 9, "hamnes": 3}
# One address in the demo that the mail server does not know, so that a pause can be seen.
PAUSED = 4
COORDINATOR = "Ingrid Solheim"
# Notices younger than this many days are not read yet.
FRESH = 6


def write(story: Story) -> None:
    """Everything of outreach and notices in one kommune, after its groups, minutes and tasks are there."""
    if story.slug in FOLLOWERS:
        _bulletins(story)
    _notices(story)


def _bulletins(story: Story) -> None:
    words = load("bulletins")[story.settled.words.language]
    rows = {key: _list(story, key, name.format(kommune=story.settled.words.kommune["name"])) for key, name in words["lists"].items()}
    groups = db.session.scalars(select(Group.id).where(Group.level != "OPERATIONAL").order_by(Group.name))
    db.session.add_all(ListEntry(id=stable_id(story.slug, "entry", group), list_id=rows["members"].id, group_id=group) for group in groups)
    for name, address in words["contacts"]:
        reader = _reader(story, address.format(slug=story.slug), name=name)
        db.session.add(ListEntry(id=stable_id(story.slug, "entry", reader.id), list_id=rows["members"].id, reader_id=reader.id))
    for number in range(FOLLOWERS[story.slug]):
        _reader(story, f"innbygger{number + 1}@folk.example", follows=True, paused=number == PAUSED)
    db.session.flush()
    for told in words["bulletins"]:
        _bulletin(story, told, rows[told["list"]])


def _list(story: Story, key: str, name: str) -> BulletinList:
    row = BulletinList(id=stable_id(story.slug, "bulletin-list", key), name=name, followers=key == "public")
    db.session.add(row)
    db.session.flush()
    return row


def _reader(
    story: Story, email: str, *, name: str = "", follows: bool = False, paused: bool = False, person: UUID | None = None
) -> BulletinReader:
    kommune, reader_id = here.kommune().id, stable_id(story.slug, "reader", email)
    reader = BulletinReader(
        id=reader_id, email=email, email_seal=return_post.sealed(kommune, email), name=name, follows=follows, person_id=person,
        created_at=clock.now() - timedelta(days=200), confirmed_at=clock.now() - timedelta(days=200) if follows else None,
        stop_hash=return_post.hashed(return_post.stop_token(kommune, reader_id)),
        return_hash=return_post.hashed(return_post.return_token(kommune, reader_id)),
        state="paused" if paused else "active", paused_at=clock.now() - timedelta(days=16) if paused else None,
        pause_reason="5.1.1" if paused else "",
    )  # fmt: skip
    db.session.add(reader)
    db.session.flush()
    return reader


def _bulletin(story: Story, told: dict[str, Any], receivers: BulletinList) -> None:
    days = told["days"]
    at = clock.at(story.today + timedelta(days=days), 9) if days is not None else None
    sent = days is not None and days < 0
    bulletin = Bulletin(
        id=stable_id(story.slug, "bulletin", told["key"]), list_id=receivers.id, title=told["title"], body=told["body"],
        language=story.settled.words.language, state="sent" if sent else "scheduled" if at else "draft", send_at=at,
        sent_at=at + timedelta(minutes=2) if at and sent else None, written_by=COORDINATOR, sent_by=COORDINATOR if at else "",
        created_at=(at or clock.now()) - timedelta(days=20), changed_at=min(at or clock.now(), clock.now()),
    )  # fmt: skip
    db.session.add(bulletin)
    db.session.flush()
    if at and sent:
        for email, name, person_id in lists.reached(receivers).values():
            _delivered(story, bulletin, email, name, person_id)


def _delivered(story: Story, bulletin: Bulletin, email: str, name: str, person_id: UUID | None) -> None:
    seal = return_post.sealed(here.kommune().id, email)
    reader = db.session.scalars(select(BulletinReader).where(BulletinReader.email_seal == seal)).one_or_none()
    reader = reader or _reader(story, email, name=name, person=person_id)
    letter = Letter(
        id=stable_id(story.slug, "bulletin-letter", bulletin.id, reader.id), to_name=name, to_address=email, subject=bulletin.title,
        body="", template=TEMPLATE, about_kind="bulletins", about_id=bulletin.id, state="sent", created_at=bulletin.send_at,
        sent_at=bulletin.sent_at, attempts=0,
    )  # fmt: skip
    db.session.add(letter)
    db.session.add(Delivery(
        id=stable_id(story.slug, "delivery", bulletin.id, reader.id), bulletin_id=bulletin.id, reader_id=reader.id, state="posted",
        letter_id=letter.id, created_at=bulletin.send_at, posted_at=bulletin.sent_at,
    ))  # fmt: skip


def _notices(story: Story) -> None:
    """What the people with accounts were told: minutes of their groups and tasks of their own; one has chosen a quieter pace."""
    people = list(db.session.scalars(select(Person).where(Person.user_id.is_not(None)).order_by(Person.name)))
    sent = list(db.session.scalars(select(Minutes).where(Minutes.sent_at.is_not(None)).order_by(Minutes.sent_at.desc()).limit(6)))
    for person in people:
        for minutes in sent:
            group = minutes.meeting.group
            if minutes.sent_at and any(seat.person_id == person.id for seat in group.seats):
                title = f"Referat: {group.name} {minutes.meeting.day.day}.{minutes.meeting.day.month}."
                _notice(story, person, "minutes/sent.txt", title, "minutes", minutes.id, minutes.sent_at)
        mine = select(Task).where(Task.responsible_id == person.id, Task.status.in_(OPEN)).order_by(Task.created_at.desc(), Task.id)
        for task in db.session.scalars(mine.limit(3)):
            title = f"{_TASK[story.settled.words.language]}: {task.what}"
            _notice(story, person, "tasks/given.txt", title, "tasks", task.id, task.created_at)
    if story.slug == "nordvik" and people:
        db.session.add(NoticeSettings(id=stable_id(story.slug, "notice-settings"), person_id=people[-1].id, paces={"tasks": "daily"}))


_TASK = {"nb": "Oppgave til deg", "nn": "Oppgåve til deg"}


def _notice(story: Story, person: Person, template: str, title: str, kind: str, about: UUID, at: Any) -> None:
    read = at + timedelta(hours=3) if at < clock.now() - timedelta(days=FRESH) else None
    db.session.add(Notice(
        id=stable_id(story.slug, "notice", person.id, about), person_id=person.id, template=template, title=title[:400], about_kind=kind,
        about_id=about, created_at=at, read_at=read,
    ))  # fmt: skip
