"""J5: Elvestrand joins, in nynorsk from the front page to a planned first meeting; Tindmark is refused the seventh place."""

import re
from datetime import timedelta
from uuid import uuid4

import psycopg
from playwright.sync_api import expect

from saas import clock
from tests.walks.conftest import assert_accessible, log_in
from tests.walks.nynorsk import left_on, nn
from tests.world import Browser

TERJE, AASE, INGRID = "terje.fonn@elvestrand.example", "aase.vik@elvestrand.example", "koordinator@fjordvest.example"
PASSWORD = "elva renn stilt mot sjøen"
HOME = "/k/elvestrand/oppstart/"
OTHERS = ("Nordvik", "Solbygda", "Hamnes", "Granlia", "Skarvøy", "Skogheim", "Ingrid Solheim", "Mona Lie")
TEAM = (
    ("Hanne Vold", "rektor", "Elvestrand skule", "school", "leader"),
    ("Kari Nes", "barnevernleiar", "Barneverntenesta", "child_welfare", "member"),
    ("Tove Sand", "leiar", "NAV Elvestrand", "nav", "member"),
    ("Nils Berg", "leiar", "Helsestasjonen", "health", "member"),
    ("Jorunn Lid", "rådgjevar", "PP-tenesta", "school", "member"),
    ("Odd Vik", "leiar", "Kulturskulen", "culture_leisure", "member"),
    ("Terje Fonn", "oppvekstsjef", "Elvestrand kommune", "municipal_leadership", "member"),
)
COUNCIL = (
    ("Åse Vik", "kommunedirektør", "Elvestrand kommune", "municipal_leadership", "leader"),
    ("Siri Tveit", "politistasjonssjef", "Politiet", "police", "member"),
)


def test_elvestrand_joins_and_plans_its_first_meeting(service, walker):
    # Roles and requests are dated by the database, which knows the real day only.
    service.move_to(None)
    terje, aase, ingrid = walker(), walker(), walker()
    status = apply(terje)
    confirm(aase, service)
    choose_passwords(terje, aase, service, status)
    needs(terje)
    money(terje)
    ask_ingrid(terje)
    accept(ingrid)
    tindmark_is_refused(service)
    anchoring(terje)
    steering(terje, service)
    first_meeting(terje)
    finished(terje, aase)
    nobody_else_sees(service)


def apply(page):
    """J5.1–3: the language, the kommune by a misspelt name, who asks; nothing of any other kommune."""
    page.goto("/")
    page.get_by_role("link", name="Kom i gang med SLT i kommunen din").click()
    page.get_by_label("Nynorsk").check()
    page.get_by_role("button", name="Fortsett").click()
    page.wait_for_url("**/registrer/kommune")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kva kommune gjeld det?")
    alone(page)
    page.get_by_role("searchbox").press_sequentially("elvestran")
    found = page.locator("#treff").get_by_role("link", name="Elvestrand")
    expect(found).to_be_visible()
    look_at(page)
    found.click()
    expect(page.get_by_text("9905", exact=False).first).to_be_visible()
    alone(page)
    press(page, "Send søknaden")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    alone(page)
    page.get_by_label(nn("Navn"), exact=True).fill("Terje Fonn")
    page.get_by_label(nn("Stilling"), exact=True).fill("oppvekstsjef")
    page.get_by_label(nn("E-post på jobb"), exact=True).fill(TERJE)
    page.get_by_label(nn("Nei, jeg spør på vegne av kommunen, og kommunedirektøren avgjør")).check()
    page.get_by_label(nn("Kommunens organisasjonsnummer")).fill("310000051")
    page.get_by_label(nn("Kommunedirektørens navn")).fill("Åse Vik")
    page.get_by_label(nn("Kommunedirektørens e-post")).fill(AASE)
    press(page, "Send søknaden")
    expect(page.get_by_text("Ventar på stadfesting")).to_be_visible()
    alone(page)
    return page.url


def confirm(page, service):
    """J5.4: the letter to the kommune's post is opened from the mailbox, and the agreement is accepted."""
    service.wait_for_letters("postmottak@elvestrand.example")
    page.goto("/postkasse?til=postmottak@elvestrand.example")
    page.get_by_role("main").get_by_role("link", name=re.compile("Elvestrand")).first.click()
    expect(page.get_by_role("main")).to_contain_text("Terje Fonn")
    page.locator("a[href*='/registrer/stadfest/']").click()
    expect(page.get_by_role("heading", name="Databehandlaravtalen")).to_be_visible()
    alone(page)
    press(page, "Stadfest og registrer kommunen")
    expect(page.locator("[data-error-summary]")).to_be_visible()
    alone(page)
    page.get_by_label(nn("Navn"), exact=True).fill("Åse Vik")
    page.get_by_label(nn("Stilling"), exact=True).fill("kommunedirektør")
    page.get_by_label(nn("E-post på jobb"), exact=True).fill(AASE)
    page.get_by_label("Eg stadfestar at kommunen vil ta i bruk løysinga, og godkjenner databehandlaravtalen v1.2").check()
    press(page, "Stadfest og registrer kommunen")
    page.wait_for_url("**/registrer/stadfestet")
    alone(page)


