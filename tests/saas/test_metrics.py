"""/metrics tells how the house is doing, all processes together, and nothing of any kommune."""

import os
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest
from flask import Request
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import func, select
from werkzeug.test import EnvironBuilder

from saas import clock, jobs, journal, metrics, metrics_door, metrics_page, metrics_store, outbox, rooms, throttle
from saas.config import BadSetting, read
from saas.db import db
from saas.errors import NotAdmitted
from tests.world import _inside, log_in

CANARIES = ("nordvik", "hamnes", "Nordvik", "Hamnes", "fjordvest", "Solveig-Kanari", "koordinator", "example")


@pytest.fixture(autouse=True)
def nothing_counted_before():
    metrics.taken()


def figures(house, **headers):
    """Every sample of /metrics: (name, labels as a sorted tuple) → value."""
    answer = house.test_client().get("/metrics", headers=headers)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def one(found, name, **labels):
    return found.get((name, tuple(sorted(labels.items()))))


def test_what_several_processes_have_counted_is_told_together(house, world):
    for _ in range(2):
        if (child := os.fork()) == 0:
            with house.app_context():
                metrics.taken()
                metrics.count("bindeledd_rounds", "outbox.sweep")
                os._exit(0 if metrics_store.carry() else 1)
        assert os.waitpid(child, 0)[1] == 0
    metrics.count("bindeledd_rounds", "outbox.sweep")
    assert one(figures(house), "bindeledd_rounds_total", round="outbox.sweep") == 3


def test_pages_are_counted_by_pattern_and_their_time_is_a_true_histogram(house, world):
    browser = log_in(house, "koordinator@fjordvest.example")
    for _ in range(3):
        browser.get("/k/nordvik/")
    browser.get("/k/hamnes/")
    found = figures(house)
    assert one(found, "bindeledd_requests_total", route="/k/<kommune>/", method="GET", status="2xx") == 4
    inside = sorted(
        (float(dict(labels)["le"]), value) for (name, labels), value in found.items()
        if name == "bindeledd_request_seconds_bucket" and dict(labels)["route"] == "/k/<kommune>/"
    )
    assert [value for _, value in inside] == sorted(value for _, value in inside) and inside[-1] == (float("inf"), 4)
    assert one(found, "bindeledd_request_seconds_sum", route="/k/<kommune>/", method="GET") > 0


def test_no_kommune_and_no_person_stands_in_any_figure(house, world, inside, worker):
    browser = log_in(house, "koordinator@fjordvest.example")
    client = house.test_client()
    for address in ("/k/nordvik/", "/k/nordvik/Solveig-Kanari", "/k/Solveig-Kanari/", "/g/Solveig-Kanari", "/apen/nordvik",
                    "/nordvik/Solveig-Kanari", "/k/nordvik/sok?q=Solveig-Kanari", "/finn?q=Solveig-Kanari"):
        browser.get(address)
        client.get(address)
    client.open("/k/nordvik/", method="SOLVEIG-KANARI")
    client.post("/logg-inn", data={"epost": "Solveig-Kanari@nordvik.example"})
    browser.post("/logg-inn", {"epost": "koordinator@fjordvest.example", "passord": "Solveig-Kanari"})
    with inside("nordvik"):
        outbox.post(("Solveig-Kanari", "solveig@nordvik.example"), "Solveig-Kanari", "Solveig-Kanari", template="x")
    worker.work()
    said = house.test_client().get("/metrics").get_data(as_text=True)
    assert "bindeledd_letters_carried_total" in said and 'route="none"' in said and 'method="other"' in said
    for canary in CANARIES:
        assert canary.lower() not in said.lower(), f"{canary} stands in /metrics"


def test_every_label_is_a_word_of_the_houses_own(house, world, worker):
    browser = log_in(house, "koordinator@fjordvest.example")
    browser.get("/k/nordvik/")
    routes = {rule.rule for rule in house.url_map.iter_rules()} | {"none"}
    names = set(jobs._known) | set(jobs._house) | {"none"}
    known = {"route": routes, "method": {*metrics.METHODS, metrics.OTHER}, "job": names, "round": names}
    for (name, labels), _ in figures(house).items():
        for label, value in labels:
            assert value in known.get(label, {value}), f"{name} has {label}={value}"


