"""The verbs of coverage: what is offered to whom, and whom we have spoken with."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db, find
from saas.errors import Invalid, NotNow
from tenants.coverage.listing import contacts, contacts_count, offers, running
from tenants.coverage.matrix import Cell, Matrix, matrix
from tenants.coverage.models import CONTACT_KINDS, Contact, Offer
from tenants.coverage.stakeholders import Spoken, Stakeholder, organisations_spoken_with, stakeholders
from tenants.findings.texts import guard
from tenants.groups.guarding import Kept
from tenants.network.models import Organisation

__all__ = [
    "Cell", "Matrix", "Spoken", "Stakeholder", "add_contact", "add_offer", "change_offer", "contacts",
    "contacts_count", "end_offer", "find_contact", "find_offer", "matrix", "offers",
    "organisations_spoken_with", "remove_contact", "reopen_offer", "running", "stakeholders",
]  # fmt: skip

LONGEST_TITLE, LONGEST_NOTE, LONGEST_TOPIC = 200, 1000, 300
# A date outside this is a slip of the finger, such as the year 0026.
EARLIEST, YEARS_AHEAD = date(2000, 1, 1), 10


def find_offer(offer_id: UUID) -> Offer:
    """One offer, also one that has ended. Raises NotFound."""
    return find(Offer, offer_id)


def find_contact(contact_id: UUID) -> Contact:
    """One contact. Raises NotFound."""
    return find(Contact, contact_id)


def add_offer(
    *,
    organisation_id: UUID | None,
    title: str,
    theme: str,
    arena: str,
    age_group: str,
    note: str = "",
    kept: Kept | None = None,
) -> Offer:
    """A new offer in the register. Raises Invalid or Guarded with the names of the form's fields."""
    offer = Offer()
    _write(offer, organisation_id, title, (theme, arena, age_group), note, kept)
    db.session.add(offer)
    db.session.flush()
    audit.record("offer.added", offer, organisation=organisation_id, theme=theme, age=age_group)
    return offer


def change_offer(
    offer: Offer,
    seen_version: int | None,
    *,
    organisation_id: UUID | None,
    title: str,
    theme: str,
    arena: str,
    age_group: str,
    note: str = "",
    kept: Kept | None = None,
) -> None:
    """What the offer is from now on."""
    check_version(offer, seen_version)
    _write(offer, organisation_id, title, (theme, arena, age_group), note, kept)
    audit.record("offer.changed", offer, organisation=organisation_id, theme=theme, age=age_group)


def end_offer(offer: Offer, seen_version: int | None, on: date | None) -> None:
    """The offer's last day; from the day after it counts no more."""
    if offer.ended_on is not None:
        raise NotNow("Tilbudet er allerede avsluttet.")
    if on is None or not EARLIEST <= on <= clock.today().replace(year=clock.today().year + YEARS_AHEAD, day=1):
        raise Invalid("Datoen ser feil ut. Se særlig på året.", field="dato")
    check_version(offer, seen_version)
    offer.ended_on = on
    audit.record("offer.ended", offer, on=on)


def reopen_offer(offer: Offer, seen_version: int | None) -> None:
    """Undo an ending."""
    if offer.ended_on is None:
        raise NotNow("Tilbudet er ikke avsluttet.")
    check_version(offer, seen_version)
    offer.ended_on = None
    audit.record("offer.reopened", offer)


def add_contact(
    organisation_id: UUID | None, on_date: date | None, kind: str, topic: str = "", *, kept: Kept | None = None
) -> Contact:
    """That an organisation was met, called or written to. Raises Invalid or Guarded."""
    organisation = _organisation(organisation_id)
    if on_date is None or not EARLIEST <= on_date <= clock.today():
        raise Invalid("Velg en dag som har vært. Se særlig på året.", field="dato")
    if kind not in CONTACT_KINDS:
        raise Invalid("Velg fra listen.", field="type")
    topic = _one_line(topic)
    if len(topic) > LONGEST_TOPIC:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="gjelder", n=LONGEST_TOPIC)
    guard({"gjelder": topic}, kept)
    contact = Contact(
        organisation_id=organisation.id, on_date=on_date, kind=kind, topic=topic, noted_by=here.actor_name()[:200]
    )
    db.session.add(contact)
    db.session.flush()
    audit.record("contact.added", contact, organisation=organisation.id, kind=kind, on=on_date)
    return contact


def remove_contact(contact: Contact) -> None:
    """Take away a contact that was written by mistake."""
    audit.record("contact.removed", contact, organisation=contact.organisation_id, kind=contact.kind)
    db.session.delete(contact)
    db.session.flush()


def _write(
    offer: Offer,
    organisation_id: UUID | None,
    title: str,
    codes: tuple[str, str, str],
    note: str,
    kept: Kept | None,
) -> None:
    """Everything is looked at before the row is touched: a refused page must show what stands."""
    organisation = _organisation(organisation_id)
    title, note = _one_line(title), note.replace("\x00", "").strip()
    if not title:
        raise Invalid("Skriv hva tilbudet heter.", field="tittel")
    if len(title) > LONGEST_TITLE:
        raise Invalid("Navnet kan ha høyst {n} tegn.", field="tittel", n=LONGEST_TITLE)
    if len(note) > LONGEST_NOTE:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="merknad", n=LONGEST_NOTE)
    theme, arena, age_group = codes
    vocabulary.require("theme", theme, "tema")
    vocabulary.require("arena", arena, "arena")
    vocabulary.require("age_group", age_group, "alder")
    guard({"tittel": title, "merknad": note}, kept)
    offer.organisation_id, offer.title, offer.note = organisation.id, title, note
    offer.theme, offer.arena, offer.age_group = theme, arena, age_group


def _organisation(organisation_id: UUID | None) -> Organisation:
    found = db.session.scalars(select(Organisation).where(Organisation.id == organisation_id)).one_or_none()
    if found is None:
        raise Invalid("Velg en virksomhet fra listen.", field="virksomhet")
    return found


def _one_line(text: str) -> str:
    return " ".join(text.replace("\x00", "").split())
