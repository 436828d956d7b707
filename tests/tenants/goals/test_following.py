"""What the coordinator keeps up to date: readings, planverk and findings; and the order that only a sak changes."""

from decimal import Decimal
from uuid import uuid4

import pytest

from saas.db import db
from tenants.goals.models import GoalFinding, GoalOrder, GoalPlan, GoalReading
from tests.tenants.goals.test_goals import text


def rows(inside, model, slug="nordvik"):
    with inside(slug, read_only=True):
        return [{c.key: getattr(row, c.key) for c in model.__table__.columns} for row in db.session.query(model)]


def test_the_coordinator_keeps_readings_and_the_page_says_how_far(coordinator, nordvik_place, make_goal, inside):
    goal = make_goal(nordvik_place, state="adopted", rank=1)
    address = nordvik_place.url(f"{goal}/maltall")
    answer = coordinator.post(address, {"dato": "2026-11-01", "verdi": "12,5", "notat": "Ungdata 2026"})
    assert answer.status_code == 303, text(answer)
    assert rows(inside, GoalReading)[0]["value"] == Decimal("12.5")
    page = text(coordinator.get(nordvik_place.url(str(goal))))
    assert "12,5\u00a0% 1. november 2026, mot 14\u00a0% i 2025. Målet er 10\u00a0% innen 2029." in page
    assert "På vei" in page
    assert "<svg" in page
    coordinator.post(address, {"dato": "2026-11-10", "verdi": "16"})
    assert "Feil vei" in text(coordinator.get(nordvik_place.url(str(goal))))
    coordinator.post(address, {"dato": "2026-11-11", "verdi": "9"})
    assert "Nådd" in text(coordinator.get(nordvik_place.url()))
    reading = rows(inside, GoalReading)[0]["id"]
    assert coordinator.post(f"{address}/{reading}/sletting", {}).status_code == 303
    assert len(rows(inside, GoalReading)) == 2


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"dato": "2026-11-13"}, "i dag eller tidligere"),
        ({"dato": "0026-11-01"}, "i dag eller tidligere"),
        ({"dato": ""}, "Velg dagen tallet gjelder"),
        ({"verdi": "tolv"}, "Skriv et tall"),
        ({"verdi": ""}, "Skriv tallet"),
        ({"notat": "x" * 501}, "høyst 500 tegn"),
        ({"notat": "Gutten 010203 12345"}, "kan peke ut en person"),
    ],
)
def test_a_reading_that_makes_no_sense_is_refused(coordinator, nordvik_place, make_goal, inside, form, words):
    goal = make_goal(nordvik_place, state="adopted", rank=1)
    answer = coordinator.post(nordvik_place.url(f"{goal}/maltall"), {"dato": "2026-11-01", "verdi": "12", **form})
    assert answer.status_code == 422
    assert words in text(answer)
    assert rows(inside, GoalReading) == []


def test_one_reading_a_day_and_none_on_a_goal_behind_us(coordinator, nordvik_place, make_goal):
    goal, ended = make_goal(nordvik_place, state="adopted", rank=1), make_goal(nordvik_place, "Gammelt", state="ended")
    form = {"dato": "2026-11-01", "verdi": "12"}
    assert coordinator.post(nordvik_place.url(f"{goal}/maltall"), form).status_code == 303
    assert coordinator.post(nordvik_place.url(f"{goal}/maltall"), form).status_code == 422
    assert coordinator.post(nordvik_place.url(f"{ended}/maltall"), form).status_code == 409


def test_members_follow_up_nothing(member, nordvik_place, make_goal, inside):
    goal = make_goal(nordvik_place)
    deeds = {"maltall": {"dato": "2026-11-01", "verdi": "12"}, "planverk": {"dokument": "Økonomiplan", "status": "proposed"},
             "funn": {"funn": str(nordvik_place.finding)}}  # fmt: skip
    for path, form in deeds.items():
        assert member.post(nordvik_place.url(f"{goal}/{path}"), form).status_code == 403
    assert rows(inside, GoalReading) == rows(inside, GoalPlan) == rows(inside, GoalFinding) == []


def test_members_take_nothing_away(member, coordinator, nordvik_place, make_goal, inside):
    goal = make_goal(nordvik_place)
    coordinator.post(nordvik_place.url(f"{goal}/maltall"), {"dato": "2026-11-01", "verdi": "12"})
    coordinator.post(nordvik_place.url(f"{goal}/planverk"), {"dokument": "Økonomiplan", "status": "proposed"})
    coordinator.post(nordvik_place.url(f"{goal}/funn"), {"funn": str(nordvik_place.finding)})
    reading, link = rows(inside, GoalReading)[0]["id"], rows(inside, GoalPlan)[0]["id"]
    deeds = (f"maltall/{reading}/sletting", f"planverk/{link}/sletting", f"funn/{nordvik_place.finding}/losning")
    for path in deeds:
        assert member.post(nordvik_place.url(f"{goal}/{path}"), {}).status_code == 403, path
    assert [len(rows(inside, model)) for model in (GoalReading, GoalPlan, GoalFinding)] == [1, 1, 1]


