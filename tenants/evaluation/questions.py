"""What is asked of evaluations: one, those of a measure, the lessons on a theme, and what works."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from saas import vocabulary
from saas.db import db
from saas.db import find as find_row
from tenants.evaluation.models import Evaluation
from tenants.findings.models import Finding
from tenants.groups.models import Group
from tenants.measures.models import Measure

# How many rows a list shows before «Vis alle», and how many words a search looks for.
FEW, WORDS = 7, 6
NEWEST = (Evaluation.evaluated_on.desc(), Evaluation.created_at.desc(), Evaluation.id)


@dataclass(frozen=True)
class Filters:
    """What was asked for; unknown codes ask for nothing. `words` must all stand in the lesson or the measure's title."""

    theme: str = ""
    verdict: str = ""
    words: str = ""
    everything: bool = False


def find(evaluation_id: UUID) -> Evaluation:
    """One evaluation with its measure, or NotFound."""
    whole = joinedload(Evaluation.measure)
    return find_row(
        Evaluation, evaluation_id, whole.joinedload(Measure.group).lazyload(Group.seats), whole.joinedload(Measure.owner)
    )


def of_measure(measure_id: UUID) -> list[Evaluation]:
    """A measure's evaluations, the newest first."""
    query = select(Evaluation).where(Evaluation.measure_id == measure_id).order_by(*NEWEST)
    return list(db.session.scalars(query))


def listed(filters: Filters) -> tuple[list[Evaluation], int]:
    """(the rows, how many there are in all), the newest first."""
    wanted = _narrowed(filters)
    total = select(func.count()).select_from(Evaluation).join(Evaluation.measure).where(*wanted)
    query = _with_measure().where(*wanted).order_by(*NEWEST).limit(None if filters.everything else FEW)
    return list(db.session.scalars(query).unique()), db.session.scalar(total) or 0


def lessons(theme: str | None = None) -> list[Evaluation]:
    """What evaluations on a theme (or all) have taught, each with its measure, the newest first."""
    query = _with_measure().where(Evaluation.lesson != "").order_by(*NEWEST)
    return list(db.session.scalars(query.where(Measure.theme == theme) if theme else query).unique())


def working() -> list[Evaluation]:
    """The newest evaluation of each measure, where it says that the measure works, helt or delvis."""
    newest = select(Evaluation.id).distinct(Evaluation.measure_id).order_by(Evaluation.measure_id, *NEWEST)
    query = _with_measure().where(Evaluation.id.in_(newest), Evaluation.verdict.in_(("works", "partly")))
    return list(db.session.scalars(query.order_by(*NEWEST)).unique())


def finding_of(evaluation_id: UUID) -> Finding | None:
    """The finding that its lesson became, if it has."""
    query = select(Finding).where(Finding.from_evaluation_id == evaluation_id).order_by(Finding.created_at).limit(1)
    return db.session.scalars(query).one_or_none()


def _with_measure() -> Any:
    """The measure comes in the same statement; it is always there, so the join loses nothing."""
    return select(Evaluation).join(Evaluation.measure).options(contains_eager(Evaluation.measure))


def _narrowed(filters: Filters) -> list[Any]:
    chosen: list[Any] = []
    if filters.theme in vocabulary.THEMES:
        chosen.append(Measure.theme == filters.theme)
    if filters.verdict in vocabulary.VERDICTS:
        chosen.append(Evaluation.verdict == filters.verdict)
    for word in filters.words.replace("\x00", "").split()[:WORDS]:
        texts = (Evaluation.lesson, Evaluation.indicator, Measure.title)
        chosen.append(or_(*(text.icontains(word, autoescape=True) for text in texts)))
    return chosen
