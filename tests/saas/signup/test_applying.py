"""From a kommune's name to an application; nothing is opened, and nobody is told who is here."""

from uuid import uuid4

import pytest

from saas import jobs
from tests.saas.signup.conftest import TERJE
from tests.world import Browser


def page(answer):
    return answer.get_data(as_text=True)


def test_the_front_page_leads_to_signing_up_in_the_chosen_language(guest):
    assert 'href="/registrer"' in page(guest.get("/"))
    assert guest.post("/registrer/sprak", {"sprak": "nn"}).headers["Location"] == "/registrer/kommune"
    assert '<html lang="nn"' in page(guest.get("/registrer/kommune"))
    assert '<html lang="nn"' in page(guest.get("/registrer/kommune/9905"))
    assert guest.post("/registrer/sprak", {"sprak": "en"}).status_code == 422


def test_the_search_works_as_an_ordinary_form(guest):
    assert "/registrer/kommune/9905" in page(guest.get("/registrer/kommune?sok=elvestrand"))
    found = page(guest.get("/registrer/kommune?sok=porsanger"))
    assert '<span lang="se">Porsáŋgu</span>' in found and '<span lang="fkv">Porsanki</span>' in found
    assert "Herøy (Nordland)" in page(guest.get("/registrer/kommune?sok=heroy"))
    assert "Funnet som" in page(guest.get("/registrer/kommune?sok=1534"))
    assert "Ingen kommune heter" in page(guest.get("/registrer/kommune?sok=zzzzzz"))
    assert guest.get("/registrer/kommune/0000").status_code == 404


def test_an_application_sends_a_letter_to_the_official_address_and_one_to_the_applicant(guest, apply, letters):
    guest.post("/registrer/sprak", {"sprak": "nn"})
    answer = apply()
    assert answer.status_code == 303
    sent = letters()
    assert sorted(to for to, _, _ in sent) == [
        "Elvestrand kommune <postmottak@elvestrand.example>", "Terje Fonn <terje.fonn@elvestrand.example>",
    ]  # fmt: skip
    official = next(body for to, _, body in sent if "postmottak" in to)
    assert "Åse Vik" in official and "/registrer/stadfest/" in official
    to_applicant = next(body for to, _, body in sent if "terje" in to)
    assert answer.headers["Location"] in to_applicant and "/stadfest/" not in to_applicant
    status = guest.get(answer.headers["Location"])
    assert status.status_code == 200 and '<html lang="nn"' in page(status) and "/stadfest/" not in page(status)


def test_before_confirmation_nobody_has_come_in(apply, sql):
    before = sql("SELECT count(*) FROM tenants"), sql("SELECT count(*) FROM users"), sql("SELECT count(*) FROM memberships")
    apply()
    assert before == (sql("SELECT count(*) FROM tenants"), sql("SELECT count(*) FROM users"), sql("SELECT count(*) FROM memberships"))


@pytest.mark.parametrize("number", ["310000052", "31000005", "944496394"])
def test_an_organisation_number_that_is_not_the_kommunes_is_refused(apply, sql, number):
    answer = apply(orgnr=number)
    assert answer.status_code == 422 and 'href="#orgnr"' in page(answer) and "Terje Fonn" in page(answer)
    assert sql("SELECT count(*) FROM applications") == [(0,)]


def test_the_chief_executive_must_be_somebody_else(apply):
    answer = apply(leder_epost=TERJE["epost"].upper())
    assert answer.status_code == 422 and 'href="#leder_epost"' in page(answer)


@pytest.mark.parametrize("lacking", ["navn", "tittel", "epost", "orgnr", "leder_navn", "fullmakt"])
def test_what_is_lacking_is_told_at_its_field(apply, lacking):
    answer = apply(**{lacking: ""})
    assert answer.status_code == 422 and f'href="#{lacking}' in page(answer)


def test_a_form_that_is_sent_twice_is_one_application(apply, sql, letters):
    number = str(uuid4())
    first, second = apply(en_gang=number), apply(en_gang=number)
    assert first.headers["Location"] == second.headers["Location"]
    assert sql("SELECT count(*) FROM applications") == [(1,)]
    assert len(letters()) == 2


def test_a_kommune_without_a_confirmed_address_waits_for_the_editor(guest, apply, sql, letters):
    answer = apply("1101", orgnr="944496394")
    assert [to for to, _, _ in letters()] == ["Terje Fonn <terje.fonn@elvestrand.example>"]
    assert sql("SELECT state, confirm_hash, official_address FROM applications") == [("begun", None, "")]
    assert "Venter på stadfesting" in page(guest.get(answer.headers["Location"]))


