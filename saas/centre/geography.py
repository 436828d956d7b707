"""Twelve fixed regions, six bands of population and six of centrality; decided once, and never after what the figures are."""

from saas.register.kommuner import BANDS as POPULATION_BANDS
from saas.register.kommuner import fylker


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


# Region → name. Oslo is one kommune and Vestfold has six: each stands together with a neighbour (infra/decisions/0012).
REGIONS = {
    "R01": N_("Oslo og Akershus"),
    "R02": N_("Østfold"),
    "R03": N_("Buskerud"),
    "R04": N_("Innlandet"),
    "R05": N_("Vestfold og Telemark"),
    "R06": N_("Agder"),
    "R07": N_("Rogaland"),
    "R08": N_("Vestland"),
    "R09": N_("Møre og Romsdal"),
    "R10": N_("Trøndelag"),
    "R11": N_("Nordland"),
    "R12": N_("Troms og Finnmark"),
}
# Joiners stand here until their region's batch is large enough.
WAITING = "R99"
WAITING_NAME = N_("Nye kommuner (ufordelt)")
# The same place in every way of grouping kommuner; no official code looks like these.
WAITING_CODES = {"region": WAITING, "band": "99", "centrality": "99"}
# The first two figures of a kommune's number → region.
_COUNTIES = {
    "03": "R01", "32": "R01", "31": "R02", "33": "R03", "34": "R04", "39": "R05", "40": "R05", "42": "R06",
    "11": "R07", "46": "R08", "15": "R09", "50": "R10", "18": "R11", "55": "R12", "56": "R12",
}  # fmt: skip
# The lowest population of each band → how it is written.
BANDS = {str(lowest): words for lowest, words in POPULATION_BANDS}
CENTRALITY = {
    "1": N_("1 – mest sentral"), "2": "2", "3": "3", "4": "4", "5": "5", "6": N_("6 – minst sentral"),
}  # fmt: skip


def region_of(number: str, county: str = "") -> str:
    """The region of a kommune's number; fictional ones (99…) are placed by the name of their county in the register.

    Raises LookupError for a place that is in no region: a figure is never counted in a wrong one.
    """
    if found := _COUNTIES.get(number[:2]):
        return found
    by_name = {name: _COUNTIES[number] for number, name, _ in fylker()} | {"Fjordvest": "R08"}
    return by_name[county]


def band_of(population: int) -> str:
    """The population band's code: its lowest population."""
    return next(str(lowest) for lowest, _ in POPULATION_BANDS if population >= lowest)
