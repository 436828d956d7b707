"""What a card is filled with at first: the measure's own words and its newest evaluation, to be written anew for others."""

from typing import Any

from tenants.evaluation import service as evaluations
from tenants.evaluation import words
from tenants.measures import ties
from tenants.measures.models import Measure


def from_measure(measure: Measure) -> dict[str, Any]:
    """Attribute of the card → what the measure and its evaluation say. Nothing is written by this."""
    newest = next(iter(evaluations.of_measure(measure.id)), None)
    judged = [] if newest is None else [newest.indicator, words.before_and_after(newest), newest.lesson]
    return {
        "title": measure.title[:160],
        "theme": measure.theme,
        "level": measure.prevention_level,
        "challenge": "\n\n".join(finding.description or finding.title for finding in ties.findings_of(measure.id))[:2000],
        "what": measure.description,
        "evaluation": "\n\n".join(part for part in judged if part)[:4000],
        "verdict": newest.verdict if newest else "",
    }
