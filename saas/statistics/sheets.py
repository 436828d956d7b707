"""A CSV file as spreadsheets and offices save it: which letters, which separator, which rows, and which cells are unsafe."""

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from saas.statistics.refusals import N_, BadTable

LARGEST_FILE = 20 * 1024 * 1024
MOST_ROWS = 200_000
LARGEST_CELL = 2000
SEPARATORS = ";\t,"
# A spreadsheet runs a cell that begins like this; it is refused rather than passed on to the next reader.
FORMULA = tuple("=+-@")
# Control signs, and the signs that turn the direction of what follows.
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Line:
    """One row below the header, numbered as a spreadsheet shows it. `fault` is set where it cannot be read at all."""

    number: int
    cells: list[str]
    fault: str = ""


class Sheet:
    """An opened file: its header, and its rows one after another. Raises BadTable for what is no such file."""

    def __init__(self, content: bytes) -> None:
        if len(content) > LARGEST_FILE:
            raise BadTable(N_("Filen er på mer enn {size} MB. Del den i flere."), size=LARGEST_FILE // 1024 // 1024)
        text = decode(content)
        self._number, separator = 0, ""
        if text[:4].lower() == "sep=":
            first, _, text = text.partition("\n")
            self._number, separator = 1, first[4:5]
        self._rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator or _separator(text))
        self.header = next((line.cells for line in self._lines()), [])
        if not any(cell.strip() for cell in self.header):
            raise BadTable(N_("Filen er tom."))

    def lines(self) -> Iterator[Line]:
        """The rows below the header that hold anything. Raises BadTable when there are too many."""
        count = 0
        for line in self._lines():
            if not line.fault and not any(cell.strip() for cell in line.cells):
                continue
            count += 1
            if count > MOST_ROWS:
                raise BadTable(N_("Filen har mer enn {rows} rader. Del den i flere."), rows="200 000")
            yield line

    def _lines(self) -> Iterator[Line]:
        while True:
            try:
                cells = next(self._rows)
            except StopIteration:
                return
            except csv.Error:
                self._number += 1
                yield Line(self._number, [], N_("Raden kan ikke leses. Se etter et felt som er for langt, eller et hermetegn for mye."))
                continue
            self._number += 1
            yield Line(self._number, cells)


def decode(content: bytes) -> str:
    """The file's letters: UTF-8 or UTF-16 where it says so, UTF-8 where it fits, else as older Windows saves them."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _in(content, encoding)
    if content[:1000].count(0) * 5 > len(content[:1000]):
        raise BadTable(N_("Filen er ikke en tekstfil. Lagre den som CSV (UTF-8), og prøv igjen."))
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise BadTable(N_("Dette er et regneark, ikke en CSV-fil. Velg «Lagre som» og CSV (UTF-8) i regnearket."))
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def unsafe(cell: str) -> str:
    """The sentence that says why a cell's text is refused; empty when it is not. Numbers are read before this is asked."""
    if len(cell) > LARGEST_CELL:
        return N_("Feltet er for langt.")
    if _UNSEEN.search(cell):
        return N_("Feltet har usynlige tegn eller linjeskift. Skriv det på nytt.")
    if cell.lstrip().startswith(FORMULA):
        return N_("Feltet begynner med =, +, - eller @, og regneark kan kjøre det som en formel.")
    return ""


def _in(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        raise BadTable(N_("Filen er skadet: noen av tegnene kan ikke leses. Lagre den på nytt, og prøv igjen.")) from None


def _separator(text: str) -> str:
    """The separator that the header uses most, outside its quotes."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(first.split('"')[::2])
    return max(SEPARATORS, key=lambda sign: (outside.count(sign), -SEPARATORS.index(sign)))
