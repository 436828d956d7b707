"""The 357 kommuner, and whom each is held up against."""

import pytest

from saas.register import kommuner


def test_the_register_is_whole():
    assert len(kommuner.all()) == len({one.number for one in kommuner.all()}) == 357
    assert sum(one.populations[2025] for one in kommuner.all()) == 5_594_340
    eigersund, oslo = kommuner.find("1101"), kommuner.find("0301")
    assert (eigersund.name, eigersund.county, eigersund.centrality, eigersund.language) == ("Eigersund", "Rogaland", 4, "nb")
    assert (oslo.number, oslo.language) == ("0301", "")
    assert {one.language for one in kommuner.all()} == {"nb", "nn", ""}


@pytest.mark.parametrize("number", ["9901", "301", "", "abcd"])
def test_what_is_no_kommune(number):
    assert kommuner.find(number) is None and kommuner.group_of(number) is None and kommuner.population(number, 2025) is None


def test_shared_names_have_their_county():
    names = [one.full_name for one in kommuner.all()]
    assert len(set(names)) == 357
    assert [name for name in names if "(" in name] == [
        "Herøy (Møre og Romsdal)", "Herøy (Nordland)", "Våler (Østfold)", "Våler (Innlandet)",
    ]  # fmt: skip


def test_every_group_is_large_enough_alike_and_without_the_kommune_itself():
    for one in kommuner.all():
        group = kommuner.group_of(one.number)
        assert len(group.numbers) >= kommuner.SMALLEST_GROUP and one.number not in group.numbers
        for number in group.numbers:
            other = kommuner.find(number)
            assert kommuner._band(other.population) == kommuner._band(one.population)
            assert group.params["first"] <= other.centrality <= group.params["last"]


def test_the_group_is_said_in_words():
    group = kommuner.group_of("1101")
    assert group.name.format(**group.params) == "Kommuner med 10 000–19 999 innbyggere og sentralitet 3–5"


def test_a_group_that_would_be_small_is_widened_and_says_so():
    wide = [kommuner.group_of(one.number).params for one in kommuner.all()]
    assert [params for params in wide if params["last"] - params["first"] > 2], "some group had to be widened"
