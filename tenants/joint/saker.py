"""The shared saker and what is written together about them: one place, one wording, the same in each kommune's minutes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from saas import audit, joint
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from saas.joint import Event, Item
from saas.plaintext import clean
from tenants.groups import guarding
from tenants.groups.guarding import Kept
from tenants.joint import following
from tenants.joint.models import JointEntry, JointMeeting
from tenants.joint.service import carry, take_up
from tenants.minutes.rights import require_writer


def find(row: JointMeeting, joint_entry_id: UUID) -> tuple[JointEntry, Event, Item]:
    """A shared sak by this kommune's own place for it; NotFound for any other, and where nothing is shared any more."""
    entry = find_row(JointEntry, joint_entry_id)
    event = joint.peek(row.event_id) if row.state == "joined" else None
    item = next((one for one in event.items if one.id == entry.shared_item_id), None) if event else None
    if entry.joint_id != row.id or event is None or item is None:
        raise NotFound()
    return entry, event, item


def add(row: JointMeeting, facts: Mapping[str, Any], kept: Kept | None = None) -> None:
    """A new sak on all the agendas. `facts`: title, description, kind, minutes. Raises Invalid, Guarded, NotNow."""
    event = take_up(row)
    _check(row, {"tittel": facts["title"], "beskrivelse": facts["description"]}, kept)
    if joint.write_item(event.id, None, None, facts) == joint.FULL:
        raise Invalid("Det er plass til høyst {n} felles saker.", field="tittel", n=len(event.items))
    audit.record("joint.added", row)
    carry(row)


def change(row: JointMeeting, item: Item, seen: int | None, facts: Mapping[str, Any], kept: Kept | None = None) -> None:
    """Another wording, on all the agendas. Raises Stale, Invalid, Guarded, NotNow."""
    event = take_up(row)
    _check(row, {"tittel": facts["title"], "beskrivelse": facts["description"]}, kept)
    joint.write_item(event.id, item, seen, facts)
    audit.record("joint.changed", row)
    carry(row)


def remove(row: JointMeeting, item: Item, seen: int | None) -> None:
    """Off all the agendas. What something has been written about stays."""
    event = take_up(row)
    if item.text_version:
        raise NotNow("Det er skrevet referat om saken. Den kan ikke tas bort.")
    joint.remove_item(event.id, item, seen)
    audit.record("joint.removed", row)
    carry(row)


def write(row: JointMeeting, item: Item, seen: int | None, texts: Mapping[str, str], kept: Kept | None = None) -> None:
    """What all the minutes shall say about the sak. Raises Stale, Guarded, NotNow, NotAllowed.

    Minutes that a kommune has approved stay as they are; it fetches the new text when it wants to, into a new version.
    """
    require_writer(row.meeting.group)
    if following.hold(row).state in ("draft", "cancelled"):
        raise NotNow("Referatet skrives når møtet er innkalt.")
    if item.notes == texts["notes"] and item.decision == texts["decision"]:
        return
    notes, decision = (clean(texts[name]).rstrip() for name in ("notes", "decision"))
    _check(row, {"notater": notes, "beslutning": decision}, kept)
    joint.write_text(row.event_id, item, seen, notes, decision)
    audit.record("joint.written", row)
    carry(row)


def _check(row: JointMeeting, texts: Mapping[str, str], kept: Kept | None) -> None:
    guarding.check(row.meeting.group, texts, kept)
