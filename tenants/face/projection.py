"""The public page's one copy: made from what is chosen and what holds today, written only where something has changed."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import column, delete, select, table

from saas import clock, here
from saas.db import db
from saas.open.models import PublicFace
from tenants.face import choices, people
from tenants.face.models import FaceSettings
from tenants.frames import placements
from tenants.goals.models import Goal
from tenants.measures.models import Measure
from tenants.meetings.models import Meeting
from tenants.meetings.wording import in_the_kommunes_language, meeting_title


def draw(settings: FaceSettings) -> PublicFace:
    """The page as it would stand now, written nowhere: what «Forhåndsvis» shows, and what `write` keeps."""
    place, now = here.kommune(), clock.now()
    return PublicFace(
        id=place.id, slug=place.slug, number=_number(), name=place.name, language=place.language, colour=place.colour,
        mark=place.mark, content=content(settings), shows_minutes=settings.shows_minutes,
        published_at=settings.published_at or now, updated_at=now,
    )  # fmt: skip


def write(settings: FaceSettings) -> bool:
    """Bring the copy up to date; whether anything changed. A page that is not published, or whose kommune has ended, is removed."""
    here.lock("public_face")
    if settings.published_at is None or here.kommune().closed:
        return remove()
    fresh, standing = draw(settings), present()
    if standing is None:
        db.session.add(fresh)
        return True
    told = ("slug", "number", "name", "language", "colour", "mark", "content", "shows_minutes", "published_at")
    changed = [key for key in told if getattr(fresh, key) != getattr(standing, key)]
    for key in changed:
        setattr(standing, key, getattr(fresh, key))
    if changed:
        standing.updated_at = fresh.updated_at
    return bool(changed)


def present() -> PublicFace | None:
    """The copy that stands on the page now."""
    return db.session.scalars(select(PublicFace)).one_or_none()


def remove() -> bool:
    """Take the copy away; page, feed, calendar, embed and public minutes are gone with it."""
    return bool(db.session.execute(delete(PublicFace)).rowcount)  # type: ignore[attr-defined]


def content(settings: FaceSettings) -> dict[str, Any]:
    """What is in `PublicFace.content`: only what is chosen, and only while it still may be shown."""
    groups = [UUID(chosen) for chosen in settings.groups]
    with in_the_kommunes_language():
        meetings = [_meeting(meeting) for meeting in choices.meetings(groups)] if groups else []
    return {
        "intro": settings.intro,
        "contact": people.contact(),
        "office": _office(),
        "goals": [_goal(goal) for goal in _chosen(choices.goals(), settings.goals)],
        "measures": [_measure(measure) for measure in _chosen(choices.measures(), settings.measures)],
        "meetings": meetings,
        "links": json.loads(json.dumps(settings.links)),
    }


def _chosen(rows: Iterable[Any], ids: list[Any]) -> list[Any]:
    return [row for row in rows if str(row.id) in ids]


def _office() -> dict[str, Any] | None:
    """Where and when the coordinator is met, as the kommune has said it of the post."""
    placement = placements.current()
    if placement is None:
        return None
    return {"place": placement.office_address, "days": list(placement.office_days), "weeks": placement.office_weeks}


def _goal(goal: Goal) -> dict[str, Any]:
    return {"title": goal.title, "years": goal.years}


def _measure(measure: Measure) -> dict[str, Any]:
    days = {"starts_on": measure.starts_on, "ends_on": measure.ends_on}
    return {"title": measure.title, **{key: on.isoformat() if on else None for key, on in days.items()}}


def _meeting(meeting: Meeting) -> dict[str, Any]:
    return {
        "uid": meeting.calendar_uid,
        "sequence": meeting.sequence,
        "title": meeting_title(meeting),
        "starts": meeting.starts.isoformat(),
        "ends": meeting.ends.isoformat(),
        "cancelled": meeting.state == "cancelled",
    }


def _number() -> str:
    tenants = table("tenants", column("id"), column("number"))
    return db.session.scalar(select(tenants.c.number).where(tenants.c.id == here.kommune().id)) or ""
