"""J6: Ingrid hands five kommuner over to Jonas, one leader approves, and at the minute that one kommune changes hands."""

import re
import threading
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import psycopg
from playwright.sync_api import expect
from pypdf import PdfReader

from saas import clock, jobs, rooms
from saas.config import DEMO_PASSWORD
from saas.db import db
from tests.walks.conftest import assert_accessible, log_in
from tests.walks.test_member import tab_to

INGRID, JONAS = "koordinator@fjordvest.example", "ny.koordinator@fjordvest.example"
LEADER = "leder@nordvik.example"
PLACES = {"nordvik": "Nordvik", "solbygda": "Solbygda", "hamnes": "Hamnes", "granlia": "Granlia", "skarvoy": "Skarvøy"}
MINE = "/mine/overlevering"
A_PUPIL = "Ole Hansen i 9A trenger at noen ser til ham."
REASON = "Arbeidet er ferdig, og gruppen vil ikke ha mer av det."


# Who answers for those of Ingrid's tasks that have changed hands.
OWNERS = (
    "SELECT p.name FROM handover_duties d JOIN tasks t ON t.id = d.subject_id JOIN people p ON p.id = t.responsible_id "
    "WHERE d.kind = 'task' AND d.done_at IS NOT NULL"
)


def test_ingrid_hands_over_to_jonas_and_nordvik_changes_hands_at_the_minute(service, walker):
    # The walls go by the real clock, and so does the minute that is agreed; the house and its worker follow them here.
    service.move_to(datetime.now(UTC))
    ingrid, leader, jonas, again = walker(), walker(), walker(), walker()
    log_in(ingrid, INGRID)
    give_her_a_task(service)
    calendar = calendar_address(ingrid)
    old_minutes = minutes_with_her_name(ingrid)
    start(ingrid)
    give_all_but_one(ingrid)
    last = finish_is_refused(ingrid)
    pages = {slug: page_in(ingrid, name) for slug, name in PLACES.items()}
    write_notes(ingrid, pages)
    make_packages(ingrid, pages)
    finish(ingrid, last)
    approve(leader, service, pages["nordvik"])
    nobody_else_is_in_yet(ingrid, jonas, calendar)
    ingrid.goto(pages["nordvik"])
    the_minute_passes(service)
    she_is_out_before_any_job_has_run(ingrid, pages["nordvik"], calendar)
    complete(service)
    she_keeps_the_others(ingrid, calendar)
    he_is_welcomed(again, pages["nordvik"])
    history_stands(again, old_minutes)


def give_her_a_task(service):
    """Nordvik's last open task is hers; the demo region has her as secretary of groups, not with tasks of her own there."""
    hers = f"(SELECT id FROM people WHERE email = '{INGRID}')"
    last = "(SELECT id FROM tasks WHERE status = 'open' ORDER BY due_on DESC, id LIMIT 1)"
    in_room(service, "nordvik", f"UPDATE tasks SET responsible_id = {hers} WHERE id = {last}")
    assert in_room(service, "nordvik", OWNERS) == []


def calendar_address(page):
    """An address of her own for Nordvik's meetings, which a calendar reads without any cookie."""
    page.goto("/k/nordvik/kalender/")
    page.get_by_role("button", name="Lag kalenderadresse").click()
    expect(page.get_by_text("Kalenderadressen er klar.")).to_be_visible()
    address = page.get_by_label("Kopier adressen", exact=False).input_value()
    assert read_calendar(page, address) == 200
    return address


def read_calendar(page, address):
    """The status that a calendar program gets, which has no cookie."""
    visitor = page.context.browser.new_context()
    try:
        return visitor.request.get(address).status
    finally:
        visitor.close()


def minutes_with_her_name(page):
    """The address of sent minutes where she stands by name."""
    page.goto("/k/nordvik/referater/")
    found = page.get_by_role("main").get_by_role("link", name="Koordineringsgruppen").last
    found.click()
    page.wait_for_load_state()
    expect(page.get_by_role("main")).to_contain_text("Ingrid Solheim")
    return page.url


