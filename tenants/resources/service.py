"""What is offered, and the leader's word that makes it count; needs and capacities lie beside."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, vocabulary
from saas.accounts import links
from saas.accounts.guard import can
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.resources import facts, needs, notices, reach
from tenants.resources.models import ResourceLine
from tenants.resources.needs import open_needs

__all__ = [
    "Offer", "ask", "change", "confirm", "decline", "find", "find_for_guest", "lines_of_measure", "lines_of_needs",
    "lines_of_recipients", "listing", "may_change", "may_decide", "may_offer", "open_needs", "pledge",
    "require_own_organisation", "withdraw",
]  # fmt: skip

LONGEST = 1000
PURPOSE = "resource.confirm"


@dataclass(frozen=True)
class Offer:
    """A line as a form gives it: whose, what, how much and when."""

    organisation_id: UUID
    kind: str
    description: str
    amount: Decimal | None = None
    unit: str = ""
    from_on: date | None = None
    until_on: date | None = None
    need_id: UUID | None = None
    measure_id: UUID | None = None


def pledge(
    offer: Offer,
    *,
    person_id: UUID | None = None,
    leader_id: UUID | None = None,
    recipient_id: UUID | None = None,
    group: Group | None = None,
    kept: guarding.Kept | None = None,
) -> ResourceLine:
    """A line that waits for its leader. With a leader chosen the letter to them leaves at once.

    `person_id` is who offers; `recipient_id` the answer in a round that it comes from.
    """
    line = ResourceLine(person_id=person_id, recipient_id=recipient_id)
    _write(line, offer, group, kept)
    db.session.add(line)
    db.session.flush()
    audit.record("resource.pledged", line, organisation=line.organisation_id, kind=line.kind, recipient=recipient_id)
    if leader_id is not None:
        ask(line, leader_id)
    return line


def change(line: ResourceLine, seen: int | None, offer: Offer, kept: guarding.Kept | None = None) -> None:
    """Put a waiting line right. What a leader was asked about must not change behind their back: they are asked anew."""
    _must_wait(line)
    require_changer(line)
    check_version(line, seen)
    _write(line, replace(offer, organisation_id=line.organisation_id), None, kept)
    links.revoke(line.id, PURPOSE)
    if line.leader is not None:
        _tell(line)
    audit.record("resource.changed", line, kind=line.kind)


def ask(line: ResourceLine, leader_id: UUID, seen: int | None = None) -> None:
    """Choose the leader who must confirm, and write to them. A former leader's link opens nothing any more."""
    _must_wait(line)
    leader = reach.leader(leader_id, "leder")
    check_version(line, seen)
    links.revoke(line.id, PURPOSE)
    line.leader, line.leader_id, line.asked_at = leader, leader.id, clock.now()
    _tell(line)
    audit.record("resource.asked", line, leader=leader.id)


def confirm(line: ResourceLine, seen: int | None = None) -> None:
    """The leader's «Bekreft»: from now on the line counts, and the need it is for may be covered."""
    _decide(line, "confirmed", seen)


def decline(line: ResourceLine, seen: int | None = None) -> None:
    """The leader's «Avslå»."""
    _decide(line, "declined", seen)


def withdraw(line: ResourceLine, seen: int | None = None) -> None:
    """Take a line back, waiting or confirmed; a need that it covered is open again."""
    if line.state not in ("waiting", "confirmed"):
        raise NotNow("Ressursen er allerede avslått eller trukket.")
    check_version(line, seen)
    line.state = "withdrawn"
    if here.role():
        links.revoke(line.id, PURPOSE)
    needs.follow(line)
    audit.record("resource.withdrawn", line)


def find(line_id: UUID) -> ResourceLine:
    """One line, or NotFound."""
    line = db.session.scalars(_lines().where(ResourceLine.id == line_id)).unique().one_or_none()
    if line is None:
        raise NotFound()
    return line


def find_for_guest(line_id: UUID, person_id: UUID) -> ResourceLine | None:
    """The line that a signed link is about, while its person is the leader who was asked."""
    mine = (ResourceLine.id == line_id, ResourceLine.leader_id == person_id)
    return db.session.scalars(_lines().where(*mine)).unique().one_or_none()


def listing() -> list[ResourceLine]:
    """Lines that wait, then confirmed, then declined; the newest first. What was withdrawn is left out."""
    rank = ["waiting", "confirmed", "declined"]
    query = _lines().where(ResourceLine.state.in_(rank)).order_by(ResourceLine.created_at.desc(), ResourceLine.id)
    return sorted(db.session.scalars(query).unique(), key=lambda line: rank.index(line.state))


def lines_of_measure(measure_id: UUID) -> list[ResourceLine]:
    """A measure's lines, those withdrawn left out; only the confirmed ones count."""
    return _standing(ResourceLine.measure_id == measure_id)


