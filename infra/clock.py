"""The clock: asks for each kommune's rounds. A round that is lost comes again at the next stroke."""

import logging
import signal
import time
from threading import Event

from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from infra import watching
from infra.house import build, steady_start
from infra.leaps import Watchman
from saas import jobs, journal, metrics, rooms

# Seconds between the strokes of each round.
ROUNDS = {
    "outbox.sweep": 30,
    "outreach.round": 60,
    "notices.gather": 60,
    "notices.digest": 900,
    "meetings.deputies": 60,
    "tasks.remind": 900,
    "minutes.remind": 900,
    "minutes.close_comments": 900,
    "lifting.tell": 900,
    "lifting.remind": 3600,
    "wheel.prepare": 900,
    "rounds.remind": 900,
    "rounds.land": 900,
    "resources.match": 900,
    "measures.frame": 900,
    "measures.ask_status": 3600,
    "access.tie": 60,
    "access.warn": 3600,
    "frames.warn": 3600,
    "onboarding.welcome": 60,
    "handover.complete": 30,
    "departure.export": 60,
    "departure.delete": 3600,
    "sharing.count": 21_600,
    "face.refresh": 300,
    "archive.sweep": 30,
    "filing.gather": 900,
    "filing.answers": 300,
    "joint.follow": 300,
    "deeds.forget": 86_400,
    "outreach.forget": 86_400,
    "notices.forget": 86_400,
    "selfreview.close": 3600,
    "yearbook.bind": 900,
}
# The same for what is done once for the whole house, and not in each kommune.
HOUSE_ROUNDS = {"house_post.deliver": 30, "signup.expire": 3600, "accounts.forget": 86_400, "statistics.fetch": 86_400,
                "forum.digest": 3600, "centre.ask": 86_400, "centre.build": 30}
# Those that are asked for so often that the database is asked first where there is anything to do (app.kommuner_with_work).
WHERE_THERE_IS_WORK = ("outbox.sweep", "archive.sweep", "notices.gather", "handover.complete", "departure.export")
# Seconds between two looks at the time, and between the first strokes of two rounds.
BETWEEN = 5


def main() -> None:
    """Strike until told to stop."""
    watching.listen("clock")
    app, stop = steady_start(build), Event()
    watching.report(app, "clock")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    due = first_strokes(time.monotonic()) | dict.fromkeys(house_rounds(app), 0.0)
    watchman, away = Watchman(), False
    with app.app_context():
        while not stop.is_set():
            try:
                strike(due, watchman)
                away = False
            except SQLAlchemyError as trouble:
                if not away:
                    why = type(trouble).__name__
                    journal.note("The database does not answer; the clock strikes again when it does.", logging.WARNING, error=why)
                away = True
            stop.wait(BETWEEN)


def first_strokes(start: float) -> dict[str, float]:
    """When each kommune's rounds are first asked for, the frequent ones first: one after another, so that no deed waits
    behind all of them in all kommuner at once."""
    return {name: start + BETWEEN * place for place, name in enumerate(sorted(ROUNDS, key=lambda one: ROUNDS[one]))}


def house_rounds(app: Flask) -> list[str]:
    """The house's own rounds that are switched on; nothing is fetched from the world outside unless somebody says so."""
    fetching = app.config["HOUSE"].statistics_fetch
    return [name for name in HOUSE_ROUNDS if fetching or name != "statistics.fetch"]


def strike(due: dict[str, float], watchman: Watchman | None = None) -> None:
    """Ask for the rounds whose time has come, and that the watchman lets through. Raises SQLAlchemyError: it is tried again."""
    come = [name for name, at in due.items() if at <= time.monotonic()]
    come = watchman.of(come) if watchman else come
    ready, ours = [n for n in come if jobs.is_known(n)], [n for n in come if jobs.is_house_job(n)]
    if not (ready or ours) or not jobs.is_well():
        return
    for name in ours:
        jobs.ask_house(name)
        due[name] = time.monotonic() + HOUSE_ROUNDS[name]
        metrics.count("bindeledd_rounds", name)
    _ask([name for name in ready if name not in WHERE_THERE_IS_WORK], rooms.all_kommuner())
    for name in ready:
        if name in WHERE_THERE_IS_WORK:
            _ask([name], rooms.all_kommuner(work=name))
        due[name] = time.monotonic() + ROUNDS[name]
        metrics.count("bindeledd_rounds", name)


def _ask(rounds: list[str], kommuner: list[rooms.Kommune]) -> None:
    for kommune in kommuner if rounds else ():
        actor = rooms.service_of(kommune)
        for name in rounds:
            jobs.ask(name, kommune, actor)


if __name__ == "__main__":
    main()
