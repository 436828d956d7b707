"""Public figures for any kommune: the right sentence, hidden never nought, and the kommuner like it beside."""

import re
from html import unescape

import pytest

from saas.register import kommuner
from saas.statistics import service as statistics
from saas.statistics import shipped

PLACE = "/k/nordvik/tall/offisielle"


@pytest.fixture
def loaded(house):
    with house.app_context():
        statistics.take_all(shipped.batches())


def page_of(browser, number):
    answer = browser.get(f"{PLACE}?kommune={number}")
    assert answer.status_code == 200
    return unescape(answer.get_data(as_text=True))


def test_eigersund_has_its_sentence_its_rate_and_its_peers(member, loaded):
    page = page_of(member, "1101")
    assert "I Eigersund ble 719 lovbrudd anmeldt i gjennomsnitt i årene 2023 og 2024." in page
    assert "47,2" in page and "58,6" in page and "2-årig snitt, 2023-2024" in page and "CC BY 4.0" in page
    assert "Lignende kommuner: Kommuner med 10 000–19 999 innbyggere" in page
    assert page.count("<option") == 357


def test_what_ssb_hides_is_said_to_be_hidden(member, loaded, house, inside):
    with inside("nordvik", "member"):
        hidden = next(
            one.number
            for one in kommuner.all()
            if statistics.figures_of(one.number, ["ssb.08487.rusmidler"])["ssb.08487.rusmidler"][-1].flag == "suppressed"
        )
    page = page_of(member, hidden)
    assert re.search(r"Anmeldte rusmiddellovbrudd</th>\s*<td class=\"number\">Skjult", page)


def test_the_demos_kommuner_and_unknown_numbers_have_none_and_say_so(member, loaded):
    assert "SSB har ingen tall for kommunenummer 9901." in unescape(member.get(PLACE).get_data(as_text=True))
    for number in ("9902", "0000", "x" * 500, "'"):
        assert "Ingen tall for denne kommunen" in page_of(member, number)


def test_before_anything_is_loaded_the_page_stands(member):
    assert "Ingen tall for denne kommunen" in page_of(member, "1101")


def test_public_figures_cannot_be_chosen_where_there_are_none(loaded, inside):
    from tenants.indicators import service

    with inside():
        assert service.series_keys() == [] and service.chosen() == []
        assert service.figure("official:ssb.08487.alt") is None and service.figure("own:x:") is None
        assert service.figure("") is None and service.figure("own:") is None
