"""Documents: filled with what the kommune knows, written on, guarded, and taken away as PDF and Word."""

from io import BytesIO
from uuid import uuid4

import docx
import pikepdf
import pytest
from pypdf import PdfReader
from sqlalchemy import event

from saas.db import db
from tenants.templates import documents, service, values
from tenants.templates.models import WrittenDocument
from tests.tenants.templates.conftest import MINE, edit, hidden, text

WHOLE = (
    "# Innkalling\n\nTil {{kommune}}, {{dato}}. Hilsen {{koordinator}}.\n\n{{medlemmer_koordineringsgruppe}}\n\n"
    "{{møter_koordineringsgruppe}}\n\n{{leder_styringsgruppe}}\n\n| Sak | Tid |\n|---|---|\n| Åpning | 5 |\n"
)


@pytest.fixture
def template(coordinator, copy, groups):
    """Nordvik's own copy, with fields of many kinds; its address."""
    assert edit(coordinator, copy, WHOLE).status_code == 303
    return copy


@pytest.fixture
def write(coordinator, template):
    """Write a document through the door; its address."""

    def send(**changed):
        page = text(coordinator.get(template + "/dokument"))
        proposed = page.split("<textarea", 1)[1].split(">", 1)[1].split("</textarea")[0]
        form = {"nokkel": hidden(page, "nokkel"), "tittel": "Innkalling", "tekst": proposed}
        return coordinator.post(template + "/dokument", {**form, **changed})

    return send


@pytest.fixture
def rows(inside):
    """The documents that are kept, by title and text."""

    def look(slug="nordvik"):
        with inside(slug):
            return [(one.title, one.body, one.template_title, one.version) for one in db.session.query(WrittenDocument).all()]

    return look


def test_the_fields_are_filled_with_the_kommunes_own_and_what_is_missing_says_so(coordinator, template, rows):
    page = text(coordinator.get(template + "/dokument"))
    assert "Til Nordvik, 12. september 2026. Hilsen Coordinator" in page
    assert "- Mona Lie, rektor, Ungdomsskolen" in page and "- tirsdag 15. september kl." in page and "Rådhuset" in page
    assert "[fyll inn: Leder av styringsgruppen]" in page
    assert rows() == [], "to open the page writes nothing"


def test_a_document_is_written_once_however_often_it_is_sent(write, rows, coordinator):
    key = str(uuid4())
    first, second = write(nokkel=key), write(nokkel=key)
    assert first.status_code == 303 and first.location == second.location and len(rows()) == 1
    assert rows()[0][2] == "Innkalling" and "Mona Lie" in text(coordinator.get(first.location))


def test_the_guard_reads_what_is_saved_and_a_warning_can_be_kept_with_a_reason(write, rows, coordinator):
    blocked = write(tekst="Fødselsnummer 01900199976.")
    assert blocked.status_code == 422 and "Personvernvakten" in text(blocked) and rows() == []
    warned = write(tekst="Kevin ble tatt med hasj på torget.")
    page = text(warned)
    assert warned.status_code == 422 and "Behold" in page and rows() == []
    key = page.split('name="tekst__behold" value="', 1)[1].split('"', 1)[0]
    kept = write(tekst="Kevin ble tatt med hasj på torget.", tekst__behold=key, tekst__behold_grunn="Hun er foredragsholder")
    assert kept.status_code == 303 and len(rows()) == 1
    saved = edit(coordinator, kept.location, "Fødselsnummer 01900199976.")
    assert saved.status_code == 422 and rows()[0][1] == "Kevin ble tatt med hasj på torget."


def test_going_on_writing_keeps_the_newest_and_tells_of_the_other(write, coordinator, rows):
    address = write().location
    assert edit(coordinator, address, "Første.").status_code == 303
    late = edit(coordinator, address, "Siste ord.", versjon="1")
    assert late.status_code == 409 and "Første." in text(late) and "Siste ord." in text(late) and rows()[0][1] == "Første."
    assert edit(coordinator, address, "# Slik", handling="forhandsvis").status_code == 200 and rows()[0][1] == "Første."


