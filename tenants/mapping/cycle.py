"""Kartlegg → Prioriter → Beslutt → Gjennomfør → Evaluer: where in it the kommune is, in words and with a way in."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import extract, func, select

from saas import clock
from saas.db import db
from saas.pages import gettext, ngettext, short_day
from tenants.evaluation.models import Evaluation
from tenants.goals.models import Goal
from tenants.mapping.models import Assessment
from tenants.mapping.questions import progress
from tenants.mapping.wording import progress_words
from tenants.measures.models import Measure


@dataclass(frozen=True)
class Step:
    """One of the five. `address` is (endpoint, what it takes)."""

    title: str
    said: str
    address: tuple[str, dict[str, Any]]
    here: bool


def steps(current: Assessment | None, adopted: Assessment | None) -> list[Step]:
    """The five steps; «here» is the first of them where something waits, and the first when nothing does."""
    goals, measures = _by_state(Goal), _by_state(Measure)
    year = select(func.count()).select_from(Evaluation)
    evaluated = db.session.scalar(year.where(extract("year", Evaluation.evaluated_on) == clock.today().year)) or 0
    waiting = [
        current is not None or adopted is None,
        bool(goals.get("draft") or measures.get("proposed")),
        bool(measures.get("assessed")),
        bool(measures.get("decided") or measures.get("started")),
        bool(measures.get("ended")),
    ]
    here = waiting.index(True) if True in waiting else 0
    shown = current or adopted
    said = [
        (gettext("Kartlegg"), _mapped(current, adopted),
         ("mapping.show", {"assessment_id": shown.id}) if shown else ("mapping.index", {})),
        (gettext("Prioriter"), _prioritised(goals, measures), ("goals.index", {})),
        (gettext("Beslutt"), _decided(goals, measures), ("measures.index", {})),
        (gettext("Gjennomfør"), _carried_out(measures), ("measures.index", {})),
        (gettext("Evaluer"), _evaluated(measures, evaluated), ("evaluation.index", {})),
    ]  # fmt: skip
    return [Step(title, words, address, number == here) for number, (title, words, address) in enumerate(said)]


def _by_state(model: Any) -> dict[str, int]:
    return {state: n for state, n in db.session.execute(select(model.state, func.count()).group_by(model.state))}


def _mapped(current: Assessment | None, adopted: Assessment | None) -> str:
    if current is not None:
        return progress_words(progress(current))
    if adopted is not None:
        return gettext("Vedtatt %(day)s", day=short_day(adopted.adopted_on))
    return gettext("Ikke begynt")


def _prioritised(goals: dict[str, int], measures: dict[str, int]) -> str:
    parts = []
    if drafts := goals.get("draft", 0):
        parts.append(ngettext("%(num)s utkast til mål", "%(num)s utkast til mål", drafts))
    if proposed := measures.get("proposed", 0):
        parts.append(ngettext("%(num)s forslag til tiltak", "%(num)s forslag til tiltak", proposed))
    return ", ".join(parts) or gettext("Ingen forslag venter")


def _decided(goals: dict[str, int], measures: dict[str, int]) -> str:
    if waiting := measures.get("assessed", 0):
        return ngettext("%(num)s tiltak venter på vedtak", "%(num)s tiltak venter på vedtak", waiting)
    return ngettext("%(num)s mål er vedtatt", "%(num)s mål er vedtatt", goals.get("adopted", 0))


def _carried_out(measures: dict[str, int]) -> str:
    said = ngettext("%(num)s tiltak er i gang", "%(num)s tiltak er i gang", measures.get("started", 0))
    if decided := measures.get("decided", 0):
        said += ", " + ngettext("%(num)s skal begynne", "%(num)s skal begynne", decided)
    return said


def _evaluated(measures: dict[str, int], this_year: int) -> str:
    if waiting := measures.get("ended", 0):
        return ngettext("%(num)s tiltak venter på evaluering", "%(num)s tiltak venter på evaluering", waiting)
    return ngettext("%(num)s evaluering i år", "%(num)s evalueringer i år", this_year)
