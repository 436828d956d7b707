"""Notices when the time of day leaps, so that nothing is thrown away or sent out because a clock was wrong."""

import time
from collections.abc import Callable

from infra.ground import say
from saas import clock

# Seconds: what two looks may differ by before it is a step and no drift, and how far ahead is too far to be believed.
STEP, TOO_FAR = 60.0, 26 * 3600.0
# Rounds that only carry what somebody has asked for already. They are right whatever the time is.
CARRYING = ("outbox.sweep", "archive.sweep", "house_post.deliver")


def steady() -> float:
    """Seconds that nobody sets: they also pass while the machine sleeps."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if hasattr(time, "CLOCK_BOOTTIME") else time.monotonic()


class Watchman:
    """Compares the time of day with one that nobody sets. Steps add up, so a clock that is put right is believed again."""

    def __init__(self, wall: Callable[[], float] = lambda: clock.now().timestamp(), even: Callable[[], float] = steady) -> None:
        self._wall, self._even = wall, even
        self._last = wall() - even()
        self._ahead = 0.0
        self._told = False

    def believes(self) -> bool:
        """False while the clock stands more than a day ahead of where it was left; said once in each direction.

        A machine that was stopped for days looks the same: a start of the clock anew says that the time is right.
        """
        difference = self._wall() - self._even()
        if abs(step := difference - self._last) > STEP:
            self._ahead += step
        self._last = difference
        far = self._ahead > TOO_FAR
        if far and not self._told:
            days = round(self._ahead / 86_400)
            say(f"Klokken hoppet {days} døgn fram. Bare brev og arkivpakker som venter, går ut; påminnelser og sletting venter. "
                "Rett klokken på maskinen, eller start klokkeprosessen på nytt om tiden er riktig.")  # fmt: skip
        elif self._told and not far:
            say("Klokken er rettet, og alle runder går som før.")
        self._told = far
        return not far

    def of(self, rounds: list[str]) -> list[str]:
        """Those of the rounds that may be struck now."""
        return rounds if self.believes() else [name for name in rounds if name in CARRYING]
