"""The benches' own arithmetic, words and pictures, at the smallest size; no time is asserted, since a test tells of right and wrong."""

import xml.etree.ElementTree as ET
from contextlib import nullcontext
from types import SimpleNamespace

import pytest

from infra.bench import __main__ as bench
from infra.bench import measuring, pages, picture, report


def test_ways_are_done_in_turn_and_none_is_always_first():
    done = []
    ways = {name: (lambda name=name: done.append(name)) for name in "abc"}

    measuring.interleaved(ways, rounds=3)

    assert done == [*"aabbcc", *"abc", *"bca", *"cab"]


def test_a_cost_is_the_median_of_the_rounds_by_the_clock_and_in_work(monkeypatch):
    clocks = iter([0.0, 0.001, 1.0, 1.009, 2.0, 2.002])
    monkeypatch.setattr(measuring.time, "perf_counter", lambda: next(clocks))
    monkeypatch.setattr(measuring.time, "process_time", lambda: 0.0)
    worked = iter([0.0, 5.0, 5.0, 6.0, 6.0, 10.0])

    told = [measuring.once(lambda: None, lambda: next(worked)) for _ in range(3)]

    assert [round(clock, 6) for clock, _ in told] == [1.0, 9.0, 2.0]
    assert [work for _, work in told] == [5.0, 1.0, 4.0]


def test_a_ratio_of_work_that_nobody_could_measure_is_none_at_all():
    costs = {"on": measuring.Cost(3.0, 0.0), "off": measuring.Cost(2.0, 0.0)}

    assert measuring.ratio(costs, "on", "off") == measuring.Cost(1.5, 0.0)


def test_the_meter_of_processes_that_are_gone_tells_nothing():
    assert measuring.of_processes([2**22 + 7])() == 0.0


FOUND = {
    "walls": {"sizes": {"357": {"walls": {"liste": {"clock": 1.06, "work": 1.04, "on_ms": 2.0, "off_ms": 1.9, "number": 10}},
                                "admission": {"oversikt": 0.02}, "left_out": 0, "share": 0.02}}},
    "pages": {"pages": {"oversikt": {"ready": 9.0, "ready_work": 8.0, "drawn": 4.0, "drawn_work": 4.0, "ms": 12.0, "kb": 26.0}},
              "ready": 9.0, "ready_work": 8.0, "drawn": 4.0, "drawn_work": 4.0, "guard": 90.0},
    "growth": {"pages": {}, "clock": {"10": 1.0, "357": 1.02, "10000": 1.3}, "work": {"10": 1.0, "357": 1.0, "10000": 1.1},
               "each": {"10": 1.0, "357": 1.0, "10000": 1.2}, "sizes": {"10": 1e8, "357": 6e8, "10000": 12e9, "rows": 2750}},
    "kommuner": {"schemas": 357, "relations": 99, "onboarding": [2.0, 140.0, 70.0], "column": [1.0, 40.0, 40.0], "index": [9.0, 90.0, 10.0],
                 "release": [2.0, 90.0, 45.0], "release_warm": [1.0, 30.0, 30.0]},
    "letters": {"letters": 1000, "a_second": {"10": [400.0, 80.0], "10000": [390.0, 40.0]}, "memory": {"web": [3, 190.0, 320.0]},
                "rounds": {"10": [100.0, 2.0], "10000": [100.0, 2000.0]}},
}  # fmt: skip


@pytest.fixture
def kept():
    """Every part as a full run leaves it."""
    told = {"at": 1_790_000_000.0, "load": 0.4, "cores": 2, "postgres": "18.6", "sizes": [10, 357, 10_000], "seconds": 60.0}
    return {part: {"found": found, **told} for part, found in FOUND.items()}


def test_each_ratio_is_held_against_its_target_and_a_miss_is_said(kept):
    reached = {line.what: line.reached for line in report.lines(kept)}

    assert reached["vegg på mot av: liste, 357 kommuner"] is True
    assert reached["en side mot bar Flask, byte ferdig laget"] is False
    assert reached["median sidetid, 10 → 357 kommuner"] is True
    assert reached["median sidetid, 10 → 10000 kommuner"] is False
    assert reached["ta inn en kommune: hvor mange ganger raskere"] is True
    assert reached["ny indeks hos alle: hvor mange ganger raskere"] is False
    assert reached["brev i sekundet, 10 mot 10000 kommuner"] is None
    rounds = {line.what: line.value for line in report.lines(kept) if "runder" in line.what}
    assert list(rounds.values()) == [0.02, 20.0], "two rounds a second take a fiftieth of a worker that does a hundred"


