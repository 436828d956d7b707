"""The interface for machines: what it promises, who may ask, and that the statistics offices' own tools can read it."""

import json
from decimal import Decimal

import pytest

from saas.national import delivering
from saas.statistics import jsonstat as offices
from tests.saas.national import channels
from tests.saas.national.conftest import page


def test_the_description_is_valid_and_tells_of_every_address(house, analyst, released):
    from openapi_spec_validator import validate

    told = analyst.get("/api/v1/openapi.json").json
    validate(told)
    rules = [rule.rule.removeprefix("/api/v1") for rule in house.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    ours = {rule.replace("<uuid:release_id>", "{release_id}").replace("<code>", "{code}").replace("<ending>", "{ending}") for rule in rules}
    assert set(told["paths"]) == ours and len(ours) == 5
    assert all(set(path) == {"get"} for path in told["paths"].values())
    parameters = {one["name"] for path in told["paths"].values() for one in path["get"]["parameters"]}
    assert not any("kommune" in name for name in parameters)


def test_what_is_sent_is_what_is_described(analyst, released):
    from jsonschema import Draft202012Validator

    told = analyst.get("/api/v1/openapi.json").json
    for address, path in (
        ("/utgivelser", "/utgivelser"),
        (f"/utgivelser/{released.id}", "/utgivelser/{release_id}"),
        (f"/utgivelser/{released.id}/tabeller/measures-region-theme", "/utgivelser/{release_id}/tabeller/{code}"),
    ):
        described = told["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        Draft202012Validator({**described, "components": told["components"]}).validate(analyst.get(f"/api/v1{address}").json)


def test_releases_lead_to_tables_and_tables_to_cells(analyst, released):
    first = analyst.get("/api/v1/utgivelser").json["utgivelser"]
    assert [one["id"] for one in first] == [str(released.id)] and first[0]["deler"] == 14
    listed = analyst.get(first[0]["lenke"]).json["tabeller"]
    assert {one["kode"] for one in listed} == {code for code, _ in released.cells}
    one = next(one for one in listed if one["kode"] == "measures-region-theme")
    assert one["tittel"] == "Tiltak etter region og tema" and analyst.get(one["lenke"]).status_code == 200


@pytest.mark.parametrize("code", ["measures-region-theme", "plan_adopted-region", "days_to_minutes-region", "meetings_held-median-band"])
def test_the_offices_clients_read_it(analyst, released, code):
    from pyjstat import pyjstat

    text = page(analyst.get(f"/api/v1/utgivelser/{released.id}/tabeller/{code}"))
    truth = channels.stored(released, code)
    frame = pyjstat.Dataset.read(text).write("dataframe")
    assert len(frame) == 2 * len(truth)
    shown = [value for value, _, _ in truth.values() if value is not None]
    assert sum(frame["value"].dropna()) == sum(shown) + sum(units for _, _, units in truth.values() if units is not None)

    table = offices.read(text)
    assert table.dimension("time").codes == ["2026T2"] and table.title.endswith("2. tertial 2026")
    measured = next(iter(table.dimension("metric").codes))
    flags = {":": "suppressed", "..": "missing", "": ""}
    read = {}
    for cell in table.cells():
        assert table.period(cell).text == "2026T2"
        if cell.codes["ContentsCode"] == measured:
            dims = [dim for dim in cell.codes if dim not in ("Tid", "ContentsCode")]
            read[channels.keyed(dims, [cell.codes[dim] for dim in dims])] = (cell.value, cell.flag)
    assert read == {keys: (Decimal(value) if value is not None else None, flags[flag]) for keys, (value, flag, _) in truth.items()}


def test_a_hidden_value_is_null_with_its_flag_and_so_is_how_many_are_behind(analyst, released):
    found = analyst.get(f"/api/v1/utgivelser/{released.id}/tabeller/measures-region-theme").json
    assert None in found["value"] and ":" in found["status"].values()
    for place, value in enumerate(found["value"]):
        assert (value is None) == (str(place) in found["status"])
    assert "p_percent" not in json.dumps(found)


def test_who_may_ask_is_told_in_json(analyst, coordinator, guest, released):
    for place in ("utgivelser", f"utgivelser/{released.id}", f"utgivelser/{released.id}/tabeller/plan_adopted-region",
                  f"utgivelser/{released.id}/tabeller/plan_adopted-region.csv", "openapi.json"):  # fmt: skip
        assert analyst.get(f"/api/v1/{place}").status_code == 200, place
        outside, other = guest.get(f"/api/v1/{place}"), coordinator.get(f"/api/v1/{place}")
        assert (outside.status_code, other.status_code) == (401, 404), place
        assert outside.json["error"] == "Logg inn for å se siden."
        assert other.json["error"] == "Siden finnes ikke, eller du har ikke tilgang."


def test_everything_that_is_refused_is_refused_in_json(analyst, released):
    for place, status in (
        ("kommuner/9901", 404), ("utgivelser/9901", 404), ("finnes-ikke", 404), ("utgivelser?kommune=9901", 404),
        (f"utgivelser/{released.id}/tabeller/nei", 404), (f"utgivelser/{released.id}/tabeller/plan_adopted-region?region=R13", 404),
        (f"utgivelser/{released.id}/tabeller/plan_adopted-region?region=R08&region=R13", 404),
    ):  # fmt: skip
        answer = analyst.get(f"/api/v1/{place}")
        assert (answer.status_code, answer.content_type) == (status, "application/json"), place
        assert set(answer.json) == {"error", "title"}
    refused = analyst.post("/api/v1/utgivelser", {})
    assert (refused.status_code, refused.content_type) == (405, "application/json")


def test_somebody_who_asks_too_often_waits(analyst, released, monkeypatch):
    monkeypatch.setattr(delivering, "RATE", "3/minute")
    answers = [analyst.get("/api/v1/utgivelser").status_code for _ in range(5)]
    assert answers == [200, 200, 200, 429, 429]
    assert analyst.get(f"/senter/utgivelser/{released.id}/tabeller/plan_adopted-region.csv").status_code == 429
    assert analyst.get(f"/senter/utgivelser/{released.id}/tabeller/plan_adopted-region").status_code == 200
