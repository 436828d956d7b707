"""J8: a parent, without account and without script, finds the coordinator in Nordvik, reads what is done, and follows along."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.walks.conftest import assert_accessible, log_in

COORDINATOR = "koordinator@fjordvest.example"
URGENT = "Er det akutt?"
FALLBACK = "Skarholmen har ikke registrert SLT-koordinator. Kontakt Kompetansesenter for kriminalitetsforebygging."
MOST_BYTES = 100_000
OPEN = (
    "/finn", "/finn?q=Nordvik", "/apen/nordvik", "/apen/hamnes", "/apen/nordvik/innebygd", "/apen/nordvik/folg", "/tilgjengelighet",
)  # fmt: skip
# Where each heading, sentence and link begins, in the order that a screen reader meets them.
ORDER = """() => [...document.querySelectorAll("main :is(h1, h2, h3, p, li)")].filter(node => node.checkVisibility())
  .map(node => [Math.round(node.getBoundingClientRect().top), node.textContent.trim().slice(0, 40)])"""


@pytest.fixture
def citizen(walker):
    """`citizen(width)`: a window without script; what it fetches is kept in `fetched` as (address, bytes)."""

    def enter(width):
        page = walker(width, java_script_enabled=False)
        page.fetched = []
        page.on("requestfinished", lambda request: page.fetched.append((request.url, request.sizes()["responseBodySize"])))
        return page

    return enter


@pytest.mark.parametrize("width", [1280, 360])
def test_a_parent_finds_the_coordinator_and_reads_what_is_done(service, citizen, walker, width):
    page = citizen(width)
    page.goto("/")
    page.get_by_role("link", name="Finn din lokale SLT-koordinator").click()

    page.get_by_label("Kommune").fill("nordvk")
    page.get_by_role("button", name="Finn").click()
    expect(page.get_by_text("Mente du Nordvik?")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Nordvik").click()

    expect(page.get_by_text("Ingrid Solheim er SLT-koordinator for Nordvik og fire andre kommuner.")).to_be_visible()
    expect(page.get_by_text("Treffes på rådhuset i Nordvik mandager.")).to_be_visible()
    call, write = page.get_by_role("link", name="Ring ", exact=False).last, page.get_by_role("link", name="Skriv til")
    expect(write).to_be_visible()
    box = page.get_by_role("region", name=URGENT)
    expect(box).to_contain_text("Ikke send opplysninger om enkeltpersoner her.")
    assert box.bounding_box()["y"] < min(call.bounding_box()["y"], write.bounding_box()["y"])

    page.get_by_role("link", name="Se hva Nordvik gjør nå").click()
    expect(page.get_by_role("heading", name="SLT i Nordvik")).to_be_visible()
    for heading in (URGENT, "Hvem kan du spørre?", "Hva gjør vi nå?", "Mål", "Referater", "Følg med"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_text("Sist endret")).to_be_visible()
    assert page.context.cookies() == []
    _read_on(page)
    _is_well_made(service, walker, width, page)


def _read_on(page):
    """Public minutes, the ways to follow, the statements, a kommune without SLT, and one in nynorsk."""
    page.get_by_role("link", name="Offentlig referat").first.click()
    expect(page.get_by_role("heading", name="Slik ber du om innsyn")).to_be_visible()
    answer = page.request.get(page.get_by_role("link", name="Last ned som PDF").get_attribute("href"))
    assert answer.ok and answer.body().startswith(b"%PDF")
    page.get_by_role("link", name="SLT i Nordvik").click()
    for name, kind in (("RSS", "application/atom+xml"), ("Kalender", "text/calendar")):
        answer = page.request.get(page.get_by_role("link", name=name, exact=True).get_attribute("href"))
        assert answer.ok and answer.headers["content-type"].startswith(kind)
    for name in ("Tilgjengelighetserklæring", "Personvern", "Informasjonskapsler: ingen"):
        page.get_by_role("link", name=name, exact=True).first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.goto("/finn?q=Skarholmen")
    expect(page.get_by_text(FALLBACK)).to_be_visible()
    page.goto("/finn?q=Skarvøy")
    expect(page.get_by_text(FALLBACK.replace("Skarholmen", "Skarvøy"))).to_be_visible()
    page.goto("/finn?q=Hamnes")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    page.goto("/apen/hamnes")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    page.goto("/apen/nordvik/folg")
    expect(page.get_by_role("region", name=URGENT)).to_be_visible()
    page.get_by_role("link", name="Nynorsk").click()
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    assert page.context.cookies() == []


def _is_well_made(service, walker, width, page):
    """Small, from this house alone, read in the order it is seen, and clean by axe, which needs a window with script."""
    assert {urlsplit(address).netloc for address, _ in page.fetched} == {urlsplit(service.url).netloc}
    fresh, looked = walker(width), []
    fresh.on("requestfinished", lambda request: looked.append(request.sizes()["responseBodySize"]))
    for address in OPEN:
        looked.clear()
        fresh.goto(address)
        assert sum(looked) < MOST_BYTES, f"{address}: {sum(looked)} bytes"
        assert_accessible(fresh)
        tops = fresh.evaluate(ORDER)
        assert [top for top, _ in tops] == sorted(top for top, _ in tops), f"{address} is read in another order than it is seen"


def test_the_coordinator_takes_the_page_down_and_it_is_gone(service, citizen, walker):
    desk, page = walker(), citizen(360)
    log_in(desk, COORDINATOR)
    desk.goto("/k/nordvik/apen-side/")
    assert_accessible(desk)
    for address in ("", "/feed.atom", "/innebygd", "/kalender.ics"):
        assert page.request.get(f"/apen/nordvik{address}").status == 200

    desk.get_by_role("button", name="Avpubliser").click()
    expect(desk.get_by_text("Siden er avpublisert.")).to_be_visible()

    for address in ("", "/feed.atom", "/innebygd", "/kalender.ics"):
        assert page.request.get(f"/apen/nordvik{address}").status == 404
    page.goto("/finn?q=Nordvik")
    expect(page.get_by_text("Nordvik har ikke registrert SLT-koordinator.")).to_be_visible()
