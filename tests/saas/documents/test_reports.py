"""A report has chapters, lists and tables of its own; everything that is promised of minutes holds for it too."""

from io import BytesIO
from typing import Any

import docx
import pikepdf
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from pypdf import PdfReader

from saas import documents, printing, wordfile

from .conftest import ABROAD, EVIL, LONG
from .reading import tags_of, words_of

NUMBERS = {
    "type": "table",
    "caption": "Andel per periode",
    "head": ["Periode", "Dager", "Beløp"],
    "rows": [["1. januar–30. juni", "181", "123\u00a0456,00"], ["1. juli–31. desember", "184", "1\u00a0000,50"]],
    "align": ["left", "right", "right"],
}


@pytest.fixture
def report() -> dict[str, Any]:
    """One chapter with a part, a text, a list and a table."""
    return {
        "kind": "report",
        "language": "nb",
        "kommune": "Nordvik",
        "title": "Rapport for SLT-tilskudd 2026",
        "subtitle": "Fritid for alle",
        "facts": [["Ordning", "SLT-tilskudd"]],
        "blocks": [
            {"type": "heading", "text": "Regnskap", "level": 1},
            {"type": "text", "text": "Tilskuddet er brukt slik.\n\n- lokaler\n- lønn"},
            {"type": "heading", "text": "Fordeling", "level": 2},
            NUMBERS,
            {"type": "list", "items": ["Første punkt", "Andre punkt"]},
        ],
        "labels": {"page": "Side", "of": "av"},
        "footer": "Nordvik kommune",
    }


def _blocks(report, *blocks):
    return {**report, "blocks": list(blocks)}


def test_a_report_declares_the_archive_and_the_accessibility_standard(report, when):
    with pikepdf.open(BytesIO(printing.pdf(report, when=when))) as file, file.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["pdfuaid:part"] == "1"
        assert file.docinfo["/Title"] == report["title"] and file.Root.Lang == "nb-NO"


def test_headings_lists_captions_and_table_heads_are_tagged(report, when):
    tags = tags_of(printing.pdf(report, when=when))
    names = [name for name, _ in tags]

    assert [name for name in names if name.startswith("/H")] == ["/H1", "/H2", "/H3"]
    assert names.count("/Table") == names.count("/Caption") == 1
    assert names.index("/Table") < names.index("/Caption") < names.index("/TH")
    assert all("/Column" in scope for name, scope in tags if name == "/TH")
    assert names.count("/TH") == 3 and names.count("/TD") == 6
    assert names.count("/LI") == 1 + 2 + 2  # The fact, the text's points, the list.


def test_a_long_table_goes_on_with_its_head_on_every_page(report, when):
    long = {**NUMBERS, "rows": [[f"Rad {number}", "1", "2,00"] for number in range(120)]}
    pages = [page.extract_text() for page in PdfReader(BytesIO(printing.pdf(_blocks(report, long), when=when))).pages]

    assert len(pages) >= 3
    assert all("Periode" in page and "Beløp" in page for page in pages)
    assert "Rad 119" in pages[-1] and f"Side {len(pages)} av {len(pages)}" in pages[-1]


def test_numbers_end_at_the_same_place_and_keep_to_one_line(report, when):
    made = printing.pdf(_blocks(report, {**NUMBERS, "rows": [["ord " * 200, "7", "9\u00a0123\u00a0456,00"]] * 2}), when=when)
    text = PdfReader(BytesIO(made)).pages[0].extract_text(extraction_mode="layout")

    assert text.replace("\u00a0", " ").count("9 123 456,00") >= 1


def test_a_table_of_endless_words_and_one_with_many_columns_are_both_set(report, when):
    wide = {"type": "table", "head": [f"K{n}" for n in range(14)], "rows": [["123\u00a0456"] * 14] * 3, "align": ["right"] * 14}
    endless = {"type": "table", "head": ["a", "b"], "rows": [["Menneskerettighetskonvensjon" * 12, "x" * 900]]}

    text = words_of(printing.pdf(_blocks(report, wide, endless), when=when))

    assert "K13" in text and text.replace("\n", "").count("x") >= 900


