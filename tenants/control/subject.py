"""«Lag innsynsrapport»: everything that this kommune keeps about one adult of its network, told by the tables themselves.

A table that points at people is part of the report the day it is made. Other kommuner are not asked: they are other rooms.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Text, and_, func, literal, or_, select, true, union_all
from sqlalchemy.orm import joinedload, lazyload

from saas import clock, takeout
from saas.accounts.guard import role_name
from saas.accounts.links import GuestLink
from saas.audit import AuditEvent
from saas.db import Base, InTenant, db
from saas.outbox import Letter
from saas.pages import say
from tenants.access import members
from tenants.access.models import AccessRequest, Feed, RoleInvitation
from tenants.control import log
from tenants.control.models import DpaAcceptance
from tenants.control.words import PURPOSES, SUBJECTS
from tenants.groups.models import FUNCTIONS, Seat
from tenants.handover.models import Handover, HandoverApproval
from tenants.meetings.models import ANSWERS, ATTENDANCE, Invitation, Meeting
from tenants.network.models import Person
from tenants.onboarding.models import CoordinatorRequest

# Never told: keys to doors, seals, and files that are other documents.
SECRET = frozenset({takeout.OWNER, "token_hash", "phrase_mac", "content", "document", "hash", "previous", "seal"})
# Columns that hold a name as it stood when somebody wrote or decided.
_NAMED = ("by", "actor_name", "asked_name", "confirmed_name")
EVENTS = 50


@dataclass(frozen=True)
class Part:
    """What one table keeps about the person: a line a row for people, the row itself for a file."""

    table: str
    title: str
    lines: list[tuple[date | None, str]]
    rows: list[dict[str, Any]]


@dataclass
class Report:
    """The whole report."""

    person: Person
    parts: list[Part] = field(default_factory=list)
    named: list[tuple[str, int]] = field(default_factory=list)
    events: list[log.Shown] = field(default_factory=list)
    done_by: int = 0
    about: int = 0

    @property
    def total(self) -> int:
        """How many rows tell something about the person."""
        return sum(len(part.rows) for part in self.parts)


def people() -> list[Person]:
    """Everybody who can be asked about, also those who have left."""
    return list(db.session.scalars(select(Person).order_by(Person.name, Person.id)))


def of(person: Person) -> Report:
    """The report about one person; the number of statements is the same however much there is."""
    report = Report(person)
    report.parts = [part for part in (_role_part(person), *_pointing(person), *_by_address(person)) if part.rows]
    report.named = _named(person)
    mine = AuditEvent.actor == person.user_id if person.user_id else AuditEvent.id.is_(None)
    about = AuditEvent.subject_id == person.id
    counted = select(func.count().filter(mine), func.count().filter(about)).select_from(AuditEvent)
    report.done_by, report.about = db.session.execute(counted).one()
    query = select(AuditEvent).where(or_(mine, about)).order_by(AuditEvent.number.desc()).limit(EVENTS)
    report.events = [log.shown(event) for event in db.session.scalars(query)]
    return report


def as_json(report: Report) -> dict[str, Any]:
    """The report as data: each table's rows with their columns, but for keys and seals."""
    return {
        "person": plain(report.person),
        "made_at": clock.now().isoformat(),
        "tables": {part.table: part.rows for part in report.parts},
        "named_in": dict(report.named),
        "log": {"done_by": report.done_by, "about": report.about,
                "latest": [{"number": e.number, "at": e.at.isoformat(), "who": e.who, "what": e.what} for e in report.events]},
    }  # fmt: skip


def plain(row: Any) -> dict[str, Any]:
    """A row as JSON-ready values."""
    return {column.key: _value(getattr(row, column.key)) for column in row.__mapper__.columns if column.key not in SECRET}


def _value(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_value(one) for one in value]
    return str(value) if isinstance(value, UUID | Decimal) else value


def pointing() -> list[tuple[type[Any], list[str]]]:
    """Each model that points at people, and by which columns."""
    found = []
    for mapper in sorted(Base.registry.mappers, key=lambda each: each.class_.__name__):
        model = mapper.class_
        if issubclass(model, InTenant) and (columns := [name for name, table in model.belongs_to if table == "people"]):
            found.append((model, columns))
    return found


def _pointing(person: Person) -> list[Part]:
    return [
        _part(model, [getattr(model, column) == person.id for column in columns])
        for model, columns in pointing() if model is not RoleInvitation
    ]  # fmt: skip


