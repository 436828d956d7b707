"""Visits to the services of the network: logged, told of as examples, missed for half a year, and planned as tasks."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here
from saas.db import check_version, db, own_key
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.groups import guarding
from tenants.meetings.fields import tidy
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network import service as network
from tenants.network.models import Organisation
from tenants.plans.service import guard_group
from tenants.tasks import notices
from tenants.tasks.models import OPEN, Task
from tenants.visits.models import PreventionUnit, Visit

LONGEST_NOTE, LONGEST_STORY = 1000, 2000
# Half a year, as the field counts it.
LONG_AGO = timedelta(days=183)
OLDEST = date(2015, 1, 1)


@dataclass(frozen=True)
class Told:
    """What is said of a visit."""

    organisation_id: UUID
    on_date: date
    note: str = ""
    good_example: bool = False
    story: str = ""


@dataclass(frozen=True)
class Unvisited:
    """A service that nobody has been to for half a year. `task` is the open task to go there, where there is one."""

    organisation: Organisation
    last: date | None
    prevention: bool
    task: Task | None


def log(told: Told, *, kept: guarding.Kept | None = None) -> Visit:
    """A visit that has been. Raises Invalid and Guarded, with the fields «virksomhet», «dato», «notat» and «historie»."""
    visit = Visit(visited_by=here.actor_name())
    _write(visit, told, kept)
    db.session.add(visit)
    db.session.flush()
    audit.record("visit.logged", visit, organisation=visit.organisation_id, example=visit.good_example)
    return visit


def change(visit: Visit, seen: int | None, told: Told, *, kept: guarding.Kept | None = None) -> Visit:
    """Another date or other words."""
    check_version(visit, seen)
    _write(visit, told, kept)
    audit.record("visit.changed", visit, organisation=visit.organisation_id, example=visit.good_example)
    return visit


def remove(visit: Visit, seen: int | None) -> None:
    """Take away a visit that was put in by mistake."""
    check_version(visit, seen)
    audit.record("visit.removed", visit, organisation=visit.organisation_id)
    db.session.delete(visit)


def find(visit_id: UUID) -> Visit:
    """One visit with its service, or NotFound."""
    return find_row(Visit, visit_id)


def visits(year: int | None = None) -> list[Visit]:
    """The visits, of one year or all, the newest first."""
    query = select(Visit).order_by(Visit.on_date.desc(), Visit.created_at.desc(), Visit.id)
    if year is not None:
        query = query.where(Visit.on_date.between(date(year, 1, 1), date(year, 12, 31)))
    return list(db.session.scalars(query))


def examples(year: int | None = None) -> list[Visit]:
    """«Gode eksempler»: visits with a story, the newest first."""
    return [visit for visit in visits(year) if visit.good_example]


def unvisited() -> list[Unvisited]:
    """Services not visited for six months, those with forebyggende ansvar first, then those that have waited longest."""
    newest = select(Visit.organisation_id, func.max(Visit.on_date)).group_by(Visit.organisation_id)
    last: dict[UUID, date] = {
        organisation_id: day
        for organisation_id, day in db.session.execute(newest)
    }
    prevention, planned, since = prevention_units(), _planned(), clock.today() - LONG_AGO
    found = [
        Unvisited(one, last.get(one.id), one.id in prevention, planned.get(deed(one)))
        for one in network.organisations()
        if one.id not in last or last[one.id] < since
    ]
    return sorted(found, key=lambda row: (not row.prevention, row.last or date.min, row.organisation.name))


def plan(organisation: Organisation, responsible_id: UUID | None, due_on: date | None) -> Task:
    """«Planlegg besøk»: a task for somebody, who gets a letter about it. Raises Invalid, and NotNow where one is open."""
    group = guard_group()
    if group is None:
        raise NotNow("Opprett en koordineringsgruppe først. Oppgaven hører til i en gruppe.")
    if responsible_id is None or due_on is None:
        raise Invalid("Velg hvem og når.", field="ansvarlig" if responsible_id is None else "frist")
    here.lock(f"visit:{organisation.id}")
    if deed(organisation) in _planned():
        raise NotNow("Et besøk hos {name} er allerede planlagt.", name=organisation.name)
    return notices.assign(group, deed(organisation), responsible_id, due_on)


def deed(organisation: Organisation) -> str:
    """What the task says, in the kommune's language; by it an open one is known again."""
    return _deed(organisation.name)


def prevention_units() -> set[UUID]:
    """The services with «forebyggende ansvar»."""
    return set(db.session.scalars(select(PreventionUnit.organisation_id)))


def mark_prevention(organisation: Organisation, wanted: bool) -> None:
    """Say that a service has «forebyggende ansvar» in its own work, or that it has not."""
    if wanted:
        row = insert(PreventionUnit).values(organisation_id=organisation.id, marked_at=clock.now())
        db.session.execute(row.on_conflict_do_nothing(index_elements=own_key(PreventionUnit, "organisation_id")))
    else:
        query = select(PreventionUnit).where(PreventionUnit.organisation_id == organisation.id)
        for row_there in db.session.scalars(query):
            db.session.delete(row_there)
    audit.record("organisation.prevention", organisation, wanted=wanted)


def _deed(name: str) -> str:
    with in_the_kommunes_language():
        return gettext("Besøk %(name)s", name=name)


def _planned() -> dict[str, Task]:
    query = select(Task).where(Task.status.in_(OPEN), Task.what.startswith(_deed(""), autoescape=True))
    return {task.what: task for task in db.session.scalars(query).unique()}


def _write(visit: Visit, told: Told, kept: guarding.Kept | None) -> None:
    if not OLDEST <= told.on_date <= clock.today():
        raise Invalid("Velg en dag som har vært. Et besøk som kommer, planlegges som en oppgave.", field="dato")
    note, story = tidy(told.note), tidy(told.story) if told.good_example else ""
    for field, text, longest in (("notat", note, LONGEST_NOTE), ("historie", story, LONGEST_STORY)):
        if len(text) > longest:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    if told.good_example and not story:
        raise Invalid("Skriv hva andre kan lære av dette.", field="historie")
    organisation = db.session.scalars(select(Organisation).where(Organisation.id == told.organisation_id)).one_or_none()
    if organisation is None:
        raise Invalid("Velg en virksomhet fra listen.", field="virksomhet")
    guarding.check(guard_group(), {"notat": note, "historie": story}, kept)
    visit.organisation, visit.organisation_id, visit.on_date = organisation, organisation.id, told.on_date
    visit.note, visit.good_example, visit.story = note, told.good_example, story
