"""What becomes of each open duty: the successor has it, somebody else has it, or it is ended with a reason."""

from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from tenants.handover import duties, notices, service
from tenants.handover.duties import Duty
from tenants.handover.models import Handover, HandoverDuty
from tenants.network.models import Person

CHOICES = {"successor": "Overfør til {name}", "other": "Overfør til annen", "close": "Avslutt med begrunnelse"}


def duties_of(handover: Handover) -> list[Duty]:
    """Everything open that the one who leaves answers for here, the office's own duties too."""
    return duties.gather(service.from_person(handover), office=True)


def choices(handover: Handover) -> dict[str, HandoverDuty]:
    """Duty key → what is chosen for it."""
    query = select(HandoverDuty).where(HandoverDuty.handover_id == handover.id)
    return {f"{row.kind}.{row.subject_id}": row for row in db.session.scalars(query)}


def left(handover: Handover) -> list[Duty]:
    """Duties that nobody is chosen for yet."""
    chosen = choices(handover)
    return [duty for duty in duties_of(handover) if not _stands(chosen.get(duty.key))]


def lacks(handover: Handover) -> str:
    """«1 rapportforespørsel i Skarvøy», or nothing when the counter is at zero."""
    waiting = left(handover)
    return f"{duties.count_words(waiting)} i {here.kommune().name}" if waiting else ""


def choose(handover: Handover, key: str, choice: str, person_id: UUID | None = None, reason: str = "") -> int:
    """One duty's way on; how many duties it was for: a secretary's follow each other. Raises NotFound for another's."""
    service.require_steering(handover)
    service.hold(handover, *service.OPEN)
    known = {duty.key: duty for duty in duties_of(handover)}
    if key not in known:
        raise NotFound()
    duty = known[key]
    if choice not in CHOICES:
        raise Invalid("Velg hva som skal skje med ansvaret.", field="valg")
    if choice == "close":
        if not duty.closable:
            raise NotNow("«{what}» kan ikke avsluttes, bare overføres.", what=duty.text)
        _keep(handover, duty, choice, None, service.tidy_reason(reason))
        return 1
    receiver = _receiver(handover, duty, person_id) if choice == "other" else None
    chosen = choices(handover)
    follows = [
        other for other in known.values()
        if duty.by_seat and other.by_seat and other.group_id == duty.group_id and other.key != key
        and not ((row := chosen.get(other.key)) and row.choice == "close")
    ]  # fmt: skip
    for each in [duty, *follows]:
        _keep(handover, each, choice, receiver, "")
    return 1 + len(follows)


def hand_over_rest(handover: Handover) -> int:
    """«Overfør resten til Jonas»: everything that nobody is chosen for goes to the successor."""
    service.require_steering(handover)
    service.hold(handover, *service.OPEN)
    waiting = left(handover)
    for duty in waiting:
        _keep(handover, duty, "successor", None, "")
    return len(waiting)


def finish(handover: Handover, seen: int | None = None) -> None:
    """«Fullfør»: to the leader for approval, once nothing is left without somebody."""
    service.require_steering(handover)
    service.hold(handover, "draft")
    if missing := lacks(handover):
        raise NotNow("Du kan ikke fullføre: {missing} mangler ny ansvarlig.", missing=missing)
    if seen is not None and seen != handover.version:
        raise NotNow("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
    service.require_tomorrow(handover.at)
    handover.state, handover.version = "waiting", handover.version + 1
    audit.record("handover.finished", handover, duties=len(choices(handover)))
    notices.ask(handover)


def _stands(row: HandoverDuty | None) -> bool:
    return row is not None and (row.choice != "other" or (row.person is not None and row.person.active))


def _receiver(handover: Handover, duty: Duty, person_id: UUID | None) -> UUID:
    if not duty.handable:
        raise NotNow("«{what}» følger koordinatoren, og kan bare overføres til den som overtar.", what=duty.text)
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none() if person_id else None
    if person is None or not person.active or person.id == handover.from_person_id:
        raise Invalid("Velg hvem som skal ha ansvaret, fra listen.", field="person")
    return person.id


def _keep(handover: Handover, duty: Duty, choice: str, person_id: UUID | None, reason: str) -> None:
    row = choices(handover).get(duty.key)
    if row is None:
        row = HandoverDuty(handover_id=handover.id, kind=duty.kind, subject_id=duty.id)
        db.session.add(row)
    row.choice, row.person_id, row.reason = choice, person_id, reason
    db.session.flush()
    db.session.expire(row, ["person"])
    audit.record("handover.duty_chosen", handover, kind=duty.kind, duty=duty.id, choice=choice, person=person_id)
