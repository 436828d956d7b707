"""The same schema, the same walls and the same doors on every PostgreSQL from 15 to 18."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from infra import check_walls, debian, engines, migrate, patched, unprivileged
from infra.cluster import Postgres
from infra.ground import CannotGoOn
from infra.house import build, server_version
from saas.config import BadSetting, Settings, read
from tests.world import SECRET, Place, found_kommune, log_in

# Every other test runs on the embedded one, which is 18.
MAJORS = (15, 16, 17)
PAGES = (
    "/mine",
    "/k/nordvik/",
    "/k/nordvik/moter/",
    "/k/nordvik/sok/?q=skole",
    "/k/nordvik/tiltak/",
    "/k/nordvik/arshjul/",
    "/finn?q=nord",
)


@pytest.fixture(scope="module", params=MAJORS, ids=lambda major: f"postgresql-{major}")
def engine(request: pytest.FixtureRequest) -> engines.Engine:
    """An engine of each version. Where our own set-up can fetch it and did not, the test fails; else it says what is lacking."""
    try:
        return engines.found(request.param)
    except CannotGoOn as lacking:
        if debian.within_reach():
            raise
        pytest.skip(str(lacking))


@pytest.fixture(scope="module")
def server(engine: engines.Engine) -> Iterator[Postgres]:
    """A cluster of that engine: a database that has only walked up the migrations, and a copy of it to live in."""
    with unprivileged.scratch() as home:
        cluster = Postgres(home, durable=False, engine=engine, jit="off")
        try:
            cluster.start()
            cluster.create_database("walking")
            migrate.upgrade(cluster.owner_url_of("walking"), SECRET)
            migrate.close_database(cluster.create_database("house", template="walking"))
            yield cluster
        finally:
            cluster.stop()


@pytest.fixture(scope="module")
def places(server: Postgres) -> dict[str, Place]:
    """Two kommuner, as in every world."""
    url = server.owner_url_of("house")
    return {
        "nordvik": found_kommune(url, "nordvik", "Nordvik", number="9901", population=11840),
        "hamnes": found_kommune(url, "hamnes", "Hamnes", number="9903", population=2460, language="nn", colour=3),
    }


@pytest.fixture(scope="module")
def far(server: Postgres, places: dict[str, Place], valkey: Any, mailbox: Any) -> Iterator[Any]:
    """The furnished house on that engine, its login roles checked as at any start."""
    house = build(settings_for(server, valkey, mailbox))
    yield house
    from saas.db import db

    with house.app_context():
        for pool in db.engines.values():
            pool.dispose()


def settings_for(server: Postgres, valkey: Any, mailbox: Any, **more: str) -> Settings:
    own = {"SECRET_KEY": SECRET, "DATABASE_URL": server.owner_url_of("house"), "REDIS_URL": valkey.url}
    return read({**own, "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}", "PUBLIC_URL": "http://bindeledd.test", **more})


def test_every_wall_stands(server: Postgres, places: dict[str, Place]) -> None:
    with psycopg.connect(server.admin_url, dbname="house") as admin:
        assert check_walls.wrong(admin) == []
        walled = admin.execute("SELECT count(*) FROM pg_class WHERE relforcerowsecurity").fetchone()
    assert walled and walled[0] > 25


def test_what_one_kommune_writes_only_it_can_read(far: Any, server: Postgres) -> None:
    coordinator, stranger = log_in(far, "koordinator@fjordvest.example"), log_in(far, "member@hamnes.example")
    written = f"Skolen {uuid4().hex[:6]}"

    answer = coordinator.post(
        "/k/nordvik/nettverk/organisasjoner/ny", {"navn": written, "type": "school", "en_gang": str(uuid4())}
    )

    assert answer.status_code in (302, 303), answer.get_data(as_text=True)[:2000]
    assert written in coordinator.get("/k/nordvik/nettverk/").get_data(as_text=True)
    assert written not in coordinator.get("/k/hamnes/nettverk/").get_data(as_text=True)
    assert stranger.get("/k/nordvik/nettverk/").status_code == 404
    with psycopg.connect(server.admin_url, dbname="house") as admin:
        assert admin.execute("SELECT count(*) FROM organisations WHERE name = %s", (written,)).fetchone() == (1,)


def test_pages_are_served(far: Any) -> None:
    coordinator = log_in(far, "koordinator@fjordvest.example")

    assert {page: coordinator.get(page).status_code for page in PAGES} == dict.fromkeys(PAGES, 200)


def test_raw_sql_with_a_forged_ticket_or_none_stays_outside(far: Any, server: Postgres, places: dict[str, Place]) -> None:
    login = {"user": "bindeledd_kommune", "password": migrate.password_for("kommune", SECRET)}
    with psycopg.connect(server.owner_url_of("house"), **login) as room:  # type: ignore[arg-type]
        assert room.execute("SELECT count(*) FROM organisations").fetchone() == (0,)
        room.execute(
            "SELECT set_config('room.ticket', %s, true)", (f"kommune|{places['nordvik'].id}|x|member|1|99999999999|{'a' * 64}",)
        )
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            room.execute("SELECT count(*) FROM organisations")


def test_a_production_start_knows_whether_the_server_is_patched(server: Postgres, far: Any, valkey: Any, mailbox: Any) -> None:
    with far.app_context():
        number = server_version()
    assert f"{number // 10_000}.{number % 10_000}" == server.version
    told = "mangler sikkerhetsrettelser" if patched.outdated(number) else "demo accounts"
    production = settings_for(server, valkey, mailbox, BINDELEDD_MODE="production", PUBLIC_URL="https://bindeledd.test")
    with pytest.raises(BadSetting, match=told):
        build(production)


def test_migrations_walk_down_again(server: Postgres) -> None:
    url = server.owner_url_of("walking")
    migrate.downgrade(url)
    with psycopg.connect(url) as connection:
        left = connection.execute(
            "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE nspname IN ('public', 'app', 'stat_raw', 'stat_pub') AND relkind = 'r' AND relname <> 'schema_version'"
        ).fetchall()
    assert left == []


@pytest.mark.parametrize(
    ("version", "said"),
    [(140023, "for gammel"), (150018, "15.19"), (160014, "16.15"), (170010, "17.11"), (180004, "18.5")],
)
def test_a_server_that_lacks_a_fix_is_told_which_one_to_take(version: int, said: str) -> None:
    assert said in (patched.outdated(version) or "")


@pytest.mark.parametrize("version", [150019, 160015, 170011, 180005, 180006, 190000])
def test_a_patched_server_is_trusted(version: int) -> None:
    assert patched.outdated(version) is None
