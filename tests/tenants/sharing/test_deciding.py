"""A leader decides, the coordinator proposes, and nothing leaves before or after."""

from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import select

from saas import audit, clock, jobs
from saas.centre.models import Profile
from saas.db import db
from saas.errors import NotAllowed
from saas.register import kommuner
from tenants.sharing import service
from tenants.sharing.models import SharingDecision
from tests.tenants.sharing import scene
from tests.tenants.sharing.conftest import HOME, decide, seen, text
from tests.world import log_in


@pytest.fixture
def profiles(inside):
    """`profiles("hamnes")`: what lies handed over about a kommune, by period."""

    def look(slug="nordvik"):
        with inside(slug, read_only=True):
            return {
                p.period: (p.shares, p.region, p.band, p.centrality, p.coordinator) for p in db.session.scalars(select(Profile))
            }

    return look


def logged(inside, slug="nordvik"):
    """The log's links about sharing."""
    with inside(slug, read_only=True):
        return [(one.action, one.facts) for one in audit.chain() if one.action.startswith("sharing.")]


def test_nothing_is_shared_before_somebody_has_decided(peopled, inside, coordinator, lying, profiles):
    with inside():
        assert service.shares() is False
        service.hand_over_all()
    assert lying() == {} and {shares for shares, *_ in profiles().values()} == {False}
    assert "Ingen har tatt en beslutning ennå. Da deles ingenting." in text(coordinator.get(HOME))


@pytest.mark.parametrize("who", ["chair", "chief"])
def test_a_leader_switches_it_on_and_the_rows_lie_there_at_once(who, request, peopled, inside, lying, profiles):
    leader = request.getfixturevalue(who)
    assert decide(leader, "ja", "Styringsgruppen vil bidra.").status_code == 303
    assert lying(scene.LAST) == scene.NORDVIK_LAST and lying(scene.RUNNING) == scene.NORDVIK_RUNNING
    found = profiles()
    assert set(found) == {scene.LAST, scene.RUNNING}
    # Fjordvest is in the Vestland region; 11 840 people; the register's centrality.
    assert {facts[:4] for facts in found.values()} == {(True, "R08", "10000", "5")}
    page = text(leader.get(HOME))
    assert "Tallene deles" in page and "Styringsgruppen vil bidra." in page and "22. november 2026 kl. 09.30" in page
    assert ("Chair Nordvik, leder av styringsgruppen" if who == "chair" else "Dina Direktør, kommunedirektør") in page
    assert logged(inside) == [("sharing.decided", {"shares": True, "role": "chair" if who == "chair" else "chief_executive"})]


def test_one_coordinator_of_two_kommuner_has_one_pseudonym_that_is_no_name(peopled, inside, chair, house, world, profiles):
    decide(chair, "ja")
    with inside("hamnes"):
        service.hand_over_all()
    ours, theirs = profiles()[scene.LAST][4], profiles("hamnes")[scene.LAST][4]
    assert ours == theirs and str(world["nordvik"].users["coordinator"]) not in ours and len(ours) == 32


def test_off_takes_back_every_row_at_once(peopled, chair, lying, profiles, inside):
    decide(chair, "ja")
    clock.move_to(clock.at(scene.TODAY, 10))
    assert decide(chair, "nei", "Vi vil vente.").status_code == 303
    assert lying(scene.LAST) == {} and lying(scene.RUNNING) == {}
    assert {shares for shares, *_ in profiles().values()} == {False}
    page = text(chair.get(HOME))
    assert "Tallene deles ikke" in page and "Tidligere beslutninger (1)" in page
    assert [facts["shares"] for _, facts in logged(inside)] == [True, False]


def test_off_takes_back_the_rows_of_an_older_period_too(peopled, chair, lying, inside):
    decide(chair, "ja")
    clock.move_to(clock.at(scene.TODAY.replace(year=2027), 9, 30))
    chair = log_in(chair.client.application, "chair@nordvik.example")
    assert lying(scene.LAST)
    assert decide(chair, "nei").status_code == 303
    assert lying(scene.LAST) == {} and lying(scene.RUNNING) == {}


def test_the_coordinator_sees_and_proposes_but_does_not_decide(peopled, coordinator, lying, inside, postbox, worker):
    answer = coordinator.post(f"{HOME}beslutning", {"deling": "ja", "sett": "", "grunn": ""})
    assert answer.status_code == 403 and "Koordinatoren kan foreslå det." in text(answer)
    assert lying() == {}
    assert coordinator.post(f"{HOME}forslag", {"deling": "ja", "grunn": "Tallene våre er gode."}).status_code == 303
    assert lying() == {} and [name for name, _ in logged(inside)] == ["sharing.proposed"]
    worker.work()
    (letter,) = postbox.letters
    assert "chair@nordvik.example" in letter["To"] and "Forslag" in letter["Subject"]
    assert "Tallene våre er gode." in letter.get_content() and "/k/nordvik/deles/" in letter.get_content()


@pytest.mark.parametrize("role", ["coordinator", "member", "service"])
def test_the_verb_itself_refuses_others_than_leaders(role, peopled, inside, lying):
    with inside(role=role):
        with pytest.raises(NotAllowed):
            service.decide(True, "", "")
        assert service.shares() is False
    assert lying() == {}


