"""J4: Eli at the national centre reads what is released and can reach nothing else; the editor publishes a template and pins an answer."""

import csv
import io
import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from saas import clock
from tests.saas.national import shelf
from tests.walks.conftest import assert_accessible, log_in

ANALYST, EDITOR, COORDINATOR = "analytiker@senter.example", "redaktor@senter.example", "koordinator@fjordvest.example"
TITLE = "Årshjul for nye koordinatorer"
NOT_HERE = "Siden finnes ikke, eller du har ikke tilgang."


@pytest.fixture
def released(service):
    """The shelf as it is a week after the second tertial's release: two releases, and a joiner between them."""
    service.move_to(datetime(2026, 9, 22, 8, 0, tzinfo=clock.OSLO))
    first = shelf.lay(service.database, "2026T1", sharing=13)
    return first, shelf.lay(service.database, "2026T2", joined=1)


@pytest.mark.parametrize("width", [1280, 360])
def test_eli_reads_the_country_and_reaches_no_kommune(released, walker, width):
    _, newest = released
    page = walker(width)
    log_in(page, ANALYST)
    the_overview(page)
    what_is_hidden(page, newest)
    no_kommune_to_be_had(page, newest)
    a_changed_basis(page)
    the_file_says_the_same(page, newest)


def test_the_editor_publishes_a_template_and_a_kommune_is_offered_it(service, walker):
    page = walker(1280)
    log_in(page, EDITOR)
    page.goto("/senter/maler")
    look_at(page)
    page.get_by_role("link", name="Ny mal").click()
    page.locator("#tittel_nb").fill(TITLE)
    page.locator("#tekst_nb").fill("# Årshjul for {{kommune}}\n\n- januar: styringsgruppen vedtar mål\n- mars: kartlegging")
    page.get_by_role("button", name="Forhåndsvis").click()
    expect(page.get_by_role("heading", name=re.compile("^Årshjul for"))).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Lagre utkastet").click()
    expect(page.get_by_role("status").first).to_contain_text("Utkastet er lagret.")
    page.get_by_role("link", name="Publiser").click()
    page.get_by_role("button", name="Publiser for alle kommuner").click()
    expect(page.get_by_text("Kryss av når du har lest malen og kontrollert dette.").first).to_be_visible()
    page.get_by_label("Malen inneholder ingen kommuneopplysninger").check()
    page.get_by_role("button", name="Publiser for alle kommuner").click()
    expect(page.get_by_text("Malen inneholder ingen kommuneopplysninger ✓")).to_be_visible()
    look_at(page)
    ingrid = walker(360)
    log_in(ingrid, COORDINATOR)
    ingrid.goto("/k/nordvik/maler/")
    ingrid.get_by_text(re.compile("^Vis alle")).click()
    ingrid.get_by_role("link", name=TITLE).click()
    look_at(ingrid)
    ingrid.get_by_role("button", name=re.compile("^Ta i bruk")).click()
    expect(ingrid.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(ingrid.get_by_role("main")).to_contain_text("Fra Kompetansesenteret, utgave 1")
    look_at(ingrid)


def test_an_answer_is_pinned_for_the_coordinators(service, walker):
    ingrid, editor = walker(360), walker(1280)
    log_in(ingrid, COORDINATOR)
    ingrid.goto("/fagnettverk")
    ingrid.get_by_role("link", name="Still et spørsmål").click()
    ingrid.get_by_label("Spørsmål").fill("Hvem leder møtet når lederen er borte?")
    ingrid.get_by_role("button", name="Spør fagnettverket").click()
    expect(ingrid.get_by_role("heading", level=1)).to_have_text("Hvem leder møtet når lederen er borte?")
    look_at(ingrid)
    log_in(editor, EDITOR)
    editor.goto("/fagnettverk")
    editor.get_by_role("link", name="Hvem leder møtet når lederen er borte?").click()
    editor.get_by_label("Svar", exact=False).last.fill("Nestlederen, hvis mandatet sier det. Se malen for mandat.")
    editor.get_by_role("button", name="Legg ut svaret").click()
    editor.get_by_role("button", name="Fest svaret øverst").click()
    expect(editor.get_by_text("Festet av Kompetansesenteret", exact=True)).to_be_visible()
    look_at(editor)
    ingrid.reload()
    expect(ingrid.get_by_text("Festet av Kompetansesenteret", exact=True)).to_be_visible()


def the_overview(page):
    """J4.1–2: a snapshot with its day, and the standard questions as released figures."""
    page.goto("/senter")
    expect(page.get_by_role("main")).to_contain_text("14 av 17 kommuner deler tall")
    expect(page.get_by_role("main")).to_contain_text("Øyeblikksbilde tatt 15.9.2026")
    for question in ("Vedtatt handlingsplan", "Har beskrevet situasjonen", "Møterytme holdt: styringsgruppen"):
        expect(page.get_by_role("main")).to_contain_text(question)
    expect(page.locator("section[aria-labelledby=kart] svg").first).to_be_visible()
    look_at(page)


def what_is_hidden(page, newest):
    """J4.3: a table by theme and group says what it hides and why."""
    page.goto(f"/senter/utgivelser/{newest.id}")
    look_at(page)
    page.goto(f"/senter/utgivelser/{newest.id}/tabeller/measures-region-theme")
    hidden = [cell for cell in newest.of("measures-region-theme").values() if cell[2] == ":"]
    assert hidden
    told = f"{len(hidden)} tall er skjult"
    expect(page.get_by_role("main")).to_contain_text(told)
    expect(page.get_by_text("Skjult – bygger på for få").first).to_be_attached()
    look_at(page)
    page.locator("#valg-theme").select_option("places")
    page.get_by_role("button", name="Vis", exact=True).click()
    expect(page).to_have_url(re.compile("theme=places"))
    look_at(page)


def no_kommune_to_be_had(page, newest):
    """J4.4–5: nothing in an address takes a kommune, and there is no page of one."""
    answer = page.goto(f"/senter/utgivelser/{newest.id}/tabeller/measures-region-theme?kommune=9901")
    assert answer.status == 404
    expect(page.get_by_text("Du kan ikke se tall for enkeltkommuner.")).to_be_visible()
    for address in ("/senter/kommuner/9901", "/k/nordvik/", "/k/nordvik/deles/"):
        assert page.goto(address).status == 404
        expect(page.get_by_text(NOT_HERE)).to_be_visible()
    assert page.goto("/api/v1/kommuner/9901").status == 404


def a_changed_basis(page):
    """J4.6: the releases are not held up against each other where somebody has joined."""
    page.goto("/senter")
    expect(page.get_by_text("Grunnlaget er endret (+1 kommune).", exact=False).first).to_be_visible()
    page.goto("/senter/utvikling/measures-region-theme")
    look_at(page)


def the_file_says_the_same(page, newest):
    """J4.7: the file has the released cells and no others, hidden ones empty with their flag."""
    page.goto(f"/senter/utgivelser/{newest.id}/tabeller/measures-region-theme")
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("CSV")).first.click()
    content = waiting.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert list(rows[0])[-5:] == ["verdi", "flagg", "n_kommuner", "definisjon_versjon", "periode"]
    cells = newest.of("measures-region-theme").values()
    assert len(rows) == len(cells) and sum(row["flagg"] == ":" for row in rows) == sum(cell[2] == ":" for cell in cells)
    assert all((row["verdi"] == "") == (row["flagg"] != "") for row in rows)


def look_at(page):
    """Accessible as it stands."""
    page.wait_for_load_state()
    assert_accessible(page)
