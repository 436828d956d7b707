"""The verbs of the SLT-sjekk: begin a year, rate an area, complete it, and make a task of what is to be better."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from tenants.checkup import evidence, questions
from tenants.checkup.models import RATINGS, Checkup, CheckupAnswer
from tenants.checkup.statements import AREA_OF, WORDS
from tenants.groups import guarding
from tenants.meetings.fields import tidy
from tenants.plans.service import guard_group
from tenants.tasks import notices
from tenants.tasks.models import Task

LONGEST_EVIDENCE = 500
# The check of a year is made in it, or looking back in the first months of the next.
LOOKING_BACK = 4


@dataclass(frozen=True)
class Rated:
    """What is said of one statement. `rating` is «1»–«4», or empty for not yet; `thing` is a key of evidence.things()."""

    statement: str
    rating: str = ""
    thing: str = ""
    words: str = ""


def years() -> list[int]:
    """The years that a check can be begun for today."""
    today = clock.today()
    return [today.year, today.year - 1] if today.month <= LOOKING_BACK else [today.year]


def begin(year: int) -> Checkup:
    """The check of a year, as a draft. Raises NotNow when there is one."""
    if year not in years():
        raise Invalid("Velg et år fra listen.", field="ar")
    here.lock("checkup")
    if db.session.scalar(select(Checkup.id).where(Checkup.year == year)) is not None:
        raise NotNow("SLT-sjekken for {year} finnes allerede.", year=year)
    row = Checkup(year=year)
    db.session.add(row)
    db.session.flush()
    audit.record("checkup.begun", row, year=year)
    return row


def rate(checkup: Checkup, seen: int | None, given: Sequence[Rated], *, kept: guarding.Kept | None = None) -> Checkup:
    """Save what is said of some statements; what is not rated yet may stand open.

    Raises NotNow for a completed check, Invalid and Guarded at «vurdering_…», «bevis_…» and «tekst_…».
    """
    _require_draft(checkup)
    texts = {f"tekst_{one.statement}": _words(one) for one in given}
    guarding.check(guard_group(), texts, kept)
    check_version(checkup, seen)
    answers, among = questions.by_statement(checkup), evidence.things()
    for one in given:
        answer = answers.get(one.statement) or CheckupAnswer(checkup_id=checkup.id, statement=one.statement)
        _write(answer, one, among)
        db.session.add(answer)
    db.session.flush()
    db.session.refresh(checkup, ["answers"])
    audit.record("checkup.rated", checkup, statements=len(given), lacking=len(questions.lacking(checkup)))
    return checkup


def complete(checkup: Checkup, seen: int | None) -> Checkup:
    """Freeze it. Raises NotNow while a statement lacks its rating or what shows it."""
    _require_draft(checkup)
    check_version(checkup, seen)
    if lacking := questions.lacking(checkup):
        raise NotNow("{n} påstander mangler vurdering eller noe som viser den.", n=len(lacking))
    checkup.state, checkup.completed_at, checkup.completed_by = "completed", clock.now(), here.actor_name()
    audit.record("checkup.completed", checkup, year=checkup.year)
    return checkup


def answer_of(checkup: Checkup, statement: str) -> CheckupAnswer:
    """The answer to one statement, or NotFound."""
    found = questions.by_statement(checkup).get(statement)
    if found is None:
        raise NotFound()
    return found


def improve(checkup: Checkup, statement: str, what: str, responsible_id: UUID, due_on: date, *, kept: guarding.Kept | None = None) -> Task:
    """A task out of a point to improve, once. Raises NotNow, and what tasks raise («hva», «ansvarlig», «frist»)."""
    answer, group = answer_of(checkup, statement), guard_group()
    if not checkup.completed:
        raise NotNow("Fullfør sjekken først. Da ser du alle forbedringspunktene samlet.")
    if group is None:
        raise NotNow("Opprett en koordineringsgruppe først. Oppgaven hører til i en gruppe.")
    here.lock(f"checkup:{checkup.id}")
    db.session.refresh(answer, ["task_id"])
    if answer.task_id is not None:
        raise NotNow("Det er allerede laget en oppgave av dette punktet.")
    task = notices.assign(group, what, responsible_id, due_on, kept=kept)
    answer.task_id = task.id
    audit.record("checkup.improving", checkup, statement=statement, task=task.id)
    return task


def _write(answer: CheckupAnswer, one: Rated, among: list[evidence.Thing]) -> None:
    if one.statement not in AREA_OF:
        raise Invalid("Velg fra listen.")
    if one.rating and one.rating not in RATINGS:
        raise Invalid("Velg fra 1 til 4.", field=f"vurdering_{one.statement}")
    # What was pointed at may be gone, or out of this visitor's sight; it stays as long as nobody chooses another.
    if one.thing != f"{answer.evidence_kind}:{answer.evidence_id}":
        try:
            thing = evidence.chosen(one.thing, among)
        except Invalid as wrong:
            raise Invalid(wrong.message, field=f"bevis_{one.statement}") from None
        answer.evidence_kind, answer.evidence_id = (thing.kind, thing.id) if thing else ("", None)
        answer.evidence_title = thing.title[: evidence.LONGEST_TITLE] if thing else ""
    answer.rating, answer.evidence = int(one.rating) if one.rating else None, _words(one)


def _words(one: Rated) -> str:
    words = tidy(one.words)
    if one.statement not in WORDS:
        raise Invalid("Velg fra listen.")
    if len(words) > LONGEST_EVIDENCE:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=f"tekst_{one.statement}", n=LONGEST_EVIDENCE)
    return words


def _require_draft(checkup: Checkup) -> None:
    if checkup.completed:
        raise NotNow("SLT-sjekken for {year} er fullført og kan ikke endres.", year=checkup.year)
