"""The year as it stands in the kommune's own rows: meetings, decisions, goals, measures, evaluations, money and presence."""

from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from saas import clock
from saas.db import db
from saas.pages import gettext, number, say
from saas.vocabulary import words
from tenants.evaluation.models import Evaluation
from tenants.evaluation.words import before_and_after
from tenants.funding import hours
from tenants.funding import questions as funding
from tenants.funding.money import kroner
from tenants.goals import questions as goals
from tenants.goals.models import Goal
from tenants.goals.numbers import amount
from tenants.groups import cadence
from tenants.groups import service as groups
from tenants.measures import questions as measures
from tenants.measures import sight
from tenants.measures.models import DECIDED, STATES, Measure
from tenants.meetings.shielding import in_its_place, is_shielded
from tenants.minutes import reading
from tenants.minutes import service as minutes
from tenants.visits import office
from tenants.visits import service as visits

# How many vedtak are named; all of them stand in the year books.
MOST_DECISIONS = 30
Facts = dict[str, Any]


def of_year(year: int) -> Facts:
    """Everything that the report says besides its writer's own texts, as plain values in the language of the moment."""
    first, last = date(year, 1, 1), min(date(year, 12, 31), clock.today())
    return {
        "meetings": _meetings(year, first, last),
        "decisions": _decisions(year),
        "goals": _goals(year, last),
        "measures": _measures(first, last),
        "evaluations": [_evaluation(one) for one in evaluations(year)],
        "grants": _grants(year),
        "presence": _presence(year),
    }


def evaluations(year: int) -> list[Evaluation]:
    """What was judged in a year, the first first, each with its measure."""
    query = select(Evaluation).join(Evaluation.measure).where(sight.visible())
    query = query.options(joinedload(Evaluation.measure).joinedload(Measure.item))
    query = query.where(Evaluation.evaluated_on.between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.session.scalars(query.order_by(Evaluation.evaluated_on, Evaluation.id)).unique())


def _meetings(year: int, first: date, last: date) -> Facts:
    held = [meeting for meeting, _ in reading.held(year=year)]
    sent = minutes.dispatch(held)
    rows = []
    for group in groups.visible(include_closed=True):
        own = [meeting for meeting in held if meeting.group_id == group.id]
        since = group.created_at.astimezone(clock.OSLO).date()
        if not own and (group.closed_on is not None or since > last):
            continue
        needed = cadence.needed_between(cadence.Norm.of(group), since, first, last) if last >= first else 0
        rows.append([group.name, str(len(own)), str(needed)])
    return {"rows": rows, "median": None if sent.median is None else _plain(sent.median)}


def _decisions(year: int) -> Facts:
    found = minutes.decisions(year=year)
    rows = [[one.number, one.title, one.group] for one in found[:MOST_DECISIONS]]
    return {"count": len(found), "rows": rows}


def _goals(year: int, last: date) -> list[list[str]]:
    found = [goal for goal in goals.listed("adopted", "ended") if goal.from_year <= year <= goal.to_year]
    measured = goals.readings(found)
    return [
        [_title(goal), "" if is_shielded(goal.item) else _standing(goal, [row for row in measured.get(goal.id, []) if row.on_date <= last])]
        for goal in found
    ]


def _title(one: Goal | Measure) -> str:
    """A report is read by everybody: what is decided in a sak that is shielded stands there, but not by name."""
    return in_its_place(one.item) if one.item is not None and is_shielded(one.item) else one.title


def _standing(goal: Goal, measured: list[Any]) -> str:
    if not goal.measurable:
        return gettext("Vurderes slik: %(how)s", how=goal.judged_by)
    newest = max(measured, key=lambda row: row.on_date, default=None)
    now = amount(newest.value if newest else goal.baseline, goal.unit)
    return gettext("%(now)s, mål %(target)s", now=now or gettext("ikke målt"), target=amount(goal.target, goal.unit))


def _measures(first: date, last: date) -> list[list[str]]:
    active = (Measure.state.in_(DECIDED), or_(Measure.starts_on.is_(None), Measure.starts_on <= last),
              or_(Measure.ends_on.is_(None), Measure.ends_on >= first))  # fmt: skip
    known = set(db.session.scalars(select(Measure.id).where(*active)))
    rows = [one for one in measures.on_the_line() if one.id in known and one.year <= last.year]
    return [[one.label, _title(one), one.owner.name if one.owner else "", say(STATES[one.state])] for one in rows]


def _evaluation(one: Evaluation) -> list[str]:
    if is_shielded(one.measure.item):
        return [_title(one.measure), say(words("verdict", one.verdict)), "", ""]
    return [one.measure.title, say(words("verdict", one.verdict)), before_and_after(one), one.lesson]


def _grants(year: int) -> list[list[str]]:
    rows = []
    for grant in funding.grants():
        found = next((row for row in grant.amounts if row.year == year), None)
        if found is not None and grant.state in ("granted", "reported"):
            rows.append([grant.name, kroner(found.amount), kroner(found.spent)])
    return rows


def _presence(year: int) -> list[list[str]]:
    months = office.by_month(office.of_year(year))
    worked = hours.standing(year, hours.entries(year), hours.terms(year))
    told = visits.visits(year)
    rows = [
        [gettext("Kontordager planlagt"), str(sum(month.planned for month in months))],
        [gettext("Kontordager holdt"), str(sum(month.held + month.extra for month in months))],
        [gettext("Besøk hos virksomheter"), str(len(told))],
        [gettext("Gode eksempler"), str(sum(visit.good_example for visit in told))],
    ]
    if worked.spent:
        rows.append([gettext("Timer ført av koordinatoren"), _plain(float(worked.spent))])
    return rows


def _plain(value: float) -> str:
    return number(value, 0 if value % 1 == 0 else 1)
