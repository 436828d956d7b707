"""The offices asked politely: what is sent, what is waited for, and what happens when they stumble."""

import gzip
import json
import threading

import pytest

from saas.statistics import asking, client
from saas.statistics.gate import Gate, Time
from saas.statistics.refusals import Away, BadTable
from tests.saas.statistics.conftest import sample
from tests.saas.statistics.replay import Reply
from tests.saas.statistics.test_jsonstat import small

CHOSEN = {"Region": ["1101", "4206"], "Tid": ["2023-2024", "2025"]}


@pytest.fixture
def ssb(asked_from, still, gate):
    return client.Ssb(asked_from, still.time, gate)


def ask(ssb, selection=CHOSEN):
    return [table.title for table in ssb.data("08487", selection)]


def good(**more):
    return Reply(small().encode(), **more)


def test_the_real_samples_come_through(asked_from, still, gate, office):
    office.will(Reply(sample("ssb_pxwebapi2_12134_jsonstat2.json")))
    chosen = {"KOKkommuneregion0000": ["0301", "4601", "5001"], "ContentsCode": ["KOSAG110000"], "Tid": ["2024"]}
    table = next(client.Ssb(asked_from, still.time, gate).data("12134", chosen))
    assert len(list(table.cells())) == 3
    assert office.asked[0].method == "GET"
    assert office.asked[0].path == (
        "/tables/12134/data?lang=no&outputFormat=json-stat2&valueCodes[KOKkommuneregion0000]=0301,4601,5001"
        "&valueCodes[ContentsCode]=KOSAG110000&valueCodes[Tid]=2024"
    )
    office.replies = [Reply(sample("fhi_open_api_response_example.json"))]
    table = next(client.Fhi(asked_from, still.time, gate).data(187, {"GEO": ["03", "30"], "AAR": ["2020_2020"]}))
    assert len(list(table.cells())) == 4
    assert office.asked[1].body == {
        "dimensions": [{"code": "GEO", "filter": "item", "values": ["03", "30"]},
                       {"code": "AAR", "filter": "item", "values": ["2020_2020"]}],
        "response": {"format": "json-stat2", "maxRowCount": 2},
    }  # fmt: skip


def test_the_real_refusals_are_said_once(ssb, office):
    for error in json.loads(sample("ssb_pxwebapi2_behaviour.json"))["errors"]:
        office.replies = [Reply(error["snippet"].encode(), status=error["status"])]
        before = len(office.asked)
        with pytest.raises(BadTable) as told:
            ask(ssb)
        assert told.value.params["reason"] == json.loads(error["snippet"])["title"]
        assert len(office.asked) == before + 1


def test_a_long_question_is_sent_as_a_body(ssb, office):
    office.will(good())
    codes = [f"{number:04}" for number in range(400)]
    ask(ssb, {"Region": codes, "Tid": ["2025"]})
    assert office.asked[0].method == "POST" and len(office.asked[0].path) < 100
    assert office.asked[0].body["selection"][0] == {"variableCode": "Region", "valueCodes": codes}


def test_a_large_selection_is_asked_for_in_pieces(monkeypatch):
    chosen = {"a": [str(number) for number in range(1000)], "b": [str(number) for number in range(1601)]}
    parts = list(client.pieces(chosen))
    assert all(client.count(part) <= 800_000 for part in parts)
    assert sorted((a, b) for part in parts for a in part["a"][:2] for b in part["b"]) == sorted(
        (a, b) for part in parts for a in part["a"][:2] for b in part["b"]
    )
    assert sum(client.count(part) for part in parts) == client.count(chosen)


@pytest.mark.parametrize("values", [[], ["*"], ["42?"], [""], ["1", "1"]])
def test_wildcards_and_empty_selections_are_never_sent(ssb, office, values):
    with pytest.raises(BadTable):
        ask(ssb, {"Region": values})
    with pytest.raises(BadTable):
        next(ssb.data("../12", CHOSEN))
    assert office.asked == []


def test_asked_to_wait_it_waits_and_then_gets_its_answer(ssb, office, still):
    office.will(Reply(b"{}", status=429, headers={"Retry-After": "17"}), good())
    assert ask(ssb) == ["Liten"]
    assert sum(still.slept) == 17 and len(office.asked) == 2


