"""The attacks of anonymity.md §4 that belong to the way from kommune to release, each against what would really be served."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.auditor import Publication, Sum, Truth, audit
from saas.centre.catalogue import BY_CODE, INDICATORS
from saas.centre.geography import REGIONS, WAITING
from saas.centre.tables import layouts
from tests.saas.centre.attacker import Attacker
from tests.saas.centre.shelf import RULES, Shelf
from tests.saas.centre.worlds import Country, country, moved


def joined(one: Country, other: Country) -> Country:
    """Both countries as one."""
    return Country({**one.members, **other.members}, {**one.rows, **other.rows})


def attacker_of(shelf: Shelf, number: int = -1, person: str = "", system_number: int = 0) -> Attacker:
    """The tests' own attacker on one release, as an outsider or as one of its coordinators."""
    system, shown = shelf.made[number].laid[system_number].now, shelf.pasts[number].served
    behind = {figure: list(amounts) for figure, amounts in system.made.items()}
    mine = {one.kommune for one in system.members if one.coordinator == person}
    own = {(figure, kommune): value for figure, amounts in system.made.items() for kommune, value in amounts.items() if kommune in mine}
    values = {figure: None if value is None else system.values[figure] for figure, value in shown.items()}
    return Attacker(behind, system.equations, values, own, system.caps)


def hidden(shelf: Shelf, number: int = -1) -> list[str]:
    """The blank figures of a release."""
    return [figure for figure, value in shelf.pasts[number].served.items() if value is None]


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(1, 10_000), kommuner=st.integers(8, 40), regions=st.integers(2, 6), code=st.sampled_from(
    ["plan_adopted", "meetings_held", "days_to_minutes"]
))  # fmt: skip
def test_published_figures_and_totals_never_determine_a_hidden_one(seed, kommuner, regions, code):
    shelf = Shelf((code,))
    made = country(kommuner, seed, regions=regions)
    shelf.release(made, "2026T2")
    assert shelf.passed == [True]
    people = {member.coordinator for member in made.members.values()}
    for part in range(len(shelf.made[0].laid)):
        for person in ["", sorted(people)[0], sorted(people)[-1]]:
            attacker, system = attacker_of(shelf, person=person, system_number=part), shelf.made[0].laid[part].now
            mine = {one.kommune for one in system.members if one.coordinator == person}
            for figure in hidden(shelf):
                if set(system.made[figure]) - mine:
                    least, most = attacker.of_figure(figure)
                    assert most - least > 0.99, (figure, person)


@pytest.mark.parametrize("seed", [1, 2])
def test_no_kommunes_own_figure_is_determined_across_region_band_and_centrality(seed):
    """Attack 7: the three groupings are one system, and no kommune × figure is exact in it."""
    shelf = Shelf(("meetings_held",))
    made = country(24, seed, regions=3)
    shelf.release(made, "2026T2")
    attacker = attacker_of(shelf)
    for kommune in made.members:
        least, most = attacker.interval([("meetings_held", kommune)])
        truth = made.rows[kommune]["meetings_held"][""]
        assert least < 0.75 * truth + 1e-6 or most > 1.25 * truth - 1e-6


def test_the_attacker_of_the_tests_is_awake():
    """Unblank one figure in a sum with two blanks, and the other is known: both attackers must say so."""
    shelf = Shelf(("meetings_held",))
    shelf.release(country(30, 3, regions=4), "2026T2")
    system, served = shelf.made[0].laid[0].now, dict(shelf.pasts[0].served)
    blanks = [figure for figure in hidden(shelf) if "band" in figure]
    assert len(blanks) >= 2, "choose another seed"
    for figure in blanks[1:]:
        served[figure] = system.values[figure]
    shelf.pasts[0] = replace(shelf.pasts[0], served=served)
    least, most = attacker_of(shelf).of_figure(blanks[0])
    assert most - least < 1e-6
    verdict = audit(
        Publication(served, [Sum(*one) for one in system.equations]), [],
        Truth(contributions=system.contributions, coordinators=shelf.pasts[0].snapshot.coordinators),
    )  # fmt: skip
    assert not verdict.passed


@pytest.mark.parametrize("joiners", [1, 4, 9])
def test_attack_1_a_joiner_is_not_the_difference_between_two_releases(joiners):
    """With every stock standing still, no figure changes by less than a batch of joiners."""
    shelf = Shelf(("plan_adopted",))
    first = country(30, 4, regions=3)
    old = shelf.release(first, "2026T1")
    new = shelf.release(joined(first, country(joiners, 5, regions=3, start=100)), "2026T2")
    assert shelf.passed == [True, True]
    counted = {one.kommune for one in shelf.pasts[1].snapshot.members} - set(first.members)
    assert len(counted) == (joiners if joiners >= RULES.batch else 0)
    assert counted or (new["plan_adopted"] is None) == (old["plan_adopted"] is None)
    for figure, value in old.items():
        if value is not None and new.get(figure) is not None and not counted:
            assert new[figure] == value
    assert (f"plan_adopted|region={WAITING}" in new) == bool(counted)


