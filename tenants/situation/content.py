"""What the sheet says, as plain values: the same for the page, the PDF, the sak and what is frozen."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import clock, here, vocabulary
from saas.db import db
from saas.pages import gettext, ngettext, say
from tenants.findings import service as findings
from tenants.findings.models import Finding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.indicators.service import Figure
from tenants.measures import service as measures
from tenants.measures.models import STATES, Measure
from tenants.meetings.wording import meeting_day
from tenants.minutes import register
from tenants.plans import questions as plans
from tenants.situation import choices
from tenants.tasks import sight
from tenants.tasks.models import Task

FEW = 3
# The duties of a styringsgruppe, as questions to ask oneself over the sheet (the national handbook).
QUESTIONS = (
    "Er målene tydelige?",
    "Har vi kunnskapen vi trenger?",
    "Har koordinatoren rammene som trengs?",
)
_SEVERITY = list(vocabulary.SEVERITIES)
_SPREAD = list(vocabulary.SPREADS)


def build(on: date | None = None) -> dict[str, Any]:
    """The sheet as of today, in the language being written in. Everything in it can be kept as JSON."""
    day = on or clock.today()
    figures, steering = choices.figures(), steering_group()
    return {
        "on": day.isoformat(),
        "kommune": here.kommune().name,
        "language": here.kommune().language,
        "figures": [_figure(figure) for figure in figures],
        "sources": _sources(figures),
        "findings": [_finding(finding) for finding in _worst()],
        "proposals": [_proposal(measure) for measure in _proposals()],
        **_last_time(steering),
        "questions": [say(question) for question in QUESTIONS],
    }


def steering_group() -> Group | None:
    """The kommune's styringsgruppe, if there is one that the visitor may see."""
    return next((group for group in groups.visible() if group.level == "STEERING"), None)


def summary(content: dict[str, Any]) -> str:
    """The sheet in a few lines, for the sak's description."""
    lines = [f"- {one['label']}: {one['value']}. {one['trend']}" for one in content["figures"]]
    if content["findings"]:
        titles = "; ".join(one["title"] for one in content["findings"])
        lines.append("- " + gettext("Mest alvorlige funn: %(titles)s.", titles=titles))
    if content["proposals"]:
        titles = "; ".join(f"{one['label']} {one['title']}" for one in content["proposals"])
        lines.append("- " + gettext("Forslag: %(titles)s.", titles=titles))
    lines.append("- " + gettext("Spørsmål til gruppen: %(questions)s", questions=" ".join(content["questions"])))
    return "\n".join(lines)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "key": figure.key,
        "label": figure.label,
        "value": figure.value,
        "trend": figure.trend,
        "source": figure.source,
        "period": figure.period,
        "n": figure.n,
        "old": figure.old,
        "caution": figure.caution,
        "unit": figure.unit,
        "decimals": figure.decimals,
        "points": [
            {"label": p.label, "value": p.figure, "flag": p.reason, "n": p.n, "year": p.year} for p in figure.points
        ],
    }


def _sources(figures: list[Figure]) -> list[str]:
    """«Ungdata 2025 (n=312)», each source and period once."""
    most: dict[tuple[str, str], int | None] = {}
    for figure in figures:
        key = (figure.source, figure.period)
        most[key] = max(most.get(key) or 0, figure.n or 0) or None
    return [f"{source} {period}" + (f" (n={n})" if n else "") for (source, period), n in most.items()]


def _worst() -> list[Finding]:
    """The most severe worries that are open, the most widespread of them first."""
    worries = [finding for finding in findings.current() if finding.kind == "worry"]
    return sorted(worries, key=lambda f: (-_SEVERITY.index(f.severity), -_SPREAD.index(f.spread)))[:FEW]


def _finding(finding: Finding) -> dict[str, Any]:
    said = [vocabulary.words("severity", finding.severity), vocabulary.words("trend", finding.trend)]
    return {
        "id": str(finding.id),
        "title": finding.title,
        "words": gettext("alvor: %(severity)s, utvikling: %(trend)s", severity=say(said[0]).lower(), trend=say(said[1]).lower()),
        "theme": say(vocabulary.words("theme", finding.theme)),
    }


def _proposals() -> list[Measure]:
    """Proposed measures in the order that the plan being written gives them; the assessed before the others."""
    plan = next((plan for plan in plans.all_plans() if not plan.adopted), None)
    ranks = {row.measure_id: row.rank for row in plans.proposals(plan)} if plan else {}
    listed = measures.proposals()
    return sorted(listed, key=lambda m: (ranks.get(m.id, len(ranks) + 1), m.state != "assessed"))[:FEW]


def _proposal(measure: Measure) -> dict[str, Any]:
    return {
        "id": str(measure.id),
        "label": measure.label,
        "title": measure.title,
        "state": say(STATES[measure.state]),
        "goal": measure.goal.title if measure.goal else "",
    }


def _last_time(steering: Group | None) -> dict[str, Any]:
    """What the styringsgruppe decided when it last did, and what came of it."""
    found = register.decisions(group_id=steering.id) if steering else []
    latest = [decision for decision in found if decision.held_at == found[0].held_at][:FEW] if found else []
    came = _outcomes([UUID(decision.entry_id) for decision in latest])
    return {
        "met": meeting_day(latest[0].held_at) if latest else "",
        "decisions": [
            {
                "minutes_id": str(one.minutes_id),
                "number": one.number,
                "title": one.title,
                "text": one.text,
                "outcome": came[UUID(one.entry_id)],
            }
            for one in latest
        ],
    }


def _outcomes(entry_ids: list[UUID]) -> dict[UUID, str]:
    """How the tasks of each sak stand, in words; one statement."""
    query = select(Task).where(Task.entry_id.in_(entry_ids), sight.visible())
    counted = {entry_id: Counter[str]() for entry_id in entry_ids}
    for task in db.session.scalars(query):
        if task.status != "dropped" and task.entry_id is not None:
            state = "done" if task.status == "done" else "overdue" if task.overdue else "open"
            counted[task.entry_id][state] += 1
    return {entry_id: _outcome(count) for entry_id, count in counted.items()}


def _outcome(count: Counter[str]) -> str:
    total = sum(count.values())
    if not total:
        return gettext("Ingen oppgaver ble gitt.")
    said = ngettext("%(done)s av %(num)s oppgave er ferdig", "%(done)s av %(num)s oppgaver er ferdige", total, done=count["done"])
    late = gettext("%(n)s over frist", n=count["overdue"]) if count["overdue"] else ""
    return ", ".join(part for part in (said, late) if part) + "."
