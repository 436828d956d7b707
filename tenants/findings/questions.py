"""What others ask about findings: which ones are open, what they stand on, and how well."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import vocabulary
from saas.db import db
from saas.db import find as find_row
from tenants.findings.models import Finding, FindingSource, Source
from tenants.findings.sources import findings_on

STATES = ("apne", "lukkede", "alle")


@dataclass(frozen=True)
class Evidence:
    """What a finding stands on: the types of its sources, whether they are too few, and who has not been heard."""

    types: tuple[str, ...]
    weak: bool
    missing_voices: tuple[str, ...]


@dataclass(frozen=True)
class Filters:
    """What was asked for; nothing means all. `state` is one of STATES."""

    theme: str = ""
    kind: str = ""
    arena: str = ""
    age_group: str = ""
    weak: bool = False
    state: str = "apne"


def find(finding_id: UUID) -> Finding:
    """A finding of the kommune, or NotFound."""
    return find_row(Finding, finding_id)


def current(theme: str | None = None) -> list[Finding]:
    """The open findings, on one theme where it is given; the newest first."""
    return matching(Filters(theme=theme or ""))


def of_ids(ids: Iterable[UUID]) -> list[Finding]:
    """The findings of these ids that there are, in the order of the list."""
    return list(db.session.scalars(select(Finding).where(Finding.id.in_(list(ids))).order_by(*_newest())))


def of_source(source: Source) -> list[Finding]:
    """What stands on a source."""
    return findings_on([source.id])[source.id]


def matching(filters: Filters) -> list[Finding]:
    """The findings that were asked for, the newest first. Always in as many statements."""
    query = select(Finding).where(*_criteria(filters))
    found = list(db.session.scalars(query.order_by(*_newest())))
    if filters.weak:
        backing = evidences(found)
        found = [finding for finding in found if backing[finding.id].weak]
    return found


def sources_of(ids: Iterable[UUID]) -> dict[UUID, list[Source]]:
    """The sources of each finding, the newest first; a finding without any has an empty list."""
    standing: dict[UUID, list[Source]] = {finding_id: [] for finding_id in ids}
    query = select(FindingSource.finding_id, Source).join(Source, Source.id == FindingSource.source_id)
    query = query.where(FindingSource.finding_id.in_(list(standing)))
    for finding_id, source in db.session.execute(query.order_by(Source.year.desc(), Source.title, Source.id)):
        standing[finding_id].append(source)
    return standing


def evidence(finding: Finding) -> Evidence:
    """How well one finding is backed."""
    return evidences([finding])[finding.id]


def evidences(findings: Iterable[Finding]) -> dict[UUID, Evidence]:
    """How well each finding is backed, in one statement for them all."""
    listed = list(findings)
    types: dict[UUID, set[str]] = {finding.id: _born_of(finding) for finding in listed}
    query = select(FindingSource.finding_id, Source.type).join(Source, Source.id == FindingSource.source_id)
    for finding_id, type in db.session.execute(query.where(FindingSource.finding_id.in_(list(types))).distinct()):
        types[finding_id].add(type)
    return {finding_id: judge(found) for finding_id, found in types.items()}


def weak_ids() -> set[UUID]:
    """All findings that are «svakt belagt»: fewer than three types of sources."""
    backing = evidences(db.session.scalars(select(Finding)))
    return {finding_id for finding_id, found in backing.items() if found.weak}


def judge(types: set[str]) -> Evidence:
    """The evidence that these types of sources make, in the vocabulary's order."""
    return Evidence(
        types=tuple(code for code in vocabulary.SOURCE_TYPES if code in types),
        weak=len(types) < vocabulary.ENOUGH_SOURCE_TYPES,
        missing_voices=tuple(code for code in vocabulary.EXPECTED_VOICES if code not in types),
    )


def _born_of(finding: Finding) -> set[str]:
    """A finding that came out of a round or an evaluation stands on that too."""
    born = {"round": finding.from_round_id, "evaluation": finding.from_evaluation_id}
    return {type for type, origin in born.items() if origin is not None}


def _criteria(filters: Filters) -> list[Any]:
    wanted = {
        Finding.theme: filters.theme,
        Finding.kind: filters.kind,
        Finding.arena: filters.arena,
        Finding.age_group: filters.age_group,
    }
    criteria: list[Any] = [column == code for column, code in wanted.items() if code]
    if filters.state != "alle":
        criteria.append(Finding.closed_on.is_(None) if filters.state == "apne" else Finding.closed_on.is_not(None))
    return criteria


def _newest() -> tuple[Any, ...]:
    return (Finding.noted_on.desc(), Finding.created_at.desc(), Finding.id)
