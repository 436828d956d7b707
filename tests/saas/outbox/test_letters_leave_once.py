"""A letter is a row first: it leaves after the deed, once, under one Message-ID, and is never lost."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import timedelta

import pytest

from infra.mailbox import Mailbox
from saas import clock, jobs, outbox, rooms
from saas.db import db
from saas.outbox import BACK_OFF, Letter
from tests.world import SECRET

BODY = "Kjære Hanne, dette er en hemmelig setning om havnebakken"


@pytest.fixture
def post(inside):
    """Write a letter in Nordvik's room and commit; its id."""

    def write(address="hanne@nordvik.example"):
        with inside():
            return outbox.post(("Hanne Dahl", address), "Innkalling til møte", BODY, template="test.txt").id

    return write


@pytest.fixture
def look(inside):
    """A letter's row, as plain values."""

    def read(letter_id):
        with inside():
            letter = db.session.query(Letter).filter(Letter.id == letter_id).one()
            return letter.state, letter.attempts, letter.next_try_at

    return read


def sweep(house, slug="nordvik"):
    with house.app_context():
        kommune = next(k for k in rooms.all_kommuner() if k.slug == slug)
        jobs.ask("outbox.sweep", kommune, rooms.service_of(kommune))


@pytest.fixture
def queued(house):
    """How many jobs stand in the queue."""

    def count():
        with house.app_context():
            return len(jobs.queue())

    return count


def test_nothing_leaves_before_the_deed_is_committed(inside, worker, postbox, queued):
    with inside():
        outbox.post(("Hanne Dahl", "hanne@nordvik.example"), "Innkalling", BODY, template="test.txt")
        assert queued() == 0
    assert queued() == 1 and postbox.letters == []
    worker.work()
    assert [letter["To"].addresses[0].addr_spec for letter in postbox.letters] == ["hanne@nordvik.example"]


def test_a_deed_that_is_rolled_back_asks_for_nothing(inside, worker, postbox, house, queued):
    with pytest.raises(ZeroDivisionError), inside():
        outbox.post(("Hanne Dahl", "hanne@nordvik.example"), "Innkalling", BODY, template="test.txt")
        raise ZeroDivisionError
    assert queued() == 0
    sweep(house)
    worker.work()
    assert postbox.letters == []


def test_the_sweep_finds_what_was_lost_between_commit_and_queue(post, look, house, worker, postbox):
    letter = post()
    with house.app_context():
        jobs.connection().flushall()
    worker.work()
    assert look(letter)[0] == "waiting"
    sweep(house)
    worker.work()
    assert look(letter)[0] == "sent" and len(postbox.letters) == 1


def test_a_letter_asked_for_many_times_leaves_once(post, inside, worker, postbox, house):
    letter = post()
    with inside():
        for _ in range(5):
            jobs.later("outbox.deliver", letter)
    sweep(house)
    worker.work()
    sweep(house)
    worker.work()
    assert len(postbox.letters) == 1


def test_a_second_delivery_has_the_same_message_id(post, inside, worker, postbox):
    letter = post()
    worker.work()
    with inside():
        # As after a crash between the mail server's yes and our commit.
        db.session.query(Letter).one().state = "waiting"
        jobs.later("outbox.deliver", letter)
    worker.work()
    assert [found["Message-ID"] for found in postbox.letters] == [f"<{letter}@bindeledd.test>"] * 2


def test_a_letter_put_off_is_tried_again_at_growing_intervals_and_then_given_up(post, look, house, worker):
    letter = post("hanne@senere.example")
    start = clock.now()
    clock.move_to(start)
    worker.work()
    for tried, minutes in enumerate(BACK_OFF, start=1):
        state, attempts, next_try_at = look(letter)
        assert (state, attempts) == ("waiting", tried)
        wait = next_try_at - clock.now()
        assert timedelta(minutes=minutes - 1) < wait <= timedelta(minutes=minutes)
        clock.move_to(next_try_at - timedelta(seconds=20))
        sweep(house)
        worker.work()
        assert look(letter)[1] == tried, "tried before its time"
        clock.move_to(next_try_at + timedelta(seconds=1))
        sweep(house)
        worker.work()
    assert look(letter)[:2] == ("failed", len(BACK_OFF) + 1)


