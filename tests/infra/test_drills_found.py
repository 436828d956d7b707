"""What the drills found in the house, and what was mended; each with a test of its own, so that it stays mended."""

import ssl
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from redis.exceptions import RedisError
from rq.job import Job
from sqlalchemy.exc import OperationalError

from infra import leaps
from infra.clock import ROUNDS
from saas import carrier, clock, house_post, jobs, outbox, rooms, shell
from saas.archive import courier
from saas.archive.models import Filing
from saas.db import db
from saas.outbox import Letter


@pytest.fixture
def letter(inside: Any, house: Any) -> UUID:
    """A letter that waits, and whose job is gone."""
    carrier.forget_away()
    with inside():
        made = outbox.post(("Hanne Dahl", "hanne@nordvik.example"), "Innkalling", "Hei", template="test.txt").id
    with house.app_context():
        jobs.connection().flushall()
    return made


def deliver(inside: Any, letter: UUID) -> None:
    with inside(role="service"):
        outbox.deliver(str(letter))


def standing(inside: Any) -> tuple[str, int, str | None]:
    with inside():
        one = db.session.query(Letter).one()
        return one.state, one.attempts, one.last_error


def test_a_letter_that_cannot_be_put_together_is_told_of_and_not_tried_for_ever(inside: Any, letter: UUID, monkeypatch: Any) -> None:
    def breaks(*_: Any) -> None:
        raise RuntimeError("hemmelig")

    monkeypatch.setattr(carrier, "_dress", breaks)
    deliver(inside, letter)
    assert standing(inside) == ("waiting", 1, "Brevet lot seg ikke sende (RuntimeError).")


def test_a_letter_that_is_taken_is_not_sent_again_when_our_commit_fails(inside: Any, letter: UUID, postbox: Any) -> None:
    def fails() -> None:
        raise OperationalError("COMMIT", None, Exception())

    for _ in range(3):
        with pytest.raises(OperationalError), inside(role="service"):
            rooms.current().before_commit.append(fails)
            outbox.deliver(str(letter))
    assert standing(inside)[0] == "waiting" and len(postbox.letters) == 1
    deliver(inside, letter)
    assert standing(inside)[0] == "sent" and len(postbox.letters) == 1


def test_no_letter_leaves_that_cannot_be_written_down(
    inside: Any, letter: UUID, postbox: Any, cluster: Any, database: str
) -> None:  # fmt: skip
    full = (
        "CREATE FUNCTION public.full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING "
        "ERRCODE = '53100', MESSAGE = 'No space left on device'; END $$; "
        "CREATE TRIGGER full_disk BEFORE UPDATE ON letters FOR EACH ROW EXECUTE FUNCTION public.full_disk()"
    )
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=str(name), autocommit=True) as admin:
        admin.execute(full)
    with pytest.raises(OperationalError):
        deliver(inside, letter)
    assert postbox.letters == [] and standing(inside)[0] == "waiting"


def test_a_letter_of_the_house_keeps_its_words_until_it_is_taken(house: Any, world: Any, postbox: Any, monkeypatch: Any) -> None:
    with house.app_context():
        with rooms.enter(rooms.of_house()):
            house_post.post(("Hanne", "hanne@senere.example"), "Velkommen", "nøkkelen", template="test.txt")
        jobs.connection().flushall()
        house_post.deliver()
        with rooms.enter(rooms.of_house()):
            one = db.session.query(house_post.HouseLetter).one()
            assert (one.state, one.attempts, one.body, one.sent_at) == ("waiting", 1, "nøkkelen", None)
            one.to_address, one.attempts = "hanne@nordvik.example", 0
        house_post.deliver()
        house_post.deliver()
        with rooms.enter(rooms.of_house()):
            one = db.session.query(house_post.HouseLetter).one()
            assert (one.state, one.body) == ("sent", "") and one.sent_at is not None
    assert [found["Subject"] for found in postbox.letters] == ["Velkommen"] and "nøkkelen" in postbox.letters[0].get_content()


def test_an_encrypted_mail_server_must_show_whose_it_is(house: Any, monkeypatch: Any) -> None:
    shown: list[ssl.SSLContext] = []

    class Spy:
        def __init__(self, timeout: float, context: ssl.SSLContext) -> None:
            shown.append(context)

        def connect(self, host: str, port: int) -> Any:
            raise OSError

        def close(self) -> None:
            """Nothing was opened."""

    monkeypatch.setattr(carrier, "_Secure", Spy)
    monkeypatch.setitem(house.config, "HOUSE", type("House", (), {"smtp_url": "smtps://post.example"}))
    with house.app_context(), pytest.raises(OSError):
        carrier._carry(carrier.EmailMessage(), None, carrier._Progress())
    assert shown[0].verify_mode is ssl.CERT_REQUIRED and shown[0].check_hostname


