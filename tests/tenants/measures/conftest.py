"""A coordinating and a steering group, services, people, a goal and a finding; in Nordvik, and the same in Hamnes."""

from dataclasses import dataclass, field
from datetime import date
from uuid import UUID, uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.evaluation import models as evaluation_models  # noqa: F401 – tables that others point at
from tenants.findings.models import Finding
from tenants.goals.models import Goal
from tenants.groups.models import Group, Seat
from tenants.measures import service
from tenants.measures.evaluation_plans import Planned
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.network.models import Organisation, Person
from tests.world import log_in

TODAY = date(2026, 10, 20)
LIST = "/k/nordvik/tiltak/"


@dataclass
class Scene:
    """Rows by id, which outlive the room that they were made in."""

    kg: UUID
    sg: UUID
    culture: UUID
    school: UUID
    yusuf: UUID
    hanne: UUID
    ingrid: UUID
    goal: UUID
    finding: UUID
    sak: UUID
    held: UUID = field(default_factory=uuid4)


@pytest.fixture(autouse=True)
def october(house):
    """Tuesday 20 October 2026, ten in the morning."""
    clock.move_to(clock.at(TODAY, 10))


@pytest.fixture
def scene(world, inside):
    """Nordvik."""
    with inside("nordvik"):
        return settle(world["nordvik"].users, "nordvik")


@pytest.fixture
def other(world, inside):
    """Hamnes."""
    with inside("hamnes"):
        return settle(world["hamnes"].users, "hamnes")


@pytest.fixture
def post(coordinator):
    """Send a form as the coordinator, with a number of its own."""

    def send(path, data=None, browser=None, base=LIST):
        return (browser or coordinator).post(f"{base}{path}", {"en_gang": str(uuid4()), **(data or {})})

    return send


@pytest.fixture
def chair(house, world):
    """Logged in as the leader of the styringsgruppe."""
    return log_in(house, "chair@nordvik.example")


@pytest.fixture
def practitioner(house, world):
    """Logged in as Yusuf, who leads the youth club."""
    return log_in(house, "practitioner@nordvik.example")


@pytest.fixture
def make(inside, scene):
    """`make("started", title="…")`: a measure taken to a state; its id."""

    def to(state="proposed", slug="nordvik", where=scene, plan=None, **facts):
        given = {"title": "Fredagsåpent i Nordvikhallen", "goal_id": where.goal, "owner_id": where.culture,
                 "responsible_id": where.yusuf, **facts}  # fmt: skip
        with inside(slug):
            measure = service.propose(facts_of(where, **given))
            way = ("assessed", "decided", "started", "ended", "evaluated")
            for step in way[: way.index(state) + 1] if state in way else ():
                advance(measure, step, where, plan)
            if state == "rejected":
                service.reject(measure, "Prøvd før, og det virket ikke.")
            return measure.id

    return to


@pytest.fixture
def read(inside):
    """`read(id, "state", "version")`: what stands in the database."""

    def look(measure_id, *names, slug="nordvik"):
        with inside(slug):
            measure = service.find(measure_id)
            found = tuple(getattr(measure, name) for name in names)
        return found if len(names) > 1 else found[0]

    return look


def advance(measure, step, where, plan=None):
    """One step, with what it needs."""
    if step == "assessed":
        service.assess(measure)
    elif step == "decided":
        service.decide(measure, db.session.get(AgendaItem, (measure.tenant_id, where.sak)), TODAY)
    elif step == "started":
        service.set_plan(measure, plan or participation(where))
        service.start(measure)
    elif step == "ended":
        service.end(measure, TODAY)
    elif step == "evaluated":
        service.mark_evaluated(measure)


def participation(where):
    """J1.14: Deltakelse, from 0 to 35 a night, measured in week 50 by Yusuf."""
    return Planned("participation", "Ungdommer til stede", "per kveld", 0, 35, date(2026, 12, 11), where.yusuf)


def facts_of(where, **given):
    """A whole proposal."""
    whole = {
        "title": "Fredagsåpent", "theme": "safe_places", "arena": "leisure", "age_group": "13_15", "type": "leisure",
        "prevention_level": "universal", "group_id": where.kg, "finding_ids": [where.finding],
    }  # fmt: skip
    return service.Facts(**{**whole, **given})


def form_of(where, **given):
    """The same as the browser sends it."""
    whole = {
        "tittel": "Fredagsåpent i Nordvikhallen", "beskrivelse": "Åpen hall fredag kveld.", "tema": "safe_places",
        "arena": "leisure", "alder": "13_15", "type": "leisure", "niva": "universal", "bti": "", "rolle": "coordinates",
        "gruppe": str(where.kg), "mal": str(where.goal), "funn": [str(where.finding)], "eier": str(where.culture),
        "ansvarlig": str(where.yusuf), "sak": "", "fra": "", "til": "",
    }  # fmt: skip
    return {**whole, **given}


def add(row):
    """Put a row in, and give it back."""
    db.session.add(row)
    db.session.flush()
    return row


def settle(users, slug):
    """Everything in the room that we stand in."""
    culture = add(Organisation(name="Kultur og fritid", type="culture_leisure"))
    school = add(Organisation(name="Ungdomsskolen", type="school"))
    kg = add(Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1))
    sg = add(Group(name="Styringsgruppen", level="STEERING", norm_per="year", norm_min=3, norm_max=4))
    people = {}
    for name, title, where, role in (
        ("Yusuf Warsame", "klubbleder", culture, "practitioner"),
        ("Hanne Dahl", "rektor", school, "member"),
        ("Ingrid Solheim", "SLT-koordinator", school, "coordinator"),
    ):
        email = f"{name.split()[0].lower()}@{slug}.example"
        user = users[role] if role != "coordinator" or slug == "nordvik" else None
        people[name] = add(Person(name=name, title=title, email=email, organisation_id=where.id, user_id=user))
        add(Seat(group_id=kg.id, person_id=people[name].id, function="member", starts_on=date(2026, 1, 1)))
    goal = add(Goal(group_id=sg.id, title="Alle har et trygt sted fredag", theme="safe_places", from_year=2026,
                    to_year=2029, state="adopted", rank=1))  # fmt: skip
    finding = add(Finding(title="Uro ved Torget fredag kveld", kind="worry", theme="safe_places", arena="public_space",
                          age_group="13_15", heading="challenges", severity="high", spread="some", trend="rising",
                          noted_on=TODAY))  # fmt: skip
    held = meeting(kg.id, date(2026, 10, 13), "held")
    sak = add(AgendaItem(group_id=kg.id, title="Uro ved Torget", kind="decision", number=19, year=2026))
    add(AgendaEntry(meeting_id=held.id, item_id=sak.id, position=1))
    return Scene(kg.id, sg.id, culture.id, school.id, people["Yusuf Warsame"].id, people["Hanne Dahl"].id,
                 people["Ingrid Solheim"].id, goal.id, finding.id, sak.id, held.id)  # fmt: skip


def meeting(group_id, day, state="draft"):
    """A meeting of two hours."""
    return add(Meeting(group_id=group_id, starts_at=clock.at(day, 9), ends_at=clock.at(day, 11), state=state,
                       calendar_uid=f"{uuid4()}@bindeledd.test"))  # fmt: skip


def text(answer):
    """The page's HTML."""
    return answer.get_data(as_text=True)
