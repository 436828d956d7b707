"""Two real browsers write in the same minutes: everything is saved by itself, and nothing is ever lost."""

import threading

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from saas.db import db
from tenants.minutes.models import MinuteNote, TextConflict
from tests.world import PASSWORD


@pytest.fixture
def address(house):
    """The house on a port of its own."""
    server = make_server("127.0.0.1", 0, house, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def visit(chromium, address, email, path):
    page = chromium.new_context(locale="nb-NO").new_page()
    page.goto(f"{address}/logg-inn")
    page.fill("[name=epost]", email)
    page.fill("[name=passord]", PASSWORD)
    page.press("[name=passord]", "Enter")
    page.wait_for_url(lambda url: "logg-inn" not in url)
    page.goto(f"{address}{path}")
    return page


def note(inside):
    with inside():
        row = db.session.query(MinuteNote).one_or_none()
        return (row.notes, row.decision) if row else None


def test_two_writers_save_by_themselves_meet_and_choose(address, chromium, held, inside):
    path = held.path(f"skriv/{held.meeting}?sak={held.first}")
    ingrid = visit(chromium, address, "koordinator@fjordvest.example", path)
    mona = visit(chromium, address, "chair@nordvik.example", path)

    # Different fields of the same sak: both save themselves, and neither sees a conflict.
    ingrid.locator("[name=notater]").press_sequentially("Politiet orienterte.")
    mona.locator("[name=beslutning]").press_sequentially("Saken følges.")
    expect(ingrid.locator("#sak [data-saved-state]")).to_have_attribute("data-state", "saved", timeout=25_000)
    expect(mona.locator("#sak [data-saved-state]")).to_have_attribute("data-state", "saved", timeout=25_000)
    assert ingrid.locator("#sak [data-saved-state]").inner_text().startswith("Lagret 10.0")
    assert note(inside) == ("Politiet orienterte.", "Saken følges.")

    # The same field: the later one is told, and both texts are kept.
    mona.locator("[name=notater]").press_sequentially("Skolen orienterte.")
    panel = mona.locator("[data-conflict-open]")
    expect(panel).to_be_visible(timeout=6000)
    expect(panel).to_contain_text("Politiet orienterte.")
    expect(mona.locator("[name=notater]")).to_have_value("Skolen orienterte.")
    assert note(inside) == ("Politiet orienterte.", "Saken følges.")
    with inside():
        assert [late.notes for late in db.session.query(TextConflict)] == ["Skolen orienterte."]

    # Merged by hand, and chosen.
    mona.locator("[name=notater]").fill("Politiet orienterte. Skolen orienterte.")
    mona.get_by_role("button", name="Bruk min tekst").click()
    expect(mona.locator(".ds-alert").first).to_contain_text("Lagret")
    assert note(inside) == ("Politiet orienterte. Skolen orienterte.", "Saken følges.")


def test_a_warning_stops_the_saving_until_the_text_is_changed(address, chromium, held, inside):
    page = visit(chromium, address, "koordinator@fjordvest.example", held.path(f"skriv/{held.meeting}?sak={held.first}"))
    page.locator("[name=notater]").press_sequentially("en gutt (15) i 10B fra Fjellveien")
    expect(page.locator("#sak [data-guard]")).to_contain_text("Dette kan peke ut en person", timeout=6000)
    expect(page.locator("#sak [data-saved-state]")).to_contain_text("Ikke lagret")
    assert note(inside) is None
    page.locator("[name=notater]").fill("flere ungdommer på ungdomstrinnet")
    expect(page.locator("#sak [data-saved-state]")).to_have_attribute("data-state", "saved", timeout=6000)
    expect(page.locator("#sak [data-guard]")).to_be_empty()
    assert note(inside) == ("flere ungdommer på ungdomstrinnet", "")


def test_keys_turn_the_page_and_an_action_never_leaves_the_notes_behind(address, chromium, held, inside):
    page = visit(chromium, address, "koordinator@fjordvest.example", held.path(f"skriv/{held.meeting}?sak={held.first}"))
    page.locator("[name=notater]").press_sequentially("Ikke lagret ennå")
    page.locator("#h-ny-hva").fill("Tilby åpen hall")
    page.get_by_role("button", name="Legg til handling i Nordvik").click()
    expect(page.locator(".action-forms [name=hva]")).to_have_value("Tilby åpen hall")
    assert note(inside) == ("Ikke lagret ennå", "")
    page.wait_for_load_state("networkidle")  # The keys work once the page's script is there.
    page.locator("[name=notater]").fill("Ikke lagret ennå – jo")
    page.keyboard.press("Alt+PageDown")
    expect(page.locator("#sak-tittel")).to_contain_text("15/26")
    assert note(inside) == ("Ikke lagret ennå – jo", "")
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Alt+PageUp")
    expect(page.locator("#sak-tittel")).to_contain_text("14/26")


def test_presence_is_marked_without_reloading_and_the_screen_follows(address, chromium, held):
    path = held.path(f"skriv/{held.meeting}?sak={held.first}")
    page = visit(chromium, address, "koordinator@fjordvest.example", path)
    page.locator("[name=notater]").press_sequentially("Privat")
    bjorn = page.get_by_role("group", name="Bjørn Haug")
    bjorn.get_by_role("button", name="Til stede").click()
    pressed = bjorn.get_by_role("button", name="Til stede")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[name=notater]")).to_have_value("Privat")
    wall = visit(chromium, address, "koordinator@fjordvest.example", held.path(f"skjerm/{held.meeting}"))
    page.locator("[name=beslutning]").press_sequentially("Hallen åpnes.")
    expect(wall.locator("#storskjerm")).to_contain_text("Hallen åpnes.", timeout=12000)
    expect(wall.locator("body")).not_to_contain_text("Privat")
