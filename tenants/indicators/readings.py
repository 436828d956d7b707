"""Figures written by hand: put down, changed and taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, here
from saas.db import check_version, db, find
from saas.errors import Invalid, NotNow
from saas.statistics.headings import LEVELS, SEXES
from saas.statistics.refusals import N_
from tenants.groups import guarding
from tenants.indicators import catalogue, rules
from tenants.indicators.models import IndicatorImport, IndicatorReading

LONGEST_LINK = 500


class AlreadyThere(NotNow):
    """The figure stands there from before; `version` is the one to change it on."""

    def __init__(self, message: str, version: int, **params: Any) -> None:
        super().__init__(message, **params)
        self.version = version


@dataclass(frozen=True)
class Key:
    """What makes two figures the same figure."""

    code: str
    year: int
    level: str
    sex: str


@dataclass(frozen=True)
class Content:
    """What is said about it. `hidden` means withheld to protect people, and never nought."""

    value: Decimal | None
    hidden: bool
    n: int | None
    country: Decimal | None
    link: str
    publishable: bool


def put(key: Key, content: Content, seen_version: int | None = None) -> IndicatorReading:
    """Write a figure from the catalogue; one that is there is changed by whoever has seen it, else AlreadyThere."""
    entry = _check_key(key)
    here.lock("indicators")
    query = select(IndicatorReading).where(
        IndicatorReading.code == key.code, IndicatorReading.period == str(key.year),
        IndicatorReading.level == key.level, IndicatorReading.sex == key.sex,
    )  # fmt: skip
    present = db.session.scalars(query).one_or_none()
    if present is not None:
        if seen_version is None:
            said = N_("{title} er ført for {year} fra før. Lagre en gang til hvis det nye tallet skal gjelde.")
            raise AlreadyThere(said, present.version, title=present.title, year=key.year)
        return change(present, content, seen_version)
    reading = IndicatorReading(
        code=key.code, title=entry.title, source=entry.source, period=str(key.year), year=key.year,
        level=key.level, sex=key.sex, unit="%",
    )  # fmt: skip
    _fill(reading, content)
    db.session.add(reading)
    _log(reading, added=1)
    return reading


def change(reading: IndicatorReading, content: Content, seen_version: int | None) -> IndicatorReading:
    """Another value, number of answers, link, or whether it may be shown outside the kommune."""
    check_version(reading, seen_version)
    _fill(reading, content)
    _log(reading, changed=1)
    return reading


def delete(reading: IndicatorReading) -> None:
    """The figure was wrong from the start."""
    audit.record("indicator.deleted", reading, code=reading.code, period=reading.period)
    db.session.delete(reading)


def find_reading(indicator_id: UUID) -> IndicatorReading:
    """The kommune's own figure, or NotFound."""
    return find(IndicatorReading, indicator_id)


def imports(limit: int = 7) -> list[IndicatorImport]:
    """The latest files that were taken in."""
    query = select(IndicatorImport).where(IndicatorImport.format != "manual").order_by(IndicatorImport.at.desc())
    return list(db.session.scalars(query.limit(limit)))


def _check_key(key: Key) -> catalogue.Entry:
    entry = catalogue.find(key.code)
    if entry is None:
        raise Invalid("Velg fra listen.", field="indikator")
    if key.level not in LEVELS:
        raise Invalid("Velg fra listen.", field="trinn")
    if key.sex not in SEXES:
        raise Invalid("Velg fra listen.", field="kjonn")
    if not rules.EARLIEST_YEAR <= key.year <= rules.LATEST_YEAR:
        raise Invalid("Skriv et årstall, for eksempel 2025.", field="aar")
    return entry


def _fill(reading: IndicatorReading, content: Content) -> None:
    value = None if content.hidden else content.value
    if content.hidden and content.value is not None:
        raise Invalid("Skriv et tall, eller kryss av for at det er skjult. Ikke begge deler.", field="verdi")
    if value is None and not content.hidden:
        raise Invalid("Skriv tallet, eller kryss av for at det er skjult av personvernhensyn.", field="verdi")
    link = _link(content.link)
    rules.check(
        code=reading.code, source=reading.source, unit=reading.unit, value=value, n=content.n, country=content.country
    )
    guarding.check(None, {"lenke": link})
    reading.value, reading.flag = value, "suppressed" if value is None else ""
    reading.n, reading.country_value, reading.link = content.n, content.country, link
    # What is hidden here is hidden everywhere.
    reading.publishable = content.publishable and value is not None


def _link(link: str) -> str:
    cleaned = link.strip()
    if len(cleaned) > LONGEST_LINK:
        raise Invalid("Lenken kan ha høyst {n} tegn.", field="lenke", n=LONGEST_LINK)
    if cleaned and not cleaned.startswith(("https://", "http://")):
        raise Invalid("Lenken må begynne med https:// eller http://.", field="lenke")
    return cleaned


def _log(reading: IndicatorReading, added: int = 0, changed: int = 0) -> None:
    row = IndicatorImport(format="manual", rows=1, added=added, changed=changed, by=here.actor_name())
    db.session.add(row)
    db.session.flush()
    reading.import_id = row.id
    db.session.flush()
    facts: Mapping[str, Any] = {"code": reading.code, "period": reading.period, "hidden": reading.value is None}
    audit.record("indicator.added" if added else "indicator.changed", reading, **facts)
