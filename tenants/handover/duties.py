"""Everything open that a person answers for in this kommune, gathered from the features that hold it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import or_, select

from saas import clock
from saas.db import db
from saas.pages import gettext, ngettext
from tenants.bti.models import BtiProgramme
from tenants.frames.models import Mandate
from tenants.funding.models import Grant
from tenants.groups.models import Group
from tenants.mapping.models import Assessment, AssessmentSection
from tenants.measures.models import EvaluationPlan, Measure
from tenants.meetings.models import Meeting, MeetingSeries
from tenants.meetings.service import PLANNED, secretary_of
from tenants.meetings.wording import listed
from tenants.minutes.models import Minutes
from tenants.network.models import Person
from tenants.resources.models import Need
from tenants.rounds.models import Round
from tenants.tasks.models import OPEN, Task

# In the order that they are counted: «9 oppgaver, 4 tiltak, 3 runder, 5 møteserier og 2 tilskudd».
COUNTED: dict[str, Callable[[int], str]] = {
    "task": lambda n: ngettext("%(num)s oppgave", "%(num)s oppgaver", n),
    "measure": lambda n: ngettext("%(num)s tiltak", "%(num)s tiltak", n),
    "evaluation": lambda n: ngettext("%(num)s evaluering", "%(num)s evalueringer", n),
    "section": lambda n: ngettext("%(num)s del av kartleggingen", "%(num)s deler av kartleggingen", n),
    "bti": lambda n: ngettext("%(num)s BTI-program", "%(num)s BTI-program", n),
    "round": lambda n: ngettext("%(num)s runde", "%(num)s runder", n),
    "report": lambda n: ngettext("%(num)s rapportforespørsel", "%(num)s rapportforespørsler", n),
    "series": lambda n: ngettext("%(num)s møteserie", "%(num)s møteserier", n),
    "meeting": lambda n: ngettext("%(num)s møte", "%(num)s møter", n),
    "minutes": lambda n: ngettext("%(num)s referat", "%(num)s referater", n),
    "grant": lambda n: ngettext("%(num)s tilskudd", "%(num)s tilskudd", n),
    "need": lambda n: ngettext("%(num)s behov", "%(num)s behov", n),
    "mandate": lambda n: ngettext("%(num)s mandatutkast", "%(num)s mandatutkast", n),
}
# What follows the secretary's seat, and what follows the office: neither has a person of its own.
BY_SEAT = ("round", "report", "series", "meeting", "minutes")
BY_OFFICE = ("grant", "need", "mandate")
CLOSABLE = ("task", "measure", "round", "report", "series", "meeting", "need")
# Minutes of older meetings that nobody wrote are history, as the reminders have it too.
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Duty:
    """One open thing that somebody answers for. `id` is the row's own, of the table that the kind says."""

    kind: str
    id: UUID
    text: str
    due: date | None = None
    group_id: UUID | None = None

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.kind}.{self.id}"

    @property
    def closable(self) -> bool:
        """Can be ended with a reason. Minutes must be written and a report delivered, whoever does it."""
        return self.kind in CLOSABLE

    @property
    def by_seat(self) -> bool:
        """Belongs to whoever is secretary of the group."""
        return self.kind in BY_SEAT

    @property
    def handable(self) -> bool:
        """Can be given to somebody else than the successor."""
        return self.kind not in BY_OFFICE


def gather(person: Person | None, *, office: bool = False) -> list[Duty]:
    """What a person answers for; with `office` also what follows the coordinator's office."""
    found = _own(person) if person is not None else []
    if person is not None:
        found += of_groups(groups_of(person))
    if office:
        found += _of_office()
    order = list(COUNTED)
    return sorted(found, key=lambda duty: (order.index(duty.kind), duty.due or date.max, duty.text, str(duty.id)))


def count_words(duties: Iterable[Duty]) -> str:
    """«9 oppgaver, 4 tiltak og 3 runder»"""
    listed_kinds = [duty.kind for duty in duties]
    return listed([words(listed_kinds.count(kind)) for kind, words in COUNTED.items() if kind in listed_kinds])


def groups_of(person: Person) -> list[Group]:
    """The open groups where the person is the one who calls: the secretary, or the leader where there is none."""
    today = clock.today()
    query = select(Group).where(Group.closed_on.is_(None))
    return [group for group in db.session.scalars(query) if (found := secretary_of(group, today)) and found.id == person.id]


def of_groups(groups: Iterable[Group]) -> list[Duty]:
    """What follows the secretary's seat in these groups."""
    names = {group.id: group.name for group in groups}
    return [*_rounds(names), *_series(names), *_meetings(names), *_minutes(names)] if names else []


def orphans() -> list[Duty]:
    """Open duties whose owner is no longer here. The promise is that there are none, at any time."""
    gone = list(db.session.scalars(select(Person).where(Person.left_on < clock.today())))
    found = [duty for person in gone for duty in _own(person)]
    empty = [g for g in db.session.scalars(select(Group).where(Group.closed_on.is_(None))) if not _has_secretary(g)]
    return [*found, *of_groups(empty)]