def test_the_planverk_says_what_is_included_and_the_list_what_is_lacking(coordinator, nordvik_place, make_goal, inside):
    goals = [make_goal(nordvik_place, f"Mål {n}", state="adopted", rank=n) for n in (1, 2)]
    address = nordvik_place.url(f"{goals[0]}/planverk")
    form = {
        "dokument": "Kommuneplanens samfunnsdel",
        "kapittel": "4.2",
        "status": "proposed",
        "lenke": "https://nordvik.example/plan",
    }
    assert coordinator.post(address, form).status_code == 303
    assert "0 av 2 mål er innarbeidet i planverket." in text(coordinator.get(nordvik_place.url()))
    link = rows(inside, GoalPlan)[0]["id"]
    assert coordinator.post(f"{address}/{link}", {**form, "status": "included", "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{address}/{link}", {**form, "status": "proposed", "versjon": "1"}).status_code == 409
    page = text(coordinator.get(nordvik_place.url()))
    assert "1 av 2 mål er innarbeidet i planverket." in page
    assert coordinator.post(nordvik_place.url(f"{goals[1]}/planverk/{link}"), form).status_code == 404
    assert coordinator.post(f"{address}/{link}/sletting", {}).status_code == 303
    assert rows(inside, GoalPlan) == []


@pytest.mark.parametrize(
    "form",
    [
        {"dokument": " "},
        {"status": "ferdig"},
        {"lenke": "javascript:alert(1)"},
        {"lenke": "https://"},
        {"kapittel": "x" * 201},
    ],
)
def test_a_place_in_the_planverk_that_makes_no_sense_is_refused(coordinator, nordvik_place, make_goal, inside, form):
    goal = make_goal(nordvik_place)
    given = {"dokument": "Økonomiplan", "status": "proposed", **form}
    assert coordinator.post(nordvik_place.url(f"{goal}/planverk"), given).status_code == 422
    assert rows(inside, GoalPlan) == []


def test_findings_are_tied_once_and_untied(coordinator, nordvik_place, make_goal, inside):
    goal = make_goal(nordvik_place)
    address, form = nordvik_place.url(f"{goal}/funn"), {"funn": str(nordvik_place.finding)}
    assert coordinator.post(address, form).status_code == 303
    assert coordinator.post(address, form).status_code == 303
    assert len(rows(inside, GoalFinding)) == 1
    for wrong in ("", "tull", str(uuid4())):
        assert coordinator.post(address, {"funn": wrong}).status_code == 422
    assert coordinator.post(f"{address}/{nordvik_place.finding}/losning", {}).status_code == 303
    assert coordinator.post(f"{address}/{nordvik_place.finding}/losning", {}).status_code == 404
    assert rows(inside, GoalFinding) == []


@pytest.fixture
def three(nordvik_place, make_goal):
    return [make_goal(nordvik_place, f"Mål {n}", state="adopted", rank=n) for n in (1, 2, 3)]


def ranks(goal_of, place, goals):
    return [goal_of(place, goal)["rank"] for goal in goals]


def test_the_order_is_changed_in_a_sak_only(chair, nordvik_place, three, goal_of, inside):
    turned = [str(goal) for goal in reversed(three)]
    address = nordvik_place.url("prioritering")
    for sak in ("", str(nordvik_place.waiting), str(nordvik_place.other_sak)):
        answer = chair.post(address, {"rekkefolge": turned, "sak": sak})
        assert answer.status_code == 422
    assert rows(inside, GoalOrder) == []
    assert chair.post(address, {"rekkefolge": turned, "sak": str(nordvik_place.sak)}).status_code == 303
    assert ranks(goal_of, nordvik_place, three) == [3, 2, 1]
    order = rows(inside, GoalOrder)[0]
    assert (order["item_id"], order["ranking"], order["decided_by"]) == (
        nordvik_place.sak,
        {"goals": turned},
        "Chair Nordvik",
    )
    page = text(chair.get(address))
    assert "Sak SG 9/26: Prioriteringer 2027" in page
    assert page.index("Mål 3") < page.index("Mål 1")


def test_moving_on_the_page_decides_nothing(chair, nordvik_place, three, goal_of, inside):
    ids = [str(goal) for goal in three]
    answer = chair.post(nordvik_place.url("prioritering"), {"rekkefolge": ids, "flytt": f"ned:{three[0]}"})
    assert answer.status_code == 200
    page = text(answer)
    assert page.index("Mål 2") < page.index("Mål 1")
    assert chair.post(nordvik_place.url("prioritering/kladd"), {"rekkefolge": ids[::-1]}).status_code == 204
    assert ranks(goal_of, nordvik_place, three) == [1, 2, 3]
    assert rows(inside, GoalOrder) == []


def test_an_order_of_another_list_is_refused(chair, nordvik_place, three, goal_of, make_goal):
    draft = make_goal(nordvik_place, "Utkast")
    for ids in (three[:2], [*three, draft], [*three[:2], three[0]], [*three[:2], "tull"]):
        form = {"rekkefolge": [str(one) for one in ids], "sak": str(nordvik_place.sak)}
        assert chair.post(nordvik_place.url("prioritering"), form).status_code == 409
    assert ranks(goal_of, nordvik_place, three) == [1, 2, 3]


@pytest.mark.parametrize("who", ["coordinator", "chief", "member"])
def test_others_do_not_change_the_order(request, who, nordvik_place, three, goal_of):
    form = {"rekkefolge": [str(goal) for goal in reversed(three)], "sak": str(nordvik_place.sak)}
    browser = request.getfixturevalue(who)
    assert browser.post(nordvik_place.url("prioritering"), form).status_code == 403
    assert browser.post(nordvik_place.url("prioritering/kladd"), form).status_code == 403
    assert browser.get(nordvik_place.url("prioritering")).status_code == 200
    assert ranks(goal_of, nordvik_place, three) == [1, 2, 3]


def test_goals_of_the_same_area_stand_together(chair, nordvik_place, make_goal):
    for number, area in enumerate(["Trygg by", "Skole", "Trygg by"], start=1):
        make_goal(nordvik_place, f"Mål {number}", state="adopted", rank=number, focus_area=area)
    page = text(chair.get(nordvik_place.url()))
    assert page.index("Trygg by</h2>") < page.rindex("Mål 3</a>") < page.index("Skole</h2>") < page.rindex("Mål 2</a>")
