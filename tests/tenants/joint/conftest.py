"""Three kommuner of one coordinator, a fourth of another's, and a way to look at all of it from above."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import psycopg
import pytest

from saas import clock
from tests.tenants.meetings.conftest import Scene, gather, post, statements, thursday, to  # noqa: F401
from tests.world import add_user, found_kommune, log_in

DAY = date(2026, 9, 24)
FORM = {
    "dag": DAY.isoformat(), "begynner": "09:00", "slutter": "11:00", "sted": "Solbygda rådhus, Storsalen", "praktisk": "Lunsj kl. 11.",
}  # fmt: skip
SAK = {"tittel": "Ungdom på tvers av kommunegrensene", "beskrivelse": "Hva ser vi i helgene?", "type": "discussion", "minutter": "20"}
MEMBERS = ("nordvik", "solbygda", "hamnes")


@dataclass
class Together:
    """A joint meeting by ids: each kommune's own end of it, its meeting and its group."""

    scenes: dict[str, Scene]
    joint: dict[str, UUID]
    meeting: dict[str, UUID]
    event: UUID

    def page(self, slug: str, rest: str = "") -> str:
        """An address under one kommune's joint meeting."""
        return f"/k/{slug}/moter/felles/{self.joint[slug]}{rest}"


@pytest.fixture
def solbygda(house: Any, world: Any, database: str) -> Any:
    """The third kommune of the coordinator's."""
    world["solbygda"] = found_kommune(database, "solbygda", "Solbygda", number="9902", population=6300, colour=2)
    return world["solbygda"]


@pytest.fixture
def skogheim(house: Any, world: Any, database: str) -> Any:
    """A kommune with a coordinator of its own."""
    world["skogheim"] = place = found_kommune(database, "skogheim", "Skogheim", number="9911", population=9000, colour=5)
    with psycopg.connect(database) as connection:
        connection.execute("DELETE FROM memberships WHERE tenant_id = %s AND role = 'coordinator'", (place.id,))
        place.users["coordinator"] = add_user(connection, "marte@skogheim.example", "Marte Skogheim", place, "coordinator")
    return place


@pytest.fixture
def marte(skogheim: Any, house: Any) -> Any:
    """Logged in as Skogheim's own coordinator."""
    return log_in(house, "marte@skogheim.example")


@pytest.fixture
def above(cluster: Any, database: str) -> Callable[..., list[Any]]:
    """`above(sql)`: as the superuser, past every wall."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    address = psycopg.conninfo.make_conninfo(cluster.admin_url, dbname=name)

    def ask(sql: str, *values: Any) -> list[Any]:
        with psycopg.connect(address) as connection:
            cursor = connection.execute(sql, values)  # type: ignore[call-overload]
            return cursor.fetchall() if cursor.description else []

    return ask


@pytest.fixture
def scenes(gather: Any, solbygda: Any) -> dict[str, Scene]:  # noqa: F811
    """A coordinating group in each of the three."""
    return {slug: gather(slug) for slug in MEMBERS}


@pytest.fixture
def together(scenes: Any, post: Any, worker: Any, above: Any) -> Together:  # noqa: F811
    """Nordvik's coordinator has pressed once, and the jobs have run."""
    answer = post("/k/nordvik/moter/felles/nytt", {**FORM, "gruppe": scenes["nordvik"].group, "kommuner": ["solbygda", "hamnes"]})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    worker.work()
    return found(above, scenes)


def found(above: Any, scenes: dict[str, Scene]) -> Together:
    """What there is in each kommune now."""
    rows = above("SELECT t.slug, j.id, j.meeting_id, j.event_id FROM joint_meetings j JOIN tenants t ON t.id = j.tenant_id")
    return Together(scenes, {r[0]: r[1] for r in rows}, {r[0]: r[2] for r in rows}, rows[0][3])


@pytest.fixture
def share(together: Together, post: Any, worker: Any, above: Any) -> Callable[..., dict[str, UUID]]:  # noqa: F811
    """`share()`: one shared sak from Nordvik; its place (joint_entries) in each kommune."""

    def make(browser: Any = None, slug: str = "nordvik", **changed: Any) -> dict[str, UUID]:
        sak = {**SAK, **changed}
        answer = post(together.page(slug, "/saker/ny"), sak, browser=browser)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        worker.work()
        return places(above, sak["tittel"])

    return make


def places(above: Any, title: str) -> dict[str, UUID]:
    """Where a shared sak stands in each kommune."""
    rows = above(
        "SELECT t.slug, e.id FROM joint_entries e JOIN tenants t ON t.id = e.tenant_id JOIN agenda_entries a ON a.id = e.entry_id "
        "JOIN agenda_items i ON i.id = a.item_id WHERE i.title = %s", title,
    )  # fmt: skip
    return dict(rows)


@pytest.fixture
def hold(inside: Any, worker: Any) -> Iterator[Callable[..., None]]:
    """Start and end one kommune's own meeting, on its day."""
    from tenants.meetings import service

    def through(together: Together, slug: str) -> None:
        clock.move_to(clock.at(DAY, 9))
        with inside(slug):
            service.start(service.find(together.meeting[slug]))
        with inside(slug):
            meeting = service.find(together.meeting[slug])
            for invitation in service.attendance(meeting):
                invitation.attendance = "present"
            service.end(meeting)

    yield through


@pytest.fixture
def times(above: Any) -> Callable[[], dict[str, datetime]]:
    """When each kommune's own meeting starts."""
    asked = "SELECT t.slug, m.starts_at FROM meetings m JOIN tenants t ON t.id = m.tenant_id JOIN joint_meetings j ON j.meeting_id = m.id"
    return lambda: dict(above(asked))
