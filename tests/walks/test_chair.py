"""J3 steps 2–7: a sak is lifted, and the chair reads the sheet, answers what is outside the frame and adopts next year's plan."""

import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.walks.conftest import assert_accessible, log_in

COORDINATOR, CHAIR = "koordinator@fjordvest.example", "leder@nordvik.example"
CHIEF_EXECUTIVE = "kommunedirektor@nordvik.example"
REASON = "Trenger ressurser utover rammen som gruppen har."
MEASURE = "God start på mandag"
GOAL = "Alle på 8.–10. trinn skal ha et trygt sted å være fredag kveld"
FIRST, SECOND, THIRD = "Sen buss hjem fredag og lørdag", "Hvem sier du det til? Opplæring på 7. trinn", "Foreldrekveld om nett og bilder"
RESOLUTION = "Styringsgruppen vedtar handlingsplan 2027 med de tre øverste tiltakene, og ber om status i hvert møte."
FROZEN = "Planen er vedtatt og frosset. Endringer føres i revisjonstabellen."
# POST as a page's own script would: with the session's cookie and the page's token, the redirect not followed.
POST = """async ([address, words]) => {
  const headers = { "X-CSRFToken": window.bindeledd.token() };
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(words), headers, redirect: "manual" });
  return [answer.status, await answer.text()];
}"""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_chair_reads_answers_prioritises_and_adopts(service, walker, width):
    coordinator, chair = walker(width), walker(width)
    log_in(coordinator, COORDINATOR)
    log_in(chair, CHAIR)
    lift_a_sak(coordinator)
    follow_its_way(chair)
    read_the_sheet(chair)
    decide_without_a_goal(coordinator, in_a_sak=width == 1280)
    take_it_into_the_frame(chair)
    goals_are_not_the_coordinators(coordinator, chair)
    plan = prioritise(chair, by_keyboard=width == 1280)
    only_the_leader_adopts(walker(width), coordinator, plan)
    begin_to_edit(coordinator, plan)
    sak = adopt(chair, plan)
    too_late(coordinator)
    it_is_frozen(chair, coordinator, plan, sak)


def lift_a_sak(page):
    """J3.4: from a held meeting's agenda to the next one above, with its number and its reason."""
    last_held(page, "Koordineringsgruppen")
    look_at(page)
    page.get_by_role("link", name=re.compile(r"^Løft saken \d+")).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Løft saken")
    look_at(page)
    page.get_by_role("button", name="Løft saken i Nordvik").click()
    expect(page.get_by_text("Skriv hvorfor saken løftes", exact=False).first).to_be_visible()
    look_at(page)
    page.get_by_label("Hvorfor løftes saken?").fill(REASON)
    page.get_by_role("button", name="Løft saken i Nordvik").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sakens vei")
    expect(page.get_by_text("Saken er løftet til", exact=False)).to_be_visible()
    look_at(page)


def last_held(page, group):
    """Open the last meeting that the group has held."""
    page.goto("/k/nordvik/moter/")
    page.get_by_role("navigation", name="Vis møter for").get_by_role("link", name=group).click()
    past = page.locator("section", has=page.get_by_role("heading", name="Tidligere møter")).get_by_role("listitem")
    past.filter(has_text=group, has_not_text="Avlyst").first.get_by_role("link", name=group).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Møte i")


def follow_its_way(page):
    """The chair finds it on the steering group's next planned meeting, and sees where it comes from."""
    page.goto("/k/nordvik/moter/")
    look_at(page)
    page.get_by_role("navigation", name="Vis møter for").get_by_role("link", name="Styringsgruppe").click()
    coming = page.locator("section", has=page.get_by_role("heading", name="Kommende møter"))
    coming.get_by_role("link", name="Styringsgruppe").first.click()
    sak = page.locator("#saksliste li", has_text="Løftet fra en annen gruppe")
    expect(sak.locator(".case-number")).to_have_text(re.compile(r"^\d+/26$"))
    number = sak.locator(".case-number").inner_text()
    sak.get_by_text("Beskrivelse").click()
    words = re.compile(r"Løftet fra koordineringsgruppen, sak (\d+/26): " + re.escape(REASON))
    expect(sak).to_contain_text(words)
    origin = words.search(sak.inner_text())[1]
    look_at(page)
    sak.get_by_role("link", name="Løftet fra en annen gruppe. Vis veien").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sakens vei")
    steps = page.get_by_role("main").locator("ol.rows > li")
    expect(steps).to_have_count(2)
    expect(steps.nth(0)).to_contain_text(f"KG {origin}")
    expect(steps.nth(1)).to_contain_text(f"SG {number}")
    expect(steps.nth(1)).to_have_attribute("aria-current", "true")
    expect(steps.nth(1)).to_contain_text("Ikke avgjort ennå")
    look_at(page)


