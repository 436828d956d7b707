"""The acceptance cases, where they lie beside the project."""

import json
from pathlib import Path
from typing import Any

import pytest

from saas.auditor import Knowledge, Publication, Report, attack

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "data" / "releases"
NAMES = [
    "01_feasibility_geurts", "02_single_blank_is_exact", "04a_counts_maxN1", "04b_counts_maxN3", "05a_magnitude_few",
    "05b_magnitude_dom1_80", "05c_magnitude_holding_p10", "06_linked_local_leaks", "07_linked_consistent_still_leaks",
    "08a_linked_super_consistent", "08b_linked_super_consistent_width4", "09_linked_regions",
    "10_two_blanks_per_line_not_enough", "11_opt_four_corners", "12_hierarchical_regions",
    "13_hierarchical_magnitude_intervals", "15_join_between_releases", "17_six_kommuner_coordinator", "19_saturated_share",
    "21_year_opens_quarter", "23_export_differs_from_screen", "25_implied_aggregate", "27_oslo_is_a_fylke",
]  # fmt: skip


def case(name: str) -> dict[str, Any]:
    """One case by its file's name; the test is skipped where the cases are not beside the project."""
    path = FOLDER / f"{name}.json"
    if not path.is_file():
        pytest.skip(f"The acceptance case {name} lies in shared/, which is not here.")
    return json.loads(path.read_text(encoding="utf-8"))


def look(releases: list[dict], knowledge: dict | None = None, **how: Any) -> Report:
    """Attack releases given as JSON."""
    reader = Knowledge.of(knowledge) if knowledge else None
    return attack([Publication.of(release) for release in releases], knowledge=reader, **how)


def blanked(document: dict, hidden: list[str]) -> dict:
    """The release of a case that gives true cells and what is suppressed."""
    cells = {name: None if name in hidden else value for name, value in document["cells"].items()}
    return {"cells": cells, "equations": document["equations"]}


def table(rows: list[list[float | None]], extra: dict | None = None) -> dict:
    """A two-way table with all margins shown unless blanked afterwards; inner cells are `r0c0` …"""
    cells: dict[str, float | None] = {}
    equations = []
    for r, row in enumerate(rows):
        cells |= {f"r{r}c{c}": value for c, value in enumerate(row)}
        equations.append({"total": f"r{r}", "parts": [f"r{r}c{c}" for c in range(len(row))]})
    for c in range(len(rows[0])):
        equations.append({"total": f"c{c}", "parts": [f"r{r}c{c}" for r in range(len(rows))]})
    for equation in equations:
        cells[equation["total"]] = sum(cells[part] or 0 for part in equation["parts"])
    return {"cells": cells | (extra or {}), "equations": equations}
