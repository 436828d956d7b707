"""How a measure goes, told in under half a minute: by link from a letter, or on its page. Asked for once a month."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, outbox, pages
from saas.accounts import links
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotNow
from saas.outbox import Letter
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.groups.models import Group
from tenants.measures import sight
from tenants.measures.lifecycle import clean
from tenants.measures.models import STALE_DAYS, STATUSES, Measure
from tenants.network.models import Person

LONGEST_NOTE = 1000
ASKED = "measures/ask.txt"
MONTH = timedelta(days=STALE_DAYS)
# A link works until the next letter has come, and a month beyond.
LINK_DAYS = 60


def report(
    measure: Measure, status: str, note: str = "", *, seen: int | None = None, kept: Kept | None = None
) -> Measure:
    """Tell how it goes: on_track, delayed or done. The note replaces the one before; «done» ends nothing by itself.

    Raises Invalid or Guarded (fields status, notat), NotNow for a measure that is not under way, and Stale.
    """
    if status not in STATUSES or status == "none":
        raise Invalid("Velg «På plan», «Forsinket» eller «Ferdig».", field="status")
    note = clean(note, "notat", LONGEST_NOTE)
    guarding.check(measure.group, {"notat": note}, kept)
    _hold(measure)
    if measure.state != "started":
        raise NotNow("Tiltaket er ikke i gang, så det er ingen status å melde.")
    check_version(measure, seen)
    measure.status, measure.status_note, measure.status_at = status, note, clock.now()
    audit.record("measure.reported", measure, status=status, with_note=bool(note))
    return measure


def require_reporter(measure: Measure) -> None:
    """Raises NotAllowed for those who neither coordinate, answer for the measure, nor work where it is owned."""
    if not sight.may_report(measure):
        raise NotAllowed("Bare den ansvarlige, tjenesten som eier tiltaket, og koordinatoren kan melde status.")


def find_for_guest(measure_id: UUID, person_id: UUID) -> Measure | None:
    """The measure that a signed link is about, while its person still answers for it."""
    query = select(Measure).where(Measure.id == measure_id, Measure.responsible_id == person_id)
    return db.session.scalars(query.options(*_who())).one_or_none()


def ask_now(measure: Measure) -> None:
    """«Be om status nå»: a letter at once, at most one a day. Raises NotNow where nobody can be written to."""
    if measure.state != "started":
        raise NotNow("Tiltaket er ikke i gang, så det er ingen status å be om.")
    if measure.responsible is None:
        raise NotNow("Tiltaket har ingen ansvarlig. Velg hvem som har ansvaret først.")
    if not can_be_written_to(measure.responsible):
        raise NotNow(
            "{name} kan ikke få brev: e-postadressen mangler, eller personen har sluttet.", name=measure.responsible.name
        )
    here.lock("measures.ask_status")
    if measure.id in _asked_since(clock.at(clock.today(), 0)):
        raise NotNow("Det er allerede bedt om status på dette tiltaket i dag.")
    _ask(measure, measure.responsible)


def ask_monthly() -> int:
    """One round: ask for measures under way that have been silent for a month, each once a month.

    Returns how many letters were written. Safe to run as often as wanted, and in two places at once.
    """
    here.lock("measures.ask_status")
    limit = clock.now() - MONTH
    silent = or_(Measure.status_at.is_(None), Measure.status_at <= limit)
    query = select(Measure).where(Measure.state == "started", silent, Measure.responsible_id.is_not(None))
    asked, written = _asked_since(limit), 0
    for measure in db.session.scalars(query.options(*_who()).order_by(Measure.year, Measure.number)):
        if measure.id not in asked and measure.responsible and can_be_written_to(measure.responsible):
            _ask(measure, measure.responsible)
            written += 1
    return written


def can_be_written_to(person: Person | None) -> bool:
    """Somebody who is still in the network and has an e-mail address."""
    return person is not None and person.active and bool(person.email)


def _ask(measure: Measure, receiver: Person) -> None:
    link = links.make("measure.status", measure.id, receiver.id, days=LINK_DAYS)
    subject, body = pages.letter(ASKED, here.kommune().language, measure=measure, receiver=receiver, link=link)
    outbox.post(receiver.address, subject, body, template=ASKED, about=measure)
    audit.record("measure.status_asked", measure)


def _asked_since(moment: object) -> set[UUID]:
    """The measures that a letter has asked about since then."""
    query = select(Letter.about_id).where(Letter.template == ASKED, Letter.created_at > moment)
    return {about_id for about_id in db.session.scalars(query) if about_id}


def _who() -> tuple[Any, ...]:
    return joinedload(Measure.group).lazyload(Group.seats), joinedload(Measure.responsible), joinedload(Measure.owner)


def _hold(measure: Measure) -> None:
    """Two who answer at once come one after the other, and the later one sees what the first did."""
    now = db.session.scalar(select(Measure.version).where(Measure.id == measure.id).with_for_update())
    if now != measure.version:
        db.session.refresh(measure, ["version", "state", "status", "status_note", "status_at", "responsible_id"])