def test_what_somebody_typed_never_becomes_a_label():
    metrics.count("bindeledd_rate_limited", "Kari Nordmann, Fjellveien 3")
    assert [metrics.read_key(key)[2] for key in metrics.taken()] == [(metrics.OTHER,)]
    with pytest.raises(LookupError):
        metrics.count("bindeledd_rate_limited", "guest", "one label too many")


def test_letters_are_counted_over_all_kommuner_with_the_age_of_the_oldest(house, world, inside):
    laid = (("nordvik", "waiting", 4000), ("hamnes", "waiting", 1000), ("hamnes", "failed", 9000), ("nordvik", "sent", 99999))
    for slug, state, age in laid:
        with inside(slug):
            letter = outbox.post(("Kari", "kari@eksempel.example"), "Hei", "Hei", template="x")
            letter.state, letter.created_at = state, clock.now() - timedelta(seconds=age)
            letter.next_try_at = clock.now() - timedelta(seconds=age / 2)
    found = figures(house)
    assert one(found, "bindeledd_letters", post="kommune", state="waiting") == 2
    assert one(found, "bindeledd_letters", post="kommune", state="failed") == 1
    assert 4000 <= one(found, "bindeledd_letters_oldest_seconds", post="kommune") < 4060
    assert 2000 <= one(found, "bindeledd_letters_overdue_seconds", post="kommune") < 2060
    assert one(found, "bindeledd_letters", post="house", state="waiting") == 0
    assert one(found, "bindeledd_filings", state="failed") == 0
    assert one(found, "bindeledd_kommuner") == 2
    assert one(found, "bindeledd_database_step") == one(found, "bindeledd_code_step") == float(metrics_page.HEAD)


def test_only_the_lobby_may_count_and_the_setting_opens_no_room(house, world, inside, settings):
    with inside("hamnes"):
        outbox.post(("Kari", "kari@eksempel.example"), "Hei", "Hei", template="x")
    with inside("nordvik"):
        db.session.execute(select(func.set_config("room.counting", "on", True)))
        assert outbox.counts()["waiting"] == 0
    for kind in ("kommune", "guest", "worker", "public", "statistics", "centre"):
        with psycopg.connect(settings.room_urls[kind].replace("+psycopg", "")) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute("SELECT app.house_figures(now())")
        assert refused.value.sqlstate == "42501", kind


def test_whoever_is_not_let_in_is_counted_by_kind(house, world, inside, database):
    stranger = log_in(house, "member@hamnes.example")
    stranger.get("/k/nordvik/")
    house.test_client().get("/g/en-lenke-som-ikke-finnes")
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE memberships SET valid_to = '2021-01-01' WHERE user_id = %s", (world["nordvik"].users["member"],))
    with pytest.raises(NotAdmitted), _inside(house, world["nordvik"], "member", True):
        outbox.counts()
    with house.test_request_context("/"), rooms.enter(rooms.lobby(read_only=True)), pytest.raises(Exception, match="permission denied"):
        db.session.scalar(select(func.app.admit_job(world["nordvik"].id, world["nordvik"].id, "x")))
    found = figures(house)
    assert one(found, "bindeledd_room_refusals_total", room="kommune", why="stranger") == 1
    assert one(found, "bindeledd_room_refusals_total", room="guest", why="link") == 1
    assert one(found, "bindeledd_room_refusals_total", room="lobby", why="wall") == 1


def test_a_membership_that_ended_while_the_page_was_open_is_a_refused_ticket(house, world, monkeypatch):
    browser = log_in(house, "koordinator@fjordvest.example")
    monkeypatch.setattr(rooms, "_asker", lambda *a, **k: lambda challenge: None)
    assert browser.get("/k/nordvik/").status_code == 404
    assert one(figures(house), "bindeledd_room_refusals_total", room="kommune", why="ticket") == 1


def test_what_an_alert_waits_for_is_told_as_none_before_it_has_happened(house, world):
    found = figures(house)
    assert one(found, "bindeledd_room_refusals_total", room="kommune", why="wall") == 0
    assert one(found, "bindeledd_jobs_total", job="outbox.deliver", result="failed") == 0
    assert one(found, "bindeledd_letters_carried_total", result="refused") == 0


