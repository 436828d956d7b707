"""The clock: asks for each kommune's rounds. A round that is lost comes again at the next stroke."""

import signal
import time
from threading import Event

from infra.house import build
from saas import jobs, rooms

# Seconds between the strokes of each round.
ROUNDS = {
    "outbox.sweep": 30,
    "meetings.deputies": 60,
    "tasks.remind": 900,
    "minutes.remind": 900,
    "minutes.close_comments": 900,
    "deeds.forget": 86_400,
}


def main() -> None:
    """Strike until told to stop."""
    app, stop = build(), Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    due = dict.fromkeys(ROUNDS, 0.0)
    with app.app_context():
        while not stop.is_set():
            strike(due)
            stop.wait(5)


def strike(due: dict[str, float]) -> None:
    """Ask for the rounds whose time has come."""
    ready = [name for name, at in due.items() if at <= time.monotonic() and jobs.is_known(name)]
    if not ready or not jobs.is_well():
        return
    for kommune in rooms.all_kommuner():
        actor = rooms.service_of(kommune)
        for name in ready:
            jobs.ask(name, kommune, actor)
    for name in ready:
        due[name] = time.monotonic() + ROUNDS[name]


if __name__ == "__main__":
    main()
