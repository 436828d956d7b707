"""The demo's country: kommuner that are nobody's, in every region, with numbers that are the same every time and add up."""

from collections import Counter, defaultdict
from datetime import datetime

import pytest

from infra.demo import country, lives
from infra.demo.content import load
from infra.demo.founding import ACCOUNTS, FJORDVEST
from saas import clock
from saas.centre.catalogue import BY_CODE
from saas.centre.geography import BANDS, CENTRALITY, REGIONS, band_of, region_of
from saas.centre.intake import read_codes
from saas.register import history, kommuner, organisations
from saas.register.search import plain


@pytest.fixture(autouse=True)
def autumn():
    """A day on which the releases are of the third tertial of one year and the two first of the next."""
    clock.move_to(datetime(2026, 9, 15, 8, tzinfo=clock.OSLO))
    yield
    clock.move_to(None)


@pytest.fixture(scope="module")
def members():
    return country.members()


def numbers_of(member):
    return dict(lives.Life(member).tertials())


def test_no_kommune_of_the_demo_is_or_was_a_real_one():
    real = {plain(name) for place in kommuner.all() for name in (place.name, *(name for _, name in place.names))}
    real |= {plain(name) for change in history.changes() for name in (change.old_name, change.new_name)}
    assert not {place.name for place in kommuner.in_demo() if plain(place.name) in real}
    assert not {place.number for place in kommuner.in_demo() if kommuner.find(place.number)}


def test_every_place_has_a_name_a_number_an_organisation_and_an_address_of_its_own():
    places = kommuner.in_demo()
    for fact in ("name", "number", "org_number", "post_address"):
        assert len({getattr(place, fact) for place in places}) == len(places)
    assert all(organisations.is_one(place.org_number) for place in places)
    assert not {place.org_number for place in places} & {place.org_number for place in kommuner.all()}
    assert all(place.official_address.endswith(".example") for place in places)


def test_there_are_some_sixty_in_all_regions_of_all_sizes_near_and_far(members):
    assert len(members) == 64
    assert {region_of(one.place.number, one.place.county) for one in members} == set(REGIONS)
    assert {band_of(one.place.population) for one in members} == set(BANDS)
    assert {str(one.place.centrality) for one in members} == set(CENTRALITY)
    assert {one.place.county for one in members} <= {name for _, name, _ in kommuner.fylker()}
    assert {one.place.language for one in members} == {"nb", "nn"}


def test_the_told_ones_lie_in_vestland():
    places = {place.name: place for place in kommuner.in_demo()}
    for name in ("Nordvik", "Skarvøy", "Skogheim"):
        assert region_of(places[name].number, places[name].county) == "R08"


def test_coordinators_have_from_one_to_six(members):
    held = Counter(Counter(one.coordinator[0] for one in members).values())
    assert set(held) | {len(FJORDVEST)} == {1, 2, 3, 4, 5, 6}
    assert held[1] > held[2] + held[3] + held[4] + held[6]


def test_people_are_invented_and_each_has_an_address_and_a_name_of_their_own(members):
    people = {person for one in members for person in (one.coordinator, one.leader)}
    assert len({email for email, _ in people}) == len({name for _, name in people}) == len(people)
    assert all(email.endswith(".example") for email, _ in people)
    told = {person["name"] for person in load("region")["people"]} | {name for name, _ in ACCOUNTS.values()}
    assert not told & {name for _, name in people}


def test_slugs_can_stand_in_an_address_and_are_nobody_elses(members):
    slugs = [one.slug for one in members] + [kommune["slug"] for kommune in load("region")["kommuner"]]
    assert len(set(slugs)) == len(slugs)
    assert all(slug.replace("-", "").isascii() and slug == slug.lower() for slug in slugs)


def test_most_share_some_do_not_and_a_batch_came_later(members):
    assert 1 <= sum(not one.shares for one in members) <= 5
    later = [one for one in members if one.joined]
    assert 3 <= len(later) <= 6 and all(one.shares for one in later)
    assert all(one.tertials == ("2026T1", "2026T2") and one.start.year == 2026 for one in later)
    assert {one.tertials for one in members if not one.joined} == {("2025T3", "2026T1", "2026T2")}


def test_each_life_is_the_same_every_time_and_no_two_are_alike(members):
    first = {one.slug: numbers_of(one) for one in members}
    assert {one.slug: numbers_of(one) for one in reversed(members)} == first
    sharing = [repr(first[one.slug]) for one in members if one.shares]
    assert len(set(sharing)) == len(sharing)


def test_who_does_not_share_has_no_numbers(members):
    for one in members:
        assert all(bool(numbers) == one.shares for numbers in numbers_of(one).values())


def test_every_number_is_one_that_the_catalogue_knows(members):
    for one in members:
        for numbers in numbers_of(one).values():
            for (indicator, codes), number in numbers.items():
                dims = ("part",) if BY_CODE[indicator].kind == "mean" else BY_CODE[indicator].dims
                assert tuple(read_codes(codes)) == dims
                assert number >= 0 and number == int(number)
                assert number in (0, 1) or BY_CODE[indicator].kind != "yes_no"
            assert not numbers or {indicator for indicator, _ in numbers} >= set(BY_CODE) - {"measures", "measures_evaluated"}


def test_the_numbers_of_a_kommune_do_not_contradict_each_other(members):
    for one in filter(lambda member: member.shares, members):
        for numbers in numbers_of(one).values():
            totals, judged, in_use, done = defaultdict(float), 0.0, 0.0, 0.0
            for (indicator, codes), number in numbers.items():
                totals[indicator] += number
                named = read_codes(codes)
                if indicator == "measures":
                    judged += number if named["verdict"] in ("works", "partly", "not") else 0
                    in_use += number if named["status"] in ("ongoing", "done") else 0
                    done += number if named["status"] in ("ongoing", "done") and named["verdict"] != "none" else 0
            assert totals["measures_evaluated"] == in_use
            assert numbers.get(("measures_evaluated", "evaluated=done"), 0) == done
            assert numbers["knows_what_works", ""] == (judged > 0)
            assert totals["staffing"] == 1
            assert numbers["days_to_minutes", "part=n"] <= numbers["meetings_held", ""]
            assert numbers["days_to_minutes", "part=sum"] >= numbers["days_to_minutes", "part=n"]
            kept = numbers["cadence_steering", ""] + numbers["cadence_coordinating", ""]
            assert numbers["meetings_held", ""] >= kept


def test_larger_kommuner_have_more_themes_are_skewed_and_zeros_are_common(members):
    measures, themes, empty, possible = defaultdict(list), Counter(), 0, 0
    for one in filter(lambda member: member.shares, members):
        latest = numbers_of(one)["2026T2"]
        own = Counter()
        for (indicator, codes), number in latest.items():
            if indicator == "measures":
                own[read_codes(codes)["theme"]] += number
        themes += own
        empty, possible = empty + 8 - len(own), possible + 8
        measures[one.place.population >= 10_000].append(sum(own.values()))
    mean = {large: sum(counts) / len(counts) for large, counts in measures.items()}
    assert mean[True] > 1.3 * mean[False]
    assert max(themes.values()) > 4 * min(themes.values())
    assert 0.2 < empty / possible < 0.7
