"""Attacks 10–13, 22 and 23: every way out tells the same frozen cells, and there is no way to ask for anything else."""

import json
import random
from urllib.parse import urlencode

import pytest
from werkzeug.datastructures import MultiDict

from saas.centre.catalogue import DIMENSIONS
from saas.errors import NotFound
from saas.national import choosing, csv_file, laying_out, reading, tables
from saas.pages import number
from tests.saas.national import channels
from tests.saas.national.conftest import page
from tests.saas.national.shelf import lay


@pytest.fixture
def in_the_centre(house, world):
    """The room of released figures, outside any request of a browser."""
    from saas import rooms

    with house.test_request_context("/"), rooms.enter(rooms.centre()):
        yield


def _sides(release, code):
    listed = [json.loads(keys) for keys in release.of(code)]
    dims = [dim for dim in code.split("-")[1:] if dim in DIMENSIONS]
    return dims, [[channels.TOTAL, *dict.fromkeys(keys[dim] for keys in listed if dim in keys)] for dim in dims]


def test_every_channel_of_every_table_tells_the_same_cells(analyst, released):
    codes = sorted({code for code, _ in released.cells})
    assert len(codes) > 25
    for code in codes:
        truth, (dims, sides) = channels.stored(released, code), _sides(released, code)
        screen, api = f"/senter/utgivelser/{released.id}/tabeller/{code}", f"/api/v1/utgivelser/{released.id}/tabeller/{code}"
        told = {
            "screen": channels.of_screen(page(analyst.get(screen)), dims, sides),
            "csv": channels.of_csv(page(analyst.get(f"{screen}.csv"))),
            "json": channels.of_jsonstat(page(analyst.get(f"{screen}.json"))),
            "xlsx": channels.of_workbook(analyst.get(f"{screen}.xlsx").data, dims, sides),
            "api": channels.of_jsonstat(page(analyst.get(api))),
            "api csv": channels.of_csv(page(analyst.get(f"{api}.csv"))),
            "api xlsx": channels.of_workbook(analyst.get(f"{api}.xlsx").data, dims, sides),
        }
        for channel, cells in told.items():
            assert cells == truth, f"{code}: {channel}"


