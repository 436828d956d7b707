"""The courier survives being killed, tries again what time may mend, and leaves the rest to a person."""

from datetime import timedelta

import pytest

from saas import clock, printing
from saas.archive import courier, package, targets
from tests.tenants.filing.conftest import HERE, press, settle, text


class Killed(BaseException):
    """What `kill -9` looks like from the inside: nothing is caught, nothing is committed."""


def state_of(owner):
    return owner("SELECT state, attempts, error FROM filings")[0]


@pytest.fixture
def asked(coordinator, approved, owner):
    """Sent to the archive, and no worker has looked at it."""
    press(coordinator, f"referat/{approved}")
    return owner("SELECT id FROM filings")[0][0]


def sweep(inside, worker):
    with inside(role="service"):
        courier.sweep()
    worker.work()


def forget_the_queue(house):
    with house.app_context():
        from saas import jobs

        jobs.connection().flushall()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_packing_it_is_packed_by_the_next_sweep(house, asked, inside, owner, worker, monkeypatch, moment):
    forget_the_queue(house)
    building = courier._build

    def dies(filing):
        if moment == "after":
            building(filing)
        raise Killed

    monkeypatch.setattr(courier, "_build", dies)
    with pytest.raises(Killed), inside(role="service"):
        courier.make(str(asked))
    assert state_of(owner) == ("asked", 0, "")
    assert owner("SELECT count(*) FROM filing_packages")[0][0] == 0
    monkeypatch.undo()
    sweep(inside, worker)
    assert state_of(owner) == ("made", 0, "")
    sweep(inside, worker)
    assert owner("SELECT count(*) FROM filing_packages")[0][0] == 1


def test_lost_between_commit_and_queue_it_is_found_by_the_sweep(house, asked, inside, owner, worker):
    forget_the_queue(house)
    worker.work()
    assert state_of(owner)[0] == "asked"
    sweep(inside, worker)
    assert state_of(owner)[0] == "made"


def test_killed_after_the_file_is_written_it_is_delivered_once_under_one_name(
    coordinator, approved, inside, owner, worker, folder, monkeypatch
):  # fmt: skip
    assert settle(coordinator, levering="folder").status_code == 303
    carrying = targets.Folder.carry

    def dies(self, filename, content):
        carrying(self, filename, content)
        raise Killed

    press(coordinator, f"referat/{approved}")
    ((filing_id,),) = owner("SELECT id FROM filings")
    with inside(role="service"):
        courier.make(str(filing_id))
    monkeypatch.setattr(targets.Folder, "carry", dies)
    with pytest.raises(Killed), inside(role="service"):
        courier.carry(str(filing_id))
    assert state_of(owner)[0] == "made"
    monkeypatch.undo()
    sweep(inside, worker)
    assert state_of(owner)[0] == "delivered"
    (file,) = (folder / "nordvik").iterdir()
    assert file.read_bytes() == bytes(owner("SELECT content FROM filing_packages")[0][0])


def test_a_folder_that_is_away_is_tried_again_until_it_is_there(coordinator, approved, inside, owner, worker, folder):
    settle(coordinator, levering="folder")
    (folder / "nordvik").write_text("a file where the folder should be")
    press(coordinator, f"referat/{approved}")
    worker.work()
    assert state_of(owner) == ("made", 1, "folder")
    assert "kan ikke skrives til" in text(coordinator.get(HERE))
    sweep(inside, worker)
    assert state_of(owner) == ("made", 1, "folder"), "Not before its time."
    (folder / "nordvik").unlink()
    clock.move_to(clock.now() + timedelta(minutes=2))
    sweep(inside, worker)
    assert state_of(owner) == ("delivered", 0, "")


def test_it_gives_up_in_the_end_and_says_so(coordinator, approved, inside, owner, worker, folder):
    settle(coordinator, levering="folder")
    (folder / "nordvik").write_text("a file where the folder should be")
    press(coordinator, f"referat/{approved}")
    worker.work()
    for _ in courier.BACK_OFF:
        clock.move_to(clock.now() + timedelta(hours=5))
        sweep(inside, worker)
    assert state_of(owner) == ("failed", 6, "folder")
    assert "Stoppet" in text(coordinator.get(HERE))


@pytest.mark.parametrize(
    ("trouble", "error", "state"),
    [
        (printing.PrintingFailed("x"), "printing", "failed"),
        (package.TooLargeForArchive("x"), "too_large", "failed"),
        (KeyError("Hemmelig"), "unexpected", "asked"),
    ],
)
def test_what_goes_wrong_stands_on_the_page_and_nowhere_what_was_written(
    coordinator, asked, inside, owner, worker, monkeypatch, trouble, error, state
):  # fmt: skip
    def fails(content, files):
        raise trouble

    monkeypatch.setattr(package, "pack", fails)
    worker.work()
    assert state_of(owner) == (state, 1, error)
    assert "Hemmelig" not in text(coordinator.get(HERE))
    monkeypatch.undo()
    if state == "failed":
        assert press(coordinator, f"{asked}/ny-pakke", versjon="1").status_code == 303
        worker.work()
        assert state_of(owner) == ("made", 0, "")


def test_packing_again_is_for_what_has_stopped(coordinator, filed):
    answer = press(coordinator, f"{filed}/ny-pakke", versjon="1")
    assert answer.status_code == 409 and "ikke stoppet" in text(answer)


def test_each_kommune_has_a_folder_of_its_own(coordinator, approved, worker, folder):
    settle(coordinator, levering="folder")
    press(coordinator, f"referat/{approved}")
    worker.work()
    assert [path.name for path in folder.iterdir()] == ["nordvik"]
    assert not list(folder.rglob("*.delvis"))
