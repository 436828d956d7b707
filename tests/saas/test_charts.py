"""Charts: gaps stay gaps, hidden is never 0, nothing lies outside the drawing, and the table holds every figure."""

import re
from decimal import Decimal

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from saas import charts, pages
from saas.charts import Line, Point
from saas.charts.scale import apart, axis, spaced
from saas.charts.values import stretches, text_of

UNGDATA = [
    Point("2016", Decimal(11), n=301),
    Point("2019", Decimal("12.4"), n=312),
    Point("2022", None, "suppressed"),
    Point("2025", Decimal(14), n=31),
]


@pytest.fixture(scope="module")
def app():
    """Just enough of a house for words and pages."""
    app = Flask("charts")
    app.secret_key = "not-a-secret"
    pages.furnish(app, [])
    return app


@pytest.fixture(autouse=True)
def in_words(app):
    with app.test_request_context("/"):
        yield


def drawn(chart):
    """The figure as a page shows it."""
    source = '{% import "components/charts.html" as charts with context %}{{ charts.figure(chart) }}'
    return render_template_string(source, chart=chart)


def test_no_line_is_drawn_over_what_is_hidden():
    chart = charts.lines("Tilbudt cannabis", [Line("Nordvik", UNGDATA, every=3)], unit="%")
    stroke = chart.drawing.strokes[0]
    assert [len(re.findall(r"[ML]", path)) for path in stroke.paths] == [2]
    assert [mark.text for mark in stroke.marks] == ["2016", "2019", "2025"]


def test_years_stand_where_they_are_and_a_missing_survey_is_a_gap():
    points = [Point(str(year), 10.0) for year in (2010, 2013, 2016, 2025)]
    chart = charts.lines("x", [Line("Nordvik", points)])
    xs = [mark.x for mark in chart.drawing.strokes[0].marks]
    assert xs[3] - xs[2] == pytest.approx(3 * (xs[1] - xs[0]), abs=0.3)
    assert chart.drawing.strokes[0].paths == []
    assert [len(part) for part in stretches(Line("", points), {p.label: float(p.label) for p in points})] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("years", "every", "parts"),
    [
        ([2019, 2022], None, [1, 1]),
        ([2019, 2025], 6, [2]),
        ([2020, 2021, 2023, 2024], None, [2, 2]),
        ([2018, 2019, 2022, 2025], None, [2, 1, 1]),
        ([2022, 2023, 2024], 1, [3]),
    ],
)
def test_only_neighbours_are_joined_and_a_missing_year_is_a_gap(years, every, parts):
    points = [Point(str(year), 1.0) for year in years]
    found = stretches(Line("", points, every=every), {p.label: float(p.label) for p in points})
    assert [len(part) for part in found] == parts


def test_a_single_point_stands_in_the_middle_without_a_line():
    drawing = charts.lines("x", [Line("Nordvik", [Point("2025", 12)])], unit="%").drawing
    assert drawing.strokes[0].paths == [] and len(drawing.strokes[0].marks) == 1
    assert drawing.left < drawing.strokes[0].marks[0].x < drawing.right


def test_when_everything_is_hidden_nothing_is_drawn_and_the_table_says_why():
    chart = charts.lines("x", [Line("Nordvik", [Point("2022", None, "suppressed"), Point("2025")])], unit="%")
    page = drawn(chart)
    assert not chart.drawable and "<svg" not in page
    assert "Ingen av tallene kan vises. Skjult: 2022. Mangler: 2025." in page
    assert re.findall(r'<td class="number">(\w+)', page) == ["Skjult", "Mangler"]
    assert "0 %" not in page and "0\u00a0%" not in page


def test_a_flagged_value_is_not_shown_even_when_one_came_with_it():
    chart = charts.bars("x", [Point("Nordvik", 3, "suppressed"), Point("Landet", 0)])
    assert "Skjult" in drawn(chart) and chart.rows[0][1][0].text == "Skjult"
    assert chart.rows[1][1][0].text == "0"