def test_the_charts_own_table_has_the_cells_of_the_page(analyst, released):
    shown = channels.of_chart(page(analyst.get(f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme")))
    truth = channels.stored(released, "measures-region-theme")
    for code, name in DIMENSIONS["region"][1].items():
        value, flag, _ = truth[json.dumps({"region": code})]
        assert shown[name] == (flag or f"{value:.0f}tiltak")


def test_the_overviews_and_the_maps_figures_are_the_tables(analyst, released):
    overview = page(analyst.get("/senter?kart=meetings_held"))
    regions = channels.tables_of(overview)[0][1:]
    truth = channels.stored(released, "meetings_held-region")
    names = {**DIMENSIONS["region"][1], "R99": "Nye kommuner (ufordelt)"}
    assert len(regions) == len(names)
    for (name, value, *rest), (code, called) in zip(regions, names.items(), strict=True):
        stored = truth[json.dumps({"region": code})]
        assert (name, *channels.figure(value)) == (called, *stored[:2])
        if stored[0] is not None:
            assert rest == [str(stored[2]), number(stored[0] / stored[2], 1)]
    whole = truth["{}"]
    assert f"{number(whole[0])} møter" in overview


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_asked_for_the_answer_is_stored_cells_or_nothing(analyst, released, seed):
    draw = random.Random(seed)
    code = "measures-region-theme"
    truth = channels.stored(released, code)
    answered = 0
    for _ in range(25):
        query = urlencode(_some_query(draw))
        answer = analyst.get(f"/api/v1/utgivelser/{released.id}/tabeller/{code}.csv?{query}")
        assert answer.status_code in (200, 404), query
        if answer.status_code == 200:
            told = channels.of_csv(page(answer))
            assert told and told.items() <= truth.items(), query
            answered += 1
    assert 0 < answered < 25


def test_ten_thousand_questions_only_ever_choose(in_the_centre, released):
    table, draw = tables.of(reading.table(released.id, "measures-region-theme")), random.Random(7)
    known, refused = {id(cell) for cell in table.cells}, 0
    for _ in range(10_000):
        asked = MultiDict(_some_query(draw))
        try:
            chosen = table.narrowed(choosing.choose(table, asked))
        except NotFound:
            refused += 1
            continue
        assert chosen.cells and {id(cell) for cell in chosen.cells} <= known
        assert not {"kommune", "knr"} & set(asked)
    assert 2_000 < refused < 9_900


def _some_query(draw):
    """Codes that are there and codes that are not, several at once, kommuner, and what people who attack try."""
    regions, themes = [*DIMENSIONS["region"][1], "R99", "_T"], [*DIMENSIONS["theme"][1], "_T"]
    strange = ["", "*", "%", "R13", "9901", "R08,R09", "R08 OR 1=1", "alle", "-R08", "r08", "R0", "\u0000", "a" * 300, "{}", "null"]
    asked = []
    for _ in range(draw.randint(0, 3)):
        name = draw.choice(["region", "region", "theme", "theme", "status", "sum", "kommune", "knr", "tenant_id", "REGION", "region[]"])
        values = regions if name == "region" else themes if name == "theme" else strange
        asked.append((name, draw.choice(values if draw.random() < 0.8 else strange)))
    return asked


def test_no_name_takes_a_kommune(analyst, released):
    places = ["/senter", f"/senter/utgivelser/{released.id}", f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme",
              f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme.csv", "/senter/utvikling/plan_adopted-region"]  # fmt: skip
    for place in places:
        assert analyst.get(place).status_code == 200, place
        for name in ("kommune", "kommunenummer", "Kommune", "knr"):
            answer = analyst.get(f"{place}?{name}=9901")
            assert answer.status_code == 404 and "Du kan ikke se tall for enkeltkommuner." in page(answer), place
        answer = analyst.get(f"{place}?noe=annet")
        assert answer.status_code == 404 and "Siden finnes ikke, eller du har ikke tilgang." in page(answer), place
    for address in ("/senter/kommuner/9901", "/api/v1/kommuner/9901"):
        answer = analyst.get(address)
        assert answer.status_code == 404
        assert "Siden finnes ikke, eller du har ikke tilgang." in (answer.json or {}).get("error", page(answer))


def test_the_address_of_another_table_release_or_form_is_nowhere(analyst, released):
    from uuid import uuid4

    for place in (
        f"/senter/utgivelser/{uuid4()}", f"/senter/utgivelser/{uuid4()}/tabeller/measures-region-theme",
        f"/senter/utgivelser/{released.id}/tabeller/measures-kommune",
        f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme.pdf",
        "/senter/utvikling/measures-kommune", "/senter?kart=staffing", "/senter?kart=plan_adopted&kart=measures",
        f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme?sorter=skjult",
    ):  # fmt: skip
        assert analyst.get(place).status_code == 404, place


def test_sorting_puts_what_is_hidden_last_in_the_tables_own_order(in_the_centre, released):
    table = tables.of(reading.table(released.id, "measures-region-theme"))
    usual, sorted_ = laying_out.sheet(table), laying_out.sheet(table, "verdi")
    assert sorted_.rows[0].total and {row.names for row in sorted_.rows} == {row.names for row in usual.rows}
    firsts = [row.cells[0].value for row in sorted_.rows[1:]]
    shown = [value for value in firsts if value is not None]
    assert None in firsts and firsts == sorted(shown, reverse=True) + [None] * (len(firsts) - len(shown))
    hidden = [row.names for row in usual.rows if row.cells[0].value is None]
    assert [row.names for row in sorted_.rows if row.cells[0].value is None] == hidden


def test_one_statement_opens_a_table_however_large(analyst, house, released):
    from sqlalchemy import event

    from saas.db import db

    with house.app_context():
        engine = db.engines["centre"]
    asked = []
    event.listen(engine, "before_cursor_execute", lambda c, k, statement, *rest: asked.append(statement))
    for code in ("plan_adopted-region", "measures-region-theme"):
        for address in (f"/senter/utgivelser/{released.id}/tabeller/{code}", f"/senter/utgivelser/{released.id}/tabeller/{code}.xlsx",
                        f"/api/v1/utgivelser/{released.id}/tabeller/{code}"):  # fmt: skip
            asked.clear()
            assert analyst.get(address).status_code == 200
            assert len([one for one in asked if "set_config" not in one]) == 1, address
    asked.clear()
    assert analyst.get("/senter").status_code == 200
    assert len([one for one in asked if "set_config" not in one]) <= 4


def test_nothing_can_be_sent_to_the_national_pages(house, analyst, released):
    for rule in house.url_map.iter_rules():
        if rule.endpoint.startswith(("national.", "api.")):
            assert rule.methods <= {"GET", "HEAD", "OPTIONS"}, rule
    assert analyst.post("/api/v1/utgivelser", {}).status_code == 405


def _inside(content, ending):
    """What a workbook says of when it was made; for other files nothing but the expected."""
    from io import BytesIO
    from zipfile import ZipFile

    return ZipFile(BytesIO(content)).read("docProps/core.xml") if ending == "xlsx" else b"2026-09-20"


def test_the_same_release_gives_the_same_bytes_and_is_not_sent_twice(analyst, released, database):
    for ending in ("csv", "xlsx", "json"):
        address = f"/senter/utgivelser/{released.id}/tabeller/measures-region-theme.{ending}"
        first, again = analyst.get(address), analyst.get(address)
        assert first.data == again.data and b"2026-09-20" in _inside(first.data, ending) and first.headers["ETag"] == again.headers["ETag"]
        unchanged = analyst.get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert (unchanged.status_code, unchanged.data) == (304, b"")
        # Somebody who guesses the mark learns nothing about another table, or about a choice that does not exist.
        for elsewhere in (address.replace("measures-region", "kommuner"), f"{address}?region=R13"):
            assert analyst.get(elsewhere, headers={"If-None-Match": first.headers["ETag"]}).status_code == 404
    kept = analyst.get(address).headers["ETag"]
    lay(database, released.period, corrects=released.id)
    assert analyst.get(address, headers={"If-None-Match": kept}).status_code == 200


def test_a_word_that_looks_like_a_formula_is_a_word(in_the_centre, released):
    from dataclasses import replace
    from io import BytesIO

    from openpyxl import load_workbook

    from saas.national import workbook

    table = tables.of(reading.table(released.id, "plan_adopted-region"))
    evil = '=HYPERLINK("http://x.example","y")'
    codes = tuple((code, evil if code == "R08" else called) for code, called in table.dims[0].codes)
    table = replace(table, source=evil, dims=(replace(table.dims[0], codes=codes),))
    assert "'=HYPERLINK" in csv_file.written(table) and '\n"=HYPERLINK' not in csv_file.written(table)
    book = load_workbook(BytesIO(workbook.written(table)))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == evil]
    assert len(found) == 4 and all(cell.data_type == "s" for cell in found)