def test_an_address_that_does_not_exist_fails_at_once(post, look, worker):
    letter = post("hanne@avvist.example")
    worker.work()
    assert look(letter)[:2] == ("failed", 1)


def test_redis_carries_no_word_of_the_letter_and_no_address(post, house):
    post()
    with house.app_context():
        redis = jobs.connection()
        carried = b" ".join(dump(redis, key) for key in redis.keys("*"))
    assert b"outbox.deliver" in carried
    for word in (b"hemmelig", b"havnebakken", b"Hanne", b"hanne@nordvik.example", b"Innkalling"):
        assert word not in carried


def test_a_worker_killed_in_the_middle_of_thirty_letters_loses_none(
    house, settings, database, tmp_path, world, inside, worker, post
):
    with SlowMailbox(tmp_path / "postkasse") as mailbox:
        slow = replace(settings, smtp_url=mailbox.url)
        house.config["HOUSE"] = slow
        letters = {post(f"mottaker{number}@nordvik.example") for number in range(30)}
        hand = start_worker(database, slow)
        try:
            wait_for(lambda: len(mailbox.letters()) >= 8, hand)
        finally:
            hand.kill()
            hand.wait()
        assert hand.returncode == -signal.SIGKILL
        at_the_kill = len(mailbox.letters())
        assert 8 <= at_the_kill < 30, "the worker was not killed in the middle"
        sweep(house)
        worker.work()
        sent = [message_id(path) for path in mailbox.letters()]
    assert set(sent) == {f"<{letter}@bindeledd.test>" for letter in letters}
    assert len(sent) <= 31, "only the one letter that was in the mail server's hands may come twice"
    with inside():
        assert {state for (state,) in db.session.query(Letter.state)} == {"sent"}


class SlowMailbox(Mailbox):
    """A mail server that takes its time, so that a worker can be killed while it waits for the answer."""

    async def handle_DATA(self, server, session, envelope):
        import asyncio

        answer = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(0.05)
        return answer


def start_worker(database, settings):
    environment = {
        **{key: os.environ[key] for key in ("PATH", "HOME", "LANG") if key in os.environ},
        "BINDELEDD_MODE": "demo",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database,
        "REDIS_URL": settings.redis_url,
        "SMTP_URL": settings.smtp_url,
        "PUBLIC_URL": settings.public_url,
    }
    return subprocess.Popen([sys.executable, "-m", "infra.worker"], env=environment)


def wait_for(happened, hand, seconds=60):
    until = time.monotonic() + seconds
    while not happened():
        assert hand.poll() is None, "the worker stopped by itself"
        assert time.monotonic() < until, "nothing happened"
        time.sleep(0.01)


def message_id(path):
    from email import message_from_bytes

    return message_from_bytes(path.read_bytes())["Message-ID"]


def dump(redis, key):
    """Everything that a key holds, whatever its kind; job data is packed, so it is unpacked here."""
    import zlib

    kind = redis.type(key)
    if kind == b"hash":
        values = [value for pair in redis.hgetall(key).items() for value in pair]
    elif kind == b"list":
        values = redis.lrange(key, 0, -1)
    elif kind == b"zset":
        values = redis.zrange(key, 0, -1)
    elif kind == b"set":
        values = list(redis.smembers(key))
    elif kind == b"string":
        values = [redis.get(key)]
    else:
        values = []
    unpacked = []
    for value in values:
        try:
            unpacked.append(zlib.decompress(value))
        except zlib.error:
            unpacked.append(value)
    return key + b" " + b" ".join(unpacked)
