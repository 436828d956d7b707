"""The figures that come with the house: SSB's table 08487, read from the data folder by the same machinery as an upload."""

import hashlib
from decimal import Decimal
from pathlib import Path

from saas.register import kommuner
from saas.statistics import numbers, periods
from saas.statistics.official import COUNTRY, RATE_UNIT, Batch, Published, Series
from saas.statistics.refusals import N_, BadTable
from saas.statistics.sheets import Sheet

DATA = Path(__file__).parent / "data"
COUNTS = DATA / "ssb_08487_anmeldte_lovbrudd_antall_2020-2024.csv"
RATES = DATA / "ssb_08487_anmeldte_lovbrudd_per_1000_2023-2024.csv"
TABLE = "08487"
SOURCE = "SSB, tabell 08487, tilrettelagt av Samarbeidsdesken"
LICENCE = "CC BY 4.0"
LINK = "https://www.ssb.no/statbank/table/08487"
RATE = "ssb.08487.per1000"
COUNT_UNIT = "lovbrudd"
# Raise this when what is made of the files changes, so that a house that has the old figures loads them anew.
EDITION = "1"
# What SSB itself gives for the country. The kommuner added together give 58.2: SSB also counts what is placed in none.
SSB_COUNTRY = {"2023-2024": Decimal("58.6")}

# Column in the file → what a page calls the series.
GROUPS = {
    "alt": "Anmeldte lovbrudd",
    "eiendomstyveri": "Anmeldte eiendomstyverier",
    "vold_mishandling": "Anmeldt vold og mishandling",
    "rusmidler": "Anmeldte rusmiddellovbrudd",
    "orden_integritet": "Anmeldte ordens- og integritetskrenkelser",
    "trafikk": "Anmeldte trafikkovertredelser",
    "annet": "Øvrige anmeldte lovbrudd",
}
RATE_TITLE = "Anmeldte lovbrudd per 1000 innbyggere"
MEAN = N_("Gjennomsnitt per år for de to årene i perioden.")
PLACE = N_("Etter hvor lovbruddet skjedde, ikke hvor noen bor. Kommuner med flyplass, handel eller hytter kan få høye tall.")
HIDDEN = N_("SSB skjuler tall på fire eller færre lovbrudd. Skjult betyr ikke null.")
COUNTRY_WIDE = N_("Landets tall er SSBs eget. Der er også lovbrudd med som ikke er plassert i noen kommune.")


def fingerprint() -> str:
    """Changes when the shipped files, the populations they are divided by, or what is made of them change."""
    content = b"".join(path.read_bytes() for path in (COUNTS, RATES, kommuner.FOLDER / "kommuner.csv"))
    words = repr((EDITION, GROUPS, RATE_TITLE, SOURCE, MEAN, PLACE, HIDDEN, COUNTRY_WIDE))
    return hashlib.sha256(content + words.encode()).hexdigest()


def batches() -> list[Batch]:
    """Every series of the shipped table."""
    counted = _columns(COUNTS)
    made = [Batch(series_of(column), counted[column]) for column in GROUPS]
    return [*made, Batch(rate_series((MEAN, PLACE, HIDDEN, COUNTRY_WIDE)), [*_rates(), *_country()])]


def series_of(column: str) -> Series:
    """The series of counts for one group of offences."""
    return Series(
        f"ssb.{TABLE}.{column}", GROUPS[column], COUNT_UNIT, SOURCE, LICENCE, TABLE, LINK, (MEAN, PLACE, HIDDEN)
    )


def rate_series(notes: tuple[str, ...]) -> Series:
    """The series of rates."""
    return Series(RATE, RATE_TITLE, RATE_UNIT, SOURCE, LICENCE, TABLE, LINK, notes)


def _columns(path: Path) -> dict[str, list[Published]]:
    """The figures of each column that is a group; an empty cell is one that SSB has hidden."""
    sheet = Sheet(path.read_bytes())
    found: dict[str, list[Published]] = {heading: [] for heading in sheet.header[3:]}
    for line in sheet.lines():
        if line.fault or len(line.cells) != len(sheet.header):
            raise BadTable(N_("Rad {row} i den vedlagte filen kan ikke leses."), row=line.number)
        region, _, period = line.cells[:3]
        for heading, cell in zip(sheet.header[3:], line.cells[3:], strict=True):
            figure = numbers.read(cell, blank="suppressed")
            found[heading].append(Published(region, periods.read(period).text, figure.value, figure.flag))
    return found


def _rates() -> list[Published]:
    sheet = Sheet(RATES.read_bytes())
    return [
        Published(line.cells[0], periods.read(line.cells[3]).text, figure.value, figure.flag)
        for line in sheet.lines()
        for figure in [numbers.read(line.cells[2], blank="suppressed")]
    ]


def _country() -> list[Published]:
    return [Published(COUNTRY, period, value) for period, value in SSB_COUNTRY.items()]
