"""Which figures are unsafe by themselves: too few behind them, one who dominates, a zero, or everyone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from saas.suppressor.cells import TOLERANCE, Cell
from saas.suppressor.parameters import Parameters
from saas.suppressor.pattern import Need


@dataclass(frozen=True)
class Judgement:
    """The rules a figure breaks, and how far above its value the interval must reach for p %."""

    why: tuple[str, ...] = ()
    up: float = 0.0


def coordinator(people: Mapping[str, str], kommune: str) -> str:
    """Who knows a kommune's own figures; a kommune without a named person is its own."""
    return people.get(kommune, kommune)


def judge(cell: Cell, people: Mapping[str, str], rules: Parameters) -> Judgement:
    """The primary rules for one figure of known make-up; its complement too where a largest value is known."""
    if cell.by_kommune is None:
        return Judgement()
    own = judge_amounts(cell.by_kommune, people, rules)
    if not (rules.complement and cell.caps):
        return own
    rest = {kommune: cap - cell.by_kommune.get(kommune, 0.0) for kommune, cap in cell.caps.items()}
    other = judge_values(rest, people, rules)
    return Judgement(own.why + tuple(f"complement_{rule}" for rule in other.why), own.up)


def judge_amounts(amounts: Mapping[str, float], people: Mapping[str, str], rules: Parameters) -> Judgement:
    """Rules on how many are behind the figure, and rules on the figure."""
    few = []
    if len(amounts) < rules.min_units:
        few.append("few_units")
    if not enough_left(amounts, people, rules.min_rest):
        few.append("few_left_for_a_coordinator")
    values = judge_values(amounts, people, rules)
    return Judgement(tuple(few) + values.why, values.up)


def enough_left(kommuner: Iterable[str], people: Mapping[str, str], min_rest: int) -> bool:
    """Whether at least so many kommuner are left when any one coordinator takes away her own."""
    per_person = Counter(coordinator(people, kommune) for kommune in kommuner)
    return sum(per_person.values()) - max(per_person.values(), default=0) >= min_rest


def judge_values(amounts: Mapping[str, float], people: Mapping[str, str], rules: Parameters) -> Judgement:
    """Zero, too few who have something, and the p % rule with equality unsafe (Handbook 4.2.1)."""
    by_person: dict[str, float] = defaultdict(float)
    for kommune, amount in amounts.items():
        by_person[coordinator(people, kommune)] += amount
    value = sum(amounts.values())
    why, up = [], 0.0
    if 0 < sum(amount > TOLERANCE for amount in by_person.values()) < rules.min_nonzero:
        why.append("few_nonzero")
    if rules.zeros and value <= TOLERANCE:
        why.append("zero")
    largest, second = (sorted(by_person.values(), reverse=True) + [0.0, 0.0])[:2]
    rest, margin = value - largest - second, rules.p_percent / 100 * largest
    if value > TOLERANCE and rest <= margin + TOLERANCE * max(1.0, margin):
        why.append("p_percent")
        up = max(0.0, margin - rest)
    return Judgement(tuple(why), up)


def need(cell: Cell, up: float, rules: Parameters) -> Need:
    """What an outsider's interval must keep, within what a bounded figure can be at all."""
    ceiling = sum(cell.caps.values()) if cell.caps is not None else float("inf")
    room = max(0.0, ceiling - cell.value)
    return Need(min(up, room), min(up, cell.value), min(rules.width(cell.value), ceiling), cell.value)