def test_jobs_are_counted_by_what_became_of_them(house, world, inside, worker, monkeypatch):
    def break_down():
        raise ValueError(f"{CANARIES[5]} har telefon 99887766")

    monkeypatch.setitem(jobs._known, "outbox.sweep", break_down)
    with inside("nordvik"):
        jobs.later("outbox.sweep")
        jobs.later("tasks.remind")
    with house.app_context():
        found = figures(house)
        assert one(found, "bindeledd_queue_jobs", state="waiting") == 2
        assert one(found, "bindeledd_queue_oldest_seconds") >= 0
        worker.work()
        kept = b"".join(key + repr(_all_of(key)).encode() for key in jobs.connection().keys("*"))
    found = figures(house)
    assert one(found, "bindeledd_jobs_total", job="outbox.sweep", result="failed") == 1
    assert one(found, "bindeledd_jobs_total", job="tasks.remind", result="done") == 1
    assert one(found, "bindeledd_job_seconds_count", job="tasks.remind") == 1
    assert one(found, "bindeledd_queue_jobs", state="failed") == 1
    assert b"ValueError" in _unpacked(kept), "the queue keeps what kind of error it was"
    assert b"Solveig-Kanari" not in _unpacked(kept), "the words of a failure lie in the queue's server"


def _all_of(key):
    line = jobs.connection()
    read = {b"hash": line.hgetall, b"list": lambda k: line.lrange(k, 0, -1), b"set": line.smembers,
            b"zset": lambda k: line.zrange(k, 0, -1), b"stream": line.xrange, b"string": line.get}
    return read[line.type(key)](key)


def _unpacked(kept):
    """RQ keeps a failure's text packed (zlib, base64); a canary is looked for in what was unpacked, too."""
    import base64
    import re
    import zlib

    found = [kept]
    for piece in re.findall(rb"[A-Za-z0-9+/=]{40,}", kept):
        try:
            found.append(zlib.decompress(base64.b64decode(piece)))
        except Exception:
            continue
    return b"\n".join(found)


def test_a_queue_that_is_away_hides_nothing_else_and_loses_no_figure(house, world):
    log_in(house, "koordinator@fjordvest.example").get("/k/nordvik/")
    there = house.config["HOUSE"]
    house.config["HOUSE"] = replace(there, redis_url="redis://127.0.0.1:1/0")
    found = figures(house)
    assert one(found, "bindeledd_up", part="queue") == 0 and one(found, "bindeledd_up", part="database") == 1
    assert one(found, "bindeledd_kommuner") == 2
    assert not any(name == "bindeledd_requests_total" for name, _ in found), "what is not known is left out, never told as less"
    house.config["HOUSE"] = there
    found = figures(house)
    assert one(found, "bindeledd_up", part="queue") == 1
    assert one(found, "bindeledd_requests_total", route="/k/<kommune>/", method="GET", status="2xx") == 1


def test_a_database_that_is_away_hides_nothing_else(house, world, monkeypatch):
    log_in(house, "koordinator@fjordvest.example").get("/k/nordvik/")
    monkeypatch.setattr(rooms, "database_step", lambda: None)
    found = figures(house)
    assert one(found, "bindeledd_up", part="database") == 0 and one(found, "bindeledd_kommuner") is None
    assert one(found, "bindeledd_requests_total", route="/k/<kommune>/", method="GET", status="2xx") == 1


def test_each_process_says_that_it_is_alive_until_it_is_not(house, world, monkeypatch):
    with house.app_context():
        reporter = metrics_store.Reporter(house, "worker")
        reporter.done.set()
        reporter.run()
    found = figures(house)
    assert one(found, "bindeledd_processes", part="worker") == 1 and one(found, "bindeledd_processes", part="clock") == 0
    assert one(found, "bindeledd_memory_bytes", part="worker") > 1_000_000
    metrics.count("bindeledd_rounds", "outbox.sweep")
    other = metrics_store.Reporter(house, "clock")
    with house.app_context():
        metrics_store.say_alive(other.field)
    assert one(figures(house), "bindeledd_processes", part="clock") == 1
    other.leave()
    assert metrics.taken() == {} and one(figures(house), "bindeledd_processes", part="clock") == 0
    later = metrics_store.time.time() + metrics_store.QUIET + 1
    monkeypatch.setattr(metrics_store.time, "time", lambda: later)
    assert one(figures(house), "bindeledd_processes", part="worker") == 0


