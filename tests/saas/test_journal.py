"""The log tells what was done and where it broke, in JSON lines; never what anybody wrote, nor whose it was."""

import ast
import io
import json
import logging
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import bindparam, select

from infra import watching
from infra.house import build
from saas import jobs, journal, metrics
from saas.config import BadSetting
from tests.world import log_in

ROOT = Path(__file__).resolve().parents[2]
PLANTED = "Plantet-Kari-99887766"
CANARIES = (PLANTED, "nordvik", "hamnes", "fjordvest", "koordinator@", "Coordinator")


@pytest.fixture
def lines():
    """Every line that the house writes while the test lasts, as it would stand on standard output."""
    out, root = io.StringIO(), logging.getLogger()
    hand = logging.StreamHandler(out)
    hand.setFormatter(journal.Line())
    before = {name: logging.getLogger(name).level for name in journal.OURS}
    root.addHandler(hand)
    for name in before:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.removeHandler(hand)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
    journal.begin()


def said(lines):
    return json.dumps(lines(), ensure_ascii=False)


def test_a_request_is_one_line_with_its_pattern_and_no_address(house, world, lines):
    browser = log_in(house, "koordinator@fjordvest.example")
    browser.get(f"/k/nordvik/moter/?q={PLANTED}")
    browser.get(f"/k/nordvik/{PLANTED}")
    house.test_client().get(f"/g/{PLANTED}")
    told = [line for line in lines() if line.get("route") == "/k/<kommune>/moter/"]
    assert len(told) == 1
    assert (told[0]["method"], told[0]["status"], told[0]["room"], told[0]["level"]) == ("GET", 200, "kommune", "info")
    assert re.fullmatch(journal.FORMS["request"], told[0]["request"]) and told[0]["ms"] >= 0 and told[0]["time"].endswith("+00:00")
    for canary in CANARIES:
        assert canary.lower() not in said(lines).lower(), f"{canary} stands in the log"


@pytest.fixture
def broken(settings, world):
    """A house with a page that breaks in the database, with somebody's words among the bound parameters."""
    app = build(settings, check=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.post("/k/<kommune>/brekk")
    def break_it():
        from flask import request

        from saas.db import db
        from tenants.network.models import Person

        logging.getLogger("urllib3").warning("Could not reach %s", request.form["notat"])
        logging.getLogger("some.library").error(f"Failed for {request.form['notat']}", exc_info=ValueError(request.form["notat"]))
        logging.getLogger("saas.fictional").warning("Could not use %s", request.form["notat"])
        try:
            db.session.execute(select(Person.name / bindparam("p", request.form["notat"])))
        except Exception as error:
            raise ValueError(f"Could not use {request.form['notat']}") from error

    return app


def test_an_error_with_bound_parameters_leaves_only_its_kind_and_its_place(broken, lines):
    browser = log_in(broken, "koordinator@fjordvest.example")
    answer = browser.post(f"/k/nordvik/brekk?q={PLANTED}", {"notat": PLANTED})
    assert answer.status_code == 500
    told = [line for line in lines() if line["from"] == "saas.faults"]
    assert len(told) == 1 and told[0]["error"] == "ValueError" and told[0]["level"] == "error"
    assert any("break_it" in place for place in told[0]["where"])
    assert "Could not use %s" in [line["event"] for line in lines()], "our own sentence stands, without what was filled in"
    assert {"urllib3", "some.library"} <= {line["from"] for line in lines()}
    for canary in CANARIES:
        assert canary.lower() not in said(lines).lower(), f"{canary} stands in the log"


def test_the_page_shows_the_number_that_the_line_carries(broken, lines):
    browser = log_in(broken, "koordinator@fjordvest.example")
    page = browser.post("/k/nordvik/brekk", {"notat": "x"}).get_data(as_text=True)
    line = next(line for line in lines() if line["from"] == "saas.faults")
    assert f"oppgi nummeret {line['request']}" in page
    by_itself = browser.post("/k/nordvik/brekk", {"notat": "x"}, headers={"X-Requested-With": "autosave"}).get_json()
    assert re.fullmatch(journal.FORMS["request"], by_itself["number"])


def test_a_refusal_carries_no_number_so_that_two_of_them_are_alike(house, world):
    browser = log_in(house, "koordinator@fjordvest.example")
    first, second = (browser.get("/k/finnes-ikke/").get_data(as_text=True) for _ in range(2))
    assert "oppgi nummeret" not in first and first == second


def test_a_job_tells_which_request_asked_for_it(house, world, inside, worker, lines, monkeypatch):
    def break_down():
        raise ValueError(f"{PLANTED} brøt sammen")

    monkeypatch.setitem(jobs._known, "outbox.sweep", break_down)
    with inside("nordvik"):
        journal.begin(request="7KQ3-M9XA")
        jobs.later("outbox.sweep")
        jobs.later("tasks.remind")
        journal.begin()
    worker.work()
    over = {line["job"]: line for line in lines() if line["event"] == "A job is over."}
    assert over["outbox.sweep"]["result"] == "failed" and over["tasks.remind"]["result"] == "done"
    assert {line["request"] for line in over.values()} == {"7KQ3-M9XA"}
    broke = next(line for line in lines() if line["event"] == "A job did not come through.")
    assert broke["error"] == "ValueError" and any("break_down" in place for place in broke["where"])
    for canary in CANARIES:
        assert canary.lower() not in said(lines).lower(), f"{canary} stands in the log"


def test_a_fact_that_looks_otherwise_than_described_is_hidden(lines):
    journal.note("A test.", route=f"/k/{PLANTED}/ og mer", person="Kari", status=200)
    told = lines()[-1]
    assert (told["route"], told["person"], told["status"]) == (journal.HIDDEN, journal.HIDDEN, 200)


def test_every_route_job_and_room_can_be_told(house):
    from saas.config import ROOMS

    facts = [("route", rule.rule) for rule in house.url_map.iter_rules()] + [("route", "none")]
    facts += [("job", name) for name in (*jobs._known, *jobs._house, "none")] + [("room", kind) for kind in (*ROOMS, "none")]
    facts += [("method", method) for method in (*metrics.METHODS, metrics.OTHER)]
    assert len(facts) > 300
    assert [fact for fact in facts if journal._told(*fact) == journal.HIDDEN] == []


def test_a_hidden_error_keeps_its_kind_and_its_place_and_none_of_its_words():
    class Odd(Exception):
        def __init__(self, one, *, two):
            super().__init__(one, two)
            self.one = one

        def __str__(self):
            return f"{self.one}!"

    for error in (ValueError(PLANTED), KeyError(PLANTED), Odd(PLANTED, two=PLANTED), UnicodeDecodeError("utf-8", b"x", 0, 1, PLANTED)):
        try:
            raise error
        except Exception as caught:
            mute = journal.hidden(caught)
        assert isinstance(mute, type(error)) and type(mute).__name__ == type(error).__name__
        assert PLANTED not in f"{mute} {mute!r} {mute.args}" and journal.places(mute.__traceback__)


def test_the_web_servers_own_words_are_told_in_the_same_way(capsys):
    from gunicorn.config import Config

    from saas.journal_web import Journal

    log = Journal(Config())
    log.error_log.setLevel(logging.INFO)
    try:
        raise ValueError(PLANTED)
    except ValueError:
        log.exception("Error handling request %s", f"/g/{PLANTED}")
    log.warning(f"Invalid request from ip=10.0.0.1: {PLANTED}")
    out = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["event"] for line in out] == ["Error handling request %s", "A library had something to say."]
    assert out[0]["error"] == "ValueError" and PLANTED not in json.dumps(out)
    log.error_log.handlers.clear()