def test_what_is_empty_is_left_out(report, when):
    empty = [
        {"type": "heading", "text": "  ", "level": 1},
        {"type": "text", "text": " \n\n"},
        {"type": "list", "items": ["", "  "]},
        {"type": "table", "caption": "Ingen", "head": ["a"], "rows": []},
    ]
    assert documents.prepared(_blocks(report, *empty))["blocks"] == []
    made = printing.pdf({**_blocks(report, *empty), "subtitle": None, "facts": [], "footer": ""}, when=when)
    assert [name for name, _ in tags_of(made) if name[:2] in ("/H", "/T", "/L")] == ["/H1"]
    assert "Ingen" not in words_of(made)
    assert [p.text for p in _word(_blocks(report, *empty), when).paragraphs if p.text][0] == "Nordvik"


def test_a_part_without_a_chapter_becomes_one(report, when):
    part = {"type": "heading", "text": "Bare en del", "level": 2}

    assert [name for name, _ in tags_of(printing.pdf(_blocks(report, part), when=when)) if name[:2] == "/H"] == ["/H1", "/H2"]


@pytest.mark.parametrize("words", [EVIL, LONG, ABROAD])
def test_what_was_typed_is_shown_as_typed_wherever_it_stands(report, when, words):
    table = {"type": "table", "caption": words, "head": [words], "rows": [[words]]}
    blocks = [
        {"type": "heading", "text": words, "level": 1},
        {"type": "text", "text": words},
        {"type": "list", "items": [words]},
        table,
    ]
    filled = {**_blocks(report, *blocks), "title": words, "subtitle": words, "status": words, "facts": [[words, words]]}
    text = _bare(words_of(printing.pdf(filled, when=when)))

    for word in (word for word in words.split() if word.isascii() or word[0] in "ÁČĐŊŦZŁ"):
        assert text.count(_bare(word)) >= 11, word
    assert sum(_bare(line).count(_bare(words)) for line in _all(_word(filled, when))) == 11


def test_word_has_real_headings_lists_and_marked_tables(report, when):
    file = _word(report, when)

    assert [(p.style.name, p.text) for p in file.paragraphs if "Heading" in p.style.name] == [
        ("Heading 1", report["title"]),
        ("Heading 2", "Regnskap"),
        ("Heading 3", "Fordeling"),
    ]
    assert [p.text for p in file.paragraphs if p.style.name == "List Bullet"] == ["lokaler", "lønn", "Første punkt", "Andre punkt"]
    (table,) = file.tables
    assert [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows] == [True, False, False]
    assert [cell.paragraphs[0].alignment for cell in table.rows[1].cells] == [None, *[WD_ALIGN_PARAGRAPH.RIGHT] * 2]
    assert "Andel per periode" in [p.text for p in file.paragraphs]


def test_a_crooked_report_is_refused_before_it_is_set(report, when):
    for wrong in (
        {**NUMBERS, "rows": [["bare én"]]},
        {**NUMBERS, "align": ["left"]},
        {**NUMBERS, "align": ["left", "right", "center"]},
        {**NUMBERS, "head": []},
        {"type": "picture"},
    ):
        with pytest.raises(ValueError, match="report"):
            printing.pdf(_blocks(report, wrong), when=when)
    with pytest.raises(ValueError, match="labels: of"):
        wordfile.docx({**report, "labels": {"page": "Side"}}, when=when)


def test_the_same_report_gives_the_same_bytes(report, when):
    assert printing.pdf(report, when=when) == printing.pdf(report, when=when)
    assert wordfile.docx(report, when=when) == wordfile.docx(report, when=when)


def _word(report, when):
    return docx.Document(BytesIO(wordfile.docx(report, when=when)))


def _all(file) -> list[str]:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in file.paragraphs] + cells


def _bare(text: str) -> str:
    """The text without what a line break adds: spaces, breaks and hyphens."""
    return "".join(sign for sign in text if not sign.isspace() and sign not in "-\u2010\u00ad")
