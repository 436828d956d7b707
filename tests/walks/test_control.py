"""J7: Rune, personvernombud, sees in Granlia who has access and what was done, tries deletion out, and can change nothing."""

import json
import re
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.walks.conftest import assert_accessible, log_in

COORDINATOR, OFFICER = "koordinator@fjordvest.example", "personvern@fjordvest.example"
HERE = "/k/granlia/kontroll/"
WATCHED = "Kontrollvisning – alt du åpner blir logget"
GUARDED = "Vi snakket om Ole Hansen i 9A."
KARI = "Sunniva Holmli"
# The pages of control that have an address of their own, and what each one's heading says in both languages.
PAGES = {
    "": ("Kontroll", "Kontroll"),
    "tilgang": ("Hvem har tilgang nå, hvorfor, til når?", "Kven har tilgang no, kvifor, til når?"),
    "logg": ("Logg", "Logg"),
    "logg/kontroll": ("Kontroller loggen", "Kontroller loggen"),
    "vakten": ("Personvernvakten", "Personvernvakta"),
    "innsyn/": ("Innsyn", "Innsyn"),
    "lagringstid": ("Lagringstid", "Lagringstid"),
    "protokoll": ("Protokoll etter artikkel 30 (utkast)", "Protokoll etter artikkel 30 (utkast)"),
    "avtale": ("Databehandleravtale", "Databehandlaravtale"),
}
NUMBER = re.compile(r"[\d\u00a0]+")
# POST as a page's own script would: with the session's cookie and the page's token, the redirect not followed.
POST = """async ([address, words]) => {
  const headers = { "X-CSRFToken": window.bindeledd.token() };
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(words), headers, redirect: "manual" });
  return [answer.status, await answer.text()];
}"""
# What a page is, but for the numbers that are new in every answer.
GET = """async address => {
  const answer = await fetch(address);
  return [answer.status, (await answer.text()).replace(/(nonce|content|value)="[^"]{16,}"/g, "")];
}"""


@pytest.fixture
def rows(service, cluster):
    """Table → how many rows it has, with every wall down."""

    def count():
        with psycopg.connect(cluster.admin_url, dbname="walk") as owner:
            names = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            return {name: owner.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}

    return count


@pytest.mark.parametrize("width", [1280, 360])
def test_the_officer_controls_granlia_and_changes_nothing(service, walker, rows, width):
    coordinator, page = walker(1280), walker(width)
    log_in(coordinator, COORDINATOR)
    guest = call_a_meeting(coordinator, service)
    write_what_the_guard_stops(coordinator)
    log_in(page, OFFICER)
    begin(page)
    who_has_access(page, guest)
    read_the_log(page)
    check_the_chain(page)
    read_what_the_guard_did(page)
    make_a_report(page)
    try_deletion_out(page, rows)
    read_the_record(page)
    read_the_agreement(page)
    what_was_opened_is_in_the_log(page)
    another_kommune_is_not_there(page)
    nothing_can_be_changed(page, rows)


@pytest.mark.parametrize("slug", ["granlia", "hamnes"])
def test_every_page_of_control_fits_a_phone_in_both_languages(service, walker, slug):
    page = walker(360)
    log_in(page, OFFICER)
    for address, headings in PAGES.items():
        page.goto(f"/k/{slug}/kontroll/{address}")
        expect(page.locator("html")).to_have_attribute("lang", "nn" if slug == "hamnes" else "nb")
        expect(page.get_by_role("heading", level=1)).to_have_text(headings[slug == "hamnes"])
        expect(page.get_by_role("main")).not_to_contain_text(re.compile(r"%\(\w+\)s|\{\w+\}|\bNone\b|\b(True|False)\b"))
        look_at(page)
    page.goto(f"/k/{slug}/kontroll/innsyn/")
    page.locator(".rows li a").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Innsynsrapport for")
    look_at(page)


