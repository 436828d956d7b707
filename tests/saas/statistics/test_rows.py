"""A kommune's CSV file: every row right, or nothing to import and each error at its place."""

from decimal import Decimal

import pytest

from saas.statistics import numbers, periods, rows, sheets
from saas.statistics.refusals import BadTable

HEAD = "indikator;tittel;periode;nivå;kjønn;verdi;enhet;n;landet;kilde;lisens;lenke\n"
GOOD = "967;Cannabis siste år;2025;vgs;jenter;12,5;%;310;11;Ungdata;CC BY 4.0;https://ungdata.no\n"


def row(**cells: str) -> str:
    """A good row with some cells changed."""
    names, values = HEAD.strip().split(";"), GOOD.strip().split(";")
    return ";".join(cells.get(name, value) for name, value in zip(names, values, strict=True)) + "\n"


def errors(text: str) -> list[tuple[int, str]]:
    reading = rows.read((HEAD + text).encode())
    assert reading.rows == [] and not reading.ready
    return [(error.number, error.column) for error in reading.errors]


def test_a_row_as_people_write_it():
    reading = rows.read((HEAD + GOOD).encode())
    assert reading.ready
    assert reading.rows == [
        rows.Row(2, "967", "Cannabis siste år", "2025", 2025, "upper_secondary", "girls", Decimal("12.5"), "", "%",
                 310, Decimal(11), "Ungdata", "CC BY 4.0", "https://ungdata.no")
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "iso-8859-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_every_way_of_saving_gives_the_same_rows(encoding, separator):
    text = (HEAD + row(verdi="12.5", tittel="Æøå")).replace(";", separator)
    reading = rows.read(text.encode(encoding))
    assert reading.errors == [] and (reading.rows[0].title, reading.rows[0].value) == ("Æøå", Decimal("12.5"))


def test_a_nynorsk_header_and_the_line_that_names_the_separator():
    text = "sep=;\nIndikator;Namn;År;Steg;Kjønn;Prosentdel;Eining;Tal på svar;Heile landet;Kjelde\n" \
        "967;Cannabis;2023/24;Ungdomssteget;Gutar;«\n".replace("«", "8,1;%;44;9;Ungdata")  # fmt: skip
    reading = rows.read(text.encode())
    assert reading.errors == []
    assert (reading.rows[0].number, reading.rows[0].period, reading.rows[0].year) == (3, "2023-2024", 2024)
    assert (reading.rows[0].level, reading.rows[0].sex, reading.rows[0].n) == ("lower_secondary", "boys", 44)


@pytest.mark.parametrize(
    ("cell", "value", "flag"),
    [
        ("12,5", "12.5", ""), ("1 500", "1500", ""), ("1\u00a0500,25", "1500.25", ""), ("1.500,5", "1500.5", ""), ("−3", "-3", ""),
        ("0", "0", ""), ("0.125", "0.125", ""), ("12 %", "12", ""), (":", None, "suppressed"), ("Skjult", None, "suppressed"),
        ("Skjult av personvernomsyn", None, "suppressed"), ("..", None, "missing"), ("", None, "missing"), (" ", None, "missing"),
        (".", None, "not_computable"),
    ],
)  # fmt: skip
def test_numbers_and_signs(cell, value, flag):
    found = numbers.read(cell)
    assert (found.value, found.flag) == (Decimal(value) if value is not None else None, flag)


@pytest.mark.parametrize("cell", ["1.500", "-", "tolv", "1e9", "NaN", "1,2,3", "9" * 40, "=1+1", "1 50"])
def test_what_is_no_number_is_refused_rather_than_guessed(cell):
    with pytest.raises(BadTable):
        numbers.read(cell)


@pytest.mark.parametrize(
    ("text", "kept", "last"),
    [("2025", "2025", 2025), ("2023-2024", "2023-2024", 2024), ("2020_2020", "2020", 2020), ("2020_2022", "2020-2022", 2022),
     ("2025M03", "2025M03", 2025), ("2025K1", "2025K1", 2025), ("1999/00", "1999-2000", 2000), (" 2023–2024 ", "2023-2024", 2024)],
)  # fmt: skip
def test_periods(text, kept, last):
    assert (periods.read(text).text, periods.read(text).last_year) == (kept, last)


@pytest.mark.parametrize("text", ["", "25", "2025-2023", "2025M13", "2025K5", "3025", "i fjor", "20255"])
def test_what_is_no_period(text):
    with pytest.raises(BadTable):
        periods.read(text)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"indikator": ""}, "indikator"), ({"indikator": "x" * 101}, "indikator"), ({"tittel": "=HYPERLINK(1)"}, "tittel"),
        ({"tittel": "@SUM(A1)"}, "tittel"), ({"kilde": "+47 22"}, "kilde"), ({"kilde": ""}, "kilde"), ({"tittel": "a\0b"}, "tittel"),
        ({"tittel": "a\u202eb"}, "tittel"), ({"tittel": '"to\nlinjer"'}, "tittel"), ({"periode": "i fjor"}, "periode"),
        ({"kjønn": "ukjent"}, "kjønn"), ({"verdi": "-SUM(A1)"}, "verdi"), ({"verdi": "101"}, "verdi"), ({"n": "3,5"}, "n"),
        ({"n": "-1"}, "n"), ({"lenke": "javascript:alert(1)"}, "lenke"), ({"landet": "mye"}, "landet"), ({"landet": "140"}, "verdi"),
    ],
)  # fmt: skip
def test_an_error_stands_at_its_row_and_column_and_stops_the_whole_file(cells, column):
    assert errors(GOOD + row(indikator="968") + row(**{"indikator": "969", **cells})) == [(4, column)]


def test_the_same_figure_twice_is_told_with_the_other_row():
    reading = rows.read((HEAD + GOOD + "\n" + GOOD.replace("12,5", "13")).encode())
    assert [(error.number, error.params) for error in reading.errors] == [(4, {"row": 2})]


def test_a_comma_too_many_is_told_as_such():
    assert errors(GOOD.replace(";", ";;", 3)) == [(2, "")]


def test_fifty_errors_are_shown_and_the_rest_counted():
    reading = rows.read((HEAD + row(verdi="x") * 80).encode())
    assert (len(reading.errors), reading.more_errors, reading.rows) == (50, 30, [])


def test_a_ten_megabyte_cell_is_refused_at_its_row():
    assert errors(GOOD + row(tittel="y" * 10_000_000)) == [(3, "")]
    assert errors(GOOD + row(tittel="y" * 5000)) == [(3, "tittel")]


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n", b"\0\0\0\0", b"PK\x03\x04rest", b"\xff\xfe\x00", b"a;b\n1;2\n", HEAD.encode(), b"\xef\xbb\xbf\xff\xff",
     (HEAD.strip() + ";tittel\n" + GOOD).encode()],
)  # fmt: skip
def test_what_is_no_such_file_is_one_sentence(content):
    reading = rows.read(content)
    assert [error.number for error in reading.errors] == [0] and reading.rows == []


def test_a_file_too_large_and_too_many_rows(monkeypatch):
    assert rows.read(b"x" * (sheets.LARGEST_FILE + 1)).errors[0].message.startswith("Filen er på mer enn")
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    many = "".join(row(indikator=str(number)) for number in range(4))
    assert errors(many) == [(0, "")]
    assert rows.read((HEAD + row() + row(indikator="1") + row(indikator="2")).encode()).ready


def test_columns_that_are_not_understood_are_named():
    reading = rows.read((HEAD.strip() + ";Merknad\n" + GOOD.strip() + ";hei\n").encode())
    assert reading.ready and reading.ignored == ["Merknad"]
