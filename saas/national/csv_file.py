"""A released table as a file for spreadsheets: a line for each cell, and an empty value with its flag where it is hidden."""

import csv
from io import StringIO

from saas.national.tables import Table

# Figures after the dimensions' columns, in the order that the file is known by.
COLUMNS = ("verdi", "flagg", "n_kommuner", "definisjon_versjon", "periode")
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(table: Table) -> str:
    """The file's text: semicolons, decimal comma, and a mark at the front by which spreadsheets know that it is UTF-8.

    Each dimension has two columns: its code (`_T` is the total), and the code's words.
    """
    paper = StringIO()
    sheet = csv.writer(paper, delimiter=";")
    sheet.writerow([name for dim in table.dims for name in (dim.code, f"{dim.code}_navn")] + list(COLUMNS))
    for cell in table.cells:
        places = [_harmless(word) for dim in table.dims for word in (cell.keys[dim.code], dim.says(cell.keys[dim.code]))]
        figures = [decimal(cell.value), cell.flag, "" if cell.units is None else cell.units, table.definition, table.period]
        sheet.writerow([*places, *figures])
    return "\ufeff" + paper.getvalue()


def decimal(value: float | None) -> str:
    """A figure as Norwegian spreadsheets read it: «47», «2,5»; empty for none. No decimal is lost."""
    if value is None:
        return ""
    return f"{value:.0f}" if value == int(value) else repr(value).replace(".", ",")


def _harmless(word: str) -> str:
    return f"'{word}" if word.startswith(_FORMULA) else word