def _has_secretary(group: Group) -> bool:
    found = secretary_of(group, clock.today())
    return found is not None and found.active


def _own(person: Person) -> list[Duty]:
    """What has the person's name on it."""
    tasks = select(Task).where(Task.responsible_id == person.id, Task.status.in_(OPEN))
    measures = select(Measure).where(
        Measure.responsible_id == person.id, Measure.state.in_(("proposed", "assessed", "decided", "started"))
    )
    sections = select(AssessmentSection).join(Assessment, Assessment.id == AssessmentSection.assessment_id)
    sections = sections.where(
        AssessmentSection.person_id == person.id, AssessmentSection.state != "done", Assessment.state == "open"
    )
    programmes = select(BtiProgramme).where(BtiProgramme.leader_id == person.id)
    return [
        *(Duty("task", t.id, t.what, t.due_on, t.group_id) for t in db.session.scalars(tasks)),
        *(Duty("measure", m.id, f"{m.label} {m.title}", m.ends_on, m.group_id) for m in db.session.scalars(measures)),
        *_evaluations(person),
        *(Duty("section", s.id, s.assessment.title, s.due_on) for s in db.session.scalars(sections)),
        *(Duty("bti", b.id, gettext("Leder for BTI-arbeidet")) for b in db.session.scalars(programmes)),
    ]


def _evaluations(person: Person) -> list[Duty]:
    query = select(EvaluationPlan, Measure).join(Measure, Measure.id == EvaluationPlan.measure_id)
    query = query.where(
        EvaluationPlan.responsible_id == person.id, Measure.state.not_in(("evaluated", "rejected")),
    )
    return [
        Duty("evaluation", plan.id, gettext("Evaluering av %(what)s", what=measure.label), plan.measure_on, measure.group_id)
        for plan, measure in db.session.execute(query)
    ]


def _rounds(names: dict[UUID, str]) -> list[Duty]:
    query = select(Round).where(Round.group_id.in_(list(names)), Round.state != "closed")
    return [
        Duty("report" if r.kind == "report" else "round", r.id, r.title, r.due_on, r.group_id)
        for r in db.session.scalars(query)
    ]


def _series(names: dict[UUID, str]) -> list[Duty]:
    query = select(MeetingSeries).where(MeetingSeries.group_id.in_(list(names)), MeetingSeries.until_on >= clock.today())
    return [
        Duty("series", s.id, gettext("Møteserie for %(group)s", group=names[s.group_id]), s.until_on, s.group_id)
        for s in db.session.scalars(query)
    ]


def _meetings(names: dict[UUID, str]) -> list[Duty]:
    """Planned meetings; those of a series that goes on are counted with it."""
    going_on = select(MeetingSeries.id).where(MeetingSeries.until_on >= clock.today())
    query = select(Meeting).where(
        Meeting.group_id.in_(list(names)), Meeting.state.in_(PLANNED), Meeting.ends_at >= clock.now(),
        or_(Meeting.series_id.is_(None), Meeting.series_id.not_in(going_on)),
    )
    return [
        Duty("meeting", m.id, gettext("Møte i %(group)s", group=names[m.group_id]), m.day, m.group_id)
        for m in db.session.scalars(query)
    ]


def _minutes(names: dict[UUID, str]) -> list[Duty]:
    """Held meetings whose minutes are not approved. The meeting's id names them, since they may not be begun."""
    query = select(Meeting, Minutes).outerjoin(Minutes, Minutes.meeting_id == Meeting.id)
    query = query.where(
        Meeting.group_id.in_(list(names)), Meeting.state == "held",
        or_(Minutes.stage != "approved", (Minutes.id.is_(None)) & (Meeting.starts_at >= clock.now() - REMEMBERED)),
    )
    return [
        Duty("minutes", m.id, gettext("Referat fra %(group)s", group=names[m.group_id]), m.day, m.group_id)
        for m, _ in db.session.execute(query)
    ]


def _of_office() -> list[Duty]:
    """What has no person's name on it: it is the coordinator's, whoever that is."""
    grants = select(Grant).where(Grant.state.in_(("considered", "applied", "granted")))
    needs = select(Need).where(Need.state == "open")
    mandates = select(Mandate).where(Mandate.state == "draft")
    return [
        *(
            Duty("grant", g.id, g.name, g.report_by if g.state == "granted" else g.apply_by)
            for g in db.session.scalars(grants)
        ),
        *(Duty("need", n.id, n.title, n.needed_by) for n in db.session.scalars(needs)),
        *(
            Duty("mandate", m.id, gettext("Mandat for %(group)s, utkast %(n)s", group=m.group.name, n=m.number), None, m.group_id)
            for m in db.session.scalars(mandates)
        ),
    ]