def test_what_is_asked_too_often_is_counted_by_what_and_not_by_whom(house, world):
    with house.app_context():
        answers = [throttle.allows("2/hour", "guest", "10.1.2.3") for _ in range(5)]
    assert answers == [True, True, False, False, False]
    found = figures(house)
    assert one(found, "bindeledd_rate_limited_total", what="guest") == 3


def test_what_was_tried_at_the_door_is_counted(house, world):
    browser = log_in(house, "koordinator@fjordvest.example")
    browser.post("/logg-ut")
    log_in_again = browser.post("/logg-inn", {"epost": "koordinator@fjordvest.example", "passord": "feil"})
    assert log_in_again.status_code == 422
    found = figures(house)
    assert one(found, "bindeledd_log_ins_total", way="password", result="wrong") == 1
    assert one(found, "bindeledd_log_ins_total", way="log_in", result="ok") == 1


TOKEN = "et-hemmelig-ord-for-maalinger"


@pytest.mark.parametrize(
    ("mode", "token", "address", "headers", "status"),
    [
        ("demo", "", "203.0.113.9", {}, 200),
        ("production", "", "127.0.0.1", {}, 200),
        ("production", "", "10.3.2.1", {}, 200),
        ("production", "", "203.0.113.9", {}, 404),
        ("production", "", "::ffff:203.0.113.9", {}, 404),
        ("production", "", "::ffff:127.0.0.1", {}, 200),
        ("production", "", "127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("production", "", "10.3.2.1", {"Forwarded": "for=10.3.2.1"}, 404),
        ("production", TOKEN, "127.0.0.1", {}, 401),
        ("production", TOKEN, "203.0.113.9", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("production", TOKEN, "203.0.113.9", {"Authorization": f"Bearer {TOKEN}x"}, 401),
        ("demo", TOKEN, "127.0.0.1", {"Authorization": TOKEN}, 401),
    ],
    ids=["demo", "loopback", "private", "outside", "mapped-outside", "mapped-loopback", "proxied",
         "forwarded", "no-token", "token", "wrong-token", "no-bearer"],
)
def test_who_may_read_the_figures(mode, token, address, headers, status):
    asked = Request(EnvironBuilder(path="/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}).get_environ())
    assert (metrics_door.refusal(asked, token, demo=mode == "demo") or 200) == status


def test_the_door_is_asked_before_anything_is_told(house, world):
    there = house.config["HOUSE"]
    for token, headers, status in (
        ("", {}, 200), ("", {"X-Forwarded-For": "10.0.0.1"}, 404), (TOKEN, {}, 401), (TOKEN, {"Authorization": f"Bearer {TOKEN}"}, 200),
    ):
        house.config["HOUSE"] = replace(there, mode="production", metrics_token=token)
        answer = house.test_client().get("/metrics", headers=headers)
        assert answer.status_code == status and (b"bindeledd_up" in answer.data) is (status == 200)
    assert "WWW-Authenticate" in house.test_client().get("/metrics").headers


def test_a_token_that_is_no_secret_is_refused_at_the_start():
    with pytest.raises(BadSetting, match="METRICS_TOKEN"):
        read({"SECRET_KEY": "x" * 40, "DATABASE_URL": "postgresql://h/d", "REDIS_URL": "redis://h", "SMTP_URL": "smtp://h",
              "METRICS_TOKEN": "kort"})


def test_figures_of_an_older_house_do_no_harm(house, world):
    with house.app_context():
        jobs.connection().hset(metrics_store.TALLY, '["bindeledd_gone", "total", "a"]', "3")
        jobs.connection().hset(metrics_store.TALLY, "not even json", "3")
    assert one(figures(house), "bindeledd_up", part="queue") == 1


def test_a_job_remembers_which_request_asked_for_it(house, world, inside):
    with inside("nordvik"):
        journal.begin(request="7KQ3-M9XA")
        jobs.later("outbox.sweep")
    with house.app_context():
        assert jobs.queue().jobs[0].args[0]["request"] == "7KQ3-M9XA"
    journal.begin()
