"""A meeting in an invented kommune, as the callers of printing and wordfile hand it over."""

from datetime import UTC, datetime
from typing import Any

import pytest

WHEN = datetime(2026, 9, 10, 12, 0, tzinfo=UTC)

LABELS = {
    "people": "Til stede", "agenda": "Saker", "decision": "Vedtak", "actions": "Oppgaver", "what": "Hva",
    "who": "Ansvarlig", "due": "Frist", "status": "Status", "name": "Navn", "title": "Rolle",
    "organisation": "Virksomhet", "presence": "Oppmøte", "papers": "Vedlegg", "item": "Sak",
    "page": "Side", "of": "av",
}  # fmt: skip

# What someone may well paste into a field: the signs of our typesetter, of Word's XML and of JSON.
EVIL = r"""#evil[x] \ \\ * _a_ $x$ `c` <l> @ref // c = nei [a](b) "sitat" ~ {"a":1} &amp; </w:t>"""
LONG = "https://eksempel.example/" + "a1b2c3d4e5" * 20 + " " + "Menneskerettighetskonvensjon" * 10
ABROAD = "Áile Čáppa Đuođđi Ŋŋ Ŧŧ, Zbigniew Łątkowski, مرحبا, שלום"


@pytest.fixture
def when() -> datetime:
    return WHEN


@pytest.fixture
def minutes() -> dict[str, Any]:
    """Minutes with one full sak, one bare, and an action."""
    action = {
        "what": "Kalle inn russestyret, politiet og utekontakten",
        "who": "Turid Solheim",
        "due": "15. september 2026",
        "status": "Åpen",
    }
    return {
        "kind": "minutes",
        "language": "nb",
        "kommune": "Nordvik",
        "group": "Koordineringsgruppa",
        "title": "Referat fra møte i koordineringsgruppa 8. september 2026",
        "subtitle": None,
        "version": "Versjon 2",
        "status": "Sendt til merknad, frist 18. september 2026",
        "facts": [["Tid", "8. september 2026 kl. 13.00–14.30"], ["Sted", "Rådhuset, møterom Fjorden"]],
        "people": [
            {
                "name": "Turid Solheim",
                "title": "SLT-koordinator",
                "organisation": "Nordvik kommune",
                "status": "Til stede",
            },
            {"name": "Ola Vik", "title": None, "organisation": "Politiet", "status": "Forfall"},
        ],
        "items": [_full(action), {"number": None, "title": "Eventuelt", "kind": "Orientering"}],
        "actions": [{**action, "item": "14/26"}],
        "labels": LABELS,
        "footer": "Nordvik kommune",
    }


@pytest.fixture
def agenda(minutes) -> dict[str, Any]:
    """The same meeting before it is held; the notes are still there, as in the database."""
    return {
        **minutes,
        "kind": "agenda",
        "title": "Innkalling til møte i koordineringsgruppa",
        "version": None,
    }


def _full(action: dict[str, str]) -> dict[str, Any]:
    return {
        "number": "14/26",
        "title": "Russefeiring og trygge rammer",
        "kind": "Drøfting",
        "minutes": "20 min",
        "presenter": "Turid Solheim",
        "text": "Gruppa har fulgt feiringen i to år.\n\nBakgrunn:\n- færre hendelser\n- flere foreldre bidrar",
        "notes": "Politiet la fram erfaringer fra våren.",
        "decision": "Koordinator kaller inn til et felles møte.\n\n- samlingsplass\n- vakthold",
        "actions": [action],
        "papers": ["Erfaringer.pdf"],
        "counter": "3. gang på sakslisten",
    }
