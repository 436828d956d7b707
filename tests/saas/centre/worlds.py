"""Random kommuner with contributions: what a country of so many would hand over, always the same for a seed."""

import random
from dataclasses import dataclass, field
from uuid import UUID

from saas.centre.catalogue import BY_CODE, DIMENSIONS, INDICATORS
from saas.centre.geography import BANDS, CENTRALITY, REGIONS
from saas.centre.panel import Member

Rows = dict[str, dict[str, float]]


@dataclass
class Country:
    """Kommuner with their groups, coordinators and numbers; `rows` is kommune → indicator → codes → number."""

    members: dict[str, Member] = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)


def country(kommuner: int, seed: int = 1, *, regions: int = 12, start: int = 0) -> Country:
    """So many kommuner spread over the first `regions` regions; coordinators have one to six."""
    chance = random.Random(seed)
    made = Country()
    person = left = 0
    for number in range(start, start + kommuner):
        if left == 0:
            person, left = person + 1, chance.choice([1] * 7 + [2, 2, 3, 4, 6])
        left -= 1
        kommune = str(UUID(int=(seed << 32) + number + 1))
        region = list(REGIONS)[number % regions]
        band, centrality = chance.choice(list(BANDS)), chance.choice(list(CENTRALITY))
        made.members[kommune] = Member(kommune, f"person-{seed}-{start}-{person}", region, band, centrality)
        made.rows[kommune] = numbers(chance)
    return made


def numbers(chance: random.Random) -> Rows:
    """What one kommune counts in a tertial."""
    rows: Rows = {one.code: {"": float(chance.random() < 0.7)} for one in INDICATORS if one.kind == "yes_no"}
    rows["staffing"] = {f"staffing={chance.choice(['20', '20', '50', '100', '1'])}": 1.0}
    rows["meetings_held"] = {"": float(chance.randint(2, 9))}
    sent = chance.randint(2, 8)
    rows["days_to_minutes"] = {"part=n": float(sent), "part=sum": float(sum(chance.randint(1, 20) for _ in range(sent)))}
    rows["measures"], rows["measures_evaluated"] = measures(chance)
    return rows


def measures(chance: random.Random) -> tuple[dict[str, float], dict[str, float]]:
    """Some fifteen measures over themes, statuses, levels and verdicts; and how many of those under way are evaluated."""
    found: dict[str, float] = {}
    evaluated: dict[str, float] = {}
    for _ in range(chance.randint(6, 24)):
        codes = {dim: chance.choice(list(DIMENSIONS[dim][1])) for dim in ("theme", "status", "level", "verdict")}
        if codes["theme"] == "extremism" and chance.random() < 0.7:
            codes["theme"] = "places"
        written = BY_CODE["measures"].combination(**codes)
        found[written] = found.get(written, 0.0) + 1
        if codes["status"] in ("ongoing", "done"):
            key = f"evaluated={chance.choice(list(DIMENSIONS['evaluated'][1]))}"
            evaluated[key] = evaluated.get(key, 0.0) + 1
    return found, evaluated


def moved(before: Country, seed: int, share: float = 0.2) -> Country:
    """The next tertial: stocks stand still for most kommuner, flows are counted anew."""
    chance = random.Random(seed)
    after = Country(dict(before.members), {})
    for kommune, rows in before.rows.items():
        fresh = numbers(chance)
        keep = {} if chance.random() < share else {code: own for code, own in rows.items() if _stands(code)}
        after.rows[kommune] = {**fresh, **keep}
    return after


def _stands(code: str) -> bool:
    return BY_CODE[code].kind in ("stock", "yes_no")
