"""The numbers in words: grouped by indicator, with what each code means, in the order of the catalogue."""

from collections.abc import Iterable
from dataclasses import dataclass

from saas.centre.catalogue import DIMENSIONS, INDICATORS, Indicator
from saas.centre.geography import BANDS, CENTRALITY, REGIONS
from saas.centre.intake import ProfileFacts, read_codes
from saas.centre.models import Profile
from saas.pages import gettext, number, say
from tenants.sharing.handed import Number


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


# The two numbers that an average is made of, by indicator.
PARTS = {"days_to_minutes": {"sum": N_("Dager i alt"), "n": N_("Referater")}}
YES_NO = {True: N_("Ja"), False: N_("Nei")}
PANEL_STATES = {
    "active": N_("Kommunen er med i alle tallene."),
    "waiting": N_("Kommunen er ny, og står i «Nye kommuner (ufordelt)» til nok nye kommuner i regionen er med."),
    "carried": N_("Kommunen har sluttet å dele. De siste tallene står til året er over."),
    "left": N_("Kommunen har sluttet å dele, og er ikke med."),
}


@dataclass(frozen=True)
class Line:
    """One number and what it is of. `shown` is the number as it stands on the page."""

    words: str
    shown: str
    number: Number


@dataclass(frozen=True)
class Figure:
    """An indicator with the lines that the kommune has of it, in the version of its definition that they were counted by."""

    indicator: Indicator
    definition: int
    lines: list[Line]


def figures(numbers: Iterable[Number]) -> list[Figure]:
    """The numbers by indicator; one that the catalogue no longer knows is left to the file with all rows."""
    listed = list(numbers)
    found = []
    for indicator in INDICATORS:
        own = sorted((n for n in listed if n.indicator == indicator.code), key=_order)
        if own:
            found.append(Figure(indicator, own[0].definition, [_line(indicator, one) for one in own]))
    return found


def of_place(facts: ProfileFacts | Profile) -> list[tuple[str, str]]:
    """(label, words) of what goes along with the numbers."""
    return [
        (gettext("Region"), say(REGIONS[facts.region])),
        (gettext("Innbyggere"), say(BANDS[facts.band])),
        (gettext("Sentralitet"), say(CENTRALITY[facts.centrality])),
        (gettext("Koordinator"), gettext("Et dekknavn som ikke kan leses tilbake. Det brukes bare til å beskytte tallene.")),
    ]


def of_codes(indicator: str, codes: str) -> str:
    """«Møteplasser og fritid · Vedtatt eller i gang»; nothing for a number without codes. A code of old stands as it is."""
    words = _words(indicator)
    return " · ".join(say(words.get(dim, {}).get(code, code)) for dim, code in read_codes(codes).items())


def _line(indicator: Indicator, one: Number) -> Line:
    words = of_codes(one.indicator, one.codes) or say(indicator.title)
    shown = say(YES_NO[one.number == 1]) if indicator.kind == "yes_no" else number(one.number)
    return Line(words, shown, one)


def _order(one: Number) -> list[int]:
    """By the catalogue's own order of the codes, the first dimension first."""
    words = _words(one.indicator)
    listed = [(list(words.get(dim, {})), code) for dim, code in read_codes(one.codes).items()]
    return [known.index(code) if code in known else len(known) for known, code in listed]


def _words(indicator: str) -> dict[str, dict[str, str]]:
    """Dimension → code → words, of everything that an indicator may be divided by."""
    return {"part": PARTS.get(indicator, {})} | {dim: words for dim, (_, words) in DIMENSIONS.items()}