def test_attack_2_whoever_leaves_is_not_the_difference_either():
    shelf = Shelf(("plan_adopted",))
    made = country(30, 6, regions=3)
    leaver = next(one for one in made.members if made.rows[one]["plan_adopted"][""] == 1)
    old = shelf.release(made, "2026T2")
    carried = shelf.release(made, "2026T3", sharing=set(made.members) - {leaver})
    assert carried == old, "its stocks are carried to the end of the year"
    january = shelf.release(made, "2027T1", sharing=set(made.members) - {leaver})
    assert all(shelf.passed)
    member = made.members[leaver]
    for figure in ("plan_adopted", f"plan_adopted|region={member.region}", f"plan_adopted|band={member.band}"):
        assert january[figure] is None, "then what it was counted in is blank, since one alone has left"
    assert set(shelf.made[-1].why["plan_adopted"]) >= {"basis_changed"}


def test_attack_3_every_visible_figure_passes_the_rules_when_it_is_counted_anew():
    for code in ("plan_adopted", "meetings_held", "staffing"):
        shelf = Shelf((code,))
        shown = shelf.release(country(40, 7, regions=4), "2026T2")
        system, holders = shelf.made[0].system, shelf.pasts[0].snapshot.coordinators
        assert any(value is not None for value in shown.values())
        for figure, value in shown.items():
            if value is None:
                continue
            amounts = system.made[figure]
            per_person: dict[str, float] = {}
            for kommune, amount in amounts.items():
                per_person[holders[kommune]] = per_person.get(holders[kommune], 0.0) + amount
            largest, second, *_ = [*sorted(per_person.values(), reverse=True), 0.0, 0.0]
            together = max(sum(1 for k in amounts if holders[k] == person) for person in per_person)
            assert len(amounts) >= 5 and len(amounts) - together >= 3, figure
            assert value > 0 and sum(1 for one in per_person.values() if one) >= 3, figure
            assert value - largest - second > 0.25 * largest, figure


def test_attack_5_nothing_visible_is_none_or_all_of_the_kommuner():
    made = country(36, 8, regions=3)
    for kommune, member in made.members.items():
        made.rows[kommune]["plan_adopted"][""] = {"R01": 1.0, "R02": 0.0}.get(member.region, float(int(kommune[-1], 16) % 2))
    shelf = Shelf(("plan_adopted",))
    shown = shelf.release(made, "2026T2")
    assert shown["plan_adopted|region=R01"] is None and shown["plan_adopted|region=R02"] is None
    for figure, value in shown.items():
        assert value is None or 0 < value < len(shelf.made[0].system.made[figure])


def test_attack_6_no_region_is_a_single_kommune_or_a_small_fylke():
    """Oslo stands with Akershus, and no way of laying out has anything finer than the twelve."""
    made = country(24, 9)
    for indicator, period in product(INDICATORS, ("2026T2", "2026T3")):
        for layout in layouts(indicator, list(made.members.values()), period):
            assert set(layout.dims) <= {"region", "band", "centrality", *indicator.dims}
            for dim, codes in zip(layout.dims, layout.codes, strict=True):
                assert dim != "region" or set(codes) == set(REGIONS)
    assert len(REGIONS) == 12


def test_attack_8_the_year_does_not_open_its_tertials():
    shelf = Shelf(("meetings_held",))
    made = country(30, 10, regions=4)
    for seed, period in enumerate(("2026T1", "2026T2", "2026T3")):
        made = moved(made, seed + 20)
        shelf.release(made, period)
    assert shelf.passed == [True] * 3
    last = shelf.made[-1]
    years = [figure for figure in last.status if "year=2026" in figure]
    assert years and any(last.status[figure] == "open" for figure in years)
    system = last.laid[0].now
    assert system.values["meetings_held|year=2026"] == sum(past.truths["meetings_held"] for past in shelf.pasts)
    shown = {figure: last.system.values[figure] if last.status[figure] == "open" else None for figure in last.status}
    for past in shelf.pasts[:2]:
        shown |= {f"{figure}@{past.period}": value for figure, value in past.served.items()}
    attacker = Attacker({f: list(a) for f, a in system.made.items()}, system.equations, shown)
    for figure, value in shown.items():
        if value is None and system.made[figure]:
            least, most = attacker.of_figure(figure)
            assert most - least > 0.99, figure


def test_attack_9_a_mean_and_its_n_are_shown_together_or_not_at_all_and_neither_is_published():
    shelf = Shelf(("days_to_minutes",))
    made = country(30, 11, regions=4)
    lone = next(iter(made.members))
    made.rows[lone]["days_to_minutes"] = {"part=n": 4.0, "part=sum": 4000.0}
    shown = shelf.release(made, "2026T2")
    assert shelf.passed == [True]
    own = made.members[lone]
    for figure in (f"days_to_minutes|region={own.region}", f"days_to_minutes|band={own.band}"):
        assert shown[figure] is None, "one kommune has nearly all of the days"
    assert not any("#" in figure for figure in shown)
    sums, ns = (laid.now for laid in shelf.made[0].laid)
    assert sums.keys == ns.keys and sums.values != ns.values


