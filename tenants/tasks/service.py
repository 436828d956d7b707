"""Tasks: who does what by when. The verbs; and, by the same name, what others ask about tasks."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock
from saas.accounts import links
from saas.accounts.guard import can
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotNow
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.network.models import Person
from tenants.tasks.models import STATUSES, Task
from tenants.tasks.questions import (
    find,
    find_for_guest,
    incomplete,
    of_meeting,
    open_counts,
    open_for,
    open_of_group,
    overdue_counts,
)

__all__ = [
    "add", "add_from_sak", "change", "delete_draft", "find", "find_for_guest", "incomplete", "may_report",
    "of_meeting", "open_counts", "open_for", "open_of_group", "overdue_counts", "report", "require_reporter",
]  # fmt: skip

LONGEST, LONGEST_NOTE = 500, 1000
# A deadline outside this is a slip of the finger, such as the year 0026.
EARLIEST, FURTHEST = date(2015, 1, 1), timedelta(days=3660)


def add(
    group: Group,
    what: str,
    responsible_id: UUID | None,
    due_on: date | None,
    *,
    source: str = "",
    meeting_id: UUID | None = None,
    entry_id: UUID | None = None,
    measure_id: UUID | None = None,
    position: int = 0,
    kept: guarding.Kept | None = None,
) -> Task:
    """A new task; while minutes are drafted it may lack responsible and deadline.

    Raises Invalid or Guarded, with the fields «hva», «ansvarlig» and «frist».
    """
    origin = {"meeting_id": meeting_id, "entry_id": entry_id, "measure_id": measure_id}
    task = Task(group_id=group.id, source=source, position=position, **origin)
    task.group = group
    _write(task, what, responsible_id, due_on, kept)
    db.session.add(task)
    db.session.flush()
    audit.record("task.added", task, group=group.id, responsible=responsible_id, due_on=due_on)
    return task


def add_from_sak(
    entry: Any,
    source: str,
    what: str,
    responsible_id: UUID | None,
    due_on: date | None,
    *,
    kept: guarding.Kept | None = None,
) -> Task:
    """A task born in a sak. `entry` is the sak's place on an agenda (AgendaEntry); `source`: «sak 14/26»."""
    last = db.session.scalar(select(func.max(Task.position)).where(Task.entry_id == entry.id)) or 0
    group = db.session.scalars(select(Group).where(Group.id == entry.item.group_id)).one()
    origin = {"source": source, "meeting_id": entry.meeting_id, "entry_id": entry.id, "position": last + 1}
    return add(group, what, responsible_id, due_on, kept=kept, **origin)


def change(
    task: Task,
    seen_version: int | None,
    what: str,
    responsible_id: UUID | None,
    due_on: date | None,
    *,
    kept: guarding.Kept | None = None,
) -> Task:
    """What, who and when as they shall be from now on. A former responsible's links open nothing any more."""
    _hold(task)
    check_version(task, seen_version)
    former = task.responsible_id
    _write(task, what, responsible_id, due_on, kept)
    if former is not None and former != responsible_id:
        links.revoke(task.id, "task.report")
    audit.record("task.changed", task, responsible=responsible_id, due_on=due_on)
    return task


def delete_draft(task: Task) -> None:
    """Take away a task that was written by mistake. The caller knows that its minutes have not left."""
    if task.status_at is not None:
        raise NotNow("Oppgaven har fått en status og kan ikke slettes. Sett den til «Utgått» i stedet.")
    audit.record("task.deleted", task)
    db.session.delete(task)
    db.session.flush()


def report(
    task: Task,
    status: str,
    note: str = "",
    *,
    seen_version: int | None = None,
    kept: guarding.Kept | None = None,
) -> Task:
    """Tell how it goes. `status` is on_track, delayed, done or dropped; the note replaces the one before.

    Raises Invalid or Guarded (field «notat»), and Stale when somebody else has changed the task.
    """
    if status not in STATUSES or status == "open":
        raise Invalid("Velg «På plan», «Forsinket», «Ferdig» eller «Utgått».", field="status")
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid("Notatet kan ha høyst {n} tegn.", field="notat", n=LONGEST_NOTE)
    guarding.check(task.group, {"notat": note}, kept)
    _hold(task)
    check_version(task, seen_version)
    task.status, task.status_note, task.status_at = status, note, clock.now()
    task.done_on = clock.today() if status == "done" else None
    audit.record("task.reported", task, status=status, with_note=bool(note))
    return task


def require_reporter(task: Task) -> None:
    """Only the responsible one and the coordinator tell how a task goes. Raises NotAllowed."""
    if not may_report(task):
        raise NotAllowed("Bare den som har ansvaret, eller koordinatoren, kan melde status på oppgaven.")


def may_report(task: Task, me: Person | None = None) -> bool:
    """Whether the visitor may report on the task; `me` saves a question when many are asked about."""
    if can("coordinate"):
        return True
    me = me or network.me()
    return me is not None and task.responsible_id == me.id


def _hold(task: Task) -> None:
    """Two who change a task at once come one after the other, and the later one sees what the first did."""
    now = db.session.scalar(select(Task.version).where(Task.id == task.id).with_for_update())
    if now != task.version:
        db.session.refresh(task, ["version", "what", "responsible_id", "due_on", "status", "status_note"])


def _write(
    task: Task, what: str, responsible_id: UUID | None, due_on: date | None, kept: guarding.Kept | None
) -> None:
    what = " ".join(what.replace("\x00", "").split())
    if not what:
        raise Invalid("Skriv hva som skal gjøres.", field="hva")
    if len(what) > LONGEST:
        raise Invalid("Oppgaven kan ha høyst {n} tegn.", field="hva", n=LONGEST)
    if due_on is not None and not EARLIEST <= due_on <= clock.today() + FURTHEST:
        raise Invalid("Fristen ser feil ut. Se særlig på året.", field="frist")
    responsible = _responsible(responsible_id, task.responsible_id)
    guarding.check(task.group, {"hva": what}, kept)
    task.what, task.due_on = what, due_on
    task.responsible, task.responsible_id = responsible, responsible_id


def _responsible(person_id: UUID | None, former_id: UUID | None) -> Person | None:
    """One person of the network; somebody who has left may keep a task, but not be given a new one."""
    if person_id is None:
        return None
    person = db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if person is None or not (person.active or person_id == former_id):
        raise Invalid("Velg hvem som har ansvaret, fra listen.", field="ansvarlig")
    return person
