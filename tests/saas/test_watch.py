"""Sentry hears that something broke and where; never a word that anybody wrote."""

import gzip
import json
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sentry_sdk
from sqlalchemy import bindparam, select

from infra.house import build
from saas import watch
from tests.world import log_in

PLANTED = "PLANTET-Kari-Nordmann-fra-Fjellveien"


@pytest.fixture
def sink():
    """A local place that takes events as Sentry would."""
    events = []

    class Take(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            events.append(body.decode())
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Take)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://key@127.0.0.1:{server.server_port}/1", events
    sentry_sdk.init()
    server.shutdown()


def test_it_is_off_without_an_address(settings):
    assert watch.start(settings) is False


def test_a_planted_text_never_reaches_the_error_report(settings, world, sink):
    dsn, events = sink
    app = build(replace(settings, sentry_dsn=dsn), check=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.post("/k/<kommune>/brekk")
    def break_it():
        from flask import request

        from saas.db import db
        from tenants.network.models import Person

        written = request.form["notat"]
        try:
            db.session.execute(select(Person.name / bindparam("p", written)))
        except Exception as error:
            raise ValueError(f"Could not use {written}") from error

    browser = log_in(app, "koordinator@fjordvest.example")
    answer = browser.post(f"/k/nordvik/brekk?q={PLANTED}", {"notat": PLANTED, "merknad": PLANTED})
    assert answer.status_code == 500
    assert PLANTED not in answer.get_data(as_text=True)
    sentry_sdk.flush(5)

    assert events, "an error must be reported where a DSN is set"
    everything = "\n".join(events)
    assert "ValueError" in everything and "break_it" in everything
    for word in (PLANTED, "koordinator@fjordvest.example", "Coordinator Nordvik", "nordvik"):
        assert word not in everything, f"{word} left the house"


def test_the_log_says_what_broke_without_the_words(settings, world, caplog):
    app = build(settings, check=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.post("/k/<kommune>/brekk")
    def break_it():
        from flask import request

        raise ValueError(f"Could not use {request.form['notat']}")

    log_in(app, "koordinator@fjordvest.example").post("/k/nordvik/brekk", {"notat": PLANTED})
    assert "ValueError" in caplog.text
    assert PLANTED not in caplog.text


def test_the_scrubbed_event_keeps_nothing_but_kind_and_place():
    event = {
        "message": PLANTED,
        "exception": {"values": [{"type": "E", "value": PLANTED, "stacktrace": {"frames": [
            {"function": "f", "lineno": 3, "vars": {"x": PLANTED}, "context_line": PLANTED}]}}]},
        "request": {"method": "POST", "data": PLANTED, "url": PLANTED, "headers": {"Cookie": PLANTED}},
        "user": {"email": PLANTED}, "breadcrumbs": {"values": [PLANTED]}, "extra": {"a": PLANTED},
        "tags": {"a": PLANTED}, "contexts": {"flask": PLANTED}, "transaction": "minutes.save",
    }
    scrubbed = watch.scrub(event)
    assert PLANTED not in json.dumps(scrubbed)
    assert scrubbed["exception"]["values"][0]["stacktrace"]["frames"] == [{"function": "f", "lineno": 3}]


def test_a_job_that_breaks_is_reported_once_without_its_words(settings, world, inside, sink, monkeypatch):
    """The worker as infra.worker starts it: the queue's own integration is on, and what it gathers of arguments is taken out."""
    from rq import SimpleWorker
    from rq.serializers import JSONSerializer

    from saas import jobs

    dsn, events = sink
    app = build(replace(settings, sentry_dsn=dsn), check=False)

    def break_down():
        raise ValueError(f"Could not use {PLANTED}")

    monkeypatch.setitem(jobs._known, "outbox.sweep", break_down)
    with inside("nordvik"):
        jobs.later("outbox.sweep")
    with app.app_context():
        line = SimpleWorker(jobs.queues(), connection=jobs.connection(), serializer=JSONSerializer)
        line.work(burst=True, logging_level="ERROR")
    sentry_sdk.flush(5)

    reports = [event for event in events if '"exception"' in event]
    assert len(reports) == 1, "an error in a job must be reported where a DSN is set, and once is enough"
    assert "ValueError" in reports[0] and "break_down" in reports[0]
    place = world["nordvik"]
    for word in (PLANTED, "nordvik", "Service", str(place.id), str(place.users["coordinator"])):
        assert word not in "\n".join(events), f"{word} left the house"