def choose_passwords(terje, aase, service, status):
    """Both by the link in their own letter; Terje goes straight to the guide."""
    terje.goto(status)
    expect(terje.locator(".ds-tag").first).to_be_visible()
    alone(terje)
    for page, address, count in ((terje, TERJE, 2), (aase, AASE, 1)):
        letter = service.wait_for_letters(address, count)[-1].get_content()
        page.goto(re.search(r"http\S+(/passord/\S+)", letter)[1])
        look_at(page)
        page.get_by_label(re.compile(f"^{nn('Nytt passord')}")).fill(PASSWORD)
        press(page, "Lagre passordet")
        page.wait_for_url(lambda url: "/passord/" not in url)
    if "/logg-inn" in terje.url:
        look_at(terje)
        enter(terje, TERJE)
    expect(terje.get_by_role("heading", level=1)).to_have_text("Oppstart")
    assert terje.url.endswith(HOME)
    look_at(terje)


def needs(page):
    """J5.5: what is there already becomes the koordineringsgruppe."""
    go_to(page, "needs")
    page.get_by_label(nn("Hva heter det?")).fill("Oppvekstteam")
    page.get_by_label(nn("Antall medlemmer")).fill("7")
    page.get_by_label(nn("Hvor ofte møtes det?")).fill("kvar 6. veke")
    press(page, "Lagre samarbeidet")
    expect(page.get_by_role("main")).to_contain_text("7 medlemmer, kvar 6. veke")
    look_at(page)
    page.get_by_role("link", name=re.compile("^Bygg vidare på dette")).click()
    people(page, TEAM)
    look_at(page)
    press(page, "Opprett gruppen")
    expect(page.get_by_role("link", name="Oppvekstteam").first).to_be_visible()
    look_at(page)
    press(page, "Lagre og fortsett")