def call_a_meeting(page, service):
    """The coordinator sends a notice, so that links live; who got one of them."""
    page.goto("/k/granlia/moter/")
    page.locator(".rows").get_by_role("link", name="Koordineringsgruppen").first.click()
    page.get_by_role("button", name=re.compile("^Send (ny )?innkalling i Granlia")).click()
    expect(page.get_by_role("status").first).to_be_visible()
    return str(service.wait_for_letters("@granlia.example")[-1]["To"])


def write_what_the_guard_stops(page):
    """She writes a name in a sak and is warned; the text is not saved."""
    page.get_by_role("link", name="Ny sak").click()
    page.get_by_label("Hva gjelder det").fill("Uro ved skolen")
    page.get_by_label("Beskrivelse").fill(GUARDED)
    page.get_by_label("Drøfting").check()
    page.get_by_role("button", name="Lagre saken i Granlia").click()
    expect(page.get_by_text("kan peke ut", exact=False).first).to_be_visible()


def begin(page):
    """J7.1: he is told on every page that he is watched, and the menu leads to control."""
    page.goto("/k/granlia/")
    expect(page.get_by_text(WATCHED)).to_be_visible()
    page.goto(HERE)
    expect(page.get_by_text(WATCHED)).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kontroll")
    expect(page.get_by_role("main").locator(".rows > li")).to_have_count(8)
    look_at(page)


def who_has_access(page, guest):
    """J7.2: roles, seats, the guest's live link and the service user, each with why and until when; on another day too."""
    page.get_by_role("link", name="Hvem har tilgang nå, hvorfor, til når?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hvem har tilgang nå, hvorfor, til når?")
    roles = page.get_by_role("table", name="Roller")
    expect(roles.locator("tr", has_text=COORDINATOR)).to_contain_text("SLT-koordinator")
    expect(roles.locator("tr", has_text=OFFICER)).to_contain_text("Personvernombud")
    expect(roles.locator("tr", has_text=OFFICER)).to_contain_text("Uten sluttdato")
    name, address = re.match(r'"?(.+?)"? <(.+)>', guest).groups()
    link = page.get_by_role("table", name="Gjestelenker").locator("tr", has_text=f"{name} ({address})").first
    expect(link).to_contain_text("Svare på møteinnkalling (Ikke brukt)")
    expect(link).to_contain_text("Fikk lenken i brev")
    expect(link.locator("td").nth(3)).to_have_text(re.compile(r"\d"))
    service_user = page.get_by_role("table", name="Tjenestebrukere").locator("tbody tr")
    expect(service_user).to_have_count(1)
    expect(service_user).to_contain_text("Gjør det klokken setter i gang")
    expect(service_user).to_contain_text("Uten sluttdato")
    look_at(page)
    sheet = downloaded(page, page.get_by_role("link", name="Last ned som CSV")).decode("utf-8-sig")
    assert sheet.startswith("Del;Hvem;Hva;Hvorfor;Fra;Til") and address in sheet
    page.get_by_label("Dag").fill("2022-07-31")
    page.get_by_role("button", name="Vis dagen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hvem hadde tilgang søndag 31. juli 2022?")
    expect(page.get_by_text("Ingen har en rolle denne dagen.")).to_be_visible()
    look_at(page)


def read_the_log(page):
    """J7.3: by kind, by person and by thing; a search that finds nothing says so."""
    page.goto(f"{HERE}logg")
    kinds = page.get_by_label("Slag").locator("option").all_inner_texts()
    assert {"Lest unntatt sak", "Eksport", "Rolleendring"} <= set(kinds)
    look_at(page)
    search(page, slag="Møte")
    expect(events(page).first).to_contain_text("Møte: innkalt")
    assert all("Møte:" in words for words in events(page).all_inner_texts())
    look_at(page)
    search(page, slag="Personvernvakt", navn="ingrid")
    expect(events(page).first).to_contain_text("Personvernvakten varslet om en tekst (Personnavn · antall 1)")
    expect(page.get_by_role("main")).not_to_contain_text("Hansen")
    search(page, slag="Eksport", navn="Ingen som heter dette")
    expect(page.get_by_text("Ingenting i loggen passer med søket.")).to_be_visible()
    look_at(page)
    page.get_by_role("link", name="Vis hele loggen").click()
    expect(events(page).first).to_be_visible()


