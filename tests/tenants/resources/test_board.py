"""The board: needs, lines and the leader's word; what is covered, what is too much, and who may do what."""

from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from saas.db import db
from tenants.resources import capacity, needs, service
from tenants.resources.models import Capacity, Need, ResourceLine
from tests.tenants.overview.test_statements import Counted
from tests.tenants.rounds.conftest import (  # noqa: F401
    Scene,
    gather,
    guest,
    link_to,
    scene,
    september,
    strike,
    text,
)
from tests.tenants.tasks.conftest import value_of

BOARD = "/k/nordvik/behov/"
NEED = {"tittel": "Voksne ute fredag kveld", "type": "hours", "mengde": "8", "enhet": "timer", "tema": "safe_places"}
LINE = {"beskrivelse": "Miljøterapeut fredager", "type": "hours", "mengde": "5", "enhet": "Timer"}


@pytest.fixture
def need(coordinator, scene, inside):
    """A need of eight hours, through the door."""
    assert coordinator.post(BOARD, NEED).status_code == 303
    with inside():
        return db.session.query(Need).one().id


@pytest.fixture
def offer(coordinator, scene):
    """`offer(behov=…)`: a line from the school; its id."""

    def add(**facts):
        form = {**LINE, "organisasjon": str(scene.organisations["Nordvik ungdomsskole"]), "en_gang": str(uuid4())}
        answer = coordinator.post(f"{BOARD}ressurs", form | {k: str(v) for k, v in facts.items()})
        assert answer.status_code == 303, text(answer)
        return UUID(answer.location.rsplit("/", 1)[1])

    return add


@pytest.fixture
def row(inside):
    """`row(Need, id, "state")`: a row's column as it stands."""

    def look(model, row_id, name="state"):
        with inside():
            return getattr(db.session.query(model).filter(model.id == row_id).one(), name)

    return look


def test_a_need_is_covered_by_confirmed_lines_of_its_own_kind_and_unit_only(need, offer, row, inside, coordinator):
    first, second = offer(behov=need), offer(behov=need, mengde="3,0")
    offer(behov=need, type="competence", mengde="90")
    offer(behov=need, enhet="kvelder", mengde="90")
    assert row(Need, need) == "open" and "Bekreftet 0 av 8 timer." in text(coordinator.get(BOARD))
    with inside():
        service.confirm(service.find(first))
        assert [n.id for n in needs.open_needs()] == [need]
    with inside():
        service.confirm(service.find(second))
        assert needs.open_needs() == []
    assert row(Need, need) == "matched" and "Dekket" in text(coordinator.get(f"{BOARD}{need}"))
    with inside():
        service.withdraw(service.find(first))
    assert row(Need, need) == "open"


def test_a_need_without_a_number_is_covered_by_one_line_of_its_kind(coordinator, scene, offer, inside):
    coordinator.post(BOARD, {**NEED, "mengde": "", "enhet": ""})
    with inside():
        need = db.session.query(Need).one().id
    line = offer(behov=need)
    with inside():
        assert len(needs.open_needs()) == 1
        service.confirm(service.find(line))
        assert needs.open_needs() == []


def test_the_leader_confirms_by_link_and_the_clock_covers_the_need(
    need, offer, scene, guest, link_to, worker, row, strike, coordinator
):
    line = offer(behov=need, mengde="8", leder=scene.people["Kari Moen"])
    worker.work()
    link = link_to("kari")
    page = guest.open(link)
    assert "Miljøterapeut fredager" in text(page) and len(page.data) < 40_000
    assert row(ResourceLine, line) == "waiting"
    assert guest.answer(link, avgjorelse="kanskje").status_code == 422
    assert "Takk. Ressursen er bekreftet." in text(guest.answer(link, avgjorelse="bekreft"))
    assert row(ResourceLine, line) == "confirmed" and row(ResourceLine, line, "decided_by") == "Kari Moen"
    assert "Dekket" in text(coordinator.get(f"{BOARD}{need}")), "the page never waits for the clock"
    strike(date(2026, 9, 16), "resources.match")
    assert row(Need, need) == "matched"
    assert "Lenken er brukt" in text(guest.open(link))
    late = {"csrf_token": value_of(text(guest.open("/logg-inn")), "csrf_token"), "avgjorelse": "avsla"}
    assert guest.client.post(link.replace("http://bindeledd.test", ""), data=late).status_code == 409
    assert row(ResourceLine, line) == "confirmed"


