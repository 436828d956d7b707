"""The queue is wiped, two workers take the same, the clock leaps: what waits is in the database, and is found there."""

import threading
from datetime import timedelta

from infra.clock import ROUNDS, strike
from infra.drills.far_end import Manner
from infra.drills.load import Load
from infra.drills.stage import Stage
from infra.drills.telling import Tale
from infra.leaps import CARRYING, Watchman
from saas import clock, jobs


def wiped(stage: Stage, tale: Tale, *, letters: int, filings: int) -> None:
    """FLUSHALL with everything in the queue: the clock's next stroke asks for it all again."""
    stage.fresh()
    load = Load(stage, letters, filings)
    with stage.app.app_context():
        tale.expect_number("Jobber i køen", letters + filings, len(jobs.queue()))
        tale.does("Køen tømmes (FLUSHALL).")
        jobs.connection().flushall()
        tale.expect_number("Jobber i køen", 0, len(jobs.queue()))
    stage.work()
    tale.expect("alt venter i databasen.", f"{load.states()}.", load.states() == {"waiting": letters})
    tale.does("Klokken slår.")
    while not load.is_done():
        with stage.app.app_context():
            strike(dict.fromkeys(("outbox.sweep", "archive.sweep"), 0.0))
            if not any(len(line) for line in jobs.queues()):
                break
        stage.work()
    load.prove(tale)


def two_workers(stage: Stage, tale: Tale, *, letters: int, filings: int, hands: int = 4) -> None:
    """Several workers on the same letter and the same package at the same moment: one of them does it."""
    stage.fresh()
    load = Load(stage, letters, filings)
    # Slow enough that the others come while the first one is in the middle.
    stage.far_end.manner.answer_after = 0.05
    with stage.app.app_context():
        asked = [job.args[0] for job in jobs.queue().jobs]
        jobs.queue().empty()
    tale.does(f"{hands} arbeidere får de samme {len(asked)} jobbene, i samme rekkefølge, samtidig.")
    _at_once(stage, asked, hands)
    # Packing asks for the carrying.
    with stage.app.app_context():
        carrying = [job.args[0] for job in jobs.queue().jobs]
        jobs.queue().empty()
    tale.expect_number("Jobber som pakkene ba om", filings, len(carrying))
    _at_once(stage, carrying, hands)
    load.prove(tale)


def _at_once(stage: Stage, envelopes: list[dict[str, object]], hands: int) -> None:
    gate = threading.Barrier(hands)

    def work() -> None:
        with stage.app.app_context():
            for envelope in envelopes:
                gate.wait(60)
                jobs.perform(envelope)

    workers = [threading.Thread(target=work) for _ in range(hands)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def leaps(stage: Stage, tale: Tale, *, letters: int) -> None:
    """The clock leaps a year ahead and is put right; it is an hour ahead and is put right."""
    stage.fresh()
    clock.move_to(None)
    watchman, steady = Watchman(), clock.now()
    tale.does("Klokken hopper et år fram, og e-posttjeneren ber brevene komme igjen.")
    clock.move_to(steady + timedelta(days=365))
    struck = watchman.of(list(ROUNDS))
    tale.expect("bare det som bærer ut post, går; sletting og påminnelser venter.", f"{len(struck)} runder.", set(struck) <= set(CARRYING))
    load = Load(stage, letters, 0)
    stage.far_end.manner = Manner(recipients={}, first_time="451 4.7.1 Kom igjen om litt")
    stage.work()
    tale.expect("brevene venter til neste år.", f"{load.states()}.", load.states() == {"waiting": letters})
    tale.does("Klokken rettes.")
    clock.move_to(None)
    page = stage.browser().get("/k/ovdal/brev/")
    tale.expect("den som er logget inn, kommer inn; og siden viser brevene.", page.status, page.status_code == 200)
    tale.expect("alle runder går igjen.", "det.", watchman.of(list(ROUNDS)) == list(ROUNDS))
    stage.sweep("outbox.sweep")
    stage.work()
    load.prove(tale)
    tale.does("Klokken er en time foran mens brev skrives, og stilles tilbake før de er sendt.")
    stage.fresh()
    clock.move_to(steady + timedelta(hours=1))
    behind = Load(stage, letters, 0)
    clock.move_to(None)
    stage.work()
    behind.prove(tale)