def money(page):
    """J5.6: 20 %, a grant applied for, the own share and the deadline."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Korleis finansierer de stillinga?")
    expect(page.get_by_role("main")).to_contain_text("1. desember")
    look_at(page)
    page.get_by_label(nn("Stillingsprosent"), exact=False).fill("20")
    page.get_by_label(nn("Kommunens kostnad i året")).fill("160 000")
    page.locator("[name=kilder-0-kilde]").fill("Eige budsjett")
    page.locator("[name=kilder-0-belop]").fill("60 000")
    page.locator("[name=tilskudd]").fill("100 000")
    page.locator("[name=egenandel]").fill("25 000")
    page.locator("[name=sokt]").check()
    press(page, "Lagre og fortsett")
    expect(page.get_by_role("heading", level=1)).to_have_text(nn("Hvem skal koordinere?"))
    page.goto(HOME + "okonomi")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"20\s000\skr"))
    look_at(page)


def ask_ingrid(page):
    """J5.7: Ingrid is asked; she answers herself."""
    page.goto(HOME + "koordinator")
    look_at(page)
    form = page.locator("form", has=page.get_by_role("heading", name="Knyt til ein interkommunal koordinator"))
    form.locator("[name=navn]").fill("Ingrid Solheim")
    form.locator("[name=epost]").fill(INGRID)
    form.locator("[name=prosent]").fill("20")
    form.get_by_role("button").click()
    expect(page.get_by_text(nn("Venter på svar"))).to_be_visible()
    look_at(page)


def accept(page):
    """Her sixth kommune."""
    log_in(page, INGRID)
    page.goto("/mine/foresporsler")
    expect(page.get_by_role("heading", name="Vil du være SLT-koordinator i Elvestrand?")).to_be_visible()
    at_both_widths(page)
    page.get_by_role("button", name="Ja, i Elvestrand").click()
    expect(page.get_by_text("Du er SLT-koordinator i Elvestrand.")).to_be_visible()
    at_both_widths(page)
    assert kommuner_of_ingrid(page) == 6


def kommuner_of_ingrid(page):
    """How many kommuner stand on her list."""
    page.goto("/mine")
    links = page.get_by_role("main").locator("a[href^='/k/']").evaluate_all("all => all.map(one => one.getAttribute('href').split('/')[2])")
    return len(set(links))


def tindmark_is_refused(service):
    """J5.8: the same day, by the doors without a browser; told who is full, and that they may have their own."""
    asker, chief = Browser(service.app), Browser(service.app)
    asker.post("/registrer/sprak", {"sprak": "nb"})
    about = {"navn": "Gro Fjell", "tittel": "oppvekstsjef", "epost": "gro.fjell@tindmark.example", "orgnr": "310000086",
             "leder_navn": "Olav Tind", "leder_epost": "olav.tind@tindmark.example", "nivaer": "3", "fullmakt": "spor"}  # fmt: skip
    assert asker.post("/registrer/kommune/9907", {**about, "en_gang": str(uuid4())}).status_code == 303
    link = in_letter(service, "postmottak@tindmark.example", 1, "/registrer/stadfest/")
    words = {"navn": "Olav Tind", "tittel": "kommunedirektør", "epost": "olav.tind@tindmark.example", "stadfest": "y"}
    assert chief.post(link, words).status_code == 303
    link = in_letter(service, "gro.fjell@tindmark.example", 2, "/passord/")
    assert asker.post(link, {"nytt_passord": PASSWORD}).status_code == 303
    asker.post("/logg-inn", {"epost": "gro.fjell@tindmark.example", "passord": PASSWORD})
    guide = "/k/tindmark/oppstart/koordinator"
    assert asker.get(guide).status_code == 200
    answer = asker.post(f"{guide}/sporsmal", {"navn": "Ingrid Solheim", "epost": INGRID})
    shown = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "En koordinator kan dekke inntil seks kommuner. Ingrid Solheim dekker allerede seks." in shown
    assert "Inviter egen koordinator" in shown
    # The same refusal, as a nynorsk kommune would read it.
    assert nn("En koordinator kan dekke inntil seks kommuner. {name} dekker allerede seks.").format(name="Ingrid Solheim") == (
        "Ein koordinator kan dekkje inntil seks kommunar. Ingrid Solheim dekkjer alt seks."
    )
    with psycopg.connect(service.database) as connection:
        counted = connection.execute(
            "SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = %s AND m.role = 'coordinator'", [INGRID]
        ).fetchone()
    assert counted == (6,)


def in_letter(service, to, count, path):
    """The address in somebody's newest letter that leads to `path`."""
    return re.search(rf"http://[^/\s]+({path}\S+)", service.wait_for_letters(to, count)[-1].get_content())[1]


def anchoring(page):
    """J5.9: where the coordinator sits, and the decision."""
    page.goto(HOME + "koordinator")
    expect(page.locator("section.panel", has_text="Ingrid Solheim")).to_be_visible()
    look_at(page)
    press(page, "Lagre og fortsett")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kvar er koordinatoren plassert?")
    look_at(page)
    page.locator("[name=slag]").select_option("leadership")
    page.locator("[name=sektor]").fill("Oppvekst")
    page.locator("[name=rapporterer_til]").fill("oppvekstsjef")
    page.locator("[name=prosent]").fill("20")
    page.locator("[name=uker]").select_option("even")
    page.locator("[name=organ]").fill("Formannskapet")
    page.locator("[name=dato]").fill((clock.today() - timedelta(days=20)).isoformat())
    page.locator("[name=saksnr]").fill("61/26")
    page.locator("[name=tittel]").fill("Innføring av SLT")
    press(page, "Lagre og fortsett")
    expect(page.get_by_role("heading", level=1)).to_have_text(nn("Hvem styrer arbeidet?"))
    page.goto(HOME + "forankring")
    expect(page.get_by_role("main")).to_contain_text("Formannskapet 61/26")
    look_at(page)


def steering(page, service):
    """J5.10: the politiråd steers; the police lack in the koordineringsgruppe until Are is invited."""
    page.goto(HOME + "styringsgruppe")
    look_at(page)
    page.get_by_label("Politirådet er styringsgruppa").check()
    people(page, COUNCIL)
    press(page, "Opprett gruppen")
    expect(page.locator(".ds-tag", has_text="Politirådet er styringsgruppa")).to_be_visible()
    team = page.locator("section.panel", has=page.get_by_role("heading", name="Oppvekstteam"))
    expect(team.get_by_text(nn("Politi mangler"))).to_have_count(1)
    look_at(page)
    page.locator("[name=gruppe]").select_option(label="Oppvekstteam")
    are = {"navn": "Are Nygård", "tittel": "politikontakt", "organisasjon": "Politiet", "epost": "are@politiet.example"}
    for name, value in are.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=type]").select_option("police")
    page.locator("[name=inviter]").check()
    press(page, "Legg til")
    expect(team.get_by_text(nn("Politi mangler"))).to_have_count(0)
    look_at(page)
    service.wait_for_letters("are@politiet.example")
    press(page, "Lagre og fortsett")