def lines_of_needs(need_ids: list[UUID]) -> list[ResourceLine]:
    """The lines that meet these needs, those withdrawn left out."""
    return _standing(ResourceLine.need_id.in_(need_ids))


def lines_of_recipients(recipient_ids: list[UUID]) -> list[ResourceLine]:
    """The lines that came from these answers in a round, those withdrawn left out."""
    return _standing(ResourceLine.recipient_id.in_(recipient_ids))


def may_offer() -> bool:
    """The coordinator offers for all; others for the organisation that they belong to."""
    return can("coordinate") or (can("propose") and network.me() is not None)


def require_own_organisation(organisation_id: UUID) -> None:
    """Refuse a line for somebody else's organisation. Raises NotAllowed."""
    me = network.me()
    if not can("coordinate") and (me is None or me.organisation_id != organisation_id):
        raise NotAllowed("Du kan bare legge inn ressurser for din egen virksomhet.")


def may_decide(line: ResourceLine) -> bool:
    """Only the leader who was asked."""
    return line.state == "waiting" and _is_me(line.leader)


def may_change(line: ResourceLine) -> bool:
    """The coordinator, the one who offered it, and the leader who answers for it."""
    return line.state in ("waiting", "confirmed") and (
        can("coordinate") or _is_me(line.leader) or (line.state == "waiting" and _is_me(line.person))
    )


def require_leader(line: ResourceLine) -> None:
    """Raises NotAllowed for anybody but the leader who was asked."""
    if not _is_me(line.leader):
        raise NotAllowed("Bare lederen som er spurt, kan bekrefte eller avslå ressursen.")


def require_changer(line: ResourceLine) -> None:
    """Raises NotAllowed for those who have nothing to do with the line."""
    if line.state in ("waiting", "confirmed") and not may_change(line):
        raise NotAllowed("Bare koordinatoren, den som har lagt inn ressursen, og lederen kan endre den.")


def _is_me(person: Any) -> bool:
    return person is not None and person.user_id is not None and person.user_id == here.actor_id()


def _decide(line: ResourceLine, state: str, seen: int | None) -> None:
    _hold(line)
    if line.state == state:
        if state == "confirmed":
            raise NotNow("Ressursen er allerede bekreftet.")
        raise NotNow("Ressursen er allerede avslått.")
    _must_wait(line)
    check_version(line, seen)
    line.state, line.decided_at, line.decided_by = state, clock.now(), here.actor_name()[:200]
    needs.follow(line)
    audit.record(f"resource.{state}", line, organisation=line.organisation_id)


def _hold(line: ResourceLine) -> None:
    """Of two who decide at once the second sees what the first did."""
    db.session.execute(select(ResourceLine.id).where(ResourceLine.id == line.id).with_for_update())
    db.session.refresh(line, ["state", "version"])


def _must_wait(line: ResourceLine) -> None:
    words = {
        "confirmed": "Ressursen er bekreftet, og kan ikke endres. Trekk den hvis den ikke gjelder lenger.",
        "declined": "Ressursen er avslått.",
        "withdrawn": "Ressursen er trukket.",
    }
    if line.state != "waiting":
        raise NotNow(words[line.state])


def _tell(line: ResourceLine) -> None:
    db.session.flush()
    notices.ask_leader(line, PURPOSE)


def _write(line: ResourceLine, offer: Offer, group: Group | None, kept: guarding.Kept | None) -> None:
    description = facts.tidy(offer.description, LONGEST, "beskrivelse", "Skriv hva dere kan bidra med.")
    kind = vocabulary.require("resource_kind", offer.kind, "type")
    amount, unit = facts.measured(kind, offer.amount, offer.unit)
    from_on, until_on = facts.day(offer.from_on, "fra"), facts.day(offer.until_on, "til")
    if from_on and until_on and until_on < from_on:
        raise Invalid("Siste dag kan ikke være før den første.", field="til")
    line.organisation = reach.organisation(offer.organisation_id, "organisasjon")
    if here.role():
        reach.known("needs", offer.need_id, "behov")
        reach.known("measures", offer.measure_id, "tiltak")
    guarding.check(group or facts.guarding_group(), {"beskrivelse": description, "enhet": unit}, kept)
    line.organisation_id, line.kind, line.description = offer.organisation_id, kind, description
    line.amount, line.unit, line.from_on, line.until_on = amount, unit, from_on, until_on
    line.need_id, line.measure_id = offer.need_id, offer.measure_id


def _standing(*criteria: Any) -> list[ResourceLine]:
    query = _lines().where(*criteria, ResourceLine.state != "withdrawn")
    return list(db.session.scalars(query.order_by(ResourceLine.created_at, ResourceLine.id)).unique())


def _lines() -> Any:
    return select(ResourceLine).options(
        joinedload(ResourceLine.organisation), joinedload(ResourceLine.person), joinedload(ResourceLine.leader)
    )
