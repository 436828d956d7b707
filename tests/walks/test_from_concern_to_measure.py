"""J1 steps 4–6 and 11–14, J2 steps 5 and 6: a concern goes out to the leaders, comes back confirmed, and becomes a measure."""

import re
from datetime import datetime

import pytest
from playwright.sync_api import expect

from saas import clock, jobs, rooms
from tests.walks.conftest import assert_accessible, log_in

COORDINATOR = "koordinator@fjordvest.example"
TITLE = "Uro og rusmidler ved Torget fredag kveld"
CONCERN = "Flere voksne i sentrum melder om uro og salg av rusmidler ved Torget tidlig fredag kveld."
# Who is asked, and what they answer: (gjenkjenner, deler, bidrag, ord); None has not answered.
ASKED = {
    "Hanne Dahl": ("Ja", "Ja", "Miljøterapeut 2 timer fredager i september", "Elevene snakker om det i friminuttene."),
    "Kari Moen": ("Ja", "Ja", "", ""),
    "Tove Lunde": ("Delvis", "Ja", "", "Vi hører om det fra de eldste."),
    "Are Nygård": ("Ja", "Ja", "Kveldsrunde til fots annenhver fredag", ""),
    "Bjørn Haug": ("Ja", "Ja", "", "Butikkene merker det hver fredag."),
    "Nils Rød": None,
}
WAY = re.compile(r"/k/nordvik/(runder|tiltak)/[0-9a-f-]{36}$")


def ask_for(service, name):
    """What the clock would ask for in Nordvik; the worker does it."""
    with service.app.app_context():
        kommune = next(one for one in rooms.all_kommuner() if one.slug == "nordvik")
        jobs.ask(name, kommune, rooms.service_of(kommune))


def start_a_round(page):
    page.goto("/k/nordvik/runder/ny")
    assert_accessible(page)
    expect(page.get_by_text("Beskriv situasjonen uten navn", exact=False).first).to_be_visible()
    page.get_by_label("Tittel").fill(TITLE)
    concern = page.get_by_label("Hva er bekymringen?")
    concern.fill("Vi er bekymret for en gutt (15) i 10B fra Fjellveien.")
    page.get_by_label("Tema").select_option(label="Rusmidler blant unge")
    page.locator("#mottakere summary").click()
    for box in page.locator("#mottakere .ds-field").all():
        wanted = any(name in box.inner_text() for name in ASKED)
        box.get_by_role("checkbox").set_checked(wanted)
    page.get_by_label("Frist").fill("2026-10-09")
    page.get_by_role("button", name="Send runde i Nordvik").click()
    expect(page.get_by_text("kan peke ut", exact=False).first).to_be_visible()
    assert_accessible(page)
    expect(concern).to_have_value(re.compile("10B"))
    concern.fill(CONCERN)
    page.get_by_role("button", name="Send runde i Nordvik").click()
    page.wait_for_url(WAY)
    expect(page.get_by_text("0 av 6 har svart", exact=False).first).to_be_visible()
    assert_accessible(page)
    return page.url


def link_of(service, name):
    """The signed link in the letter to somebody."""
    for letter in reversed(service.letters()):
        if name in str(letter["To"]) and TITLE in str(letter["Subject"]):
            return re.search(r"http\S+/g/[0-9a-f]+", letter.get_body(("plain",)).get_content())[0]
    raise AssertionError(f"No letter about the round to {name}.")


def answer(phone, link, words, *, first_a_name=False):
    phone.goto(link)
    expect(phone.get_by_role("heading", level=1)).to_contain_text(TITLE)
    assert_accessible(phone)
    recognised, shared, contribution, said = words
    phone.get_by_role("group", name=re.compile("Gjenkjenner vi dette")).get_by_label(recognised, exact=True).check()
    phone.get_by_role("group", name=re.compile("Deler vi bekymringen")).get_by_label(shared, exact=True).check()
    phone.get_by_label(re.compile("Hva kan dere bidra med")).fill(contribution)
    text = phone.locator("textarea[name=ord]")
    if first_a_name:
        text.fill("Det gjelder Ole Hansen i 9A, som vi har snakket med.")
        phone.get_by_role("button", name="Lagre svaret i Nordvik").click()
        expect(phone.get_by_text("Ser ut som et personnavn", exact=False).first).to_be_visible()
        expect(phone.get_by_text("BTI-handlingsveilederen for Nordvik", exact=False).first).to_be_attached()
        assert_accessible(phone)
    text.fill(said)
    phone.get_by_role("button", name="Lagre svaret i Nordvik").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Svaret ditt er lagret")
    assert_accessible(phone)


def collect(service, walker, width):
    service.wait_for_letters("Hanne Dahl")
    service.wait_for_letters("Nils", 1)
    phone = walker(width)
    for number, (name, words) in enumerate(ASKED.items()):
        if words is not None:
            service.wait_for_letters(name)
            answer(phone, link_of(service, name), words, first_a_name=number == 0)
    # Once answered the link says so, and still opens nothing but its one question.
    phone.goto(link_of(service, "Bjørn Haug"))
    expect(phone.get_by_text("Lenken er brukt", exact=False)).to_be_visible()
    assert phone.get_by_role("navigation", name="Hovedmeny").count() == 0


