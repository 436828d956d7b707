"""Why a release came to nothing, in words for people; cells are named by id alone, and no figure is ever told."""

from collections.abc import Iterable

from saas.centre.catalogue import N_
from saas.pages import say

TOO_FEW = N_("Minst fem kommuner fra minst to koordinatorer må dele tall.")
OUT_OF_ORDER = N_("Et senere tertial er alt utgitt. Et tidligere kan bare rettes.")
NOT_TO_CORRECT = N_("Utgivelsen som skulle rettes, gjelder ikke lenger for denne perioden.")
ALREADY_OUT = N_("Perioden er utgitt fra før. Det som er feil, må rettes.")
OPENED = N_("Kontrollen åpnet disse tallene, så ingenting kan utgis:")
UNPROTECTED = N_("Disse tallene kan ikke beskyttes:")
BROKE = N_("Byggingen stoppet på grunn av en feil hos oss.")


def naming(reason: str, cells: Iterable[str]) -> str:
    """A reason with the cells that it is about."""
    return f"{reason} {', '.join(sorted(cells))}"


def in_words(failure: str) -> str:
    """A kept failure in the reader's language; the ids stay as they are."""
    for reason in (OPENED, UNPROTECTED):
        if failure.startswith(reason):
            return say(reason) + failure[len(reason) :]
    return say(failure) if failure else ""
