"""The annual report as a document: the same blocks for the page, the PDF and the Word file."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from saas import clock, here, printing, wordfile
from saas.pages import day, gettext, ngettext
from tenants.measures import naming
from tenants.meetings.wording import in_the_kommunes_language
from tenants.yearbook import facts
from tenants.yearbook.models import AnnualReport

Block = dict[str, Any]
NUMBER = ["left", "right"]


def report(row: AnnualReport) -> dict[str, Any]:
    """A `saas.documents.Report` in the kommune's language: of an adopted one what was frozen, else the year as it stands.

    What was frozen keeps its fingerprint, and is shown by today's choices: a title that has been shielded since is gone.
    """
    if row.content is None:
        return compose(row)
    with in_the_kommunes_language():
        return {**row.content, "blocks": naming.masked(row.content["blocks"], naming.hidden())}


def compose(row: AnnualReport, adopted_on: date | None = None) -> dict[str, Any]:
    """The report from its texts and the kommune's rows as they are now; `adopted_on` when it is about to be frozen."""
    with in_the_kommunes_language():
        place, title = here.kommune().name, gettext("Årsrapport for SLT %(year)s", year=row.year)
        found = facts.of_year(row.year)
        return {
            "kind": "report", "language": here.kommune().language, "kommune": place, "title": title, "subtitle": None,
            "status": _status(adopted_on), "facts": [], "blocks": _blocks(row, found),
            "labels": {"page": gettext("Side"), "of": gettext("av")}, "footer": f"{place} – {title}",
        }  # fmt: skip


def fingerprint(content: dict[str, Any]) -> str:
    """SHA-256 of a report, the same for the same words."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def pdf(row: AnnualReport) -> bytes:
    """Tagged A4. The same adopted report gives the same bytes."""
    return printing.pdf(report(row), when=_when(row))


def docx(row: AnnualReport) -> bytes:
    """A Word file."""
    return wordfile.docx(report(row), when=_when(row))


def filename(row: AnnualReport, ending: str) -> str:
    """«Årsrapport SLT Nordvik 2025.pdf»"""
    with in_the_kommunes_language():
        return f"{gettext('Årsrapport')} SLT {here.kommune().name} {row.year}.{ending}"


def _when(row: AnnualReport) -> datetime:
    return clock.at(row.adopted_on, 12) if row.adopted_on else clock.now().replace(microsecond=0)


def _status(adopted_on: date | None) -> str:
    return gettext("Vedtatt %(day)s", day=day(adopted_on)) if adopted_on else gettext("Utkast")


def _blocks(row: AnnualReport, found: facts.Facts) -> list[Block]:
    chapters = [
        *_texts(gettext("Året kort fortalt"), row.summary), *_meetings(found["meetings"]), *_decisions(found["decisions"]),
        *_table(gettext("Mål"), [gettext("Mål"), gettext("Hvor vi står")], found["goals"], gettext("Ingen mål gjaldt dette året.")),
        *_table(gettext("Tiltak"), [gettext("Nr."), gettext("Tiltak"), gettext("Eier"), gettext("Status")], found["measures"],
                gettext("Ingen tiltak var i gang dette året.")),
        *_evaluations(found["evaluations"]), *_texts(gettext("Hva vi lærte"), row.learnt),
        *_table(gettext("Tilskudd"), [gettext("Tilskudd"), gettext("Innvilget"), gettext("Brukt")], found["grants"],
                gettext("Ingen tilskudd dette året."), ["left", "right", "right"]),
        *_table(gettext("Synlig til stede"), [gettext("Hva"), gettext("Antall")], found["presence"], "", NUMBER),
        *_texts(gettext("Veien videre"), row.ahead),
    ]  # fmt: skip
    return chapters


def _texts(title: str, text: str) -> list[Block]:
    return [_heading(title), {"type": "text", "text": text}] if text else []


def _meetings(found: dict[str, Any]) -> list[Block]:
    head = [gettext("Gruppe"), gettext("Holdt"), gettext("Ventet etter normen")]
    blocks = _table(gettext("Møter"), head, found["rows"], gettext("Ingen møter dette året."), ["left", "right", "right"])
    if found["median"] is not None:
        said = gettext("Virkedager fra møte til sendt referat, medianen: %(n)s.", n=found["median"])
        blocks.append({"type": "text", "text": said})
    return blocks


def _decisions(found: dict[str, Any]) -> list[Block]:
    said = ngettext("%(num)s vedtak ble gjort.", "%(num)s vedtak ble gjort.", found["count"])
    head = [gettext("Sak"), gettext("Tittel"), gettext("Gruppe")]
    return [_heading(gettext("Vedtak")), {"type": "text", "text": said}, *_table("", head, found["rows"], "")]


def _evaluations(rows: list[list[str]]) -> list[Block]:
    blocks = [_heading(gettext("Evalueringer"))]
    if not rows:
        return [*blocks, {"type": "text", "text": gettext("Ingen tiltak ble evaluert dette året.")}]
    for title, verdict, numbers, lesson in rows:
        said = "\n\n".join(part for part in (f"{verdict}. {numbers}".strip(), lesson) if part)
        blocks += [{"type": "heading", "text": title, "level": 2}, {"type": "text", "text": said}]
    return blocks


def _table(title: str, head: list[str], rows: list[list[str]], none: str, align: list[str] | None = None) -> list[Block]:
    blocks = [_heading(title)] if title else []
    if rows:
        made = {"type": "table", "caption": title or head[1], "head": head, "rows": rows, "align": align or ["left"] * len(head)}
        return [*blocks, made]
    return [*blocks, {"type": "text", "text": none}] if none else []


def _heading(text: str) -> Block:
    return {"type": "heading", "text": text, "level": 1}
