"""What evaluations tell on the pages of others: those of a measure, what works, and the lessons on a theme."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from markupsafe import Markup

from saas import vocabulary
from saas.accounts.guard import can
from tenants.evaluation import service, words


def evaluations_of_measure(measure_id: UUID) -> Markup:
    """The evaluations of a measure, as a section of its page; nothing when there are none."""
    found = service.of_measure(measure_id) if can("know") else []
    if not found:
        return Markup("")
    return Markup(
        render_template(
            "evaluation/of_measure.html", evaluations=found, words=vocabulary.words, sentence=words.before_and_after
        )
    )


def working_measures() -> list[dict[str, Any]]:
    """What works: title, href, verdict (code and bokmål), lesson and strengths (codes) of each measure."""
    return [
        {
            "title": one.measure.title,
            "href": url_for("evaluation.show", evaluation_id=one.id),
            "verdict": one.verdict,
            "verdict_words": vocabulary.words("verdict", one.verdict),
            "lesson": one.lesson,
            "strengths": one.strengths,
        }
        for one in service.working()
    ]


def lessons_on(theme: str | None, limit: int = 3) -> Markup:
    """The newest lessons on a theme, for the forms where the next kartlegging is written."""
    found = service.lessons(theme)[:limit] if can("know") else []
    return Markup(render_template("evaluation/lessons.html", evaluations=found, words=vocabulary.words)) if found else Markup("")


WORDS: dict[str, Callable[..., Any]] = {
    "evaluations_of_measure": evaluations_of_measure,
    "working_measures": working_measures,
    "lessons_on": lessons_on,
}
