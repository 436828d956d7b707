"""The SLT-sjekk through the door: begun, rated area by area with evidence, completed, frozen, and turned into tasks."""

from math import hypot
from uuid import uuid4

from sqlalchemy import select

from saas.db import db
from tenants.checkup import questions, radar
from tenants.checkup.models import Checkup, CheckupAnswer
from tenants.checkup.statements import AREAS, STATEMENTS, WORDS

HERE = "/k/nordvik/rapporter/slt-sjekk/"


def _begin(browser, place="nordvik"):
    answer = browser.post(f"/k/{place}/rapporter/slt-sjekk/", {"ar": "2026"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.split("/slt-sjekk/")[1].split("/")[0]


def _rate(browser, checkup, area, rating="3", text="Sett i møtet.", **form):
    fields = {}
    for code in STATEMENTS[area]:
        fields |= {f"vurdering_{code}": rating, f"bevis_{code}": "", f"tekst_{code}": text}
    return browser.post(f"{HERE}{checkup}/omrade?del_av={area}", {**fields, **form})


def _whole(browser, rating="3"):
    checkup = _begin(browser)
    for area in AREAS:
        assert _rate(browser, checkup, area, rating).status_code == 303
    return checkup


def test_twenty_statements_in_five_areas():
    assert len(WORDS) == 20 and [len(found) for found in STATEMENTS.values()] == [4] * 5 and list(STATEMENTS) == list(AREAS)


def test_a_check_is_rated_completed_and_frozen(scene, coordinator, inside):
    checkup = _whole(coordinator)
    assert coordinator.post(f"{HERE}{checkup}/fullforing", {}).status_code == 303
    assert _rate(coordinator, checkup, "effort", "1").status_code == 409
    assert coordinator.post(f"{HERE}{checkup}/fullforing", {}).status_code == 409
    page = coordinator.get(f"{HERE}{checkup}").get_data(as_text=True)
    assert "radar-now" in page and "3,0" in page and "Fullført" in page
    with inside():
        assert {row.rating for row in db.session.scalars(select(CheckupAnswer))} == {3}


def test_it_cannot_be_completed_before_every_statement_has_its_evidence(scene, coordinator):
    checkup = _whole(coordinator)
    _rate(coordinator, checkup, "together", text="")
    refused = coordinator.post(f"{HERE}{checkup}/fullforing", {})
    assert refused.status_code == 409 and "4 påstander mangler" in refused.get_data(as_text=True)


def test_evidence_points_at_the_kommunes_own_things_only(scene, gather, coordinator, inside):
    foreign = gather("hamnes").group
    checkup = _begin(coordinator)
    code = next(iter(STATEMENTS["structure"]))
    good = _rate(coordinator, checkup, "structure", **{f"bevis_{code}": f"group:{scene.group}"})
    assert good.status_code == 303
    for wrong in (f"group:{foreign}", f"group:{uuid4()}", f"person:{scene.people['Kari Moen']}", "x"):
        assert _rate(coordinator, checkup, "structure", **{f"bevis_{code}": wrong}).status_code == 422, wrong
    assert f'href="/k/nordvik/grupper/{scene.group}"' in coordinator.get(f"{HERE}{checkup}").get_data(as_text=True)


def test_wrong_ratings_texts_and_years_are_refused(scene, coordinator):
    for year in ("2024", "2030", "x", ""):
        assert coordinator.post(HERE, {"ar": year}).status_code == 422, year
    checkup = _begin(coordinator)
    assert coordinator.post(HERE, {"ar": "2026"}).status_code == 409
    code = next(iter(STATEMENTS["effort"]))
    ratings = [{f"vurdering_{code}": value} for value in ("5", "0")]
    texts = [{f"tekst_{code}": value} for value in ("a" * 501, "Ring 41 22 33 44")]
    for wrong in (*ratings, *texts):
        assert _rate(coordinator, checkup, "effort", **wrong).status_code == 422, wrong
    assert coordinator.get(f"{HERE}{checkup}/omrade?del_av=x").status_code == 404
    assert _rate(coordinator, checkup, "effort", versjon="1").status_code == 303
    assert _rate(coordinator, checkup, "effort", versjon="1").status_code == 409


def test_a_low_point_becomes_one_task(scene, coordinator):
    checkup, code = _whole(coordinator, "2"), "effort_judged"
    address = f"{HERE}{checkup}/oppgave?pastand={code}"
    form = {"hva": "Lag plan for evaluering.", "ansvarlig": str(scene.people["Ingrid Solheim"]), "frist": "2026-11-01"}
    assert coordinator.post(address, form).status_code == 409, "not before it is completed"
    coordinator.post(f"{HERE}{checkup}/fullforing", {})
    assert coordinator.get(address).status_code == 200
    for wrong in ({"hva": ""}, {"ansvarlig": str(uuid4())}, {"frist": "x"}):
        assert coordinator.post(address, {**form, **wrong}).status_code == 422, wrong
    assert coordinator.post(address, form).status_code == 303
    assert coordinator.post(address, form).status_code == 409
    assert coordinator.get(f"{HERE}{checkup}/oppgave?pastand=x").status_code == 404
    assert "Se oppgaven" in coordinator.get(f"{HERE}{checkup}").get_data(as_text=True)


def test_the_trend_and_last_year_stand_beside_this(scene, coordinator, inside):
    with inside():
        from saas import clock

        before = Checkup(year=2025, state="completed", completed_at=clock.now(), completed_by="Ingrid Solheim")
        db.session.add(before)
        db.session.flush()
        db.session.add_all(CheckupAnswer(checkup_id=before.id, statement=code, rating=2, evidence="Sett.") for code in WORDS)
    checkup = _whole(coordinator)
    coordinator.post(f"{HERE}{checkup}/fullforing", {})
    page = coordinator.get(f"{HERE}{checkup}").get_data(as_text=True)
    assert page.count('class="radar-shape') == 2 and "2,0" in page and "3,0" in page
    assert "Utvikling på en skala fra 1 til 4" in coordinator.get(HERE).get_data(as_text=True)
    with inside():
        assert questions.table(questions.completed())[0][1] == [2.0, 3.0]


def test_members_read_and_write_nothing(scene, coordinator, member):
    checkup = _begin(coordinator)
    assert member.get(HERE).status_code == 200 and member.get(f"{HERE}{checkup}").status_code == 200
    assert member.post(HERE, {"ar": "2026"}).status_code == 403 and _rate(member, checkup, "effort").status_code == 403


def test_another_kommune_sees_and_changes_nothing(scene, coordinator, inside):
    checkup = _begin(coordinator)
    there = f"/k/hamnes/rapporter/slt-sjekk/{checkup}"
    assert coordinator.get(there).status_code == 404
    for deed in ("omrade?del_av=effort", "fullforing", "oppgave?pastand=effort_owned"):
        assert coordinator.post(f"{there}/{deed}", {}).status_code == 404, deed
    with inside("hamnes"):
        assert questions.listed() == []


def test_the_radar_lies_where_its_numbers_say():
    drawn = radar.draw(["a", "b", "c", "d", "e"], [("2025", [1, 2, 3, 4, None]), ("2026", [1, 2, 3, 4, 2.5])])
    assert [shape.name for shape in drawn.shapes] == ["2026"]
    reach = [hypot(x - radar.CENTRE_X, y - radar.CENTRE_Y) / radar.RADIUS * 4 for x, y in drawn.shapes[0].corners]
    assert all(abs(found - value) < 0.01 for found, value in zip(reach, [1, 2, 3, 4, 2.5], strict=True))
    assert drawn.shapes[0].corners[0][0] == radar.CENTRE_X and drawn.shapes[0].corners[0][1] < radar.CENTRE_Y