def first_meeting(page):
    """J5.11: the package at one press."""
    expect(page.get_by_role("heading", level=1)).to_have_text(nn("Når er det første møtet?"))
    look_at(page)
    expect(page.locator("[name=dag]")).to_have_value(re.compile(r"\d{4}-"))
    page.locator("[name=sted]").fill("Rådhuset")
    press(page, "Lag førstemøtepakke")
    expect(page.get_by_role("heading", level=1)).to_have_text("Oppstart")
    page.goto(HOME + "forste-mote")
    package = page.locator("section[aria-labelledby=pakken]")
    expect(package.get_by_role("link")).to_have_count(5)
    look_at(page)
    for name in (r"^Møte ", "^Mandat", "1. oktober|2026$|Situasjonsbil"):
        package.get_by_role("link", name=re.compile(name)).first.click()
        look_at(page)
        page.go_back()
    page.goto(HOME)


def finished(terje, aase):
    """J5.12: the percentage, what comes next, and the meeting among the meetings; the leader sees the same."""
    expect(terje.get_by_role("main")).to_contain_text("Strukturen er 64 % på plass.")
    expect(terje.get_by_role("main")).to_contain_text("Neste steg: skriftleg avtale med politiet.")
    look_at(terje)
    terje.goto("/k/elvestrand/moter/")
    coming = terje.locator("section", has=terje.get_by_role("heading", name=nn("Kommende møter")))
    expect(coming.get_by_role("listitem").filter(has_text="Politirådet").first).to_be_visible()
    look_at(terje)
    terje.goto("/k/elvestrand/")
    look_at(terje)
    if "/logg-inn" in aase.url:
        enter(aase, AASE)
    aase.goto(HOME)
    expect(aase.get_by_role("main")).to_contain_text("Strukturen er 64 % på plass.")
    look_at(aase)


def nobody_else_sees(service):
    """Nordvik's own have no new kommune, and are not let in."""
    member = Browser(service.app)
    member.post("/logg-inn", {"epost": "medlem@nordvik.example", "passord": "demo-bindeledd-2026"})
    assert member.get("/k/nordvik/").status_code == 200
    assert member.get("/k/elvestrand/").status_code == 404
    assert "Elvestrand" not in member.get("/k/nordvik/").get_data(as_text=True)


def go_to(page, code):
    """The guide's one primary button."""
    page.goto(HOME)
    page.get_by_role("link", name=re.compile("^" + nn("Fortsett: %(step)s", step=""))).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kva samarbeid har de alt om barn og unge?")
    look_at(page)


def people(page, rows):
    """Fill a list of people."""
    for number, row in enumerate(rows):
        name, title, organisation, kind, function = row
        for field, value in (("navn", name), ("tittel", title), ("organisasjon", organisation)):
            page.locator(f"[name=personer-{number}-{field}]").fill(value)
        page.locator(f"[name=personer-{number}-type]").select_option(kind)
        page.locator(f"[name=personer-{number}-funksjon]").select_option(function)


def press(page, source):
    """A button, by its bokmål source text; what it says besides is the kommune's name."""
    page.get_by_role("button", name=re.compile("^" + re.escape(nn(source)))).first.click()


def enter(page, email):
    """Log in with the password that was chosen."""
    page.locator("[name=epost]").fill(email)
    page.locator("[name=passord]").fill(PASSWORD)
    page.locator("[name=passord]").press("Enter")
    page.wait_for_url(lambda url: "/logg-inn" not in url)


def alone(page):
    """A page before the kommune is here: as any other, and it tells of nobody else."""
    look_at(page)
    shown = page.locator("body").inner_text()
    assert [name for name in OTHERS if name in shown] == [], page.url


def look_at(page):
    """Nynorsk and nothing else, accessible, and no wider than a telephone."""
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "nn", page.url
    assert left_on(page) == [], page.url
    at_both_widths(page)


def at_both_widths(page):
    """Axe on a desk's screen; on a telephone's no sideways scrolling."""
    assert_accessible(page)
    page.set_viewport_size({"width": 360, "height": 900})
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1280, "height": 900})
    assert overflow <= 1, f"{page.url} is {overflow} px wider than a telephone"
