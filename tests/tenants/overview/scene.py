"""Small scenes for the overview: groups, meetings, minutes, tasks and letters, laid straight into a kommune's rows."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from saas import clock
from saas.db import db
from saas.outbox import Letter
from tenants.groups.models import Group, Seat
from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, Meeting
from tenants.minutes.models import Minutes
from tenants.network.models import Organisation, Person
from tenants.tasks.models import Task

NORMS = {"STEERING": ("year", 3, 4), "COORDINATING": ("month", 1, 1), "OPERATIONAL": ("year", 4, 6)}
# A Tuesday morning, as in the journey.
MORNING = datetime(2026, 9, 1, 7, 50, tzinfo=clock.OSLO)


def add(row):
    """Put a row in, and give it back."""
    db.session.add(row)
    db.session.flush()
    return row


def person(name="Hanne Dahl", kind="school", user_id: UUID | None = None) -> Person:
    """Somebody in the network, with an organisation of their own."""
    organisation = add(Organisation(name=f"{name}s arbeidssted {uuid4().hex[:6]}", type=kind))
    email = f"{name.split()[0].lower()}@nordvik.example"
    return add(Person(name=name, title="Leder", email=email, organisation_id=organisation.id, user_id=user_id))


def group(name="Koordineringsgruppen", level="COORDINATING", since=date(2025, 1, 1)) -> Group:
    """A group with its level's usual norm."""
    per, least, most = NORMS[level]
    return add(
        Group(name=name, level=level, norm_per=per, norm_min=least, norm_max=most, created_at=clock.at(since, 12))
    )


def seat(in_group: Group, holder: Person, function="member", ends_on: date | None = None) -> Seat:
    """A seat since long ago."""
    return add(
        Seat(group_id=in_group.id, person_id=holder.id, function=function, starts_on=date(2024, 1, 1), ends_on=ends_on)
    )


def meeting(in_group: Group, day: date, state="called", hour=9, place="Rådhuset, møterom Fjorden") -> Meeting:
    """A two-hour meeting."""
    return add(
        Meeting(
            group_id=in_group.id,
            starts_at=clock.at(day, hour),
            ends_at=clock.at(day, hour) + timedelta(hours=2),
            place=place,
            state=state,
            calendar_uid=f"{uuid4()}@bindeledd.test",
            ended_at=clock.at(day, hour) + timedelta(hours=2) if state == "held" else None,
        )
    )


def sak(on: Meeting, title="Uro ved torget", position=1) -> AgendaEntry:
    """A sak on an agenda."""
    item = add(AgendaItem(group_id=on.group_id, title=title, kind="discussion"))
    return add(AgendaEntry(meeting_id=on.id, item_id=item.id, position=position))


def invite(to: Meeting, who: Person, answer="waiting", attendance: str | None = None) -> Invitation:
    """A person called to a meeting."""
    return add(Invitation(meeting_id=to.id, person_id=who.id, answer=answer, attendance=attendance))


def minutes(of: Meeting, sent_on: date | None = None, stage="draft", comment_until: date | None = None) -> Minutes:
    """The minutes of a meeting, sent or not."""
    sent_at = clock.at(sent_on, 12) if sent_on else None
    return add(Minutes(meeting_id=of.id, stage=stage, sent_at=sent_at, comment_until=comment_until))


def task(in_group: Group, who: Person | None, due_on: date | None, what="Kartlegg fravær", status="open") -> Task:
    """A task."""
    responsible = who.id if who else None
    return add(Task(group_id=in_group.id, what=what, responsible_id=responsible, due_on=due_on, status=status))


def letter(state="failed") -> Letter:
    """A letter in some state."""
    return add(
        Letter(
            to_name="Kari Moen",
            to_address="kari@avvist.example",
            subject="Innkalling",
            body="Hei",
            template="x",
            state=state,
            next_try_at=clock.now() + timedelta(days=1),
        )
    )
