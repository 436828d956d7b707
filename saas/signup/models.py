"""Applications from kommuner that are not here yet; they lie in the lobby, and none of them opens anything by itself."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


# How far an application has come, as the applicant and the centre's editor read it.
STATES = {
    "begun": N_("Venter på stadfesting"),
    "sent": N_("Venter på stadfesting"),
    "founded": N_("Stadfestet"),
    "refused": N_("Avslått"),
    "withdrawn": N_("Trukket"),
    "expired": N_("Gått ut"),
}


class Application(Base):
    """One wish to join. `begun` waits for the centre's editor, `sent` for the second person who has the letter."""

    __tablename__ = "applications"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    number: Mapped[str]
    name: Mapped[str]
    org_number: Mapped[str] = mapped_column(default="")
    language: Mapped[str]
    levels: Mapped[int] = mapped_column(default=3)
    population: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(default="begun")
    applicant_name: Mapped[str]
    applicant_title: Mapped[str] = mapped_column(default="")
    applicant_email: Mapped[str]
    applicant_phone: Mapped[str] = mapped_column(default="")
    official_address: Mapped[str] = mapped_column(default="")
    address_source: Mapped[str] = mapped_column(default="")
    chief_name: Mapped[str] = mapped_column(default="")
    chief_email: Mapped[str] = mapped_column(default="")
    status_hash: Mapped[str]
    confirm_hash: Mapped[str | None]
    checked_by: Mapped[str] = mapped_column(default="")
    checked_how: Mapped[str] = mapped_column(default="")
    checked_at: Mapped[datetime | None]
    refused_reason: Mapped[str] = mapped_column(default="")
    confirmed_name: Mapped[str] = mapped_column(default="")
    confirmed_title: Mapped[str] = mapped_column(default="")
    confirmed_email: Mapped[str] = mapped_column(default="")
    agreement_number: Mapped[str] = mapped_column(default="")
    agreement_sha256: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime | None]
    tenant_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(default=lambda: datetime.now(clock.UTC))
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    @property
    def waits(self) -> bool:
        """Nobody has decided yet, and the time has not run out."""
        return self.state in ("begun", "sent") and self.expires_at > datetime.now(clock.UTC)


class TenantNumber(Base):
    """Which number and name a kommune had, from and to which day. Read here, written by the database's own functions."""

    __tablename__ = "tenant_numbers"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    tenant_id: Mapped[UUID]
    number: Mapped[str]
    name: Mapped[str]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
