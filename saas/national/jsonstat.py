"""A released table as JSON-stat 2, as the statistics offices' clients read it: hidden values are null with a status flag."""

from typing import Any

from saas.national import words
from saas.national.tables import TOTAL, Table
from saas.pages import gettext, say

TIME, CONTENTS = "Tid", "ContentsCode"
# The second measure beside the figure itself: how many kommuner there are behind it.
BEHIND = "n_kommuner"


def dataset(table: Table) -> dict[str, Any]:
    """The table with two sides more, time and contents; the contents are the figure and how many kommuner are behind it.

    A combination of codes that was never released is null with the flag «.». Pure: the same table gives the same document.
    """
    values: list[float | int | None] = []
    status: dict[str, str] = {}
    for codes in table.combinations():
        cell = table.at(*codes)
        flag = cell.flag if cell else words.IMPOSSIBLE
        for measured in (cell.value, cell.units) if cell else (None, None):
            if measured is None:
                status[str(len(values))] = flag or words.NOT_COUNTED
            values.append(_plain(measured))
    sides = [*(dim.code for dim in table.dims), TIME, CONTENTS]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"{table.heading}, {words.period(table.period)}",
        "source": table.source,
        "updated": table.release.published_at.isoformat(timespec="seconds"),
        "note": [table.formula, table.includes, say(words.WHY_HIDDEN)],
        "role": _roles(table),
        "id": sides,
        "size": [*(len(dim.codes) for dim in table.dims), 1, 2],
        "dimension": _dimensions(table),
        "value": values,
        "status": status,
        "extension": _extension(table),
    }


def _roles(table: Table) -> dict[str, list[str]]:
    places = [dim.code for dim in table.dims if dim.code in words.PLACES]
    return {"time": [TIME], "metric": [CONTENTS], **({"geo": places} if places else {})}


def _dimensions(table: Table) -> dict[str, Any]:
    sides = {dim.code: _side(dim.title, dict(dim.codes)) for dim in table.dims}
    period = table.period
    contents = _side(gettext("Måltall"), {table.indicator: table.title, BEHIND: gettext("Kommuner bak tallet")})
    contents["category"]["unit"] = {
        table.indicator: {"base": table.unit, "decimals": table.decimals},
        BEHIND: {"base": gettext("kommuner"), "decimals": 0},
    }
    return {**sides, TIME: _side(gettext("Periode"), {period: words.period(period)}), CONTENTS: contents}


def _side(title: str, codes: dict[str, str]) -> dict[str, Any]:
    return {"label": title, "category": {"index": {code: place for place, code in enumerate(codes)}, "label": codes}}


def _extension(table: Table) -> dict[str, Any]:
    release = table.release
    return {
        "utgivelse": str(release.id),
        "tabell": table.code,
        "definisjon_versjon": table.definition,
        "avrundet_til": table.rounded_to,
        "total": TOTAL,
        "flagg": {sign: say(said) for sign, said in words.FLAGS.items()},
        "output_sha": release.output_sha,
        "signatur": release.signature,
        "korrigert_av": str(table.corrected_by) if table.corrected_by else None,
    }


def _plain(value: float | int | None) -> float | int | None:
    """Whole numbers stay whole."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
