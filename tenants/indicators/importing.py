"""Files of figures: looked through first, then taken in whole or not at all; twice the same changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, here
from saas.db import db, own_key
from saas.errors import Guarded, Invalid, NotNow
from saas.statistics import rows as files_of_rows
from saas.statistics.rows import MOST_ERRORS, Reading, Row, RowError
from tenants.groups import guarding
from tenants.indicators import files, official, rules, wide
from tenants.indicators.models import IndicatorImport, IndicatorReading
from tenants.indicators.places import Place

# More than any kommune has, and few enough to be written while the page waits.
MOST_ROWS = 10_000
AT_A_TIME = 1000
KEY = ("code", "period", "level", "sex")
CONTENT = ("title", "source", "year", "unit", "value", "flag", "n", "country_value", "licence", "link")
Found = dict[tuple[str, ...], IndicatorReading]


@dataclass
class Preview:
    """What a file would do. With any error it does nothing; `packed` is then empty."""

    format: str
    filename: str
    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    more_errors: int = 0
    ignored: list[str] = field(default_factory=list)
    added: int = 0
    changed: int = 0
    same: int = 0
    hidden: int = 0
    packed: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a file did."""

    rows: int
    added: int
    changed: int
    same: int


def look(filename: str, content: bytes, source: str = "", place: str = "") -> Preview:
    """Read a file without writing anything. Raises Invalid for a file that cannot be read as what it says it is.

    `place` says whose figures to take from a file of many places: a code or a name; nothing means the kommune's own.
    """
    if not content:
        raise Invalid("Velg en fil.", field="fil")
    kind = "jsonstat" if files.is_jsonstat(content) else "csv"
    preview = Preview(kind, filename[:200])
    guarding.check(None, {"kilde": source, "fil": filename, "omrade": place})
    reading = _reading(kind, content, source, Place(official.own_number(), place.strip()))
    preview.errors, preview.more_errors, preview.ignored = reading.errors, reading.more_errors, reading.ignored
    if not reading.ready:
        return preview
    preview.rows = reading.rows
    preview.hidden = sum(1 for row in reading.rows if row.value is None)
    new, changed = _differences(reading.rows, _present(reading.rows))
    preview.added, preview.changed = len(new), len(changed)
    preview.same = len(reading.rows) - preview.added - preview.changed
    preview.packed = files.pack(files.as_csv(reading.rows))
    return preview


def take(filename: str, kind: str, packed: str) -> Outcome:
    """Take in what look() packed: every row, or none. Raises Invalid or NotNow when it no longer holds."""
    content = files.unpack(packed)
    reading = _read(content)
    if not reading.ready:
        raise NotNow("Filen kan ikke tas inn. Velg den på nytt, og se hva som må rettes.")
    here.lock("indicators")
    new, changed = _differences(reading.rows, _present(reading.rows))
    outcome = Outcome(len(reading.rows), len(new), len(changed), len(reading.rows) - len(new) - len(changed))
    if new or changed:
        _write([*new, *changed], _log(filename, kind, content, outcome))
    return outcome


def _reading(kind: str, content: bytes, source: str, place: Place) -> Reading:
    """The file's rows for one place, whatever form the office gave it."""
    if kind == "jsonstat":
        return _read(files.rows_of(content, place, source))
    if not wide.fits(content):
        return _read(content)
    laid = wide.lay_out(content, place)
    if laid.errors:
        return Reading(errors=laid.errors[:MOST_ERRORS], more_errors=max(len(laid.errors) - MOST_ERRORS, 0))
    return _read(files.written(laid.lines))


