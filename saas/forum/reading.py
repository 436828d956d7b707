"""What is asked of the network: the list of questions, one of them with its answers, and what is new since a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, or_, select

from saas import vocabulary
from saas.db import db
from saas.errors import NotFound
from saas.forum.models import Answer, Question

# How many rows a list shows before «Vis alle», and how many words a search looks for.
FEW, WORDS = 20, 6


@dataclass(frozen=True)
class Filters:
    """What was asked for. `open` leaves out closed questions and those with an answer."""

    theme: str = ""
    words: str = ""
    open: bool = False
    everything: bool = False

    @property
    def any(self) -> bool:
        """Whether anything was asked for at all."""
        return bool(self.theme or self.words or self.open)


@dataclass(frozen=True)
class Line:
    """A question in a list: how many answers it has, whether one is pinned, and when it was last written in."""

    question: Question
    answers: int
    pinned: bool
    latest: datetime


def listed(filters: Filters) -> tuple[list[Line], int]:
    """(the questions with their answers counted, how many there are in all), the last written in first."""
    wanted = [Question.removed_at.is_(None), *_narrowed(filters)]
    total = db.session.scalar(select(func.count()).select_from(Question).where(*wanted)) or 0
    counted = _counted().subquery()
    latest = func.greatest(Question.created_at, counted.c.latest)
    query = (
        select(Question, func.coalesce(counted.c.number, 0), func.coalesce(counted.c.pinned, False), latest)
        .outerjoin(counted, counted.c.question_id == Question.id)
        .where(*wanted)
        .order_by(latest.desc(), Question.id)
        .limit(None if filters.everything else FEW)
    )
    return [Line(*row) for row in db.session.execute(query)], total


def find(question_id: UUID) -> Question:
    """One question, also one whose words are removed. Raises NotFound."""
    found = db.session.get(Question, question_id)
    if found is None:
        raise NotFound()
    return found


def find_answer(answer_id: UUID) -> Answer:
    """One answer. Raises NotFound."""
    found = db.session.get(Answer, answer_id)
    if found is None:
        raise NotFound()
    return found


def answers_to(question_id: UUID) -> list[Answer]:
    """The pinned answer first, then as they came."""
    query = select(Answer).where(Answer.question_id == question_id)
    return list(db.session.scalars(query.order_by(Answer.pinned_at.is_(None), Answer.created_at, Answer.id)))


def names_in(question_id: UUID) -> frozenset[str]:
    """Those who have written in a thread; they may be greeted by name in it."""
    asked = select(Question.name).where(Question.id == question_id)
    return frozenset(db.session.scalars(asked.union(select(Answer.name).where(Answer.question_id == question_id))))


def since(moment: datetime) -> tuple[Sequence[Question], list[tuple[Question, int]]]:
    """(questions asked after a moment, older questions with how many answers came after it); removed ones left out."""
    standing = [Question.removed_at.is_(None)]
    asked = db.session.scalars(select(Question).where(*standing, Question.created_at > moment).order_by(Question.created_at)).all()
    fresh = (
        select(Answer.question_id, func.count().label("number"))
        .where(Answer.created_at > moment, Answer.removed_at.is_(None))
        .group_by(Answer.question_id)
        .subquery()
    )
    older = select(Question, fresh.c.number).join(fresh, fresh.c.question_id == Question.id)
    older = older.where(*standing, Question.created_at <= moment).order_by(Question.created_at)
    return asked, [(question, number) for question, number in db.session.execute(older)]


def _counted() -> Any:
    return (
        select(
            Answer.question_id,
            func.count().label("number"),
            func.bool_or(Answer.pinned_at.is_not(None)).label("pinned"),
            func.max(Answer.created_at).label("latest"),
        )
        .where(Answer.removed_at.is_(None))
        .group_by(Answer.question_id)
    )


def _narrowed(filters: Filters) -> list[Any]:
    chosen: list[Any] = []
    standing = exists().where(Answer.question_id == Question.id, Answer.removed_at.is_(None))
    if filters.theme in vocabulary.THEMES:
        chosen.append(Question.theme == filters.theme)
    if filters.open:
        chosen += [Question.closed_at.is_(None), ~standing]
    for word in filters.words.replace("\x00", "").split()[:WORDS]:
        answered = standing.where(Answer.body.icontains(word, autoescape=True))
        chosen.append(or_(*(part.icontains(word, autoescape=True) for part in (Question.title, Question.body)), answered))
    return chosen