def test_only_the_leader_who_was_asked_confirms(offer, scene, coordinator, member, row, worker, guest, link_to):
    line = offer(leder=scene.people["Kari Moen"])
    for browser in (coordinator, member):
        for deed in ("bekreftelse", "avslag"):
            assert browser.post(f"{BOARD}ressurs/{line}/{deed}").status_code == 403
    worker.work()
    former = link_to("kari")
    asked = coordinator.post(f"{BOARD}ressurs/{line}/leder", {"leder": str(scene.people["Hanne Dahl"]), "versjon": "2"})
    assert asked.status_code == 303 and guest.open(former).status_code == 404
    assert member.post(f"{BOARD}ressurs/{line}/bekreftelse", {"versjon": "1"}).status_code == 409
    assert member.post(f"{BOARD}ressurs/{line}/bekreftelse", {"versjon": "3"}).status_code == 303
    assert row(ResourceLine, line) == "confirmed"
    again = member.post(f"{BOARD}ressurs/{line}/avslag")
    assert again.status_code == 409 and row(ResourceLine, line) == "confirmed"


def test_a_member_offers_for_their_own_organisation_only(member, scene, inside):
    own = {**LINE, "organisasjon": str(scene.organisations["Nordvik ungdomsskole"])}
    others = {**LINE, "organisasjon": str(scene.organisations["Politiet"])}
    assert member.post(f"{BOARD}ressurs", others).status_code == 403
    made = member.post(f"{BOARD}ressurs", own)
    assert made.status_code == 303 and "Ingen leder er spurt ennå." in text(member.get(made.location))
    assert member.post(BOARD, NEED).status_code == 403
    assert member.post(f"{made.location}/leder", {"leder": str(scene.people["Kari Moen"])}).status_code == 403
    with inside():
        assert db.session.query(ResourceLine).one().person_id == scene.people["Hanne Dahl"]
    assert member.post(f"{made.location}/trekk").status_code == 303
    assert member.post(f"{made.location}/trekk").status_code == 409


def test_a_waiting_line_is_put_right_and_a_confirmed_one_is_not(offer, coordinator, inside, row):
    line = offer()
    change = {**LINE, "beskrivelse": "Lærer fredager", "versjon": "1"}
    assert coordinator.post(f"{BOARD}ressurs/{line}/endring", change).status_code == 303
    stale = coordinator.post(f"{BOARD}ressurs/{line}/endring", {**change, "beskrivelse": "Min tekst"})
    assert stale.status_code == 409 and "Min tekst" in text(stale)
    with inside():
        service.confirm(service.find(line))
    late = coordinator.post(f"{BOARD}ressurs/{line}/endring", {**change, "versjon": "3"})
    assert late.status_code == 409 and row(ResourceLine, line, "description") == "Lærer fredager"


def test_more_than_the_capacity_is_flagged_in_words_and_not_refused(offer, coordinator, scene, row, inside):
    school = str(scene.organisations["Nordvik ungdomsskole"])
    form = {"organisasjon": school, "type": "hours", "ar": "2026", "mengde": "7,5", "enhet": "timer"}
    assert coordinator.post(f"{BOARD}kapasitet", form).status_code == 303
    offer(fra="2026-10-01")
    offer(fra="2027-01-10")
    assert "mer enn kapasiteten" not in text(coordinator.get(BOARD))
    offer()
    said = "Nordvik ungdomsskole har lovet 10 timer i 2026, 2,5 mer enn kapasiteten på 7,5."
    assert said in text(coordinator.get(BOARD))
    assert "2,5 for mye" in text(coordinator.get(f"{BOARD}kapasitet"))
    twice = coordinator.post(f"{BOARD}kapasitet", {**form, "enhet": " Timer"})
    assert twice.status_code == 422 and "står allerede" in text(twice)
    with inside():
        found = db.session.query(Capacity).one().id
    assert coordinator.post(f"{BOARD}kapasitet/{found}/endring", {"mengde": "x"}).status_code == 422
    assert coordinator.post(f"{BOARD}kapasitet/{found}/endring", {"mengde": "12", "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{BOARD}kapasitet/{found}/endring", {"mengde": "1", "versjon": "1"}).status_code == 409
    with inside():
        assert capacity.overcommitted() == []


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"tittel": ""}, "Skriv hva som trengs."),
        ({"tittel": "a" * 201}, "høyst 200 tegn"),
        ({"type": "noe"}, "Velg fra listen."),
        ({"mengde": "mange"}, "Skriv et tall"),
        ({"mengde": "-1"}, "Skriv et tall over null"),
        ({"mengde": "NaN"}, "Skriv et tall over null"),
        ({"mengde": "1,234"}, "høyst to desimaler"),
        ({"type": "premises", "enhet": ""}, "Skriv hva tallet teller"),
        ({"enhet": "a" * 41}, "høyst 40 tegn"),
        ({"tema": "x"}, "Velg fra listen."),
        ({"innen": "0026-01-01"}, "Se særlig på året."),
        ({"tiltak": str(uuid4())}, "Velg fra listen."),
        ({"funn": "x"}, "Velg fra listen."),
        ({"tittel": "Støtte til Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
    ],
)
def test_a_need_that_does_not_make_sense_is_refused(coordinator, scene, inside, facts, words):
    answer = coordinator.post(BOARD, {**NEED, **facts})
    assert answer.status_code == 422 and words in text(answer)
    with inside():
        assert db.session.query(Need).count() == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"beskrivelse": " "}, "Skriv hva dere kan bidra med."),
        ({"beskrivelse": "a" * 1001}, "høyst 1000 tegn"),
        ({"fra": "2026-10-02", "til": "2026-10-01"}, "Siste dag kan ikke være før den første."),
        ({"organisasjon": str(uuid4())}, "Velg fra listen."),
        ({"behov": str(uuid4())}, "Velg fra listen."),
        ({"leder": str(uuid4())}, "Velg fra listen."),
        ({"beskrivelse": "Støtte til Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
    ],
)
def test_a_line_that_does_not_make_sense_is_refused(coordinator, scene, inside, facts, words):
    form = {**LINE, "organisasjon": str(scene.organisations["Politiet"]), **facts}
    answer = coordinator.post(f"{BOARD}ressurs", form)
    assert answer.status_code == 422 and words in text(answer)
    with inside():
        assert db.session.query(ResourceLine).count() == 0


