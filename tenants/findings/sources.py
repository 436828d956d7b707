"""The sources register: where we know it from, how old it is, and what stands on it."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock, vocabulary
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid
from tenants.findings.models import Finding, FindingSource, Source
from tenants.findings.texts import guard, one_line, tidy, within
from tenants.groups.guarding import Kept
from tenants.network.models import Organisation

OLDEST_YEAR, LARGEST_N, OLD_AFTER_MONTHS = 1900, 10_000_000, 24
LONGEST = {"tittel": 200, "eier": 200, "lenke": 500, "lisens": 200, "merknad": 2000}


def add_source(
    *,
    title: str,
    type: str,
    year: int | None,
    owner: str = "",
    n: int | None = None,
    link: str = "",
    licence: str = "",
    note: str = "",
    organisation_id: UUID | None = None,
    kept: Kept | None = None,
) -> Source:
    """A new source. Raises Invalid or Guarded at tittel, type, ar, eier, antall, lenke, lisens, merknad or fra."""
    given = _checked(title, type, year, owner, n, link, licence, note, organisation_id, kept)
    source = Source(**given)
    db.session.add(source)
    db.session.flush()
    audit.record("source.added", source, type=source.type, year=source.year)
    return source


def change_source(
    source: Source,
    seen_version: int | None,
    *,
    title: str,
    type: str,
    year: int | None,
    owner: str = "",
    n: int | None = None,
    link: str = "",
    licence: str = "",
    note: str = "",
    organisation_id: UUID | None = None,
    kept: Kept | None = None,
) -> Source:
    """The source as it shall stand from now on. Raises as add_source(), and Stale."""
    given = _checked(title, type, year, owner, n, link, licence, note, organisation_id, kept)
    check_version(source, seen_version)
    for name, value in given.items():
        setattr(source, name, value)
    db.session.flush()
    db.session.refresh(source, ["organisation"])
    audit.record("source.changed", source, type=source.type, year=source.year)
    return source


def find_source(source_id: UUID) -> Source:
    """A source of the kommune, or NotFound."""
    return find_row(Source, source_id, joinedload(Source.organisation))


def sources(type: str | None = None) -> list[Source]:
    """The register, or one type of it: the newest year first."""
    query = select(Source).options(joinedload(Source.organisation))
    if type:
        query = query.where(Source.type == type)
    return list(db.session.scalars(query.order_by(Source.year.desc(), Source.created_at.desc(), Source.id)))


def findings_on(source_ids: list[UUID]) -> dict[UUID, list[Finding]]:
    """What stands on each of the sources, open or closed, the newest first."""
    standing: dict[UUID, list[Finding]] = {source_id: [] for source_id in source_ids}
    query = select(FindingSource.source_id, Finding).join(Finding, Finding.id == FindingSource.finding_id)
    query = query.where(FindingSource.source_id.in_(source_ids)).order_by(Finding.noted_on.desc(), Finding.id)
    for source_id, finding in db.session.execute(query):
        standing[source_id].append(finding)
    return standing


def is_old(source: Source) -> bool:
    """«Eldre enn to år»: over 24 months, counted from the middle of the source's year."""
    today = clock.today()
    return (today.year - source.year) * 12 + today.month - 6 > OLD_AFTER_MONTHS


def _checked(
    title: str,
    type: str,
    year: int | None,
    owner: str,
    n: int | None,
    link: str,
    licence: str,
    note: str,
    organisation_id: UUID | None,
    kept: Kept | None,
) -> dict[str, Any]:
    """Everything a source holds, in the order it shall be refused."""
    texts = {
        "tittel": one_line(title),
        "eier": one_line(owner),
        "lenke": _address(link),
        "lisens": one_line(licence),
        "merknad": tidy(note),
    }
    for field, text in texts.items():
        within(text, LONGEST[field], field)
    if not texts["tittel"]:
        raise Invalid("Skriv hva kilden heter.", field="tittel")
    vocabulary.require("source_type", type, "type")
    if year is None or not OLDEST_YEAR <= year <= clock.today().year:
        raise Invalid("Skriv året kilden er fra, med fire tall.", field="ar")
    if n is not None and not 0 <= n <= LARGEST_N:
        raise Invalid("Skriv hvor mange som har svart eller er talt, som et helt tall.", field="antall")
    _require_organisation(organisation_id)
    guard(texts, kept)
    named = dict(zip(("title", "owner", "link", "licence", "note"), texts.values(), strict=True))
    return {**named, "type": type, "year": year, "n": n, "organisation_id": organisation_id}


def _address(link: str | None) -> str:
    """An address on the web, or nothing: http and https only, with a host, and no name or password in it."""
    address = tidy(link)
    if not address:
        return ""
    wrong = Invalid("Lenken må begynne med https:// eller http://, og peke til en nettside.", field="lenke")
    try:
        parts = urlsplit(address)
        host, hidden = parts.hostname, parts.username or parts.password
        parts.port  # noqa: B018 – reading it refuses a port that is none
    except ValueError:
        raise wrong from None
    if parts.scheme.lower() not in ("http", "https") or not host or hidden or any(sign.isspace() for sign in address):
        raise wrong
    return address


def _require_organisation(organisation_id: UUID | None) -> None:
    if organisation_id is None:
        return
    if db.session.scalar(select(Organisation.id).where(Organisation.id == organisation_id)) is None:
        raise Invalid("Velg en organisasjon fra listen.", field="fra")
