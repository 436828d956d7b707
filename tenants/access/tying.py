"""What follows an acceptance: the log-in is tied to a person of the network, and the person gets the seat. Once."""

from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here, outbox
from saas.db import db
from saas.errors import Refusal
from saas.pages import letter
from tenants.access.members import Member, members
from tenants.access.models import AccessRequest, ExpiryNotice, RoleInvitation
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.network.models import Organisation, Person

LEADERSHIP = "municipal_leadership"
# Who is told that somebody asks to be let in.
TOLD = ("coordinator", "chief_executive", "starter")


def tie() -> None:
    """Tie everybody who has accepted since the last stroke. A round that is run twice ties nobody twice."""
    here.lock("access.tie")
    accepted = select(RoleInvitation).where(RoleInvitation.accepted_at.is_not(None), RoleInvitation.tied_at.is_(None))
    for invitation in db.session.scalars(accepted.order_by(RoleInvitation.accepted_at).with_for_update()):
        person = _person(invitation)
        if invitation.group_id is not None:
            _seat(invitation, person)
        invitation.tied_at = clock.now()
        audit.record("invitation.tied", invitation, person=person.id)


def tell_of_requests() -> None:
    """Whoever invites gets one letter about each new wish to be let in."""
    here.lock("access.tell")
    told = select(ExpiryNotice.subject_id).where(ExpiryNotice.kind == "access.request")
    new = select(AccessRequest).where(AccessRequest.state == "waiting", AccessRequest.id.not_in(told))
    for request in db.session.scalars(new.order_by(AccessRequest.asked_at)):
        asked_on = request.asked_at.astimezone(clock.OSLO).date()
        db.session.add(ExpiryNotice(kind="access.request", subject_id=request.id, until_on=asked_on, days=0))
        for name, email in sorted(_told_about_requests(members())):
            subject, body = letter("access/asked.txt", here.kommune().language, request=request, name=name, slug=here.kommune().slug)
            outbox.post((name, email), subject, body, template="access/asked.txt", about=request)


def _told_about_requests(everyone: list[Member]) -> set[tuple[str, str]]:
    return {(member.name, member.email) for member in everyone if member.role in TOLD and member.live}


def _person(invitation: RoleInvitation) -> Person:
    """The person that the log-in belongs to: the one tied already, the one invited, one with the address, or a new one."""
    user_id = invitation.accepted_by
    assert user_id is not None
    tied = db.session.scalars(select(Person).where(Person.user_id == user_id).order_by(Person.id)).first()
    if tied is not None and tied.active:
        return tied
    found = _untied(invitation)
    if found is None:
        found = network.add_person(*_free_name(invitation), email=invitation.email)
    if tied is not None:
        # Somebody who left and is back: the log-in follows the person who is in the network now.
        tied.user_id = None
        db.session.flush()
    found.user_id = user_id
    db.session.flush()
    audit.record("person.tied", found)
    return found


def _untied(invitation: RoleInvitation) -> Person | None:
    invited = invitation.person
    if invited is not None and invited.active and invited.user_id is None:
        return invited
    same = select(Person).where(func.lower(Person.email) == invitation.email, Person.user_id.is_(None)).order_by(Person.id)
    return next((person for person in db.session.scalars(same) if person.active), None)


def _free_name(invitation: RoleInvitation) -> tuple[str, UUID]:
    """The invited name, and the kommune's own leadership as workplace until somebody knows better."""
    query = select(Organisation).where(Organisation.type == LEADERSHIP).order_by(Organisation.name, Organisation.id)
    home = db.session.scalars(query).first() or network.add_organisation(_kommune_name(), LEADERSHIP)
    taken = {person.name.lower() for person in network.people() if person.organisation_id == home.id}
    # Two of the same name at the same place are told apart by the address they were invited on.
    name = invitation.name if invitation.name.lower() not in taken else f"{invitation.name} ({invitation.email.split('@')[0]})"
    return name, home.id


def _kommune_name() -> str:
    taken = {organisation.name.lower() for organisation in network.organisations()}
    name = here.kommune().name
    return next(word for word in (f"{name} kommune", f"{name} kommune, ledelsen", f"{name}, kommuneledelsen") if word.lower() not in taken)


def _seat(invitation: RoleInvitation, person: Person) -> None:
    """The seat that came with the invitation; one who has a seat there, or a group that has closed, is left as it is."""
    group = db.session.scalars(select(Group).where(Group.id == invitation.group_id)).one()
    function = "leader" if invitation.role == "chair" and group.leader_on(invitation.from_on) is None else "member"
    try:
        with db.session.begin_nested():
            groups.give_seat(group, person.id, function, starts_on=invitation.from_on, ends_on=invitation.until_on)
    except Refusal:
        audit.record("invitation.without_seat", invitation, group=group.id)
