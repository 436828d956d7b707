"""Who is shown as the kommune's coordinator, and only as far as they have agreed to it themselves."""

from typing import Any
from uuid import uuid4

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import NotAllowed, NotNow
from tenants.access.members import Member, members
from tenants.face.models import FaceConsent
from tenants.network.models import Person


def coordinator() -> Member | None:
    """Who coordinates today: a substitute before the one who is away; None where nobody does."""
    live = [member for member in members() if member.role == "coordinator" and member.live]
    return next(iter(sorted(live, key=lambda member: (not member.acting, member.valid_from, str(member.id)))), None)


def consent_of(member: Member | None) -> FaceConsent | None:
    """What they have agreed to and not taken back."""
    if member is None:
        return None
    query = select(FaceConsent).where(FaceConsent.user_id == member.user_id, FaceConsent.withdrawn_at.is_(None))
    return db.session.scalars(query).one_or_none()


def mine() -> FaceConsent | None:
    """The visitor's own consent, also one that is taken back."""
    return db.session.scalars(select(FaceConsent).where(FaceConsent.user_id == here.actor_id())).one_or_none()


def contact() -> dict[str, Any] | None:
    """The coordinator as the public page shows them; None where they have not agreed to be shown."""
    member = coordinator()
    consent = consent_of(member)
    if member is None or consent is None:
        return None
    person = db.session.scalars(select(Person).where(Person.user_id == member.user_id, Person.left_on.is_(None))).first()
    return {
        "name": person.name if person else member.name,
        "acting": member.acting,
        "email": ((person.email if person else "") or member.email) if consent.shows_email else "",
        "phone": person.phone if person and consent.shows_phone else "",
        "kommuner": consent.kommuner,
    }


def agree(*, email: bool, phone: bool, kommuner: int, seen: int | None) -> FaceConsent:
    """The visitor agrees to be shown on the public page. Raises NotAllowed for one who does not coordinate here."""
    if here.role() != "coordinator":
        raise NotAllowed("Bare koordinatoren selv kan samtykke til å bli vist.")
    row = mine()
    if row is None:
        row = FaceConsent(id=uuid4(), user_id=here.actor_id(), version=1)
        db.session.add(row)
    else:
        check_version(row, seen)
    row.shows_email, row.shows_phone, row.kommuner = email, phone, min(max(kommuner, 1), 50)
    row.given_at, row.withdrawn_at = clock.now(), None
    db.session.flush()
    audit.record("face.agreed", row, email=email, phone=phone)
    return row


def take_back(seen: int | None) -> None:
    """The visitor is no longer shown. Raises NotNow where there is nothing to take back."""
    row = mine()
    if row is None or row.withdrawn_at is not None:
        raise NotNow("Du vises ikke på den åpne siden.")
    check_version(row, seen)
    row.withdrawn_at = clock.now()
    audit.record("face.withdrew", row)
