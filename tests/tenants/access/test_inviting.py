"""Who may invite whom to what; letters counted; double clicks, stale pages and another kommune's rows refused."""

from uuid import uuid4

import psycopg
import pytest

from saas.db import db
from tenants.access import service
from tenants.access.models import AccessRequest, RoleInvitation
from tenants.network import service as network
from tenants.network.models import Person
from tests.tenants.access.conftest import HOME, TOKEN, in_days, text
from tests.world import PASSWORD, Browser, add_user, log_in

ROLES = ("member", "practitioner", "chair", "chief_executive", "data_protection_officer", "coordinator")
ORDINARY = set(ROLES) - {"coordinator"}
MAY = {
    "coordinator": ORDINARY, "chief_executive": set(ROLES), "starter": ORDINARY, "chair": set(), "member": set(),
    "practitioner": set(), "data_protection_officer": set(),
}  # fmt: skip


def person_with(role, house, world, database):
    """A browser logged in as Nordvik's `role`."""
    if role in ("chief_executive", "starter"):
        with psycopg.connect(database) as connection:
            add_user(connection, f"{role}@nordvik.example", role.title(), world["nordvik"], role)
    return log_in(house, "koordinator@fjordvest.example" if role == "coordinator" else f"{role}@nordvik.example")


@pytest.mark.parametrize("giver", MAY)
def test_each_role_invites_to_those_it_may_and_to_no_other(giver, house, world, database, form, owner):
    who = person_with(giver, house, world, database)
    for role in (*ROLES, "starter", "service", "owner"):
        answer = who.post(f"{HOME}invitasjon", form(rolle=role, epost=f"{role}@ny.example", navn=f"Ny {role.title().replace('_', ' ')}"))
        assert answer.status_code == 303 if role in MAY[giver] else answer.status_code in (403, 422), (role, text(answer))
    sent = {role for (role,) in owner("SELECT role FROM role_invitations")}
    assert sent == MAY[giver]


def test_whoever_starts_up_invites_a_coordinator_while_there_is_none(house, world, database, form, owner):
    owner("UPDATE memberships SET valid_to = current_date - 2 WHERE role = 'coordinator' AND tenant_id = %s", world["nordvik"].id)
    starter = person_with("starter", house, world, database)
    assert starter.post(f"{HOME}invitasjon", form(rolle="coordinator")).status_code == 303


def test_nobody_gives_themselves_more(coordinator, chief, form, owner):
    assert coordinator.post(f"{HOME}invitasjon", form(epost="Koordinator@Fjordvest.example ", rolle="chief_executive")).status_code == 403
    assert chief.post(f"{HOME}invitasjon", form(epost="chief@nordvik.example", rolle="coordinator")).status_code == 403
    assert owner("SELECT count(*) FROM role_invitations") == [(0,)]


def test_one_letter_goes_out_and_the_token_is_only_in_it(coordinator, form, worker, postbox, owner):
    sent = form()
    coordinator.post(f"{HOME}invitasjon", sent)
    coordinator.post(f"{HOME}invitasjon", sent)
    assert postbox.letters == []
    worker.work()
    assert [letter["To"] for letter in postbox.letters] == ["Nina Berg <nina@nordvik.example>"]
    token = TOKEN.search(postbox.letters[0].get_content()).group(1)
    assert len(owner("SELECT 1 FROM role_invitations")) == 1
    assert token not in str(owner("SELECT * FROM role_invitations")) and token not in text(coordinator.get(HOME))


def test_somebody_who_waits_or_has_the_role_is_not_invited_twice(coordinator, form):
    coordinator.post(f"{HOME}invitasjon", form())
    again = coordinator.post(f"{HOME}invitasjon", form(navn="Nina Annen"))
    assert again.status_code == 409 and "er allerede invitert" in text(again)
    has = coordinator.post(f"{HOME}invitasjon", form(navn="Member Nordvik", epost="member@nordvik.example"))
    assert has.status_code == 409 and "har allerede denne rollen" in text(has)


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"epost": "nina"}, 422), ({"epost": ""}, 422), ({"navn": ""}, 422), ({"organisasjon": ""}, 422), ({"fra": "i går"}, 422),
        ({"fra": str(in_days(-1))}, 422), ({"til": str(in_days(-1))}, 422), ({"person": str(uuid4())}, 422), ({"person": "x"}, 422),
        ({"gruppe": str(uuid4())}, 422), ({"rolle": ""}, 422), ({"grunn": "Fnr 01810550003"}, 422), ({"foresporsel": str(uuid4())}, 404),
    ],
)  # fmt: skip
def test_a_wrong_form_sends_nothing_and_keeps_what_was_typed(coordinator, form, owner, inside, given, status):
    answer = coordinator.post(f"{HOME}invitasjon", form(**given))
    assert answer.status_code == status, text(answer)
    assert owner("SELECT count(*) FROM role_invitations") == [(0,)]
    with inside():
        assert db.session.query(Person).count() == 0


def test_sending_again_kills_the_old_link(coordinator, invited, token, inside, house):
    with inside():
        found = service.waiting()[0]
        address, version = f"{HOME}invitasjon/{found.id}", found.version
    assert coordinator.post(f"{address}/utsending", {"versjon": str(version)}).status_code == 303
    fresh = token()
    assert fresh != invited
    assert Browser(house).get(f"/invitasjon/{invited}").status_code == 404
    assert Browser(house).get(f"/invitasjon/{fresh}").status_code == 200
    assert coordinator.post(f"{address}/tilbaketrekking", {"versjon": str(version)}).status_code == 409
    assert coordinator.post(f"{address}/tilbaketrekking", {"versjon": str(version + 1)}).status_code == 303
    assert Browser(house).get(f"/invitasjon/{fresh}").status_code == 404
    for deed in ("utsending", "tilbaketrekking"):
        assert coordinator.post(f"{address}/{deed}").status_code == 409


