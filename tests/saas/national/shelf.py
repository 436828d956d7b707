"""Made-up releases laid straight on the shelf of what is published, as the database's owner: kommuner drawn by a seed, then hidden."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from random import Random
from uuid import UUID, uuid4

import psycopg

from saas.centre.catalogue import DIMENSIONS, INDICATORS
from saas.centre.geography import WAITING, WAITING_NAME


@dataclass
class Shelved:
    """A release as it was laid: its id, and (table, keys as text) → (figure, value, flag, units)."""

    id: UUID
    period: str
    cells: dict[tuple[str, str], tuple[str, float | None, str, int | None]] = field(default_factory=dict)

    def of(self, code: str) -> dict[str, tuple[str, float | None, str, int | None]]:
        """The cells of one table by their keys."""
        return {keys: cell for (table, keys), cell in self.cells.items() if table == code}


def lay(url: str, period: str = "2026T2", *, joined: int = 0, corrects: UUID | None = None, waiting: bool = True, **facts) -> Shelved:
    """A release with every table of the catalogue, and one of medians. `joined` kommuner more than in the release before."""
    shelved = Shelved(uuid4(), period)
    draw = Random(f"{period}-{joined}-{corrects is not None}")
    with psycopg.connect(url) as connection:
        connection.execute(
            "INSERT INTO stat_pub.releases (id, period, corrects, reason, published_at, frozen_at, sharing, kommuner, coordinators, basis,"
            " parameters, utility, audit, approved_by, output_sha, signature, code_version)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, 17, 9, %s, %s, %s, %s, %s, %s, %s, '0.1.0')",
            (shelved.id, period, corrects, facts.get("reason", ""), _published(period, corrects), datetime(2026, 9, 15, 6, tzinfo=UTC),
             facts.get("sharing", 14), json.dumps({"joined": joined or None, "left": None, "changed": joined > 0}),
             json.dumps({"min_units": 5, "min_rest": 3, "min_nonzero": 3, "batch": 5, "p_percent": 25, "width_min": 5}),
             json.dumps({"cells": 400, "open": 350, "hidden": 50, "mass": 0.012, "series": 7, "by_indicator": {}}),
             json.dumps({"passed": True, "output_sha": "a" * 64, "views": [
                 {"name": "outsider", "attacked": 50, "exact": 0, "broken": 0, "narrowest": 5.0, "seconds": 1.2},
                 {"name": "coordinator pseudonym-one", "attacked": 48, "exact": 0, "broken": 0, "narrowest": 3.0, "seconds": 0.4},
                 {"name": "coordinator pseudonym-two", "attacked": 47, "exact": 0, "broken": 0, "narrowest": 3.0, "seconds": 0.4}]}),
             json.dumps(["Eli Strand", "Sunniva Hegg"]), f"{shelved.id.hex}{'0' * 32}", "f" * 64),
        )  # fmt: skip
        for position, (code, indicator, told, cells) in enumerate(_tables(draw, period, waiting, facts.get("definition", 1))):
            _table(connection, shelved, position, (code, indicator, told), cells)
    return shelved


def _published(period: str, corrects: UUID | None) -> datetime:
    year, part = int(period[:4]), int(period[5])
    return datetime(year + part // 3, part * 4 % 12 + 1, 21 if corrects else 20, 9, tzinfo=UTC)


def _table(connection, shelved, position, table, cells):
    code, indicator, told = table
    connection.execute(
        "INSERT INTO stat_pub.tables (release_id, code, indicator, position, description) VALUES (%s, %s, %s, %s, %s)",
        (shelved.id, code, indicator, position, json.dumps(told)),
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO stat_pub.cells (release_id, table_code, position, cell, keys, value, flag, units)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [(shelved.id, code, n, cell[0], json.dumps(keys), *cell[1:]) for n, (keys, cell) in enumerate(cells)],
        )
    for keys, cell in cells:
        shelved.cells[code, json.dumps(keys, sort_keys=True)] = cell


def _tables(draw, period, waiting, definition):
    regions = [*DIMENSIONS["region"][1], *([WAITING] if waiting else [])]
    figures = {}
    for indicator in INDICATORS:
        for dims in indicator.tables:
            codes = [regions if dim == "region" else list(DIMENSIONS[dim][1]) for dim in dims]
            yield (
                f"{indicator.code}-{'-'.join(dims)}", indicator.code, _told(indicator, dims, codes, definition),
                [(keys, _cell(draw, indicator, keys, figures)) for keys in _keys(dims, codes)],
            )  # fmt: skip
    if period.endswith("T3"):
        yield _of_the_year(draw, period[:4], regions, definition)
    held = next(one for one in INDICATORS if one.code == "meetings_held")
    bands = [list(DIMENSIONS["band"][1])]
    cells = [(keys, ("|".join(["meetings_held.median", *keys.values()]), 4.0, "", 20)) for keys in _keys(("band",), bands)]
    told = {**_told(held, ("band",), bands, definition), "kind": "median", "rounded_to": 1}
    yield "meetings_held-median-band", "meetings_held", told, cells


def _of_the_year(draw, year, regions, definition):
    held = next(one for one in INDICATORS if one.code == "meetings_held")
    told = {**_told(held, ("region",), [regions], definition), "title": "Holdte møter i hele året", "year": year}
    cells = [
        (keys, ("|".join([f"meetings_held|year={year}", *keys.values()]), float(draw.randint(50, 90)), "", 20))
        for keys in _keys(("region",), [regions])
    ]
    return "meetings_held-year-region", "meetings_held", told, cells


def _keys(dims, codes):
    for chosen in product(*(["", *own] for own in codes)):
        yield {dim: code for dim, code in zip(dims, chosen, strict=True) if code}


def _told(indicator, dims, codes, definition):
    return {
        "title": indicator.title, "unit": indicator.unit, "kind": indicator.kind, "definition": definition, "formula": indicator.formula,
        "includes": indicator.includes, "source": indicator.source, "decimals": 0,
        "rounded_to": 1 if indicator.kind == "mean" else None,
        "dims": [
            {"code": dim, "title": DIMENSIONS[dim][0], "codes": [[code, DIMENSIONS[dim][1].get(code, WAITING_NAME)] for code in own]}
            for dim, own in zip(dims, codes, strict=True)
        ],
    }  # fmt: skip


def _cell(draw, indicator, keys, figures):
    """The same figure in two tables is the same cell. A draw behind, and hidden where it is small."""
    name = "|".join([indicator.code, *(f"{dim}={keys[dim]}" for dim in DIMENSIONS if dim in keys)])
    if name in figures:
        return figures[name]
    units = 140 if not keys else draw.randint(6, 24)
    amount = draw.randint(2, units) if indicator.kind == "yes_no" else draw.randint(0, 9 * units // (len(keys) + 1))
    if indicator.kind == "mean":
        amount = draw.randint(2, 30)
    few = bool(keys) and draw.random() < 0.15
    if few:
        figures[name] = (name, None, ":", None)
    elif keys and draw.random() < 0.02:
        figures[name] = (name, None, "..", None)
    else:
        figures[name] = (name, float(amount), "", units)
    return figures[name]
