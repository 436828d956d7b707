"""The second person confirms, once: the agreement is kept, the kommune is founded, and both choose a password."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from saas.signup import agreement, confirming
from tests.saas.signup.conftest import AASE
from tests.world import Browser, log_in


def page(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def link(guest, apply, confirm_address):
    """Elvestrand has applied in nynorsk; the address in the letter to its post."""
    guest.post("/registrer/sprak", {"sprak": "nn"})
    assert apply().status_code == 303
    return confirm_address()


def test_opening_the_letter_shows_the_agreement_and_changes_nothing(house, link, sql):
    browser = Browser(house)
    for _ in range(3):
        answer = browser.get(link)
        assert answer.status_code == 200
    assert '<html lang="nn"' in page(answer) and "Databehandlaravtale, versjon 1.2" in page(answer) and "Terje Fonn" in page(answer)
    assert sql("SELECT state FROM applications") == [("sent",)]
    assert sql("SELECT count(*) FROM tenants WHERE number = '9905'") == [(0,)]


def test_the_kommune_is_founded_with_its_agreement_and_its_first_people(house, link, sql, letters):
    answer = Browser(house).post(link, AASE)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/registrer/stadfestet")
    assert sql("SELECT slug, name, org_number, language, levels, population, lifecycle FROM tenants WHERE number = '9905'") == [
        ("elvestrand", "Elvestrand", "310000051", "nn", 3, 6700, "establishing")
    ]
    assert sql("SELECT number, name, title, sha256 FROM dpa_acceptances") == [
        ("1.2", "Åse Vik", "kommunedirektør", agreement.fingerprint("nn"))
    ]
    roles = sql(
        "SELECT u.email, m.role FROM memberships m JOIN users u ON u.id = m.user_id JOIN tenants t ON t.id = m.tenant_id "
        "WHERE t.slug = 'elvestrand' AND m.role <> 'service' ORDER BY m.role"
    )
    assert roles == [("aase.vik@elvestrand.example", "chief_executive"), ("terje.fonn@elvestrand.example", "starter")]
    passwords = [(to, body) for to, _, body in letters() if "/passord/" in body]
    assert sorted(to for to, _ in passwords) == ["Terje Fonn <terje.fonn@elvestrand.example>", "Åse Vik <aase.vik@elvestrand.example>"]
    facts = sql("SELECT facts->>'next' FROM ceremonies ORDER BY 1")
    assert facts == [("/k/elvestrand/oppstart/",), ("/mine",)]


def test_used_expired_and_unknown_links_answer_alike(house, link, sql):
    browser = Browser(house)
    assert browser.post(link, AASE).status_code == 303
    used, unknown = browser.get(link), browser.get("/registrer/stadfest/" + "x" * 43)
    again = browser.post(link, AASE)
    assert used.status_code == unknown.status_code == again.status_code == 404
    # The same words, in the language of whoever opens it; the address itself is not on the page.
    assert page(used) == page(unknown) == page(again)
    assert sql("SELECT count(*) FROM tenants WHERE number = '9905'") == [(1,)]


def test_an_expired_link_founds_nothing(house, link, sql):
    sql("UPDATE applications SET expires_at = now() - interval '1 second'")
    browser = Browser(house)
    assert browser.get(link).status_code == browser.post(link, AASE).status_code == 404
    assert sql("SELECT count(*) FROM tenants WHERE number = '9905'") == [(0,)]


def test_the_applicant_cannot_confirm(house, link, sql):
    answer = Browser(house).post(link, {**AASE, "epost": "Terje.Fonn@elvestrand.example"})
    assert answer.status_code == 422 and 'href="#epost"' in page(answer)
    assert sql("SELECT state FROM applications") == [("sent",)]


@pytest.mark.parametrize("lacking", ["navn", "tittel", "epost", "stadfest"])
def test_without_a_name_and_a_tick_nothing_is_confirmed(house, link, sql, lacking):
    answer = Browser(house).post(link, {key: value for key, value in AASE.items() if key != lacking})
    assert answer.status_code == 422
    assert sql("SELECT state FROM applications") == [("sent",)]


def test_the_applicants_own_token_confirms_nothing(house, apply, sql):
    own = apply().headers["Location"].rsplit("/", 1)[1]
    assert Browser(house).post(f"/registrer/stadfest/{own}", AASE).status_code == 404


def test_the_second_application_for_a_kommune_is_told_that_it_is_here(house, apply, letters, sql):
    import re

    apply()
    apply(epost="annen@elvestrand.example")
    links = [m for _, _, body in letters() for m in re.findall(r"bindeledd\.test(/registrer/stadfest/\S+)", body)]
    browser = Browser(house)
    assert browser.post(links[0], AASE).status_code == 303
    refused = browser.post(links[1], AASE)
    assert refused.status_code == 409 and "allerede registrert" in page(refused) and "/tilgang" in page(refused)
    assert sql("SELECT count(*) FROM tenants WHERE number = '9905'") == [(1,)]


def test_two_applications_confirmed_at_once_found_one_kommune(house, apply, letters, sql):
    import re

    for n in range(4):
        apply(epost=f"soker{n}@elvestrand.example")
    links = [m for _, _, body in letters() for m in re.findall(r"bindeledd\.test(/registrer/stadfest/\S+)", body)]
    browsers = [Browser(house) for _ in range(8)]
    for browser in browsers:
        browser.token()
    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(lambda pair: pair[0].post(pair[1], AASE).status_code, zip(browsers, [*links, *links], strict=True)))
    assert codes.count(303) == 1 and set(codes) <= {303, 404, 409}
    assert sql("SELECT count(*) FROM tenants WHERE number = '9905'") == [(1,)]
    assert sql("SELECT count(*) FROM dpa_acceptances") == [(1,)]


def test_somebody_who_has_a_password_is_not_asked_to_choose_another(house, link, letters):
    Browser(house).post(link, {**AASE, "epost": "koordinator@fjordvest.example"})
    mine = [body for to, _, body in letters() if "koordinator@fjordvest.example" in to]
    assert len(mine) == 1 and "/logg-inn?neste=/mine" in mine[0] and "/passord/" not in mine[0]


def test_another_kommune_sees_nothing_of_the_new_one(house, link, stranger):
    Browser(house).post(link, AASE)
    assert stranger.get("/k/elvestrand/").status_code == 404
    assert log_in(house, "koordinator@fjordvest.example").get("/k/elvestrand/").status_code == 404


@pytest.mark.parametrize(
    ("name", "wanted"),
    [("Skarvøy", "skarvoy"), ("Nord-Fron", "nord-fron"), ("Ås", "as"), ("Nærøysund", "naeroysund"), ("Øvre Eiker", "ovre-eiker")],
)
def test_an_address_is_made_of_the_norwegian_name(name, wanted):
    assert confirming.slug(name) == wanted


def test_every_kommune_of_the_register_gets_an_address_of_its_own():
    from saas.register import kommuner
    from saas.signup.models import Application

    slugs = [next(confirming._slugs(Application(number=k.number, name=k.name))) for k in kommuner.all()]
    assert len(set(slugs)) == 357
    assert {confirming.colour(k.number) for k in kommuner.all()} <= set(range(1, 13))


def test_a_slug_that_is_taken_gets_the_number_behind_it(house, link, sql):
    sql("UPDATE tenants SET slug = 'elvestrand' WHERE slug = 'hamnes'")
    assert Browser(house).post(link, AASE).status_code == 303
    assert sql("SELECT slug FROM tenants WHERE number = '9905'") == [("elvestrand-9905",)]


def test_the_agreement_is_shown_as_it_is_kept():
    for language in ("nb", "nn"):
        shown = str(agreement.page(language))
        assert shown.count("<h4>") == 9 and "&lt;" not in shown and "#" not in shown
        assert len(agreement.fingerprint(language)) == 64