def test_attack_14_released_again_it_is_the_same_pattern():
    made = country(30, 12, regions=4)
    first, second = Shelf(("meetings_held",)), Shelf(("meetings_held",))
    shuffled = Country(dict(sorted(made.members.items(), reverse=True)), dict(sorted(made.rows.items(), reverse=True)))
    assert first.release(made, "2026T2") == second.release(shuffled, "2026T2")


def test_a_stock_that_stood_still_is_the_same_quantity_and_keeps_its_pattern():
    """Attack 14 over time: two patterns of the same figures would open each other."""
    shelf = Shelf(("plan_adopted",))
    made = country(36, 13, regions=4)
    old = shelf.release(made, "2026T1")
    now = shelf.release(moved(made, 3, share=0.1), "2026T2")
    still = [f for f in old if shelf.made[0].system.made[f] == shelf.made[1].system.made[f]]
    assert 0 < len(still) < len(old) and shelf.passed == [True, True]
    assert all(now[figure] is None for figure in still if old[figure] is None)


def test_attacks_16_to_18_the_blanks_of_a_sum_are_not_an_unsafe_figure_by_themselves():
    """Two tables share the totals over staffing; what is blank in one line together is published too, as a difference."""
    shelf = Shelf(("staffing",))
    shown = shelf.release(country(40, 14, regions=3), "2026T2")
    system, holders = shelf.made[0].system, shelf.pasts[0].snapshot.coordinators
    assert shelf.passed == [True]
    tried = 0
    for total, parts in system.equations:
        blank = [part for part in parts if shown[part] is None]
        if shown[total] is None or not blank:
            continue
        per_person: dict[str, float] = {}
        for part in blank:
            for kommune, amount in system.made[part].items():
                per_person[holders[kommune]] = per_person.get(holders[kommune], 0.0) + amount
        largest, second, *_ = [*sorted(per_person.values(), reverse=True), 0.0, 0.0]
        nothing = not any(system.made[part] for part in blank)
        tried += not nothing
        assert len(blank) > 1 or nothing, total
        assert nothing or sum(per_person.values()) - largest - second > 0.25 * largest, total
    assert tried > 3


def test_two_indicators_that_are_tied_by_their_definitions_are_one_system():
    """Those under way and done are just those that may be evaluated: shown apart, one would open the other."""
    from saas.centre.cells import systems

    made = country(20, 15, regions=3)
    shelf = Shelf(("measures", "measures_evaluated"))
    system = systems(shelf.group, shelf.freeze(made, "2026T2"))[0]
    tie = ("measures_evaluated|region=R01", ("measures|region=R01|status=ongoing", "measures|region=R01|status=done"))
    assert tie in system.equations
    broken = next(iter(made.members))
    made.rows[broken]["measures_evaluated"] = {"evaluated=none": 1000.0}
    wrong = systems(shelf.group, Shelf(shelf.codes).freeze(made, "2026T2"))[0]
    region = made.members[broken].region
    assert not [one for one in wrong.equations if one[0] == f"measures_evaluated|region={region}" and "status=done" in one[1][-1]]


def test_attack_20_a_corrected_figure_is_known_for_ever_and_the_new_one_is_blank():
    shelf = Shelf(("meetings_held",))
    made = country(30, 16, regions=3)
    old = shelf.release(made, "2026T2")
    wrong = next(one for one in made.members if old[f"meetings_held|region={made.members[one].region}"] is not None)
    right = {**made.rows[wrong], "meetings_held": {"": made.rows[wrong]["meetings_held"][""] + 7}}
    corrected = Country(dict(made.members), {**made.rows, wrong: right})
    new = shelf.release(corrected, "2026T2", corrects=0)
    assert shelf.passed == [True, True]
    member = made.members[wrong]
    assert new["meetings_held"] is None and new[f"meetings_held|region={member.region}"] is None
    untouched = [f for f in old if old[f] is not None and shelf.made[0].system.made[f] == shelf.made[1].system.made[f]]
    assert untouched and all(new[figure] == old[figure] for figure in untouched)


def test_a_joiner_never_changes_an_old_release():
    shelf = Shelf(("plan_adopted",))
    made = country(30, 17, regions=3)
    old = dict(shelf.release(made, "2026T1"))
    shelf.release(joined(made, country(8, 18, regions=3, start=200)), "2026T2")
    assert shelf.pasts[0].served == old


def test_the_catalogue_has_a_table_for_each_kind():
    assert {one.kind for one in INDICATORS} == {"yes_no", "stock", "flow", "mean"} and "measures" in BY_CODE