def start(page):
    """J6.1–2: «Hvem overtar, og når?»; what is wrong is told, and the button is reached with the keyboard alone."""
    page.goto(MINE)
    expect(page.get_by_text(re.compile(r"^Du har \d+ åpne ansvar i 5 kommuner: \d+ "))).to_be_visible()
    look_at(page)
    day = (datetime.now(clock.OSLO) + timedelta(days=40)).date()
    page.get_by_label("Navn").fill("Jonas Myrvold")
    page.get_by_label("E-postadresse").fill(JONAS)
    page.get_by_role("button", name="Start overlevering").click()
    expect(page.get_by_text("Velg en dag.").first).to_be_visible()
    look_at(page)
    page.get_by_label("Dato").fill(day.isoformat())
    for name in PLACES.values():
        expect(page.get_by_role("checkbox", name=name)).to_be_checked()
    page.get_by_label("E-postadresse").focus()
    tab_to(page, "^Start overlevering$", "BUTTON")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Overleveringen er startet i", exact=False)).to_be_visible()
    expect(page.locator("section[aria-labelledby=deler] li")).to_have_count(5)
    look_at(page)


def give_all_but_one(page):
    """J6.3: in Nordvik one by one – to another, ended, to Jonas – and in the four others all that is left."""
    for name in list(PLACES.values())[1:]:
        filter_by(page, name)
        page.get_by_role("button", name="Overfør resten til Jonas Myrvold").click()
        expect(page.get_by_text(f"Resten er overført i {name}.")).to_be_visible()
    filter_by(page, "Nordvik")
    row_of(page, "task").get_by_role("combobox").select_option(label="Hanne Dahl")
    row_of(page, "round").get_by_role("combobox").select_option(label="Avslutt med begrunnelse")
    row_of(page, "round").get_by_role("textbox").fill(REASON)
    for choice in page.locator("tbody select").all():
        if not choice.input_value() and ".report." not in choice.get_attribute("name"):
            choice.select_option(label="Overfør til Jonas Myrvold")
    page.get_by_role("button", name="Lagre valgene").click()
    expect(page.get_by_text("Valgene er lagret i Nordvik.")).to_be_visible()
    expect(page.get_by_text("1 ansvar gjenstår.")).to_be_visible()
    expect(row_of(page, "task").locator("option:checked")).to_have_text("Hanne Dahl")
    expect(row_of(page, "round").get_by_role("textbox")).to_have_value(REASON)
    look_at(page)


def row_of(page, kind):
    """The first of Nordvik's duties of a kind."""
    return page.locator("tbody tr", has=page.locator(f"select[name^='valg.nordvik.{kind}.']")).first


def filter_by(page, name):
    """Only one kommune's duties."""
    page.goto(MINE)
    page.get_by_role("navigation", name="Kommuner").get_by_role("link", name=re.compile(f"^{name} ")).click()
    expect(page.get_by_role("navigation", name="Kommuner").locator("[aria-current=page]")).to_contain_text(name)


def finish_is_refused(page):
    """J6.6: with one left, and the words say what and where. Returns the name of the one."""
    page.get_by_role("button", name="Fullfør").click()
    expect(page.get_by_role("alert")).to_contain_text("Du kan ikke fullføre: 1 rapportforespørsel i Nordvik mangler ny ansvarlig.")
    look_at(page)
    left = page.locator("tbody select").evaluate_all("all => all.filter(one => !one.value).map(one => one.name)")
    assert len(left) == 1
    return left[0]


def page_in(page, name):
    """The address of one kommune's own handover."""
    page.goto(MINE)
    part = page.locator("section[aria-labelledby=deler]").get_by_role("link", name=re.compile(f", {name}$"))
    return part.get_attribute("href")


def write_notes(page, pages):
    """J6.4: a note in each; the guard stops at a pupil's name, and nothing that was written is lost."""
    for slug, address in pages.items():
        page.goto(address)
        if slug == "nordvik":
            page.get_by_label("Hva er vanskelig?").fill(A_PUPIL)
            page.get_by_role("button", name="Lagre notatene").click()
            expect(page.get_by_role("group", name="Personvernvakten")).to_be_visible()
            expect(page.get_by_label("Hva er vanskelig?")).to_have_value(A_PUPIL)
            look_at(page)
            page.get_by_label("Hva er vanskelig?").fill("Det er få voksne ute etter klokken 22.")
        page.locator("textarea[name=fungerer]").fill(note(slug))
        page.locator("form[action$='/notater'] button").click()
        page.wait_for_load_state()
        page.goto(address)
        expect(page.locator("textarea[name=fungerer]")).to_have_value(note(slug))


