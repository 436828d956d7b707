"""Writing what was said and decided. Two may write at once: only what both changed is a conflict, and both are kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here
from saas.db import db, find
from saas.errors import NotFound, NotNow, Stale
from saas.plaintext import clean
from tenants.groups import guarding
from tenants.meetings.models import AgendaEntry, Meeting
from tenants.minutes.models import MinuteNote, Minutes, TextConflict
from tenants.minutes.rights import require_writer

# Code name → the form's field.
FIELDS = {"notes": "notater", "decision": "beslutning"}
NO_PRINTS = ("", "")
# A text saved every few seconds is one deed in the log until somebody else writes, or this long has passed.
ONE_SITTING = timedelta(minutes=10)

Verdict = Literal["mine", "theirs", "conflict"]
Texts = Mapping[str, str]


@dataclass
class Outcome:
    """What came of a save. `token` is what the writer has now seen; `clashing` holds the fields in conflict.

    `by` and `at` tell who wrote last before this save.
    """

    note: MinuteNote
    token: str
    by: str
    at: datetime | None
    clashing: list[str] = field(default_factory=list)


def token_of(notes: str, decision: str) -> str:
    """What a writer has on the screen: a print of each text, so that a later save can tell who has changed what."""
    return f"{_print(notes)}.{_print(decision)}"


def save(
    entry: AgendaEntry,
    texts: Texts,
    seen: str,
    *,
    choice: str = "",
    seen_version: int | None = None,
    kept: guarding.Kept | None = None,
) -> Outcome:
    """Save notes and decision of one sak, field by field.

    A field that only I have changed since `seen` is written; one that only somebody else has changed is left; one
    that both have changed is a conflict, unless I chose «min» or «deres» having seen `seen_version`. The late text
    of a conflict is kept. Raises Guarded, NotNow, NotAllowed.
    """
    require_open(entry.meeting)
    note = _hold(entry)
    by, at = note.edited_by, note.edited_at
    mine = {name: clean(texts.get(name, "")).rstrip() for name in FIELDS}
    verdicts = _judge(note, mine, seen)
    new = {
        FIELDS[name]: mine[name] for name in FIELDS if verdicts[name] != "theirs" and mine[name] != getattr(note, name)
    }
    guarding.check(entry.meeting.group, new, kept)
    if choice in ("min", "deres") and seen_version == note.version:
        verdicts = {name: _chosen(verdict, choice) for name, verdict in verdicts.items()}
        _settle_own(note)
    _write(note, {name: mine[name] for name in FIELDS if verdicts[name] == "mine"})
    clashing = [name for name in FIELDS if verdicts[name] == "conflict"]
    if clashing:
        _keep_late(note, {name: mine[name] if name in clashing else "" for name in FIELDS})
    return Outcome(note, token_of(mine["notes"], mine["decision"]), by, at, clashing)


def keep_both() -> None:
    """A save that met another one is refused, and what it wrote is kept all the same: that is the late text."""
    here.keep_refusal()


def settle(entry: AgendaEntry, conflict_id: UUID, choice: str, seen_version: int | None) -> None:
    """Choose between a text that came too late («sen») and the one that stands («naa»), having seen `seen_version`."""
    require_open(entry.meeting)
    note, conflict = _hold(entry), find(TextConflict, conflict_id)
    if conflict.note_id != note.id:
        raise NotFound()
    if conflict.settled_at is not None:
        raise NotNow("Noen har allerede valgt tekst her.")
    if seen_version != note.version:
        raise Stale("Teksten er endret siden du åpnet siden. Se på begge tekstene en gang til, og velg.")
    if choice == "sen":
        late = {name: getattr(conflict, name) for name in FIELDS}
        _write(note, {name: text for name, text in late.items() if text})
    conflict.settled_at = clock.now()
    audit.record("minutes.conflict_settled", note, choice="late" if choice == "sen" else "standing")


def set_state(entry: AgendaEntry, state: str) -> None:
    """A sak is done, or it is unfinished and comes up again at the next meeting."""
    require_open(entry.meeting)
    if state not in ("done", "open"):
        raise NotFound()
    if entry.item.state == "withdrawn":
        raise NotNow("Saken er trukket.")
    if entry.item.state != state:
        entry.item.state = state
        audit.record("item.finished" if state == "done" else "item.reopened", entry.item)


def begin(meeting: Meeting) -> Minutes:
    """The meeting's minutes, made if this is the first word, and held until the transaction ends."""
    db.session.execute(insert(Minutes).values(meeting_id=meeting.id).on_conflict_do_nothing())
    query = select(Minutes).where(Minutes.meeting_id == meeting.id).with_for_update(of=Minutes)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def require_open(meeting: Meeting) -> None:
    """Minutes are written from the notice on, by those who may, and never of a meeting that was called off."""
    require_writer(meeting.group)
    if meeting.state == "draft":
        raise NotNow("Møtet er ikke innkalt ennå.")
    if meeting.state == "cancelled":
        raise NotNow("Møtet er avlyst, og det skrives ikke referat.")


def _hold(entry: AgendaEntry) -> MinuteNote:
    """The note of a sak, made if need be, locked so that two saves come one after the other."""
    begin(entry.meeting)
    new = insert(MinuteNote).values(entry_id=entry.id, meeting_id=entry.meeting_id)
    db.session.execute(new.on_conflict_do_nothing())
    query = select(MinuteNote).where(MinuteNote.entry_id == entry.id).with_for_update(of=MinuteNote)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def _judge(note: MinuteNote, mine: Texts, seen: str) -> dict[str, Verdict]:
    """Three ways, field by field: what I saw, what I have, what stands."""
    prints = seen.split(".") if seen.count(".") == 1 else NO_PRINTS
    return {name: _verdict(prints[place], mine[name], getattr(note, name)) for place, name in enumerate(FIELDS)}


def _verdict(seen: str, mine: str, standing: str) -> Verdict:
    if mine == standing or seen == _print(mine):
        return "theirs"
    return "mine" if seen == _print(standing) or not standing else "conflict"


def _chosen(verdict: Verdict, choice: str) -> Verdict:
    if verdict != "conflict":
        return verdict
    return "mine" if choice == "min" else "theirs"


def _print(text: str) -> str:
    return here.seal(f"note:{text}")[:20]


def _write(note: MinuteNote, texts: Texts) -> None:
    if not texts:
        return
    now, me = clock.now(), here.actor_name()
    if note.edited_by != me or note.edited_at is None or now - note.edited_at > ONE_SITTING:
        audit.record("minutes.written", note, meeting=note.meeting_id)
    for name, text in texts.items():
        setattr(note, name, text)
    note.edited_by, note.edited_at = me, now
    note.version += 1


def _keep_late(note: MinuteNote, late: Texts) -> None:
    """The text that lost the race lies beside the other until somebody chooses. What is empty has nothing to lose."""
    waiting = _own_waiting(note)
    if not any(late.values()) or any((c.notes, c.decision) == (late["notes"], late["decision"]) for c in waiting):
        return
    db.session.add(TextConflict(note_id=note.id, written_by=here.actor_name(), **late))
    audit.record("minutes.conflict", note, meeting=note.meeting_id)


def _settle_own(note: MinuteNote) -> None:
    for conflict in _own_waiting(note):
        conflict.settled_at = clock.now()


def _own_waiting(note: MinuteNote) -> list[TextConflict]:
    query = select(TextConflict).where(TextConflict.note_id == note.id, TextConflict.settled_at.is_(None))
    return list(db.session.scalars(query.where(TextConflict.written_by == here.actor_name())))