@pytest.mark.parametrize("role", ["member", "data_protection_officer"])
def test_others_see_it_and_are_told_who_decides(role, peopled, house, lying):
    browser = log_in(house, f"{role}@nordvik.example")
    page = text(browser.get(HOME))
    assert "Lederen av styringsgruppen og kommunedirektøren bestemmer om kommunen deler tall." in page
    assert 'name="deling"' not in page
    for address in ("beslutning", "forslag", "opptelling"):
        assert browser.post(HOME + address, {"deling": "ja", "sett": ""}).status_code == 403
    assert lying() == {}


def test_a_practitioner_does_not_come_in(house, world):
    browser = log_in(house, "practitioner@nordvik.example")
    for address in ("", "tall.csv", "sammenlignet", "nasjonale-tall"):
        assert browser.get(HOME + address).status_code == 403


def test_another_kommunes_leader_decides_nothing_here_and_hands_over_nothing(peopled, house, lying, chair, inside):
    decide(chair, "ja")
    other = log_in(house, "chair@hamnes.example")
    for address in ("beslutning", "forslag", "opptelling"):
        assert other.post(HOME + address, {"deling": "nei", "sett": ""}).status_code == 404
    assert other.get(HOME).status_code == 404
    # Nordvik's decision says nothing in Hamnes, nor does its id.
    with inside("nordvik", read_only=True):
        theirs = db.session.scalars(select(SharingDecision.id)).one()
    answer = other.post("/k/hamnes/deles/beslutning", {"deling": "ja", "sett": str(theirs)})
    assert answer.status_code == 409
    assert lying(slug="hamnes") == {} and lying() == scene.NORDVIK_LAST


def test_a_double_click_is_one_decision(peopled, chair, inside):
    once = str(uuid4())
    sett = seen(chair.get(HOME))
    for _ in range(2):
        assert decide(chair, "ja", sett=sett, en_gang=once).status_code == 303
    with inside():
        assert db.session.query(SharingDecision).count() == 1
    # Without the form's number the second press is told that it is done already.
    assert decide(chair, "ja").status_code == 409


def test_a_decision_on_an_older_page_is_refused(peopled, chair, chief, inside):
    old = seen(chair.get(HOME))
    assert decide(chief, "ja").status_code == 303
    answer = decide(chair, "ja", sett=old)
    assert answer.status_code == 409 and "Noen har tatt en ny beslutning" in text(answer)
    answer = decide(chair, "nei", sett=old)
    assert answer.status_code == 409
    with inside():
        assert service.shares() is True and db.session.query(SharingDecision).count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"deling": "kanskje"}, "Velg om kommunen skal dele tall."),
        ({"deling": ""}, "Velg om kommunen skal dele tall."),
        ({"deling": "ja", "grunn": "x" * 501}, "Begrunnelsen kan ha høyst 500 tegn."),
        ({"deling": "ja", "grunn": "Ole Hansen i 9A ble tatt."}, "Teksten kan peke ut en person."),
        ({"deling": "ja", "sett": "x" * 41}, None),
    ],
)
def test_bad_input_changes_nothing(fields, words, peopled, chair, lying, inside):
    answer = chair.post(f"{HOME}beslutning", {"sett": "", **fields})
    assert answer.status_code == 422 and (words is None or words in text(answer))
    assert lying() == {} and logged(inside) == [] or "guard" in str(logged(inside))
    with inside():
        assert db.session.query(SharingDecision).count() == 0


def test_a_kommune_that_the_register_does_not_know_is_told_why(peopled, chair, database, lying, inside):
    with psycopg.connect(database) as connection:
        connection.execute("UPDATE tenants SET number = '9999' WHERE slug = 'nordvik'")
    assert kommuner.look_up("9999", demo=True) is None
    answer = decide(chair, "ja")
    assert answer.status_code == 409 and "Kommunenummeret er ikke i registeret." in text(answer)
    assert lying() == {}
    assert "Kommunenummeret er ikke i registeret." in text(chair.get(HOME))
    with inside():
        assert service.shares() is False


def test_the_round_counts_again_and_twice_is_once(peopled, chair, inside, worker, lying, profiles, house, world):
    from saas import rooms

    decide(chair, "ja")
    with inside():
        scene.more(peopled["nordvik"], 3)
    clock.move_to(clock.at(scene.TODAY, 15))
    for _ in range(2):
        with house.app_context():
            for place in rooms.all_kommuner():
                jobs.ask(service.JOB, place, rooms.service_of(place))
        worker.work()
        found = lying()
        assert found[("measures", "theme=violence|status=done|level=universal|verdict=partly")] == 3
        assert found[("meetings_held", "")] == 7
        assert set(profiles()) == {scene.LAST, scene.RUNNING}
    # Hamnes has not decided: its profile says so, and nothing of it lies there.
    assert lying(slug="hamnes") == {} and {shares for shares, *_ in profiles("hamnes").values()} == {False}
    assert "kl. 15.00" in text(chair.get(HOME))


def test_the_clock_asks_for_the_round(house):
    from infra.clock import ROUNDS

    assert ROUNDS[service.JOB] == 6 * 3600 and jobs.is_known(service.JOB)


def test_counting_at_once_is_the_coordinators(peopled, chair, coordinator, lying, inside):
    decide(chair, "ja")
    with inside():
        scene.more(peopled["nordvik"], 3)
    assert coordinator.post(f"{HOME}opptelling").status_code == 303
    assert lying()[("meetings_held", "")] == 7
