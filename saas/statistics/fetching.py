"""Fetches SSB's table 08487 anew: by hand, or once a day where STATISTICS_FETCH is on. It changes nothing unless all came."""

import logging
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from flask import current_app

from saas import jobs
from saas.register import kommuner
from saas.statistics import service, shipped
from saas.statistics.client import Ssb
from saas.statistics.jsonstat import Cell, Dimension, Table
from saas.statistics.official import COUNTRY, Batch, Published
from saas.statistics.refusals import N_, Away, BadTable

log = logging.getLogger(__name__)
SOURCE = "SSB, tabell 08487"
PERIODS = 4
# How SSB's names of the groups begin; older groups that SSB no longer counts by begin otherwise.
GROUP_NAMES = {
    "alt": "alle lovbrudd",
    "eiendomstyveri": "eiendomstyveri",
    "vold_mishandling": "vold og mishandling",
    "rusmidler": "rusmiddellovbrudd",
    "orden_integritet": "ordens- og integritet",
    "trafikk": "trafikkovertredelse",
    "annet": "andre lovbrudd",
}
COUNTRY_CODES = ("Ialt", "0", "0000")


@jobs.house_job("statistics.fetch")
def daily() -> None:
    """The clock's round: off unless the setting says otherwise. An office that is away is tried again the next day."""
    if not current_app.config["HOUSE"].statistics_fetch:
        return
    try:
        for taken in fetch():
            log.info("%s: %d new, %d changed", taken.code, taken.added, taken.changed)
    except (Away, BadTable) as trouble:
        log.warning("No figures today: %s", trouble.message.format(**trouble.params))


def fetch(ssb: Ssb | None = None) -> list[service.Taken]:
    """Ask for the newest periods of every kommune, and take in all or nothing. Raises Away or BadTable."""
    ssb = ssb or Ssb(current_app.config["HOUSE"])
    question = _Question(ssb.sides(shipped.TABLE))
    batches: dict[str, Batch] = {}
    for table in ssb.data(shipped.TABLE, question.selection()):
        for cell in table.cells():
            if column := question.column_of(cell):
                batch = batches.setdefault(column, _batch(column, table))
                figure = Published(question.region_of(cell), table.period(cell).text, cell.value, cell.flag)
                batch.figures.append(figure)
    if len(batches) != len(GROUP_NAMES) + 1:
        raise BadTable(N_("SSBs tabell {table} er ikke slik den var. Tallene er ikke endret."), table=shipped.TABLE)
    return service.take_all(list(batches.values()))


class _Question:
    """Which codes to ask for, found by the names that the table itself gives them."""

    def __init__(self, sides: list[Dimension]) -> None:
        self.place = _side(sides, lambda one: one.role == "geo" or one.code == "Gjerningssted")
        self.metric = _side(sides, lambda one: one.role == "metric" or one.code == "ContentsCode")
        self.time = _side(sides, lambda one: one.role == "time")
        self.group = _side(sides, lambda one: one not in (self.place, self.metric, self.time))
        named = {code: re.sub(r"^\W+", "", label).lower() for code, label in self.group.labels.items()}
        self.columns = {
            code: column
            for column, beginning in GROUP_NAMES.items()
            for code, name in named.items()
            if name.startswith(beginning)
        }
        per_1000 = {code for code, label in self.metric.labels.items() if re.search(r"1[\s\u00a0]?000", label)}
        self.rate = next((code for code in self.metric.codes if code in per_1000), "")
        self.number = next((code for code in self.metric.codes if code not in per_1000), "")
        self.country = next((code for code in COUNTRY_CODES if code in self.place.codes), "")

    def selection(self) -> dict[str, list[str]]:
        known = [code for code in self.place.codes if kommuner.find(code)]
        return {
            self.place.code: [self.country, *known] if self.country else known,
            self.group.code: list(self.columns),
            self.metric.code: [code for code in (self.rate, self.number) if code],
            self.time.code: self.time.codes[-PERIODS:],
        }

    def column_of(self, cell: Cell) -> str | None:
        """The series that a cell belongs to: each group's counts, and the rate of all of them together."""
        column = self.columns[cell.codes[self.group.code]]
        if cell.codes[self.metric.code] == self.number:
            return column
        return "per1000" if column == "alt" else None

    def region_of(self, cell: Cell) -> str:
        place = cell.codes[self.place.code]
        return COUNTRY if place == self.country else place


def _side(sides: list[Dimension], fits: Callable[[Dimension], bool]) -> Dimension:
    found = next((one for one in sides if fits(one)), None)
    if found is None:
        raise BadTable(N_("SSBs tabell {table} er ikke slik den var. Tallene er ikke endret."), table=shipped.TABLE)
    return found


def _batch(column: str, table: Table) -> Batch:
    notes = (shipped.MEAN, shipped.PLACE, shipped.HIDDEN, *table.notes[: table.must_show])
    series = shipped.rate_series(notes) if column == "per1000" else shipped.series_of(column)
    try:
        updated = datetime.fromisoformat(table.updated)
    except ValueError:
        updated = None
    return Batch(replace(series, source=SOURCE, notes=notes, updated_at=updated))
