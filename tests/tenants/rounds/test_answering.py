"""The answer: by link and when logged in; what it leaves behind, and what it never does."""

import pytest

from saas.db import db
from tenants.resources import service as resources
from tenants.resources.models import ResourceLine
from tenants.rounds import closing, service
from tests.tenants.rounds.conftest import WORRY, text
from tests.tenants.tasks.conftest import value_of

CAN = "Miljøterapeut 2 timer fredager i september"


@pytest.fixture
def lines(inside):
    """The lines that have come from answers: [(description, state)], oldest first."""

    def look():
        with inside():
            rows = db.session.query(ResourceLine).order_by(ResourceLine.created_at, ResourceLine.id)
            return [(row.description, row.state) for row in rows]

    return look


def test_the_link_shows_who_asks_the_concern_and_the_three_things_in_a_small_page(guest, sent, link_to):
    page = guest.open(link_to("bjorn"))
    words = text(page)
    assert page.status_code == 200 and len(page.data) < 40_000
    for said in (
        "Nordvik", "Koordineringsgruppen i Nordvik spør", WORRY, "Gjenkjenner vi dette?", "Deler vi bekymringen?",
        "Hva kan dere bidra med?", "Delvis", "Vet ikke", "Lagre svaret i Nordvik",
    ):  # fmt: skip
        assert said in words
    assert "Hanne Dahl" not in words and "<nav" not in words


def test_looking_changes_nothing_and_an_answer_is_saved_and_may_be_changed(guest, sent, reply, link_to, answer_of):
    path = link_to("bjorn").replace("http://bindeledd.test", "")
    for _ in range(2):
        assert guest.client.get(path).status_code == guest.client.head(path).status_code == 200
    assert answer_of("Bjørn Haug") == (None, None, "", "", 1)
    saved = reply("bjorn", "yes", "partly", ord="Butikkene merker det.")
    assert saved.status_code == 200 and "Svaret ditt er lagret" in text(saved)
    assert answer_of("Bjørn Haug") == ("yes", "partly", "Butikkene merker det.", "", 2)
    again = text(guest.open(link_to("bjorn")))
    assert "Lenken er brukt" in again and "Butikkene merker det." in again
    reply("bjorn", "partly", "no", ord="")
    assert answer_of("Bjørn Haug")[:3] == ("partly", "no", "")


def test_the_contribution_waits_for_a_leader_and_follows_the_answer(sent, reply, lines, inside):
    reply("hanne", bidrag=CAN)
    assert lines() == [(CAN, "waiting")]
    reply("hanne", bidrag=CAN, ord="Det samme som før")
    assert lines() == [(CAN, "waiting")]
    reply("hanne", bidrag="Gymsal fredag kveld")
    assert lines() == [(CAN, "withdrawn"), ("Gymsal fredag kveld", "waiting")]
    reply("hanne", bidrag="")
    assert [state for _, state in lines()] == ["withdrawn", "withdrawn"]
    with inside():
        assert {row.kind for row in db.session.query(ResourceLine)} == {"hours", "premises"}


def test_a_confirmed_line_stands_whatever_the_answer_becomes(sent, reply, lines, inside, scene):
    reply("hanne", bidrag=CAN)
    with inside():
        line = db.session.query(ResourceLine).one()
        resources.confirm(resources.find(line.id))
    reply("hanne", bidrag="")
    assert lines() == [(CAN, "confirmed")]


def test_a_pupils_name_is_stopped_with_the_words_of_j2_and_stands_nowhere(sent, reply, answer_of, database):
    import psycopg

    answer = reply("hanne", ord="Dette gjelder Kristoffer Lindqvist")
    page = text(answer)
    assert answer.status_code == 422 and "Ser ut som et personnavn." in page and "Lindqvist" in page
    assert "Koordineringsgruppen behandler ikke enkeltsaker. Gjelder det én elev?" in page
    assert "Bruk BTI-handlingsveilederen for Nordvik." in page
    assert "__behold" not in page, "a leader's answer is rewritten, never kept"
    assert answer_of("Hanne Dahl") == (None, None, "", "", 1)
    with psycopg.connect(database) as connection:
        for table in ("round_recipients", "audit_events", "resource_lines", "letters", "guard_exceptions"):
            assert not connection.execute(f"SELECT 1 FROM {table} t WHERE t::text LIKE '%Lindqvist%'").fetchall()
    forced = reply("hanne", ord="Dette gjelder Kristoffer Lindqvist", ord__behold="x", ord__behold_grunn="rektor her")
    assert forced.status_code == 422


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"gjenkjenner": ""}, "Velg «Ja», «Delvis», «Nei» eller «Vet ikke»."),
        ({"gjenkjenner": "kanskje"}, "Velg «Ja», «Delvis», «Nei» eller «Vet ikke»."),
        ({"deler": "unknown"}, "Velg «Ja», «Delvis» eller «Nei»."),
        ({"bidrag": "a" * 1001}, "høyst 1000 tegn"),
        ({"ord": "a " * 2001}, "høyst 4000 tegn"),
    ],
)
def test_half_an_answer_is_refused_and_kept_on_the_page(sent, reply, answer_of, form, words):
    answer = reply("kari", **{"bidrag": "Voksne ute", **form})
    assert answer.status_code == 422 and words in text(answer)
    assert answer_of("Kari Moen") == (None, None, "", "", 1)