def note(slug):
    """What is written about one kommune only."""
    return f"Samarbeidet med skolene i {PLACES[slug]} går godt av seg selv."


def make_packages(page, pages):
    """J6.5: a PDF per kommune, with its own note and nobody else's."""
    for slug, address in pages.items():
        page.goto(address)
        page.locator("form[action$='/pakke'] button").click()
        link = page.locator("section[aria-labelledby=pakke] a[href$='.pdf']")
        expect(link).to_have_count(1)
        with page.expect_download() as waiting:
            link.click()
        sheets = PdfReader(BytesIO(Path(waiting.value.path()).read_bytes())).pages
        printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())
        assert [other for other in PLACES if note(other) in printed] == [slug]
        if slug in ("nordvik", "hamnes"):
            page.goto(address)  # A download leaves the page without a state to wait for.
            look_at(page)


def finish(page, last):
    """The last one gets somebody, the counter is at zero, and each leader is asked."""
    page.goto(MINE)
    page.locator(f"select[name='{last}']").select_option(label="Overfør til Jonas Myrvold")
    page.get_by_role("button", name="Lagre valgene").click()
    expect(page.get_by_text("0 ansvar gjenstår.")).to_be_visible()
    look_at(page)
    page.get_by_role("button", name="Fullfør").click()
    expect(page.get_by_text("Sendt til godkjenning i", exact=False)).to_be_visible()
    parts = page.locator("section[aria-labelledby=deler] li")
    expect(parts.filter(has_text="Venter på godkjenning")).to_have_count(5)
    look_at(page)


def approve(page, service, address):
    """The leader of Nordvik is told by letter, and says yes for Nordvik only."""
    letter = service.wait_for_letters(LEADER)[-1].get_body(preferencelist=("plain",)).get_content()
    link = re.search(r"http\S+/overlevering/\S+", letter)[0]
    assert link.endswith(address)
    log_in(page, LEADER)
    page.goto(link)
    look_at(page)
    page.get_by_role("button", name="Godkjenn").click()
    expect(page.get_by_text("Du har godkjent overleveringen.")).to_be_visible()
    expect(page.locator("main dl.facts")).to_contain_text("Godkjent av")
    look_at(page)


def nobody_else_is_in_yet(ingrid, jonas, calendar):
    """Until the minute she has all that she had, and he has nothing."""
    log_in(jonas, JONAS)
    assert jonas.goto("/k/nordvik/").status == 404
    assert ingrid.goto("/k/nordvik/").status == 200
    assert read_calendar(ingrid, calendar) == 200


def the_minute_passes(service):
    """What was agreed for a later minute was agreed for just now: roles as the owner, the handover in its own room."""
    with psycopg.connect(service.database) as connection:
        connection.execute("UPDATE memberships SET ends_at = now() - interval '1 second' WHERE ends_at > now()")
        connection.execute(
            "UPDATE memberships SET starts_at = now() - interval '1 second', "
            "valid_from = (now() AT TIME ZONE 'Europe/Oslo')::date WHERE starts_at > now()"
        )
    for slug in PLACES:
        in_room(service, slug, "UPDATE handovers SET at = now() - interval '1 second'")


def in_room(service, slug, query):
    """One statement in a kommune's room, as the house itself."""
    with service.app.app_context():
        kommune = next(place for place in rooms.all_kommuner() if place.slug == slug)
        with rooms.enter(rooms.of_job(rooms.service_of(kommune), kommune)):
            answer = db.session.connection().exec_driver_sql(query)
            return [tuple(row) for row in answer] if answer.returns_rows else []


