"""Whom a kommune should be speaking with, and when it last did: from the log of contacts and from meetings."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dateutil.relativedelta import relativedelta
from sqlalchemy import func, select

from saas import clock
from saas.db import db
from tenants.coverage.models import Contact
from tenants.meetings.models import Invitation, Meeting
from tenants.network.models import Organisation, Person

# Those that the source texts name, by their organisation type.
STAKEHOLDERS = (
    "trade_association", "voluntary", "school", "police", "health", "nav", "child_welfare", "culture_leisure",
    "youth_council",
)  # fmt: skip
# Months without a word before it is marked.
TOO_LONG = 12


@dataclass(frozen=True)
class Spoken:
    """When an organisation was last spoken with, if ever; `how` is a kind of contact, or «attended» for a meeting."""

    organisation: Organisation
    last_on: date | None
    how: str

    @property
    def months(self) -> int:
        """Whole months since."""
        return _months(self.last_on)

    @property
    def late(self) -> bool:
        """More than a year ago."""
        return _late(self.last_on)


@dataclass(frozen=True)
class Stakeholder:
    """One kind of partner, and the last of its organisations that was spoken with."""

    type: str
    organisations: list[Organisation]
    last_on: date | None

    @property
    def months(self) -> int:
        """Whole months since."""
        return _months(self.last_on)

    @property
    def late(self) -> bool:
        """More than a year ago."""
        return _late(self.last_on)

    @property
    def reached(self) -> bool:
        """Spoken with within the last year."""
        return self.last_on is not None and not self.late


def stakeholders(known: list[Spoken] | None = None) -> list[Stakeholder]:
    """The kinds of partners in their fixed order; a kind that the network lacks stands there without organisations.

    `known` is what organisations_spoken_with() has answered already, if it has.
    """
    by_type: dict[str, list[Spoken]] = defaultdict(list)
    for spoken in organisations_spoken_with() if known is None else known:
        by_type[spoken.organisation.type].append(spoken)
    return [
        Stakeholder(
            code,
            [spoken.organisation for spoken in by_type[code]],
            max((spoken.last_on for spoken in by_type[code] if spoken.last_on), default=None),
        )
        for code in STAKEHOLDERS
    ]


def organisations_spoken_with() -> list[Spoken]:
    """Every organisation of these kinds, those never spoken with first, then the longest ago; three statements."""
    logged, attended = _logged(), _attended()
    query = select(Organisation).where(Organisation.type.in_(STAKEHOLDERS)).order_by(Organisation.name, Organisation.id)
    found = []
    for organisation in db.session.scalars(query):
        on, how = logged.get(organisation.id, (None, ""))
        met = attended.get(organisation.id)
        if met is not None and (on is None or met > on):
            on, how = met, "attended"
        found.append(Spoken(organisation, on, how))
    return sorted(found, key=lambda spoken: spoken.last_on or date.min)


def _logged() -> dict[UUID, tuple[date | None, str]]:
    """The newest contact of each organisation, and of what kind it was."""
    query = select(Contact.organisation_id, Contact.on_date, Contact.kind).distinct(Contact.organisation_id)
    query = query.order_by(Contact.organisation_id, Contact.on_date.desc(), Contact.id)
    return {organisation_id: (on, kind) for organisation_id, on, kind in db.session.execute(query).tuples()}


def _attended() -> dict[UUID, date]:
    """The last meeting at which somebody from each organisation was present."""
    query = select(Person.organisation_id, func.max(Meeting.starts_at)).select_from(Invitation)
    query = query.join(Meeting, Meeting.id == Invitation.meeting_id).join(Person, Person.id == Invitation.person_id)
    query = query.where(Invitation.attendance == "present", Meeting.starts_at <= clock.now())
    rows = db.session.execute(query.group_by(Person.organisation_id)).tuples()
    return {organisation_id: at.astimezone(clock.OSLO).date() for organisation_id, at in rows}


def _months(last_on: date | None) -> int:
    if last_on is None:
        return 0
    since = relativedelta(clock.today(), last_on)
    return since.years * 12 + since.months


def _late(last_on: date | None) -> bool:
    return last_on is not None and last_on < clock.today() - relativedelta(months=TOO_LONG)
