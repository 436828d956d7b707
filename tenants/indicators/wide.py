"""SSB's table 08487 as a spreadsheet lays it out: a row for each kommune and period, a column for each group of offences."""

from dataclasses import dataclass, field

from saas.register import kommuner
from saas.statistics import numbers, periods, shipped
from saas.statistics.refusals import N_, BadTable
from saas.statistics.rows import RowError
from saas.statistics.sheets import Line, Sheet
from tenants.indicators.places import Place

REGION, PERIOD = "kommunenummer", "periode"
RATE_COLUMN = "anmeldte_lovbrudd_per_1000_innb_2aars_snitt"
BESIDE = (REGION, "navn", PERIOD)


@dataclass
class Laid:
    """What the file holds for one place, as lines of our own CSV; and every row that is wrong, for whatever place."""

    lines: list[list[str]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)


def fits(content: bytes) -> bool:
    """Whether a file is laid out like this. One that cannot be opened at all is not."""
    try:
        header = [cell.strip().casefold() for cell in Sheet(content).header]
    except BadTable:
        return False
    known = {*BESIDE, *shipped.GROUPS, RATE_COLUMN}
    return REGION in header and PERIOD in header and set(header) <= known and len(set(header)) == len(header)


def lay_out(content: bytes, place: Place) -> Laid:
    """Read every row, keep those of one place. Raises Invalid where the file has none of them."""
    sheet = Sheet(content)
    header = [cell.strip().casefold() for cell in sheet.header]
    laid, seen = Laid(), dict[tuple[str, str], int]()
    read = [cells for line in sheet.lines() if (cells := _row(line, header, laid, seen))]
    if laid.errors:
        return laid
    region = place.among({cells[REGION]: cells.get("navn", "") or cells[REGION] for cells in read})
    for cells in read:
        if cells[REGION] == region:
            laid.lines += [_line(place, cells, column) for column in header if column not in BESIDE]
    return laid


def _row(line: Line, header: list[str], laid: Laid, seen: dict[tuple[str, str], int]) -> dict[str, str] | None:
    """The row's cells by column, or what is wrong with it put down."""
    if line.fault or len(line.cells) != len(header):
        fault = line.fault or N_("Raden har et annet antall felt enn overskriften.")
        laid.errors.append(RowError(line.number, "", fault))
        return None
    cells = dict(zip(header, (cell.strip() for cell in line.cells), strict=True))
    found = len(laid.errors)
    if not (cells[REGION].isdecimal() and len(cells[REGION]) == 4):
        laid.errors.append(RowError(line.number, REGION, N_("Kommunenummeret skal ha fire sifre.")))
    for column in header:
        _check(line.number, column, cells, laid)
    key = (cells[REGION], cells[PERIOD])
    if key in seen:
        same = N_("Samme kommune og periode står også i rad {row}.")
        laid.errors.append(RowError(line.number, "", same, {"row": seen[key]}))
    seen.setdefault(key, line.number)
    return cells if len(laid.errors) == found else None


def _check(number: int, column: str, cells: dict[str, str], laid: Laid) -> None:
    """A period that is one, and figures that are figures, in every row of the file and not only one's own."""
    try:
        if column == PERIOD:
            periods.read(cells[column])
        elif column not in BESIDE:
            numbers.read(cells[column], blank="suppressed")
    except BadTable as wrong:
        laid.errors.append(RowError(number, column, wrong.message, wrong.params))


def _line(place: Place, cells: dict[str, str], column: str) -> list[str]:
    rate = column == RATE_COLUMN
    code = shipped.RATE if rate else f"ssb.{shipped.TABLE}.{column}"
    title = shipped.RATE_TITLE if rate else shipped.GROUPS[column]
    found = kommuner.find(cells[REGION])
    code, title = place.told_apart(code, title, cells[REGION], found.full_name if found else cells[REGION])
    unit, period = "per 1000" if rate else shipped.COUNT_UNIT, periods.read(cells[PERIOD]).text
    # An empty cell in this table is one that SSB has hidden.
    value = cells[column] or ":"
    return [code, title, period, "", "", value, unit, "", "", shipped.SOURCE, shipped.LICENCE, shipped.LINK]
