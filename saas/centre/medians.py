"""The middle kommune of each population band: shown only where it bounds nobody's own figure (decision 0012)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf
from statistics import median

from saas.centre.catalogue import BY_CODE, Indicator
from saas.centre.panel import Member, too_few_changed
from saas.centre.past import Past
from saas.centre.snapshot import STANDING, Snapshot
from saas.centre.tables import Keys, figure_id
from saas.suppressor import Parameters

# Indicators whose middle is released, and the step it is rounded to.
MEDIANS = {"meetings_held": 1, "measures": 1, "days_to_minutes": 1}
DIM = "band"
FEWEST, FEWEST_OTHERS = 10, 5


@dataclass(frozen=True)
class Median:
    """The middle of one group: `value` is None where it is not shown; `units` is how many kommuner the group has."""

    figure: str
    keys: Keys
    truth: float | None
    value: float | None
    units: int
    why: tuple[str, ...]


def medians(indicator: Indicator, snapshot: Snapshot, codes: Sequence[str], pasts: Sequence[Past], rules: Parameters) -> list[Median]:
    """The country's and each band's, in the table's order."""
    members = snapshot.participants(indicator)
    moved: set[tuple[str, str]] = set()
    for past in pasts if indicator.kind in STANDING else ():
        moved |= too_few_changed(past.snapshot.participants(indicator), members, rules)
    found = []
    for code in ("", *codes):
        keys = {DIM: code} if code else {}
        group = [one for one in members if not code or one.code(DIM) == code]
        key = (DIM, code) if code else ("", "")
        found.append(_median(indicator, keys, group, snapshot, rules, basis_changed=key in moved))
    return found


def median_id(indicator: str, keys: Mapping[str, str]) -> str:
    """«measures#median|band=2000»."""
    return figure_id(indicator, keys).replace(indicator, f"{indicator}#median", 1)


def is_median(figure: str) -> bool:
    """Whether a figure is one of these."""
    return figure.partition("|")[0].endswith("#median")


def own_figure(indicator: str, rows: Sequence[tuple[Mapping[str, str], float]]) -> float | None:
    """One kommune's own figure beside the median: its total, or for a mean its sum divided by its n (None without any)."""
    if BY_CODE[indicator].kind != "mean":
        return sum(number for _, number in rows)
    total, n = (sum(number for codes, number in rows if codes.get("part") == part) for part in ("sum", "n"))
    return total / n if n else None


def rounded(value: float, step: float) -> float:
    """To the nearest whole step, a half upwards."""
    return float(int(value / step + 0.5) * step)


def safe(figures: Mapping[str, float], holders: Mapping[str, str], step: float, rules: Parameters) -> list[str]:
    """Why a median must not be shown; empty when it may be.

    `figures` is kommune → own figure. The group has ten, five are left beside any one coordinator, and whoever
    knows her own finds that every other kommune can still have anything from nothing upwards.
    """
    per_person = Counter(holders[kommune] for kommune in figures)
    why = []
    if len(figures) < FEWEST:
        why.append("few_units")
    if len(figures) - max(per_person.values(), default=0) < FEWEST_OTHERS:
        why.append("few_left_for_a_coordinator")
    if why:
        return why
    middle = rounded(median(figures.values()), step)
    low, high = middle - step / 2, middle + step / 2
    for person in ("", *sorted(per_person)):
        own = [value for kommune, value in figures.items() if holders[kommune] == person]
        if not _leaves_free(own, len(figures) - len(own), low, high):
            why.append("bounds_a_kommune")
            break
    if _dominates(figures, holders, low, rules):
        why.append("p_percent")
    return why


def _leaves_free(own: Sequence[float], others: int, low: float, high: float) -> bool:
    """Whether one of `others` can have nothing, and endlessly much, while the middle stays between `low` and `high`."""
    nothing = median([*own, 0.0, *[inf] * (others - 1)])
    endless = median([*own, inf, *[0.0] * (others - 1)])
    return nothing >= low and endless <= high and high > 0 and low > 0


def _dominates(figures: Mapping[str, float], holders: Mapping[str, str], low: float, rules: Parameters) -> bool:
    """Whether the sum, where it is shown too, leaves the largest open to the second largest: half must reach the middle."""
    shares: dict[str, float] = {}
    for kommune, value in figures.items():
        shares[holders[kommune]] = shares.get(holders[kommune], 0.0) + value
    largest, second = sorted(shares.values(), reverse=True)[:2]
    surely = max(0.0, low) * max(0, (len(figures) - 1) // 2)
    return sum(shares.values()) - largest - second - surely <= rules.p_percent / 100 * largest


def _median(
    indicator: Indicator, keys: Keys, group: Sequence[Member], snapshot: Snapshot, rules: Parameters, *, basis_changed: bool
) -> Median:
    own = {one.kommune: own_figure(indicator.code, snapshot.numbers_of(one.kommune, indicator.code)) for one in group}
    figures = {kommune: value for kommune, value in own.items() if value is not None}
    step = MEDIANS[indicator.code]
    truth = float(median(figures.values())) if figures else None
    why = safe(figures, snapshot.coordinators, step, rules)
    if basis_changed:
        why.append("basis_changed")
    value = None if why or truth is None else rounded(truth, step)
    return Median(median_id(indicator.code, keys), keys, truth, value, len(group), tuple(why))
