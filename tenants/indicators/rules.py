"""What a figure must have before it is kept: how many answered, and enough of them that nobody can be known again."""

from decimal import Decimal

from saas.errors import Invalid
from tenants.indicators import catalogue

# Ungdata does not say its own threshold; this is ours, and this is the only place where it stands.
FEWEST_ANSWERS = 30
PERCENT = ("%", "prosent")
EARLIEST_YEAR, LATEST_YEAR = 1990, 2100
MOST_ANSWERS = 10_000_000


def check(*, code: str, source: str, unit: str, value: Decimal | None, n: int | None, country: Decimal | None) -> None:
    """Raises Invalid at the field that is wrong; the fields are called as the columns of a file are."""
    if n is not None and not 0 <= n <= MOST_ANSWERS:
        raise Invalid("n er hvor mange som har svart, og må være et helt tall.", field="n")
    if unit in PERCENT:
        for field, figure in (("verdi", value), ("landet", country)):
            if figure is not None and not 0 <= figure <= 100:
                raise Invalid("Prosent må være fra 0 til 100.", field=field)
    if value is None:
        return
    if n is None and catalogue.is_survey(code, source):
        raise Invalid("Skriv hvor mange som har svart. Et tall fra en undersøkelse kan ikke leses uten n.", field="n")
    if n is not None and n < FEWEST_ANSWERS:
        raise Invalid(
            "Bare {n} har svart. Når færre enn {fewest} har svart, skal tallet være skjult av personvernhensyn.",
            field="verdi", n=n, fewest=FEWEST_ANSWERS,
        )  # fmt: skip
