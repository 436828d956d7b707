"""The Gevinstark as one A4: a PDF to print, and the same page as a picture."""

from datetime import datetime
from pathlib import Path
from typing import Any

from saas import clock, here, printing
from saas.pages import gettext
from tenants.gains.models import GainSheet
from tenants.measures import naming
from tenants.meetings.wording import in_the_kommunes_language

LAYOUT = Path(__file__).parent / "print" / "gains.typ"
# The twelve colours of the kommuner, as templates/static/kommuner.css has them; white on each is at least 5:1.
COLOURS = (
    "#1b62a8", "#a34826", "#216c38", "#7e3d79", "#7d5e10", "#077272", "#644da8", "#a63c63", "#515f1e", "#2e4476", "#6b4a35", "#4d5f6c",
)  # fmt: skip


def pdf(row: GainSheet) -> bytes:
    """One tagged A4 page. The same sheet gives the same bytes."""
    return printing.pdf(_document(row), when=_when(row), layout=LAYOUT)


def png(row: GainSheet) -> bytes:
    """The same page as a picture, for a slide or an e-mail."""
    return printing.png(_document(row), when=_when(row), layout=LAYOUT)


def filename(row: GainSheet, ending: str) -> str:
    """«Gevinstark Nordvik 2026.pdf»"""
    with in_the_kommunes_language():
        return f"{gettext('Gevinstark')} {here.kommune().name} {row.year}.{ending}"


def _when(row: GainSheet) -> datetime:
    return clock.at(row.finished_on, 12) if row.finished_on else row.created_at.replace(microsecond=0)


def _document(row: GainSheet) -> dict[str, Any]:
    place = here.kommune()
    with in_the_kommunes_language():
        return {
            "kind": "report", "language": place.language, "kommune": place.name, "title": row.title,
            "labels": {"page": gettext("Side"), "of": gettext("av")}, "footer": place.name,
            "sheet": {
                "colour": COLOURS[(place.colour - 1) % len(COLOURS)], "intro": row.intro, "year": str(row.year),
                "figures": _figures(row),
                "stories": [[title, text] for title, text in ((row.story_one_title, row.story_one), (row.story_two_title, row.story_two))
                            if title or text],
                "quote": row.quote, "quoted_as": row.quoted_as,
                "words": {
                    "sources": gettext("Kilder"), "draft": "" if row.finished else gettext("Utkast"),
                    "about": gettext("SLT: samordning av lokale rus- og kriminalitetsforebyggende tiltak"),
                },
            },
        }  # fmt: skip


def _figures(row: GainSheet) -> list[dict[str, str]]:
    """As they were chosen; a title that has been shielded since does not stand on a sheet that is handed out."""
    shown = [{key: figure[key] for key in ("value", "label", "source")} for figure in row.figures]
    return list(naming.masked(shown, naming.hidden()))
