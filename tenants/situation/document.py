"""The sheet as a PDF of one page: long texts are cut to their room, and stand in full on the screen."""

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from saas import charts, clock, printing
from saas.pages import gettext
from tenants.meetings.wording import in_the_kommunes_language
from tenants.situation import wording

LAYOUT = Path(__file__).parent / "print" / "situation.typ"
# How many signs each part has room for on one page.
LABEL, TREND, SOURCE, TITLE, SMALL, SOURCES = 90, 130, 70, 130, 170, 300
_PAIR = re.compile(r"(-?[\d.]+) (-?[\d.]+)")


def pdf(content: dict[str, Any], when: datetime | None = None) -> bytes:
    """One tagged A4 page in the kommune's language. The same content at the same time gives the same bytes."""
    with in_the_kommunes_language():
        document = _document(content)
    return printing.pdf(document, when=when or clock.at(wording.day_of(content), 12), layout=LAYOUT)


def filename(content: dict[str, Any]) -> str:
    """«Situasjonsbilde Nordvik 2026-11-01.pdf»"""
    return f"{gettext('Situasjonsbilde')} {content['kommune']} {content['on']}.pdf"


def spark(figure: dict[str, Any]) -> charts.Spark:
    """The tiny line of a figure that was kept as plain values."""
    points = [charts.Point(p["label"], p["value"], p["flag"], p["n"], p["year"]) for p in figure["points"]]
    return charts.spark(points, figure["unit"], figure["decimals"])


def _document(content: dict[str, Any]) -> dict[str, Any]:
    title = wording.title(content)
    return {
        "kind": "report",
        "language": content["language"],
        "kommune": content["kommune"],
        "title": title,
        "labels": {"page": gettext("Side"), "of": gettext("av")},
        "footer": f"{content['kommune']} – {title}",
        "sheet": {
            "sources": _cut(" · ".join(content["sources"]), SOURCES),
            "figures": [_figure(figure) for figure in content["figures"]],
            "findings": [[_cut(f["title"], TITLE), _cut(f"{f['theme']}, {f['words']}", SMALL)] for f in content["findings"]],
            "proposals": [[_cut(f"{p['label']} {p['title']}", TITLE), _cut(_proposal(p), SMALL)] for p in content["proposals"]],
            "decisions": [[_cut(_decision(d), TITLE), _cut(f"{d['outcome']} {d['text']}", SMALL)] for d in content["decisions"]],
            "questions": content["questions"],
            "words": _words(content),
        },
    }


def _words(content: dict[str, Any]) -> dict[str, Any]:
    last = gettext("Vedtatt sist, %(day)s", day=content["met"]) if content["met"] else gettext("Vedtatt sist")
    return {
        "figures": gettext("Tallene"),
        "columns": [gettext("Hva"), gettext("Nå"), gettext("Utvikling"), gettext("Med ord, og kilde")],
        "findings": gettext("Mest alvorlige funn"),
        "proposals": gettext("Forslag"),
        "last": last,
        "questions": gettext("Tre spørsmål til gruppen"),
        "none": gettext("Ingen ennå."),
    }


def _figure(figure: dict[str, Any]) -> dict[str, Any]:
    line = spark(figure)
    marks = [gettext("Eldre enn 24 måneder.")] if figure["old"] else []
    n = f", n={figure['n']}" if figure["n"] else ""
    return {
        "label": _cut(figure["label"], LABEL),
        "value": figure["value"],
        "trend": _cut(figure["trend"], TREND),
        "mark": " ".join(marks),
        "source": _cut(f"{figure['source']} {figure['period']}{n}", SOURCE),
        "spark": {
            "paths": [[[float(x), float(y)] for x, y in _PAIR.findall(path)] for path in line.paths],
            "dots": [list(dot) for dot in line.dots],
        },
    }


def _proposal(proposal: dict[str, Any]) -> str:
    goal = gettext("mål: %(goal)s", goal=proposal["goal"]) if proposal["goal"] else gettext("uten mål")
    return f"{proposal['state']}, {goal}"


def _decision(decision: dict[str, Any]) -> str:
    return f"{decision['number']} {decision['title']}".strip()


def _cut(text: str, room: int) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= room else flat[: room - 1].rstrip() + "…"
