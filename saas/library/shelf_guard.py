"""What may not leave the centre in a template: what points out a person, and the name of any kommune."""

import re
from collections.abc import Mapping
from functools import cache

from saas.errors import Guarded, Invalid
from saas.library import guarding
from saas.register import kommuner

# Kommuner whose name is a word too. At the start of a sentence, a point or a cell nobody can tell which of them it is.
ALSO_WORDS = frozenset(
    {"Fjord", "Gran", "Grane", "Grue", "Heim", "Hol", "Hole", "Horten", "Kinn", "Lund", "Marker", "Nes", "Os", "Sel", "Stad",
     "Stange", "Strand", "Sula", "Time", "Vang", "Vega", "Vik", "Ås", "Øyer"}
)  # fmt: skip
# A sentence, a line, a cell or a heading begins here.
_BEGINNING = re.compile(r"(^|[.!?:|»«\"(]|\n)[\s#>*_\-–\d.)]*$")


def check(texts: Mapping[str, str]) -> None:
    """Raises Guarded for what may point out a person, and Invalid for a kommune by name, each at its field.

    The strictest reading is used, as in a kommune with few inhabitants, so that a template that is out passes in every
    kommune that takes it. Nobody here can vouch for a phrase, so each finding can only be rewritten.
    """
    if found := guarding.found_in(texts, small=True):
        raise Guarded(found)
    for field, words in texts.items():
        if named := kommune_in(words):
            raise Invalid("Malen nevner {kommune}. En felles mal kan ikke nevne en kommune.", field=field, kommune=named)


def kommune_in(words: str) -> str | None:
    """The first kommune that a text names, in any of its official languages; None where it names none."""
    for found in _names().finditer(words):
        name = found[1]
        if name not in ALSO_WORDS or found[2] or not _BEGINNING.search(words[: found.start()]):
            return name
    return None


@cache
def _names() -> re.Pattern[str]:
    """Every kommune's names, the longest first, and with «kommune» after it where it stands there."""
    places = [*kommuner.all(), *kommuner.in_demo()]
    names = {name for place in places for _language, name in kommuner.official_names(place)} | {place.name for place in places}
    # In capitals too, as a heading may be; there an ordinary word looks like any other, and is left alone.
    names |= {name.upper() for name in names - ALSO_WORDS if len(name) > 2}
    written = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(rf"(?<![\w-])({written})s?(?!\w)(\s+kommune)?")
