"""When the minute has come: the duties change hands, once and all in one transaction."""

from uuid import UUID

from sqlalchemy import select, update

from saas import audit, clock
from saas.accounts.links import GuestLink
from saas.db import db
from saas.db import find as find_row
from saas.errors import Refusal
from tenants.access.models import Feed
from tenants.groups.models import Group
from tenants.handover import choosing, deeds, first_days, members, succession
from tenants.handover.duties import Duty
from tenants.handover.models import Handover, HandoverDuty
from tenants.network import service as network
from tenants.network.models import Person


def complete_due() -> int:
    """Every approved handover whose minute has come. One that another worker holds is left to it. Returns how many."""
    due = select(Handover).where(Handover.state == "approved", Handover.at <= members.real_now())
    found = list(db.session.scalars(due.order_by(Handover.at).with_for_update(skip_locked=True)))
    for handover in found:
        complete(handover)
    return len(found)


def complete(handover: Handover) -> None:
    """All that the handover says. Killed halfway, nothing of it is done; done, it is never done again."""
    old = find_row(Person, handover.from_person_id) if handover.from_person_id else None
    new = succession.person_of(handover, old)
    handover.to_person_id = new.id
    secretaries = _perform(handover, new)
    seats = succession.pass_on_seats(handover, old, new) if old else 0
    _name_secretaries(secretaries, acting=handover.kind == "emergency")
    meetings = succession.reissue(old, new) if old else 0
    _shut_out(handover, old)
    first_days.plan(handover)
    handover.state, handover.done_at = "done", clock.now()
    handover.version += 1
    audit.record("handover.completed", handover, seats=seats, meetings=meetings, emergency=handover.kind == "emergency")


def _perform(handover: Handover, new: Person) -> dict[UUID, Person]:
    """What is chosen for each duty; what nobody chose for goes to the successor. Group → another secretary."""
    chosen, secretaries = choosing.choices(handover), {}
    for duty in choosing.duties_of(handover):
        row = chosen.get(duty.key)
        if row is None:
            row = HandoverDuty(handover_id=handover.id, kind=duty.kind, subject_id=duty.id, choice="successor")
            db.session.add(row)
        row.done_at = clock.now()
        if row.choice == "close" and _closed(duty, row.reason):
            continue
        other = row.person if row.choice == "other" and row.person is not None and row.person.active else None
        if not duty.by_seat:
            deeds.hand_to(duty, other or new)
        elif other is not None and duty.group_id is not None:
            secretaries[duty.group_id] = other
    db.session.flush()
    return secretaries


def _closed(duty: Duty, reason: str) -> bool:
    """Ended; or not, where it has come further since it was chosen, and then the successor has it."""
    try:
        with db.session.begin_nested():
            deeds.close(duty, reason)
    except Refusal:
        return False
    return True


def _name_secretaries(secretaries: dict[UUID, Person], *, acting: bool) -> None:
    for group_id, person in secretaries.items():
        deeds.make_secretary(find_row(Group, group_id), person, acting=acting)


def _shut_out(handover: Handover, old: Person | None) -> None:
    """The old one's links and calendar addresses open nothing; the person stays in the network as one who has left."""
    if old is not None:
        links = update(GuestLink).where(GuestLink.person_id == old.id, GuestLink.revoked_at.is_(None))
        db.session.execute(links.values(revoked_at=clock.now()))
    if any(m.user_id == handover.from_user_id and members.runs(m, members.real_now()) for m in members.members()):
        return
    feeds = update(Feed).where(Feed.user_id == handover.from_user_id, Feed.revoked_at.is_(None))
    db.session.execute(feeds.values(revoked_at=clock.now()))
    # Whoever is away has not left: they come back when they are well.
    if old is not None and old.left_on is None and handover.kind == "planned":
        network.person_leaves(old, succession.day_before(handover))
