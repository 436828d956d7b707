"""Sums of blanks that one equation gives away: each is a figure too, and must be safe or get one more blank."""

from saas.suppressor.cells import Cell
from saas.suppressor.parameters import Parameters
from saas.suppressor.primary import judge
from saas.suppressor.problem import Mask, Problem, Requirement


def implied_sums(problem: Problem, blank: Mask, rules: Parameters) -> list[Requirement]:
    """What must hold for every sum of blanks whose total and other parts are shown."""
    found = []
    for total, parts in problem.sums[: len(problem.system.equations)]:
        hidden = tuple(sorted(part for part in parts if blank[part]))
        if blank[total] or len(hidden) < 2 or len(hidden) == len(parts):
            continue
        if problem.known[total] and all(problem.known[part] or blank[part] for part in parts) and _was_out(problem, hidden):
            continue
        if judge(_together(problem, hidden), problem.system.people, rules).why:
            found.append(Requirement(hidden, width=rules.insider_width))
    return found


def _was_out(problem: Problem, hidden: tuple[int, ...]) -> bool:
    """Whether these blanks were blank in what everybody has already."""
    return all(problem.names[number] in problem.system.stays_blank for number in hidden)


def _together(problem: Problem, figures: tuple[int, ...]) -> Cell:
    """The sum of some figures as one cell."""
    amounts: dict[str, float] = {}
    for number in figures:
        made = problem.amounts[number]
        if made is None:
            return Cell("", float(problem.truth[list(figures)].sum()))
        for kommune, value in made.items():
            amounts[kommune] = amounts.get(kommune, 0.0) + value
    return Cell("", sum(amounts.values()), amounts)
