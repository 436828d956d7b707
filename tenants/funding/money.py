"""Money in whole øre: read as Norwegians write it, shown as «80 000 kr»; never a float."""

import re
from decimal import Decimal

from saas.pages import number
from tenants.goals.numbers import parse

# A hundred billion kroner: above it somebody's finger has slipped.
MOST = 10_000_000_000_000
# «1.500» is fifteen hundred to some and one and a half to others, so it is neither.
_DOUBTFUL = re.compile(r"-?\d{1,3}\.\d{3}")


def ore(text: str) -> int:
    """«1 234,50» → 123450. Raises ValueError for what is none, is below zero, or has parts of an øre."""
    written = re.sub(r"\s*(kr\.?|kroner|,-)\s*$", "", text.strip(), flags=re.IGNORECASE)
    if _DOUBTFUL.fullmatch(written):
        raise ValueError("It cannot be told whether the full stop parts thousands.")
    value = parse(written) * 100
    if value != int(value) or not 0 <= value <= MOST:
        raise ValueError("Not an amount.")
    return int(value)


def amount(value: int) -> str:
    """«80 000,00», for columns."""
    kroner, rest = divmod(abs(value), 100)
    return f"{'−' if value < 0 else ''}{number(kroner)},{rest:02d}"


def kroner(value: int) -> str:
    """«80 000 kr», and with øre only where there are any: «80 000,50 kr»."""
    shown = amount(value)
    return f"{shown.removesuffix(',00')}\u00a0kr"


def plain(value: Decimal) -> str:
    """«33,33», «50»: a number with the decimals it has."""
    return f"{value.normalize():f}".replace(".", ",").replace("-", "−")


def percent(value: Decimal) -> str:
    """«33,33 %»"""
    return f"{plain(value)}\u00a0%"