def test_packages_that_wait_for_somebody_do_not_stand_before_those_that_can_be_made(inside: Any, house: Any) -> None:
    """More than a sweep takes at a time, all older than the one that was lost on its way to the queue."""

    def filing(state: str, minutes: int) -> Filing:
        number = uuid4()
        return Filing(
            source_kind="minutes", source_id=number, source_version=1, external_key=str(number), title="x", public_title="x",
            content={"files": []}, delivery="download", state=state, asked_by="x", next_try_at=clock.now() - timedelta(minutes=minutes),
            made_at=clock.now() if state == "made" else None,
        )  # fmt: skip

    with inside():
        lost = filing("asked", 1)
        db.session.add_all([*(filing("made", 60) for _ in range(201)), lost])
        db.session.flush()
        number = str(lost.id)
    with inside(role="service"):
        courier.sweep()
    with house.app_context():
        assert [(job.args[0]["name"], job.args[0]["ids"]) for job in jobs.queue().jobs] == [("archive.make", [number])]


def test_a_round_that_waits_is_not_asked_for_again_until_it_has_waited_for_an_hour(house: Any, world: Any) -> None:
    with house.app_context():
        kommune = rooms.all_kommuner()[0]
        for _ in range(3):
            jobs.ask("outbox.sweep", kommune, rooms.service_of(kommune))
        line = jobs.queue(jobs.ROUNDS)
        assert len(line) == 1
        long_ago = (datetime.now(UTC) - timedelta(hours=2)).isoformat().replace("+00:00", "Z")
        jobs.connection().hset(Job.key_for(line.job_ids[0]), "enqueued_at", long_ago)
        jobs.ask("outbox.sweep", kommune, rooms.service_of(kommune))
        assert len(line) == 2


def test_a_clock_that_leaps_is_believed_again_when_it_is_put_right_and_drift_is_no_leap() -> None:
    wall, even = [0.0], [0.0]
    watchman = leaps.Watchman(lambda: wall[0], lambda: even[0])

    def goes(seconds: float, by: float) -> bool:
        even[0] += seconds
        wall[0] += seconds + by
        return watchman.believes()

    assert all(goes(3600, 20) for _ in range(10_000)), "twenty seconds an hour are drift, however long it lasts"
    assert goes(5, -3600) and goes(5, 3600), "an hour either way throws nothing away"
    assert not goes(5, 365 * 86_400)
    assert watchman.of(list(ROUNDS)) == [name for name in ROUNDS if name in leaps.CARRYING]
    assert not goes(5, -300 * 86_400)
    assert goes(5, -65 * 86_400) and watchman.of(list(ROUNDS)) == list(ROUNDS)


def test_every_connection_of_a_pool_in_use_is_503_and_not_500(house: Any, coordinator: Any, monkeypatch: Any) -> None:
    from sqlalchemy.exc import TimeoutError as PoolTimeout

    def waits(*_: Any, **__: Any) -> Any:
        raise PoolTimeout("QueuePool limit")

    monkeypatch.setattr(rooms, "recognise", waits)
    answer = coordinator.get("/k/nordvik/")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "30"
    assert "Det du hadde lagret, er trygt" in answer.get_data(as_text=True)


def test_what_was_typed_is_given_back_when_the_database_is_away_but_never_a_password(coordinator: Any, monkeypatch: Any) -> None:
    door, own = "/k/nordvik/nettverk/organisasjoner/ny", {"Origin": "http://localhost"}
    form = {"navn": "Solsiden skole", "en_gang": str(uuid4()), "csrf_token": coordinator.token()}

    def away(*_: Any, **__: Any) -> Any:
        raise OperationalError("SELECT", None, Exception())

    monkeypatch.setattr(rooms, "recognise", away)
    sent = coordinator.client.post(door, data=form, headers=own)
    page = sent.get_data(as_text=True)
    assert sent.status_code == 503 and "Solsiden skole" in page and form["en_gang"] in page and "Send på nytt" in page
    strangers = coordinator.client.post(door, data=form, headers={"Origin": "http://evil.example"}).get_data(as_text=True)
    secret = coordinator.client.post(door, data=form | {"nytt_passord": "hemmelig"}, headers=own).get_data(as_text=True)
    assert "Solsiden skole" not in strangers and "hemmelig" not in secret and "Solsiden skole" not in secret


def test_a_queue_that_is_away_stops_no_deed(coordinator: Any, inside: Any, monkeypatch: Any, postbox: Any) -> None:
    def away(*_: object) -> Any:
        raise RedisError

    monkeypatch.setattr(jobs, "queue", away)
    monkeypatch.setattr(jobs, "is_well", lambda: False)
    shell.forget_queue_state()
    with inside():
        outbox.post(("Hanne Dahl", "hanne@nordvik.example"), "Innkalling", "Hei", template="test.txt")
    assert standing(inside)[0] == "waiting"
    assert "Brevene venter og sendes litt senere" in coordinator.get("/k/nordvik/brev/").get_data(as_text=True)
