"""The decisions that anchor the work, in the kommune and in the police: who decided, when, in which sak."""

from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid
from tenants.frames.models import BOTH, Anchoring
from tenants.frames.rights import require_writer
from tenants.frames.wording import guard, line, lines, web
from tenants.groups import guarding

FIRST = date(1985, 1, 1)


def all_anchorings() -> list[Anchoring]:
    """Every decision, the kommune's first, the newest of each on top."""
    return list(db.session.scalars(select(Anchoring).order_by(Anchoring.party, Anchoring.decided_on.desc(), Anchoring.id)))


def anchored() -> frozenset[str]:
    """The parties that have a decision registered. One statement."""
    return frozenset(db.session.scalars(select(Anchoring.party).distinct()))


def find(anchoring_id: UUID) -> Anchoring:
    """One decision. Raises NotFound."""
    return find_row(Anchoring, anchoring_id)


def anchor(
    *,
    party: str,
    body: str,
    decided_on: date,
    title: str,
    case_number: str = "",
    link: str = "",
    note: str = "",
    kept: guarding.Kept | None = None,
) -> Anchoring:
    """Register a decision. Raises NotAllowed, Invalid or Guarded (fields part, organ, dato, tittel, saksnr, lenke, notat)."""
    require_writer()
    row = Anchoring(version=1)
    _write(row, party, body, decided_on, title, case_number, link, note, kept)
    db.session.add(row)
    db.session.flush()
    audit.record("anchoring.added", row, party=party, decided_on=decided_on)
    return row


def change(
    anchoring: Anchoring, seen: int | None, *, party: str, body: str, decided_on: date, title: str, case_number: str = "",
    link: str = "", note: str = "", kept: guarding.Kept | None = None,
) -> Anchoring:  # fmt: skip
    """Put a registered decision right."""
    require_writer()
    check_version(anchoring, seen)
    _write(anchoring, party, body, decided_on, title, case_number, link, note, kept)
    audit.record("anchoring.changed", anchoring, party=party, decided_on=decided_on)
    return anchoring


def delete(anchoring: Anchoring, seen: int | None) -> None:
    """Take away what was registered by mistake."""
    require_writer()
    check_version(anchoring, seen)
    audit.record("anchoring.deleted", anchoring, party=anchoring.party, decided_on=anchoring.decided_on)
    db.session.delete(anchoring)
    db.session.flush()


def _write(
    row: Anchoring, party: str, body: str, decided_on: date, title: str, case_number: str, link: str, note: str,
    kept: guarding.Kept | None,
) -> None:  # fmt: skip
    if party not in BOTH:
        raise Invalid("Velg fra listen.", field="part")
    if not FIRST <= decided_on <= clock.today():
        raise Invalid("Velg dagen det ble vedtatt, fram til i dag.", field="dato")
    body = line("organ", body, 120, "Skriv hvem som vedtok det, for eksempel «Formannskapet».")
    title = line("tittel", title, 200, "Skriv hva saken heter.")
    case_number, link, note = line("saksnr", case_number, 60), web("lenke", link), lines("notat", note, 2000)
    guard({"organ": body, "tittel": title, "saksnr": case_number, "notat": note}, kept)
    row.party, row.body, row.decided_on, row.title = party, body, decided_on, title
    row.case_number, row.link, row.note = case_number, link, note