def test_a_person_of_the_network_is_tied_and_seated_once(coordinator, form, token, workplace, inside, worker, house, owner):
    from tenants.groups.models import Group, Seat

    with inside():
        hanne = network.add_person("Hanne Dahl", workplace, title="Rektor", email="hanne@nordvik.example").id
        group = Group(name="Koordineringsgruppen", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        db.session.add(group)
        db.session.flush()
        group_id = group.id
    sent = form(person=str(hanne), navn="", epost="", organisasjon="", gruppe=str(group_id), til=str(in_days(200)))
    assert coordinator.post(f"{HOME}invitasjon", sent).status_code == 303
    browser = Browser(house)
    assert browser.post(f"/invitasjon/{token()}", {"navn": "Hanne Dahl", "passord": PASSWORD}).status_code == 303
    worker.work()
    strike(house, worker)
    with inside():
        seat = db.session.query(Seat).one()
        assert (seat.person_id, seat.title, seat.ends_on) == (hanne, "Rektor", in_days(200))
        assert network.find_person(hanne).user_id is not None and db.session.query(Person).count() == 1
    assert "Koordineringsgruppen" in text(browser.get(f"/k/nordvik/grupper/{group_id}"))
    assert owner("SELECT count(*) FROM role_invitations WHERE tied_at IS NOT NULL") == [(1,)]


def test_without_a_person_one_is_made_at_the_kommunes_own_leadership(inside, worker, house, token):
    with inside():
        service.invite(email="NINA@nordvik.example", name="Nina  Berg", role="member", from_on=in_days(0))
    Browser(house).post(f"/invitasjon/{token()}", {"navn": "Nina Berg", "passord": PASSWORD})
    worker.work()
    with inside():
        nina = db.session.query(Person).one()
        assert (nina.name, nina.email, nina.organisation.name) == ("Nina Berg", "nina@nordvik.example", "Nordvik kommune")


def ask(owner, world, slug="nordvik", email="siv@annet.example"):
    """Somebody asks to be let in, as the lobby writes it."""
    return owner(
        "INSERT INTO access_requests (tenant_id, name, email, title, reason) VALUES (%s, 'Siv Ås', %s, 'Rektor', 'Ny her') RETURNING id",
        world[slug].id, email,
    )[0][0]  # fmt: skip


def strike(house, worker, *names):
    """The clock strikes these rounds in every kommune."""
    from saas import jobs, rooms

    with house.app_context():
        for kommune in rooms.all_kommuner():
            for name in names or ("access.tie",):
                jobs.ask(name, kommune, rooms.service_of(kommune))
    worker.work()


def test_those_who_invite_hear_once_of_somebody_who_asks(coordinator, chief, owner, world, house, worker, postbox):
    ask(owner, world)
    strike(house, worker)
    strike(house, worker)
    assert sorted(letter["To"].split("<")[1] for letter in postbox.letters) == ["chief@nordvik.example>", "koordinator@fjordvest.example>"]
    assert "Siv Ås" in text(coordinator.get(HOME))


def test_who_asks_is_invited_or_told_no(coordinator, owner, world, form, worker, postbox, inside):
    first, second = ask(owner, world), ask(owner, world, email="to@annet.example")
    page = coordinator.get(f"{HOME}invitasjon?foresporsel={first}")
    assert 'value="siv@annet.example"' in text(page)
    assert coordinator.post(f"{HOME}invitasjon", form(foresporsel=str(first), epost="siv@annet.example")).status_code == 303
    assert coordinator.post(f"{HOME}foresporsel/{second}/avslag", {"versjon": "1"}).status_code == 303
    assert coordinator.post(f"{HOME}foresporsel/{second}/avslag").status_code == 409
    again = coordinator.post(f"{HOME}invitasjon", form(foresporsel=str(first), epost="b@annet.example", navn="En Annen"))
    assert again.status_code == 409
    worker.work()
    assert sorted(letter["To"].split("<")[-1] for letter in postbox.letters) == ["siv@annet.example>", "to@annet.example>"]
    with inside():
        assert {r.email: r.state for r in db.session.query(AccessRequest)} == {
            "siv@annet.example": "invited", "to@annet.example": "refused",
        }  # fmt: skip


def test_another_kommunes_invitations_and_requests_do_not_exist(coordinator, member, owner, world, inside, form):
    with inside("hamnes"):
        service.invite(email="per@hamnes.example", name="Per Vik", role="member", from_on=in_days(0))
        theirs = db.session.query(RoleInvitation).one().id
    asked = ask(owner, world, "hamnes")
    for who in (coordinator, member):
        for address in (f"invitasjon/{theirs}/utsending", f"invitasjon/{theirs}/tilbaketrekking", f"foresporsel/{asked}/avslag"):
            assert who.post(f"{HOME}{address}").status_code == 404
    assert coordinator.post(f"{HOME}invitasjon", form(foresporsel=str(asked))).status_code == 404
    assert "per@hamnes.example" not in text(coordinator.get(HOME))


def test_others_see_neither_the_list_nor_the_buttons(member, inside, owner, world):
    with inside():
        service.invite(email="per@nordvik.example", name="Per Vik", role="member", from_on=in_days(0))
        ours = db.session.query(RoleInvitation).one().id
    asked = ask(owner, world)
    assert member.get(HOME).status_code == 403 and member.get(f"{HOME}invitasjon").status_code == 403
    for address in (f"invitasjon/{ours}/utsending", f"invitasjon/{ours}/tilbaketrekking", f"foresporsel/{asked}/avslag"):
        assert member.post(f"{HOME}{address}").status_code == 403
