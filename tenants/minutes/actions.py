"""Actions of a sak while the minutes are written: tasks that may still lack somebody or a deadline."""

from datetime import date
from uuid import UUID

from saas import clock
from saas.errors import NotFound, NotNow
from saas.pages import gettext
from tenants.groups import guarding
from tenants.meetings.models import AgendaEntry
from tenants.meetings.shielding import title_of
from tenants.minutes import writing
from tenants.minutes.reading import Book
from tenants.network import service as network
from tenants.tasks import service as tasks
from tenants.tasks.models import Task


def add(
    entry: AgendaEntry, what: str, responsible_id: UUID | None, due_on: date | None, kept: guarding.Kept | None = None
) -> Task:
    """A new action in a sak; it is a task from the first moment, and says which sak it comes from."""
    writing.require_open(entry.meeting)
    writing.begin(entry.meeting)
    # The words follow the task in letters, so they say no more of the sak than a letter may.
    source = gettext("sak %(number)s", number=entry.item.label) if entry.item.label else title_of(entry.item, "outside")
    return tasks.add_from_sak(entry, source, what, responsible_id, due_on, kept=kept)


def change(
    entry: AgendaEntry,
    task: Task,
    seen_version: int | None,
    what: str,
    responsible_id: UUID | None,
    due_on: date | None,
    kept: guarding.Kept | None = None,
) -> Task:
    """Change an action. Raises Stale when somebody else has changed it since `seen_version`."""
    writing.require_open(entry.meeting)
    if (task.what, task.responsible_id, task.due_on) == (" ".join(what.split()), responsible_id, due_on):
        return task
    return tasks.change(task, seen_version, what, responsible_id, due_on, kept=kept)


def delete(book: Book, task: Task) -> None:
    """Take away an action written by mistake; once it has been sent it can only be told to be dropped."""
    writing.require_open(book.meeting)
    if book.minutes is not None and book.minutes.latest > 0:
        raise NotNow("Referatet er sendt. Sett handlingen til «Utgått» i oppgavelisten i stedet for å slette den.")
    tasks.delete_draft(task)


def find(book: Book, entry: AgendaEntry, task_id: UUID) -> Task:
    """An action of this very sak; NotFound for any other task."""
    found = next((task for task in book.tasks.get(entry.id, []) if task.id == task_id), None)
    if found is None:
        raise NotFound()
    return found


def choices(book: Book) -> dict[str, list[tuple[str, str]]]:
    """Who can be responsible: the group first, then the rest of the network; heading → (id, name)."""
    members = {seat.person_id: seat.person for seat in book.group.seats if seat.held_on(clock.today())}
    members |= {called.person_id: called.person for called in book.invitations}
    rest = [person for person in network.people() if person.id not in members]
    in_group = sorted(members.values(), key=lambda person: person.name)
    found = {
        gettext("Gruppen og de som møtte"): [(str(person.id), person.name) for person in in_group],
        gettext("Andre i nettverket"): [(str(person.id), person.name) for person in rest],
    }
    return {heading: people for heading, people in found.items() if people}
