"""Set-up is done once, by one at a time, and says plainly what is missing."""

import subprocess
import sys
from pathlib import Path

import pytest

from infra import chromium, ground, packages
from infra.ground import ROOT, CannotGoOn


def test_a_step_cut_short_never_looks_finished(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    assert not ground.marked(mark, "a")

    ground.leave_mark(mark, "a")

    assert ground.marked(mark, "a")
    assert not ground.marked(mark, "b")


def test_a_changed_lock_means_set_up_again(tmp_path: Path) -> None:
    lock = tmp_path / "x.lock"
    lock.write_text("flask==1")
    before = ground.digest([lock])
    lock.write_text("flask==2")

    assert ground.digest([lock]) != before


def test_two_starts_at_once_take_turns(tmp_path: Path) -> None:
    starter = (
        "import sys, time; from pathlib import Path; from infra import setup; setup.CACHE = Path(sys.argv[1])\n"
        "with setup._alone(): print(time.time(), flush=True); time.sleep(0.5); print(time.time())"
    )
    command = [sys.executable, "-c", starter, str(tmp_path)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]

    times = [sorted(times_of(child.communicate(timeout=30)[0])) for child in both]

    (_, first_out), (second_in, _) = sorted(times)
    assert first_out <= second_in


def test_a_failing_step_shows_the_end_of_what_was_said() -> None:
    with pytest.raises(CannotGoOn, match="Det gikk ikke.\n    fordi det var slutt"):
        ground.command([sys.executable, "-c", "print('fordi det var slutt'); raise SystemExit(3)"], "Det gikk ikke.")


def test_a_browser_that_is_pointed_at_must_exist(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/finnes/ikke")

    with pytest.raises(CannotGoOn, match="CHROMIUM peker på /finnes/ikke"):
        chromium.for_tests()


def test_without_any_pip_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(packages.glob, "glob", lambda pattern: [])
    for name in ("UV_DEFAULT_INDEX", "PIP_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(CannotGoOn, match="python3-venv"):
        packages.some_pip()


def test_the_two_commands_and_ci_are_executable() -> None:
    for command in ("infra/run", "infra/test", ".ci/run"):
        assert (ROOT / command).stat().st_mode & 0o111 == 0o111, command
    called = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line.startswith("exec")]
    assert len(called) == 1 and called[0].endswith('/infra/test"')


def times_of(output: str) -> list[float]:
    """The times a starter printed; its lines of progress begin with a bracket."""
    return [float(line) for line in output.split("\n") if line and not line.startswith("[")]
