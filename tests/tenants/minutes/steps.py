"""What people do with minutes, step by step, as a browser does it."""

import re
from typing import Any
from uuid import UUID, uuid4

from tests.tenants.minutes.conftest import Held

AUTOSAVE = {"X-Requested-With": "autosave"}


def text_of(answer: Any) -> str:
    """The page with runs of white space made one space."""
    return " ".join(answer.get_data(as_text=True).split())


def version_on(browser: Any, held: Held, entry: UUID) -> str:
    """The print of both texts that stands hidden in the form of a sak."""
    page = browser.get(held.path(f"skriv/{held.meeting}?sak={entry}")).get_data(as_text=True)
    form = page.split('id="sak"', 1)[1]
    return re.search(r'name="version"[^>]*value="([^"]*)"', form)[1]  # type: ignore[index]


def write(
    browser: Any, held: Held, entry: UUID, notes: str, decision: str, seen: str | None = None, **more: Any
) -> Any:
    """Autosave a sak; `seen` is what the writer had on the page (fetched anew if not given)."""
    seen = version_on(browser, held, entry) if seen is None else seen
    data = {"notater": notes, "beslutning": decision, "version": seen, **more}
    return browser.post(held.sak(entry), data, headers=AUTOSAVE)


def add_action(
    browser: Any, held: Held, entry: UUID, what: str, who: UUID | str = "", due: str = "", **more: Any
) -> Any:
    """Press «Legg til handling»."""
    data = {"hva": what, "ansvarlig": str(who), "frist": due, "en_gang": str(uuid4()), **more}
    return browser.post(held.sak(entry, "/handlinger"), data)


def send(browser: Any, held: Held, until: str = "2026-09-18", **more: Any) -> Any:
    """Press «Send til merknad»."""
    page = browser.get(held.path(f"kontroll/{held.meeting}")).get_data(as_text=True)
    found = re.search(r'name="versjon" value="(\d+)"', page)
    version = found[1] if found else "0"
    data = {"frist": until, "versjon": version, "en_gang": str(uuid4()), **more}
    return browser.post(held.path(f"kontroll/{held.meeting}/utsending"), data)


def minutes_of(inside: Any, held: Held) -> Any:
    """(id, stage, latest, version) of the meeting's minutes, or None."""
    from saas.db import db
    from tenants.minutes.models import Minutes

    with inside(held.slug):
        row = db.session.query(Minutes).filter(Minutes.meeting_id == held.meeting).one_or_none()
        return (row.id, row.stage, row.latest, row.version) if row else None
