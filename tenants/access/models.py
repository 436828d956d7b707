"""Who may come in, as what, until when: invitations, asked-for access, log-in services, calendar feeds."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group
from tenants.network.models import Person


class RoleInvitation(InTenant, Base):
    """An invitation to a role in the kommune. The token stands in the letter only; accepting it makes the membership."""

    __tablename__ = "role_invitations"
    belongs_to = (("person_id", "people"), ("group_id", "groups"))

    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[str]
    person_id: Mapped[UUID | None]
    group_id: Mapped[UUID | None]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")
    token_hash: Mapped[str]
    invited_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None]
    tied_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person | None] = one("RoleInvitation.person_id", "Person")
    group: Mapped[Group | None] = one("RoleInvitation.group_id", "Group")


class AccessRequest(InTenant, Base):
    """Somebody has asked to be let in to a kommune that is already here. Written from outside, answered inside."""

    __tablename__ = "access_requests"

    name: Mapped[str]
    email: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    organisation: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    state: Mapped[str] = mapped_column(default="waiting")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class IssuerPermit(InTenant, Base):
    """A log-in service, and the organisation it must speak for, that this kommune lets in. Nothing else from outside opens it."""

    __tablename__ = "issuer_permits"

    issuer: Mapped[str]
    org_number: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    added_by: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    revoked_at: Mapped[datetime | None]


class Feed(InTenant, Base):
    """One person's calendar address for this kommune; only the hash of its token lies here."""

    __tablename__ = "feeds"

    user_id: Mapped[UUID]
    token_hash: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class ExpiryNotice(InTenant, Base):
    """That a notice about something that runs out was written: the unique key makes it once."""

    __tablename__ = "expiry_notices"

    kind: Mapped[str]
    subject_id: Mapped[UUID]
    until_on: Mapped[date]
    days: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(default=clock.now)
