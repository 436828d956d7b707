"""Markdown as it is shown and printed: what it may become, and what it never becomes, however it is written."""

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas import printing, wordfile
from saas.errors import Invalid
from saas.library import fields, markdown


@pytest.fixture(autouse=True)
def in_the_house(house):
    """Texts are said in a language, which needs the house."""
    with house.test_request_context("/"):
        yield


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))", "<javascript:alert(1)>", "[x](data:text/html;base64,PHN2Zz4=)", "![x](http://x.example/y.png)",
        "[x](/k/hamnes/)", "[x](//ond.example)", '[x](https://a.example "onmouseover=alert(1)")', "[x]: javascript:alert(1)\n\n[x]",
        "<style>*{}</style>", "</div></main><h1>x", "| <b> |\n|:-:|\n| <i onclick=x> |", "`<script>`", "```html\n<script>\n```",
        '# <a href="javascript:x">', "&lt;script&gt;", "{{<script>}}", "<!-- x -->", "[x](vbscript:x)", "[x](\\\\ond.example)",
    ],
)  # fmt: skip
def test_nothing_that_is_written_becomes_code_or_leads_anywhere_but_to_the_web(hostile):
    page = str(markdown.page(hostile)).lower()
    opened = [part.split(">")[0].split(" ")[0].strip("/") for part in page.split("<")[1:]]
    assert set(opened) <= {"p", "a", "h2", "div", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote"}
    for tag in page.split("<")[1:]:
        inside = tag.split(">")[0]
        assert " on" not in inside and "style=" not in inside and "src=" not in inside
        if inside.startswith("a "):
            assert 'href="https://' in inside or 'href="http://' in inside


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from(list("<>[]()!`*_#|-\n \"'&;:/{}=ajsx12.\\")), max_size=200))
def test_no_text_at_all_opens_a_tag_of_its_own(written):
    known = {"p", "a", "h2", "h3", "h4", "h5", "h6", "div", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "blockquote",
             "ul", "ol", "li", "em", "strong", "hr", "br", "mark"}  # fmt: skip
    page = str(markdown.page(written))
    assert {part.split(">")[0].split(" ")[0].strip("/") for part in page.split("<")[1:]} <= known
    markdown.blocks(written)


HEAVY = ("[" * 60_000, "![" * 30_000, ">" * 60_000, "*a **b " * 8_000, "[a](" * 15_000, "- " * 30_000, "`a``b" * 10_000)


@pytest.mark.parametrize("heavy", HEAVY)
def test_a_page_takes_a_moment_whatever_is_written(heavy):
    started = time.monotonic()
    markdown.page(heavy)
    markdown.blocks(heavy)
    assert time.monotonic() - started < 10


def test_headings_stand_under_the_pages_own_and_tables_in_a_region():
    page = markdown.page("# Én\n\n###### Seks\n\n| a | b |\n|---|--:|\n| 1 | 2 |")
    assert "<h2>Én</h2>" in page and "<h6>Seks</h6>" in page and "<h1" not in page
    assert 'class="table-region" role="region"' in page and '<th scope="col">a</th>' in page


def test_a_field_shows_by_its_name_and_an_unknown_one_as_it_was_written():
    page = markdown.page("Til {{kommune}} og {{ukjent}}")
    assert '<mark class="template-field">Kommunens navn</mark>' in page and "{{ukjent}}" in page


def test_the_printed_blocks_are_the_text_flattened_in_its_order():
    body = "# Plan\n\nEn **viktig** [lenke](https://x.example).\n\n- a\n  - b\n- c\n\n"
    body += "3. tre\n4. fire\n\n| H | I |\n|---|---|\n| 1 | 2 |\n\n### Under"
    assert markdown.blocks(body, "plan") == [
        {"type": "text", "text": "En viktig lenke (https://x.example)."},
        {"type": "list", "items": ["a", "– b", "c"]},
        {"type": "text", "text": "3. tre\n4. fire"},
        {"type": "table", "caption": None, "head": ["H", "I"], "rows": [["1", "2"]], "align": ["left", "left"]},
        {"type": "heading", "text": "Under", "level": 2},
    ]


def test_a_text_with_everything_in_it_can_be_set_as_pdf_and_word():
    body = "## A\n\n- x\n\n  mer\n\n> sitat\n\n```\nkode\n```\n\n---\n\n| |\n|---|\n| |\n\n1. a\n   - b\n\n<b>\n\n*kursiv*\\\nny linje"
    report = {"kind": "report", "language": "nb", "kommune": "Nordvik", "title": "T", "facts": [], "blocks": markdown.blocks(body),
              "labels": {"page": "Side", "of": "av"}, "footer": "F"}  # fmt: skip
    when = datetime(2026, 9, 1, tzinfo=UTC)
    assert printing.pdf(report, when=when).startswith(b"%PDF") and wordfile.docx(report, when=when).startswith(b"PK")


def test_fields_are_filled_as_plain_words_and_lists_where_they_stand_alone():
    values = {"kommune": "Nord*vik* <b>", "mål": ["Færre [lenker](javascript:x)", "- to"], "tiltak": []}
    filled = fields.fill("# {{kommune}}\n\n{{mål}}\n\nVi har {{ mål }}.\n{{tiltak}}", values, lambda code: f"[{code}]")
    page = str(markdown.page(filled))
    assert "Nord*vik* &lt;b&gt;" in page and "<li>Færre [lenker](javascript:x)</li>" in page and "<li>- to</li>" in page
    assert "Vi har Færre [lenker](javascript:x); - to." in page and "[tiltak]" in page


@pytest.mark.parametrize("body", ["{{ukjent}}", "{{}}", "{{ kommune | safe }}", "{{Kommune}}", "{{config.items()}}"])
def test_what_stands_between_braces_and_is_no_field_is_refused(body):
    with pytest.raises(Invalid):
        fields.require_known(body, "tekst")
