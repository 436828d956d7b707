"""The verbs of the network: ask, answer, pin, close, remove. Nothing here belongs to a kommune, and nothing about persons is taken in.

The log of the door remembers what the centre does; what members write stands with their names for all the others to see.
"""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert

from saas import clock, throttle, vocabulary
from saas.db import check_version, db
from saas.errors import NotAllowed, NotFound, NotNow, TooMany
from saas.forum import reading
from saas.forum.membership import Member
from saas.forum.models import Answer, Question
from saas.library import guarding

LONGEST_TITLE, LONGEST_BODY = 160, 4000
Entry = TypeVar("Entry", Question, Answer)
# So much may one person write.
RATE = "20/hour"
# What stands where words are removed; the table wants something there.
NOTHING = "–"


def ask(member: Member, number: UUID, title: str, body: str, theme: str) -> Question:
    """A new question. `number` is the form's own: the same form sent twice is one question.

    Raises Invalid and Guarded with the form's fields (sporsmal, mer, tema), and TooMany.
    """
    asked = guarding.clean(title, "sporsmal", LONGEST_TITLE, needed="Skriv hva du lurer på.")
    more = guarding.clean(body, "mer", LONGEST_BODY)
    if theme:
        vocabulary.require("theme", theme, "tema")
    guarding.check({"sporsmal": asked, "mer": more}, known_names=(member.name,))
    row = {"id": number, "title": asked, "body": more, "theme": theme}
    if _add(Question, member, row):
        return reading.find(number)
    return _own(reading.find(number), member)


def answer(member: Member, question: Question, number: UUID, body: str) -> Answer:
    """An answer to a question that is open. `number` as in ask. Raises Invalid and Guarded (svar), NotNow and TooMany."""
    words = guarding.clean(body, "svar", LONGEST_BODY, needed="Skriv svaret ditt.")
    guarding.check({"svar": words}, known_names=(member.name, *reading.names_in(question.id)))
    if question.closed_at is not None or question.removed_at is not None:
        raise NotNow("Spørsmålet er lukket, så det kan ikke besvares.")
    if not _add(Answer, member, {"id": number, "question_id": question.id, "body": words}):
        return _own(reading.find_answer(number), member)
    return reading.find_answer(number)


def close(member: Member, question: Question, seen: int | None) -> None:
    """No more answers, by whoever asked or the centre."""
    _may(member, question)
    check_version(question, seen)
    if question.removed_at is not None or question.closed_at is not None:
        raise NotNow("Spørsmålet er alt lukket.")
    question.closed_at = clock.now()
    db.session.flush()


def reopen(member: Member, question: Question, seen: int | None) -> None:
    """Answers are welcome again."""
    _may(member, question)
    check_version(question, seen)
    if question.removed_at is not None or question.closed_at is None:
        raise NotNow("Spørsmålet er ikke lukket.")
    question.closed_at = None
    db.session.flush()


def remove_question(member: Member, question: Question, seen: int | None) -> None:
    """The words go, the place stays, so that the answers still stand somewhere."""
    _remove(member, question, seen)
    question.title, question.body, question.theme = NOTHING, "", ""
    db.session.flush()


def remove_answer(member: Member, given: Answer, seen: int | None) -> None:
    """The words go, the place stays; a pinned one is pinned no more."""
    _remove(member, given, seen)
    given.body, given.pinned_at, given.pinned_by = NOTHING, None, ""
    db.session.flush()


def pin(member: Member, given: Answer, seen: int | None) -> None:
    """«Festet av Kompetansesenteret»: one answer a question, chosen by the centre."""
    _only_the_centre(member)
    check_version(given, seen)
    if given.removed_at is not None:
        raise NotNow("Svaret er fjernet.")
    others = update(Answer).where(Answer.question_id == given.question_id, Answer.pinned_at.is_not(None), Answer.id != given.id)
    db.session.execute(others.values(pinned_at=None, pinned_by="", version=Answer.version + 1))
    given.pinned_at, given.pinned_by = clock.now(), member.name
    db.session.flush()


def unpin(member: Member, given: Answer, seen: int | None) -> None:
    """An answer among the others again."""
    _only_the_centre(member)
    check_version(given, seen)
    given.pinned_at, given.pinned_by = None, ""
    db.session.flush()


def _add(model: type[Question | Answer], member: Member, row: dict[str, object]) -> bool:
    """Write a row with the writer's name; False when the same form has been sent before."""
    who = {"user_id": member.id, "name": member.name, "office": member.office, "created_at": clock.now()}
    adding = insert(model).values(**row, **who).on_conflict_do_nothing(index_elements=["id"]).returning(model.id)
    if db.session.scalar(adding) is None:
        return False
    # Counted only when something new is written, so that a nervous finger uses up nothing.
    if not throttle.allows(RATE, "forum", str(member.id)):
        raise TooMany("Du har skrevet mye på kort tid. Prøv igjen om en time.")
    return True


def _own(entry: Entry, member: Member) -> Entry:
    """What a form sent before has made; a number that is somebody else's is no number of this member's."""
    if not member.wrote(entry):
        raise NotFound()
    return entry


def _remove(member: Member, entry: Question | Answer, seen: int | None) -> None:
    _may(member, entry)
    check_version(entry, seen)
    if entry.removed_at is not None:
        raise NotNow("Dette er alt fjernet.")
    by = "" if member.wrote(entry) else member.name
    entry.removed_at, entry.removed_by = clock.now(), by


def _may(member: Member, entry: Question | Answer) -> None:
    if not member.centre and not member.wrote(entry):
        raise NotAllowed("Bare den som skrev dette, eller Kompetansesenteret, kan gjøre det.")


def _only_the_centre(member: Member) -> None:
    if not member.centre:
        raise NotAllowed("Bare Kompetansesenteret kan feste svar.")
