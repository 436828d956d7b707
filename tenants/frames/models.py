"""What gives the coordination its weight: mandate, anchoring, agreements, and where the coordinator sits."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ARRAY, Numeric, Text
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem

# Code → bokmål.
PLACES = {"leadership": "I ledelsen", "professional": "I et fagmiljø", "other": "Annet"}
DAYS = {"mon": "mandag", "tue": "tirsdag", "wed": "onsdag", "thu": "torsdag", "fri": "fredag"}
WEEKS = {"all": "Hver uke", "odd": "Oddetallsuker", "even": "Partallsuker"}
PARTIES = {"municipality": "Kommunen", "police": "Politiet", "other": "En annen part"}
# Those who both must stand behind the work.
BOTH = ("municipality", "police")
MANDATE_STATES = {"draft": "Utkast", "approved": "Vedtatt", "replaced": "Erstattet"}
AGREEMENT_KINDS = {
    "police": "Avtale med politiet",
    "intermunicipal": "Interkommunal avtale",
    "nav": "Avtale med NAV",
    "county": "Avtale med fylkeskommunen",
    "voluntary": "Avtale med frivillige",
    "other": "Annen avtale",
}
AGREEMENT_STATES = {"draft": "Ikke i kraft", "in_force": "Gjelder", "replaced": "Erstattet", "ended": "Avsluttet"}


class Placement(InTenant, Base):
    """Where the coordinator sits in the kommune, to whom they report, and when they are there."""

    __tablename__ = "placements"

    kind: Mapped[str]
    sector: Mapped[str] = mapped_column(default="")
    reports_to: Mapped[str] = mapped_column(default="")
    steps_to_top: Mapped[int | None]
    office_address: Mapped[str] = mapped_column(default="")
    office_days: Mapped[list[str]] = mapped_column(ARRAY(Text), default=list)
    office_weeks: Mapped[str] = mapped_column(default="all")
    fte_percent: Mapped[Decimal] = mapped_column(Numeric)
    fte_reason: Mapped[str] = mapped_column(default="")
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class Anchoring(InTenant, Base):
    """A decision that anchors SLT, in the kommune or in the police: who decided, when, in which sak."""

    __tablename__ = "anchorings"

    party: Mapped[str]
    body: Mapped[str]
    decided_on: Mapped[date]
    case_number: Mapped[str] = mapped_column(default="")
    title: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column(default=1)


class Mandate(InTenant, Base):
    """One version of a group's mandate. An approved one is never changed; the next version replaces it."""

    __tablename__ = "mandates"
    belongs_to = (("group_id", "groups"), ("item_id", "agenda_items"))

    group_id: Mapped[UUID]
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="draft")
    purpose: Mapped[str] = mapped_column(default="")
    tasks: Mapped[str] = mapped_column(default="")
    authority: Mapped[str] = mapped_column(default="")
    composition: Mapped[str] = mapped_column(default="")
    rhythm: Mapped[str] = mapped_column(default="")
    reporting: Mapped[str] = mapped_column(default="")
    item_id: Mapped[UUID | None]
    approved_on: Mapped[date | None]
    valid_to: Mapped[date | None]
    sha256: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Mandate.group_id", "Group")
    item: Mapped[AgendaItem | None] = one("Mandate.item_id", "AgendaItem")
    signatures: Mapped[list["MandateSignature"]] = many(
        "MandateSignature.mandate_id", "Mandate", lazy="selectin", order_by="MandateSignature.party"
    )

    @property
    def signed_by_both(self) -> bool:
        """Both the kommune and the police have put their name to it."""
        return {row.party for row in self.signatures} >= set(BOTH)


class MandateSignature(InTenant, Base):
    """That one party has signed a mandate, and the fingerprint of what was signed."""

    __tablename__ = "mandate_signatures"
    belongs_to = (("mandate_id", "mandates"),)

    mandate_id: Mapped[UUID]
    party: Mapped[str]
    name: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date]
    sha256: Mapped[str]

    mandate: Mapped[Mandate] = one("MandateSignature.mandate_id", "Mandate")


class Agreement(InTenant, Base):
    """One version of a written agreement with another party. The next version replaces it."""

    __tablename__ = "agreements"
    belongs_to = (("replaces_id", "agreements"),)

    kind: Mapped[str]
    title: Mapped[str]
    number: Mapped[int] = mapped_column(default=1)
    replaces_id: Mapped[UUID | None]
    state: Mapped[str] = mapped_column(default="draft")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    summary: Mapped[str] = mapped_column(default="")
    filename: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    parties: Mapped[list["AgreementParty"]] = many(
        "AgreementParty.agreement_id", "Agreement", lazy="selectin", order_by="AgreementParty.party, AgreementParty.organisation"
    )

    @property
    def expired(self) -> bool:
        """In force, but past its last day: nobody has ended it or made a new one."""
        return self.state == "in_force" and self.valid_to is not None and self.valid_to < clock.today()


class AgreementParty(InTenant, Base):
    """A party to an agreement and who signs for it."""

    __tablename__ = "agreement_parties"
    belongs_to = (("agreement_id", "agreements"),)

    agreement_id: Mapped[UUID]
    party: Mapped[str]
    organisation: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    title: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    agreement: Mapped[Agreement] = one("AgreementParty.agreement_id", "Agreement")
