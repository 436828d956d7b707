"""What the national pages say of a period, of a figure that is not there, and of a basis that has changed."""

from typing import Any

from saas.centre import periods
from saas.centre.geography import REGIONS, WAITING, WAITING_NAME
from saas.centre.models import Published
from saas.pages import gettext, ngettext, number, say


def N_(sentence: str) -> str:
    """Mark a sentence as a text for the catalogues."""
    return sentence


HIDDEN, NOT_COUNTED, IMPOSSIBLE = ":", "..", "."
# The flag of a cell without a value → what it says on the screen.
FLAGS = {
    HIDDEN: N_("Skjult – bygger på for få"),
    NOT_COUNTED: N_("Ikke talt, eller grunnlaget er endret"),
    IMPOSSIBLE: N_("Kan ikke forekomme"),
}
# The flag → what a chart calls it (saas.charts).
IN_CHARTS = {HIDDEN: "suppressed", NOT_COUNTED: "missing", IMPOSSIBLE: "not_computable"}
WHY_HIDDEN = N_(
    "Et tall er skjult når det bygger på for få kommuner, når én kommune står for for mye av det, "
    "eller når et annet skjult tall ellers kunne regnes ut."
)
# The two refusals that the centre's people may meet when they ask for something that is not released.
ONE_KOMMUNE = N_("Du kan ikke se tall for enkeltkommuner.")
NOWHERE = N_("Siden finnes ikke, eller du har ikke tilgang.")
# Dimensions that are groups of kommuner: their total is the country.
PLACES = ("region", "band", "centrality")


def flag(sign: str) -> str:
    """«Skjult – bygger på for få» for «:»; nothing for a figure that is there."""
    return say(FLAGS[sign]) if sign in FLAGS else ""


def period(code: str) -> str:
    """«2. tertial 2026» for «2026T2»; a year as it stands."""
    if len(code) != 6:
        return code
    return gettext("%(number)s. tertial %(year)s", number=periods.number_of(code), year=periods.year_of(code))


def total(dimension: str) -> str:
    """What the sum over a dimension is called."""
    if dimension in PLACES:
        return gettext("Hele landet")
    return gettext("Hele året") if dimension == "year" else gettext("I alt")


def region(code: str) -> str:
    """A region's name; joiners that wait have one too. Raises KeyError."""
    return say(WAITING_NAME if code == WAITING else REGIONS[code])


def basis(release: Published) -> str:
    """«Grunnlaget er endret (+1 kommune). …», or nothing where the same kommuner are counted as in the release before."""
    facts: dict[str, Any] = release.basis or {}
    if not facts.get("changed"):
        return ""
    told = [
        ngettext("%(sign)s%(num)s kommune", "%(sign)s%(num)s kommuner", facts[name], sign=sign)
        for name, sign in (("joined", "+"), ("left", "−"))
        if facts.get(name)
    ]
    if not told:
        return gettext("Grunnlaget er endret. Endringen vises ikke for små grupper.")
    return gettext("Grunnlaget er endret (%(told)s). Endringen vises ikke for små grupper.", told=", ".join(told))


def who_shares(release: Published) -> str:
    """«14 av 17 kommuner deler tall»"""
    return gettext("%(some)s av %(all)s kommuner deler tall", some=number(release.sharing), all=number(release.kommuner))
