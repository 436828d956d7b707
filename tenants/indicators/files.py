"""Files of figures in one form: rows of our own CSV, whatever the office called them; and packed for the page between."""

import base64
import binascii
import csv
import hashlib
import io
import re
import zlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from saas.errors import Invalid, TooLarge
from saas.statistics import headings, jsonstat
from saas.statistics.jsonstat import Cell, Table
from saas.statistics.rows import COLUMNS, Row
from tenants.indicators.places import Place

FLAG_SIGNS = {"suppressed": ":", "missing": "..", "not_computable": "."}
LARGEST_UNPACKED = 12 * 1024 * 1024
LARGEST_PACKED = 1_500_000
LONGEST_CODE, LONGEST_TITLE, LONGEST_SOURCE = 100, 300, 200
SSB, SSB_LICENCE = "Statistisk sentralbyrå", "CC BY 4.0"
_SEX_DIMENSIONS = ("kjonn", "kjønn", "sex")
# «12134: Nøkkeltall …, etter region og år» is called «Nøkkeltall …».
_TABLE_NUMBER = re.compile(r"^\d{4,6}:\s*")
_BY_WHAT = re.compile(r",\s*etter\s[^,]*(?:,[^,]*)*$")


def is_jsonstat(content: bytes) -> bool:
    """Whether a file opens as JSON does."""
    return content[:200].lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def rows_of(content: bytes, wanted: Place, source: str) -> bytes:
    """A JSON-stat table's rows for one place, as our CSV. Raises Invalid (BadTable) in words."""
    table = jsonstat.read(content)
    place = table.dimension("geo")
    if place is None:
        raise Invalid("Filen sier ikke hvilken kommune tallene gjelder. Velg kommune når du laster den ned.", field="fil")
    region = wanted.among(place.labels)
    named = (table.source or source).strip()[:LONGEST_SOURCE]
    if not named:
        raise Invalid("Filen sier ikke hvem som har laget tallene. Skriv kilden.", field="kilde")
    lines = (_line(table, cell, named) for cell in table.cells() if table.region(cell) == region)
    return written(_of_place(line, wanted, region, place.labels[region]) for line in lines)


def as_csv(rows: Iterable[Row]) -> bytes:
    """Rows that were read, written anew."""
    return written(
        [
            row.code, row.title, row.period, row.level, row.sex, _number(row.value, row.flag), row.unit,
            "" if row.n is None else str(row.n), _number(row.country, ""), row.source, row.licence, row.link,
        ]
        for row in rows
    )  # fmt: skip


def pack(content: bytes) -> str:
    """A file small enough to lie in a form between the preview and the deed. Raises TooLarge."""
    packed = base64.b64encode(zlib.compress(content, 9)).decode()
    if len(packed) > LARGEST_PACKED:
        raise TooLarge("Filen er for stor til å bli tatt inn på én gang. Del den i flere.", field="fil")
    return packed


def unpack(packed: str) -> bytes:
    """The file again. Raises Invalid for what was mangled or blown up on the way."""
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.b64decode(packed, validate=True), LARGEST_UNPACKED)
    except (binascii.Error, ValueError, zlib.error):
        raise Invalid("Filen kom ikke hel fram. Velg den på nytt.", field="fil") from None
    if not content or opened.unconsumed_tail or not opened.eof:
        raise Invalid("Filen kom ikke hel fram. Velg den på nytt.", field="fil")
    return content


def template() -> bytes:
    """An empty file with the right columns, as spreadsheets in Norway open it."""
    return b"\xef\xbb\xbf" + written([])


def fingerprint(content: bytes) -> str:
    """By which two imports of the same are known."""
    return hashlib.sha256(content).hexdigest()


def _of_place(line: list[str], wanted: Place, region: str, name: str) -> list[str]:
    code, title = wanted.told_apart(line[0], line[1], region, name)
    return [code[:LONGEST_CODE], title[:LONGEST_TITLE], *line[2:]]


def written(lines: Iterable[list[str]]) -> bytes:
    """Lines under our own header."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return text.getvalue().encode()


def _line(table: Table, cell: Cell, source: str) -> list[str]:
    sex, parts, codes = "", [], []
    for dimension in table.dimensions:
        if dimension.role in ("geo", "time"):
            continue
        label = cell.labels[dimension.code]
        known = headings.sex(label) if dimension.code.casefold() in _SEX_DIMENSIONS else None
        if known is not None:
            sex = known
            continue
        codes.append(cell.codes[dimension.code])
        if len(dimension.codes) > 1 or dimension.role == "metric":
            parts.append(label)
    base = _BY_WHAT.sub("", _TABLE_NUMBER.sub("", table.title)).strip()
    title = f"{base}: {', '.join(parts)}" if base and parts else base or ", ".join(parts)
    licence = SSB_LICENCE if source.startswith(SSB) else ""
    return [
        _code(table, source, codes), title[:LONGEST_TITLE], table.period(cell).text, "", sex,
        _number(cell.value, cell.flag), cell.unit[:40], "", "", source, licence, "",
    ]  # fmt: skip


def _code(table: Table, source: str, codes: list[str]) -> str:
    """The office, the table and the categories; what is too long is told apart by a fingerprint."""
    office = "ssb" if source.startswith(SSB) else "tabell"
    number = table.table_id or hashlib.sha256(table.title.encode()).hexdigest()[:8]
    code = ".".join([office, number, *codes])
    return code if len(code) <= LONGEST_CODE else f"{code[:80]}.{hashlib.sha256(code.encode()).hexdigest()[:16]}"


def _number(value: Decimal | None, flag: str) -> str:
    return format(value, "f").replace(".", ",") if value is not None else FLAG_SIGNS.get(flag, "")


def words_of(row: Row) -> Iterator[str]:
    """What in a row was written by people; our own codes for levels are not."""
    code = re.sub(r"[._]", " ", row.code)
    level = "" if row.level in headings.LEVELS else row.level
    yield from (text for text in (row.title, row.source, row.licence, level, row.unit, code, row.link) if text)
