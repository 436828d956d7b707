"""The register: 357 kommuner, 15 fylker, names in their own languages, and everything found by what it used to be."""

from datetime import date

import pytest

from saas.register import history, kommuner, organisations
from saas.register.search import search


def numbers(words, **kwargs):
    return [hit.kommune.number for hit in search(words, **kwargs)]


def test_there_are_357_kommuner_in_15_fylker():
    assert len(kommuner.all()) == 357
    assert len(kommuner.fylker()) == 15
    assert {kommune.county for kommune in kommuner.all()} == {name for _, name, _ in kommuner.fylker()}


def test_the_facts_of_the_register_hold_together():
    known = [kommune for kommune in kommuner.all() if kommune.org_number]
    assert len(known) == 355
    assert all(organisations.is_one(kommune.org_number) for kommune in known)
    assert len({kommune.org_number for kommune in known}) == 355
    assert len({kommune.police_district for kommune in kommuner.all()}) == 12


def test_no_address_is_made_up_for_a_real_kommune():
    assert [kommune.number for kommune in kommuner.all() if kommune.post_address] == ["1101"]
    assert all(kommune.official_address == "" for kommune in kommuner.all())


@pytest.mark.parametrize(
    ("number", "names"),
    [
        ("5622", [("no", "Porsanger"), ("se", "Porsáŋgu"), ("fkv", "Porsanki")]),
        ("1875", [("smj", "Hábmer"), ("no", "Hamarøy")]),
        ("5041", [("sma", "Snåase"), ("no", "Snåsa")]),
        ("1101", [("no", "Eigersund")]),
    ],
)
def test_official_names_come_in_their_order_with_their_language(number, names):
    assert kommuner.official_names(kommuner.find(number)) == names


def test_the_county_stands_in_brackets_where_a_name_is_shared():
    assert kommuner.find("1818").full_name == "Herøy (Nordland)"
    assert kommuner.find("3419").full_name == "Våler (Innlandet)"
    assert kommuner.find("1101").full_name == "Eigersund"


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Eigersund", "1101"), ("EIGERSUND KOMMUNE", "1101"), ("Eigersnud", "1101"), ("1101", "1101"), ("0301", "0301"),
        ("lillestrom", "3205"), ("Porsángu", "5622"), ("guovdageaidnu", "5612"), ("Finnøy", "1103"), ("1141", "1103"),
        ("Herøy Nordland", "1818"), ("3003", "3105"),
    ],
)  # fmt: skip
def test_a_kommune_is_found_by(words, number):
    assert numbers(words)[0] == number


def test_shared_names_and_split_kommuner_give_several_to_choose_from():
    assert numbers("heroey") == ["1515", "1818"]
    assert sorted(numbers("1507")) == ["1508", "1580"]
    assert numbers("vaaler")[:2] == ["3114", "3419"]


def test_what_is_nothing_finds_nothing():
    assert search("") == search("   ") == search("%%%") == search("9999") == search("qqqqqqqq") == []


def test_the_demos_kommuner_are_only_there_in_the_demo():
    assert numbers("Elvestrand") == [] and numbers("9905") == []
    assert numbers("Elvestrand", demo=True) == numbers("9905", demo=True) == ["9905"]
    assert kommuner.find("9905") is None and kommuner.look_up("9905", demo=False) is None
    assert kommuner.look_up("9905", demo=True).official_address == "postmottak@elvestrand.example"


def test_a_number_is_followed_through_the_years():
    assert history.at("1534", date(2019, 6, 1)) == (history.Then("1534", "Haram"),)
    assert [(then.number, then.certain) for then in history.at("1534", date(2022, 6, 1))] == [("1507", False)]
    assert [then.number for then in history.at("1507", date(2024, 1, 1))] == ["1508", "1580"]
    assert history.at("1507", date(2019, 6, 1)) == () == history.at("9999", date(2026, 1, 1))


def test_a_number_that_was_only_exchanged_is_followed_by_itself():
    assert history.at("3003", date(2026, 1, 1)) == (history.Then("3105", "Sarpsborg", certain=True),)
    assert history.at("1101", date(2026, 1, 1)) == (history.Then("1101", "Eigersund", certain=True),)


def test_every_old_number_leads_to_kommuner_of_today():
    today = {kommune.number for kommune in kommuner.all()}
    lost = [c.old_number for c in history.changes() if not {t.number for t in history.at(c.old_number, date(2026, 1, 1))} <= today]
    assert lost == []


@pytest.mark.parametrize("number", ["310000052", "31000005", "3100000511", "abcdefghi", "", "٣١٠٠٠٠٠٥١"])
def test_what_is_no_organisation_number_is_refused(number):
    assert not organisations.is_one(number)
    assert organisations.is_one(organisations.tidy("310 000 051"))
