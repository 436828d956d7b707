"""The drills in short: the same faults with small numbers, on servers of their own; nothing lost, nothing twice, and it is said."""

from collections.abc import Iterator

import pytest

from infra.drills import __main__ as drills
from infra.drills import database, disk, killing, mail, waiting
from infra.drills.catalogue import DRILLS, free_port
from infra.drills.stage import Stage, held
from infra.drills.telling import Tale
from infra.ground import ROOT
from saas import carrier


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """One house for all of them: a drill begins afresh, and knows its own letters by their ids."""
    with held(lambda line: None) as made:
        yield made


@pytest.fixture
def tale() -> Iterator[Tale]:
    """What the drill tells; a test is over when all came true."""
    told: list[str] = []
    made = Tale(told.append)
    yield made
    assert told, "nothing was told"
    assert made.came_true, "\n".join(told)


def test_killed_in_the_middle_the_worker_the_database_and_the_queue_lose_nothing(stage: Stage, tale: Tale) -> None:
    killing.run(stage, tale, letters=40, filings=3, victims=("worker", "database", "queue"))


def test_a_web_killed_in_the_middle_of_forms_saves_each_once(stage: Stage, tale: Tale) -> None:
    killing.web(stage, tale, forms=9, port=free_port(), processes=1)


def test_a_wiped_queue_is_asked_for_again(stage: Stage, tale: Tale) -> None:
    waiting.wiped(stage, tale, letters=12, filings=3)


def test_two_workers_on_one_job_do_it_once(stage: Stage, tale: Tale) -> None:
    waiting.two_workers(stage, tale, letters=6, filings=2, hands=3)


def test_a_clock_that_leaps_holds_nothing_back_and_throws_nothing_away(stage: Stage, tale: Tale) -> None:
    waiting.leaps(stage, tale, letters=4)


def test_a_database_that_is_restarted_under_the_web_is_found_again(stage: Stage, tale: Tale) -> None:
    database.restarted(stage, tale, letters=4)


def test_without_connections_the_page_says_so(stage: Stage, tale: Tale) -> None:
    database.exhausted(stage, tale, letters=4)


def test_a_migration_killed_in_the_middle_leaves_nothing_half(stage: Stage, tale: Tale) -> None:
    database.migration(stage, tale, times=1)


def test_full_disks_under_the_archive_and_the_mail(stage: Stage, tale: Tale) -> None:
    disk.folders(stage, tale, letters=3, filings=3)


@pytest.mark.parametrize("manner", sorted(mail.ALL))
def test_a_mail_server_that_misbehaves(stage: Stage, tale: Tale, manner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The limits in small, so that nobody waits for them; the answer to a letter still has its own.
    monkeypatch.setattr(carrier, "GREETING", 1.0)
    more = {"seconds": 1.3} if manner == "treg" else {}
    mail.ALL[manner](stage, tale, letters=3, **more)


def test_the_table_of_drills_is_the_one_in_the_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert drills.main([]) == 0
    shown, written = capsys.readouterr().out, (ROOT / "infra/drills/README.md").read_text()
    for name in DRILLS:
        assert f"drill {name} " in shown and f"`{name}`" in written
    assert drills.main(["jordskjelv"]) == 2


def test_a_drill_that_does_not_go_as_expected_says_so_and_ends_with_one(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from infra.drills.catalogue import Drill

    def goes_wrong(tale: Tale) -> None:
        tale.expect_once("Brev", {"<a>", "<b>"}, ["<a>", "<a>"])

    monkeypatch.setitem(DRILLS, "gal", Drill("noe", 1, alone=goes_wrong))
    assert drills.main(["gal"]) == 1
    told = capsys.readouterr().out
    assert "✗ Ventet: Brev som mangler: 0. Så: 1." in told and "høyst 0. Så: 1." in told
    assert "gikk IKKE som ventet (2 avvik)" in told