def test_the_table_holds_every_figure_with_n_and_the_word_of_caution():
    country = Line("Landet", [Point("2019", 10), Point("2025", 12)])
    chart = charts.lines("Tilbudt cannabis", [Line("Nordvik", UNGDATA, emphasis=True), country], unit="%", source="Ungdata")
    page = drawn(chart)
    rows = {label: [cell.text for cell in cells] for label, cells in chart.rows}
    assert rows == {
        "2016": ["11\u00a0%", "Mangler"],
        "2019": ["12\u00a0%", "10\u00a0%"],
        "2022": ["Skjult", "Mangler"],
        "2025": ["14\u00a0%", "12\u00a0%"],
    }
    assert "(n=312)" in page and "Få svar (n=31): tolk med varsomhet" in page and "Kilde: Ungdata" in page
    assert chart.summary == (
        "Økte fra 11\u00a0% i 2016 til 14\u00a0% i 2025. Skjult: 2022. Få svar (n=31): tolk med varsomhet. Landet: 12\u00a0%."
    )


def test_the_words_follow_the_figures():
    def said(*points, **more):
        return charts.lines("x", [Line("Nordvik", list(points))], unit="%", **more).summary

    assert said(Point("2019", 14), Point("2025", 11)) == "Gikk ned fra 14\u00a0% i 2019 til 11\u00a0% i 2025."
    assert said(Point("2019", 14.1), Point("2025", 13.9)) == "Likt: 14\u00a0% både i 2019 og i 2025."
    assert said(Point("2019", 14.1), Point("2025", 13.9), decimals=1).startswith("Gikk ned fra 14,1")
    assert said(Point("før", 1), Point("etter", 3)) == "Økte fra 1\u00a0% (før) til 3\u00a0% (etter)."
    assert said() == "Ingen av tallene kan vises."
    assert charts.lines("x", []).summary == "Det er ingen tall å vise."
    assert charts.bars("x", []).summary == "Det er ingen tall å vise."
    several = charts.bars("x", [Point("Skole", 3), Point("Politi", 8), Point("NAV", None)], emphasis="Skole")
    assert several.summary == "Skole: 3. Høyest: Politi, 8. Lavest: Skole, 3. Mangler: NAV."


def test_huge_and_negative_values_have_their_room():
    drawing = charts.lines("x", [Line("Landet", [Point("2024", 1.2e15), Point("2025", -4e14)])]).drawing
    marks = ["−500\u00a0bill.", "0", "500\u00a0bill.", "1\u00a0000\u00a0bill.", "1\u00a0500\u00a0bill."]
    assert [mark.text for mark in drawing.grid] == marks
    assert drawing.grid[1].y == drawing.zero
    bars = charts.bars("x", [Point("a", -5), Point("b", 10)]).drawing.bars
    assert bars[0].x + bars[0].width == pytest.approx(bars[1].x, abs=0.2) and bars[0].width < bars[1].width
    assert bars[0].value.x < bars[0].x


def test_a_small_value_is_seen_beside_a_huge_one_and_nothing_is_not():
    small, none, huge = charts.bars("x", [Point("a", 1), Point("b", 0), Point("c", 1e9)]).drawing.bars
    assert small.width == 1 and none.width == 0 and huge.width > 200


