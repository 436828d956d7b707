"""The parts of a kartlegging: who writes which, and what is written."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here, outbox, pages, vocabulary
from saas.accounts.guard import can
from saas.db import db
from saas.errors import Invalid, NotAllowed, Stale
from tenants.groups import guarding
from tenants.mapping.holding import hold_section
from tenants.mapping.models import AssessmentSection
from tenants.network import service as network
from tenants.network.models import Person

LONGEST = 20000
FURTHEST = timedelta(days=3 * 366)


def assign(section: AssessmentSection, person_id: UUID | None, due_on: date | None) -> bool:
    """Give the part to somebody, with a deadline; None takes it back. Returns whether a letter was sent.

    The text is not touched, so whoever has it open can go on writing. Raises Invalid at «ansvarlig» and «frist».
    """
    hold_section(section)
    person = _person(person_id, section.person_id)
    if due_on is not None and due_on != section.due_on and not clock.today() <= due_on <= clock.today() + FURTHEST:
        raise Invalid("Fristen må være i dag eller senere. Se særlig på året.", field="frist")
    new = person is not None and person.id != section.person_id
    section.person, section.due_on = person, due_on
    section.person_id = person.id if person else None
    db.session.flush()
    audit.record("section.assigned", section, person=person_id, due_on=due_on)
    return _tell(section, person) if new and person else False


def may_write(section: AssessmentSection, me: Person | None = None) -> bool:
    """The coordinator, and the one who has been given the part; `me` saves a question when many are asked about."""
    if can("coordinate"):
        return True
    me = me or network.me()
    return can("propose") and me is not None and section.person_id == me.id


def write(
    section: AssessmentSection,
    seen_version: int | None,
    text: str,
    *,
    finished: bool,
    kept: guarding.Kept | None = None,
) -> None:
    """Save the part's text. Raises Stale with the present text in `section` when somebody else has saved since."""
    if not may_write(section):
        raise NotAllowed("Bare den som har fått delen, eller koordinatoren, kan skrive her.")
    hold_section(section)
    text = text.replace("\x00", "").replace("\r\n", "\n").strip()
    # The same text sent twice is the same text.
    if seen_version is not None and seen_version != section.version and text != section.text:
        raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
    if len(text) > LONGEST:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="tekst", n=LONGEST)
    if finished and not text:
        raise Invalid("Skriv noe før du melder delen ferdig.", field="tekst")
    guarding.check(section.assessment.group, {"tekst": text}, kept)
    section.text, section.state = text, "done" if finished else "writing" if text else "todo"
    section.written_by, section.written_at = here.actor_name()[:200], clock.now()
    section.version += 1
    audit.record("section.written", section, state=section.state, length=len(text))


def can_be_written_to(person: Person | None) -> bool:
    """Somebody who is still in the network and has an e-mail address."""
    return person is not None and person.active and bool(person.email)


def _tell(section: AssessmentSection, person: Person) -> bool:
    """A letter to the one who got the part; whoever gives it to themselves knows."""
    if not can_be_written_to(person) or (person.user_id and person.user_id == here.actor_id()):
        return False
    heading = vocabulary.words("heading", section.heading)
    context = {"section": section, "heading": heading, "receiver": person}
    subject, body = pages.letter("mapping/assigned.txt", here.kommune().language, **context)
    outbox.post(person.address, subject, body, template="mapping/assigned.txt", about=section)
    return True


def _person(person_id: UUID | None, former_id: UUID | None) -> Person | None:
    """One person of the network; somebody who has left may keep a part, but not be given a new one."""
    if person_id is None:
        return None
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if person is None or not (person.active or person_id == former_id):
        raise Invalid("Velg en person fra listen.", field="ansvarlig")
    return person