def read_the_sheet(page):
    """J3.2–3: five figures, three questions, and all of it on one page of paper."""
    page.goto("/k/nordvik/situasjonsbilde/")
    expect(page.get_by_text("Per 1. september 2026")).to_be_visible()
    expect(page.locator(".sheet-figures > li")).to_have_count(5)
    for figure in page.locator(".sheet-figures > li").all():
        expect(figure).to_contain_text(re.compile(r"Kilde: \w+"))
        assert re.search(r"\d", figure.locator(".sheet-value").inner_text())
    asked = page.locator("section[aria-labelledby=sporsmal] li")
    expect(asked).to_have_text(["Er målene tydelige?", "Har vi kunnskapen vi trenger?", "Har koordinatoren rammene som trengs?"])
    look_at(page)
    sheet = PdfReader(BytesIO(downloaded(page, "Last ned PDF")))
    assert len(sheet.pages) == 1
    printed = flat(sheet.pages[0].extract_text())
    assert "Situasjonsbilde per 1. september 2026" in printed and "Har koordinatoren rammene som trengs?" in printed


def decide_without_a_goal(page, *, in_a_sak):
    """The coordinator's own group decides something that no goal of the styringsgruppe covers."""
    page.goto("/k/nordvik/tiltak/")
    page.get_by_role("navigation", name="Utvalg").get_by_role("link", name=re.compile("^Vurdert")).click()
    page.get_by_role("main").get_by_role("link", name=MEASURE).click()
    expect(page.locator("section[aria-labelledby=neste]")).to_contain_text("Vurdert")
    expect(page.locator("main dl.facts")).to_contain_text("Ikke knyttet til et mål")
    look_at(page)
    if in_a_sak:
        saker = page.get_by_label("Besluttet i sak")
        saker.select_option(value=saker.locator("option", has_text="KG ").first.get_attribute("value"))
    else:
        page.get_by_role("button", name="Sett som besluttet i Nordvik").click()
        expect(page.get_by_text("Velg saken tiltaket ble besluttet i, eller skriv vedtaket.").first).to_be_visible()
        look_at(page)
        page.get_by_label("Vedtaket, hvis det ikke er i en sak").fill("Gruppen prøver tilbudet fram til jul.")
    page.get_by_role("button", name="Sett som besluttet i Nordvik").click()
    next_step = page.locator("section[aria-labelledby=neste]")
    expect(next_step).to_contain_text("Besluttet")
    expect(next_step).to_contain_text("Utenfor rammene")
    look_at(page)


