"""An office that replays, a clock that does not sleep, and the real samples where they lie."""

from dataclasses import replace
from pathlib import Path

import pytest

from saas.config import Settings
from saas.statistics.gate import Gate, Time
from tests.saas.statistics.replay import Replay

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data" / "statistics"


def sample(name: str) -> bytes:
    """A real answer from an office; the test is skipped where the samples are not beside the project."""
    path = SAMPLES / name
    if not path.is_file():
        pytest.skip(f"The real sample {name} lies in shared/, which is not here.")
    return path.read_bytes()


class Still:
    """A clock that moves only when somebody sleeps by it."""

    def __init__(self) -> None:
        self.now, self.slept = 1_000_000.0, []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    @property
    def time(self) -> Time:
        return Time(steady=lambda: self.now, wall=lambda: self.now, sleep=self.sleep, chance=lambda: 0.5)


@pytest.fixture
def still() -> Still:
    return Still()


@pytest.fixture
def office():
    with Replay() as replay:
        yield replay


@pytest.fixture
def asked_from(office, tmp_path) -> Settings:
    """Settings that point both offices at the replay, with a shelf of the test's own."""
    plain = Settings("demo", "x" * 32, {}, "redis://x", "smtp://x", "http://x")
    return replace(plain, ssb_url=office.url, fhi_url=office.url, statistics_folder=tmp_path / "shelf")


@pytest.fixture
def gate(still) -> Gate:
    return Gate(still.time)
