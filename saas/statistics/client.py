"""SSB's PxWebApi 2 and FHI's open API: a selection of codes in, tables out. No key is needed for either."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

from saas.config import Settings
from saas.statistics import jsonstat
from saas.statistics.asking import Asker
from saas.statistics.gate import Gate, Time
from saas.statistics.jsonstat import MOST_CELLS, Dimension, Table
from saas.statistics.refusals import N_, BadTable
from saas.statistics.shelf import Shelf

# SSB answers 404 to an address of about 2,100 signs; a longer question is sent as a body.
LONGEST_ADDRESS = 2000
FORMAT = "json-stat2"

Selection = dict[str, list[str]]


class Ssb:
    """Statistics Norway."""

    def __init__(self, settings: Settings, clock: Time | None = None, gate: Gate | None = None) -> None:
        clock = clock or Time()
        self._asker = Asker("SSB", settings.ssb_url, Shelf(settings.statistics_folder, clock), clock, gate)

    def sides(self, table_id: str) -> list[Dimension]:
        """A table's dimensions with every code there is."""
        return self._asker.ask(f"/tables/{_ssb_table(table_id)}/metadata?lang=no", jsonstat.sides)

    def data(self, table_id: str, selection: Selection) -> Iterator[Table]:
        """The cells of a selection of codes in every dimension; a large one comes in several tables."""
        where = f"/tables/{_ssb_table(table_id)}/data"
        for piece in pieces(selection):
            address = f"{where}?{_query(piece)}"
            if len(self._asker.base + address) <= LONGEST_ADDRESS:
                yield self._asker.ask(address, jsonstat.read)
                continue
            chosen = [{"variableCode": code, "valueCodes": values} for code, values in piece.items()]
            common = urlencode({"lang": "no", "outputFormat": FORMAT})
            yield self._asker.ask(f"{where}?{common}", jsonstat.read, {"selection": chosen})


class Fhi:
    """The Norwegian Institute of Public Health; `source` is the part of its bank, «nokkel» for public health."""

    def __init__(self, settings: Settings, clock: Time | None = None, gate: Gate | None = None) -> None:
        clock = clock or Time()
        self._asker = Asker("FHI", settings.fhi_url, Shelf(settings.statistics_folder, clock), clock, gate)

    def tables(self, source: str = "nokkel") -> list[dict[str, Any]]:
        """What the source has: tableId and title of each."""
        return self._asker.ask(f"/{_fhi_source(source)}/table", _list)

    def flags(self, table_id: int, source: str = "nokkel") -> list[dict[str, Any]]:
        """What the table's signs mean, in FHI's own words."""
        return self._asker.ask(f"/{_fhi_source(source)}/table/{int(table_id)}/flag", _list)

    def data(self, table_id: int, selection: Selection, source: str = "nokkel") -> Iterator[Table]:
        """The cells of a selection of codes in every dimension; a large one comes in several tables."""
        where = f"/{_fhi_source(source)}/table/{int(table_id)}/data"
        for piece in pieces(selection):
            chosen = [{"code": code, "filter": "item", "values": values} for code, values in piece.items()]
            wanted = {"format": FORMAT, "maxRowCount": count(piece)}
            yield self._asker.ask(where, jsonstat.read, {"dimensions": chosen, "response": wanted})


def pieces(selection: Selection, most: int = MOST_CELLS) -> Iterator[Selection]:
    """The selection in parts of at most `most` cells: the longest dimension is halved until it fits. Raises BadTable."""
    for code, values in selection.items():
        if not values or len(set(values)) != len(values) or any(not value or re.search(r"[*?]", value) for value in values):
            raise BadTable(N_("Utvalget for «{name}» må være en liste med koder."), name=code)
    if count(selection) <= most:
        yield selection
        return
    longest = max(selection, key=lambda code: len(selection[code]))
    middle = len(selection[longest]) // 2
    for half in (selection[longest][:middle], selection[longest][middle:]):
        yield from pieces({**selection, longest: half}, most)


def count(selection: Selection) -> int:
    """How many cells a selection has."""
    cells = 1
    for values in selection.values():
        cells *= len(values)
    return cells


def _query(piece: Selection) -> str:
    chosen = [
        f"{quote(f'valueCodes[{code}]', safe='')}={','.join(quote(value, safe='') for value in values)}"
        for code, values in piece.items()
    ]
    return "&".join(["lang=no", f"outputFormat={FORMAT}", *chosen])


def _ssb_table(table_id: str) -> str:
    if not re.fullmatch(r"\d{5}", table_id):
        raise BadTable(N_("«{table}» er ikke en tabell hos SSB."), table=table_id[:20])
    return table_id


def _fhi_source(source: str) -> str:
    if not re.fullmatch(r"[a-z]{2,20}", source):
        raise BadTable(N_("«{source}» er ikke en kilde hos FHI."), source=source[:20])
    return source


def _list(content: bytes) -> list[dict[str, Any]]:
    try:
        found = json.loads(content)
    except ValueError:
        raise BadTable(N_("Svaret er ikke hel JSON.")) from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise BadTable(N_("Svaret er ikke en liste."))
    return found