def test_a_process_that_breaks_says_so_in_one_line():
    code = f"from infra import watching; watching.listen('clock'); raise ValueError({PLANTED!r})"
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    told = json.loads(ended.stdout)
    assert (told["part"], told["error"], told["level"]) == ("clock", "ValueError", "critical") and ended.returncode == 1
    assert PLANTED not in ended.stdout + ended.stderr


@pytest.mark.parametrize(
    ("env", "person", "level"),
    [({}, True, "warning"), ({}, False, "info"), ({"BINDELEDD_MODE": "production"}, True, "info"), ({"LOG_LEVEL": "Debug"}, True, "debug")],
    ids=["demo-screen", "demo-file", "production", "asked"],
)
def test_how_much_is_told(env, person, level):
    assert watching.level(env, a_person_reads=person) == level


def test_a_level_that_nobody_knows_is_refused():
    with pytest.raises(BadSetting, match="LOG_LEVEL"):
        watching.level({"LOG_LEVEL": "loud"}, a_person_reads=False)


def calls(*names):
    """Every call of these methods in the product's code: (place, the call)."""
    for folder in ("saas", "tenants", "infra"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in names:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_what_is_logged_is_always_a_sentence_of_ours_and_never_one_put_together():
    """The line tells the sentence as it stands in the code; one that is put together would carry what was put into it."""
    found = [
        (place, call) for place, call in calls("debug", "info", "warning", "error", "exception", "critical")
        if isinstance(call.func.value, ast.Name) and call.func.value.id in ("log", "_log", "logger", "logging")
    ]
    assert len(found) > 10
    wrong = [place for place, call in found if not (call.args and isinstance(call.args[0], ast.Constant))]
    assert wrong == [], "Write the sentence as a constant, and what differs as arguments or as facts of journal.note"


def test_every_fact_that_is_noted_is_described():
    noted = [(place, call) for place, call in calls("note") if isinstance(call.func.value, ast.Name) and call.func.value.id == "journal"]
    assert len(noted) >= 4
    for place, call in noted:
        assert isinstance(call.args[0], ast.Constant), place
        assert {word.arg for word in call.keywords if word.arg} <= {*journal.FORMS, "level"}, place


def test_a_record_without_anything_to_tell_is_still_a_line():
    record = logging.LogRecord("saas.x", logging.INFO, "f", 1, SimpleNamespace(), (), None)
    assert json.loads(journal.Line().format(record))["event"] == "A library had something to say."
