"""The demo's releases: really built from what was handed over, one tertial after the other, and approved by the centre's two."""

import os
import time
from datetime import datetime, timedelta
from uuid import UUID

import psycopg
from flask import Flask
from sqlalchemy import func, select, update

from infra import migrate
from infra.demo.country import told
from infra.demo.due import is_due
from infra.demo.ids import CENTRE, stable_id
from saas import clock, rooms
from saas.accounts import service
from saas.centre import asking, building, periods
from saas.centre.models import Release
from saas.db import db

ASKED_BY = "Sunniva Hegg"
# So long nobody else begins on them: a later tertial must not be built before an earlier one is out.
HELD = timedelta(hours=1)
LONGEST = 1800  # seconds that we wait for a release that somebody else builds
PAUSE = 1.0
# Days after a tertial that its snapshot was taken, and that it was let out.
FROZEN_AFTER, OUT_AFTER = 20, 22


def hold(connection: psycopg.Connection) -> None:
    """Ask for every release as the owner, and keep the worker from them until `publish` has come to each."""
    for period in told():
        connection.execute(
            "INSERT INTO stat_raw.releases (id, period, state, asked_by, claim, beat_at) VALUES (%s, %s, 'building', %s, %s, %s)",
            (stable_id("release", period), period, ASKED_BY, stable_id("claim", period), clock.now() + HELD),
        )


def publish(app: Flask, owner_url: str) -> bool:
    """Build and let out each of them in its order, and say so; False where one could not be. What is out stays as it is."""
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute("SELECT id, period FROM stat_raw.releases WHERE corrects IS NULL ORDER BY period").fetchall()
    with app.app_context():
        for release_id, period in rows:
            if release_id != stable_id("release", period):
                continue
            started = time.monotonic()
            state = _bring_out(release_id)
            if state != "published":
                print(f"  Utgivelsen for {period} ble ikke til: {asking.find(release_id).failure or state}", flush=True)
                return False
            _date(owner_url, release_id, period)
            print(f"  Utgivelsen for {period}: {time.monotonic() - started:.0f} s", flush=True)
    return True


def _bring_out(release_id: UUID) -> str:
    """Build it, or wait for whoever does; then both approve. The state that it ends in."""
    with rooms.enter(rooms.statistics()):
        ours = (Release.id == release_id, Release.state == "building", Release.beat_at > clock.now())
        db.session.execute(update(Release).where(*ours).values(state="asked", claim=None, beat_at=None))
    deadline = time.monotonic() + LONGEST
    while (state := asking.find(release_id).state) in ("asked", "building") and time.monotonic() < deadline:
        if not building.build(release_id):
            time.sleep(PAUSE)
    for email in CENTRE if state == "waiting" else ():
        state = _approve(email, release_id)
    return state


def _approve(email: str, release_id: UUID) -> str:
    """One of the centre's two says yes, logged in for that alone; the state afterwards."""
    with rooms.enter(rooms.lobby()):
        user = service.user_with(email)
        assert user is not None
        secret = service.open_session(user, device="Demo", idle_minutes=5, hours=1, strong=True)
        db.session.flush()
        state = str(db.session.scalar(select(func.app.approve_release(secret, release_id))))
        service.close_session(secret)
    return state


def _date(owner_url: str, release_id: UUID, period: str) -> None:
    """The demo's past is dated as it would have been: frozen twenty days after the tertial, and out two days later."""
    last = periods.last_day(period)
    frozen, out = (_at_the_latest_now(clock.at(last + timedelta(days=days), 9)) for days in (FROZEN_AFTER, OUT_AFTER))
    with psycopg.connect(owner_url) as connection:
        connection.execute("UPDATE stat_pub.releases SET frozen_at = %s, published_at = %s WHERE id = %s", (frozen, out, release_id))
        connection.execute("UPDATE stat_raw.releases SET asked_at = %s, frozen_at = %s, built_at = %s WHERE id = %s",
                           (frozen, frozen, frozen, release_id))  # fmt: skip
        connection.execute("UPDATE stat_raw.approvals SET at = %s WHERE release_id = %s", (out, release_id))


def _at_the_latest_now(moment: datetime) -> datetime:
    return min(moment, clock.now())


def main() -> int:
    """In a process of its own beside the worker, so that letters do not wait; asked for again, it goes on where it was."""
    from infra.house import build

    owner_url = migrate.plain(os.environ["DATABASE_URL"])
    if is_due(owner_url):
        os.nice(10)
        publish(build(check=False), owner_url)
    return 0
