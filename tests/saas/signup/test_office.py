"""The centre's editor looks into applications: what was checked is written down, and only an editor may."""

import pytest

from tests.saas.signup.conftest import AASE, TERJE
from tests.world import Browser

HOW = "Ringte sentralbordet på nummeret fra kommunens nettsted; arkivlederen bekreftet adressen."


def page(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def waiting(apply, sql):
    """Eigersund has applied, and has no confirmed address; the editor's address of the application."""
    assert apply("1101", orgnr="944496394").status_code == 303
    return f"/senter/soknader/{sql('SELECT id FROM applications')[0][0]}"


ADDRESSES = ("/senter", "/senter/soknader", "/senter/kommuner", "/senter/kommuner/etterfolgere")


def test_the_centres_pages_are_there_for_the_editor(editor, waiting):
    for address in (*ADDRESSES, waiting):
        assert editor.get(address).status_code == 200, address
    assert "post@eigersund.kommune.no (ikke bekreftet)" in page(editor.get(waiting))
    assert "1 venter" in page(editor.get("/senter/soknader"))


def test_for_everybody_else_they_do_not_exist(house, waiting, coordinator, guest, editor, sql):
    for address in (*ADDRESSES, waiting):
        assert coordinator.get(address).status_code == 404, address
        assert guest.get(address).status_code == 303, address
    for deed in ("godkjenning", "avslag"):
        assert coordinator.post(f"{waiting}/{deed}", {"adresse": "x@y.example", "kontroll": HOW, "grunn": HOW}).status_code == 404
    sql("UPDATE centre_members SET role = 'analyst'")
    assert editor.get("/senter").status_code == 200
    assert editor.get("/senter/soknader").status_code == editor.get(waiting).status_code == 404
    sql("UPDATE centre_members SET role = 'editor', valid_to = '2020-02-01'")
    assert editor.get("/senter").status_code == 404


def test_a_log_in_in_one_step_is_no_editor(editor, sql):
    sql("UPDATE login_sessions SET strong = false")
    assert editor.get("/senter/soknader").status_code == 404


def test_an_approval_keeps_who_what_and_when_and_sends_the_letter(house, editor, waiting, sql, letters, confirm_address):
    answer = editor.post(f"{waiting}/godkjenning", {"adresse": "postmottak@eigersund.example", "kontroll": HOW, "versjon": "1"})
    assert answer.status_code == 303
    kept = sql("SELECT state, checked_by, checked_how, checked_at IS NOT NULL, official_address FROM applications")
    assert kept == [("sent", "Sunniva Hegg", HOW, True, "postmottak@eigersund.example")]
    assert "postmottak@eigersund.example" in " ".join(to for to, _, _ in letters())
    assert Browser(house).post(confirm_address(), {**AASE, "epost": "leder@eigersund.example"}).status_code == 303
    assert sql("SELECT name, number FROM tenants WHERE number = '1101'") == [("Eigersund", "1101")]


@pytest.mark.parametrize(
    "changed",
    [
        {"kontroll": "Så på domenet."},
        {"kontroll": ""},
        {"adresse": ""},
        {"adresse": TERJE["epost"]},
        {"adresse": "redaktor@senter.example"},
    ],
)
def test_an_approval_without_a_real_check_is_refused(editor, waiting, sql, changed):
    data = {"adresse": "postmottak@eigersund.example", "kontroll": HOW, "versjon": "1", **changed}
    answer = editor.post(f"{waiting}/godkjenning", data)
    assert answer.status_code == 422 and f'href="#{next(iter(changed))}"' in page(answer)
    assert sql("SELECT state, confirm_hash FROM applications") == [("begun", None)]


def test_the_letter_sent_anew_kills_the_earlier_link(house, editor, waiting, sql, confirm_address):
    editor.post(f"{waiting}/godkjenning", {"adresse": "feil@eigersund.example", "kontroll": HOW, "versjon": "1"})
    first, version = confirm_address(), sql("SELECT version FROM applications")[0][0]
    editor.post(f"{waiting}/godkjenning", {"adresse": "rett@eigersund.example", "kontroll": HOW, "versjon": str(version)})
    second = confirm_address()
    assert first != second
    assert Browser(house).get(first).status_code == 404 and Browser(house).get(second).status_code == 200


def test_a_refusal_tells_the_applicant_why(editor, waiting, sql, letters, guest):
    assert editor.post(f"{waiting}/avslag", {"grunn": "", "versjon": "1"}).status_code == 422
    assert editor.post(f"{waiting}/avslag", {"grunn": "Kommunen kjenner ikke til søknaden.", "versjon": "1"}).status_code == 303
    assert sql("SELECT state, refused_reason, checked_by FROM applications") == [
        ("refused", "Kommunen kjenner ikke til søknaden.", "Sunniva Hegg")
    ]
    assert "Kommunen kjenner ikke til søknaden." in letters()[-1][2]
    data = {"adresse": "postmottak@eigersund.example", "kontroll": HOW, "versjon": "2"}
    assert editor.post(f"{waiting}/godkjenning", data).status_code == 409


def test_an_old_page_decides_nothing(editor, waiting, sql):
    data = {"adresse": "postmottak@eigersund.example", "kontroll": HOW, "versjon": "1"}
    assert editor.post(f"{waiting}/godkjenning", data).status_code == 303
    stale = editor.post(f"{waiting}/avslag", {"grunn": "Likevel ikke.", "versjon": "1"})
    assert stale.status_code == 409 and "Likevel ikke." in page(stale)
    assert 'name="versjon" value="3"' in page(stale)
    assert sql("SELECT state FROM applications") == [("sent",)]


def test_an_application_that_never_was_is_no_page(editor, waiting):
    from uuid import uuid4

    assert editor.get(f"/senter/soknader/{uuid4()}").status_code == 404
