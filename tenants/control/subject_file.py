"""The report about one person as a document, in the kommune's language."""

from typing import Any

from saas import clock, here
from saas.pages import day, gettext, moment, short_day
from tenants.control.subject import Part, Report
from tenants.meetings.wording import in_the_kommunes_language


def build(report: Report) -> dict[str, Any]:
    """A `saas.documents.Report`."""
    with in_the_kommunes_language():
        kommune, person = here.kommune(), report.person
        facts = [
            [gettext("Navn"), person.name],
            [gettext("Tittel eller rolle"), person.title],
            [gettext("Organisasjon"), person.organisation.name],
            [gettext("E-post"), person.email],
            [gettext("Telefon"), person.phone],
            [gettext("Siste dag i nettverket"), day(person.left_on)],
            [gettext("Laget"), moment(clock.now())],
        ]
        return {
            "kind": "report",
            "language": kommune.language,
            "kommune": kommune.name,
            "title": gettext("Innsynsrapport for %(name)s", name=person.name),
            "subtitle": gettext("Alt %(kommune)s har lagret om personen i Bindeledd", kommune=kommune.name),
            "facts": [[label, value] for label, value in facts if value],
            "blocks": [block for part in report.parts for block in _part(part)] + _named(report) + _log(report),
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{kommune.name} – {gettext('Innsynsrapport')}",
        }


def filename(ending: str) -> str:
    """«Innsynsrapport 2026-09-15.pdf»: a file's name is seen by many, so it does not say whose."""
    with in_the_kommunes_language():
        return f"{gettext('Innsynsrapport')} {clock.today().isoformat()}.{ending}"


def _part(part: Part) -> list[dict[str, Any]]:
    rows = [[short_day(on), text] for on, text in part.lines]
    head = [gettext("Dato"), gettext("Hva")]
    return [
        {"type": "heading", "text": f"{part.title} ({len(rows)})", "level": 1},
        {"type": "table", "caption": part.title, "head": head, "rows": rows},
    ]


def _named(report: Report) -> list[dict[str, Any]]:
    if not report.named:
        return []
    items = [f"{title}: {number}" for title, number in report.named]
    return [
        {"type": "heading", "text": gettext("Navnet står som den som skrev eller bestemte"), "level": 1},
        {"type": "list", "items": items},
    ]


def _log(report: Report) -> list[dict[str, Any]]:
    told = gettext(
        "%(by)s hendelser er gjort av personen, %(about)s gjelder personen. De siste står her.",
        by=report.done_by,
        about=report.about,
    )
    rows = [[moment(event.at), event.who, event.what] for event in report.events]
    head = [gettext("Når"), gettext("Hvem"), gettext("Hva")]
    return [
        {"type": "heading", "text": gettext("Loggen"), "level": 1},
        {"type": "text", "text": told},
        {"type": "table", "caption": gettext("Loggen"), "head": head, "rows": rows},
    ]