def test_a_kommune_that_is_here_offers_to_ask_for_access(guest, apply, sql):
    here = page(guest.get("/registrer/kommune/9901"))
    assert "allerede registrert" in here and "/registrer/kommune/9901/tilgang" in here
    assert "koordinator@fjordvest.example" not in here and "Coordinator" not in here
    assert apply("9901", orgnr="310000019").headers["Location"] == "/registrer/kommune/9901"
    assert sql("SELECT count(*) FROM applications") == [(0,)]


WISH = {"navn": "Ny Medlem", "tittel": "rektor", "sted": "Skolen", "grunn": "Skal sitte i koordineringsgruppen."}


def test_the_answer_to_a_wish_is_the_same_whoever_asks_and_wherever(house, world, sql):
    answers = set()
    for number in ("9901", "9905"):
        for address in ("koordinator@fjordvest.example", "ingen@nordvik.example"):
            answer = Browser(house).post(f"/registrer/kommune/{number}/tilgang", {**WISH, "epost": address})
            shown = page(Browser(house).get(answer.headers["Location"])).replace("Elvestrand", "Nordvik")
            answers.add((answer.status_code, answer.headers["Location"].replace("9905", "9901"), shown))
    assert len(answers) == 1
    assert len(sql("SELECT 1 FROM access_requests")) == 2


def test_a_wish_twice_is_one_and_a_persons_number_is_never_taken_in(guest, sql):
    for _ in range(2):
        guest.post("/registrer/kommune/9901/tilgang", {**WISH, "epost": "ny@nordvik.example"})
    assert len(sql("SELECT 1 FROM access_requests")) == 1
    answer = guest.post("/registrer/kommune/9901/tilgang", {**WISH, "epost": "to@nordvik.example", "grunn": "Gjelder 01900199976"})
    assert answer.status_code == 422 and 'href="#grunn"' in page(answer) and "fødselsnummer" in page(answer)


def test_another_kommune_is_not_told_of_the_wish(guest, inside):
    from sqlalchemy import select

    from saas.db import db
    from tenants.access.models import AccessRequest

    guest.post("/registrer/kommune/9901/tilgang", {**WISH, "epost": "ny@nordvik.example"})
    with inside("hamnes"):
        assert list(db.session.scalars(select(AccessRequest))) == []
    with inside("nordvik"):
        assert [row.email for row in db.session.scalars(select(AccessRequest))] == ["ny@nordvik.example"]


def test_an_application_can_be_withdrawn_once(guest, apply, sql, confirm_address):
    own = apply().headers["Location"]
    link = confirm_address()
    assert guest.post(f"{own}/tilbaketrekking").status_code == 303
    assert guest.post(f"{own}/tilbaketrekking").status_code == 409
    assert sql("SELECT state FROM applications") == [("withdrawn",)]
    assert guest.get(link).status_code == 404
    assert "trukket" in page(guest.get(own))


def test_an_unknown_status_page_is_no_page(guest, apply):
    apply()
    assert guest.get("/registrer/soknad/" + "a" * 64).status_code == 404
    assert guest.post("/registrer/soknad/" + "a" * 64 + "/tilbaketrekking").status_code == 404


def test_too_many_applications_for_one_kommune_are_stopped(apply, sql):
    answers = [apply().status_code for _ in range(12)]
    assert answers[:10] == [303] * 10 and answers[10:] == [429, 429]
    assert "for mange forsøk" in page(apply())
    assert sql("SELECT count(*) FROM applications") == [(10,)]


def test_what_is_abandoned_runs_out_and_people_are_forgotten_after_ninety_days(house, apply, sql, worker, guest, confirm_address):
    own = apply().headers["Location"]
    link = confirm_address()
    sql("UPDATE applications SET expires_at = now() - interval '1 minute'")
    assert guest.get(link).status_code == 404 and "Gått ut" in page(guest.get(own))
    _expire(house, worker)
    assert sql("SELECT state, applicant_name, confirm_hash FROM applications") == [("expired", "Terje Fonn", None)]
    sql("UPDATE applications SET expires_at = now() - interval '91 days'")
    _expire(house, worker)
    row = sql("SELECT applicant_name, applicant_email, applicant_phone, chief_name, chief_email, number, state FROM applications")
    assert row == [("–", "–", "", "", "", "9905", "expired")]


def test_what_is_founded_or_waits_is_left_alone(house, apply, sql, worker):
    apply()
    sql("UPDATE applications SET state = 'founded', expires_at = now() - interval '200 days'")
    apply()
    _expire(house, worker)
    assert sorted(sql("SELECT state, applicant_name FROM applications")) == [("founded", "Terje Fonn"), ("sent", "Terje Fonn")]


def _expire(house, worker):
    with house.app_context():
        jobs.ask_house("signup.expire")
    worker.work()
