"""A coordinator makes a passkey and logs in with it, first with the password and then without; Chromium plays the telephone."""

import re

from playwright.sync_api import expect

from tests.walks.conftest import INSIDE, assert_accessible, log_in

COORDINATOR = "koordinator@fjordvest.example"


def at_home(service):
    """Browsers bind keys to names, never to numbers: on one's own machine the name is localhost."""
    return service.url.replace("127.0.0.1", "localhost")


def telephone(page):
    """A virtual authenticator that knows its owner and is always at hand."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def first_step(page, home):
    page.goto(f"{home}/logg-inn")
    page.get_by_label("E-post").fill(COORDINATOR)
    page.get_by_label("Passord").fill("demo-bindeledd-2026")
    page.get_by_role("button", name="Logg inn").click()


def log_out(page, home=""):
    """Without cookies, as in another browser. Whatever the page is still fetching must not bring one back."""
    page.wait_for_load_state("networkidle")
    page.goto("about:blank")
    page.context.clear_cookies()
    page.goto(f"{home}/logg-inn")


def test_a_passkey_is_made_and_used(service, walker):
    page = walker(360)
    home = at_home(service)
    cdp, phone = telephone(page)
    first_step(page, home)
    page.wait_for_url(INSIDE)
    page.goto(f"{home}/meg/sikkerhet")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sikkerhet")
    assert_accessible(page)
    page.get_by_label("Navn på passnøkkelen").fill("Jobbtelefonen")
    page.get_by_role("button", name="Lag passnøkkel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reservekoder")
    expect(page.locator("code")).to_have_count(10)
    assert_accessible(page)
    page.get_by_role("link", name="Jeg har lagret kodene").click()
    expect(page.get_by_text("Jobbtelefonen", exact=True)).to_be_visible()
    assert_accessible(page)
    assert len(cdp.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]) == 1

    # A second key on the same telephone is refused by the telephone itself, in words.
    page.get_by_role("button", name="Lag passnøkkel").click()
    expect(page.get_by_role("alert").filter(has_text="Kontoen din har allerede en passnøkkel her.")).to_be_visible()

    log_out(page, home)
    first_step(page, home)
    page.wait_for_url("**/logg-inn/kode")
    assert_accessible(page)
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url(INSIDE)

    log_out(page, home)
    page.get_by_role("link", name="Logg inn med passnøkkel").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Logg inn med passnøkkel")
    assert_accessible(page)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": False})
    page.get_by_role("button", name="Bruk passnøkkel").click()
    expect(page.get_by_role("alert").filter(has_text="Passnøkkelen ble ikke brukt.")).to_be_visible()
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": phone, "isUserVerified": True})
    page.get_by_role("button", name="Bruk passnøkkel").click()
    page.wait_for_url(INSIDE)


def test_an_app_is_set_up_on_a_telephone_without_passkeys(service, walker):
    import pyotp

    page = walker(360)
    log_in(page, COORDINATOR)
    page.goto("/meg/sikkerhet")
    page.get_by_role("button", name="Sett opp app").click()
    expect(page.get_by_role("img", name=re.compile("QR-kode"))).to_be_visible()
    assert_accessible(page)
    secret = page.locator("code").inner_text().replace(" ", "")
    page.get_by_role("textbox", name="Kode").fill("000000")
    page.get_by_role("button", name="Bekreft koden").click()
    expect(page.get_by_text("Koden er feil.", exact=False).first).to_be_visible()
    page.get_by_role("textbox", name="Kode").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Bekreft koden").click()
    expect(page.locator("code")).to_have_count(10)
    paper = page.locator("code").first.inner_text()
    log_out(page)
    page.get_by_label("E-post").fill(COORDINATOR)
    page.get_by_label("Passord").fill("demo-bindeledd-2026")
    page.get_by_role("button", name="Logg inn").click()
    page.wait_for_url("**/logg-inn/kode")
    page.get_by_role("textbox", name="Kode").fill(paper)
    page.get_by_role("button", name="Logg inn").click()
    page.wait_for_url(INSIDE)
    expect(page.get_by_text("Du har 9 reservekoder igjen.")).to_be_visible()
