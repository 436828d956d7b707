"""From any node of the line every other is at most two presses away, and what is missing is said."""

import re

import pytest

from saas import clock
from tenants.sight import trail
from tests.tenants.overview import scene
from tests.tenants.sight import line

ADDRESSES = {
    "finding": "/k/nordvik/funn/{}", "goal": "/k/nordvik/mal/{}", "measure": "/k/nordvik/tiltak/{}",
    "task": "/k/nordvik/oppgaver/{}", "evaluation": "/k/nordvik/evalueringer/{}", "round": "/k/nordvik/runder/{}",
}  # fmt: skip


@pytest.fixture(autouse=True)
def morning(world):
    clock.move_to(scene.MORNING)


@pytest.fixture
def ids(inside):
    with inside("nordvik"):
        return line.whole()


@pytest.mark.parametrize("kind", ADDRESSES)
def test_every_page_of_the_line_leads_to_all_the_others(coordinator, ids, kind):
    answer = coordinator.get(ADDRESSES[kind].format(ids[kind]))
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    drawn = page.split('<nav class="trail"')[1].split("</nav>")[0]
    for other in ("finding", "goal", "measure", "task", "evaluation"):
        if other != kind:
            assert ADDRESSES[other].format(ids[other]) in drawn, f"from {kind} to {other}"
    if kind != "round":
        assert len(re.findall('aria-current="step"', drawn)) == 1


def test_the_line_closes_into_the_next_finding(coordinator, ids):
    page = coordinator.get(ADDRESSES["evaluation"].format(ids["evaluation"])).get_data(as_text=True)
    assert ADDRESSES["finding"].format(ids["lesson"]) in page and "Nye funn" in page


def test_what_is_missing_is_a_dotted_box_with_a_way_to_tie_it(coordinator, inside):
    with inside("nordvik"):
        alone = line.measure(scene.group(), title="Løsrevet tiltak").id
    drawn = coordinator.get(f"/k/nordvik/tiltak/{alone}").get_data(as_text=True).split('<nav class="trail"')[1]
    drawn = drawn.split("</nav>")[0]
    assert drawn.count("trail-missing") == 4
    assert f"/k/nordvik/tiltak/{alone}/endring" in drawn and "Knytt til" in drawn


def test_a_title_is_text_and_never_markup(coordinator, inside, ids):
    from saas.db import find
    from tenants.goals.models import Goal

    with inside("nordvik"):
        find(Goal, ids["goal"]).title = "<script>alert(1)</script>"
    page = coordinator.get(ADDRESSES["measure"].format(ids["measure"])).get_data(as_text=True)
    assert "<script>alert(1)" not in page and "&lt;script&gt;alert(1)" in page


def test_a_practitioner_gets_no_trail_of_goals_that_are_not_theirs(inside, ids, house):
    from tenants.sight.views import trail_of

    with inside("nordvik", "practitioner"):
        assert trail_of("measure", ids["measure"]) == ""


def test_tasks_of_groups_out_of_sight_are_not_on_the_trail(inside, ids):
    with inside("nordvik", "member"):
        assert trail.of("measure", ids["measure"]).nodes["task"] == []
    with inside("nordvik"):
        assert len(trail.of("measure", ids["measure"]).nodes["task"]) == 1


def test_another_kommunes_line_is_empty(inside, ids):
    with inside("hamnes"):
        for kind in ADDRESSES:
            assert not any(trail.of(kind, ids[kind]).nodes.values())


def test_an_unknown_kind_is_a_mistake_of_ours(inside, ids):
    with inside("nordvik"), pytest.raises(ValueError, match="nothing|Nothing"):
        trail.of("letter", ids["goal"])
