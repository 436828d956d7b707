"""Personal numbers block however they are spelled; other long numbers do not. Only synthetic or published ones here."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.privacy import inspect, worst

TODAY = ["01810550003", "01900199976", "01900199895", "41900199889", "41900199617", "01670199971", "01670199890",
         "02013299997", "30108299920", "10915596784", "13527248013", "68467038838", "45840375084"]  # fmt: skip
FROM_2032 = ["01900199992", "30108299939"]
SEPARATORS = ["", " ", "-", ".", "\u00a0", "\u200b", "–", "/", "  ", " - ", "\u2009", "_"]
ACCOUNT_CUTS = (4, 6)


@given(
    st.sampled_from(TODAY),
    st.lists(st.sampled_from(SEPARATORS), min_size=10, max_size=10),
    st.sampled_from(["", "fnr:", "(", "a", "Sak 14/26: "]),
)
@settings(max_examples=400, deadline=None)
def test_a_personal_number_blocks_with_any_separators(number: str, separators: list[str], before: str) -> None:
    assert worst(inspect(before + _spelled(number, separators))) == "block"


@given(st.sampled_from(FROM_2032), st.sampled_from(SEPARATORS), st.sampled_from([6, 2]))
def test_a_number_of_the_2032_rule_blocks_in_the_usual_spellings(number: str, separator: str, size: int) -> None:
    parts = [number[:6], number[6:]] if size == 6 else [number[:2], number[2:4], number[4:6], number[6:]]
    assert worst(inspect(separator.join(parts))) == "block"


@given(st.sampled_from(TODAY + FROM_2032))
def test_full_width_digits_block(number: str) -> None:
    assert worst(inspect("".join(chr(0xFF10 + int(digit)) for digit in number))) == "block"


@pytest.mark.parametrize(
    "text", ["01810550004", "018105 50004", "fnr 12345678910", "personnummer 50003", "41 01 85 12345"]
)
def test_the_shape_or_the_word_is_enough_without_check_digits(text: str) -> None:
    assert worst(inspect(text)) == "block"


@pytest.mark.parametrize("text", ["41 01 85 …", "018105 *****", "018105xxxxx", "01 81 05 ..."])
def test_a_number_whose_last_five_are_left_out_blocks(text: str) -> None:
    assert worst(inspect(text)) == "block"


@pytest.mark.parametrize(
    "text",
    [
        "Konto 1234.56.78901",
        "1234.56.78901",
        "Org.nr. 944496394",
        "0192:944496394",
        "tlf. 412 34 567",
        "KID 12345678901234",
        "ISBN 978-82-05-12345-6",
        "Sum 12 345 678 901 kr",
        "12345678910",
        "2026/12345-12",
        "12.03.26–14.05.26",
        "01.02.2026-03.04.2026",
        "13.01.2026, 10.02.2026 og 10.03.2026",
        "uke 12 13 14 15 16 17",
        "09.00–11.00, 12.03.2026",
        "Møter: 12.03.26 …",
    ],
)
def test_other_long_numbers_are_not_personal_numbers(text: str) -> None:
    assert worst(inspect(text)) != "block"


def _spelled(number: str, separators: list[str]) -> str:
    return "".join(digit + separator for digit, separator in zip(number, [*separators, ""], strict=True))