def test_an_answer_on_an_older_version_is_told(sent, guest, link_to, reply, answer_of):
    reply("kari", "no", "no")
    late = guest.answer(link_to("kari"), gjenkjenner="yes", deler="yes", versjon="1")
    assert late.status_code == 409 and "Noen har endret dette" in text(late)
    assert answer_of("Kari Moen")[0] == "no"


def test_a_closed_round_says_so_and_takes_no_answer(sent, guest, link_to, inside, answer_of):
    path = link_to("kari")
    page = text(guest.open(path))
    with inside():
        closing.conclude(service.find(sent), None, "confirmed")
    closed = guest.open(path)
    assert closed.status_code == 200 and "Runden er avsluttet" in text(closed)
    token = value_of(page, "csrf_token")
    form = {"csrf_token": token, "gjenkjenner": "yes", "deler": "yes"}
    assert guest.client.post(path.replace("http://bindeledd.test", ""), data=form).status_code == 409
    assert answer_of("Kari Moen")[0] is None


def test_a_member_who_is_asked_answers_on_the_rounds_page(member, sent, answer_of, lines):
    page = text(member.get(f"/k/nordvik/runder/{sent}"))
    assert "Svar for Nordvik ungdomsskole" in page and "Trengs felles innsats?" not in page
    form = {"gjenkjenner": "yes", "deler": "yes", "bidrag": CAN, "versjon": "1"}
    answer = member.post(f"/k/nordvik/runder/{sent}/svar", form)
    assert answer.status_code == 303 and answer_of("Hanne Dahl")[3] == CAN and lines() == [(CAN, "waiting")]
    page = text(member.get(f"/k/nordvik/runder/{sent}"))
    assert "Svaret ditt er lagret." in page and "Venter på bekreftelse fra leder" in page
    assert member.post(f"/k/nordvik/runder/{sent}/svar", {**form, "versjon": "1"}).status_code == 409


def test_the_one_who_is_not_asked_cannot_answer(coordinator, sent):
    form = {"gjenkjenner": "yes", "deler": "yes"}
    assert coordinator.post(f"/k/nordvik/runder/{sent}/svar", form).status_code == 404


def test_a_member_outside_the_group_sees_no_round_and_one_who_is_asked_sees_no_others_answers(
    inside, sent, scene, member, reply
):
    from tenants.groups.models import Seat

    reply("kari", ord="Vi ser det samme.")
    with inside():
        seat = db.session.query(Seat).filter(Seat.person_id == scene.people["Hanne Dahl"]).one()
        seat.ends_on = seat.starts_on
    page = text(member.get(f"/k/nordvik/runder/{sent}"))
    assert WORRY in page and "Vi ser det samme." not in page
    with inside():
        from tenants.network import service as network

        network.find_person(scene.people["Hanne Dahl"]).user_id = None
    assert member.get(f"/k/nordvik/runder/{sent}").status_code == 404
    assert WORRY not in text(member.get("/k/nordvik/runder/"))


def test_another_kommunes_link_opens_nothing_here(sent, gather, guest, inside, scene):
    from saas.accounts import links
    from tenants.rounds.models import RoundRecipient

    hamnes = gather("hamnes")
    with inside():
        mine = db.session.query(RoundRecipient).filter_by(person_id=scene.people["Kari Moen"]).one().id
    with inside("hamnes"):
        borrowed = links.make("round.answer", mine, hamnes.people["Kari Moen"])
    assert guest.open(borrowed).status_code == 404
    with inside():
        wrong_person = links.make("round.answer", mine, scene.people["Tove Lunde"])
        wrong_purpose = links.make("round.report", mine, scene.people["Kari Moen"])
    assert guest.open(wrong_person).status_code == guest.open(wrong_purpose).status_code == 404