def conclude(page, round_page):
    page.goto(round_page)
    sentence = re.compile(r"5 av 6 har svart: 4 gjenkjenner, 1 delvis\. Ikke svart: .*teknisk etat\.", re.IGNORECASE)
    expect(page.get_by_text(sentence).first).to_be_visible()
    expect(page.get_by_text("venter på bekreftelse fra leder", exact=False).first).to_be_attached()
    assert_accessible(page)
    page.get_by_role("button", name="Bekreft behov for felles innsats i Nordvik").click()
    page.wait_for_load_state()
    page.get_by_role("link", name="Opprett tiltak").first.click()
    page.wait_for_url("**/tiltak/ny**")
    assert_accessible(page)


def propose(page):
    page.get_by_label("Hva heter tiltaket").fill("Fredagsåpent i Nordvikhallen")
    page.get_by_label("Type tiltak").select_option(label="Fritids- og aktivitetstilbud")
    page.get_by_label("Tema").select_option(label="Rusmidler blant unge")
    page.get_by_label("Arena").select_option(label="Fritid")
    page.get_by_label("Aldersgruppe").select_option(label="8.–10. trinn")
    page.get_by_label("Forebyggingsnivå").select_option(label="Universell")
    page.get_by_label("Mål", exact=False).locator("visible=true").first.select_option(index=1)
    page.get_by_label("Tjeneste som eier tiltaket").select_option(label=re.compile("x") and "Kaia ungdomsklubb")
    who = page.get_by_label("Hvem har ansvar")
    who.select_option(value=who.locator("option", has_text="Yusuf Warsame").get_attribute("value"))
    page.get_by_role("button", name="Foreslå tiltak i Nordvik").click()
    page.wait_for_url(WAY)
    assert_accessible(page)
    page.get_by_role("button", name="Besluttet i sak").click()
    expect(page.locator("main").get_by_text("Besluttet", exact=True).first).to_be_visible()
    return page.url


def start_only_with_a_plan(page):
    page.get_by_role("button", name="Sett i gang i Nordvik").click()
    refusal = page.get_by_text("Tiltaket kan ikke settes i gang før evalueringen er planlagt.", exact=False).first
    expect(refusal).to_be_visible()
    expect(refusal).to_contain_text("Effekt · Gjennomføring · Brukererfaring · Deltakelse · Evalueres ikke, fordi")
    assert_accessible(page)
    page.get_by_role("link", name="Planlegg evalueringen").first.click()
    assert_accessible(page)
    page.get_by_label("Hva skal evalueres").select_option(label="Deltakelse")
    page.get_by_label("Hva måles").fill("Ungdommer til stede")
    page.get_by_label("Måles i", exact=False).first.fill("per kveld")
    page.get_by_label("Utgangspunkt").fill("0")
    page.get_by_label("Mål", exact=True).fill("35")
    page.get_by_label("Måles innen").fill("2026-12-11")
    who = page.get_by_label("Hvem måler")
    who.select_option(value=who.locator("option", has_text="Yusuf Warsame").first.get_attribute("value"))
    page.get_by_role("button", name="Lagre i Nordvik").click()
    expect(page.get_by_text("Klar til å settes i gang", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Sett i gang i Nordvik").click()
    expect(page.locator("main").get_by_text("Igangsatt", exact=True).first).to_be_visible()
    assert_accessible(page)


def walk_the_line(page):
    """From the measure to everything it hangs together with, at most two presses each."""
    measure = page.url
    for box in ("Funn", "Mål"):
        page.goto(measure)
        step = page.locator(".trail-step", has=page.locator(".trail-kind", has_text=re.compile(f"^{box}")))
        if step.locator("details").count():
            step.locator("summary").click()
        step.get_by_role("link").first.click()
        expect(page.locator(".trail-here .trail-kind")).to_contain_text(box)
        assert_accessible(page)


@pytest.mark.parametrize("width", [1280, 360])
def test_a_concern_becomes_a_measure_under_way(service, walker, width):
    page = walker(width)
    log_in(page, COORDINATOR)
    round_page = start_a_round(page)
    collect(service, walker, 360)
    service.move_to(datetime(2026, 10, 12, 8, 0, tzinfo=clock.OSLO))
    ask_for(service, "rounds.land")
    for _ in range(60):
        page.goto(round_page)
        if page.get_by_text("saksliste", exact=False).count() and not page.get_by_role("button", name="Legg på neste møte").count():
            break
        page.wait_for_timeout(250)
    conclude(page, round_page)
    propose(page)
    start_only_with_a_plan(page)
    walk_the_line(page)
    page.goto("/k/solbygda/tiltak/")
    words = page.get_by_role("main").inner_text()
    assert "Torget" not in words and "Nordvik" not in words
    page.goto("/k/solbygda/runder/")
    assert "Torget" not in page.get_by_role("main").inner_text()
