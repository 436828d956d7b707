"""What measures tell on the pages of others: a line about one, those of a goal, a finding, a round or a sak, and shares."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from flask import render_template
from markupsafe import Markup

from saas.accounts.guard import can
from saas.errors import NotFound
from tenants.measures import service
from tenants.measures.models import STATES, STATUSES, Measure


def measure_line(measure_id: UUID) -> Markup:
    """One measure as a line with its status; nothing for one that the visitor may not see."""
    try:
        return _lines([service.find(measure_id)])
    except NotFound:
        return Markup("")


def measures_of_goal(goal_id: UUID) -> Markup:
    """The measures towards a goal, as a list; nothing when there are none."""
    return _lines(service.of_goal(goal_id))


def measures_of_finding(finding_id: UUID) -> Markup:
    """The measures that answer a finding."""
    return _lines(service.of_finding(finding_id))


def measures_of_round(round_id: UUID) -> Markup:
    """The measures that came of a round."""
    return _lines(service.of_round(round_id))


def measures_of_item(item_id: UUID) -> Markup:
    """The measures that were decided in a sak."""
    return _lines(service.of_item(item_id))


def measures_outside_frame() -> int:
    """How many measures wait for the styringsgruppe's answer."""
    return len(service.outside_frame()) if can("know") else 0


def _lines(measures: Iterable[Measure]) -> Markup:
    listed = list(measures)
    if not listed:
        return Markup("")
    return Markup(render_template("measures/lines.html", measures=listed, states=STATES, statuses=STATUSES))


WORDS: dict[str, Callable[..., Any]] = {
    "measure_line": measure_line,
    "measures_of_goal": measures_of_goal,
    "measures_of_finding": measures_of_finding,
    "measures_of_round": measures_of_round,
    "measures_of_item": measures_of_item,
    "measures_outside_frame": measures_outside_frame,
    "youth_share": service.youth_share,
}
