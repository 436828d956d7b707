"""How a group judges itself, drawn: this year's statements side by side, and the average from year to year."""

from collections.abc import Sequence
from statistics import fmean

from saas import charts
from saas.pages import gettext, say
from tenants.selfreview.models import SelfReview
from tenants.selfreview.statements import SHORT, STATEMENTS


def means(review: SelfReview) -> list[float]:
    """The average of each statement, in the order of STATEMENTS; nothing where the result is not shown."""
    return [float(mean) for mean in (review.results or {}).get("means", [])]


def of_year(review: SelfReview) -> charts.Chart:
    """Each statement's average, on the scale from 1 to 4, under its short name."""
    points = [charts.Point(say(text), mean) for text, mean in zip(SHORT.values(), means(review), strict=True)]
    return charts.bars(gettext("Gjennomsnitt på en skala fra 1 til 4"), points, decimals=1)


def over_time(reviews: Sequence[SelfReview]) -> charts.Chart | None:
    """The average of all statements each year; a year with fewer than five answers is a gap. None before two years."""
    if sum(review.results is not None for review in reviews) < 2:
        return None
    points = [
        charts.Point(str(review.year), round(fmean(means(review)), 1) if review.results else None,
                     flag="" if review.results else "suppressed")
        for review in reviews
    ]  # fmt: skip
    line = charts.Line(gettext("Alle påstander"), points, emphasis=True)
    return charts.lines(gettext("Utvikling fra år til år"), [line], decimals=1)


def table(reviews: Sequence[SelfReview]) -> list[tuple[str, list[float | None]]]:
    """(statement, its average in each of the years), None where it is not shown."""
    by_year = [means(review) for review in reviews]
    return [(text, [found[n] if found else None for found in by_year]) for n, text in enumerate(STATEMENTS.values())]
