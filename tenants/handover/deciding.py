"""The leader's answer; what the database is told when it is yes; and how it is undone before the minute comes."""

from datetime import timedelta

from sqlalchemy import select, update

from saas import audit, clock, here, jobs
from saas.accounts.guard import can
from saas.accounts.links import GuestLink
from saas.db import check_version, db
from saas.errors import NotAllowed, NotNow
from tenants.access.members import Member, end_at, give
from tenants.access.models import RoleInvitation
from tenants.handover import members, notices, service
from tenants.handover.members import real_now
from tenants.handover.models import Handover, HandoverApproval

# An emergency takes the old coordinator's office without asking, so it takes two who are not the same person.
BOTH = {"chief_executive", "chair"}
ORDINARY_LIFE = 60
# What stands as the reason of the role.
REASONS = {"planned": "Overlevering", "emergency": "Fungerende koordinator"}


def approvals(handover: Handover) -> list[HandoverApproval]:
    """The leaders' answers so far."""
    query = select(HandoverApproval).where(HandoverApproval.handover_id == handover.id).order_by(HandoverApproval.at)
    return list(db.session.scalars(query))


def approve(handover: Handover, seen: int | None) -> bool:
    """The leader says yes. True when that was enough: the roles are given and ended in the same transaction."""
    _require_leader(handover)
    service.hold(handover, "waiting")
    if any(answer.user_id == here.actor_id() for answer in approvals(handover)):
        raise NotNow("Du har allerede godkjent. En annen leder må også godkjenne.")
    check_version(handover, seen)
    _answer(handover, approved=True)
    if handover.kind == "emergency" and not {answer.role for answer in approvals(handover)} >= BOTH:
        audit.record("handover.half_approved", handover, role=here.role())
        return False
    _transfer(handover)
    handover.state, handover.decided_at = "approved", clock.now()
    audit.record("handover.approved", handover, at=handover.at, emergency=handover.kind == "emergency")
    notices.decided(handover)
    if handover.at <= real_now():
        jobs.later("handover.complete")
    return True


def refuse(handover: Handover, seen: int | None, reason: str) -> None:
    """The leader says no, with the reason; an invitation to the successor is withdrawn."""
    _require_leader(handover)
    service.hold(handover, "waiting")
    reason = service.tidy_reason(reason)
    check_version(handover, seen)
    _answer(handover, approved=False, reason=reason)
    _take_from(handover)
    handover.state, handover.decided_at = "refused", clock.now()
    audit.record("handover.refused", handover)
    notices.decided(handover)


def may_cancel(handover: Handover) -> bool:
    """The one who hands over, or a leader, before the minute."""
    return handover.state in service.OPEN and (service.steers(handover) or can("approve")) and (
        handover.state != "approved" or handover.at > real_now()
    )


def cancel(handover: Handover, seen: int | None) -> None:
    """Undo it before the minute: who has not begun does not begin, and the old one goes on as before."""
    if not (here.actor_id() == handover.from_user_id or can("approve")):
        raise NotAllowed("Bare den som overleverer, eller en leder, kan avbryte overleveringen.")
    service.hold(handover, *service.OPEN)
    if handover.state == "approved" and handover.at <= real_now():
        raise NotNow("Tidspunktet er passert, og overleveringen kan ikke avbrytes.")
    check_version(handover, seen)
    if handover.state == "approved":
        _give_back(handover)
    _take_from(handover)
    handover.state = "cancelled"
    audit.record("handover.cancelled", handover)


def _require_leader(handover: Handover) -> None:
    if not can("approve"):
        raise NotAllowed("Bare lederen av styringsgruppen eller kommunedirektøren kan godkjenne.")
    if here.actor_id() in (handover.from_user_id, handover.to_user_id):
        raise NotAllowed("Den som overleverer eller overtar, kan ikke godkjenne selv.")


def _answer(handover: Handover, *, approved: bool, reason: str = "") -> None:
    db.session.add(
        HandoverApproval(
            handover_id=handover.id, user_id=here.actor_id(), name=here.actor_name(), role=here.role(),
            approved=approved, reason=reason,
        )  # fmt: skip
    )
    db.session.flush()


def _transfer(handover: Handover) -> None:
    """The old one's roles end at the minute, with open sessions; the new one's begin. Both or none."""
    emergency = handover.kind == "emergency"
    if handover.at <= real_now():
        if not emergency:
            raise NotNow("Tidspunktet for overleveringen er passert. Avbryt den, og start på nytt.")
        handover.at = real_now()
    known = members.successor(handover.to_email)
    if known is None:
        raise NotNow("{name} må ta imot invitasjonen før overleveringen kan godkjennes.", name=handover.to_name)
    handover.to_user_id, handover.to_name = known
    ending = _roles_of(handover, "from")
    if not ending:
        raise NotNow("{name} er ikke koordinator på dette tidspunktet.", name=handover.from_name)
    for member in ending:
        end_at(member.id, handover.at)
    if not _roles_of(handover, "to"):
        day = handover.at.astimezone(clock.OSLO).date()
        give(known[0], "coordinator", day, starts_at=handover.at, acting=emergency, reason=REASONS[handover.kind])
    if handover.from_person_id:
        _shorten_links(handover)


def _roles_of(handover: Handover, side: str) -> list[Member]:
    """The coordinator's roles of one side that are in force at the minute."""
    user = handover.from_user_id if side == "from" else handover.to_user_id
    return [m for m in members.members() if m.role == "coordinator" and m.user_id == user and members.runs(m, handover.at)]


def _shorten_links(handover: Handover) -> None:
    """Links in the old one's letters are good until the minute and no longer."""
    open_links = (GuestLink.person_id == handover.from_person_id, GuestLink.revoked_at.is_(None))
    db.session.execute(
        update(GuestLink).where(*open_links, GuestLink.expires_at > handover.at).values(expires_at=handover.at)
    )


def _give_back(handover: Handover) -> None:
    """A role can only be made shorter, so the old one gets a new of the same length, counted anew; the ended is voided."""
    for member in members.members():
        if member.user_id == handover.from_user_id and member.role == "coordinator" and member.ends_at == handover.at:
            members.void(member)
            give(
                member.user_id, "coordinator", member.valid_from, member.valid_to, starts_at=member.starts_at,
                acting=member.acting, reason="Overleveringen ble avbrutt",
            )  # fmt: skip
    ended = (GuestLink.person_id == handover.from_person_id, GuestLink.expires_at == handover.at)
    life = timedelta(days=ORDINARY_LIFE)
    db.session.execute(update(GuestLink).where(*ended).values(expires_at=GuestLink.created_at + life))


def _take_from(handover: Handover) -> None:
    """Whoever was to take over does not: no open invitation, and no role that has not begun."""
    waiting = (
        RoleInvitation.email == handover.to_email, RoleInvitation.reason == service.INVITED_FOR,
        RoleInvitation.accepted_at.is_(None), RoleInvitation.revoked_at.is_(None),
    )  # fmt: skip
    db.session.execute(update(RoleInvitation).where(*waiting).values(revoked_at=clock.now()))
    for member in members.members():
        ours = member.email == handover.to_email and member.reason in (service.INVITED_FOR, *REASONS.values())
        if ours and members.held(member) and members.first(member) > real_now():
            members.void(member)
