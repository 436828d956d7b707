"""The invitation's door: accepted once, by the right person, and silent about everything else."""

import pytest

from saas.db import db
from tenants.network.models import Person
from tests.tenants.access.conftest import (  # noqa: F401
    HOME,
    chief,
    form,
    invited,
    nobody,
    owner,
    text,
    token,
    workplace,
)
from tests.world import PASSWORD, Browser, log_in

JOIN = {"navn": "Nina Berg", "passord": PASSWORD}


def address(token: str) -> str:
    return f"/invitasjon/{token}"


def test_the_letter_opens_a_page_and_the_page_makes_account_membership_and_person(nobody, invited, worker, inside, coordinator):  # noqa: F811
    page = nobody.get(address(invited))
    assert page.status_code == 200 and "Coordinator Nordvik inviterer deg som: Medlem." in text(page)
    answer = nobody.post(address(invited), JOIN)
    assert answer.status_code == 303 and answer.location == "/k/nordvik/"
    worker.work()
    assert nobody.get("/k/nordvik/").status_code == 200
    with inside():
        nina = db.session.query(Person).filter(Person.email == "nina@nordvik.example").one()
        assert nina.user_id is not None and nina.name == "Nina Berg"
    assert "Nina Berg" in text(coordinator.get(HOME))


def test_opening_changes_nothing_however_often(nobody, invited, owner):  # noqa: F811
    for method in ("get", "head"):
        getattr(nobody.client, method)(address(invited))
    assert owner("SELECT count(*) FROM role_invitations WHERE accepted_at IS NOT NULL") == [(0,)]
    assert nobody.get(address(invited)).status_code == 200


def test_unknown_used_revoked_and_expired_tokens_answer_exactly_alike(nobody, invited, coordinator, form, token, owner, house):  # noqa: F811
    unknown = Browser(house).get(address("0" * 40))
    assert unknown.status_code == 404
    coordinator.post(f"{HOME}invitasjon", form(navn="Per Vik", epost="per@nordvik.example"))
    revoked = token()
    owner("UPDATE role_invitations SET revoked_at = now() WHERE email = 'per@nordvik.example'")
    coordinator.post(f"{HOME}invitasjon", form(navn="Oda Lie", epost="oda@nordvik.example"))
    expired = token()
    owner("UPDATE role_invitations SET expires_at = now() - interval '1 second' WHERE email = 'oda@nordvik.example'")
    assert nobody.post(address(invited), JOIN).status_code == 303
    for dead in (invited, revoked, expired, "x", "a" * 4000):
        for answer in (Browser(house).get(address(dead)), Browser(house).post(address(dead), JOIN)):
            assert answer.status_code == 404 and text(answer) == text(unknown)


def test_a_replayed_token_gives_nobody_else_the_role(nobody, invited, house, owner):  # noqa: F811
    nobody.post(address(invited), JOIN)
    again = Browser(house)
    assert again.post(address(invited), {**JOIN, "passord": "noe-annet-som-er-langt-nok"}).status_code == 404
    assert owner("SELECT count(*) FROM memberships m JOIN users u ON u.id = m.user_id WHERE u.email = 'nina@nordvik.example'") == [(1,)]
    assert log_in(house, "nina@nordvik.example").get("/k/nordvik/").status_code == 200


def test_who_has_an_account_logs_in_first_and_comes_back(nobody, coordinator, form, token, owner, house):  # noqa: F811
    coordinator.post(f"{HOME}invitasjon", form(navn="Member Hamnes", epost="member@hamnes.example"))
    link = address(token())
    assert "Du har en konto fra før" in text(nobody.get(link))
    sent = nobody.post(link, {**JOIN, "passord": "kapret-passord-for-en-annen"})
    assert sent.status_code == 303 and sent.location.startswith("/logg-inn?neste=")
    answer = nobody.post("/logg-inn", {"epost": "member@hamnes.example", "passord": PASSWORD, "neste": link})
    assert answer.location == link
    assert "Ta imot" in text(nobody.get(link))
    assert nobody.post(link).location == "/k/nordvik/"
    assert nobody.get("/k/nordvik/").status_code == 200 and nobody.get("/k/hamnes/").status_code == 200


