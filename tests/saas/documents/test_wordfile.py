"""A Word file is a working document: its structure is real, its language right, its words as typed."""

from datetime import datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from saas import wordfile

from .conftest import ABROAD, EVIL, LONG


def test_title_language_and_time_are_in_the_files_properties(minutes, when):
    about = _opened(minutes, when).core_properties

    assert about.title == minutes["title"]
    assert (about.author, about.language) == ("Nordvik", "nb-NO")
    assert about.created == about.modified == when


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_word_proofreads_in_the_documents_language(minutes, when, language):
    file = _opened({**minutes, "language": language}, when)

    assert {found.get(qn("w:val")) for found in file.styles.element.iter(qn("w:lang"))} == {f"{language}-NO"}


def test_headings_are_real_headings(minutes, when):
    headings = [
        (p.style.name, p.text) for p in _opened(minutes, when).paragraphs if "Heading" in p.style.name
    ]

    assert headings == [
        ("Heading 1", minutes["title"]),
        ("Heading 2", "Til stede"),
        ("Heading 2", "Saker"),
        ("Heading 3", "14/26  Russefeiring og trygge rammer"),
        ("Heading 3", "Eventuelt"),
        ("Heading 2", "Oppgaver"),
    ]


def test_the_first_row_of_each_table_and_no_other_is_marked_as_its_head(minutes, when):
    tables = _opened(minutes, when).tables

    assert [cell.text for cell in tables[0].rows[0].cells] == ["Navn", "Rolle", "Virksomhet", "Oppmøte"]
    assert tables[1].cell(1, 0).text == "14/26"
    for table in tables:
        marked = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
        assert marked == [True] + [False] * (len(marked) - 1)


def test_an_agenda_file_holds_neither_notes_nor_decisions(agenda, when):
    text = _text(_opened(agenda, when))

    assert "Innkalling" in text and "Bakgrunn:" in text
    assert "la fram erfaringer" not in text and "felles møte" not in text


@pytest.mark.parametrize("words", [EVIL, LONG, ABROAD, "🎉 👨‍👩‍👧"])
def test_words_come_back_out_as_they_were_typed(minutes, when, words):
    minutes["items"][0].update(title=words, text=words, decision=f"- {words}")
    minutes["people"][0]["name"] = words

    text = _text(_opened(minutes, when))

    assert text.count(words) == 4


def test_signs_that_xml_forbids_do_not_break_the_file(minutes, when):
    minutes["items"][0]["text"] = "før\x00\x0b\x1b\ud800\ufffe\x85etter"

    assert "etter" in _text(_opened(minutes, when))


def test_an_empty_meeting_and_a_very_long_title_still_make_a_file(minutes, when):
    none = {
        **minutes,
        "items": [],
        "people": [],
        "facts": [],
        "actions": [],
        "title": "Å" * 400,
        "footer": "",
    }
    file = _opened(none, when)

    assert file.tables == []
    assert file.paragraphs[2].text == "Å" * 400


def test_the_footer_counts_the_pages(minutes, when):
    footer = _opened(minutes, when).sections[0].footer

    assert [field.get(qn("w:instr")) for field in footer._element.iter(qn("w:fldSimple"))] == [
        "PAGE",
        "NUMPAGES",
    ]


def test_the_same_document_gives_the_same_file(minutes, when):
    assert wordfile.docx(minutes, when=when) == wordfile.docx(minutes, when=when)


def test_a_time_without_zone_is_refused(minutes):
    with pytest.raises(ValueError, match="time zone"):
        wordfile.docx(minutes, when=datetime(2026, 9, 10))


def _opened(document, when):
    return docx.Document(BytesIO(wordfile.docx(document, when=when)))


def _text(file) -> str:
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in file.paragraphs] + cells)
