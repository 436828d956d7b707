"""A mail server that is slow, refuses, answers by halves, puts off or hangs: what becomes of the letters, and what the page says."""

import time
from collections.abc import Callable
from datetime import timedelta

from infra.drills.far_end import Manner
from infra.drills.load import Load
from infra.drills.stage import Stage
from infra.drills.telling import Tale
from saas import carrier, clock
from saas.trying import UNSURE

PAGE = "/k/ovdal/brev/"
# Longer than the first wait between two tries.
SOON = timedelta(minutes=2)


def slow(stage: Stage, tale: Tale, *, letters: int, seconds: float) -> None:
    """It thinks for a long time before it says yes to a letter."""
    load = _begin(stage, letters)
    tale.does(f"E-posttjeneren bruker {seconds:g} s på å si ja til hvert av {letters} brev.")
    stage.far_end.manner.answer_after = seconds
    stage.work()
    _prove(stage, tale, load)


def refusing(stage: Stage, tale: Tale, *, letters: int) -> None:
    """It lets nobody in: one letter finds out, and the others wait in peace."""
    load = _begin(stage, letters)
    tale.does("E-posttjeneren slipper ingen inn (421).")
    stage.far_end.manner = Manner(greeting="421 4.3.2 Stengt")
    _none_leave(stage, tale, load, "svarte 421")
    _well_again(stage, tale, load)


def hanging(stage: Stage, tale: Tale, *, letters: int) -> None:
    """It answers the telephone and says nothing."""
    load = _begin(stage, letters)
    tale.does(f"E-posttjeneren tar imot oppkoblingen og sier ingenting. Et brev venter i høyst {carrier.GREETING:g} s.")
    stage.far_end.manner = Manner(silent=True)
    began = time.monotonic()
    _none_leave(stage, tale, load, "svarer ikke")
    took = time.monotonic() - began
    limit = carrier.GREETING + carrier.PEACE
    tale.expect(f"{letters} brev holder ikke arbeideren opptatt i mer enn {limit:g} s.", f"{took:.1f} s.", took < limit)
    _well_again(stage, tale, load)


def half(stage: Stage, tale: Tale, *, letters: int) -> None:
    """It takes each letter and hangs up before it says yes: the one case in which a letter may come twice."""
    load = _begin(stage, letters)
    tale.does(f"E-posttjeneren får {letters} hele brev, og legger på før den svarer.")
    stage.far_end.manner.answer = None
    for _ in range(UNSURE + 2):
        _another_round(stage)
    seen = load.of_ours(stage.far_end.seen)
    tale.expect_number("Brev som er sett i det fjerne", letters, len(set(seen)))
    most = max(seen.count(number) for number in set(seen))
    tale.expect(f"hvert kommer høyst {UNSURE} ganger, med samme Message-ID.", f"{most}.", most <= UNSURE)
    tale.expect_number("Brev som et menneske må se på", letters, load.states().get("failed", 0))
    _page_says(stage, tale, "Det kan ha kommet fram")


def rude(stage: Stage, tale: Tale, *, letters: int) -> None:
    """It says yes, and then anything at all: a letter that is taken is not sent again."""
    load = _begin(stage, letters)
    for goodbye in ("421 Avbrutt", None):
        tale.does(f"E-posttjeneren sier ja, og så {'ingenting' if goodbye is None else goodbye}.")
        stage.far_end.manner.goodbye = goodbye
        stage.work()
        _another_round(stage)
    _prove(stage, tale, load)


def greylisting(stage: Stage, tale: Tale, *, letters: int) -> None:
    """It puts off everyone that it has not heard of (4xx), and takes them the second time."""
    load = _begin(stage, letters)
    tale.does("E-posttjeneren ber alle komme igjen (451).")
    stage.far_end.manner.first_time = "451 4.7.1 Kom igjen om litt"
    _none_leave(stage, tale, load, "svarte 451")
    tale.does("To minutter senere prøves de igjen.")
    _another_round(stage)
    _prove(stage, tale, load)


def one_refused(stage: Stage, tale: Tale, *, letters: int) -> None:
    """It knows all but one address (5xx): that letter stops with its reason, the others leave."""
    load = _begin(stage, letters)
    unlucky = load.letters[0]
    ((address,),) = stage.ask("SELECT to_address FROM letters WHERE id = %s", unlucky)
    tale.does("E-posttjeneren kjenner ikke én av adressene (550).")
    stage.far_end.manner.recipients = {address: "550 5.1.1 Ukjent"}
    for _ in range(2):
        _another_round(stage)
    others = load.numbers - {f"<{unlucky}@bindeledd.ovelse>"}
    tale.expect_once("De andre brevene", others, load.of_ours(stage.far_end.taken))
    tale.expect_number("Brev som stoppet", 1, load.states().get("failed", 0))
    _page_says(stage, tale, "svarte 550")


# By the end of the drill's name.
ALL: dict[str, Callable[..., None]] = {
    "treg": slow, "avviser": refusing, "henger": hanging, "halvt-svar": half, "uhoflig": rude, "graliste": greylisting,
    "en-adresse": one_refused,
}  # fmt: skip


def run(stage: Stage, tale: Tale, *, letters: int, seconds: float = 25.0) -> None:
    """All of them, one after another."""
    for manner in ALL.values():
        manner(stage, tale, letters=letters, **({"seconds": seconds} if manner is slow else {}))


def _begin(stage: Stage, letters: int) -> Load:
    stage.fresh()
    return Load(stage, letters, 0)


def _none_leave(stage: Stage, tale: Tale, load: Load, reason: str) -> None:
    stage.work()
    tale.expect("alle brev venter.", f"{load.states()}.", load.states() == {"waiting": len(load.letters)})
    tale.expect_number("Brev i det fjerne", 0, len(load.of_ours(stage.far_end.taken)))
    _page_says(stage, tale, reason)


def _well_again(stage: Stage, tale: Tale, load: Load) -> None:
    tale.expect("bare ett brev banket på.", f"{stage.far_end.connections}.", stage.far_end.connections == 1)
    tale.does("E-posttjeneren er frisk igjen.")
    stage.far_end.manner = Manner()
    carrier.forget_away()
    _another_round(stage)
    _prove(stage, tale, load)


def _another_round(stage: Stage) -> None:
    """Some hours later in the letters' own reckoning: every wait is over."""
    clock.move_to(clock.now() + (timedelta(hours=13) if stage.far_end.manner.answer is None else SOON))
    stage.sweep("outbox.sweep")
    stage.work()


def _prove(stage: Stage, tale: Tale, load: Load) -> None:
    load.prove(tale)


def _page_says(stage: Stage, tale: Tale, words: str) -> None:
    clock_was = clock.now()
    clock.move_to(None)
    page = stage.browser().get(PAGE).get_data(as_text=True)
    clock.move_to(clock_was)
    tale.expect(f"siden «Brev» sier «{words}».", "det." if words in page else "ikke det.", words in page)
