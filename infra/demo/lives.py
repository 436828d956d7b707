"""What each kommune of the demo's country has done, tertial by tertial: invented, the same every time, and adding up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from math import exp, log10
from random import Random

import psycopg

from infra.demo.country import Member, insert, members, past_the_wall
from saas import clock
from saas.centre.catalogue import BY_CODE
from saas.centre.geography import band_of, region_of
from saas.centre.intake import written
from saas.centre.periods import last_day, number_of

SEED = "bindeledd-country-1"
# How common each theme, level and verdict is; young people's places and bullying come first nearly everywhere.
THEMES = {
    "places": 24, "bullying": 20, "digital": 16, "substances": 15, "health": 12, "violence": 8, "other": 3, "extremism": 2,
}  # fmt: skip
LEVELS = {"universal": 56, "selective": 30, "indicated": 14}
VERDICTS = {"works": 34, "partly": 42, "not": 9, "unknown": 20}
STATUSES = {"proposed": 24, "ongoing": 50, "done": 22, "stopped": 4}
# Measures that a kommune has at least, and how many more for each tenfold of thousands of inhabitants.
AT_LEAST, TENFOLD = 8, 8
# How likely it is that a measure goes on from one tertial to the next, and that one in use is evaluated in it.
BEGINS, ENDS, STOPS = 0.4, 0.22, 0.04
EVALUATED = {"ongoing": 0.04, "done": 0.4}
PLANNED = 0.45
# Some have made a habit of evaluating, and the others hardly ever do: (share of the kommuner, how much more or less than above).
HABIT, WITH_HABIT, WITHOUT = 0.5, 1.3, 0.08
# Share of the kommuner that have each thing in place at first, and how many more get it for each tertial.
IN_PLACE = {"plan_adopted": 0.62, "situation_described": 0.68, "levels_operating": 0.58, "structure_in_place": 0.66}
GROWTH = 0.05
# Population → likely bands of staffing.
STAFFING = ((50_000, ("100", "100", "50")), (20_000, ("100", "50", "50")), (5_000, ("50", "20", "20", "50")), (2_000, ("20", "20", "1")),
            (0, ("1", "1", "20", "0")))  # fmt: skip
# Meetings that each group's rhythm asks for in the first, second and third tertial; the summer is short.
STEERING_NORM, COORDINATING_NORM = (1, 1, 1), (3, 2, 3)


@dataclass
class Undertaking:
    """A measure on its way: what it is about, how far it has come, and what is known of its effect."""

    theme: str
    level: str
    status: str
    planned: bool
    verdict: str = "none"


@dataclass
class Life:
    """One kommune through the tertials. Everything comes from its number, so that it is the same in every demo."""

    member: Member
    chance: Random = field(init=False)
    drive: float = field(init=False)
    habit: float = field(init=False)
    fate: dict[str, float] = field(init=False)
    staffing: str = field(init=False)
    undertakings: list[Undertaking] = field(init=False)

    def __post_init__(self) -> None:
        self.chance = Random(f"{SEED}/{self.member.place.number}")
        # How much the kommune gets done, and for each thing how late it comes to it.
        self.drive = 0.6 + self.chance.betavariate(3, 3) * 0.8
        self.habit = WITH_HABIT if self.chance.random() < HABIT else WITHOUT
        self.fate = {code: self.chance.random() for code in IN_PLACE}
        people = self.member.place.population
        self.staffing = self.chance.choice(next(bands for lowest, bands in STAFFING if people >= lowest))
        self.undertakings = [self._undertaking(STATUSES) for _ in range(self._many(AT_LEAST + TENFOLD * log10(people / 1000 + 1)))]

    def tertials(self) -> Iterator[tuple[str, dict[tuple[str, str], float]]]:
        """(tertial, {(indicator, codes): number}) for each tertial that it was counted in; nothing where it does not share."""
        for turn, period in enumerate(self.member.tertials):
            if turn:
                self._go_on()
            numbers = self._numbers(turn, number_of(period)) if self.member.shares else {}
            yield period, numbers

    def _numbers(self, turn: int, tertial: int) -> dict[tuple[str, str], float]:
        steering, coordinating = self._many(1.4 * self.drive), self._many(COORDINATING_NORM[tertial - 1] * 1.1 * self.drive)
        numbers = {
            **{(code, ""): float(late < (share + GROWTH * turn) * self.drive) for code, share, late in self._things()},
            ("cadence_steering", ""): float(steering >= STEERING_NORM[tertial - 1]),
            ("cadence_coordinating", ""): float(coordinating >= COORDINATING_NORM[tertial - 1]),
            ("meetings_held", ""): float(steering + coordinating),
            ("staffing", f"staffing={self.staffing}"): 1.0,
            ("knows_what_works", ""): float(any(one.verdict not in ("none", "unknown") for one in self.undertakings)),
        }
        minutes = sum(self.chance.random() < 0.85 for _ in range(steering + coordinating))
        numbers["days_to_minutes", "part=sum"] = float(sum(self.chance.randint(2, 24) for _ in range(minutes)))
        numbers["days_to_minutes", "part=n"] = float(minutes)
        return numbers | {key: float(number) for key, number in self._measures().items()}

    def _things(self) -> Iterator[tuple[str, float, float]]:
        return ((code, share, self.fate[code]) for code, share in IN_PLACE.items())

    def _measures(self) -> Counter[tuple[str, str]]:
        """Each measure once in each of the two indicators; those that are neither in use nor done are not evaluated."""
        counted: Counter[tuple[str, str]] = Counter()
        for one in self.undertakings:
            codes = {"theme": one.theme, "status": one.status, "level": one.level, "verdict": one.verdict}
            counted["measures", written(BY_CODE["measures"], codes)] += 1
            if one.status in ("ongoing", "done"):
                evaluated = "done" if one.verdict != "none" else "planned" if one.planned else "none"
                counted["measures_evaluated", f"evaluated={evaluated}"] += 1
        return counted

    def _go_on(self) -> None:
        """A tertial passes: some measures begin, some end, some are evaluated, and a few new ones are proposed."""
        for one in self.undertakings:
            if one.status == "proposed" and self.chance.random() < BEGINS:
                one.status = "ongoing"
            elif one.status == "ongoing":
                fall = self.chance.random()
                one.status = "done" if fall < ENDS else "stopped" if fall < ENDS + STOPS else "ongoing"
            if one.verdict == "none" and self.chance.random() < EVALUATED.get(one.status, 0) * self.habit:
                one.verdict = self._one_of(VERDICTS)
        self.undertakings += [self._undertaking({"proposed": 3, "ongoing": 1}) for _ in range(self._many(0.9 * self.drive))]

    def _undertaking(self, statuses: dict[str, int]) -> Undertaking:
        made = Undertaking(self._one_of(THEMES), self._one_of(LEVELS), self._one_of(statuses), self.chance.random() < PLANNED)
        if self.chance.random() < EVALUATED.get(made.status, 0) * self.habit:
            made.verdict = self._one_of(VERDICTS)
        return made

    def _one_of(self, weights: dict[str, int]) -> str:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _many(self, mean: float) -> int:
        """A whole number around a mean (Poisson, by Knuth's product of chances)."""
        number, product, least = 0, self.chance.random(), exp(-mean)
        while product > least:
            number, product = number + 1, product * self.chance.random()
        return number


def hand_in(connection: psycopg.Connection) -> None:
    """Write every kommune's profiles and numbers as the owner: 180 rooms, one by one, would take the start's patience."""
    told = [(member, period, numbers) for member in members() for period, numbers in Life(member).tertials()]
    with past_the_wall(connection, "contribution_profiles", "contributions"):
        insert(connection, "contribution_profiles", "tenant_id, period, shares, region, band, centrality, coordinator, counted_at",
               (_profile(member, period) for member, period, _ in told))  # fmt: skip
        insert(connection, "contributions", "tenant_id, period, indicator, definition, codes, number",
               ((member.id, period, indicator, BY_CODE[indicator].definition, codes, number)
              for member, period, numbers in told for (indicator, codes), number in sorted(numbers.items())))  # fmt: skip


def _profile(member: Member, period: str) -> tuple[object, ...]:
    """Whoever coordinates is a pseudonym here too, the same in all their kommuner."""
    place = member.place
    pseudonym = sha256(f"demo/{member.coordinator[0]}".encode()).hexdigest()[:32]
    counted = clock.at(last_day(period) + timedelta(days=4), 6)
    return (member.id, period, member.shares, region_of(place.number, place.county), band_of(place.population),
            str(place.centrality), pseudonym, counted)  # fmt: skip
