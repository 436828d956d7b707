"""What the clock does for the wheel: when an entry's lead time begins, its task is made or its owner told; once."""

from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, outbox, pages
from saas.db import db
from saas.errors import Refusal
from tenants.meetings import service as meetings
from tenants.network.models import Person
from tenants.tasks.notices import can_be_written_to
from tenants.wheel import making, owners, questions
from tenants.wheel.models import WheelEntry, WheelNotice

PREPARE = "prepare"


def prepare() -> int:
    """One round: every entry whose lead time has begun, and that nobody has been told of. Returns how many were handled.

    Safe to run as often as wanted, and in two places at once: whoever writes the notice's row does the deed.
    """
    begun = [entry for entry in questions.waiting() if entry.lead_days and entry.prepared_from <= clock.today()]
    return sum(_handle(entry) for entry in begun if not _made(entry))


def _handle(entry: WheelEntry) -> bool:
    receiver = _receiver(entry)
    if receiver is None or not _claim(entry):
        return False
    if entry.makes == "task" and not entry.without_owner:
        try:
            # What the guard or a missing group refuses must not stop the other entries, nor leave half a task.
            with db.session.begin_nested():
                making.task(entry)
            return True
        except Refusal:
            db.session.refresh(entry)
    _tell(entry, receiver)
    return True


def _made(entry: WheelEntry) -> bool:
    """What it makes is there already; a meeting that was called off is told of again by its owner, not by the clock."""
    return entry.task_id is not None or entry.meeting_id is not None


def _receiver(entry: WheelEntry) -> Person | None:
    """The owner; or, where nobody answers for it, the secretary of its group."""
    if entry.responsible is not None and can_be_written_to(entry.responsible):
        return entry.responsible
    group = owners.group_of(entry.ring, entry.group)
    secretary = meetings.secretary_of(group) if group is not None else None
    return secretary if can_be_written_to(secretary) else None


def _tell(entry: WheelEntry, receiver: Person) -> None:
    subject, body = pages.letter("wheel/prepare.txt", here.kommune().language, entry=entry, receiver=receiver)
    outbox.post(receiver.address, subject, body, template="wheel/prepare.txt", about=entry)
    audit.record("wheel.reminded", entry)


def _claim(entry: WheelEntry) -> bool:
    row = {"entry_id": entry.id, "kind": PREPARE, "sent_at": clock.now()}
    claim = insert(WheelNotice).values(**row).on_conflict_do_nothing().returning(WheelNotice.id)
    return db.session.execute(claim).scalar_one_or_none() is not None
