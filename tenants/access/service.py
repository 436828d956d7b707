"""The verbs of who may come in: invite, take back, send again, answer those who ask. Roles themselves lie in members.py."""

import hashlib
import re
import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here, outbox, privacy
from saas.accounts import limit
from saas.accounts.guard import ROLE_NAMES
from saas.db import check_version, db, find
from saas.errors import Guarded, Invalid, NotFound, NotNow
from saas.pages import letter
from tenants.access import rules
from tenants.access.members import Member, end, end_at, find_member, give, members, prolong
from tenants.access.models import AccessRequest, RoleInvitation
from tenants.groups import service as groups
from tenants.network import service as network
from tenants.network.models import Person

__all__ = [
    "DAYS", "Member", "asked", "end", "end_at", "find_invitation", "find_member", "find_request", "give", "invite", "invite_person",
    "is_open", "members", "prolong", "refuse_request", "revoke_invitation", "roles_to_give", "send_again", "waiting",
]  # fmt: skip

# An invitation is good for this long, by the real clock: the walls know no other.
DAYS = 14
_EMAIL = re.compile(r"[^\s@<>\";,:]+@[^\s@<>\";,:]+\.[^\s@<>\";,:]+")


def invite(
    *,
    email: str,
    name: str,
    role: str,
    from_on: date,
    until_on: date | None = None,
    person_id: UUID | None = None,
    group_id: UUID | None = None,
    reason: str = "",
) -> RoleInvitation:
    """Invite somebody to a role, by letter. The token stands in the letter only; accepting it makes the membership.

    Raises NotAllowed when the visitor may not give the role, Invalid and Guarded for what is wrong with the form,
    NotNow for one who has the role or is invited to it already, and for a coordinator who has as many as one may have.
    """
    email, name, reason = email.strip().lower(), " ".join(name.split()), reason.strip()
    everyone = members()
    if role not in rules.ROLES:
        raise Invalid("Velg en rolle fra listen.", field="rolle")
    rules.must_give(role, everyone, email=email)
    _check_words(email, name, reason)
    _check_days(from_on, until_on)
    _check_ties(person_id, group_id)
    here.lock("invitations")
    _not_twice(email, name, role, from_on, everyone)
    invitation = RoleInvitation(
        email=email, name=name, role=role, from_on=from_on, until_on=until_on, person_id=person_id, group_id=group_id,
        reason=reason, invited_by=here.actor_name(), token_hash="", expires_at=clock.now(),
    )  # fmt: skip
    _send(invitation)
    audit.record("invitation.sent", invitation, role=role, person=person_id, group=group_id)
    return invitation


def invite_person(
    *,
    person_id: UUID | None,
    organisation_id: UUID | None,
    email: str,
    name: str,
    role: str,
    from_on: date,
    until_on: date | None = None,
    group_id: UUID | None = None,
    reason: str = "",
    request: AccessRequest | None = None,
) -> RoleInvitation:
    """Invite somebody in the network, or add a new person with an organisation to it and invite them. Answers a request too."""
    rules.must_give(role, members(), email=email.strip().lower())
    if person_id is None:
        if organisation_id is None:
            raise Invalid("Velg en organisasjon fra listen.", field="organisasjon")
        _check_words(email.strip().lower(), " ".join(name.split()), reason)
        person_id = network.add_person(name, organisation_id, email=email.strip().lower()).id
    else:
        person = _in_network(person_id)
        name, email = person.name, email or person.email
    invitation = invite(
        email=email, name=name, role=role, from_on=from_on, until_on=until_on, person_id=person_id, group_id=group_id, reason=reason
    )
    if request is not None:
        _decide(request, "invited")
    return invitation


def send_again(invitation: RoleInvitation, seen_version: int | None = None) -> None:
    """A new letter with a new token; the old one opens nothing any more."""
    rules.must_give(invitation.role, members(), email=invitation.email)
    check_version(invitation, seen_version)
    _must_wait(invitation)
    _send(invitation)
    audit.record("invitation.sent_again", invitation, role=invitation.role)


def revoke_invitation(invitation: RoleInvitation, seen_version: int | None = None) -> None:
    """Take an invitation back before it is accepted."""
    rules.must_give(invitation.role, members())
    check_version(invitation, seen_version)
    _must_wait(invitation)
    invitation.revoked_at = clock.now()
    audit.record("invitation.revoked", invitation, role=invitation.role)


def find_invitation(role_invitation_id: UUID) -> RoleInvitation:
    """One of this kommune's invitations. Raises NotFound."""
    return find(RoleInvitation, role_invitation_id)


def waiting() -> list[RoleInvitation]:
    """Invitations that are neither accepted nor taken back, those that have run out too, the newest first."""
    query = select(RoleInvitation).where(RoleInvitation.accepted_at.is_(None), RoleInvitation.revoked_at.is_(None))
    return list(db.session.scalars(query.order_by(RoleInvitation.created_at.desc(), RoleInvitation.id)))


