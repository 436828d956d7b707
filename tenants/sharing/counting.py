"""Counts every national figure of the kommune for a tertial: codes and numbers from the tables, never a word of any text."""

from saas.centre.intake import Row
from tenants.sharing import group_counts, measure_counts, structure_counts
from tenants.sharing.span import Span


def count(period: str) -> list[Row]:
    """The rows of a period («2026T2») as it stood on its last day, or as it stands today while it is running.

    As many statements whatever there is to count. Raises Invalid for what is no period.
    """
    span = Span.of(period)
    groups = group_counts.groups_on(span)
    return [
        *structure_counts.rows(span, groups),
        *group_counts.rows(span, groups),
        *measure_counts.rows(span),
    ]
