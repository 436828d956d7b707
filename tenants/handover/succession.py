"""The new coordinator takes the old one's place: as a person of the network, in the groups, in people's calendars."""

from datetime import date, timedelta

from sqlalchemy import func, select, update

from saas import audit, clock
from saas.db import db
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.groups.models import FUNCTIONS, Group, Seat
from tenants.groups.seats import end_seats_of
from tenants.handover.models import Handover
from tenants.meetings import notices
from tenants.meetings.models import AgendaEntry, Invitation, Meeting
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network.models import Organisation, Person

RANK = list(FUNCTIONS)


def first_day(handover: Handover) -> date:
    """The day, in Norway, that the minute stands in."""
    return handover.at.astimezone(clock.OSLO).date()


def day_before(handover: Handover) -> date:
    """The old one's last day in the groups."""
    return first_day(handover) - timedelta(days=1)


def person_of(handover: Handover, old: Person | None) -> Person:
    """The successor in the network: by their log-in, else by their address, else a new person."""
    here_still = (Person.left_on.is_(None),)
    by_user = select(Person).where(Person.user_id == handover.to_user_id, *here_still).order_by(Person.id)
    found = db.session.scalars(by_user).first()
    if found is None:
        by_address = select(Person).where(func.lower(Person.email) == handover.to_email, Person.user_id.is_(None), *here_still)
        found = db.session.scalars(by_address.order_by(Person.id)).first()
    with in_the_kommunes_language():
        title = gettext("Fungerende SLT-koordinator") if handover.kind == "emergency" else gettext("SLT-koordinator")
    if found is None:
        found = Person(name=handover.to_name, title=title, email=handover.to_email, organisation_id=_workplace(old).id)
        db.session.add(found)
        db.session.flush()
        audit.record("person.added", found, organisation=found.organisation_id)
    if found.user_id != handover.to_user_id:
        found.user_id, found.version = handover.to_user_id, found.version + 1
        audit.record("person.tied", found, user=handover.to_user_id)
    found.title = found.title or title
    db.session.flush()
    return found


def pass_on_seats(handover: Handover, old: Person, new: Person) -> int:
    """The old one's seats end the day before; the new one has the same from the day, with the title. How many."""
    day, before, passed = first_day(handover), day_before(handover), 0
    held = _groups_with(old)
    inherited = [
        (group, seat.function, seat.title, max(seat.starts_on, day), seat.ends_on)
        for group in held for seat in group.seats
        if seat.person_id == old.id and seat.deputy_for is None and (seat.ends_on is None or seat.ends_on >= day)
    ]  # fmt: skip
    end_seats_of(old, before)
    db.session.flush()
    for group, function, title, starts_on, ends_on in inherited:
        if group.closed_on is None and _make_room(group, new, function, starts_on):
            acting = handover.kind == "emergency"
            groups.give_seat(group, new.id, function, title=title, starts_on=starts_on, ends_on=ends_on, acting=acting)
            passed += 1
    for group in held:
        db.session.refresh(group, ["seats"])
    return passed


def reissue(old: Person, new: Person) -> int:
    """Called meetings get the new organiser: the same entry in the calendars, one SEQUENCE higher. How many."""
    groups_of_old = [group.id for group in _groups_with(old)]
    coming = select(Meeting).where(Meeting.group_id.in_(groups_of_old), Meeting.starts_at > clock.now())
    coming = coming.where(Meeting.state.in_(("draft", "called"))).order_by(Meeting.starts_at).with_for_update(of=Meeting)
    told = 0
    for meeting in db.session.scalars(coming).unique().all():
        mine = (AgendaEntry.meeting_id == meeting.id, AgendaEntry.presenter_id == old.id)
        db.session.execute(update(AgendaEntry).where(*mine).values(presenter_id=new.id))
        if meeting.state == "called":
            notices.tell_of_change(meeting, moved=False)
            _strike_out(meeting, old)
            told += 1
    return told


def _strike_out(meeting: Meeting, old: Person) -> None:
    """The old one is not called any more, and the entry is struck out of that calendar alone."""
    query = select(Invitation).where(Invitation.meeting_id == meeting.id, Invitation.person_id == old.id)
    invitation = db.session.scalars(query).one_or_none()
    if invitation is None or invitation.attendance is not None:
        return
    if old.email:
        notices.write_one(meeting, invitation, "handover/meeting_off.txt", "CANCEL")
    db.session.delete(invitation)
    db.session.flush()


def _make_room(group: Group, new: Person, function: str, day: date) -> bool:
    """The successor may sit there already: the higher function stands. False when there is nothing to give."""
    for seat in [seat for seat in group.seats if seat.person_id == new.id and (seat.ends_on is None or seat.ends_on >= day)]:
        if seat.deputy_for is None and RANK.index(seat.function) <= RANK.index(function):
            return False
        _end_before(group, seat, day)
    return True


def _end_before(group: Group, seat: Seat, day: date) -> None:
    last = day - timedelta(days=1)
    seat.starts_on = min(seat.starts_on, last)
    groups.end_seat(group, seat, last)
    db.session.flush()


def _groups_with(person: Person) -> list[Group]:
    held = select(Seat.group_id).where(Seat.person_id == person.id)
    return list(db.session.scalars(select(Group).where(Group.id.in_(held)).order_by(Group.name)))


def _workplace(old: Person | None) -> Organisation:
    """Where the old one worked; without one, the kommune's leadership."""
    if old is not None:
        return old.organisation
    query = select(Organisation).where(Organisation.type == "municipal_leadership").order_by(Organisation.name)
    found = db.session.scalars(query).first()
    if found is None:
        with in_the_kommunes_language():
            found = Organisation(name=gettext("Kommuneledelsen"), type="municipal_leadership")
        db.session.add(found)
        db.session.flush()
        audit.record("organisation.added", found, type=found.type)
    return found
