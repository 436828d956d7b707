"""What each way out says of a released table, read as a stranger would: keys → (value, flag, how many kommuner)."""

import csv
import json
import re
from html.parser import HTMLParser
from io import BytesIO, StringIO
from itertools import product

from openpyxl import load_workbook

TOTAL = "_T"
FLAGS = {"Skjult – bygger på for få": ":", "Ikke talt, eller grunnlaget er endret": "..", "Kan ikke forekomme": "."}


def stored(release, code):
    """The truth of the shelf."""
    return {keys: (value, flag, units) for keys, (_, value, flag, units) in release.of(code).items()}


def keyed(dims, codes):
    """A cell's place as text, without the totals."""
    return json.dumps({dim: code for dim, code in zip(dims, codes, strict=True) if code != TOTAL}, sort_keys=True)


def of_csv(text):
    """The file for spreadsheets."""
    assert text.startswith("\ufeff")
    head, *lines = csv.reader(StringIO(text[1:]), delimiter=";")
    assert head[-5:] == ["verdi", "flagg", "n_kommuner", "definisjon_versjon", "periode"]
    dims = head[:-5:2]
    return {
        keyed(dims, line[:-5:2]): (
            float(line[-5].replace(",", ".")) if line[-5] else None, line[-4], int(line[-3]) if line[-3] else None,
        )
        for line in lines
    }  # fmt: skip


def of_jsonstat(text):
    """The document for machines."""
    found = json.loads(text)
    sides, *_ = [found["id"][:-2]]
    codes = [list(found["dimension"][side]["category"]["index"]) for side in sides]
    cells = {}
    for place, chosen in enumerate(product(*codes)):
        value, units = found["value"][2 * place : 2 * place + 2]
        cells[keyed(sides, chosen)] = (value, found["status"].get(str(2 * place), ""), units)
    return cells


def of_workbook(content, dims, codes):
    """The workbook's three sheets; `codes` are the dimensions' codes in their order, the total first."""
    book = load_workbook(BytesIO(content))
    grids = [[[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)] for name in book.sheetnames[:3]]
    down = len(dims) - 1 or 1
    cells, across = {}, (codes[-1] if len(dims) > 1 else [None])
    for line, chosen in enumerate(product(*codes[:down])):
        for column, last in enumerate(across):
            value, flag, units = (grid[line][down + column] if down + column < len(grid[line]) else None for grid in grids)
            cells[keyed(dims, [*chosen, *([last] if last else [])])] = (value, flag or "", units)
    return cells


class _Tables(HTMLParser):
    """Every table of a page as rows of texts; a cell over three columns stands three times."""

    def __init__(self):
        super().__init__()
        self.tables, self.cell, self.wide = [], None, 1

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.cell, self.wide = [], int(dict(attrs).get("colspan", 1))

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            words = " ".join("".join(self.cell).replace("\u00a0", "").split())
            self.tables[-1][-1] += [words] * self.wide
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell.append(data)


def tables_of(html):
    """The page's tables."""
    reader = _Tables()
    reader.feed(html)
    return reader.tables


def figure(words):
    """(value, flag) of what stands in a cell."""
    flag = next((sign for said, sign in FLAGS.items() if said in words), "")
    if flag:
        assert words.removeprefix(flag).strip() in FLAGS, words
        return None, flag
    assert re.fullmatch(r"-?\d+(,\d+)?", words), words
    return float(words.replace(",", ".")), ""


def of_screen(html, dims, codes):
    """The page: the first table has the figures; of two sides, the second has how many kommuner there are behind."""
    first, *others = tables_of(html)
    cells = {}
    if len(dims) == 1:
        for row, code in zip(first[1:], codes[0], strict=True):
            value, flag = figure(row[1])
            cells[keyed(dims, [code])] = (value, flag, None if flag else int(row[-1]))
        return cells
    for row, behind, code in zip(first[1:], others[0][1:], codes[0], strict=True):
        for words, units, last in zip(row[1:], behind[1:], codes[1], strict=True):
            value, flag = figure(words)
            cells[keyed(dims, [code, last])] = (value, flag, None if flag else int(units))
    return cells


def of_chart(html):
    """name → value or flag of the chart's own table, the last on the page."""
    signs = {"Skjult": ":", "Mangler": "..", "Kan ikke beregnes": "."}
    return {row[0]: signs.get(row[1]) or row[1] for row in tables_of(html)[-1][1:]}
