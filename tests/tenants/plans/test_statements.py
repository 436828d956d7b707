"""The pages of goals and plans ask as many questions for three rows as for thirty."""

from datetime import date

import pytest

from saas.db import db
from tenants.goals.models import Goal, GoalFinding, GoalPlan, GoalReading
from tenants.measures.models import EvaluationPlan, Measure
from tenants.network.models import Organisation
from tenants.plans.models import ActionPlan, PlanProposal
from tests.tenants.overview.test_statements import Counted
from tests.tenants.plans.conftest import address


def fill(inside, place, plan, first, last):
    with inside("nordvik"):
        owner = db.session.query(Organisation.id).limit(1).scalar()
        for number in range(first, last):
            goal = Goal(
                group_id=place.group, title=f"Mål {number}", theme="substances", from_year=2026, to_year=2029, state="adopted",
                rank=number, indicator="Andel", unit="%", baseline=14, target=10, target_on=date(2029, 12, 31), item_id=place.sak,
            )  # fmt: skip
            measure = Measure(
                number=number, year=2026, title=f"Tiltak {number}", group_id=place.group, theme="substances",
                arena="leisure", age_group="13_15", type="leisure", prevention_level="universal", owner_id=owner,
            )  # fmt: skip
            db.session.add_all([goal, measure])
            db.session.flush()
            measure.goal_id = goal.id
            db.session.add_all([
                GoalReading(goal_id=goal.id, on_date=date(2026, 5, 1), value=13),
                GoalPlan(goal_id=goal.id, document="Kommuneplanen", status="included"),
                GoalFinding(goal_id=goal.id, finding_id=place.finding),
                EvaluationPlan(measure_id=measure.id, type="effect"),
                PlanProposal(plan_id=plan, measure_id=measure.id, rank=number, chosen=number % 2 == 0),
            ])  # fmt: skip


@pytest.mark.parametrize("page", ["/mal/?alle=1", "/mal/prioritering", "/planer/", "", "/prioritering"])
def test_thirty_cost_no_more_than_three(house, chair, inside, nordvik_place, page):
    with inside("nordvik"):
        plan = ActionPlan(title="Handlingsplan 2027", from_year=2027, to_year=2027)
        db.session.add(plan)
        db.session.flush()
        plan_id = plan.id
    where = f"/k/nordvik{page}" if page.startswith(("/mal", "/planer")) else address(plan_id, page)
    fill(inside, nordvik_place, plan_id, 1, 4)
    with Counted(house) as few:
        assert chair.get(where).status_code == 200
    fill(inside, nordvik_place, plan_id, 4, 34)
    with Counted(house) as many:
        assert chair.get(where).status_code == 200
    assert len(many) == len(few), "\n\n".join(many.statements)
