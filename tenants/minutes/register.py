"""Decision register: every vedtak that has been sent, found by number, words, group and year."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, column, func, select, true
from sqlalchemy.dialects.postgresql import JSONB

from saas import clock
from saas.db import db
from saas.pages import gettext
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import shielding
from tenants.meetings.models import AgendaItem, Meeting
from tenants.minutes.models import Minutes, MinutesVersion


@dataclass(frozen=True)
class Decision:
    """One vedtak as it was sent. `approved` says whether its minutes are."""

    minutes_id: UUID
    entry_id: str
    number: str
    title: str
    text: str
    group: str
    held_at: datetime
    approved: bool


def decisions(
    words: str = "", group_id: UUID | None = None, year: int | None = None, limit: int | None = None, since: datetime | None = None
) -> list[Decision]:
    """Decisions in the groups that the person may see, the newest first; of meetings after `since` only, where it is given.

    Each of `words` must stand in the sak's number, title or decision. Read from the versions that were sent, so that
    nothing shows here before it has left. A sak that somebody has chosen to shield stands here by number and legal basis
    only, since what is read here goes on to letters and overviews; its own minutes say the rest. Three statements however
    many there are.
    """
    mine = [group.id for group in groups.visible(include_closed=True) if group_id in (None, group.id)]
    shielded = shielding.shielded_entries()
    query = _sent_saker(mine)
    if since is not None:
        query = query.where(Meeting.starts_at > since)
    if not words and year is None:
        # Nothing is sorted out below, so the database need not take apart the minutes of ten years for the five newest.
        query = query.limit(limit)
    found = [_decision(*row, shielded=shielded) for row in db.session.execute(query)]
    wanted = words.casefold().split()
    hits = [one for one in found if _holds(one, wanted) and year in (None, one.held_at.astimezone(clock.OSLO).year)]
    return hits[:limit]


def _sent_saker(group_ids: list[UUID]) -> Any:
    """One row for each sak with a decision in the latest version of each minutes."""
    each = func.jsonb_array_elements(MinutesVersion.document["items"])
    # Saker keep the order they stand in, also where only the first few of them are asked for.
    sak = each.table_valued(column("value", JSONB), with_ordinality="ordinality").lateral("sak")
    latest = and_(MinutesVersion.minutes_id == Minutes.id, MinutesVersion.number == Minutes.latest)
    return (
        select(Minutes.id, Minutes.stage, Meeting.starts_at, Group.name, sak.c.value)
        .join(MinutesVersion, latest)
        .join(Meeting, Meeting.id == Minutes.meeting_id)
        .join(Group, Group.id == Meeting.group_id)
        .join(sak, true())
        .where(Meeting.group_id.in_(group_ids), func.coalesce(sak.c.value.op("->>")("decision"), "") != "")
        .order_by(Meeting.starts_at.desc(), Minutes.id, sak.c.ordinality)
    )


def _decision(
    minutes_id: UUID, stage: str, held_at: datetime, group: str, sak: dict[str, str], *, shielded: dict[str, AgendaItem]
) -> Decision:
    title, words = sak["title"], sak["decision"]
    if (item := shielded.get(sak["entry_id"])) is not None:
        title, words = shielding.in_its_place(item), gettext("Vedtaket står i referatet.")
    return Decision(
        minutes_id, sak["entry_id"], sak.get("number") or "", title, words, group, held_at, stage == "approved"
    )


def _holds(decision: Decision, wanted: list[str]) -> bool:
    heap = f"{decision.number} {decision.title} {decision.text}".casefold()
    return all(word in heap for word in wanted)