def test_asked_to_wait_until_a_moment(ssb, office, still):
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1970-01-12T13:46:52Z"}
    office.will(good(headers=headers), good())
    ask(ssb)
    assert still.slept == []
    ask(ssb, {**CHOSEN, "Tid": ["2025"]})
    assert still.slept == [12.0]


def test_asked_to_wait_for_an_hour_it_gives_up_for_now(ssb, office, still):
    office.will(Reply(b"{}", status=429, headers={"Retry-After": "3600"}), good())
    with pytest.raises(Away):
        ask(ssb)
    assert still.slept == []


def test_stumbling_again_and_again_it_is_given_longer_and_longer_but_not_for_ever(ssb, office, still):
    office.will(Reply(b"oops", status=500, kind="text/html"))
    with pytest.raises(Away) as told:
        ask(ssb)
    assert told.value.params == {"office": "SSB"} and len(office.asked) == 4
    assert still.slept == [1.0, 2.0, 4.0]


@pytest.mark.parametrize("honest", [True, False])
def test_half_an_answer_is_asked_for_again(ssb, office, honest):
    office.will(good(cut=300, honest=honest), good())
    assert ask(ssb) == ["Liten"] and len(office.asked) == 2


def test_a_slow_office_is_given_up(ssb, office, monkeypatch, asked_from, still, gate):
    monkeypatch.setattr(asking, "READ", 0.1)
    office.will(good(wait=0.5), good())
    assert [t.title for t in client.Ssb(asked_from, still.time, gate).data("08487", CHOSEN)] == ["Liten"]
    assert len(office.asked) == 2


def test_nobody_at_home(asked_from, still, gate, office):
    from dataclasses import replace

    with pytest.raises(Away):
        ask(client.Ssb(replace(asked_from, ssb_url="http://127.0.0.1:9"), still.time, gate))


def test_something_else_than_figures_is_not_asked_for_again(ssb, office):
    office.will(Reply(b"<html>Logg inn", kind="text/html"))
    with pytest.raises(Away):
        ask(ssb)
    assert len(office.asked) == 1


def test_a_redirect_is_not_followed(ssb, office):
    office.will(Reply(status=302, headers={"Location": "http://127.0.0.1:1/"}))
    with pytest.raises(BadTable):
        ask(ssb)
    assert len(office.asked) == 1


def test_a_huge_answer_is_let_go_also_when_it_came_folded(ssb, office, monkeypatch):
    monkeypatch.setattr(asking, "LARGEST_ANSWER", 100_000)
    for reply in (Reply(b"x" * 200_000), Reply(gzip.compress(b"x" * 50_000_000), headers={"Content-Encoding": "gzip"})):
        office.replies = [reply]
        with pytest.raises(BadTable):
            ask(ssb)


def test_an_answer_is_kept_until_it_is_old_and_used_after_that_when_the_office_is_away(ssb, office, still):
    office.will(good())
    ask(ssb)
    ask(ssb)
    assert len(office.asked) == 1
    still.now += asking.FRESH + 1
    office.replies = [Reply(b"", status=503)]
    assert ask(ssb) == ["Liten"] and len(office.asked) == 5
    still.now += 31 * 86_400
    with pytest.raises(Away):
        ask(ssb)


def test_a_spoilt_answer_on_the_shelf_is_fetched_anew(ssb, office, asked_from):
    office.will(good())
    ask(ssb)
    for path in asked_from.statistics_folder.iterdir():
        path.write_bytes(b"{")
    assert ask(ssb) == ["Liten"] and len(office.asked) == 2


def test_a_wrong_question_is_never_kept(ssb, office):
    office.will(Reply(b"{}", status=400), good())
    with pytest.raises(BadTable):
        ask(ssb)
    assert ask(ssb) == ["Liten"]


def test_thirty_a_minute(still):
    gate = Gate(still.time)
    for _ in range(61):
        with gate.passing():
            pass
    assert sum(still.slept) == 120.0


def test_two_at_once(office):
    office.will(good(wait=0.1))
    gate = Gate(Time(), at_once=2)
    asker = asking.Asker("SSB", office.url, client.Shelf(None, Time()), gate=gate)
    crowd = [threading.Thread(target=asker.ask, args=(f"/{number}", len)) for number in range(6)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    assert office.most_at_once == 2 and len(office.asked) == 6