def test_the_table_says_everything_in_norwegian_numbers(kept):
    table = report.table(kept)

    assert "| a | vegg på mot av: liste, 357 kommuner | 1,06 | ≤ 1,10 | ja |" in table
    assert "| oversikt | 12,0 | 26 | 9,0 | 4,0 | 8,0 | 2,0 % |" in table
    assert "| web | 3 | 190 | 320 |" in table
    assert "10000: 12,0 GB" in table and "2750 rader" in table


def test_one_part_alone_can_be_told(kept):
    assert "brev i sekundet" in report.table({"letters": kept["letters"]})
    assert "| a |" not in report.table({"letters": kept["letters"]})


def test_the_picture_is_well_formed_with_a_bar_a_mark_and_words_for_each(kept):
    rows = [(line.what, line.value, line.limit, line.reached) for line in report.lines(kept)]
    drawn = picture.draw([*rows, ("<uten mål>", 1e9, None, None)])

    tree = ET.fromstring(drawn)
    words = [element.text for element in tree.iter("{http://www.w3.org/2000/svg}text")]
    bars = [element for element in tree.iter("{http://www.w3.org/2000/svg}rect") if element.get("height") == "14"]
    marks = [element for element in tree.iter("{http://www.w3.org/2000/svg}line") if element.get("stroke-width") == "2"]
    assert all(what in words for what, *_ in rows) and "<uten mål>" in words
    assert len(bars) == len(rows) + 1 and len(marks) == sum(limit is not None for _, _, limit, _ in rows)
    assert all(float(bar.get("x")) + float(bar.get("width")) <= picture.TEXT + picture.BARS + 1 for bar in bars)


def test_a_quick_look_never_takes_the_place_of_the_results(kept, tmp_path, monkeypatch):
    monkeypatch.setattr(report, "FOLDER", tmp_path)
    monkeypatch.setenv("BINDELEDD_HOME", str(tmp_path / "home"))

    report.keep(kept, small=True)
    assert report.kept(small=False) == {} and report.kept(small=True) == kept

    report.keep(kept, small=False)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["home", "results.json", "results.md", "results.svg"]


def test_a_part_that_was_measured_today_is_not_measured_again_when_asked_to_go_on(kept, monkeypatch):
    monkeypatch.setattr(report.time, "time", lambda: 1_790_000_000.0 + 3600)
    assert report.is_fresh(kept, "walls") and not report.is_fresh({}, "walls")

    monkeypatch.setattr(report.time, "time", lambda: 1_790_000_000.0 + report.FRESH + 1)
    assert not report.is_fresh(kept, "walls")


def test_a_word_that_is_no_part_is_refused_before_anything_is_started(capsys):
    assert bench.main(["vegger"]) == 2

    assert "«vegger» er ingen del av målingene" in capsys.readouterr().err


def test_a_part_that_fails_is_told_and_takes_no_other_with_it(monkeypatch, tmp_path, capsys):
    def refuse(ground):
        raise RuntimeError("no disk")

    monkeypatch.setattr(report, "FOLDER", tmp_path)
    conditions = {"at": 1.8e9, "load": 0.0, "cores": 2, "postgres": "18", "sizes": [10, 20, 30]}
    monkeypatch.setattr(report, "conditions", lambda ground: conditions)
    monkeypatch.setattr(bench.houses, "ground", lambda small: nullcontext(SimpleNamespace(small=small)))
    monkeypatch.setattr(bench, "PARTS", {"walls": refuse, "kommuner": lambda ground: FOUND["kommuner"]})

    assert bench.main(["kommuner", "walls"]) == 1

    assert list(report.kept(small=False)) == ["kommuner"]
    assert "Ikke målt: (a)" in capsys.readouterr().err


def test_each_part_has_a_title_and_its_lines():
    assert set(bench.PARTS) == set(report.TITLES) == set(report._OF)


def test_the_bare_views_ask_once_and_answer_with_as_many_bytes():
    asked, task = [], SimpleNamespace(id="1", what="Spørre skolen <nå>", status="open", due_on=None)
    connection = SimpleNamespace(exec_driver_sql=lambda query: asked.append(query) or SimpleNamespace(all=lambda: [task] * 7))
    bare = pages._bare_app(SimpleNamespace(connect=lambda: nullcontext(connection)))
    bare.config["READY"] = b"x" * 20_000
    browser = bare.test_client()

    ready, drawn = browser.get("/klar"), browser.get("/tegnet")

    assert ready.data == bare.config["READY"] and len(asked) == 2
    assert 19_000 < len(drawn.data) <= 20_200 and b"&lt;n" in drawn.data, "drawn as a page is: escaped"
