"""Everything passes through PgBouncer in transaction mode, down to one server connection for each kind of room."""

import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from infra import pooler
from infra.ground import CannotGoOn
from saas.config import ROOMS, Settings, read
from saas.db import db
from tests.infra.pooled import as_room, standing_before
from tests.walls.test_tickets import (  # noqa: F401  (the same promises, now through the pooler)
    admit,
    challenge,
    furnished,
    names,
    secret_of,
    show,
    test_a_borrowed_ticket_opens_nothing_on_another_connection,
    test_a_forged_ticket_is_refused,
    test_a_membership_that_has_ended_admits_nobody_at_the_next_request,
    test_a_proper_ticket_opens_one_kommune_only,
    test_a_ticket_is_gone_after_the_transaction,
    test_an_old_ticket_shown_again_is_refused,
    test_raw_sql_sees_only_its_own_rows_whatever_it_asks,
    test_reading_a_page_cannot_write,
    test_the_same_session_never_serves_the_last_kommunes_objects,
    test_without_a_ticket_there_is_nothing_to_see_and_nothing_can_be_written,
)
from tests.world import SECRET, log_in

SIZES = {
    "test_two_kommuner_take_turns_on_one_connection": "1",
    "test_pages_jobs_and_letters_pass_through_one_connection_a_room": "1",
}


@pytest.fixture
def address(database: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The pooler before this test's database, with one or two server connections for each kind of room."""
    with standing_before(database, POOL_SIZE=SIZES.get(request.node.originalname, "2")) as reached:
        yield reached


@pytest.fixture
def settings(address: str, valkey: Any, mailbox: Any) -> Settings:
    """The house's settings as in every test, but for the way to the database."""
    for letter in Path(mailbox.folder).glob("*.eml"):
        letter.unlink()
    own = {"SECRET_KEY": SECRET, "ROOMS_URL": address, "REDIS_URL": valkey.url, "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"}
    return read({**own, "MAILBOX_FOLDER": str(mailbox.folder), "PUBLIC_URL": "http://bindeledd.test"})


@pytest.fixture
def as_role(address: str) -> Any:
    """A bare connection as one kind of room's own login role, through the pooler."""

    @contextmanager
    def connect(kind: str) -> Iterator[psycopg.Connection]:
        with as_room(address, kind) as connection:
            yield connection

    return connect


def test_two_kommuner_take_turns_on_one_connection(as_role, furnished, secret_of, nordvik, hamnes):  # noqa: F811
    secret, seen = secret_of("koordinator@fjordvest.example"), []
    with as_role("kommune") as first, as_role("kommune") as second:
        for _ in range(5):
            for connection, place in ((first, nordvik), (second, hamnes)):
                assert names(connection) == []
                show(connection, admit(as_role, secret, place, challenge(connection)))
                pid = connection.execute("SELECT pg_backend_pid()").fetchone()[0]
                seen.append((pid, place.slug, names(connection)))
                connection.commit()
    assert len({pid for pid, _, _ in seen}) == 1, "one server connection served both, or the test shows nothing"
    assert {(slug, *found) for _, slug, found in seen} == {("nordvik", "Skolen i nordvik"), ("hamnes", "Skolen i hamnes")}


def test_pages_jobs_and_letters_pass_through_one_connection_a_room(house, world, inside, worker, postbox):
    coordinator = log_in(house, "koordinator@fjordvest.example")
    written = f"Skolen {uuid4().hex[:6]}"

    form = {"navn": written, "type": "school", "en_gang": str(uuid4())}
    assert coordinator.post("/k/nordvik/nettverk/organisasjoner/ny", form).status_code == 303

    pages = [
        "/mine",
        "/k/nordvik/",
        "/k/nordvik/moter/",
        "/k/nordvik/oppgaver/",
        "/k/nordvik/sok/?q=skolen",
        "/k/hamnes/nettverk/",
        "/finn?q=nord",
    ]
    assert {page: coordinator.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)
    assert written in coordinator.get("/k/nordvik/nettverk/").get_data(as_text=True)
    assert written not in coordinator.get("/k/hamnes/nettverk/").get_data(as_text=True)
    with inside("nordvik"):
        from saas import outbox

        outbox.post(("Ida", "ida@nordvik.example"), "Prøve", "Hei.", template="letters/prove.txt")
    worker.work()
    assert [letter["To"] for letter in postbox.letters] == ["Ida <ida@nordvik.example>"]


def test_many_at_once_each_see_their_own(house, world, furnished):  # noqa: F811
    people = {"nordvik": "member@nordvik.example", "hamnes": "member@hamnes.example"}
    browsers = [(slug, log_in(house, people[slug])) for slug in ("nordvik", "hamnes") * 4]

    def look(place: Any) -> list[tuple[str, int, bool, bool]]:
        slug, browser = place
        answers = [browser.get(f"/k/{slug}/nettverk/") for _ in range(4)]
        texts = [(answer.status_code, answer.get_data(as_text=True)) for answer in answers]
        return [(slug, status, "Skolen i nordvik" in text, "Skolen i hamnes" in text) for status, text in texts]

    with ThreadPoolExecutor(8) as many:
        seen = {line for lines in many.map(look, browsers) for line in lines}
    assert seen == {("nordvik", 200, True, False), ("hamnes", 200, False, True)}


@pytest.mark.parametrize("kind", ROOMS)
def test_no_statement_is_prepared_on_a_server_connection(house, as_role, kind):
    """A prepared statement lives on one server connection, and the next transaction may be given another."""
    with house.app_context(), db.engines[kind].connect() as connection:
        raw = connection.connection.dbapi_connection
        assert raw.prepare_threshold is None
        for _ in range(12):
            connection.exec_driver_sql("SELECT 1")
        prepared = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements").scalar()
    assert prepared == 0


def test_the_owner_and_the_superuser_cannot_come_this_way(address, database, cluster):
    for login in (database, cluster.admin_url):
        given = psycopg.conninfo.conninfo_to_dict(login)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(address, user=given["user"], password=given["password"], connect_timeout=5)


def test_its_files_are_for_its_owner_and_name_every_room(tmp_path):
    written = pooler.write(
        tmp_path / "ny", {"DATABASE_URL": "postgresql://eier:hemmelig@db.example/hus?sslmode=verify-full", "SECRET_KEY": SECRET}
    )

    told, users = written.read_text(), (tmp_path / "ny" / "users.txt").read_text()
    assert "hus = host=db.example port=5432 dbname=hus" in told and "server_tls_sslmode = verify-full" in told
    assert "pool_mode = transaction" in told and "hemmelig" not in told + users and "eier" not in told + users
    assert [line.split()[0] for line in users.splitlines()] == [f'"bindeledd_{kind}"' for kind in ROOMS]
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "ny").iterdir()} == {0o640}


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresql://db.example/hus?sslmode=kanskje", "sslmode"),
        ("postgresql://db.example/et%20hus", "mellomrom"),
        ("", "DATABASE_URL"),
    ],
)
def test_what_it_cannot_use_is_one_clear_sentence(tmp_path, url, said):
    with pytest.raises(CannotGoOn, match=said):
        pooler.write(tmp_path, {"DATABASE_URL": url, "SECRET_KEY": SECRET})
