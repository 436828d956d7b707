"""What is new on a kommune's public page, as entries of a feed and events of a calendar."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from saas.open.atom import Entry
from saas.open.models import PublicFace
from saas.open.reading import PublicMinutes
from saas.pages import day, gettext

MOST = 30


def entries(page: PublicFace, minutes: list[PublicMinutes], link: Callable[[PublicMinutes], str], home: str) -> list[Entry]:
    """The public minutes, the latest first, and last that the page itself has changed."""
    found = [
        Entry(f"urn:uuid:{one.id}", str(one.content["title"]), link(one), one.published_at, _about(one)) for one in minutes
    ]
    changed = gettext("Siden ble sist endret %(day)s.", day=day(page.updated_at))
    return [*found, Entry(f"{home}#siden", gettext("SLT i %(kommune)s", kommune=page.name), home, page.updated_at, changed)]


def author(page: PublicFace) -> str:
    """«Nordvik kommune»"""
    return gettext("%(kommune)s kommune", kommune=page.name)


def events(page: PublicFace, home: str) -> list[dict[str, Any]]:
    """The meetings as `saas.calendars.feed` wants them. Where they are held is not told: the meetings are not open."""
    return [
        {
            "uid": meeting["uid"],
            "sequence": int(meeting["sequence"]),
            "stamp": page.updated_at,
            "starts": datetime.fromisoformat(meeting["starts"]),
            "ends": datetime.fromisoformat(meeting["ends"]),
            "summary": f"{meeting['title']} ({page.name})",
            "url": home,
            "cancelled": bool(meeting.get("cancelled")),
        }
        for meeting in page.content.get("meetings", [])
    ]


def _about(one: PublicMinutes) -> str:
    """The titles of the public saker, and how many are kept back."""
    saker = [f"{item['label']} {item['title']}".strip() for item in one.content["items"] if not item.get("exempt")]
    return " ".join([*(["; ".join(saker) + "."] if saker else []), *one.content["notices"]])
