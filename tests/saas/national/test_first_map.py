"""The map that is shown first is one with something on it."""

from types import SimpleNamespace
from typing import Any

from saas.national.showing import Basis


def test_the_map_that_most_regions_are_shown_of_comes_first():
    def cell(value: float | None) -> Any:
        return SimpleNamespace(value=value)

    now = {
        "plan_adopted|region=R01": cell(None), "meetings_held|region=R01": cell(3.0), "meetings_held|region=R02": cell(4.0),
        "measures|region=R01": cell(5.0), "measures|region=R01|theme=places": cell(2.0), "measures|region=R02|theme=places": cell(2.0),
    }  # fmt: skip
    basis = Basis(None, None, (), now, {})  # type: ignore[arg-type]

    assert basis.fullest(("plan_adopted", "measures", "meetings_held")) == "meetings_held"
    assert basis.fullest(("plan_adopted", "knows_what_works")) == "plan_adopted"
