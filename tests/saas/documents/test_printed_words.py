"""Whatever is typed comes out on paper as it was typed, and inside its lines."""

import pytest

from saas import printing
from saas.plaintext import STAND_IN

from .conftest import ABROAD, EVIL, LONG
from .reading import longest, words_of


@pytest.mark.parametrize("words", [EVIL, LONG, ABROAD])
def test_what_was_typed_is_shown_as_typed_wherever_it_stands(minutes, when, words):
    text = words_of(printing.pdf(_filled(minutes, words), when=when))

    # Line breaks and their hyphens are the layout's; and right-to-left words are read out in another order.
    for word in (word for word in words.split() if word.isascii() or word[0] in "ÁČĐŊŦZŁ"):
        assert _bare(text).count(_bare(word)) >= 20, word


def test_a_word_wider_than_its_line_is_broken_and_not_cut_off(minutes, when):
    word = "a1b2c3d4e5" * 30
    bare = {**minutes, "items": [], "people": [], "facts": [], "actions": []}
    wide = {**bare, "items": [{**minutes["items"][0], "text": word}]}
    narrow = {**bare, "people": [{"name": word}]}

    assert 50 < longest(word, printing.pdf(wide, when=when)) < 120
    assert 10 < longest(word, printing.pdf(narrow, when=when)) < 30


def test_a_long_norwegian_word_is_hyphenated_and_not_cut_anywhere(minutes, when):
    # By its 39 letters it is wider than its column.
    minutes["people"][0]["name"] = "Samarbeidsforebyggingskoordinatorgruppe"
    lines = words_of(printing.pdf(minutes, when=when)).splitlines()

    assert any(
        line.startswith("Samarbeid") and line.rstrip()[-1] in "-\u00ad\u2010" for line in lines
    )


def test_a_sign_that_no_font_can_draw_is_shown_as_a_box_and_not_lost(minutes, when):
    minutes["items"][0]["text"] = "Takk 🎉 til 👨‍👩‍👧 og 漢, \ue000 \x07 \ud800 ferdig"

    text = words_of(printing.pdf(minutes, when=when))

    assert text.count(STAND_IN) >= 5  # The party, the family, the Chinese sign, the private and the half one.
    assert "ferdig" in text


def _filled(minutes, words):
    """The same words in every place that a person can write in."""
    action = {"what": words, "who": words, "due": words, "status": words, "item": words}
    person = {"name": words, "title": words, "organisation": words, "status": words}
    item = dict.fromkeys(minutes["items"][0], words) | {"actions": [action], "papers": [words]}
    return {
        **minutes,
        **dict.fromkeys(("kommune", "group", "title", "subtitle", "version", "status", "footer"), words),
        "facts": [[words, words]],
        "people": [person],
        "items": [item, {**item, "text": f"- {words}\n- {words}"}],
        "actions": [action],
    }


def _bare(text: str) -> str:
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-\u00ad\u2010")


def test_a_moment_with_fractions_of_a_second_can_be_printed(minutes, when):
    assert printing.pdf(minutes, when=when.replace(microsecond=123456)) == printing.pdf(minutes, when=when)
