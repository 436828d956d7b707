"""«Løse tråder»: each break in the line is found, and gone once it is tied."""

from datetime import date, timedelta

import pytest

from saas import clock
from saas.db import db
from tenants.measures.models import EvaluationPlan
from tenants.meetings.models import AgendaEntry, AgendaItem
from tenants.minutes.models import MinutesVersion
from tenants.rounds.models import Round
from tenants.sight import threads, whole
from tests.tenants.overview import scene
from tests.tenants.overview.test_statements import Counted
from tests.tenants.sight import line


@pytest.fixture(autouse=True)
def morning(world):
    clock.move_to(scene.MORNING)


def codes():
    return {thread.code for thread in threads.loose()}


def test_a_whole_line_leaves_only_what_is_really_loose(inside):
    with inside("nordvik"):
        ids = line.whole()
        scene.add(EvaluationPlan(measure_id=ids["measure"], type="none", reason="For lite til å evalueres."))
        # The lesson itself is grave and has no answer yet; everything else hangs together.
        assert codes() == {"answer"}


def test_each_break_is_found(inside):
    with inside("nordvik"):
        low, high = scene.group(), scene.group("Politirådet", "STEERING")
        line.measure(low, 1, title="Uten alt", status_at=clock.now() - timedelta(days=34))
        line.measure(low, 2, title="Slutt uten dom", state="ended")
        line.goal(high)
        line.finding("Alvorlig og ubesvart")
        scene.add(Round(kind="challenge", group_id=low.id, title="Ikke avsluttet", state="sent", due_on=date(2026, 8, 20)))
        assert codes() == {"plan", "evaluation", "finding", "goal", "stale", "measure", "ground", "answer", "round"}


def test_a_decision_that_nothing_came_of_hangs_loose_until_it_gets_a_task(inside):
    with inside("nordvik"):
        group = scene.group()
        held = scene.meeting(group, date(2026, 8, 18), "held")
        item = scene.add(AgendaItem(group_id=group.id, title="Fredagsåpent", kind="decision", number=14, year=2026))
        entry = scene.add(AgendaEntry(meeting_id=held.id, item_id=item.id, position=1))
        sent = scene.minutes(held, date(2026, 8, 19), "approved")
        sent.latest = 1
        sak = {"entry_id": str(entry.id), "number": "14/26", "title": "Fredagsåpent", "decision": "Hallen holdes åpen."}
        scene.add(MinutesVersion(minutes_id=sent.id, number=1, reason="approved", sha256="x", created_by="I", document={"items": [sak]}))
        assert codes() == {"decision"}
        scene.task(group, scene.person(), date(2026, 9, 20)).entry_id = entry.id
        db.session.flush()
        assert codes() == set()


def test_an_evaluation_or_an_open_excuse_ties_an_ended_measure(inside):
    with inside("nordvik"):
        low = scene.group()
        judged, excused = line.measure(low, 1, state="ended"), line.measure(low, 2, state="ended")
        assert "evaluation" in codes()
        line.evaluation(judged)
        scene.add(EvaluationPlan(measure_id=excused.id, type="none", reason="Ett enkelt foreldremøte."))
        assert "evaluation" not in codes()


def test_the_page_says_what_hangs_and_where_to_tie_it(coordinator, inside):
    with inside("nordvik"):
        line.measure(scene.group(), title="Uten mål og funn")
    page = coordinator.get("/k/nordvik/trader/").get_data(as_text=True)
    assert "Tiltak uten mål" in page and "Tiltak uten kunnskapsgrunnlag" in page and "Uten mål og funn" in page
    assert "Uten mål og funn" not in coordinator.get("/k/hamnes/trader/").get_data(as_text=True)


def test_the_number_of_statements_does_not_grow_with_loose_ends(house, coordinator, inside):
    def fill(count, start):
        with inside("nordvik"):
            group, top = scene.group(f"Gruppe {start}"), scene.group(f"Råd {start}", "STEERING")
            for n in range(count):
                line.measure(group, start + n)
                line.goal(top, f"Mål {start + n}")
                line.finding(f"Funn {start + n}")

    fill(3, 1)
    coordinator.get("/k/nordvik/trader/")
    with Counted(house) as few:
        coordinator.get("/k/nordvik/trader/")
    fill(30, 10)
    with Counted(house) as many:
        coordinator.get("/k/nordvik/trader/")
    assert len(many) == len(few)


def test_the_overview_shows_the_line_in_numbers(coordinator, inside):
    with inside("nordvik"):
        line.whole()
        scene.meeting(scene.group("Fagteamet", "OPERATIONAL"), date(2026, 9, 20))
        found = whole.picture()
        assert (found.findings, found.goals, found.measures, found.tasks, found.evaluations) == (2, 1, 1, 1, 1)
        assert whole.running() == whole.Running(1, 0)
    page = coordinator.get("/k/nordvik/").get_data(as_text=True)
    assert "Fra funn til effekt" in page and "løs" in page


def test_another_kommunes_threads_are_not_mine(coordinator, inside):
    with inside("nordvik"):
        line.measure(scene.group(), title="Nordviks løse tiltak")
    assert "Nordviks løse tiltak" not in coordinator.get("/k/hamnes/trader/").get_data(as_text=True)
