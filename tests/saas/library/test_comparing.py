"""Two texts, and three: nothing is lost, what one side changed comes in, and where both did somebody is asked."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.library import comparing

LINES = st.lists(st.sampled_from(["", "", "a", "b", "c", "d", "e"]), max_size=14)


def edited(base, edits):
    """The base with some of its lines replaced: place → the lines that stand there instead."""
    return [line for place, old in enumerate(base) for line in edits.get(place, [old])]


@st.composite
def disjoint(draw):
    """Twelve paragraphs with blank lines between, and two sets of edits with an untouched paragraph between any two of them."""
    base = ["" if place % 2 else f"Avsnitt {place}" for place in range(24)]
    places = draw(st.lists(st.integers(0, 5), unique=True, max_size=6))
    new = st.lists(st.text(alphabet="xyzæ ", min_size=1, max_size=6), max_size=3)
    owner = {place * 4: (draw(st.booleans()), draw(new)) for place in places}
    ours = {place: lines for place, (mine, lines) in owner.items() if mine}
    theirs = {place: lines for place, (mine, lines) in owner.items() if not mine}
    return base, ours, theirs


@settings(max_examples=200, deadline=None)
@given(disjoint())
def test_edits_that_do_not_meet_are_merged_as_if_both_were_made_on_the_same_text(made):
    base, ours, theirs = made
    parts = comparing.three_way(*("\n".join(lines) for lines in (base, edited(base, ours), edited(base, theirs))))
    assert comparing.conflicts(parts) == []
    assert comparing.merged(parts, {}) == "\n".join(edited(base, ours | theirs))


@settings(max_examples=200, deadline=None)
@given(LINES, LINES)
def test_where_one_side_has_changed_nothing_the_other_stands(base, changed):
    base, changed = "\n".join(base), "\n".join(changed)
    assert comparing.merged(comparing.three_way(base, base, changed), {}) == changed
    assert comparing.merged(comparing.three_way(base, changed, base), {}) == changed
    assert comparing.merged(comparing.three_way(base, changed, changed), {}) == changed


@settings(max_examples=300, deadline=None)
@given(LINES, LINES, LINES)
def test_the_parts_put_together_are_the_three_texts_and_each_choice_gives_its_own_side(base, ours, theirs):
    parts = comparing.three_way(*("\n".join(lines) for lines in (base, ours, theirs)))
    for side, lines in (("base", base), ("ours", ours), ("theirs", theirs)):
        assert [line for part in parts for line in getattr(part, side)] == (lines or [""])
    for place in comparing.conflicts(parts):
        assert len({parts[place].base, parts[place].ours, parts[place].theirs}) == 3
    if all(part.kind in ("same", "conflict", "both") for part in parts):
        assert comparing.merged(parts, dict.fromkeys(comparing.conflicts(parts), "ours")).split("\n") == (ours or [""])


def test_two_who_change_the_same_line_are_asked_about():
    parts = comparing.three_way("a\nb\nc", "a\nvår\nc", "a\nderes\nc")
    assert [part.kind for part in parts] == ["same", "conflict", "same"]
    assert comparing.merged(parts, {1: "both"}) == "a\nvår\nderes\nc"
    with pytest.raises(KeyError):
        comparing.merged(parts, {})


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab, .\n", max_size=80), st.text(alphabet="ab, .\n", max_size=80))
def test_word_by_word_the_older_and_the_newer_can_both_be_read(older, newer):
    pieces = comparing.words(older, newer)
    assert "".join(piece.words for piece in pieces if piece.kind != "added") == older
    assert "".join(piece.words for piece in pieces if piece.kind != "deleted") == newer


def test_only_the_words_that_changed_are_marked():
    pieces = comparing.words("Møtet er i mars.", "Møtet er i april.")
    assert [(piece.kind, piece.words.strip()) for piece in pieces if piece.kind != "same"] == [("deleted", "mars"), ("added", "april")]


@pytest.mark.parametrize("heavy", [("x\n" * 30_000, "x\ny\n" * 15_000), ("x\n" * 1400, "x\ny\n" * 700), ("a " * 30_000, "b a " * 15_000)])
def test_comparing_takes_a_moment_whatever_is_written(heavy):
    started = time.monotonic()
    comparing.three_way(heavy[0], heavy[1], heavy[0] + "z")
    comparing.words(*heavy)
    assert time.monotonic() - started < 10
