"""A printed document can be kept for ever, read by everyone, and says what was written and no more."""

from datetime import datetime
from io import BytesIO

import pikepdf
import pytest
from pypdf import PdfReader

from saas import printing

from .conftest import LABELS
from .reading import fonts_of, tags_of, words_of


def test_minutes_declare_the_archive_and_the_accessibility_standard(minutes, when):
    with pikepdf.open(BytesIO(printing.pdf(minutes, when=when))) as file, file.open_metadata() as about:
        assert (about["pdfaid:part"], about["pdfaid:conformance"]) == ("2", "A")
        assert about["pdfuaid:part"] == "1"


@pytest.mark.parametrize("language", ["nb", "nn"])
def test_a_reader_is_told_title_and_language(minutes, when, language):
    with pikepdf.open(BytesIO(printing.pdf({**minutes, "language": language}, when=when))) as file:
        assert file.Root.Lang == f"{language}-NO"
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.docinfo["/Title"] == minutes["title"]
        assert file.Root.MarkInfo.Marked


def test_headings_lists_and_table_heads_are_tagged(minutes, when):
    tags = tags_of(printing.pdf(minutes, when=when))

    assert [name for name, _ in tags if name.startswith("/H")] == ["/H1", "/H2", "/H2", "/H3", "/H3", "/H2"]
    assert [name for name, _ in tags].count("/Table") == 2
    heads = [attributes for name, attributes in tags if name == "/TH"]
    assert len(heads) == 4 + 5
    assert all("/Column" in scope for scope in heads)
    assert [name for name, _ in tags].count("/LI") == 2 + 2 + 2 + 1  # Facts, text, decision, actions.


def test_pages_are_a4_and_numbered(minutes, when):
    minutes["items"] *= 12
    pages = PdfReader(BytesIO(printing.pdf(minutes, when=when))).pages

    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    assert f"Side 2 av {len(pages)}" in pages[1].extract_text()


def test_the_same_document_gives_the_same_bytes(minutes, when):
    assert printing.pdf(minutes, when=when) == printing.pdf(minutes, when=when)
    assert printing.pdf(minutes, when=when) != printing.pdf(minutes, when=when.replace(hour=13))


def test_minutes_show_all_that_was_decided_and_who_does_it(minutes, when):
    text = words_of(printing.pdf(minutes, when=when))

    for words in (
        "14/26",
        "la fram erfaringer",
        "Vedtak",
        "felles møte",
        "Ansvarlig: Turid Solheim",
        "Versjon 2",
    ):
        assert words in text


def test_an_agenda_shows_neither_notes_nor_decisions(agenda, when):
    made = printing.pdf(agenda, when=when)
    text = words_of(made)

    assert "Innkalling" in text and "Erfaringer.pdf" in text and "3. gang" in text
    assert "la fram erfaringer" not in text and "Vedtak" not in text and "felles møte" not in text


def test_a_long_meeting_and_an_empty_one_are_both_printed(minutes, when):
    many = {**minutes, "items": [{**minutes["items"][0], "number": f"{n}/26"} for n in range(1, 201)]}
    none = {**minutes, "items": [], "people": [], "facts": [], "actions": [], "status": "", "version": None}

    assert "200/26" in words_of(printing.pdf(many, when=when))
    tags = [name for name, _ in tags_of(printing.pdf(none, when=when))]
    assert "/H1" in tags and "/H2" not in tags and "/Table" not in tags


def test_a_house_without_fonts_prints_with_the_typesetters_own(minutes, when, tmp_path):
    assert "Libertinus" in fonts_of(printing.pdf(minutes, when=when, fonts=tmp_path))
    assert "Libertinus" in fonts_of(printing.pdf(minutes, when=when, fonts=tmp_path / "missing"))


def test_our_own_typeface_is_used_where_it_has_been_fetched(minutes, when):
    if not list(printing.FONTS.glob("**/*.ttf")):
        pytest.skip("The fonts are fetched at set-up, and have not been.")
    assert "Inter" in fonts_of(printing.pdf(minutes, when=when))


def test_a_fault_in_the_layout_is_told_without_the_words_of_the_document(minutes, when, tmp_path):
    (tmp_path / "broken.typ").write_text(
        "#let letter = json(bytes(sys.inputs.document))\n#panic(letter.title)"
    )

    with pytest.raises(printing.PrintingFailed, match=r"could not be set as PDF.*broken.typ:2") as failed:
        printing.pdf({**minutes, "title": "Hemmelig"}, when=when, layout=tmp_path / "broken.typ")

    assert "Hemmelig" not in str(failed.value)
    assert failed.value.__cause__ is None


def test_a_layout_cannot_read_outside_its_folder(minutes, when, tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "secret.txt").write_text("x")
    layout = tmp_path / "inside" / "curious.typ"
    layout.write_text('#set document(title: "x")\n= #read("../secret.txt")')

    with pytest.raises(printing.PrintingFailed):
        printing.pdf(minutes, when=when, layout=layout)


def test_an_unfinished_document_is_refused_before_it_is_set(minutes, when):
    with pytest.raises(ValueError, match="labels: decision, of"):
        printing.pdf({**minutes, "labels": {**LABELS, "decision": "", "of": ""}}, when=when)
    with pytest.raises(ValueError, match="title"):
        printing.pdf({**minutes, "title": " "}, when=when)
    with pytest.raises(ValueError, match="language"):
        printing.pdf({**minutes, "language": "en"}, when=when)
    with pytest.raises(ValueError, match="time zone"):
        printing.pdf(minutes, when=datetime(2026, 9, 10))
