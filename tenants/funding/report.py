"""The report of a grant: what it went to, what was spent, what came of it, and what the rules say."""

from typing import Any
from uuid import UUID

from saas import clock, here, printing, wordfile
from saas.pages import gettext, say
from saas.vocabulary import NEXT_STEPS, VERDICTS
from tenants.evaluation.models import Evaluation
from tenants.funding import questions, rules
from tenants.funding.models import GRANT_STATES, SCHEMES, Grant
from tenants.funding.money import amount
from tenants.funding.wording import full_day
from tenants.measures.models import Measure
from tenants.meetings.wording import in_the_kommunes_language

LEVEL_WORDS = {"stop": "Hinder", "warn": "Se på dette", "ok": "I orden"}


def pdf(grant: Grant) -> bytes:
    """The report as tagged A4."""
    return printing.pdf(document(grant), when=clock.now().replace(microsecond=0))


def docx(grant: Grant) -> bytes:
    """The report as a Word file, to go on writing in."""
    return wordfile.docx(document(grant), when=clock.now().replace(microsecond=0))


def filename(grant: Grant, ending: str) -> str:
    """«Rapport Fritid for alle.pdf»"""
    with in_the_kommunes_language():
        return gettext("Rapport %(name)s", name=grant.name[:80]).replace("/", "-") + f".{ending}"


def document(grant: Grant) -> dict[str, Any]:
    """What saas.printing and saas.wordfile set."""
    kommune, tied = here.kommune(), questions.measures(grant)
    verdicts = questions.verdicts(tied)
    with in_the_kommunes_language():
        return {
            "kind": "report",
            "language": kommune.language,
            "kommune": kommune.name,
            "title": gettext("Rapport for tilskudd: %(name)s", name=grant.name),
            "subtitle": f"{say(SCHEMES[grant.scheme])} {period(grant)}",
            "status": say(GRANT_STATES[grant.state]),
            "facts": _facts(grant),
            "blocks": [
                *_measures(tied, verdicts),
                *_money(questions.money(grant)),
                {"type": "heading", "level": 1, "text": gettext("Resultater")},
                {"type": "text", "text": grant.results or gettext("Ikke skrevet ennå.")},
                *_lessons(tied, verdicts),
                *_conditions(grant),
                *_checks(grant),
            ],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": kommune.name,
        }


def period(grant: Grant) -> str:
    """«2026» or «2026–2028»"""
    return str(grant.first_year) if grant.years == 1 else f"{grant.first_year}–{grant.last_year}"


def _facts(grant: Grant) -> list[list[str]]:
    facts = [[gettext("Gitt av"), grant.grantor], [gettext("Periode"), period(grant)]]
    if grant.reference:
        facts.append([gettext("Referanse"), grant.reference])
    if grant.report_by:
        facts.append([gettext("Rapportfrist"), full_day(grant.report_by)])
    return [*facts, [gettext("Laget"), full_day(clock.today())]]


def _measures(tied: list[Measure], verdicts: dict[UUID, Evaluation]) -> list[dict[str, Any]]:
    rows = [[measure.title, _day(measure.starts_on), verdict_words(verdicts.get(measure.id))] for measure in tied]
    none = [] if rows else [{"type": "text", "text": gettext("Ingen tiltak er knyttet til tilskuddet.")}]
    head = [gettext("Tiltak"), gettext("Startet"), gettext("Evaluering")]
    return [
        {"type": "heading", "level": 1, "text": gettext("Tiltak")},
        *none,
        {"type": "table", "head": head, "rows": rows},
    ]


def verdict_words(evaluation: Evaluation | None) -> str:
    """«Virker delvis, justere», or that there is none."""
    if evaluation is None:
        return gettext("Ikke evaluert")
    return f"{say(VERDICTS.get(evaluation.verdict, ''))}, {say(NEXT_STEPS.get(evaluation.next, '')).lower()}"


def _money(money: list[rules.Money]) -> list[dict[str, Any]]:
    rows = [
        [str(m.year), amount(m.amount), amount(m.own), amount(rules.own_needed(m.amount)), amount(m.spent), amount(m.amount - m.spent)]
        for m in money
    ]
    total = rules.Money(0, sum(m.amount for m in money), sum(m.own for m in money), sum(m.spent for m in money))
    needed = sum(rules.own_needed(m.amount) for m in money)
    rows.append([gettext("Sum"), *map(amount, (total.amount, total.own, needed, total.spent, total.amount - total.spent))])
    head = [gettext("År"), gettext("Tilskudd"), gettext("Egenandel"), gettext("20 % av tilskuddet"), gettext("Brukt"), gettext("Rest")]
    return [
        {"type": "heading", "level": 1, "text": gettext("Regnskap")},
        {"type": "table", "caption": gettext("Kroner per år"), "head": head, "rows": rows, "align": ["left", *["right"] * 5]},
    ]


def _lessons(tied: list[Measure], verdicts: dict[UUID, Evaluation]) -> list[dict[str, Any]]:
    known = [(measure, verdicts[measure.id]) for measure in tied if measure.id in verdicts]
    return [
        block
        for measure, evaluation in known
        for block in (
            {"type": "heading", "level": 2, "text": measure.title},
            {"type": "text", "text": f"{verdict_words(evaluation)}.\n\n{evaluation.lesson}"},
        )
    ]


def _conditions(grant: Grant) -> list[dict[str, Any]]:
    if not grant.conditions:
        return []
    return [{"type": "heading", "level": 1, "text": gettext("Vilkår")}, {"type": "text", "text": grant.conditions}]


def _checks(grant: Grant) -> list[dict[str, Any]]:
    found = questions.checks(grant)
    if not found:
        return []
    items = [f"{say(LEVEL_WORDS[check.level])}: {check.words}" for check in found]
    return [{"type": "heading", "level": 1, "text": gettext("Reglene")}, {"type": "list", "items": items}]


def _day(value: Any) -> str:
    return full_day(value) if value else gettext("Ikke satt")
