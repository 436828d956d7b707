"""The table of drills: what each does, how long it takes, and how it is run in full."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from infra.drills import database, disk, killing, mail, point_in_time, waiting
from infra.drills.stage import Stage, held
from infra.drills.telling import Tale

LETTERS, FILINGS = 1000, 100
Play = Callable[[Stage, Tale], None]


@dataclass(frozen=True)
class Drill:
    """One line of the table. `minutes` is about how long it takes on two cores; `play` is done on a stage of its own.

    One that must lay its own ground (`alone`) is given only somebody to tell.
    """

    about: str
    minutes: int
    play: Play | None = None
    alone: Callable[[Tale], None] | None = None

    def run(self, tale: Tale, tell: Callable[[str], None]) -> None:
        """Set up, do it, take it all down again."""
        if self.alone is not None:
            self.alone(tale)
        elif self.play is not None:
            with held(tell) as stage:
                self.play(stage, tale)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _kill(*victims: str) -> Play:
    return partial(_killed, victims)


def _killed(victims: tuple[str, ...], stage: Stage, tale: Tale) -> None:
    killing.run(stage, tale, letters=LETTERS, filings=FILINGS, victims=victims)


def _web(stage: Stage, tale: Tale) -> None:
    killing.web(stage, tale, forms=200, port=free_port())


def _mail(name: str) -> Play:
    more = {"seconds": 25.0} if name == "treg" else {}
    return partial(_posted, name, more)


def _posted(name: str, more: dict[str, float], stage: Stage, tale: Tale) -> None:
    mail.ALL[name](stage, tale, letters=4 if more else 100, **more)


DRILLS = {
    "arbeider": Drill("kill -9 på arbeideren, tre ganger, midt i 1000 brev og 100 pakker", 2, _kill("worker", "worker", "worker")),
    "klokke": Drill("kill -9 på klokken midt i 1000 brev og 100 pakker", 2, _kill("clock", "clock")),
    "database": Drill("kill -9 på PostgreSQL midt i 1000 brev og 100 pakker", 2, _kill("database", "database")),
    "ko": Drill("kill -9 på Valkey midt i 1000 brev og 100 pakker", 2, _kill("queue", "queue")),
    "nett": Drill("kill -9 på en nettprosess, og på hele nettstedet, midt i 200 skjemaer", 2, _web),
    "tom-ko": Drill("køen tømmes (FLUSHALL) med 1000 brev og 100 pakker i", 1, partial(waiting.wiped, letters=LETTERS, filings=FILINGS)),
    "to-arbeidere": Drill("fire arbeidere på de samme jobbene samtidig", 1, partial(waiting.two_workers, letters=100, filings=20)),
    "klokkehopp": Drill("klokken hopper et år fram, og en time tilbake", 1, partial(waiting.leaps, letters=50)),
    "omstart": Drill("PostgreSQL startes på nytt under nettstedet", 1, partial(database.restarted, letters=100)),
    "tilkoblinger": Drill("alle tilkoblinger til PostgreSQL er opptatt", 1, partial(database.exhausted, letters=20)),
    "migrering": Drill("kill -9 midt i en migrering, og så en ny", 1, database.migration),
    "tidspunkt": Drill("en rad slettes, og databasen hentes tilbake til rett før", 1, alone=point_in_time.told),
    "full-disk-mapper": Drill("full disk under arkivmappen og e-posttjeneren", 1, partial(disk.folders, letters=20, filings=20)),
    "full-disk-database": Drill("full disk under PostgreSQL", 1, alone=lambda tale: disk.database(tale, print, letters=300)),
    "epost-treg": Drill("e-posttjeneren bruker 25 sekunder på hvert ja", 2, _mail("treg")),
    "epost-avviser": Drill("e-posttjeneren slipper ingen inn", 1, _mail("avviser")),
    "epost-henger": Drill("e-posttjeneren tar imot og sier ingenting", 2, _mail("henger")),
    "epost-halvt-svar": Drill("e-posttjeneren får brevet og legger på før den svarer", 1, _mail("halvt-svar")),
    "epost-uhoflig": Drill("e-posttjeneren sier ja, og så hva som helst", 1, _mail("uhoflig")),
    "epost-graliste": Drill("e-posttjeneren ber alle komme igjen (4xx)", 1, _mail("graliste")),
    "epost-en-adresse": Drill("e-posttjeneren kjenner ikke én av adressene (5xx)", 1, _mail("en-adresse")),
}
