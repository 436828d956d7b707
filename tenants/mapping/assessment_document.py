"""A kartlegging as a document for paper and Word, in the kommune's language."""

from datetime import datetime
from typing import Any

from saas import clock, here, printing, vocabulary, wordfile
from saas.pages import day, gettext, moment, say
from tenants.mapping.contents import Line, grouped, listed
from tenants.mapping.models import STATES, Assessment
from tenants.meetings.wording import in_the_kommunes_language


def pdf(assessment: Assessment) -> bytes:
    """Tagged A4."""
    return printing.pdf(document(assessment), when=_now())


def docx(assessment: Assessment) -> bytes:
    """A Word file."""
    return wordfile.docx(document(assessment), when=_now())


def filename(assessment: Assessment, ending: str) -> str:
    """«Kartlegging 2026.pdf»"""
    with in_the_kommunes_language():
        return gettext("Kartlegging %(year)s", year=assessment.year) + f".{ending}"


def document(assessment: Assessment) -> dict[str, Any]:
    """A documents.Report: the summary, and under each of the five headings its text and its findings."""
    kommune, lines = here.kommune(), listed(assessment)
    with in_the_kommunes_language():
        return {
            "kind": "report",
            "language": kommune.language,
            "kommune": kommune.name,
            "group": assessment.group.name,
            "title": assessment.title,
            "subtitle": str(assessment.year),
            "status": _status(assessment),
            "facts": _facts(assessment, lines),
            "blocks": _blocks(assessment, lines),
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": kommune.name,
        }


def _now() -> datetime:
    return clock.now().replace(microsecond=0)


def _status(assessment: Assessment) -> str:
    if assessment.adopted:
        return gettext("Vedtatt %(day)s", day=day(assessment.adopted_on))
    return gettext("%(state)s, laget %(when)s", state=say(STATES[assessment.state]), when=moment(clock.now()))


def _facts(assessment: Assessment, lines: list[Line]) -> list[list[str]]:
    weak = sum(line.weak for line in lines)
    facts = [[gettext("Gruppe"), assessment.group.name], [gettext("Funn"), str(len(lines))]]
    return [*facts, [gettext("Svakt belagt"), str(weak)]] if weak else facts


def _blocks(assessment: Assessment, lines: list[Line]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    if assessment.summary:
        blocks += [_heading(gettext("Sammendrag")), {"type": "text", "text": assessment.summary}]
    under = grouped(lines)
    for part in assessment.sections:
        blocks.append(_heading(say(vocabulary.words("heading", part.heading))))
        blocks.append({"type": "text", "text": part.text or gettext("Denne delen er ikke skrevet ennå.")})
        if under[part.heading]:
            blocks.append(_table(under[part.heading]))
    return blocks


def _heading(text: str) -> dict[str, Any]:
    return {"type": "heading", "text": text, "level": 1}


def _table(lines: list[Line]) -> dict[str, Any]:
    head = [gettext("Funn"), gettext("Tema"), gettext("Alvorlighet"), gettext("Utvikling"), gettext("Kilder")]
    return {"type": "table", "caption": gettext("Funn"), "head": head, "rows": [_row(line) for line in lines]}


def _row(line: Line) -> list[str]:
    facts = line.facts
    codes = [("theme", facts["theme"]), ("severity", facts["severity"]), ("trend", facts["trend"])]
    sources = ", ".join(say(vocabulary.words("source_type", code)) for code in facts["source_types"])
    weak = gettext("svakt belagt") if line.weak else ""
    title = facts["title"] if facts["kind"] == "worry" else f"{facts['title']} ({gettext('fungerer bra')})"
    return [title, *(say(vocabulary.words(name, code)) for name, code in codes),
            "; ".join(part for part in (sources, weak) if part)]  # fmt: skip
