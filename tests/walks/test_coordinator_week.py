"""J1: an intermunicipal coordinator's week in five kommuner, from a meeting called to minutes in everyone's inbox."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from saas import clock
from tests.walks.conftest import assert_accessible, log_in

NOTE = "Flere ungdommer på ungdomstrinnet samles ved Torget fredag kveld."
COORDINATOR = "koordinator@fjordvest.example"


@pytest.mark.parametrize("width", [1280, 360])
def test_a_week_from_a_meeting_called_to_minutes_sent(service, walker, width):
    page = walker(width)
    log_in(page, COORDINATOR)
    expect(page.get_by_role("heading", level=1)).to_contain_text("God morgen, Ingrid. 5 kommuner")
    assert_accessible(page)
    plan_what_burns(page, service)
    meeting = prepare_nordvik(page, service)
    hold_it(page, service, meeting)
    write_and_send(page, service)
    nothing_of_nordvik_in_solbygda(page)


def plan_what_burns(page, service):
    sentence = "Koordineringsgruppen har ikke møte i september. Planlegg innen 20.9."
    expect(page.get_by_text(sentence).first).to_be_visible()
    page.get_by_role("link", name="Planlegg i Solbygda").first.click()
    assert_accessible(page)
    page.get_by_label("Gruppe").select_option(label="Koordineringsgruppen")
    page.get_by_label("Dag", exact=True).fill("2026-09-16")
    page.get_by_label("Fra klokka").fill("09:00")
    page.get_by_label("Til klokka").fill("11:00")
    page.get_by_role("button", name=re.compile("i Solbygda$")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Møte i koordineringsgruppen")
    assert_accessible(page)
    page.goto("/mine")
    expect(page.get_by_text(sentence)).to_have_count(0)


def prepare_nordvik(page, service):
    page.goto("/k/nordvik/moter/")
    assert_accessible(page)
    page.locator(".rows").get_by_role("link", name="Koordineringsgruppen").first.click()
    meeting = page.url
    page.get_by_role("button", name="Hent fra forrige møte i Nordvik").click()
    expect(page.get_by_text(re.compile(r"lagt på sakslisten"))).to_be_visible()
    page.get_by_role("link", name="Ny sak").click()
    page.get_by_label("Hva gjelder det").fill("Uro og rusmidler ved Torget fredag kveld")
    description = page.get_by_label("Beskrivelse")
    description.fill("Vi er bekymret for en gutt (15) i 10B fra Fjellveien.")
    page.get_by_label("Drøfting").check()
    page.get_by_role("button", name="Lagre saken i Nordvik").click()
    expect(page.get_by_text("kan peke ut", exact=False).first).to_be_visible()
    assert_accessible(page)
    # What was typed is still there, and the suggestion is taken.
    expect(description).to_have_value(re.compile("10B"))
    description.fill(NOTE)
    page.get_by_role("button", name="Lagre saken i Nordvik").click()
    expect(page.get_by_text("Uro og rusmidler ved Torget fredag kveld")).to_be_visible()
    assert_accessible(page)
    before = len(service.letters())
    page.get_by_role("button", name="Send ny innkalling i Nordvik").click()
    letters = service.wait_for_letters("medlem@nordvik.example")
    assert len(service.letters()) > before
    invitation = next(part for part in letters[-1].walk() if part.get_content_type() == "text/calendar")
    assert "METHOD:REQUEST" in invitation.get_content() and "SEQUENCE:1" in invitation.get_content()
    return meeting


def hold_it(page, service, meeting):
    page.goto(meeting)
    when = re.search(r"(\d+)\. september", page.get_by_role("main").inner_text())
    service.move_to(datetime(2026, 9, int(when[1]), 8, 55, tzinfo=clock.OSLO))
    page.reload()
    page.get_by_role("button", name="Start møtet i Nordvik").click()
    presence = page.locator("#oppmote")
    for name in ("Are Nygård", "Hanne Dahl", "Kari Moen", "Tove Lunde", "Nils Rød", "Erik Sandnesmo", "Ingrid Solheim"):
        presence.get_by_role("button", name=f"{name}: Til stede").click()
        expect(presence.get_by_role("button", name=f"{name}: Til stede")).to_have_attribute("aria-pressed", "true")
    expect(presence).to_contain_text("Politi er representert")
    assert_accessible(page)
    page.get_by_role("link", name="Skriv referat").click()


def write_and_send(page, service):
    page.get_by_role("button", name=re.compile("Uro og rusmidler")).click()
    expect(page.get_by_role("heading", name=re.compile("Uro og rusmidler"), level=2)).to_be_visible()
    page.get_by_label("Beslutning").fill("Gruppen prøver åpen hall på fredager fram til jul.")
    expect(page.get_by_text(re.compile(r"Lagret \d\d\.\d\d")).first).to_be_visible()
    new = page.locator(".new-action")
    new.get_by_label("Hva skal gjøres?").fill("Tilby åpen hall fredager 20–23")
    new.get_by_label("Hvem har ansvar?").select_option(label=re.compile("Erik Sandnesmo") and "Erik Sandnesmo")
    new.get_by_role("button", name="Legg til handling i Nordvik").click()
    expect(page.locator(".action-forms")).to_be_visible()
    assert_accessible(page)
    address = page.url
    meeting_id = re.search(r"skriv/([0-9a-f-]{36})", address)[1]
    page.goto(f"/k/nordvik/moter/{meeting_id}")
    page.get_by_role("button", name="Avslutt møtet i Nordvik").click()
    page.get_by_role("link", name="Kontroller referat").click()
    assert_accessible(page)
    jump = page.get_by_role("link", name="1 handling mangler frist (sak ")
    expect(jump).to_be_visible()
    page.get_by_role("button", name="Send til merknad i Nordvik").click()
    expect(page.get_by_text("mangler frist", exact=False).first).to_be_visible()
    page.get_by_role("link", name=re.compile("mangler frist")).first.click()
    action = page.locator(".action-forms li").first
    action.get_by_label("Frist").fill("2026-10-02")
    action.get_by_role("button", name="Lagre handlingen i Nordvik").click()
    page.goto(f"/k/nordvik/moter/{meeting_id}")
    page.get_by_role("link", name="Kontroller referat").click()
    expect(page.get_by_text("Referatet sendes til 7 deltakere.")).to_be_visible()
    page.get_by_role("button", name="Send til merknad i Nordvik").click()
    expect(page.get_by_text(re.compile("Referatet sendes til 7 deltakere"))).to_be_visible()
    assert_accessible(page)
    letters = [one for one in service.wait_for_letters("medlem@nordvik.example", 2) if "Referat" in str(one["Subject"])]
    attached = [part.get_content_type() for part in letters[-1].walk()]
    assert "application/pdf" in attached


def nothing_of_nordvik_in_solbygda(page):
    for address in ("", "moter/", "referater/", "oppgaver/", "grupper/", "nettverk/", "brev/"):
        page.goto(f"/k/solbygda/{address}")
        assert_accessible(page)
        words = page.get_by_role("main").inner_text()
        assert "Nordvik" not in words and "Torget" not in words


def test_the_pages_of_a_nynorsk_kommune_are_nynorsk_and_accessible(service, walker):
    page = walker(1280)
    log_in(page, COORDINATOR)
    for address in ("", "moter/", "referater/", "oppgaver/", "grupper/", "nettverk/", "brev/", "referater/vedtak"):
        page.goto(f"/k/hamnes/{address}")
        assert page.locator("html").get_attribute("lang") == "nn"
        assert_accessible(page)
        words = page.locator("body").inner_text()
        assert not re.search(r"\b(ikke|hvem|hva|fra|noen|Oppgaver|Referater|Møter i)\b", words), (address, words[:2000])


@pytest.mark.parametrize("width", [1280, 360])
def test_the_main_jobs_own_pages_are_accessible_in_nynorsk(service, walker, width):
    page = walker(width)
    log_in(page, COORDINATOR)
    page.goto("/k/hamnes/moter/")
    page.locator(".rows").get_by_role("link", name="Koordineringsgruppa").first.click()
    meeting = page.url
    pages = [meeting, f"{meeting}/saker/ny", "/k/hamnes/moter/nytt"]
    page.goto("/k/hamnes/referater/")
    pages += [link.get_attribute("href") for link in page.locator("main .rows a").all()[:2]]
    for address in pages:
        answer = page.goto(address)
        assert answer.status == 200, address
        assert page.locator("html").get_attribute("lang") == "nn", address
        assert_accessible(page)


def test_the_calendar_shows_all_kommuner_and_prints_a_list(service, walker):
    for width in (1280, 360):
        page = walker(width)
        log_in(page, COORDINATOR)
        page.get_by_role("link", name="Kalender").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile("september 2026|Kalender", re.I))
        assert_accessible(page)
        words = page.get_by_role("main").inner_text()
        assert "Nordvik" in words
