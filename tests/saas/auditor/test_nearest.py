"""The nearest world fits the facts and reaches its goal, and nobody is cleared by it who could tell it from the truth."""

import numpy as np
import pytest

from saas.auditor import kommune_view
from saas.auditor.clearing import Clearing
from saas.auditor.limits import Owners
from saas.auditor.nearest import Nearest
from saas.auditor.readers import everybody
from saas.auditor.shrinking import NOBODY
from saas.auditor.vicinity import distances
from tests.saas.auditor.test_suspects import _boards, _families, _one_theme, world

FIRST = {"themes": world, "families": _families}


@pytest.mark.parametrize("kind", FIRST)
@pytest.mark.parametrize("seed", range(4))
def test_whoever_is_cleared_one_by_one_could_not_open_it_alone(kind, seed):
    release, truth = FIRST[kind](seed)
    holders = everybody(truth.contributions, Owners(truth.coordinators))
    for board in _boards_of(release, truth):
        lines = np.flatnonzero(board.left.any(axis=1))
        left = Nearest(board, distances(board)).clear(lines.tolist(), board.left.copy())

        assert left.sum() < board.left.sum()
        for number, (holder, own) in enumerate(holders.items()):
            cleared = {pair for line in lines if board.left[line, number] and not left[line, number] for pair in board.pairs[line]}
            assert not kommune_view([release], truth.contributions, own=own, of=cleared, percent=25.0).failing, holder


@pytest.mark.parametrize("kind", FIRST)
def test_the_world_fits_and_who_stands_still_is_as_she_was(kind):
    release, truth = FIRST[kind](2)
    found = 0
    for board in _boards_of(release, truth):
        near, everyone = Nearest(board, distances(board)), np.arange(board.left.shape[1])
        for line in board.direct:
            still = everyone[line % 2 :: 2]
            place, far = int(board.places[line]), float(board.up[line] - board.truth[board.places[line]])
            there = near.world([(place, far)], still, everyone, int(board.whose[line]))
            if there is None:
                continue
            found += 1
            assert np.abs(board.matrix @ there - board.part.right).max() < 1e-5
            assert (there >= board.part.least - 1e-6).all() and (there <= board.part.most + 1e-6).all()
            assert there[place] >= board.up[line] - 1e-6
            assert not np.abs(there - board.truth)[np.isin(board.owner, still)].any()
            assert (board.exchanges.loose(there) > -1e-6).all()
    assert found > 5


def test_a_world_with_less_of_a_figure_than_somebody_has_of_it_does_not_clear_her():
    """k2 has all three of the first verdict: where there are but two in all, k2's coordinator knows that it is not so."""
    board, line = _one_theme()
    (side,) = board.sides
    there = board.truth.copy()
    there[side.family.sums] = [2.0, 5.0]
    unknown = board.left.copy()
    board.up[:], board.down[:] = -1.0, -1.0
    board.learn(there, unknown)

    theirs = int(board.owner[side.family.wholes[np.flatnonzero(side.has[:, 0] == 3.0)[0]]])
    assert not unknown[line, np.arange(unknown.shape[1]) != theirs].any() and unknown[line, theirs]


def test_more_than_one_hand_gives_the_same_as_one(monkeypatch):
    release, truth = world(5)
    left = []
    for hands, about in ((1, 24), (2, 24), (2, 3)):
        monkeypatch.setattr("saas.auditor.clearing.HANDS", hands)
        monkeypatch.setattr("saas.auditor.clearing.ABOUT", about)
        boards = _boards_of(release, truth)
        for board in boards:
            Clearing(board).run()
        left.append(np.concatenate([board.left.ravel() for board in boards]))
    assert (left[0] == left[1]).all() and (left[0] == left[2]).all()


@pytest.mark.parametrize("kind", FIRST)
def test_where_the_nearest_are_too_few_everybody_is_asked(kind):
    release, truth = FIRST[kind](3)
    few = both = 0
    for board in _boards_of(release, truth):
        far = distances(board)
        wide = Nearest(board, far)
        for line in board.direct:
            kommune, place = int(board.whose[line]), int(board.places[line])
            goals, nobody = [(place, float(board.up[line] - board.truth[place]))], np.array([], dtype=int)
            about = np.argsort(far[kommune], kind="stable")[:2]
            alone = Nearest(board, far, about).world(goals, nobody, nobody, kommune)
            widened = Nearest(board, far, about, wide).world(goals, nobody, nobody, kommune)

            few += alone is None
            both += widened is not None
            assert (widened is None) == (wide.world(goals, nobody, nobody, kommune) is None)
            if alone is not None:
                moved = board.owner[np.abs(alone - board.truth) > 1e-6]
                assert set(moved.tolist()) <= {NOBODY, *about.tolist()}
                assert np.abs(board.matrix @ alone - board.part.right).max() < 1e-5
    assert few and both


def _boards_of(release, truth):
    boards = _boards(release, truth)
    assert all((board.owner != NOBODY).any() for board in boards)
    return boards
