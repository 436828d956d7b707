"""A released table as a workbook: values, flags, how many kommuner are behind, and what the figures mean; no formula in it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import tostring

from saas.national import laying_out, words
from saas.national.tables import Cell, Table
from saas.pages import gettext, moment, say

_WIDEST = 48
# Files are packed with one fixed time, so that the same release gives the same bytes.
_PACKED = (2000, 1, 1, 0, 0, 0)


def written(table: Table) -> bytes:
    """The workbook: sheets «Tall», «Flagg», «Kommuner bak» and «Definisjoner»."""
    book = Workbook()
    book.remove(book.active)
    grid = laying_out.sheet(table)
    for name, of in (
        (gettext("Tall"), lambda cell: cell.value),
        (gettext("Flagg"), lambda cell: cell.flag),
        (gettext("Kommuner bak"), lambda cell: cell.units),
    ):
        _figures(book.create_sheet(name), grid, of)
    _meanings(book.create_sheet(gettext("Definisjoner")), table)
    book.properties.title, book.properties.creator = table.heading, "Bindeledd"
    paper = BytesIO()
    book.save(paper)
    # Saving puts down the time of day; a released table was made when it was released.
    book.properties.created = book.properties.modified = table.release.published_at.replace(tzinfo=None)
    return _repacked(paper.getvalue(), {"docProps/core.xml": tostring(book.properties.to_tree())})


def _figures(page: Any, grid: laying_out.Sheet, of: Callable[[Cell], Any]) -> None:
    """A head with the sides' names and the columns, then a line for each row."""
    columns = [name or gettext("Verdi") for name in grid.columns]
    for place, name in enumerate([*grid.sides, *columns], start=1):
        _put(page, 1, place, name).font = Font(bold=True)
    for line, row in enumerate(grid.rows, start=2):
        figures = [of(cell) if cell else None for cell in row.cells]
        for place, content in enumerate([*row.names, *figures], start=1):
            if content is not None and content != "":
                _put(page, line, place, content)
    page.freeze_panes = page.cell(2, len(grid.sides) + 1)
    _widen(page)


def _meanings(page: Any, table: Table) -> None:
    release = table.release
    said = [
        (gettext("Tabell"), table.heading),
        (gettext("Kode"), table.code),
        (gettext("Periode"), words.period(table.period)),
        (gettext("Øyeblikksbilde tatt"), moment(release.frozen_at)),
        (gettext("Grunnlag"), words.who_shares(release)),
        (gettext("Enhet"), table.unit),
        (gettext("Slik er det regnet ut"), table.formula),
        (gettext("Hva som er med"), table.includes),
        (gettext("Definisjon, versjon"), table.definition),
        (gettext("Kilde"), table.source),
        *((sign, say(meaning)) for sign, meaning in words.FLAGS.items()),
        (gettext("Hvorfor noe er skjult"), say(words.WHY_HIDDEN)),
        (gettext("Utgivelse"), str(release.id)),
        (gettext("Kontrollsum"), release.output_sha),
        (gettext("Signatur"), release.signature),
    ]
    for line, (name, meaning) in enumerate(said, start=1):
        _put(page, line, 1, name).font = Font(bold=True)
        _put(page, line, 2, meaning).alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["A"].width, page.column_dimensions["B"].width = 26, 80


def _put(page: Any, line: int, place: int, content: Any) -> Any:
    """A text is put down as a text, also one that a spreadsheet would take for a formula."""
    cell = page.cell(line, place)
    if isinstance(content, str):
        cell.value, cell.data_type = content, "s"
        cell.quotePrefix = content.startswith(("=", "+", "-", "@"))
    else:
        cell.value = int(content) if float(content).is_integer() else content
    return cell


def _widen(page: Any) -> None:
    for column in page.columns:
        longest = max(len(str(cell.value)) for cell in column if cell.value is not None) if any(c.value for c in column) else 8
        page.column_dimensions[get_column_letter(column[0].column)].width = min(max(longest + 2, 10), _WIDEST)


def _repacked(content: bytes, instead: dict[str, bytes]) -> bytes:
    """The same files packed anew with a fixed time, some of them with other content."""
    paper = BytesIO()
    with ZipFile(BytesIO(content)) as packed, ZipFile(paper, "w", ZIP_DEFLATED) as stable:
        for entry in packed.infolist():
            inside = instead.get(entry.filename) or packed.read(entry.filename)
            stable.writestr(ZipInfo(entry.filename, _PACKED), inside, ZIP_DEFLATED)
    return paper.getvalue()
