"""Letters about tasks: given, reminded, and to the leader. Each leaves once, also when two rounds meet."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, outbox, pages
from saas.accounts import links
from saas.db import db
from saas.errors import NotNow
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.network.models import Person
from tenants.tasks import service
from tenants.tasks.models import OPEN, Task, TaskReminder

# Days before the deadline, and days over it before the group's leader is told.
BEFORE, OVER = 3, 14
Write = Callable[[Task, Person], None]


def assign(
    group: Group,
    what: str,
    responsible_id: UUID,
    due_on: date,
    *,
    source: str = "",
    measure_id: UUID | None = None,
    kept: guarding.Kept | None = None,
) -> Task:
    """A new task outside any meeting, and a letter to the one who gets it."""
    task = service.add(group, what, responsible_id, due_on, source=source, measure_id=measure_id, kept=kept)
    _tell(task, "tasks/given.txt")
    return task


def hand_over(
    task: Task,
    seen_version: int | None,
    what: str,
    responsible_id: UUID,
    due_on: date,
    *,
    kept: guarding.Kept | None = None,
) -> Task:
    """Change a task that is under way; a new responsible person is told."""
    former = task.responsible_id
    service.change(task, seen_version, what, responsible_id, due_on, kept=kept)
    if responsible_id != former:
        _tell(task, "tasks/given.txt")
    return task


def remind_now(task: Task) -> None:
    """«Purr»: a reminder at once, at most one a day."""
    if not task.is_open:
        raise NotNow("Oppgaven er ikke åpen lenger, så det er ingenting å purre på.")
    if task.responsible is None:
        raise NotNow("Oppgaven har ingen ansvarlig. Velg hvem som har ansvaret først.")
    if not can_be_written_to(task.responsible):
        raise NotNow(
            "{name} kan ikke få brev: e-postadressen mangler, eller personen har sluttet.",
            name=task.responsible.name,
        )
    if not _claim(task, f"now:{clock.today()}"):
        raise NotNow("Det er allerede purret på denne oppgaven i dag.")
    _tell(task, "tasks/reminder.txt")
    audit.record("task.reminded", task, kind="now")


def remind_due() -> int:
    """One round: three days before a deadline, the day after it, and to the leader when it is 14 days over.

    Returns how many letters were written. Safe to run as often as wanted, and in two places at once.
    """
    return sum(_remind(task, kind, write) for task, kind, write in _outstanding())


def unreachable() -> list[tuple[Task, str]]:
    """Tasks whose reminder cannot be written, with who is missing («leder» or «ansvarlig»)."""
    return [
        (task, "leder" if kind.startswith("leader") else "ansvarlig")
        for task, kind, _ in _outstanding()
        if _receiver(task, kind) is None
    ]


def can_be_written_to(person: Person | None) -> bool:
    """Somebody who is still in the network and has an e-mail address."""
    return person is not None and person.active and bool(person.email)


def _outstanding() -> list[tuple[Task, str, Write]]:
    """What is to be written today and has not been: (task, kind, who writes it)."""
    due = _due()
    query = select(TaskReminder.task_id, TaskReminder.kind)
    query = query.where(TaskReminder.task_id.in_([task.id for task in due]))
    written = set(db.session.execute(query).tuples())
    wanted = [(task, *_wanted(task)) for task in due]
    return [(task, kind, write) for task, kind, write in wanted if (task.id, kind) not in written]


def _due() -> list[Task]:
    """Complete, open tasks within three days of their deadline or past it.

    A task born in a meeting today is told of by the minutes; a reminder the same evening would come first.
    """
    today = clock.today()
    known = or_(Task.meeting_id.is_(None), Task.created_at < clock.at(today, 0))
    near = Task.due_on <= today + timedelta(days=BEFORE)
    query = select(Task).where(Task.status.in_(OPEN), Task.responsible_id.is_not(None), near, known)
    query = query.options(joinedload(Task.group).selectinload(Group.seats)).order_by(Task.due_on, Task.id)
    return list(db.session.scalars(query))


def _wanted(task: Task) -> tuple[str, Write]:
    """Which reminder a task calls for today. The kind names the deadline: a moved one is told of anew."""
    assert task.due_on is not None
    left = (task.due_on - clock.today()).days
    if left >= 0:
        return f"before:{task.due_on}", _to_responsible
    if left > -OVER:
        return f"after:{task.due_on}", _to_responsible
    return f"leader:{task.due_on}", _to_leader


def _remind(task: Task, kind: str, write: Write) -> bool:
    receiver = _receiver(task, kind)
    if receiver is None or not _claim(task, kind):
        return False
    write(task, receiver)
    audit.record("task.reminded", task, kind=kind.partition(":")[0])
    return True


def _receiver(task: Task, kind: str) -> Person | None:
    person = task.group.leader_on(clock.today()) if kind.startswith("leader") else task.responsible
    return person if can_be_written_to(person) else None


def _claim(task: Task, kind: str) -> bool:
    """Whoever writes the row writes the letter, in one transaction; a second round waits here."""
    row = {"task_id": task.id, "kind": kind, "sent_at": clock.now()}
    claim = insert(TaskReminder).values(**row).on_conflict_do_nothing().returning(TaskReminder.id)
    return db.session.execute(claim).scalar_one_or_none() is not None


def _to_responsible(task: Task, receiver: Person) -> None:
    _post(task, receiver, "tasks/reminder.txt", link=_link(task, receiver))


def _to_leader(task: Task, receiver: Person) -> None:
    assert task.due_on is not None
    _post(task, receiver, "tasks/overdue.txt", days=(clock.today() - task.due_on).days)


def _tell(task: Task, template: str) -> None:
    """A letter to the responsible one if they can get one; else the coordinator's list shows it in time."""
    if task.responsible is not None and can_be_written_to(task.responsible):
        _post(task, task.responsible, template, link=_link(task, task.responsible))


def _link(task: Task, person: Person) -> str:
    """The link is good for sixty days, or until sixty days after the deadline."""
    left = max(0, (task.due_on - clock.today()).days) if task.due_on else 0
    return links.make("task.report", task.id, person.id, days=60 + left)


def _post(task: Task, receiver: Person, template: str, **context: object) -> None:
    subject, body = pages.letter(template, here.kommune().language, task=task, receiver=receiver, **context)
    outbox.post(receiver.address, subject, body, template=template, about=task)