def test_a_need_is_closed_and_opened_again(need, coordinator, row):
    assert coordinator.post(f"{BOARD}{need}/lukking", {"versjon": "9"}).status_code == 409
    assert coordinator.post(f"{BOARD}{need}/lukking", {"versjon": "1"}).status_code == 303
    assert row(Need, need) == "closed"
    assert coordinator.post(f"{BOARD}{need}/endring", {**NEED, "versjon": "2"}).status_code == 409
    assert coordinator.post(f"{BOARD}{need}/gjenapning", {"versjon": "2"}).status_code == 303
    assert row(Need, need) == "open" and row(Need, need, "amount") == Decimal(8)
    assert coordinator.post(f"{BOARD}{need}/gjenapning").status_code == 409


def test_another_kommunes_needs_and_lines_are_not_there(coordinator, gather, scene, need, inside, guest):
    from saas.accounts import links

    hamnes = gather("hamnes")
    coordinator.post("/k/hamnes/behov/", NEED)
    form = {**LINE, "organisasjon": str(hamnes.organisations["Politiet"]), "leder": str(hamnes.people["Kari Moen"])}
    line = coordinator.post("/k/hamnes/behov/ressurs", form).location.rsplit("/", 1)[1]
    with inside("hamnes"):
        their_need = db.session.query(Need).one().id
    for path in (their_need, f"{their_need}/endring", f"ressurs/{line}", f"ressurs/{line}/endring"):
        assert coordinator.get(f"{BOARD}{path}").status_code == 404
    for deed in ("bekreftelse", "avslag", "trekk", "leder"):
        assert coordinator.post(f"{BOARD}ressurs/{line}/{deed}").status_code == 404
    for facts in (
        {"organisasjon": str(hamnes.organisations["Politiet"])}, {"behov": str(their_need)},
        {"leder": str(hamnes.people["Kari Moen"])},
    ):  # fmt: skip
        mine = {**LINE, "organisasjon": str(scene.organisations["Politiet"]), **facts}
        assert coordinator.post(f"{BOARD}ressurs", mine).status_code == 422
    with inside():
        borrowed = links.make("resource.confirm", UUID(line), scene.people["Kari Moen"])
        assert db.session.query(ResourceLine).count() == 0
    assert guest.open(borrowed).status_code == 404


def test_thirty_of_each_take_no_more_statements_than_three(house, coordinator, scene, inside):
    def fill(number):
        with inside():
            for n in range(number):
                need = needs.add_need(needs.Wanted(f"Behov {number}-{n}", "hours", amount=Decimal(4)))
                where = list(scene.organisations.values())[n % 7]
                service.pledge(service.Offer(where, "hours", "Vakt", Decimal(2), "timer", need_id=need.id))

    def cost():
        with Counted(house) as counted:
            assert coordinator.get(f"{BOARD}?alle=1").status_code == 200
        return len(counted)

    fill(3)
    few = cost()
    fill(27)
    assert cost() == few