def test_no_number_is_no_figure():
    for strange in (float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")):
        assert Point("2025", strange).reason == "missing"


def test_what_is_written_is_escaped_and_carries_no_style():
    page = drawn(charts.lines("<b>Tittel</b>", [Line("<i>", UNGDATA)], unit="%", note="<u>", source="<s>"))
    assert not re.search(r"<(b|i|u|s)>", page) and "style=" not in page
    assert page.count('aria-labelledby="figur-') == 1 and 'role="img"' in page


def test_lines_are_told_apart_without_colour():
    made = charts.lines("x", [Line(f"L{n}", [Point("2024", n), Point("2025", n)]) for n in range(6)]).drawing.strokes
    assert len({stroke.shape for stroke in made}) == 6 and len({stroke.dash for stroke in made}) == 6
    names = sorted(stroke.name.y for stroke in made)
    assert all(later - earlier >= 26.9 for earlier, later in zip(names, names[1:], strict=False))


def test_few_answers_are_drawn_hollow():
    marks = charts.lines("x", [Line("Nordvik", UNGDATA)]).drawing.strokes[0].marks
    assert [mark.few for mark in marks] == [False, False, True]
    assert 'class="chart-mark chart-few"' in drawn(charts.lines("x", [Line("Nordvik", UNGDATA)]))


def test_the_sparkline_has_its_words_and_the_same_gaps():
    spark = charts.spark(UNGDATA, unit="%")
    assert spark.paths == [] and len(spark.dots) == 3
    assert spark.words.startswith("Økte fra 11\u00a0% i 2016 til 14\u00a0% i 2025.")
    small = charts.spark([Point("2024", 100), Point("2025", 101)]).paths[0]
    ys = [float(y) for y in re.findall(r" (-?[\d.]+)", small)]
    assert 0 < ys[0] - ys[1] < 3, "one per cent up is a small step"
    flat = charts.spark([Point("2024", 0), Point("2025", 0)])
    assert flat.paths and "nan" not in flat.paths[0]
    empty = charts.spark([Point("2025", None, "suppressed")])
    assert empty.paths == [] and empty.dots == [] and empty.words == "Ingen av tallene kan vises. Skjult: 2025."


def test_per_cent_goes_to_a_hundred_only_where_it_is_large():
    assert axis([14.0], percent=True).high == 15 and axis([80.0], percent=True).high == 100
    assert axis([], percent=True).high == 1 and axis([0.0]).marks == [0, 1]
    assert axis([0.3]).marks[-1] >= 0.3 and text_of(-0.04, "", 1) == "0,0"


values = st.one_of(st.none(), st.floats(-1e12, 1e12), st.integers(0, 100))
points = st.lists(
    st.builds(lambda year, value, n: Point(str(year), value, n=n), st.integers(1990, 2040), values, st.integers(0, 500)),
    max_size=12, unique_by=lambda point: point.label,
)  # fmt: skip


@given(st.lists(points, min_size=1, max_size=5), st.sampled_from(["", "%", "lovbrudd"]))
def test_everything_lies_inside_and_nothing_lacking_is_drawn(several, unit):
    chart = charts.lines("x", [Line(f"Linje {n}", one) for n, one in enumerate(several)], unit=unit)
    drawing = chart.drawing
    for stroke, one in zip(drawing.strokes, several, strict=True):
        assert {mark.text for mark in stroke.marks} == {point.label for point in one if point.figure is not None}
        for mark in stroke.marks:
            assert drawing.left <= mark.x <= drawing.right and -0.2 <= mark.y <= drawing.height
        ordered = sorted(one, key=lambda point: int(point.label))
        lacking = {n for n, point in enumerate(ordered) if point.figure is None}
        for part in stretches(Line("", one), {point.label: float(point.label) for point in one}):
            at = [ordered.index(point) for point in part]
            assert at == list(range(at[0], at[0] + len(at))) and not lacking & set(at)
    shown = {label for label, cells in chart.rows}
    assert shown == {point.label for one in several for point in one}


@given(points, st.sampled_from(["", "%"]))
def test_bars_lie_inside(one, unit):
    drawing = charts.bars("x", one, unit=unit).drawing
    assert len(drawing.bars) == len(one)
    for bar, point in zip(drawing.bars, one, strict=True):
        assert bar.hidden is (point.figure is None)
        assert bar.x >= -0.2 and bar.x + bar.width <= drawing.width + 1.2 and bar.y + bar.height <= drawing.height


@given(st.lists(st.floats(0, 200), max_size=8))
def test_labels_keep_their_distance(wanted):
    placed = sorted(apart(wanted, 27, 0, 300))
    assert all(later - earlier >= 26.8 for earlier, later in zip(placed, placed[1:], strict=False))


def test_labels_along_the_axis_do_not_lie_on_each_other():
    kept = spaced([(n * 8.0, str(2000 + n)) for n in range(30)], 0, 260)
    assert kept[-1][1] == "2029" and all(b[0] - a[0] > 25 for a, b in zip(kept, kept[1:], strict=False))


def test_what_is_hidden_parts_the_line_however_near_its_neighbours_are():
    points = [Point("2023", 5), Point("2024", None, "suppressed"), Point("2025", 6)]
    assert charts.lines("x", [Line("Nordvik", points, every=3)]).drawing.strokes[0].paths == []
