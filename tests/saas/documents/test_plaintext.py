"""Free text has paragraphs and points, and no other meaning."""

import pytest

from saas.plaintext import STAND_IN, blocks, clean


def test_blank_lines_part_paragraphs_and_dashes_make_points():
    text = "Første linje\nandre linje\n \nNytt avsnitt:\n- ett\n- to\n  fortsatt to\nEtterpå"

    assert [(block["kind"], block["lines"]) for block in blocks(text)] == [
        ("paragraph", ["Første linje", "andre linje"]),
        ("paragraph", ["Nytt avsnitt:"]),
        ("list", ["ett", "to fortsatt to"]),
        ("paragraph", ["Etterpå"]),
    ]


@pytest.mark.parametrize("text", [None, "", " \n\n\t\n"])
def test_no_text_is_no_blocks(text):
    assert blocks(text) == []


def test_a_dash_without_a_space_and_a_minus_are_no_points():
    assert [block["kind"] for block in blocks("-5 grader\n–\n* nei\n1. nei")] == ["paragraph"]


@pytest.mark.parametrize("broken", ["a\r\nb", "a\rb", "a\u2028b", "a\x0bb", "a\x85b"])
def test_every_kind_of_line_break_becomes_one(broken):
    assert clean(broken) == "a\nb"


def test_text_cannot_turn_the_direction_of_what_stands_after_it():
    assert clean("\u202eabc\u2066d\u2069") == "abcd"


def test_signs_without_a_meaning_are_seen_to_be_missing():
    assert clean("\ue000 \ud800 \ufdd0 \U0001ffff") == " ".join([STAND_IN] * 4)
    assert clean("a\tb\x00c") == "a b c"
    assert clean("a\u0301 ŋ đ ł 🎉") == "á ŋ đ ł 🎉"
