"""The list of goals: in order of priority under their focus areas, with progress, planverk and findings beside them."""

from dataclasses import dataclass, field

from tenants.goals import questions
from tenants.goals.models import Goal
from tenants.goals.progress import Progress

# How many rows a list shows before «Vis alle».
FEW = 7


@dataclass(frozen=True)
class Row:
    """One goal, and what is known of it."""

    goal: Goal
    progress: Progress
    included: bool
    findings: int


@dataclass
class Listing:
    """The goals in force by focus area, those on their way, those behind us; and what the planverk lacks."""

    areas: list[tuple[str, list[Row]]] = field(default_factory=list)
    drafts: list[Row] = field(default_factory=list)
    behind: list[Row] = field(default_factory=list)
    adopted: int = 0
    included: int = 0
    missing: list[Goal] = field(default_factory=list)
    hidden: bool = False
    total: int = 0


def listing(*, everything: bool = False) -> Listing:
    """All goals of the kommune, in as many statements for three as for thirty."""
    goals = questions.listed()
    readings, counts = questions.readings(goals), questions.finding_counts()
    inside = questions.included(goals)

    def row(goal: Goal) -> Row:
        return Row(goal, Progress(goal, readings[goal.id]), goal.id in inside, counts.get(goal.id, 0))

    found = Listing()
    in_force = [goal for goal in goals if goal.state == "adopted"]
    found.adopted, found.included = len(in_force), len([goal for goal in in_force if goal.id in inside])
    found.missing = [goal for goal in in_force if goal.id not in inside]
    shown = in_force if everything else in_force[:FEW]
    drafts = [goal for goal in goals if goal.state == "draft"]
    few_drafts = drafts if everything else drafts[:FEW]
    found.total = len(in_force) + len(drafts)
    found.hidden = len(shown) + len(few_drafts) < found.total
    found.areas = _by_area([row(goal) for goal in shown])
    found.drafts = [row(goal) for goal in few_drafts]
    found.behind = [row(goal) for goal in goals if goal.state in ("rejected", "ended")]
    return found


def _by_area(rows: list[Row]) -> list[tuple[str, list[Row]]]:
    """Focus areas in the order of their highest goal."""
    areas: dict[str, list[Row]] = {}
    for row in rows:
        areas.setdefault(row.goal.focus_area, []).append(row)
    return list(areas.items())