def test_somebody_else_who_is_logged_in_is_told_so_and_gets_nothing(stranger, invited, owner):  # noqa: F811
    page = stranger.get(address(invited))
    assert page.status_code == 200 and "sendt til en annen adresse" in text(page)
    assert stranger.post(address(invited)).status_code == 409
    assert stranger.get("/k/nordvik/").status_code == 404
    assert owner("SELECT count(*) FROM role_invitations WHERE accepted_at IS NOT NULL") == [(0,)]


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("Nina", "kort"), ("Nina", "x" * 201), ("N" * 121, PASSWORD)])
def test_a_refused_form_makes_no_account(nobody, invited, owner, name, password):  # noqa: F811
    assert nobody.post(address(invited), {"navn": name, "passord": password}).status_code == 422
    assert owner("SELECT count(*) FROM users WHERE email = 'nina@nordvik.example'") == [(0,)]
    assert nobody.get(address(invited)).status_code == 200


def test_the_seventh_kommune_is_refused_in_words_and_the_invitation_stays(chief, form, token, owner, world, house):  # noqa: F811
    chief.post(f"{HOME}invitasjon", form(navn="Ola Ny", epost="ola@fjordvest.example", rolle="coordinator"))
    link = address(token())
    owner("UPDATE installation SET value = '0' WHERE key = 'coordinator_limit'")
    answer = Browser(house).post(link, {"navn": "Ola Ny", "passord": PASSWORD})
    assert answer.status_code == 409 and "En koordinator kan dekke inntil seks kommuner." in text(answer)
    owner("UPDATE installation SET value = '6' WHERE key = 'coordinator_limit'")
    assert Browser(house).post(link, {"navn": "Ola Ny", "passord": PASSWORD}).status_code == 303


def test_too_many_openings_are_slowed(nobody):  # noqa: F811
    answers = {nobody.get(address(f"{n:040d}")).status_code for n in range(62)}
    assert answers == {404, 429}


def test_a_role_that_begins_later_opens_nothing_today(nobody, coordinator, form, token):  # noqa: F811
    from tests.tenants.access.conftest import in_days

    coordinator.post(f"{HOME}invitasjon", form(fra=str(in_days(3))))
    answer = nobody.post(address(token()), JOIN)
    assert answer.status_code == 303 and answer.location == "/mine"
    assert nobody.get("/k/nordvik/").status_code == 404


def test_who_must_have_a_second_step_sets_it_up_before_the_kommune_opens(coordinator, form, token, house):  # noqa: F811
    from dataclasses import replace

    coordinator.post(f"{HOME}invitasjon", form(navn="Kari Ny", epost="kari@nordvik.example", rolle="chief_executive"))
    link = address(token())
    house.config["HOUSE"] = replace(house.config["HOUSE"], second_step=True)
    kari = Browser(house)
    assert kari.post(link, {"navn": "Kari Ny", "passord": PASSWORD}).status_code == 303
    answer = kari.get("/k/nordvik/")
    assert answer.status_code in (302, 303, 404) and "Nordvik" not in text(answer)


def test_two_invitations_to_two_kommuner_are_two_memberships_of_one_account(coordinator, form, token, nobody, inside, worker, house):  # noqa: F811
    from saas import clock
    from tenants.access import service

    coordinator.post(f"{HOME}invitasjon", form())
    first = token()
    nobody.post(address(first), JOIN)
    with inside("hamnes"):
        service.invite(email="nina@nordvik.example", name="Nina Berg", role="practitioner", from_on=clock.today())
    second = token()
    assert "Ta imot" in text(nobody.get(address(second)))
    for _ in range(2):
        nobody.post(address(second))
    worker.work()
    assert nobody.get("/k/nordvik/").status_code == nobody.get("/k/hamnes/").status_code == 200
    with inside("hamnes"):
        assert [m.role for m in service.members() if m.email == "nina@nordvik.example"] == ["practitioner"]
