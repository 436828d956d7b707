"""What is found, how it is written, and what is meant by it."""

import pytest

from tests.tenants.overview.test_statements import Counted
from tests.tenants.search.conftest import WORD, counts, links, page, titles


def test_one_of_every_kind_is_found_and_each_link_opens(coordinator, everything, inside):
    from sqlalchemy import select

    from saas.db import db
    from tenants.search.models import KIND_NAMES, SearchEntry

    with inside("nordvik"):
        there = set(db.session.scalars(select(SearchEntry.kind)))
    assert set(KIND_NAMES) - there <= {"wheel"}
    found = {link for number in range(1, 6) for link in links(coordinator, WORD, side=number)}
    assert len(found) >= 25
    answers = {link: coordinator.get(link).status_code for link in found}
    assert {link: status for link, status in answers.items() if status != 200} == {}


def test_the_facets_tell_how_many_and_narrow(coordinator, everything):
    told = counts(coordinator, WORD)
    assert set(told) == {"Alt", "Innhold", "Kontakter", "Dokumenter", "Lenker", "Hendelser"}
    assert told["Alt"] == sum(number for name, number in told.items() if name != "Alt")
    assert min(told.values()) > 0
    assert len(titles(coordinator, WORD, fane="contacts")) == told["Kontakter"]
    assert counts(coordinator, WORD, fane="finnes-ikke") == told


@pytest.mark.parametrize("asked", ["14/26", "KG 14/26", "kg 14/2026", "sak 14/26", "KG sak 14/26"])
def test_a_saks_number_comes_first(find, square, asked):
    assert find(asked)[0] == "14/26 Uro og rusmidler ved Torget fredag kveld"


def test_a_number_of_another_group_is_another_number(find, square):
    assert "14/26 Uro og rusmidler ved Torget fredag kveld" not in find("SG 14/26")


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("ungdommer", "ungdomar"), ("ungdomar", "ungdommer"), ("ungdom", "ungdommene"), ("førebygging", "forebygging"),
        ("forebygging", "førebygging"), ("kriminalitetsførebyggjande", "kriminalitetsforebyggende"), ("skulen", "skolen"),
        ("oppgåver", "oppgaver"), ("tilskot", "tilskudd"), ("situasjonsbilete", "situasjonsbilde"), ("deltaking", "deltakelse"),
        ("møte", "moete"), ("møter", "møte"), ("mål", "maal"), ("MÅLENE", "mål"), ("Skarvøy", "skarvoey"), ("verksemda", "virksomheten"),
        ("teieplikta", "taushetsplikten"), ("ungdomsklubben", "ungdom"), ("rommet", "rom"), ("rom", "rommet"), ("trygge", "tryggleik"),
        ("ordførar", "ordføreren"), ("helsesjukepleiar", "helsesykepleier"), ("leiinga", "leiing"), ("rusmiddel", "rusmidlene"),
    ],
)  # fmt: skip
def test_word_forms_and_both_written_languages_meet(inside, written, asked):
    from tenants.search import service

    with inside("nordvik"):
        _organisation(f"{written} i nord")
        assert service.search(asked).total == 1, (written, asked)


def test_words_that_tell_nothing_need_not_be_there(find, square):
    assert find("uro på torget når det er fredag")[0].endswith("Torget fredag kveld")


def test_where_not_all_words_are_there_some_will_do_and_that_is_said(coordinator, square):
    text = page(coordinator, "torget hundeutstilling")
    assert "Ingen treff på alle ordene" in text and "Uro og rusmidler" in text


def test_where_something_has_all_the_words_only_that_is_told(inside):
    from tenants.search import service

    with inside("nordvik"):
        for name in ("Torget hundeutstilling", "Torget i Nordvik", "Hundeutstilling Torget, hundeutstilling"):
            _organisation(name)
        both, one = service.search("hundeutstilling torget"), service.search("torget kaniner")
        assert (both.total, both.counts["contacts"], both.all_words) == (2, 2, True)
        assert (one.total, one.all_words) == (3, False)
        none = service.search("kaniner ekorn")
        assert (none.total, none.hits) == (0, [])


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("fritidklubben", "Fritidsklubben"), ("fritiidsklubben", "Fritidsklubben"), ("firtidsklubben", "Fritidsklubben"),
        ("gritidsklubben", "Fritidsklubben"), ("FRITISDKLUBEN", "Fritidsklubben"), ("klaterhall", "klatrehall"),
        ("klatrhall", "klatrehall"), ("øvngsrom", "Øvingsrom"), ("nordvk", "Nordvik"),
        ("hla", ""), ("200%_", ""), ("99/26", ""), ("xyzzyqw", ""),
    ],
)  # fmt: skip
def test_a_slip_anywhere_in_a_word_is_put_right_and_no_number_is(inside, slip, meant):
    from tenants.search import service

    with inside("nordvik"):
        for name in ("Nordvik Fritidsklubben/klatrehall", "«Øvingsrom», 100-årshuset", "Rådgivning 98-26"):
            _organisation(name)
        results = service.search(slip)
        assert (results.total, results.meant) == (0, meant)


def test_what_is_misspelt_is_offered_as_it_is_written(coordinator, square):
    text = page(coordinator, "Trget")
    assert "Mente du" in text and "«Torget»" in text
    assert "«Torget»" in page(coordinator, "tårget")


def test_hits_are_shown_with_the_words_around_and_nothing_of_it_is_markup(coordinator, inside):
    with inside("nordvik"):
        _organisation("<script>alert('Torget')</script> & sønner")
    text = page(coordinator, "torget")
    assert "<script>alert" not in text and "&lt;script&gt;alert(&#39;<mark>Torget</mark>&#39;)" in text
    assert "<script>alert" not in page(coordinator, "<script>alert('x')</script>")


ODD = ["'", "''", "|", "&", "!", ":*", "<->", "a' & b", "'; DROP TABLE search_entries; --", "\\", "a:*", "(torget", "!torget", "%", "_",
       "\x00",        "torget\x00", "😀", "👩‍👩‍👧", "🇳🇴 torget", "https://a.b/c?d=e&f", "a@b.no", "ÅÆØ", "\ud7ff", "1e999", "-1", "14/",
       "/26", "0/00", "9999/99",        "A" * 10_000, "ord " * 2_500, "'" * 10_000, "æ" * 10_000, "14/26 " * 2_000]  # fmt: skip


@pytest.mark.parametrize("asked", ODD, ids=range(len(ODD)))
def test_no_question_is_too_odd(coordinator, square, asked):
    text = page(coordinator, asked)
    assert len(text) < 60_000
    assert page(coordinator, "torget").count("Uro og rusmidler") >= 1


@pytest.mark.parametrize("side", ["0", "-1", "999999999999", "x", ""])
def test_no_page_number_is_too_odd(coordinator, square, side):
    page(coordinator, "torget", side=side)


@pytest.mark.parametrize("words", ["felles", "felles hundeutstilling", "fellles", "14/26", "KG 99/26"])
def test_a_search_costs_as_many_statements_for_many_as_for_few(house, inside, coordinator, square, words):
    def asked():
        with Counted(house) as counted:
            page(coordinator, words)
        return len(counted)

    for number in range(3):
        with inside("nordvik"):
            _organisation(f"Felles sted {number}")
    few = asked()
    with inside("nordvik"):
        for number in range(30):
            _organisation(f"Felles plass {number}")
    assert asked() == few


def _organisation(name):
    from saas.db import db
    from tenants.network.models import Organisation

    db.session.add(Organisation(name=name, type="other"))
    db.session.flush()
