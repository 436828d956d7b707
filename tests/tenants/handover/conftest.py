"""Ingrid coordinates Nordvik and Hamnes, Jonas takes over; leaders in both, and something open of many kinds."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from saas import clock
from saas.db import db
from tests.tenants.overview import scene
from tests.world import PASSWORD_HASH, add_user, log_in

JONAS, INGRID = "jonas@fjordvest.example", "koordinator@fjordvest.example"
DAY = date.today() + timedelta(days=30)


@dataclass
class Stage:
    """Ids of what stands in one kommune."""

    slug: str
    ingrid: UUID | None = None
    kari: UUID | None = None
    group: UUID | None = None
    steering: UUID | None = None
    ids: dict[str, UUID] = field(default_factory=dict)


@pytest.fixture
def jonas(database: str, world: Any) -> UUID:
    """An account without any kommune."""
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "INSERT INTO users (email, name, password_hash) VALUES (%s, 'Jonas Myrvold', %s) RETURNING id", (JONAS, PASSWORD_HASH)
        ).fetchone()
        for place in world.values():
            place.users["chief_executive"] = add_user(
                connection, f"chief_executive@{place.slug}.example", f"Chief {place.name}", place, "chief_executive"
            )
    assert row
    return row[0]


@pytest.fixture
def stage(world: Any, inside: Any) -> Any:
    """`stage("hamnes")`: the groups, the people, and a duty of each common kind."""

    def build(slug: str = "nordvik") -> Stage:
        found = Stage(slug)
        with inside(slug):
            found.ids = _fill(found, world[slug].users["coordinator"])
        return found

    return build


def _fill(found: Stage, user: UUID) -> dict[str, UUID]:
    from tenants.measures.models import EvaluationPlan, Measure
    from tenants.meetings.models import MeetingSeries
    from tenants.resources.models import Need
    from tenants.rounds.models import Round

    ingrid = scene.person("Ingrid Solheim", "municipal_leadership", user)
    ingrid.email, ingrid.title = INGRID, "SLT-koordinator"
    kari = scene.person("Kari Moen", "child_welfare")
    are = scene.person("Are Nygård", "police")
    mona = scene.person("Mona Vik", "municipal_leadership")
    group, steering = scene.group(), scene.group("Styringsgruppen", "STEERING")
    scene.seat(group, ingrid, "secretary").title = "SLT-koordinator"
    for holder in (kari, are):
        scene.seat(group, holder)
    scene.seat(steering, mona, "leader")
    scene.seat(steering, ingrid, "secretary")
    db.session.refresh(group, ["seats"])
    db.session.refresh(steering, ["seats"])
    soon = clock.today() + timedelta(days=40)
    task = scene.task(group, ingrid, soon)
    measure = scene.add(
        Measure(number=1, year=2026, title="Åpen hall", theme="substances", arena="leisure", age_group="13_15", type="leisure",
                prevention_level="universal", group_id=group.id, responsible_id=ingrid.id, state="started", starts_on=clock.today())
    )
    planned = {"type": "participation", "indicator": "Antall", "measure_on": soon}
    plan = scene.add(EvaluationPlan(measure_id=measure.id, responsible_id=ingrid.id, **planned))
    report = scene.add(Round(kind="report", group_id=group.id, title="Rapport om fravær", state="sent", due_on=soon))
    series = scene.add(
        MeetingSeries(group_id=group.id, weekday=2, nth=3, starts=clock.now().time().replace(tzinfo=None), minutes=60,
                      from_on=clock.today(), until_on=clock.today() + timedelta(days=300))
    )
    need = scene.add(Need(title="Voksne ute", kind="hours"))
    found.ingrid, found.kari, found.group, found.steering = ingrid.id, kari.id, group.id, steering.id
    return {"task": task.id, "measure": measure.id, "evaluation": plan.id, "report": report.id, "series": series.id, "need": need.id}


@pytest.fixture
def start(coordinator: Any, jonas: UUID) -> Any:
    """`start("nordvik", "hamnes")`: a handover to Jonas through the door; slug → its id."""

    def press(*slugs: str, email: str = JONAS, **facts: Any) -> Any:
        form = {"navn": "Jonas Myrvold", "epost": email, "dato": str(DAY), "klokkeslett": "00:00", "kommuner": list(slugs), **facts}
        return coordinator.post("/mine/overlevering", form)

    return press


@pytest.fixture
def rows(inside: Any) -> Any:
    """`rows("nordvik", "SELECT …")`: what stands in one kommune; the walls keep even the owner out."""

    def ask(slug: str, query: str, *values: Any, role: str = "service") -> list[tuple[Any, ...]]:
        with inside(slug, role):
            answer = db.session.connection().exec_driver_sql(query, values)
            return [tuple(row) for row in answer] if answer.returns_rows else []

    return ask


@pytest.fixture
def ids(rows: Any) -> Any:
    """`ids()`: slug → the newest handover's id."""

    def find() -> dict[str, UUID]:
        found = {slug: rows(slug, "SELECT id FROM handovers ORDER BY created_at DESC LIMIT 1") for slug in ("nordvik", "hamnes")}
        return {slug: answer[0][0] for slug, answer in found.items() if answer}

    return find


@pytest.fixture
def approved(start: Any, ids: Any, coordinator: Any, house: Any) -> Any:
    """`approved("nordvik")`: started, everything to Jonas, finished and approved by the chair of each."""

    def bring(*slugs: str) -> dict[str, UUID]:
        assert start(*slugs).status_code == 303
        found = ids()
        for slug in slugs:
            page = f"/k/{slug}/overlevering/{found[slug]}"
            coordinator.post(f"{page}/resten", {"en_gang": str(uuid4())})
            assert coordinator.post(f"{page}/fullforing", {"en_gang": str(uuid4())}).status_code == 303
            assert log_in(house, f"chair@{slug}.example").post(f"{page}/godkjenning", {"en_gang": str(uuid4())}).status_code == 303
        return found

    return bring


@pytest.fixture
def minute_passes(database: str, rows: Any) -> Any:
    """Shift every agreed minute to now, never before an open session; handovers from inside, roles as the owner."""

    def shift() -> None:
        with psycopg.connect(database) as connection:
            connection.execute("UPDATE memberships SET ends_at = now() WHERE ends_at > now()")
            connection.execute(
                "UPDATE memberships SET starts_at = now(), "
                "valid_from = (now() AT TIME ZONE 'Europe/Oslo')::date WHERE starts_at > now()"
            )
        for slug in ("nordvik", "hamnes"):
            shift_rows(slug)

    def shift_rows(slug: str) -> None:
        query = "UPDATE guest_links SET expires_at = now() - interval '1 second' WHERE expires_at IN (SELECT at FROM handovers)"
        rows(slug, query)
        rows(slug, "UPDATE handovers SET at = now() - interval '1 second' WHERE state = 'approved'")

    return shift


@pytest.fixture
def completed(house: Any, worker: Any, world: Any) -> Any:
    """`completed()`: the clock's round in each kommune, worked off the real queue."""

    def round_() -> None:
        from saas import jobs, rooms

        with house.app_context():
            for kommune in rooms.all_kommuner():
                jobs.ask("handover.complete", kommune, rooms.service_of(kommune))
        worker.work()

    return round_
