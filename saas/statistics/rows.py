"""A kommune's own figures from a CSV file: every row right, or nothing to import and each error at its row and column.

`read(content)` never raises: what is wrong with the whole file is an error at row 0. `Reading.ready` says whether the
rows may be imported. Say an error with `say(error.message, **error.params)`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from saas.statistics import headings, numbers, periods, sheets
from saas.statistics.headings import COLUMNS as COLUMNS
from saas.statistics.headings import LEVELS as LEVELS
from saas.statistics.headings import SEXES as SEXES
from saas.statistics.refusals import N_, BadTable

MOST_ERRORS = 50
# The longest text that each column may hold: the same as the table's own limits.
LONGEST = {"indikator": 100, "tittel": 300, "periode": 40, "nivå": 60, "kjønn": 20, "enhet": 40,
           "kilde": 200, "lisens": 200, "lenke": 500}  # fmt: skip
MOST_ANSWERS = 10_000_000
PERCENT = ("%", "prosent")


@dataclass(frozen=True)
class Row:
    """One figure. `value` is None exactly where `flag` says why. `level` and `sex` are codes of LEVELS and SEXES.

    `year` is the last year of the period; `number` is the row's number in the file, the header being 1.
    """

    number: int
    code: str
    title: str
    period: str
    year: int
    level: str
    sex: str
    value: Decimal | None
    flag: str
    unit: str
    n: int | None
    country: Decimal | None
    source: str
    licence: str
    link: str


@dataclass(frozen=True)
class RowError:
    """What is wrong at a row and column (row 0 and no column: the file). `message` is a bokmål source text."""

    number: int
    column: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


@dataclass
class Reading:
    """What a file held. With any error there are no rows. `ignored` names columns that were not understood."""

    rows: list[Row] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    more_errors: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether there is something to import, and nothing wrong with any of it."""
        return bool(self.rows) and not self.errors


def read(content: bytes) -> Reading:
    """Read a whole file; see the module's first lines."""
    reading = Reading()
    try:
        sheet = sheets.Sheet(content)
        _Reader(sheet.header, reading).take(sheet)
    except BadTable as wrong:
        reading.errors = [RowError(0, "", wrong.message, wrong.params)]
        reading.more_errors = 0
    if not reading.rows and not reading.errors:
        reading.errors = [RowError(0, "", N_("Filen har ingen rader under overskriften."))]
    if reading.errors:
        reading.rows = []
    return reading


class _Reader:
    """Reads the rows of one file, and tells what is wrong with them."""

    def __init__(self, header: list[str], reading: Reading) -> None:
        self.reading = reading
        self.width = len(header)
        self.places: dict[str, int] = {}
        for place, heading in enumerate(header):
            column = headings.column(heading)
            if column is None:
                reading.ignored += [heading.strip()[:60]] if heading.strip() else []
            elif column in self.places:
                raise BadTable(N_("To kolonner er begge «{column}». Slett den ene."), column=column)
            else:
                self.places[column] = place
        if lacking := [column for column in headings.NEEDED if column not in self.places]:
            raise BadTable(N_("Filen mangler kolonnen «{column}» i første rad."), column="», «".join(lacking))

    def take(self, sheet: sheets.Sheet) -> None:
        seen: dict[tuple[str, str, str, str], int] = {}
        for line in sheet.lines():
            row = self._row(line)
            if row is None:
                continue
            key = (row.code, row.period, row.level, row.sex)
            if key in seen:
                same = N_("Samme indikator, periode, nivå og kjønn står også i rad {row}.")
                self._complain(line.number, "", same, row=seen[key])
                continue
            seen[key] = row.number
            if not self.reading.errors:
                self.reading.rows.append(row)

    def _row(self, line: sheets.Line) -> Row | None:
        """The row, or None when something is wrong with it and has been told."""
        if line.fault:
            self._complain(line.number, "", line.fault)
            return None
        if len(line.cells) > self.width and any(cell.strip() for cell in line.cells[self.width :]):
            uneven = N_("Raden har {count} felt, men overskriften har {width}. Er det et skilletegn for mye?")
            self._complain(line.number, "", uneven, count=len(line.cells), width=self.width)
            return None
        cells = {name: line.cells[at].strip() if at < len(line.cells) else "" for name, at in self.places.items()}
        got: dict[str, Any] = {}
        whole = True
        for column in COLUMNS:
            try:
                got[column] = _READERS[column](column, cells.get(column, ""))
            except BadTable as wrong:
                whole = False
                self._complain(line.number, column, wrong.message, **wrong.params)
        if whole and not _is_share(got):
            self._complain(line.number, "verdi", N_("Prosent må være fra 0 til 100."))
            return None
        return _made(line.number, got) if whole else None

    def _complain(self, number: int, column: str, message: str, **params: Any) -> None:
        if len(self.reading.errors) < MOST_ERRORS:
            self.reading.errors.append(RowError(number, column, message, params))
        else:
            self.reading.more_errors += 1
        self.reading.rows.clear()


def _text(column: str, cell: str) -> str:
    if fault := sheets.unsafe(cell):
        raise BadTable(fault)
    if len(cell) > LONGEST[column]:
        raise BadTable(N_("Feltet kan ha høyst {most} tegn."), most=LONGEST[column])
    if not cell and column in headings.NEEDED:
        raise BadTable(N_("Feltet må fylles ut."))
    return cell


def _period(column: str, cell: str) -> periods.Period:
    return periods.read(_text(column, cell))


def _level(column: str, cell: str) -> str:
    return headings.level(_text(column, cell))


def _sex(column: str, cell: str) -> str:
    found = headings.sex(_text(column, cell))
    if found is None:
        raise BadTable(N_("«{text}» er ikke et kjønn her. Skriv alle, jenter eller gutter."), text=cell)
    return found


def _link(column: str, cell: str) -> str:
    if _text(column, cell) and not cell.startswith(("https://", "http://")):
        raise BadTable(N_("Lenken må begynne med https:// eller http://."))
    return cell


def _figure(column: str, cell: str) -> numbers.Figure:
    """A number is read first: «-2,5» is a figure, «-SUM(A1)» is not."""
    try:
        return numbers.read(cell[: sheets.LARGEST_CELL + 1])
    except BadTable:
        if fault := sheets.unsafe(cell):
            raise BadTable(fault) from None
        raise


def _answers(column: str, cell: str) -> int | None:
    value = _figure(column, cell).value
    if value is None:
        return None
    if value != value.to_integral_value() or not 0 <= value <= MOST_ANSWERS:
        raise BadTable(N_("n er hvor mange som har svart, og må være et helt tall."))
    return int(value)


def _is_share(got: dict[str, Any]) -> bool:
    figures = (got["verdi"].value, got["landet"].value)
    return got["enhet"].lower() not in PERCENT or all(value is None or 0 <= value <= 100 for value in figures)


def _made(number: int, got: dict[str, Any]) -> Row:
    return Row(
        number, got["indikator"], got["tittel"], got["periode"].text, got["periode"].last_year, got["nivå"], got["kjønn"],
        got["verdi"].value, got["verdi"].flag, got["enhet"], got["n"], got["landet"].value,
        got["kilde"], got["lisens"], got["lenke"],
    )  # fmt: skip


_READERS: dict[str, Callable[[str, str], Any]] = {
    **dict.fromkeys(("indikator", "tittel", "enhet", "kilde", "lisens"), _text),
    "periode": _period,
    "nivå": _level,
    "kjønn": _sex,
    "verdi": _figure,
    "landet": _figure,
    "n": _answers,
    "lenke": _link,
}