def letters_to(person: Person) -> list[Any]:
    """As a condition: letters to the person. An address that several share is not enough; then the name must fit too."""
    mail = person.email.lower()
    if not mail:
        return []
    others = select(func.count()).select_from(Person).where(func.lower(Person.email) == mail, Person.id != person.id)
    shared = bool(db.session.scalar(others))
    return [and_(func.lower(Letter.to_address) == mail, Letter.to_name == person.name if shared else true())]


def _by_address(person: Person) -> list[Part]:
    """What is tied to the person by e-mail, by log-in or by a link, and not by a key."""
    user, mail = person.user_id, person.email.lower()
    asked: list[tuple[type[Any], list[Any]]] = [
        (Letter, letters_to(person)),
        (GuestLink, [GuestLink.person_id == person.id]),
        (RoleInvitation, [RoleInvitation.person_id == person.id, *([RoleInvitation.email == mail] if mail else [])]),
        (AccessRequest, [AccessRequest.email == mail] if mail else []),
        (CoordinatorRequest, [CoordinatorRequest.email == mail] if mail else []),
        (Feed, [Feed.user_id == user] if user else []),
        (HandoverApproval, [HandoverApproval.user_id == user] if user else []),
        (DpaAcceptance, [DpaAcceptance.user_id == user] if user else []),
        (Handover, [Handover.from_user_id == user, Handover.to_user_id == user] if user else []),
    ]
    return [_part(model, conditions) for model, conditions in asked if conditions]


def _part(model: type[Any], conditions: list[Any]) -> Part:
    options = {
        Seat: [joinedload(Seat.group).lazyload("*")],
        Invitation: [joinedload(Invitation.meeting).joinedload(Meeting.group).lazyload("*")],
    }.get(model, [])
    query = select(model).where(or_(*conditions)).options(*(options or [lazyload("*")])).order_by(model.id)
    found = list(db.session.scalars(query).unique())
    lines = sorted((_line(row) for row in found), key=lambda line: (line[0] is None, line[0] or date.min, line[1]))
    table = model.__tablename__
    return Part(table, say(SUBJECTS.get(table, "Annet")), lines, [plain(row) for row in found])


def _role_part(person: Person) -> Part:
    held = [m for m in members.members() if m.user_id == person.user_id] if person.user_id else []
    lines: list[tuple[date | None, str]] = [(m.valid_from, " · ".join(filter(None, (role_name(m.role), m.reason)))) for m in held]
    rows = [
        {"role": m.role, "from": _value(m.valid_from), "to": _value(m.last_day), "reason": m.reason, "given_by": m.given_by}
        for m in held
    ]
    return Part("memberships", say(SUBJECTS["memberships"]), lines, rows)


def _line(row: Any) -> tuple[date | None, str]:
    if isinstance(row, Seat):
        return row.starts_on, f"{row.group.name}: {say(FUNCTIONS[row.function])}"
    if isinstance(row, Invitation):
        told = (row.meeting.group.name, say(ANSWERS[row.answer]), say(ATTENDANCE[row.attendance]) if row.attendance else "")
        return _day(row.meeting.starts_at), " · ".join(filter(None, told))
    if isinstance(row, GuestLink):
        return _day(row.created_at), say(PURPOSES.get(row.purpose, "Annet"))
    words = ("title", "subject", "what", "text", "words", "description", "indicator", "name")
    days = ("starts_on", "due_on", "sent_at", "created_at", "asked_at", "accepted_at", "at", "noted_on")
    text = next((str(value) for name in words if (value := getattr(row, name, None))), "")
    day = next((value for name in days if (value := getattr(row, name, None))), None)
    return _day(day), text if len(text) <= 200 else text[:199] + "…"


def _day(value: datetime | date | None) -> date | None:
    return value.astimezone(clock.OSLO).date() if isinstance(value, datetime) else value


def _named(person: Person) -> list[tuple[str, int]]:
    """Where the person's name stands as the one who wrote or decided: table and number, in one statement."""
    queries = []
    for mapper in Base.registry.mappers:
        model = mapper.class_
        columns = [c for c in mapper.columns if isinstance(c.type, Text) and (c.key.endswith("_by") or c.key in _NAMED)]
        if issubclass(model, InTenant) and columns and model is not AuditEvent:
            matching = or_(*(getattr(model, c.key) == person.name for c in columns))
            queries.append(select(literal(str(mapper.local_table)), func.count()).select_from(model).where(matching))
    found = [(table, int(number)) for table, number in db.session.execute(union_all(*queries)) if number]
    return sorted((say(SUBJECTS.get(table, "Annet")), number) for table, number in found)
