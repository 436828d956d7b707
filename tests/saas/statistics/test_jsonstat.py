"""JSON-stat as the two offices really send it, and as it looks when something went wrong on the way."""

import copy
import json
import tracemalloc
from decimal import Decimal

import pytest

from saas.statistics import jsonstat
from saas.statistics.refusals import BadTable
from tests.saas.statistics.conftest import sample

SMALL = {
    "class": "dataset", "version": "2.0", "label": "Liten", "source": "SSB", "updated": "2026-03-16T07:00:00Z",
    "id": ["Region", "Tid"], "size": [2, 2], "role": {"time": ["Tid"], "geo": ["Region"]},
    "dimension": {
        "Region": {"label": "region", "category": {"index": {"4206": 1, "1101": 0}, "label": {"1101": "Eigersund", "4206": "Farsund"}}},
        "Tid": {"label": "år", "category": {"index": ["2023-2024", "2025"]}},
    },
    "value": [1, None, 0, 2.5],
    "extension": {"contact": [{"name": "Kari Nordmann", "mail": "kn@ssb.no"}], "noteMandatory": {"1": True}},
    "note": ["en", "må vises"],
}  # fmt: skip


def small(**changes):
    return json.dumps({**copy.deepcopy(SMALL), **changes})


def got(**changes):
    return [(cell.codes["Region"], cell.codes["Tid"], cell.value, cell.flag) for cell in jsonstat.read(small(**changes)).cells()]


def test_ssb_sample():
    table = jsonstat.read(sample("ssb_pxwebapi2_12134_jsonstat2.json"))
    cells = list(table.cells())
    assert [(table.region(cell), cell.value, cell.unit, table.period(cell).text) for cell in cells] == [
        ("0301", Decimal(81240), "kr", "2024"), ("4601", Decimal(66605), "kr", "2024"), ("5001", Decimal(62853), "kr", "2024"),
    ]  # fmt: skip
    assert (table.table_id, table.must_show, len(table.notes)) == ("12134", 2, 5)
    assert table.notes[0].startswith("Det er brudd") and table.notes[1].startswith("Tall for landet")


def test_fhi_sample():
    table = jsonstat.read(sample("fhi_open_api_response_example.json"))
    assert [(table.region(c), table.period(c).text, c.value, c.unit) for c in table.cells()] == [
        ("03", "2020", Decimal(3516), "antall"), ("03", "2021", Decimal(2817), "antall"),
        ("30", "2020", Decimal(11219), "antall"), ("30", "2021", Decimal(16846), "antall"),
    ]  # fmt: skip


def test_order_comes_from_the_index_and_null_is_missing_but_nought_is_nought():
    assert got() == [
        ("1101", "2023-2024", Decimal(1), ""), ("1101", "2025", None, "missing"),
        ("4206", "2023-2024", Decimal(0), ""), ("4206", "2025", Decimal("2.5"), ""),
    ]  # fmt: skip


@pytest.mark.parametrize("status", [{"1": ":", "3": ".."}, ["", ":", None, ".."]])
def test_signs_by_place_and_as_a_list(status):
    assert [flag for *_, flag in got(status=status)] == ["", "suppressed", "", "missing"]


@pytest.mark.parametrize(
    ("status", "flags"),
    [("", ["", "missing", "", ""]), (None, ["", "missing", "", ""]), (":", ["suppressed"] * 4), (["."], ["not_computable"] * 4),
     ({"0": "p"}, ["", "missing", "", ""])],
)  # fmt: skip
def test_one_sign_for_all_none_and_a_sign_that_is_no_reason(status, flags):
    assert [flag for *_, flag in got(status=status)] == flags


def test_a_withheld_value_is_withheld_even_when_it_was_sent():
    assert got(status={"0": ":"})[0][2:] == (None, "suppressed")


def test_sparse_values():
    assert [value for *_, value, _ in got(value={"0": 7, "3": 9})] == [7, None, None, 9]


def test_the_contact_person_is_nowhere():
    assert "Kari" not in repr(jsonstat.read(small()).__dict__)


def test_a_role_that_is_null_is_found_by_name():
    table = jsonstat.read(small(role=None))
    assert table.dimension("time").code == "Tid" and table.dimension("geo").code == "Region"


@pytest.mark.parametrize(
    "changes",
    [
        {"value": [1, 2, 3]}, {"value": {"4": 1}}, {"value": [1, [2], 3, 4]}, {"value": "1234"}, {"size": [2, 3]}, {"size": [2]},
        {"size": [2, -2]}, {"id": ["Region", "Region"]}, {"class": "collection"}, {"version": "1.0"}, {"dimension": {}},
        {"size": [900_000, 1]}, {"size": [10**30, 10**30]}, {"value": None}, {"status": ["", ""]}, {"status": {"9": ":"}},
        {"status": 7}, {"value": [True, 1, 2, 3]}, {"id": None}, {"size": ["x", 2]},
    ],
)  # fmt: skip
def test_what_does_not_hang_together_is_one_sentence(changes):
    with pytest.raises(BadTable) as told:
        list(jsonstat.read(small(**changes)).cells())
    assert told.value.message.endswith(".")


def test_a_table_over_the_limit_is_refused_before_its_cells_are_made(monkeypatch):
    monkeypatch.setattr(jsonstat, "MOST_CELLS", 3)
    with pytest.raises(BadTable) as told:
        jsonstat.read(small())
    assert "celler" in told.value.message


@pytest.mark.parametrize("value", ["tolv", 1e300])
def test_a_value_that_is_no_number(value):
    with pytest.raises(BadTable):
        list(jsonstat.read(small(value=[value, 1, 1, 1])).cells())


@pytest.mark.parametrize("content", ["", "[]", "null", "{", small()[:200], b"\xff\xfe\x00", "[" * 100_000, "NaN"])
def test_what_is_no_dataset(content):
    with pytest.raises(BadTable):
        jsonstat.read(content)


def test_a_table_without_a_time_says_so():
    table = jsonstat.read(small(role={"time": [], "geo": []}).replace('"Tid"', '"Kjonn"'))
    with pytest.raises(BadTable):
        table.period(next(table.cells()))


def test_a_large_table_is_never_held_twice():
    large = {
        "class": "dataset", "version": "2.0", "id": ["Region", "Tid"], "size": [200, 200], "value": [1] * 40_000,
        "dimension": {
            "Region": {"category": {"index": [f"{number:04}" for number in range(200)]}},
            "Tid": {"category": {"index": [str(1850 + number) for number in range(200)]}},
        },
    }  # fmt: skip
    table = jsonstat.read(json.dumps(large))
    tracemalloc.start()
    assert sum(1 for _ in table.cells()) == 40_000
    assert tracemalloc.get_traced_memory()[1] < 500_000
    tracemalloc.stop()
