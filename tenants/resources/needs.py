"""Needs: what the work lacks, and how much of it is covered by lines that a leader has confirmed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from saas import audit, here, vocabulary
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import NotNow
from tenants.groups import guarding
from tenants.resources import facts, reach
from tenants.resources.models import Need, ResourceLine

LONGEST_TITLE, LONGEST_DESCRIPTION = 200, 2000


@dataclass(frozen=True)
class Wanted:
    """A need as a form gives it. `amount` None: one confirmed line of the same kind covers it."""

    title: str
    kind: str
    description: str = ""
    theme: str = ""
    age_group: str = ""
    amount: Decimal | None = None
    unit: str = ""
    needed_by: date | None = None
    finding_id: UUID | None = None
    measure_id: UUID | None = None


@dataclass(frozen=True)
class Cover:
    """How much of a need is confirmed and how much waits, in the need's own unit."""

    confirmed: Decimal = Decimal(0)
    waiting: Decimal = Decimal(0)
    met: bool = False


def find_need(need_id: UUID) -> Need:
    """One need, or NotFound."""
    return find_row(Need, need_id)


def add_need(wanted: Wanted, kept: guarding.Kept | None = None) -> Need:
    """A new need. Raises Invalid or Guarded with the form's field names."""
    need = Need()
    _write(need, wanted, kept)
    db.session.add(need)
    db.session.flush()
    audit.record("need.added", need, kind=need.kind, finding=need.finding_id, measure=need.measure_id)
    return need


def change_need(need: Need, seen: int | None, wanted: Wanted, kept: guarding.Kept | None = None) -> None:
    """The need as it shall be from now on; whether it is covered follows."""
    _must_not_be_closed(need)
    check_version(need, seen)
    _write(need, wanted, kept)
    db.session.flush()
    match([need.id])
    audit.record("need.changed", need, kind=need.kind)


def close_need(need: Need, seen: int | None) -> None:
    """«Lukk behovet»: it is no longer asked for, covered or not."""
    _must_not_be_closed(need)
    check_version(need, seen)
    need.state = "closed"
    audit.record("need.closed", need)


def reopen_need(need: Need, seen: int | None) -> None:
    """Undo a closing; whether it is covered is found anew."""
    if need.state != "closed":
        raise NotNow("Behovet er ikke lukket.")
    check_version(need, seen)
    need.state = "open"
    db.session.flush()
    match([need.id])
    audit.record("need.reopened", need)


def open_needs() -> list[Need]:
    """Needs that are neither closed nor covered by confirmed lines, the soonest needed first."""
    found = list(db.session.scalars(_soonest().where(Need.state != "closed")))
    covered = covers(found)
    return [need for need in found if not covered[need.id].met]


def covers(needs: Iterable[Need]) -> dict[UUID, Cover]:
    """Need → how much of it is covered, in one statement. Only lines of its own kind and unit count."""
    listed = {need.id: need for need in needs}
    columns: list[Any] = [getattr(ResourceLine, name) for name in ("need_id", "kind", "unit", "state", "amount")]
    query = select(*columns).where(ResourceLine.need_id.in_(list(listed)), ResourceLine.state.in_(("waiting", "confirmed")))
    sums = {need_id: {"waiting": Decimal(0), "confirmed": Decimal(0)} for need_id in listed}
    lines = {need_id: 0 for need_id in listed}
    for need_id, kind, unit, state, amount in db.session.execute(query):
        need = listed[need_id]
        if kind != need.kind:
            continue
        lines[need_id] += state == "confirmed"
        if amount is not None and facts.same(unit) == facts.same(need.unit):
            sums[need_id][state] += amount
    return {
        need_id: Cover(**sums[need_id], met=_met(need, sums[need_id]["confirmed"], lines[need_id]))
        for need_id, need in listed.items()
    }


def match(need_ids: Iterable[UUID] | None = None) -> int:
    """Let the state of needs follow their lines: «dekket» when met, open again when not. Returns how many changed.

    A guest who confirms by link cannot touch a need; the clock's round does it for them.
    """
    query = select(Need).where(Need.state != "closed")
    if need_ids is not None:
        query = query.where(Need.id.in_(list(need_ids)))
    found = list(db.session.scalars(query.order_by(Need.id).with_for_update()))
    covered, changed = covers(found), 0
    for need in found:
        state = "matched" if covered[need.id].met else "open"
        if need.state != state:
            need.state, need.version = state, need.version + 1
            audit.record("need.matched" if state == "matched" else "need.opened", need)
            changed += 1
    return changed


def follow(line: ResourceLine) -> None:
    """After a line has changed: its need follows, where the one who changed it may touch needs."""
    if line.need_id is not None and here.role():
        db.session.flush()
        match([line.need_id])


def listing() -> list[Need]:
    """All needs: open first, then covered, then closed; the soonest needed first in each."""
    rank = ["open", "matched", "closed"]
    return sorted(db.session.scalars(_soonest()), key=lambda need: rank.index(need.state))


def _soonest() -> Select[Any]:
    return select(Need).order_by(Need.needed_by.asc().nulls_last(), Need.created_at, Need.id)


def _met(need: Need, confirmed: Decimal, lines: int) -> bool:
    return confirmed >= need.amount if need.amount is not None else lines > 0


def _must_not_be_closed(need: Need) -> None:
    if need.state == "closed":
        raise NotNow("Behovet er lukket. Åpne det igjen først.")


def _write(need: Need, wanted: Wanted, kept: guarding.Kept | None) -> None:
    title = facts.tidy(" ".join(wanted.title.split()), LONGEST_TITLE, "tittel", "Skriv hva som trengs.")
    description = facts.tidy(wanted.description, LONGEST_DESCRIPTION, "beskrivelse")
    kind = vocabulary.require("resource_kind", wanted.kind, "type")
    theme = vocabulary.require("theme", wanted.theme, "tema") if wanted.theme else None
    age_group = vocabulary.require("age_group", wanted.age_group, "alder") if wanted.age_group else None
    amount, unit = facts.measured(kind, wanted.amount, wanted.unit)
    needed_by = facts.day(wanted.needed_by, "innen")
    reach.known("findings", wanted.finding_id, "funn")
    reach.known("measures", wanted.measure_id, "tiltak")
    guarding.check(facts.guarding_group(), {"tittel": title, "beskrivelse": description, "enhet": unit}, kept)
    need.title, need.description, need.kind, need.theme, need.age_group = title, description, kind, theme, age_group
    need.amount, need.unit, need.needed_by = amount, unit, needed_by
    need.finding_id, need.measure_id = wanted.finding_id, wanted.measure_id
