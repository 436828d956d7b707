"""Deleting what is kept about somebody who has left: all that nothing binds; what must stay, stays, and it is said what."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, or_, select

from saas import audit, clock, here
from saas.accounts.links import GuestLink
from saas.db import check_version, db
from saas.errors import NotAllowed, NotNow
from saas.outbox import Letter
from saas.pages import gettext
from tenants.access import members
from tenants.access.models import AccessRequest, RoleInvitation
from tenants.control import subject
from tenants.control.retention import RUNNERS
from tenants.meetings.models import Invitation
from tenants.meetings.wording import in_the_kommunes_language
from tenants.minutes.models import Minutes, MinutesComment
from tenants.network.models import Person
from tenants.tasks.models import OPEN, Task


@dataclass(frozen=True)
class Erased:
    """What became of it: whether the name had to stay, and in how many minutes it is bound."""

    kept_name: bool
    bound: int


def bound(person_id: UUID) -> int:
    """In how many minutes the person's part is archival: called to the meeting, or with a merknad of their own."""
    called = select(Invitation.meeting_id).where(Invitation.person_id == person_id)
    commented = select(MinutesComment.minutes_id).where(MinutesComment.person_id == person_id)
    query = select(func.count()).select_from(Minutes).where(or_(Minutes.meeting_id.in_(called), Minutes.id.in_(commented)))
    return db.session.scalar(query) or 0


def forget(person: Person, seen: int | None) -> Erased:
    """«Slett opplysningene»: name, e-mail, phone and log-in of somebody who has left, and the letters and links to them.

    The name stays where minutes are bound to it. Raises NotAllowed, NotNow and Stale.
    """
    if here.role() not in RUNNERS:
        raise NotAllowed("Bare SLT-koordinatoren eller kommunedirektøren kan slette opplysninger om en person.")
    _must_have_left(person)
    check_version(person, seen)
    bindings, mail = bound(person.id), person.email.lower()
    for model, conditions in (
        (GuestLink, [GuestLink.person_id == person.id]),
        (
            RoleInvitation,
            [RoleInvitation.person_id == person.id, RoleInvitation.email == mail]
            if mail
            else [RoleInvitation.person_id == person.id],
        ),
        (AccessRequest, [AccessRequest.email == mail] if mail else []),
        (Letter, subject.letters_to(person)),
    ):
        if conditions:
            db.session.execute(delete(model).where(or_(*conditions)).execution_options(synchronize_session=False))
    person.email = person.phone = ""
    person.user_id = None
    if not bindings:
        with in_the_kommunes_language():
            person.name, person.title = gettext("Tidligere medlem"), ""
    audit.record("subject.forgotten", person, kept_name=bool(bindings), minutes=bindings)
    return Erased(bool(bindings), bindings)


def _must_have_left(person: Person) -> None:
    if person.left_on is None or person.left_on >= clock.today():
        raise NotNow("{name} er fortsatt i nettverket. Sett en siste dag først.", name=person.name)
    if person.user_id and any(m.user_id == person.user_id and m.live for m in members.members()):
        raise NotNow("{name} har fortsatt en rolle i kommunen. Avslutt rollen først.", name=person.name)
    query = select(func.count()).select_from(Task).where(Task.responsible_id == person.id, Task.status.in_(OPEN))
    if left := db.session.scalar(query):
        raise NotNow(
            "{name} står fortsatt som ansvarlig for {n} åpne oppgaver. Gi dem til noen andre først.", name=person.name, n=left
        )
