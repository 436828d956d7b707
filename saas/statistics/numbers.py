"""Numbers as people and offices write them in Norway, and the signs that stand where there is none."""

import re
from dataclasses import dataclass
from decimal import Decimal

from saas.statistics.refusals import N_, BadTable

FLAGS = ("suppressed", "missing", "not_computable")
# The offices' standard signs, and the words people write for them. «-» is not here: SSB means nought by it, others nothing.
SIGNS = {
    ":": "suppressed",
    "skjult": "suppressed",
    "skjult av personvernhensyn": "suppressed",
    "skjult av personvernomsyn": "suppressed",
    "..": "missing",
    "...": "missing",
    "…": "missing",
    "mangler": "missing",
    "manglar": "missing",
    ".": "not_computable",
    "kan ikke beregnes": "not_computable",
    "kan ikkje bereknast": "not_computable",
}
_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")
_PLAIN = re.compile(r"-?\d{1,15}(?:[.,]\d{1,12})?")
_SPACED = re.compile(r"-?\d{1,3}(?: \d{3}){1,4}(?:[.,]\d{1,12})?")
_DOTTED = re.compile(r"-?\d{1,3}(?:\.\d{3}){1,4},\d{1,12}|-?\d{1,3}(?:\.\d{3}){2,4}")
# «1.500» is a thousand and a half to some and one and a half to others.
_EITHER = re.compile(r"-?[1-9]\d{0,2}\.\d{3}")


@dataclass(frozen=True)
class Figure:
    """A value, or the flag that says why there is none: exactly one of the two."""

    value: Decimal | None
    flag: str


def read(text: str, blank: str = "missing") -> Figure:
    """A cell as a figure; an empty one gets the flag `blank`. Raises BadTable for what is no number."""
    cleaned = _SPACES.sub(" ", text).strip().replace("−", "-")
    if not cleaned:
        return Figure(None, blank)
    if flag := SIGNS.get(cleaned.lower()):
        return Figure(None, flag)
    digits = cleaned.removesuffix("%").rstrip()
    if _EITHER.fullmatch(digits):
        raise BadTable(
            N_("«{text}» kan leses på to måter. Skriv {thousand} eller {decimal}."),
            text=cleaned,
            thousand=digits.replace(".", ""),
            decimal=digits.replace(".", ","),
        )
    if _DOTTED.fullmatch(digits):
        return Figure(Decimal(digits.replace(".", "").replace(",", ".")), "")
    if _PLAIN.fullmatch(digits) or _SPACED.fullmatch(digits):
        return Figure(Decimal(digits.replace(" ", "").replace(",", ".")), "")
    raise BadTable(N_("«{text}» er ikke et tall."), text=cleaned[:40])
