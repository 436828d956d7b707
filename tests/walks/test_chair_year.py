"""J3 steps 1, 9 and 11: the chair opens the meeting, approves the minutes and closes a sak, and the public minutes keep it closed."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.walks.conftest import assert_accessible, log_in

COORDINATOR, CHAIR = "koordinator@fjordvest.example", "leder@nordvik.example"


@pytest.mark.parametrize("width", [1280, 360])
def test_the_chair_closes_a_sak_and_it_stays_closed(service, walker, width):
    coordinator, chair = walker(width), walker(width)
    log_in(chair, CHAIR)
    log_in(coordinator, COORDINATOR)
    open_the_meeting(chair)
    minutes = minutes_that_wait(chair)
    saker = saker_of(chair, minutes)
    closed = saker[2]
    judge(chair, saker, closed)
    publish(coordinator, minutes, closed)
    nobody_outside_reads(walker(width), coordinator, closed)


def open_the_meeting(page):
    """J3.1: the next meeting of the styringsgruppe, on the page and on paper."""
    page.goto("/k/nordvik/moter/")
    page.get_by_role("navigation", name="Vis møter for").get_by_role("link", name="Styringsgruppe").click()
    coming = page.locator("section", has=page.get_by_role("heading", name="Kommende møter"))
    coming.get_by_role("link", name="Styringsgruppe").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Møte i styringsgruppe")
    saker = page.locator("#saksliste .case-title")
    expect(saker.first).to_be_visible()
    title = saker.first.inner_text()
    look_at(page)
    with page.expect_download() as waiting:
        page.evaluate("address => { location.href = address }", f"{page.url.split('?')[0].split('#')[0]}/saksliste.pdf")
    assert title in flat(words_of(Path(waiting.value.path()).read_bytes()))


def minutes_that_wait(page):
    """J3.11: the styringsgruppe's newest approved minutes, with the print that was kept; they are not public yet. Their id."""
    page.goto("/k/nordvik/offentlighet/?alle=referater")
    look_at(page)
    waiting = page.locator("section[aria-labelledby=offentlige] li", has_text="Styringsgruppe").filter(has_text="Ikke publisert")
    address = waiting.get_by_role("link").first.get_attribute("href")
    minutes = re.search(r"/referater/([0-9a-f-]{36})", address)[1]
    page.goto(f"/k/nordvik/referater/{minutes}/versjoner/1")
    expect(page.get_by_text(re.compile(r"Kontrollsum \(SHA-256\): [0-9a-f]{64}"))).to_be_visible()
    return minutes


def saker_of(page, minutes):
    """(number, title) of each sak in the minutes, as they stand on the page."""
    page.goto(f"/k/nordvik/referater/{minutes}")
    expect(page.get_by_role("heading", name="Offentlig referat")).to_be_visible()
    look_at(page)
    headings = page.locator("article.document section > h2").all_inner_texts()
    return [match.groups() for heading in headings if (match := re.match(r"(\d+/\d+)\s+(.+)", heading))]


def judge(page, saker, closed):
    """J3.9: «Unntatt offentlighet – velg hjemmel» for one sak; the rest are public."""
    for number, title in saker:
        page.goto("/k/nordvik/offentlighet/?alle=saker")
        waiting = page.locator("section[aria-labelledby=ikke-vurdert] li", has_text=title).filter(has_text=f"SG {number}")
        waiting.get_by_role("link").first.click()
        if (number, title) == closed:
            close(page)
        else:
            page.get_by_label("Offentlig", exact=True).check()
            page.get_by_role("button", name="Lagre valget i Nordvik").click()
            expect(page.get_by_text("Valget er lagret.", exact=False).first).to_be_visible()
    look_at(page)


def close(page):
    """Without a basis it is refused; with one it is exempt, and the page says what to think of."""
    page.get_by_label("Unntatt offentlighet", exact=True).check()
    page.get_by_role("button", name="Lagre valget i Nordvik").click()
    expect(page.get_by_text("Velg hjemmelen som saken er unntatt etter.").first).to_be_visible()
    look_at(page)
    page.get_by_label("Hjemmel", exact=True).select_option("offl-24")
    page.get_by_role("button", name="Lagre valget i Nordvik").click()
    expect(page.get_by_text("Unntatt offentlighet (offl. § 24)").first).to_be_visible()
    expect(page.get_by_text("Tittelen kan selv røpe det som skal skjermes.", exact=False)).to_be_visible()
    look_at(page)


def publish(page, minutes, closed):
    """The preview first, with the count, then out."""
    page.goto(f"/k/nordvik/offentlighet/referater/{minutes}")
    expect(page.get_by_text("1 sak er unntatt offentlighet (offl. § 24).")).to_be_visible()
    expect(page.get_by_text(closed[1])).to_have_count(0)
    look_at(page)
    read = page.get_by_label("Jeg har sett gjennom det personvernvakten fant")
    if read.count():
        read.check()
    page.get_by_role("button", name="Publiser offentlig referat i Nordvik").click()
    expect(page.get_by_text("Offentlig referat, utgave 1, er publisert.")).to_be_visible()
    look_at(page)


def nobody_outside_reads(stranger, coordinator, closed):
    """No byte of the public page or file holds the closed sak's title, and the log knows that it was read inside."""
    address = coordinator.get_by_role("link", name="Åpne den offentlige siden").get_attribute("href")
    answer = stranger.goto(address)
    assert answer.status == 200
    page = answer.body().decode()
    assert "offl. § 24" in page and closed[1] not in page
    assert_accessible(stranger)
    file = stranger.request.get(f"{address}.pdf")
    assert file.status == 200
    printed = words_of(file.body())
    assert "offl. § 24" in flat(printed) and closed[1] not in flat(printed) and closed[1].encode() not in file.body()
    coordinator.goto("/k/nordvik/kontroll/logg?slag=unntatt")
    expect(coordinator.get_by_role("main").get_by_text("Lest unntatt sak").nth(1)).to_be_visible()


def look_at(page):
    """Accessible as it stands."""
    page.wait_for_load_state()
    assert_accessible(page)


def words_of(content):
    """The words of a PDF as they are read."""
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def flat(text):
    """One line, so that where a page breaks a line says nothing."""
    return " ".join(text.split())
