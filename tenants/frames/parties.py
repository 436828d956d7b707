"""The parties of an agreement, who signs for each, and when they signed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from tenants.frames.models import PARTIES, Agreement, AgreementParty
from tenants.frames.rights import require_writer
from tenants.frames.wording import guard, line

MOST = 12
FIRST = date(1985, 1, 1)


@dataclass(frozen=True)
class Party:
    """A party and who signs for it."""

    party: str
    organisation: str
    name: str = ""
    title: str = ""


def find_party(agreement: Agreement, party_id: UUID) -> AgreementParty:
    """One party of an agreement. Raises NotFound, also for another agreement's party."""
    for party in agreement.parties:
        if party.id == party_id:
            return party
    raise NotFound()


def add_rows(agreement: Agreement, parties: Iterable[Party]) -> None:
    """The parties of a new version. Raises Invalid or Guarded with «part», «organisasjon», «navn», «tittel»."""
    for party in parties:
        db.session.add(AgreementParty(agreement_id=agreement.id, version=1, **_checked(party)))
    db.session.flush()
    db.session.refresh(agreement, ["parties"])


def add_party(agreement: Agreement, party: Party) -> AgreementParty:
    """One more party, before the agreement is in force."""
    require_writer()
    # Locked, so that nobody puts it in force while somebody else adds a party.
    check_version(agreement, None)
    _require_open(agreement)
    if len(agreement.parties) >= MOST:
        raise NotNow("En avtale kan ha høyst {n} parter her.", n=MOST)
    add_rows(agreement, [party])
    row = next(one for one in agreement.parties if one.organisation == line("", party.organisation, 200))
    audit.record("agreement.party_added", agreement, party=party.party)
    return row


def remove_party(agreement: Agreement, party: AgreementParty) -> None:
    """Take away a party that was written by mistake. One that has signed stays."""
    require_writer()
    check_version(agreement, None)
    _require_open(agreement)
    if party.signed_on is not None:
        raise NotNow("Parten har signert. Fjern signaturen først.")
    if len(agreement.parties) <= 2:
        raise NotNow("En avtale har minst to parter: kommunen og en til.")
    audit.record("agreement.party_removed", agreement, party=party.party)
    db.session.delete(party)
    db.session.flush()
    db.session.refresh(agreement, ["parties"])


def sign(agreement: Agreement, party: AgreementParty, seen: int | None, name: str, title: str, on: date) -> None:
    """Register that a party has signed. Raises NotAllowed, NotNow, Invalid or Guarded («navn», «tittel», «dato»)."""
    require_writer()
    check_version(agreement, None)
    _require_open(agreement)
    if party.signed_on is not None:
        raise NotNow("Denne parten har allerede signert.")
    if not FIRST <= on <= clock.today():
        raise Invalid("Velg dagen det ble signert, fram til i dag.", field="dato")
    given = _checked(Party(party.party, party.organisation, name, title))
    if not given["name"]:
        raise Invalid("Skriv hvem som har signert.", field="navn")
    check_version(party, seen)
    party.name, party.title, party.signed_on = given["name"], given["title"], on
    db.session.flush()
    audit.record("agreement.signed", agreement, party=party.party, party_id=party.id, signed_on=on)


def unsign(agreement: Agreement, party: AgreementParty, seen: int | None) -> None:
    """A signature that was registered by mistake, before the agreement is in force."""
    require_writer()
    check_version(agreement, None)
    _require_open(agreement)
    check_version(party, seen)
    party.signed_on = None
    db.session.flush()
    audit.record("agreement.unsigned", agreement, party=party.party, party_id=party.id)


def _checked(party: Party) -> dict[str, str]:
    if party.party not in PARTIES:
        raise Invalid("Velg fra listen.", field="part")
    given = {
        "party": party.party,
        "organisation": line("organisasjon", party.organisation, 200, "Skriv hvem parten er."),
        "name": line("navn", party.name, 120),
        "title": line("tittel", party.title, 120),
    }
    guard({"tittel": given["title"]}, names={"organisasjon": given["organisation"], "navn": given["name"]})
    return given


def _require_open(agreement: Agreement) -> None:
    """Asked of the table after the row is locked: what was a draft on the page may be in force by now."""
    state = db.session.scalar(select(Agreement.state).where(Agreement.id == agreement.id))
    if state != "draft":
        raise NotNow("Avtalen er signert og i kraft, og endres ikke. Lag en ny versjon.")
