"""The last touch: what is under way now is done through the service itself, so its letters and links are real."""

from datetime import date, timedelta

from sqlalchemy import select

from infra.demo import asking
from infra.demo.calendar import occasions
from infra.demo.content import load
from infra.demo.founding import FJORDVEST, stable_id
from saas import clock, outbox, rooms
from saas.db import db
from saas.rooms import Kommune
from tenants.meetings import notices
from tenants.meetings.models import Invitation, Meeting
from tenants.minutes import document, reading
from tenants.minutes.models import Minutes, MinutesComment, MinutesVersion

# What people answer to the next notice, in the order they are listed; the police are slow this time.
ANSWERS = ("coming", "coming", "waiting", "coming", "not_coming", "coming", "waiting", "coming", "waiting")


def wake(kommune: Kommune, today: date) -> None:
    """Freeze the minutes that were sent, call the next meeting where the region says so, leave one letter that failed."""
    service, secretary = rooms.service_of(kommune), "Ingrid Solheim" if kommune.slug in FJORDVEST else "Marte Bråten"
    actor = Kommune(**{**kommune.__dict__, "role": "service"})
    with rooms.enter(rooms.of_job(service, actor, secretary)):
        _freeze_sent_minutes(secretary)
    for meeting_id in _to_be_called(kommune.slug, today):
        with rooms.enter(rooms.of_job(service, actor, secretary)):
            _call(meeting_id)
    if kommune.slug == "nordvik":
        with rooms.enter(rooms.of_job(service, actor, secretary)):
            asking.send_round(today)
    with rooms.enter(rooms.of_job(service, actor, secretary)):
        if kommune.slug == "nordvik":
            _letter_that_failed()
        if kommune.slug == "solbygda":
            _comment_that_waits()


def _freeze_sent_minutes(secretary: str) -> None:
    for minutes in db.session.scalars(select(Minutes).where(Minutes.sent_at.is_not(None))).all():
        book = reading.open_book(minutes.meeting_id)
        content = document.build(book, 1)
        minutes.latest = 1
        db.session.add(
            MinutesVersion(
                minutes_id=minutes.id,
                number=1,
                reason="comment",
                document=content,
                sha256=document.fingerprint(content),
                created_by=secretary,
                created_at=minutes.sent_at,
            )
        )


def _to_be_called(slug: str, today: date) -> list[object]:
    groups = [group for group in load("region")["groups"] if group["kommune"] == slug]
    return [
        stable_id(slug, group["key"], "meeting", occasion.day)
        for group in groups
        for occasion in occasions(slug, group, today)
        if occasion.fate == "called"
    ]


def _call(meeting_id: object) -> None:
    meeting = db.session.scalars(select(Meeting).where(Meeting.id == meeting_id)).one()
    notices.call(meeting, meeting.version)
    db.session.flush()
    called = db.session.scalars(select(Invitation).where(Invitation.meeting_id == meeting.id)).all()
    others = sorted(called, key=lambda one: (one.person.organisation.type != "other", one.person.name))
    for invitation, answer in zip(others, ANSWERS, strict=False):
        if answer != "waiting" and invitation.person.organisation.type != "police":
            invitation.answer, invitation.answered_at = answer, clock.now() - timedelta(hours=2)


def _letter_that_failed() -> None:
    db.session.add(
        outbox.Letter(
            to_name="Bjørn Haug",
            to_address="handelsstanden@avvist.example",
            subject="Referat fra møtet i koordineringsgruppen",
            body="Hei.\n\nReferatet fra møtet ligger ved.\n",
            template="minutes/for_information.txt",
            state="failed",
            attempts=1,
            last_error="Mottakerens e-posttjener svarte 550: Adressen finnes ikke",
            created_at=clock.now() - timedelta(days=2),
        )
    )


def _comment_that_waits() -> None:
    minutes = db.session.scalars(
        select(Minutes).where(Minutes.stage == "for_comment").order_by(Minutes.sent_at.desc()).limit(1)
    ).one_or_none()
    if minutes is None:
        return
    there = db.session.scalars(
        select(Invitation).where(Invitation.meeting_id == minutes.meeting_id, Invitation.attendance == "present")
    ).all()
    person = sorted(there, key=lambda one: one.person.name)[0].person
    text = load("phrases")["comments"]["nb"][0]
    db.session.add(MinutesComment(minutes_id=minutes.id, person_id=person.id, text=text, created_at=clock.now()))