def she_is_out_before_any_job_has_run(page, address, calendar):
    """The page that she has open does nothing more, and neither does the calendar."""
    page.locator("form[action$='/pakke'] button").click()
    expect(page).to_have_url(re.compile("/logg-inn"))
    assert read_calendar(page, calendar) == 404
    log_in(page, INGRID)
    assert page.goto(address).status == 404


def complete(service):
    """The clock's round in every kommune, through the queue; only the one that was approved is completed."""
    with service.app.app_context():
        for kommune in rooms.all_kommuner():
            jobs.ask("handover.complete", kommune, rooms.service_of(kommune))
    pause = threading.Event()
    for _ in range(200):
        if in_room(service, "nordvik", "SELECT state FROM handovers") == [("done",)]:
            break
        pause.wait(0.1)
    states = {slug: in_room(service, slug, "SELECT state FROM handovers") for slug in PLACES}
    assert in_room(service, "nordvik", OWNERS) == [("Hanne Dahl",)]
    assert states == {slug: [("done" if slug == "nordvik" else "waiting",)] for slug in PLACES}


def she_keeps_the_others(page, calendar):
    """J6.9: the sentence says since when, and Solbygda, where nobody has answered, is as before."""
    today = datetime.now(clock.OSLO)
    answer = page.goto("/k/nordvik/")
    assert answer.status == 404
    words = page.get_by_text(re.compile(r"Tilgangen din til Nordvik ble avsluttet \d+\. \w+ \d{4}\."))
    expect(words).to_contain_text(f"{today.day}. ")
    look_at(page)
    assert page.goto("/k/solbygda/").status == 200
    look_at(page)
    assert read_calendar(page, calendar) == 404
    page.goto(MINE)
    expect(page.get_by_text(re.compile(r"^Du har \d+ åpne ansvar i 4 kommuner: "))).to_be_visible()
    expect(page.locator("section[aria-labelledby=deler] li")).to_have_count(4)
    look_at(page)


def he_is_welcomed(page, address):
    """J6.7: his first 90 days with days and contacts, the notes and the package."""
    # Whoever has one kommune is led straight into it, and not to the list of kommuner.
    page.goto("/logg-inn?neste=/k/nordvik/")
    page.get_by_label("E-post").fill(JONAS)
    page.get_by_label("Passord").fill(DEMO_PASSWORD)
    page.get_by_role("button", name="Logg inn").click()
    page.wait_for_url(re.compile(r"^http://[^/]+/k/nordvik/$"))
    plan = page.locator("section[aria-labelledby=nitti]")
    expect(plan.get_by_role("heading")).to_have_text("Velkommen, Jonas. Dine første 90 dager")
    for words in ("Møt Mona Lie", "Gå gjennom kartleggingen", "Hold ditt første møte i styringsgruppen"):
        expect(plan).to_contain_text(words)
    look_at(page)
    meeting = plan.get_by_role("listitem").filter(has_text="Møt Mona Lie")
    meeting.get_by_role("button", name="Kryss av").click()
    expect(meeting).to_contain_text("Gjort")
    plan.get_by_role("link", name="Se overleveringen og pakken").click()
    expect(page).to_have_url(re.compile(re.escape(address)))
    expect(page.get_by_role("main")).to_contain_text(note("nordvik"))
    with page.expect_download():
        page.locator("section[aria-labelledby=pakke] a").click()
    look_at(page)


def history_stands(page, old_minutes):
    """J6.8: she is in the history with her days, nothing is without an owner, and old minutes have her name."""
    page.goto("/k/nordvik/overlevering/")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"Ingrid Solheim, SLT-koordinator 1\.8\.2022–\d+\.\d+\.\d{4}"))
    expect(page.get_by_role("main")).to_contain_text("Jonas Myrvold, SLT-koordinator")
    expect(page.get_by_role("heading", name="Uten ansvarlig")).to_have_count(0)
    look_at(page)
    page.goto(old_minutes)
    expect(page.get_by_role("main")).to_contain_text("Ingrid Solheim")
    expect(page.get_by_role("main")).not_to_contain_text("Jonas Myrvold")


def look_at(page):
    """Accessible as it stands, on a desk and on a phone."""
    page.wait_for_load_state()
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert_accessible(page)
