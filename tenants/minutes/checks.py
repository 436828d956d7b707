"""«Kontroller referat»: what the minutes lack, each with a way to the field where it is missing."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from saas.pages import gettext, ngettext
from tenants.meetings.models import AgendaEntry
from tenants.minutes.reading import Book
from tenants.tasks.models import Task


@dataclass(frozen=True)
class Lack:
    """One thing that is missing. `entry_id` and `anchor` lead to the field; only what `stops` closes the lock."""

    code: str
    text: str
    stops: bool
    entry_id: UUID | None = None
    anchor: str = ""


def lacks(book: Book) -> list[Lack]:
    """Everything that is missing, what stops first, each in the order of the agenda."""
    found = [lack for entry in book.entries for lack in _of_sak(book, entry)]
    if book.invitations and not any(called.attendance for called in book.invitations) or not book.invitations:
        found.append(Lack("attendance", gettext("Oppmøtet er ikke krysset av."), False, anchor="oppmote"))
    return sorted(found, key=lambda lack: not lack.stops)


def stops(book: Book) -> list[Lack]:
    """What keeps the minutes from being sent or approved; nothing when somebody has given a reason to go on."""
    if book.minutes is not None and book.minutes.override_reason:
        return []
    return [lack for lack in lacks(book) if lack.stops]


def _of_sak(book: Book, entry: AgendaEntry) -> Iterator[Lack]:
    tasks, name = book.tasks.get(entry.id, []), entry.item.label or entry.item.title
    without_due = [task for task in tasks if task.due_on is None]
    without_who = [task for task in tasks if task.responsible_id is None]
    if without_who:
        words = ngettext("%(num)s handling mangler ansvarlig (sak %(sak)s)",
                         "%(num)s handlinger mangler ansvarlig (sak %(sak)s)", len(without_who), sak=name)  # fmt: skip
        yield _action("responsible", words, entry, without_who, "ansvarlig")
    if without_due:
        words = ngettext("%(num)s handling mangler frist (sak %(sak)s)",
                         "%(num)s handlinger mangler frist (sak %(sak)s)", len(without_due), sak=name)  # fmt: skip
        yield _action("due", words, entry, without_due, "frist")
    if book.conflicts.get(entry.id):
        words = gettext("En tekst som kom for sent, venter på et valg (sak %(sak)s)", sak=name)
        yield Lack("conflict", words, True, entry.id, "konflikter")
    note = book.notes.get(entry.id)
    together = book.added.get(entry.id)
    if entry.item.kind == "decision" and not (note and note.decision.strip()) and not (together and together.decision):
        yield Lack("decision", gettext("Saken mangler vedtak (sak %(sak)s)", sak=name), False, entry.id, "beslutning")


def _action(code: str, words: str, entry: AgendaEntry, tasks: list[Task], field: str) -> Lack:
    """The jump leads to the first field that is empty."""
    return Lack(code, words, True, entry.id, f"h-{tasks[0].id}-{field}")