def _read(content: bytes) -> Reading:
    """The rows of our CSV, with the rules for figures and the person-data guard upon them."""
    # A file far too long is refused before it is read.
    if content.count(b"\n") > MOST_ROWS + 1 or content.count(b"\r") > MOST_ROWS + 1:
        raise Invalid("Filen har flere enn {most} rader. Del den i flere.", field="fil", most="10 000")
    reading = files_of_rows.read(content)
    if reading.ready:
        found = [*_against_the_rules(reading.rows), *_against_the_guard(reading.rows)]
        found.sort(key=lambda error: error.number)
        reading.errors, reading.more_errors = found[:MOST_ERRORS], max(len(found) - MOST_ERRORS, 0)
    if reading.errors:
        reading.rows = []
    return reading


def _against_the_rules(rows: Sequence[Row]) -> list[RowError]:
    found = []
    for row in rows:
        try:
            rules.check(code=row.code, source=row.source, unit=row.unit, value=row.value, n=row.n, country=row.country)
            if ":" in row.level:
                raise Invalid("Nivået kan ikke ha kolon.", field="nivå")
        except Invalid as wrong:
            found.append(RowError(row.number, wrong.field or "", wrong.message, wrong.params))
    return found


def _against_the_guard(rows: Sequence[Row]) -> list[RowError]:
    """Each text is read once, however many rows carry it."""
    texts = list(dict.fromkeys(text for row in rows for text in files.words_of(row)))
    try:
        guarding.check(None, {str(place): text for place, text in enumerate(texts)})
    except Guarded as stopped:
        reasons = {texts[int(place)]: findings[0].reason for place, findings in stopped.findings.items()}
        return [
            RowError(row.number, "tittel", reasons[text])
            for row in rows
            for text in files.words_of(row)
            if text in reasons
        ]
    return []


def _present(rows: Sequence[Row]) -> Found:
    """The kommune's figures of the same indicators."""
    codes = sorted({row.code for row in rows})
    query = select(IndicatorReading).where(IndicatorReading.code.in_(codes))
    return {tuple(getattr(one, part) for part in KEY): one for one in db.session.scalars(query)}


def _differences(rows: Sequence[Row], present: Found) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The values of those that are new, and of those that say something else than before."""
    new, changed = [], []
    for row in rows:
        values = _values(row)
        before = present.get(tuple(values[part] for part in KEY))
        if before is None:
            new.append(values)
        elif any(getattr(before, part) != values[part] for part in CONTENT):
            changed.append(values)
    return new, changed


def _values(row: Row) -> dict[str, Any]:
    return dict(
        code=row.code, period=row.period, level=row.level, sex=row.sex, title=row.title, source=row.source,
        year=row.year, unit=row.unit, value=row.value, flag=row.flag, n=row.n, country_value=row.country,
        licence=row.licence, link=row.link, publishable=False,
    )  # fmt: skip


def _write(values: Sequence[dict[str, Any]], log: IndicatorImport) -> None:
    """New figures and changed ones by the same statement, a thousand at a time."""
    query = insert(IndicatorReading)
    sent = query.excluded
    query = query.on_conflict_do_update(
        index_elements=own_key(IndicatorReading, *KEY),
        set_={
            **{name: getattr(sent, name) for name in (*CONTENT, "import_id")},
            "version": IndicatorReading.version + 1,
            # What a file hides is no longer to be shown outside the kommune.
            "publishable": case((sent.value.is_(None), False), else_=IndicatorReading.publishable),
        },
    )
    for start in range(0, len(values), AT_A_TIME):
        db.session.execute(query, [{**one, "import_id": log.id} for one in values[start : start + AT_A_TIME]])
    # Figures that were read before the writing are read anew.
    db.session.expire_all()


def _log(filename: str, kind: str, content: bytes, outcome: Outcome) -> IndicatorImport:
    guarding.check(None, {"fil": filename})
    row = IndicatorImport(
        filename=filename[:200], format=kind if kind == "jsonstat" else "csv", sha256=files.fingerprint(content),
        rows=outcome.rows, added=outcome.added, changed=outcome.changed, by=here.actor_name()[:200],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("indicators.imported", row, rows=row.rows, added=row.added, changed=row.changed, format=row.format)
    return row