def check_the_chain(page):
    """J7.4: the chain is whole, and as long as the log; looking at it has made it longer."""
    page.goto(f"{HERE}logg")
    page.get_by_role("link", name="Kontroller loggen").click()
    told = page.get_by_text(re.compile(r"Loggkjeden er hel: [\d\u00a0]+ hendelser"))
    expect(told).to_be_visible()
    first = number_in(told)
    look_at(page)
    page.get_by_role("link", name="Kontroller på nytt").click()
    expect(told).not_to_contain_text(re.compile(rf"\b{first}\b"))
    assert number_in(told) > first > 1


def read_what_the_guard_did(page):
    """J7.5: how many and by which rule, and never a word of it."""
    page.goto(f"{HERE}vakten")
    told = re.compile(r"Siste 90 dager\. Advarsler: ([1-9][\d\u00a0]*)\. Omskrevet: ([1-9][\d\u00a0]*)\. Beholdt med begrunnelse: \d+\.")
    expect(page.get_by_text(told)).to_be_visible()
    expect(page.get_by_role("table", name="Antall etter regel").locator("tbody tr").first).to_have_text(re.compile(r"\d"))
    assert "Hansen" not in page.content()
    look_at(page)


def make_a_report(page):
    """J7.6: everything about one person, on the page and as files; whose it is does not stand in the file's name."""
    page.goto(HERE)
    page.get_by_role("main").get_by_role("link", name="Innsyn", exact=True).click()
    page.get_by_label("Navn").fill("holmli")
    page.get_by_role("button", name="Søk", exact=True).last.click()
    look_at(page)
    page.get_by_role("link", name=f"Lag innsynsrapport for {KARI}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Innsynsrapport for {KARI}")
    for words in ("sunniva.holmli@granlia.example", "Koordineringsgruppen", "Svare på møteinnkalling"):
        expect(page.get_by_role("main")).to_contain_text(words)
    expect(page.get_by_role("main")).not_to_contain_text(re.compile("Nordvik|Solbygda|Hamnes"))
    expect(page.get_by_role("button", name="Slett opplysningene")).to_have_count(0)
    look_at(page)
    told = json.loads(downloaded(page, page.get_by_role("button", name="Last ned som JSON")))
    assert told["person"]["name"] == KARI and {"seats", "guest_links"} <= set(told["tables"])
    assert "token_hash" not in json.dumps(told)
    printed = words_of(downloaded(page, page.get_by_role("button", name="Last ned som PDF"), but_not=KARI.split()[0]))
    assert f"Innsynsrapport for {KARI}" in printed and "sunniva.holmli@granlia.example" in printed


def try_deletion_out(page, rows):
    """J7.7: what would go is counted; nothing has gone, and he is not offered to delete."""
    page.goto(f"{HERE}lagringstid")
    look_at(page)
    before = rows()
    page.get_by_role("button", name="Prøvekjør sletting").click()
    expect(page.get_by_text("Prøvekjørt. Ingenting er slettet.", exact=False)).to_be_visible()
    told = re.compile(r"Prøvekjør sletting: \d+ gjestelenker, .*0 referat \(arkivpliktig, ikke eksportert: [1-9]\d*\)")
    expect(page.get_by_text(told)).to_be_visible()
    after = rows()
    assert after.pop("retention_runs") == before.pop("retention_runs") + 1
    assert {name: (n, after[name]) for name, n in before.items() if after[name] < n} == {}
    expect(page.get_by_role("button", name=re.compile(r"^Slett \d+ rad"))).to_have_count(0)
    look_at(page)


