"""The mandate as a document: the same blocks for the page and the PDF."""

from datetime import datetime
from typing import Any

from saas import clock, here, printing
from saas.pages import day, gettext, say
from tenants.frames import mandates
from tenants.frames.models import MANDATE_STATES, PARTIES, Mandate
from tenants.goals.saker import label
from tenants.meetings.wording import in_the_kommunes_language

Block = dict[str, Any]


def report(mandate: Mandate) -> dict[str, Any]:
    """A `saas.documents.Report` of the mandate in the kommune's language."""
    with in_the_kommunes_language():
        title = gettext("Mandat for %(group)s", group=mandate.group.name)
        return {
            "kind": "report",
            "language": here.kommune().language,
            "kommune": here.kommune().name,
            "group": mandate.group.name,
            "title": title,
            "version": gettext("Versjon %(n)s", n=mandate.number),
            "status": say(MANDATE_STATES[mandate.state]),
            "facts": _facts(mandate),
            "blocks": [*sections(mandate), *_signatures(mandate)],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{here.kommune().name} – {title}",
        }


def pdf(mandate: Mandate) -> bytes:
    """Tagged A4. The same approved mandate with the same signatures gives the same bytes."""
    return printing.pdf(report(mandate), when=_made_at(mandate))


def filename(mandate: Mandate) -> str:
    """«Mandat for Styringsgruppen, versjon 2.pdf»"""
    with in_the_kommunes_language():
        name = gettext("Mandat for %(group)s, versjon %(n)s", group=mandate.group.name, n=mandate.number)
    return f"{name.replace('/', '-')[:120]}.pdf"


def sections(mandate: Mandate) -> list[Block]:
    """A heading and a text for each section; an empty one says so."""
    return [
        block
        for column, words in mandates.headings().items()
        for block in (
            {"type": "heading", "text": words, "level": 1},
            {"type": "text", "text": getattr(mandate, column) or gettext("Ikke skrevet ennå.")},
        )
    ]


def _facts(mandate: Mandate) -> list[list[str]]:
    facts = []
    if mandate.approved_on is not None:
        facts.append([gettext("Vedtatt"), gettext("%(day)s i sak %(sak)s", day=day(mandate.approved_on), sak=label(mandate.item))])
    if mandate.valid_to is not None:
        facts.append([gettext("Gjelder til"), day(mandate.valid_to)])
    if mandate.sha256:
        facts.append([gettext("Fingeravtrykk"), f"SHA-256 {mandate.sha256}"])
    return facts


def _signatures(mandate: Mandate) -> list[Block]:
    if not mandate.signatures:
        return []
    rows = [[say(PARTIES[row.party]), row.name, row.title, day(row.signed_on)] for row in mandate.signatures]
    head = [gettext("Part"), gettext("Navn"), gettext("Tittel"), gettext("Dato")]
    return [
        {"type": "heading", "text": gettext("Signaturer"), "level": 1},
        {"type": "table", "caption": gettext("Signaturer"), "head": head, "rows": rows, "align": ["left"] * 4},
    ]


def _made_at(mandate: Mandate) -> datetime:
    if mandate.approved_on is None:
        return clock.now().replace(microsecond=0)
    return clock.at(max([mandate.approved_on, *(row.signed_on for row in mandate.signatures)]), 12)
