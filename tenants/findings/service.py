"""Findings: what worries and what works. The verbs; and, by the same name, what others ask about them."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from saas import audit, clock, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from tenants.findings.models import Finding, FindingSource, Source
from tenants.findings.questions import (
    STATES,
    Evidence,
    Filters,
    current,
    evidence,
    evidences,
    find,
    matching,
    of_ids,
    of_source,
    sources_of,
    weak_ids,
)
from tenants.findings.sources import add_source, change_source, find_source, findings_on, is_old, sources
from tenants.findings.texts import guard, one_line, tidy, within
from tenants.groups.guarding import Kept

__all__ = [
    "STATES", "Evidence", "Filters", "add", "add_source", "change", "change_source", "close", "current", "evidence",
    "evidences", "find", "find_source", "findings_on", "is_old", "link", "matching", "of_ids", "of_source", "reopen",
    "sources", "sources_of", "weak_ids",
]  # fmt: skip

LONGEST = {"tittel": 200, "beskrivelse": 4000}
# A date outside this is a slip of the finger, such as the year 0026.
EARLIEST = date(2000, 1, 1)


def add(
    *,
    title: str,
    kind: str,
    theme: str,
    arena: str,
    age_group: str,
    description: str = "",
    heading: str = "",
    severity: str = "medium",
    spread: str = "some",
    trend: str = "unknown",
    strengths: Iterable[str] = (),
    source_ids: Iterable[UUID] = (),
    noted_on: date | None = None,
    from_evaluation_id: UUID | None = None,
    from_round_id: UUID | None = None,
    kept: Kept | None = None,
) -> Finding:
    """A new finding, on its sources. Raises Invalid or Guarded at the form's field (tittel, beskrivelse, tema …)."""
    given = _checked(
        title, description, kind, theme, arena, age_group, heading, severity, spread, trend, strengths, noted_on
    )
    guard({"tittel": given["title"], "beskrivelse": given["description"]}, kept)
    finding = Finding(**given, from_evaluation_id=from_evaluation_id, from_round_id=from_round_id)
    _save_with_origin(finding)
    chosen = _stand_on(finding, source_ids)
    audit.record("finding.added", finding, kind=kind, theme=theme, sources=len(chosen), from_round=from_round_id,
                 from_evaluation=from_evaluation_id)  # fmt: skip
    return finding


def change(
    finding: Finding,
    seen_version: int | None,
    *,
    title: str,
    kind: str,
    theme: str,
    arena: str,
    age_group: str,
    description: str = "",
    heading: str = "",
    severity: str = "medium",
    spread: str = "some",
    trend: str = "unknown",
    strengths: Iterable[str] = (),
    source_ids: Iterable[UUID] | None = None,
    noted_on: date | None = None,
    kept: Kept | None = None,
) -> Finding:
    """The finding as it shall stand from now on. `source_ids` None leaves its sources. Raises as add(), and Stale."""
    given = _checked(
        title, description, kind, theme, arena, age_group, heading, severity, spread, trend, strengths,
        noted_on or finding.noted_on,
    )  # fmt: skip
    guard({"tittel": given["title"], "beskrivelse": given["description"]}, kept)
    check_version(finding, seen_version)
    for name, value in given.items():
        setattr(finding, name, value)
    if source_ids is not None:
        _stand_on(finding, source_ids)
    db.session.flush()
    audit.record("finding.changed", finding, kind=kind, theme=theme)
    return finding


def link(finding: Finding, source: Source) -> None:
    """Let the finding stand on one more source; twice is once."""
    # Held, so that two who link the same source at once come one after the other.
    db.session.scalar(select(Finding.version).where(Finding.id == finding.id).with_for_update())
    known = select(FindingSource.id).where(FindingSource.finding_id == finding.id, FindingSource.source_id == source.id)
    if db.session.scalar(known) is None:
        db.session.add(FindingSource(finding_id=finding.id, source_id=source.id))
        db.session.flush()
        audit.record("finding.linked", finding, source=source.id)


def close(finding: Finding, seen_version: int | None = None) -> None:
    """It is no longer so, or no longer followed; what was made of it stands."""
    if finding.closed_on is not None:
        raise NotNow("Funnet er allerede lukket.")
    check_version(finding, seen_version)
    finding.closed_on = clock.today()
    audit.record("finding.closed", finding, on=finding.closed_on)


def reopen(finding: Finding, seen_version: int | None = None) -> None:
    """Undo a closing."""
    if finding.closed_on is None:
        raise NotNow("Funnet er allerede åpent.")
    check_version(finding, seen_version)
    finding.closed_on = None
    audit.record("finding.reopened", finding)


def _checked(
    title: str,
    description: str,
    kind: str,
    theme: str,
    arena: str,
    age_group: str,
    heading: str,
    severity: str,
    spread: str,
    trend: str,
    strengths: Iterable[str],
    noted_on: date | None,
) -> dict[str, Any]:
    """Everything a finding says, checked field by field as the form names them."""
    title = within(one_line(title), LONGEST["tittel"], "tittel")
    if not title:
        raise Invalid("Skriv funnet i én setning.", field="tittel")
    works = vocabulary.require("finding_kind", kind, "slag") == "works"
    chosen = vocabulary.require_all("strength", strengths, "styrker")
    if chosen and not works:
        raise Invalid("Bare det som fungerer bra, kan merkes med en styrke.", field="styrker")
    noted_on = noted_on or clock.today()
    if not EARLIEST <= noted_on <= clock.today():
        raise Invalid("Datoen ser feil ut. Den kan ikke være i framtiden.", field="dato")
    return {
        "title": title,
        "description": within(tidy(description), LONGEST["beskrivelse"], "beskrivelse"),
        "kind": kind,
        "theme": vocabulary.require("theme", theme, "tema"),
        "arena": vocabulary.require("arena", arena, "arena"),
        "age_group": vocabulary.require("age_group", age_group, "alder"),
        "heading": vocabulary.require("heading", heading or ("works" if works else "challenges"), "overskrift"),
        "severity": vocabulary.require("severity", severity, "alvor"),
        "spread": vocabulary.require("spread", spread, "utbredelse"),
        "trend": vocabulary.require("trend", trend, "utvikling"),
        "strengths": chosen,
        "noted_on": noted_on,
    }


def _save_with_origin(finding: Finding) -> None:
    """The round and the evaluation belong to later features; that they are the kommune's own, the table sees to."""
    try:
        with db.session.begin_nested():
            db.session.add(finding)
            db.session.flush()
    except IntegrityError:
        raise Invalid("Runden eller evalueringen som funnet skulle komme fra, finnes ikke.", field="tittel") from None


def _stand_on(finding: Finding, source_ids: Iterable[UUID]) -> set[UUID]:
    """Exactly these sources from now on. Raises Invalid for one that is not the kommune's."""
    wanted = set(source_ids)
    known = set(db.session.scalars(select(Source.id).where(Source.id.in_(wanted))))
    if known != wanted:
        raise Invalid("Velg kilder fra listen.", field="kilder")
    before = set(db.session.scalars(select(FindingSource.source_id).where(FindingSource.finding_id == finding.id)))
    gone = before - wanted
    if gone:
        db.session.execute(
            delete(FindingSource).where(FindingSource.finding_id == finding.id, FindingSource.source_id.in_(gone))
        )
    db.session.add_all(FindingSource(finding_id=finding.id, source_id=source_id) for source_id in wanted - before)
    db.session.flush()
    return wanted