def take_it_into_the_frame(page):
    """J3.6: «Tiltak utenfor rammene (1)» → Knytt til mål → cleared."""
    page.goto("/k/nordvik/tiltak/")
    page.get_by_role("link", name="Utenfor rammene", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiltak utenfor rammene (1)")
    waiting = page.get_by_role("main").locator("section.panel")
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text(MEASURE)
    expect(waiting).to_contain_text("Er sendt styringsgruppen")
    expect(waiting.get_by_text("Avvis", exact=True)).to_be_visible()
    expect(waiting.get_by_text("Opprett nytt mål", exact=True)).to_be_visible()
    look_at(page)
    waiting.get_by_label("Mål", exact=True).select_option(label=GOAL)
    waiting.get_by_role("button", name="Knytt til mål i Nordvik").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tiltak utenfor rammene (0)")
    expect(page.get_by_text("Alle tiltak er innenfor rammene")).to_be_visible()
    look_at(page)
    page.goto("/k/nordvik/tiltak/?tilstand=decided")
    row = page.get_by_role("main").locator("li", has=page.get_by_role("link", name=MEASURE))
    expect(row).to_contain_text("Besluttet")
    expect(row).not_to_contain_text("Utenfor rammene")


def goals_are_not_the_coordinators(coordinator, chair):
    """The coordinator follows goals up; what sets or adopts one is refused with a sentence, and the chair is not."""
    coordinator.goto("/k/nordvik/mal/")
    look_at(coordinator)
    expect(coordinator.get_by_role("link", name="Nytt mål")).to_have_count(0)
    goals = coordinator.get_by_role("main").locator(".rows a")
    before = goals.count()
    goal = coordinator.get_by_role("link", name=GOAL).first.get_attribute("href")
    status, words = post(coordinator, f"{goal}/vedtak")
    assert status == 403 and "Bare lederen av styringsgruppen vedtar. Koordinatoren følger opp det som er vedtatt." in words
    status, words = post(coordinator, "/k/nordvik/mal/", tittel="Et mål som koordinatoren setter selv")
    assert status == 403 and "Målene eies av styringsgruppen." in words
    answer = coordinator.goto("/k/nordvik/mal/ny")
    assert answer.status == 403
    expect(coordinator.get_by_text("Målene eies av styringsgruppen.", exact=False)).to_be_visible()
    look_at(coordinator)
    coordinator.goto("/k/nordvik/mal/")
    expect(goals).to_have_count(before)
    # The same two from the chair are only told what they lack.
    chair.goto("/k/nordvik/mal/")
    assert post(chair, "/k/nordvik/mal/")[0] == 422
    assert post(chair, f"{goal}/vedtak")[0] in (409, 422)


def prioritise(page, *, by_keyboard):
    """J3.7: the proposals in order, by the handle's arrow keys or by the buttons, and how many of them are adopted."""
    page.goto("/k/nordvik/planer/")
    look_at(page)
    page.locator("section[aria-labelledby=utkast]").get_by_role("link", name=re.compile("2027")).click()
    look_at(page)
    plan = page.url
    page.get_by_role("link", name="Prioriter forslagene").click()
    expect(page.get_by_text("Dra forslagene i rekkefølge (eller bruk piltastene).")).to_be_visible()
    titles = page.locator(".agenda .case-title")
    expect(titles).to_have_count(6)
    assert titles.all_inner_texts()[2:4] == [MEASURE, FIRST]
    look_at(page)
    if by_keyboard:
        handle = page.get_by_role("button", name=f"Flytt {FIRST} med piltastene")
        handle.focus()
    for place in (3, 2, 1):
        with page.expect_response(lambda answer: answer.url.endswith("/prioritering")) as moved:
            if by_keyboard:
                page.keyboard.press("ArrowUp")
            else:
                page.get_by_role("button", name=f"Flytt opp: {FIRST}").click()
        assert moved.value.status == 204
        expect(page.get_by_text(f"Flyttet til plass {place} av 6")).to_be_attached()
        expect(titles.nth(place - 1)).to_have_text(FIRST)
    if by_keyboard:
        expect(handle).to_be_focused()
    page.get_by_label("Hvor mange vedtas, regnet fra toppen?").fill("7")
    page.get_by_role("button", name="Lagre prioriteringen i Nordvik").click()
    expect(page.get_by_text("Skriv et tall fra 0 til 6.").first).to_be_visible()
    look_at(page)
    page.get_by_label("Hvor mange vedtas, regnet fra toppen?").fill("3")
    page.get_by_role("button", name="Lagre prioriteringen i Nordvik").click()
    expect(page.get_by_text("Prioriteringen er lagret.")).to_be_visible()
    page.reload()
    assert titles.all_inner_texts()[:4] == [FIRST, SECOND, THIRD, MEASURE]
    expect(page.get_by_label("Hvor mange vedtas, regnet fra toppen?")).to_have_value("3")
    look_at(page)
    return plan


def only_the_leader_adopts(chief, coordinator, plan):
    """The kommunedirektør may order the proposals, but the vedtak is the leader's; nor is it the coordinator's."""
    log_in(chief, CHIEF_EXECUTIVE)
    chief.goto(plan)
    expect(chief.get_by_role("link", name="Prioriter forslagene")).to_be_visible()
    expect(chief.get_by_role("link", name="Vedta planen")).to_have_count(0)
    look_at(chief)
    status, words = post(chief, f"{plan}/vedtak", vedtak=RESOLUTION)
    assert status == 403 and "Bare lederen av styringsgruppen vedtar mål, rekkefølge og plan." in words
    assert chief.goto(f"{plan}/vedtak").status == 403
    expect(chief.get_by_text("Bare lederen av styringsgruppen vedtar", exact=False)).to_be_visible()
    look_at(chief)
    coordinator.goto(plan)
    assert post(coordinator, f"{plan}/vedtak", vedtak=RESOLUTION)[0] == 403
    assert post(coordinator, f"{plan}/prioritering", antall="6")[0] == 403
    coordinator.reload()
    expect(coordinator.get_by_text("Utkast. 3 av 6 forslag er valgt.", exact=False)).to_be_visible()


def begin_to_edit(page, plan):
    """While it is a draft the coordinator writes in it."""
    page.goto(plan)
    page.get_by_role("link", name="Endre tekstene").click()
    page.get_by_label("Tittel").fill("En annen plan")
    look_at(page)


def too_late(page):
    """What was begun before the vedtak is refused after it, and stays on the screen."""
    with page.expect_response(lambda answer: answer.url.endswith("/endring")) as said:
        page.get_by_role("button", name="Lagre i Nordvik").click()
    assert said.value.status == 409
    expect(page.get_by_text(FROZEN).first).to_be_visible()
    expect(page.get_by_label("Tittel")).to_have_value("En annen plan")
    look_at(page)


def adopt(page, plan):
    """In a sak that the styringsgruppe has had up, word for word."""
    sak = held_sak(page)
    page.goto(plan)
    page.get_by_role("link", name="Vedta planen").click()
    expect(page.get_by_role("heading", name="Disse 3 tiltakene blir besluttet")).to_be_visible()
    look_at(page)
    page.get_by_label("Vedtaket slik det lyder").fill(RESOLUTION)
    page.get_by_role("button", name="Vedta og frys planen i Nordvik").click()
    expect(page.get_by_text("Velg saken i styringsgruppen som dette er vedtatt i.").first).to_be_visible()
    expect(page.get_by_label("Vedtaket slik det lyder")).to_have_value(RESOLUTION)
    look_at(page)
    saker = page.get_by_label("Sak i styringsgruppen")
    assert all(one.startswith("SG ") for one in saker.locator("option").all_inner_texts()[1:])
    saker.select_option(value=saker.locator("option", has_text=f"{sak} ").get_attribute("value"))
    page.get_by_role("button", name="Vedta og frys planen i Nordvik").click()
    expect(page.get_by_text("Planen er vedtatt og frosset. Tiltakene er besluttet.")).to_be_visible()
    look_at(page)
    return sak


def held_sak(page):
    """«SG 12/26»: the last sak of the last meeting that the styringsgruppe has held."""
    last_held(page, "Styringsgruppe")
    return "SG " + page.locator("#saksliste .case-number", has_text="/26").last.inner_text()


def it_is_frozen(chair, coordinator, plan, sak):
    """Revisjon 0 is the vedtak; nobody edits; the files say the same; the three are decided."""
    chair.goto(plan)
    document = chair.locator("article.document")
    expect(chair.get_by_text("Vedtatt 1. september 2026, revisjon 0")).to_be_visible()
    expect(document).to_contain_text(RESOLUTION)
    expect(document).to_contain_text(f"i sak {sak} ")
    expect(document).to_contain_text("Revisjon 0 er vedtaket.")
    expect(document).to_contain_text("SHA-256")
    revisions = document.get_by_role("table", name="Revisjonstabell").locator("tbody tr")
    expect(revisions).to_have_count(1)
    expect(revisions.first.locator("td").first).to_have_text("0")
    for gone in ("Endre tekstene", "Prioriter forslagene", "Vedta planen"):
        expect(chair.get_by_role("link", name=gone)).to_have_count(0)
    nobody_edits(coordinator, plan)
    nobody_edits(chair, plan)
    chair.goto(plan)
    printed = flat(" ".join(page.extract_text() for page in PdfReader(BytesIO(downloaded(chair, "PDF"))).pages))
    written = ZipFile(BytesIO(downloaded(chair, "Word"))).read("word/document.xml").decode()
    for words in (RESOLUTION, "Revisjon 0 er vedtaket.", FIRST, SECOND, THIRD):
        assert words in printed and words in written, words
    chair.goto("/k/nordvik/tiltak/?tilstand=decided")
    for title in (FIRST, SECOND, THIRD):
        row = chair.get_by_role("main").locator("li", has=chair.get_by_role("link", name=title))
        expect(row).to_contain_text("Besluttet")
    look_at(chair)
    chair.get_by_role("main").get_by_role("link", name=FIRST).click()
    expect(chair.locator("main dl.facts").first).to_contain_text(f"sak {sak}")
    chair.goto("/k/nordvik/planer/")
    expect(chair.locator("section[aria-labelledby=utkast]")).to_have_count(0)
    look_at(chair)


def nobody_edits(page, plan):
    """Each way in is refused with the same sentence."""
    answer = page.goto(f"{plan}/endring")
    assert answer.status == 409
    expect(page.get_by_text(FROZEN)).to_be_visible()
    look_at(page)
    page.goto(plan)
    words = {"tittel": "En annen plan", "alder_fra": "0", "alder_til": "25"}
    refusals = [post(page, f"{plan}/endring", **words), post(page, f"{plan}/sletting"), post(page, f"{plan}/forslag", tiltak="alle")]
    assert [(status, FROZEN in said) for status, said in refusals] == [(409, True)] * 3
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Handlingsplan for SLT 2027")


def look_at(page):
    """Accessible as it stands. A press waits for words, not for style sheets, and axe measures how large things are."""
    page.wait_for_load_state()
    assert_accessible(page)


def post(page, address, **words):
    """(status, page) of a form sent from where the page is."""
    return page.evaluate(POST, [address, words])


def downloaded(page, name):
    """The bytes of a file that a link hands out."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return Path(waiting.value.path()).read_bytes()


def flat(text):
    """One line, so that where a page breaks a line says nothing."""
    return " ".join(text.split())