def read_the_record(page):
    """J7.9: the article 30 record as a page and as a file."""
    page.goto(f"{HERE}protokoll")
    expect(page.get_by_role("heading", level=1)).to_have_text("Protokoll etter artikkel 30 (utkast)")
    expect(page.get_by_role("main")).to_contain_text("Granlia kommune")
    expect(page.get_by_role("main")).to_contain_text("Rune Berge")
    look_at(page)
    printed = words_of(downloaded(page, page.get_by_role("link", name="Last ned som PDF")))
    assert "Protokoll etter artikkel 30 (utkast)" in printed and "Rune Berge" in printed


def read_the_agreement(page):
    """J7.9: which versions there are; to accept one is the kommunedirektør's."""
    page.goto(f"{HERE}avtale")
    expect(page.get_by_role("heading", name="Godtatte versjoner")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile(r"Avtaletekst, versjon \d"))).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Godta"))).to_have_count(0)
    look_at(page)


def what_was_opened_is_in_the_log(page):
    """J7.1: each page that he opened, each file that he took, and what they were about."""
    page.goto(f"{HERE}logg")
    search(page, slag="Kontroll", navn="Rune Berge")
    told = " ".join(events(page).all_inner_texts())
    for words in ("overview.show", "control.access", "control.report", "Innsynsrapport laget", "Prøvekjøring av sletting"):
        assert words in told, words
    assert "holmli" not in told.lower()
    report = events(page).filter(has_text="Innsynsrapport laget").first
    expect(report).to_contain_text("Person")
    look_at(page)


def another_kommune_is_not_there(page):
    """Rune has no role in Skogheim: it answers just as a kommune that is not."""
    for address in ("", *(f"kontroll/{each}" for each in PAGES)):
        answer = page.evaluate(GET, f"/k/skogheim/{address}")
        assert answer[0] == 404 and answer == page.evaluate(GET, f"/k/finnes-ikke/{address}"), address


def nothing_can_be_changed(page, rows):
    """Whatever he sends is refused, and no row is made or gone."""
    page.goto(HERE)
    before = rows()
    for address, words in {
        "/k/granlia/oppgaver/": {"hva": "Noe nytt"},
        "/k/granlia/grupper/ny": {"navn": "En ny gruppe"},
        f"{HERE}avtale/godkjenning": {"versjon": "1.2"},
    }.items():
        status, said = page.evaluate(POST, [address, words])
        assert status == 403, (address, status, said[:300])
    quiet = {"audit_events", "audit_heads", "deeds", "login_events"}
    assert {k: v for k, v in rows().items() if k not in quiet} == {k: v for k, v in before.items() if k not in quiet}
    answer = page.goto("/k/granlia/grupper/ny")
    assert answer.status == 403
    look_at(page)


def search(page, **wanted):
    """Fill the log's form afresh, and look."""
    page.goto(f"{HERE}logg")
    page.get_by_label("Hvem som gjorde det").fill(wanted.get("navn", ""))
    page.get_by_label("Slag").select_option(label=wanted["slag"])
    page.get_by_role("main").get_by_role("button", name="Søk").click()
    page.wait_for_url("**/logg?**")


def events(page):
    """The log's rows as they stand."""
    return page.get_by_role("table", name="Hendelser").locator("tbody tr")


def look_at(page):
    """Accessible as it stands, and no wider than the window."""
    page.wait_for_load_state()
    assert_accessible(page)


def downloaded(page, button, but_not=None):
    """The bytes of a file that a link or a button hands out; its name does not hold `but_not`."""
    with page.expect_download() as waiting:
        button.click()
    assert but_not is None or but_not not in waiting.value.suggested_filename
    return Path(waiting.value.path()).read_bytes()


def words_of(pdf):
    """A PDF's text on one line, so that where a page breaks a line says nothing."""
    return " ".join(" ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages).split())


def number_in(told):
    """«18 442» in a sentence, as a number."""
    return int(NUMBER.search(told.inner_text().split(":")[1].strip())[0].replace("\u00a0", ""))
