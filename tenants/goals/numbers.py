"""Numbers as Norwegians write them: «12,5», «1 500», «−3»; and back to words with their unit."""

import re
from decimal import Decimal

from saas.pages import number

# Digits in groups of three parted by blanks or full stops, or in one go; then a comma or a full stop and decimals.
_GROUPED = re.compile(
    r"-?\d{1,3}(?: \d{3}){1,4}(?:,\d{1,6})?|-?\d{1,3}(?:\.\d{3}){2,4}(?:,\d{1,6})?|-?\d{1,3}\.\d{3},\d{1,6}"
)
_PLAIN = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")
_ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2212": "-", "\u2013": "-"})


def parse(text: str) -> Decimal:
    """The number that was written. Raises ValueError for what is none, or is too long to be meant.

    «12.500» with one full stop is read as the decimal that a keyboard without comma would give.
    """
    written = text.translate(_ALIKE).strip()
    if _GROUPED.fullmatch(written):
        written = written.replace(" ", "").replace(".", "")
    elif not _PLAIN.fullmatch(written):
        raise ValueError("Not a number.")
    return Decimal(written.replace(",", "."))


def amount(value: Decimal | None, unit: str = "") -> str:
    """«12,5 %», «1 500 kroner»: as many decimals as there are, a hard space before the unit."""
    if value is None:
        return ""
    words = number(value, places_of(value))  # type: ignore[arg-type]
    return f"{words}\u00a0{unit}" if unit else words


def places_of(value: Decimal) -> int:
    """How many decimals a number has, the noughts at its end not counted."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def plain(value: Decimal | None) -> str | None:
    """«12.5»: the same signs for the same number, however it was written; for what is frozen and compared."""
    return None if value is None else f"{value.normalize():f}"
