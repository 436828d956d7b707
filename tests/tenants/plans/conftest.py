"""A steering group with its sak, a goal in force and six proposals towards it, in both kommuner."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from saas.db import db
from tenants.measures.models import EvaluationPlan, Measure
from tenants.network.models import Organisation
from tenants.plans import service
from tests.tenants.goals.conftest import (  # noqa: F401
    Place,
    chair,
    chief,
    hamnes_place,
    make_goal,
    nordvik_place,
    november,
    practitioner,
)

TITLES = [
    "Lys ved Torget",
    "Natteravner",
    "Foreldremøte",
    "Åpen hall",
    "Rutine for skolefravær",
    "Kampanje i russetiden",
]


def address(plan: UUID, path: str = "", slug: str = "nordvik") -> str:
    """An address of one plan."""
    return f"/k/{slug}/planer/{plan}{path}"


@pytest.fixture
def make_measure(inside: Any) -> Any:
    """`make_measure(place, title, number, goal)`: a proposal with owner and evaluation plan; its id."""

    def make(place: Place, title: str, number: int, goal: UUID | None = None, **facts: Any) -> UUID:
        with inside(place.slug):
            owner = db.session.query(Organisation.id).limit(1).scalar()
            given = {
                "theme": "substances", "arena": "public_space", "age_group": "13_15", "type": "physical",
                "prevention_level": "universal", "owner_id": owner, "starts_on": date(2027, 1, 15), **facts,
            }  # fmt: skip
            measure = Measure(number=number, year=2026, title=title, group_id=place.group, goal_id=goal, **given)
            db.session.add(measure)
            db.session.flush()
            db.session.add(
                EvaluationPlan(
                    measure_id=measure.id, type="participation", indicator="Antall per kveld", unit="unge",
                    baseline=0, target=35, measure_on=date(2027, 6, 1),
                )
            )  # fmt: skip
            return measure.id

    return make


@pytest.fixture
def goal(nordvik_place: Place, make_goal: Any) -> UUID:  # noqa: F811
    """The goal in force."""
    return make_goal(nordvik_place, state="adopted", rank=1)


@pytest.fixture
def six(nordvik_place: Place, make_measure: Any, goal: UUID) -> list[UUID]:  # noqa: F811
    """Six proposals, as in the journey; young people have had a say in the first two."""
    return [
        make_measure(nordvik_place, title, number, goal, youth_input=number <= 2)
        for number, title in enumerate(TITLES, start=1)
    ]


@pytest.fixture
def plan(inside: Any, six: list[UUID]) -> UUID:
    """A draft for 2027 with the six."""
    with inside("nordvik"):
        return service.draft(2027, 2027).id


@pytest.fixture
def adopted(chair: Any, plan: UUID, six: list[UUID], nordvik_place: Place) -> UUID:  # noqa: F811
    """The plan, the three first of it adopted."""
    ordered = chair.post(address(plan, "/prioritering"), {"rekkefolge": [str(one) for one in six], "antall": "3"})
    assert ordered.status_code == 303, ordered.get_data(as_text=True)
    decided = chair.post(
        address(plan, "/vedtak"), {"sak": str(nordvik_place.sak), "dato": "2026-11-12", "vedtak": VEDTAK}
    )
    assert decided.status_code == 303, decided.get_data(as_text=True)
    return plan


VEDTAK = "Styringsgruppen vedtar handlingsplan 2027 med tre tiltak."
