"""Random linked tables, attacked by a reader that shares no code with the suppressor."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.suppressor import Case, Equation, Parameters, protect
from tests.saas.suppressor.attacker import findings


@st.composite
def systems(draw) -> Case:
    """Two or three groupings of the same kommuner, by a few themes, all linked."""
    count, themes = draw(st.integers(5, 40)), draw(st.integers(1, 3))
    kommuner = [f"K{number:02d}" for number in range(count)]
    largest = draw(st.sampled_from([1, 4, 30]))
    groupings = {"r": draw(st.integers(2, 4)), "b": draw(st.integers(1, 3))}
    member = {
        grouping: {kommune: f"{grouping}{draw(st.integers(0, size - 1))}" for kommune in kommuner}
        for grouping, size in groupings.items()
    }
    value = {(kommune, theme): draw(st.integers(0, largest)) for kommune in kommuner for theme in range(themes)}
    contributions: dict[str, dict[str, float]] = {}
    equations = []
    for grouping, of in member.items():
        codes = sorted(set(of.values()))
        for theme in range(themes):
            equations.append(Equation(f"t{theme}", tuple(f"{code}.t{theme}" for code in codes)))
            for kommune in kommuner:
                contributions.setdefault(f"{of[kommune]}.t{theme}", {})[kommune] = value[kommune, theme]
        if themes > 1:
            equations.append(Equation("all", tuple(codes)))
            equations += [Equation(code, tuple(f"{code}.t{theme}" for theme in range(themes))) for code in codes]
    if themes > 1:
        equations.append(Equation("all", tuple(f"t{theme}" for theme in range(themes))))
    people: dict[str, str] = {}
    left = list(kommuner)
    while left:
        size = draw(st.integers(1, 6))
        people.update(dict.fromkeys(left[:size], f"P{len(left)}"))
        left = left[size:]
    return Case(equations, contributions, people, Parameters())


@settings(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(systems())
def test_no_reader_of_random_tables_finds_a_need_unmet(case):
    pattern = protect(case, seconds=20)

    assert findings(case, pattern) == []
