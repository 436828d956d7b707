"""A helper that dies is started again, with pauses; when something vital dies, it is said what."""

import os
import sys
import time

import pytest

from infra.ground import CannotGoOn
from infra.hands import Hand

DIES = [sys.executable, "-c", "import sys; sys.exit(7)"]
LIVES = [sys.executable, "-c", "import time; time.sleep(60)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('klar', flush=True); time.sleep(60)",
]


def until_stopped(hand: Hand) -> None:
    deadline = time.monotonic() + 10
    while not hand.has_stopped and time.monotonic() < deadline:
        time.sleep(0.02)


def test_a_dead_helper_is_started_again_after_a_pause(capsys: pytest.CaptureFixture[str]) -> None:
    hand = Hand("Klokken", DIES, dict(os.environ))
    hand.start()
    until_stopped(hand)

    hand.look_after()
    assert hand.has_stopped, "it must not be started again in the same moment"
    assert "Klokken stoppet uventet (kode 7); starter på nytt om 1 s." in capsys.readouterr().out

    hand.command = LIVES
    time.sleep(1.1)
    hand.look_after()
    assert not hand.has_stopped
    hand.ask_to_stop()
    hand.await_stop()


def test_a_dead_vital_process_stops_everything_by_name() -> None:
    hand = Hand("Nettstedet", DIES, dict(os.environ), vital=True)
    hand.start()
    until_stopped(hand)

    with pytest.raises(CannotGoOn, match="Nettstedet stoppet uventet"):
        hand.look_after()


def test_one_that_will_not_stop_is_ended() -> None:
    hand = Hand("Arbeideren", STUBBORN, dict(os.environ))
    hand.start()
    time.sleep(0.5)

    hand.ask_to_stop()
    hand.await_stop(patience=0.5)

    assert hand.has_stopped