def test_changing_the_template_afterwards_does_not_change_the_document(write, coordinator, template, rows):
    write()
    before = rows()
    edit(coordinator, template, "Helt ny mal.")
    assert rows() == before


def test_the_pdf_is_tagged_and_says_what_the_page_says(write, coordinator):
    answer = coordinator.get(write().location + "/dokument.pdf")
    assert answer.mimetype == "application/pdf" and "attachment" in answer.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(answer.data)) as file:
        assert file.Root.MarkInfo.Marked and str(file.Root.Lang).startswith("nb")
    words = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
    assert "Mona Lie" in words and "Åpning" in words and words.count("Innkalling") >= 1 and "{{" not in words


def test_the_word_file_has_headings_lists_and_tables(write, coordinator):
    address = write(tekst="# Innkalling\n\n## Under\n\n- **en** sak\n\n| Sak | Tid |\n|---|---|\n| Åpning | 5 |").location
    answer = coordinator.get(address + "/dokument.docx")
    file = docx.Document(BytesIO(answer.data))
    styles = {one.text: one.style.name for one in file.paragraphs}
    assert styles["Under"].startswith("Heading") and styles["en sak"] == "List Bullet"
    assert [cell.text for cell in file.tables[0].rows[1].cells] == ["Åpning", "5"]


def test_hostile_text_is_shown_printed_and_filled_in_as_plain_words(write, coordinator):
    address = write(tekst="<script>alert(1)</script> [x](javascript:alert(1)) {{kommune}}").location
    page = text(coordinator.get(address))
    assert "<script>alert" not in page and 'href="javascript' not in page
    assert coordinator.get(address + "/dokument.pdf").status_code == 200 and coordinator.get(address + "/dokument.docx").status_code == 200


def test_a_document_is_put_away_and_fetched_back_and_members_read(write, coordinator, member):
    address = write().location
    assert member.get(address).status_code == 200 and member.get(address + "/dokument.pdf").status_code == 200
    assert member.post(address + "/rediger", {"tittel": "x", "tekst": "x", "versjon": "1"}).status_code == 403
    assert coordinator.post(address + "/arkivering", {"versjon": "1", "en_gang": str(uuid4())}).status_code == 303
    assert "Lagt bort (1)" in text(coordinator.get(MINE + "/"))
    assert coordinator.post(address + "/henting", {"versjon": "0"}).status_code == 409
    assert coordinator.post(address + "/henting", {"versjon": "2"}).status_code == 303


def test_another_kommunes_document_does_not_exist_here(write, coordinator, stranger, rows):
    address = write().location
    before, foreign = rows(), address.replace("/k/nordvik/", "/k/hamnes/")
    for door in ("", "/rediger", "/dokument.pdf", "/dokument.docx"):
        assert coordinator.get(foreign + door).status_code == 404 and stranger.get(address + door).status_code == 404
    for door in ("/rediger", "/arkivering", "/henting"):
        assert coordinator.post(foreign + door, {"versjon": "1", "tittel": "x", "tekst": "x"}).status_code == 404
    assert rows() == before and rows("hamnes") == []


def test_the_first_page_asks_the_database_as_often_with_thirty_as_with_three(inside, world):
    asked, counts = [], []
    with inside("nordvik"):
        bind = db.session.get_bind()
        event.listen(bind, "before_cursor_execute", lambda *args: asked.append(args[2]))
        for number in (3, 27):
            for _ in range(number):
                made = service.add(uuid4(), "guide", "nb", "Mal", "Tekst")
                documents.write(uuid4(), made, "Dokument", "Tekst")
            db.session.flush()
            db.session.expire_all()
            asked.clear()
            listed = service.listed()
            assert all(one.title and not one.archived_at for one in [*listed, *documents.listed()])
            service.offers()
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 5


def test_every_field_has_a_value_or_says_that_it_lacks_one(inside, world):
    from saas.library import fields

    with inside("nordvik"):
        known = values.known()
        assert set(known) == set(fields.FIELDS)
        filled = values.filled("\n\n".join("{{" + code + "}}" for code in fields.FIELDS), "nb")
        assert "{{" not in filled and "fyll inn" in filled
