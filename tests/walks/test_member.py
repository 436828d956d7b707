"""J2: Hanne, rektor and member, on her phone and by keyboard alone: answers, reports, proposes, reads, comments."""

import re
from datetime import datetime

from playwright.sync_api import expect

from saas import clock
from tests.walks.conftest import assert_accessible, log_in

MEMBER = "medlem@nordvik.example"


def tab_to(page, name, role=None, limit=120, inside="body"):
    """Press Tab until the thing with this name has focus; a thing that cannot be reached fails the walk."""
    for _ in range(limit):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """inside => { const e = document.activeElement;
                 const label = e.labels && e.labels.length ? e.labels[0].innerText : '';
                 return {text: (e.getAttribute('aria-label') || label || e.innerText || e.value || '').trim(),
                         within: !!e.closest(inside), tag: e.tagName,
                         ring: getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow}; }""",
            inside,
        )
        if focused["within"] and re.search(name, focused["text"]) and (role is None or focused["tag"] == role):
            assert focused["ring"] != "nonenone", f"no visible focus on {name}"
            return
    raise AssertionError(f"Tab never reached {name} on {page.url}")


def link_in(letter, service):
    """The signed link of a letter."""
    text = letter.get_body(preferencelist=("plain",)).get_content()
    return re.search(r"https?://\S+/g/[\w-]+", text)[0].replace(re.match(r"https?://[^/]+", text) or "", "")


def call_nordvik_again(page, service):
    """The coordinator sends the notice anew, so that its letter and links are this service's own."""
    log_in(page, "koordinator@fjordvest.example")
    page.goto("/k/nordvik/moter/")
    page.locator(".rows").get_by_role("link", name="Koordineringsgruppen").first.click()
    page.get_by_role("button", name="Send ny innkalling i Nordvik").click()
    return service.wait_for_letters(MEMBER)[-1]


def test_she_answers_by_link_with_the_keyboard_alone(service, walker):
    letter = call_nordvik_again(walker(1280), service)
    body = letter.get_body(preferencelist=("plain",)).get_content()
    address = re.search(r"http\S+/g/[\w-]+", body)[0]
    phone = walker(360)
    for _ in range(3):
        phone.goto(address)  # A mail scanner may open the link as often as it likes.
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Møte i koordineringsgruppen")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Rådhuset, møterom Fjorden")
    assert_accessible(phone)
    tab_to(phone, r"^Kommer( ✓)?$", "BUTTON")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Svaret er lagret", exact=False).first).to_be_visible()
    assert_accessible(phone)


def test_she_logs_in_reports_a_task_and_proposes_a_sak_with_the_keyboard_alone(service, walker):
    phone = walker(360)
    phone.goto("/logg-inn?neste=/k/nordvik/moter/")
    tab_to(phone, "E-post")
    phone.keyboard.type(MEMBER)
    phone.keyboard.press("Tab")
    phone.keyboard.type("demo-bindeledd-2026")
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile(r"^http://[^/]+/k/nordvik/moter/$"))
    phone.wait_for_load_state("load")
    assert_accessible(phone)
    tab_to(phone, "^Koordineringsgruppen$", "A", inside=".rows")
    phone.keyboard.press("Enter")
    phone.wait_for_url(re.compile("moter/[0-9a-f-]{36}"))
    expect(phone.get_by_text("Dine åpne oppgaver", exact=False).first).to_be_visible()
    assert_accessible(phone)
    tab_to(phone, "Skriv et forslag|Foreslå en sak")
    phone.keyboard.press("Enter")
    tab_to(phone, "Hva gjelder det")
    phone.keyboard.type("Mandagsfravær på ungdomstrinnet")
    tab_to(phone, "Beskrivelse", "TEXTAREA")
    phone.keyboard.type("Vi ser en økning hos flere elever og vil drøfte hva tjenestene kan gjøre sammen.")
    tab_to(phone, "Send forslaget", "BUTTON")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text(re.compile("[Ff]orslag.*(sendt|lagret|mottatt|køen|venter)")).first).to_be_visible()


def test_what_she_may_not_see_is_not_there(service, walker):
    page = walker(360)
    log_in(page, MEMBER)
    page.goto("/k/nordvik/referater/")
    assert "Styringsgruppe" not in page.get_by_role("main").inner_text()
    answer = page.goto("/k/nordvik/moter/00000000-0000-4000-8000-000000000000")
    assert answer.status == 404
    unknown = page.get_by_role("main").inner_text()
    answer = page.goto(f"/k/nordvik/moter/{closed_meeting()}")
    assert answer.status == 404 and page.get_by_role("main").inner_text() == unknown
    assert "Siden finnes ikke, eller du har ikke tilgang." in unknown


def closed_meeting():
    """A meeting of the steering group, where Hanne has no seat."""
    from infra.demo.calendar import occasions
    from infra.demo.content import load
    from infra.demo.founding import stable_id

    group = next(g for g in load("region")["groups"] if g["kommune"] == "nordvik" and g["level"] == "STEERING")
    held = [one.day for one in occasions("nordvik", group, clock.today()) if one.fate == "held"]
    return stable_id("nordvik", group["key"], "meeting", held[-1])


def test_she_reads_the_minutes_and_comments_within_the_deadline(service, walker):
    page = walker(1280)
    log_in(page, "koordinator@fjordvest.example")
    page.goto("/k/nordvik/moter/")
    page.locator(".rows").get_by_role("link", name="Koordineringsgruppen").first.click()
    meeting = page.url
    when = re.search(r"(\d+)\. september", page.get_by_role("main").inner_text())
    service.move_to(datetime(2026, 9, int(when[1]), 11, 30, tzinfo=clock.OSLO))
    page.goto(meeting)
    page.get_by_role("button", name="Start møtet i Nordvik").click()
    page.locator("#oppmote").get_by_role("button", name="Hanne Dahl: Til stede").click()
    expect(page.locator("#oppmote").get_by_role("button", name="Hanne Dahl: Til stede")).to_have_attribute(
        "aria-pressed", "true"
    )
    page.get_by_role("button", name="Avslutt møtet i Nordvik").click()
    page.get_by_role("link", name="Kontroller referat").click()
    page.get_by_role("button", name="Send til merknad i Nordvik").click()
    letter = next(one for one in reversed(service.wait_for_letters(MEMBER)) if "eferat" in str(one["Subject"]))
    address = re.search(r"http\S+/g/[\w-]+", letter.get_body(preferencelist=("plain",)).get_content())[0]
    phone = walker(360)
    phone.goto(address)
    assert_accessible(phone)
    tab_to(phone, "(?i)merknad", "TEXTAREA")
    phone.keyboard.type("Fristen i siste sak ble satt til fredag.")
    tab_to(phone, "Send", "BUTTON")
    phone.keyboard.press("Enter")
    expect(phone.get_by_text("Din merknad er sendt til sekretæren", exact=False)).to_be_visible()
