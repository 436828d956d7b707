"""After the vedtak: what becomes another is found, and recorded with a reason; the plan itself stays as it was."""

import html
import re
from datetime import date
from uuid import uuid4

import pytest

from saas.db import db, find
from tenants.goals.models import Goal
from tenants.measures.models import EvaluationPlan, Measure
from tenants.plans import revisions
from tenants.plans.models import ActionPlan, PlanRevision
from tests.tenants.plans.conftest import address
from tests.tenants.plans.test_plans import pdf_text, row, text

WHY = "Leveringen av armaturer er forsinket."


def loose(inside, plan):
    from tenants.plans import wording

    with inside("nordvik", read_only=True):
        found = find(ActionPlan, plan)
        names = revisions.titles(found)
        return {one.key: wording.of_difference(one, names) for one in revisions.unrecorded(found)}


def change(inside, model, row_id, **facts):
    with inside("nordvik"):
        for name, value in facts.items():
            setattr(find(model, row_id), name, value)


def test_nothing_is_loose_on_the_day_of_the_vedtak(inside, adopted, coordinator):
    assert loose(inside, adopted) == {}
    assert "ikke ført" not in text(coordinator.get(address(adopted)))


def test_a_change_is_found_recorded_and_shown_and_the_plan_is_not_touched(coordinator, adopted, six, inside):
    before = row(inside, adopted)
    change(inside, Measure, six[0], starts_on=date(2027, 3, 1))
    found = loose(inside, adopted)
    said = "T-26-001 Lys ved Torget: Start endret fra 15. januar 2027 til 1. mars 2027"
    assert list(found.values()) == [said]
    page = html.unescape(text(coordinator.get(address(adopted))))
    assert "1 endring er ikke ført" in page
    assert said in page
    recorded = coordinator.post(address(adopted, "/revisjoner"), {"endring": list(found), "begrunnelse": WHY})
    assert recorded.status_code == 303, text(recorded)
    assert loose(inside, adopted) == {}
    page = html.unescape(text(coordinator.get(address(adopted))))
    assert said in page
    assert WHY in page
    assert "revisjon 1" in page
    assert row(inside, adopted) == before
    words = pdf_text(coordinator.get(address(adopted, "/plan.pdf")))
    assert "revisjon 1" in words
    assert "armaturer" in words


def test_a_change_of_what_was_recorded_is_a_new_difference(coordinator, adopted, six, inside):
    change(inside, Measure, six[0], starts_on=date(2027, 3, 1))
    coordinator.post(address(adopted, "/revisjoner"), {"endring": list(loose(inside, adopted)), "begrunnelse": WHY})
    change(inside, Measure, six[0], starts_on=date(2027, 4, 1))
    assert list(loose(inside, adopted).values()) == [
        "T-26-001 Lys ved Torget: Start endret fra 1. mars 2027 til 1. april 2027"
    ]
    change(inside, Measure, six[0], starts_on=date(2027, 3, 1))
    assert loose(inside, adopted) == {}


def test_goals_and_measures_that_come_and_go_are_found(
    inside, adopted, six, goal, nordvik_place, make_goal, make_measure, coordinator
):
    make_goal(nordvik_place, "Flere trives på skolen", state="adopted", rank=2)
    make_goal(nordvik_place, "Bare et utkast")
    make_goal(nordvik_place, "En annen tid", state="adopted", rank=3, from_year=2028, to_year=2029)
    make_measure(nordvik_place, "Ungdomslos", 8, goal, state="decided", decided_on=date(2026, 12, 1))
    make_measure(nordvik_place, "Fra før", 9, goal, state="started", decided_on=date(2026, 3, 1))
    change(inside, Goal, goal, target=8)
    change(inside, Measure, six[1], state="rejected")
    with inside("nordvik"):
        db.session.query(EvaluationPlan).filter_by(measure_id=six[2]).one().target = 40
    found = loose(inside, adopted)
    assert sorted(found.values()) == [
        "Nytt mål: «Flere trives på skolen»",
        "Nytt tiltak: T-26-008 Ungdomslos",
        "T-26-003 Foreldremøte: Evaluering endret fra Deltakelse: Antall per kveld, fra 0\u00a0unge til 35\u00a0unge, måles "
        "1. juni 2027 til Deltakelse: Antall per kveld, fra 0\u00a0unge til 40\u00a0unge, måles 1. juni 2027",
        "Tiltaket er tatt ut: T-26-002 Natteravner",
        "«Færre unge er tilbudt hasj»: Måltall endret fra 10\u00a0% til 8\u00a0%",
    ]
    answer = coordinator.post(address(adopted, "/revisjoner"), {"endring": list(found), "begrunnelse": WHY})
    assert answer.status_code == 303
    assert loose(inside, adopted) == {}
    with inside("nordvik", read_only=True):
        numbers = [number for (number,) in db.session.query(PlanRevision.number).order_by(PlanRevision.number)]
        assert numbers == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("keys", "why", "status"),
    [([], WHY, 422), (None, "", 422), (None, "Kort", 422), (None, "x" * 1001, 422), (["goals.tull"], WHY, 409),
     (None, "Gutten på 15 år, 010203 12345, ville ikke.", 422)],
)  # fmt: skip
def test_a_revision_names_its_changes_and_its_reason(coordinator, adopted, six, inside, keys, why, status):
    change(inside, Measure, six[0], starts_on=date(2027, 3, 1))
    found = list(loose(inside, adopted)) if keys is None else keys
    answer = coordinator.post(address(adopted, "/revisjoner"), {"endring": found, "begrunnelse": why})
    assert answer.status_code == status
    assert len(loose(inside, adopted)) == 1


def test_the_same_difference_is_recorded_once(coordinator, adopted, six, inside):
    change(inside, Measure, six[0], starts_on=date(2027, 3, 1))
    form = {"endring": list(loose(inside, adopted)), "begrunnelse": WHY}
    once = {**form, "en_gang": str(uuid4())}
    assert coordinator.post(address(adopted, "/revisjoner"), once).status_code == 303
    assert coordinator.post(address(adopted, "/revisjoner"), once).status_code == 303
    assert coordinator.post(address(adopted, "/revisjoner"), form).status_code == 409
    with inside("nordvik", read_only=True):
        assert db.session.query(PlanRevision).count() == 1


def test_only_the_coordinator_records_and_only_on_an_adopted_plan(coordinator, chair, member, plan, adopted, inside):
    for browser in (chair, member):
        answer = browser.post(address(adopted, "/revisjoner"), {"endring": "x", "begrunnelse": WHY})
        assert answer.status_code == 403
        assert "Koordinatoren fører revisjonstabellen" in text(answer)
    with inside("nordvik"):
        from tenants.plans import service

        draft = service.draft(2028, 2028).id
    answer = coordinator.post(address(draft, "/revisjoner"), {"endring": "x", "begrunnelse": WHY})
    assert answer.status_code == 409


def test_a_plan_with_all_kinds_of_pages_lists_its_keys_in_the_form(coordinator, adopted, six, inside):
    change(inside, Measure, six[0], starts_on=date(2027, 3, 1))
    page = text(coordinator.get(address(adopted)))
    listed = re.findall(r'name="endring"[^>]*value="([^"]+)"', page) or re.findall(r'value="(measures\.[^"]+)"', page)
    assert listed == list(loose(inside, adopted))