def is_open(invitation: RoleInvitation) -> bool:
    """Whether its letter still opens the door."""
    return invitation.expires_at > datetime.now(clock.UTC)


def asked() -> list[AccessRequest]:
    """Those who have asked to be let in and wait for an answer, the longest waiting first."""
    query = select(AccessRequest).where(AccessRequest.state == "waiting")
    return list(db.session.scalars(query.order_by(AccessRequest.asked_at, AccessRequest.id)))


def find_request(request_id: UUID) -> AccessRequest:
    """One who has asked. Raises NotFound."""
    return find(AccessRequest, request_id)


def refuse_request(request: AccessRequest, seen_version: int | None = None) -> None:
    """Say no, by letter."""
    rules.must_admit()
    _decide(request, "refused", seen_version)
    subject, body = letter("access/refused.txt", here.kommune().language, request=request)
    outbox.post((request.name, request.email), subject, body, template="access/refused.txt", about=request)


def roles_to_give() -> list[str]:
    """What the visitor may invite to."""
    return rules.givable(members())


def _send(invitation: RoleInvitation) -> None:
    # Letters and digits only: a mail reader that marks links may leave out a dash at the end.
    token = secrets.token_hex(20)
    invitation.token_hash = hashlib.sha256(token.encode()).hexdigest()
    invitation.expires_at = datetime.now(clock.UTC) + timedelta(days=DAYS)
    db.session.add(invitation)
    db.session.flush()
    subject, body = letter(
        "access/invitation.txt", here.kommune().language, invitation=invitation, token=token, role=ROLE_NAMES[invitation.role],
        inviter=here.actor_name(), days=DAYS,
    )  # fmt: skip
    outbox.post((invitation.name, invitation.email), subject, body, template="access/invitation.txt", about=invitation)


def _decide(request: AccessRequest, state: str, seen_version: int | None = None) -> None:
    check_version(request, seen_version)
    if request.state != "waiting":
        raise NotNow("Forespørselen er allerede besvart.")
    request.state, request.decided_by, request.decided_at = state, here.actor_name(), clock.now()
    audit.record(f"access_request.{state}", request)


def _must_wait(invitation: RoleInvitation) -> None:
    if invitation.accepted_at is not None:
        raise NotNow("{name} har allerede takket ja.", name=invitation.name)
    if invitation.revoked_at is not None:
        raise NotNow("Invitasjonen er allerede trukket tilbake.")


def _check_words(email: str, name: str, reason: str) -> None:
    if not _EMAIL.fullmatch(email) or len(email) > 254:
        raise Invalid("Skriv e-postadressen som navn@sted.no.", field="epost")
    if not 1 <= len(name) <= 120:
        raise Invalid("Skriv navnet, med høyst 120 tegn.", field="navn")
    if len(reason) > 500:
        raise Invalid("Skriv høyst 500 tegn.", field="grunn")
    findings = {}
    for field, text, levels in (("navn", name, ("block",)), ("grunn", reason, ("block", "warn"))):
        # No group is there to remember that a phrase was kept, so every finding here can only be rewritten.
        if found := [replace(f, level="block") for f in privacy.inspect(text) if f.level in levels]:
            findings[field] = found
    if findings:
        here.note_guarded(findings)
        raise Guarded(findings)


def _check_days(from_on: date, until_on: date | None) -> None:
    if from_on < clock.today():
        raise Invalid("Første dag kan tidligst være i dag.", field="fra")
    if until_on is not None and until_on < from_on:
        raise Invalid("Siste dag kan ikke være før første dag.", field="til")


def _check_ties(person_id: UUID | None, group_id: UUID | None) -> None:
    if person_id is not None:
        _in_network(person_id)
    if group_id is not None:
        try:
            closed = groups.find(group_id).closed_on is not None
        except NotFound:
            closed = True
        if closed:
            raise Invalid("Velg en gruppe fra listen.", field="gruppe")


def _in_network(person_id: UUID) -> Person:
    try:
        person = network.find_person(person_id)
    except NotFound:
        person = None
    if person is None or not person.active:
        raise Invalid("Velg en person fra nettverket.", field="person")
    return person


def _not_twice(email: str, name: str, role: str, from_on: date, everyone: list[Member]) -> None:
    if any(member.email == email and member.role == role and member.holds_on(from_on) for member in everyone):
        raise NotNow("{name} har allerede denne rollen.", name=name)
    if any(other.email == email and other.role == role and is_open(other) for other in waiting()):
        raise NotNow("{name} er allerede invitert til denne rollen.", name=name)
    if role == "coordinator" and (full := db.session.execute(select(func.app.coordinator_is_full(email))).scalar()):
        raise limit.full(full)
