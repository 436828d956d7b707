"""Help lies in the product: every text can be found, every part has one, and the tour's stops lead somewhere."""

import re
from dataclasses import replace

import pytest
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from saas.help import texts, tour


@pytest.fixture
def anybody(house, world):
    return house.test_client()


def test_every_text_is_in_one_chapter_and_can_be_opened_without_log_in(anybody):
    listed = [code for codes in texts.CHAPTERS.values() for code in codes]
    assert sorted(listed) == sorted(texts.TOPICS)
    for code in listed:
        answer = anybody.get(f"/hjelp/{code}")
        page = answer.get_data(as_text=True)
        assert answer.status_code == 200 and "<h1" in page and len(page.split('class="help-text"')[1]) > 500, code


def test_every_file_in_the_folder_is_a_text_that_is_listed():
    there = {path.name.split(".")[0] for path in texts.FOLDER.glob("*.md")}
    assert there == set(texts.TOPICS) | {"ordliste"}


def test_every_feature_has_help_of_its_own(house):
    features = {endpoint.split(".")[0] for endpoint in house.view_functions if "." in endpoint}
    inside = {rule.endpoint.split(".")[0] for rule in house.url_map.iter_rules() if rule.rule.startswith("/k/")}
    assert {name for name in inside & features if not texts.topic_of(name)} == set()


def test_the_link_in_the_frame_knows_which_page_it_stands_on(coordinator):
    assert 'href="/hjelp/oppgaver"' in coordinator.get("/k/nordvik/oppgaver/").get_data(as_text=True)
    assert 'href="/hjelp/arshjul"' in coordinator.get("/k/nordvik/arshjul/").get_data(as_text=True)


def test_the_words_a_page_leans_on_are_explained_where_it_stands(house, coordinator):
    known = {code: {one.code for one in texts.glossary(code)} for code in ("nb", "nn")}
    assert {word for words in texts.WORDS.values() for word in words} <= known["nb"] & known["nn"]
    assert {name for name in texts.WORDS if name not in house.blueprints} == set()
    page = coordinator.get("/k/nordvik/arshjul/").get_data(as_text=True)
    assert 'popovertarget="ord-arshjul-side"' in page and 'popover id="ord-arshjul-side"' in page


def test_help_is_searched_by_its_words(anybody):
    page = anybody.get("/hjelp?q=egenandel").get_data(as_text=True)
    assert "Tilskudd, stilling og timer" in page.split('id="treff"')[1].split("</section>")[0]
    assert "Ingen tekst har alle ordene" in anybody.get("/hjelp?q=xyzzy<script>").get_data(as_text=True)
    assert "<script>alert" not in anybody.get("/hjelp?q=<script>alert(1)</script>").get_data(as_text=True)


@pytest.mark.parametrize("address", ["/hjelp/finnes-ikke", "/hjelp/..", "/hjelp/%2e%2e%2fpyproject", "/hjelp/ordliste.nb", "/omvisning/x"])
def test_what_is_not_there_is_not_found(anybody, address):
    assert anybody.get(address).status_code in (404, 308)


def test_the_model_is_told_by_both_its_names_and_where_it_comes_from(anybody):
    page = anybody.get("/hjelp/om-modellen").get_data(as_text=True)
    for words in ("rus- og kriminalitetsforebyggende tiltak", "samordning av lokale kriminalitetsforebyggende tiltak",
                  "samordningsmodell, ikke en samarbeidsmodell", "KRÅD", "SSP"):
        assert words in page


def test_each_word_of_the_glossary_has_its_place_and_is_explained_where_it_stands(house, anybody):
    page = anybody.get("/hjelp/ordliste").get_data(as_text=True)
    codes = re.findall(r'<div id="([^"]+)">', page)
    assert len(codes) == len(set(codes)) >= 38
    with house.test_request_context("/"):
        shown = house.jinja_env.from_string(
            '{% import "components/ui.html" as ui with context %}{{ ui.term("koordineringsgruppe") }}|{{ ui.term("ukjent") }}'
        ).render()
    word, unknown = shown.split("|")
    assert 'popovertarget="ord-koordineringsgruppe"' in word and "binder ressurser" in word and unknown.strip() == "ukjent"


def test_the_tour_has_a_handful_of_stops_for_each_of_six_and_each_leads_to_a_page(house, anybody):
    adapter = house.url_map.bind("bindeledd.test")
    assert len(tour.TOURS) == 6
    for code, one in tour.TOURS.items():
        assert 7 <= len(one.stops) <= 10, code
        for stop in one.stops:
            path = stop.address.partition("?")[0]
            try:
                adapter.match(path, method="GET")
            except (NotFound, MethodNotAllowed, RequestRedirect) as wrong:
                # The mailbox is there only where letters lie in a folder, as they do in the tests.
                raise AssertionError(f"{code}: {path}") from wrong


def test_how_far_one_has_come_stands_in_the_address(anybody):
    first, third = (anybody.get(f"/omvisning/koordinator{asked}").get_data(as_text=True) for asked in ("", "?steg=2"))
    assert "0 av" in first and "2 av" in third and third.count("Besøkt") == 2 and "steg=3" in third
    for odd in ("-1", "99999999999999999999", "x", ""):
        assert anybody.get(f"/omvisning/koordinator?steg={odd}").status_code == 200
    assert 'value="koordinator@fjordvest.example"' in anybody.get("/logg-inn?epost=koordinator@fjordvest.example").get_data(as_text=True)


def test_there_is_no_tour_where_people_work(house, anybody):
    house.config["HOUSE"] = replace(house.config["HOUSE"], mode="production")
    assert anybody.get("/omvisning").status_code == anybody.get("/omvisning/leder").status_code == 404
    assert "epost@x.example" not in anybody.get("/logg-inn?epost=epost@x.example").get_data(as_text=True)
