"""A coordinator leaves and another takes over: nothing is left without somebody who answers for it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.network.models import Person


class Handover(InTenant, Base):
    """One kommune's part of a handover. `bundle_id` ties together the parts of all the kommuner."""

    __tablename__ = "handovers"
    belongs_to = (("from_person_id", "people"), ("to_person_id", "people"))

    bundle_id: Mapped[UUID]
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(default="draft")
    from_user_id: Mapped[UUID]
    from_person_id: Mapped[UUID | None]
    from_name: Mapped[str]
    to_user_id: Mapped[UUID | None]
    to_person_id: Mapped[UUID | None]
    to_name: Mapped[str]
    to_email: Mapped[str]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    works: Mapped[str] = mapped_column(default="")
    hard: Mapped[str] = mapped_column(default="")
    meet_first: Mapped[str] = mapped_column(default="")
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class HandoverDuty(InTenant, Base):
    """What becomes of one open duty: the successor has it, somebody else has it, or it is ended with a reason."""

    __tablename__ = "handover_duties"
    belongs_to = (("handover_id", "handovers"), ("person_id", "people"))

    handover_id: Mapped[UUID]
    kind: Mapped[str]
    subject_id: Mapped[UUID]
    choice: Mapped[str]
    person_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")
    done_at: Mapped[datetime | None]

    person: Mapped[Person | None] = one("HandoverDuty.person_id", "Person")


class HandoverApproval(InTenant, Base):
    """One leader's answer to a handover; an emergency needs two."""

    __tablename__ = "handover_approvals"
    belongs_to = (("handover_id", "handovers"),)

    handover_id: Mapped[UUID]
    user_id: Mapped[UUID]
    name: Mapped[str]
    role: Mapped[str]
    approved: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime] = mapped_column(default=clock.now)


class HandoverPackage(InTenant, Base):
    """The package as it was made: one kommune's, never all in one."""

    __tablename__ = "handover_packages"
    belongs_to = (("handover_id", "handovers"),)

    handover_id: Mapped[UUID]
    filename: Mapped[str]
    content: Mapped[bytes]
    sha256: Mapped[str]
    created_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class HandoverStep(InTenant, Base):
    """One thing of the new coordinator's first 90 days."""

    __tablename__ = "handover_steps"
    belongs_to = (("handover_id", "handovers"), ("person_id", "people"))

    handover_id: Mapped[UUID]
    day: Mapped[int]
    position: Mapped[int]
    text: Mapped[str]
    due_on: Mapped[date]
    person_id: Mapped[UUID | None]
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    person: Mapped[Person | None] = one("HandoverStep.person_id", "Person")
