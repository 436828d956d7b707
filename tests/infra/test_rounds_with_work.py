"""The clock's frequent rounds go where there is something to do, and what somebody asks for never stands behind them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import func, select

from infra import clock as strokes
from saas import clock, jobs, outbox
from saas.archive.models import Filing
from saas.db import db
from saas.outbox import Letter
from tenants.departure.models import Export
from tenants.handover.models import Handover


def letter(state: str) -> Letter:
    made = outbox.post(("Kari", "kari@eksempel.example"), "Hei", "Hei", template="x")
    made.state = state
    return made


def handover(state: str) -> Handover:
    return Handover(
        bundle_id=uuid4(), kind="planned", state=state, from_user_id=uuid4(), from_name="Kari", to_name="Ola",
        to_email="ola@eksempel.example", at=clock.now() + timedelta(days=9),
    )  # fmt: skip


def filing(state: str) -> Filing:
    return Filing(
        source_kind="minutes", source_id=uuid4(), source_version=1, external_key=str(uuid4()), title="x", public_title="x",
        content={}, delivery="folder", state=state, asked_by="Kari", made_at=clock.now(),
        delivered_at=clock.now() if state == "delivered" else None, delivered_by="Kari" if state == "delivered" else "",
    )  # fmt: skip


# Round → what gives it something to do, and what it has done with.
WORK: dict[str, tuple[Any, Any]] = {
    "outbox.sweep": (lambda: letter("waiting"), lambda: letter("sent")),
    "notices.gather": (lambda: letter("held"), lambda: letter("merged")),
    "archive.sweep": (lambda: filing("made"), lambda: filing("delivered")),
    "handover.complete": (lambda: handover("approved"), lambda: handover("draft")),
    "departure.export": (lambda: Export(state="waiting", asked_by="Kari"), lambda: Export(state="expired", asked_by="Kari")),
}


def asked(house: Any) -> list[tuple[str, str]]:
    """(round, kommune) of what stands among the rounds, which is emptied."""
    with house.app_context():
        line = jobs.queue(jobs.ROUNDS)
        found = [(job.args[0]["name"], job.args[0]["kommune"]) for job in line.jobs]
        line.empty()
    return found


def test_every_round_that_asks_first_is_tried_here():
    assert set(WORK) == set(strokes.WHERE_THERE_IS_WORK) <= set(strokes.ROUNDS)


@pytest.mark.parametrize("name", sorted(WORK))
def test_a_round_goes_where_there_is_work_and_nowhere_else(house, world, inside, name):
    with house.app_context():
        strokes.strike({name: 0.0})
    assert asked(house) == [], "nothing waits anywhere"
    for slug, make in zip(("hamnes", "nordvik"), WORK[name], strict=True):
        with inside(slug):
            if (row := make()) not in db.session:
                db.session.add(row)
    with house.app_context():
        jobs.queue().empty()
        strokes.strike({name: 0.0})
    assert asked(house) == [(name, str(world["hamnes"].id))]


def test_the_other_rounds_go_everywhere(house, world):
    with house.app_context():
        strokes.strike({"tasks.remind": 0.0})
    assert sorted(asked(house)) == sorted(("tasks.remind", str(place.id)) for place in world.values())


def test_a_letter_does_not_stand_behind_the_rounds(house, world, inside, postbox):
    with house.app_context():
        strokes.strike({"tasks.remind": 0.0})
    with inside("hamnes"):
        outbox.post(("Kari", "kari@eksempel.example"), "Hei", "Hei", template="x")
    with house.app_context():
        waiting = jobs.standing()["waiting"]
        assert waiting == len(world) + 1
        line = jobs.queues()
        first, _ = type(line[0]).dequeue_any(line, None, connection=jobs.connection(), serializer=line[0].serializer)
        assert first.args[0]["name"] == "outbox.deliver"


def test_only_the_worker_is_told_where_and_the_setting_opens_no_room(house, world, inside, settings):
    with inside("hamnes"):
        db.session.add(handover("approved"))
    with inside("nordvik"):
        db.session.execute(select(func.set_config("room.counting", "on", True)))
        assert db.session.scalar(select(func.count()).select_from(Handover)) == 0
    for kind in ("kommune", "guest", "lobby", "public", "statistics", "centre"):
        with psycopg.connect(settings.room_urls[kind].replace("+psycopg", "")) as connection, pytest.raises(psycopg.Error) as refused:
            connection.execute("SELECT app.kommuner_with_work('handover.complete')")
        assert refused.value.sqlstate == "42501", kind
    with psycopg.connect(settings.room_urls["worker"].replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT app.kommuner_with_work('handover.complete')").fetchall() == [(world["hamnes"].id,)]
        assert connection.execute("SELECT current_setting('room.counting', true)").fetchone() == ("",)
        with pytest.raises(psycopg.Error):
            connection.execute("SELECT app.kommuner_with_work('tasks.remind')")
