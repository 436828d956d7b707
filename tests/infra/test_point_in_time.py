"""The drill of the point in time, as anybody may run it: what was lost is back, and what came after is not."""

from pathlib import Path

import pytest

from infra.drills import point_in_time


def test_a_lost_row_is_back_as_it_was_just_before(capsys: pytest.CaptureFixture[str]) -> None:
    assert point_in_time.main() == 0

    told = capsys.readouterr()
    assert [line[:2] for line in told.out.splitlines()] == ["1.", "2.", "3.", "4."] and told.err == ""
    assert "1 rad slettet" in told.out


def test_a_log_that_never_reaches_the_archive_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A base copy waits for its log without an end, and would hang for ever."""

    def nowhere(store: Path) -> str:
        return "false"

    monkeypatch.setattr(point_in_time, "_archiving", nowhere)
    monkeypatch.setattr(point_in_time, "PATIENCE", 2)

    assert point_in_time.main() == 1
    assert "kom ikke til arkivet" in capsys.readouterr().err
