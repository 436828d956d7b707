"""Goals through the door: who writes, who approves, and what a goal must say before it is adopted."""

import re
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from saas.db import db
from tenants.goals.models import Goal
from tenants.groups.models import Seat
from tenants.network.models import Person
from tests.tenants.goals.conftest import CONCRETE


def text(answer):
    return answer.get_data(as_text=True)


def goals_in(inside, slug="nordvik"):
    with inside(slug, read_only=True):
        return [goal.title for goal in db.session.query(Goal).order_by(Goal.created_at)]


def test_the_chair_writes_a_goal_and_adopts_it_in_a_sak(chair, nordvik_place, goal_of):
    answer = chair.post(nordvik_place.url(), {**CONCRETE, "funn": str(nordvik_place.finding)})
    assert answer.status_code == 303, text(answer)
    goal_id = answer.location.rsplit("/", 1)[1]
    page = text(chair.get(answer.location))
    assert "14\u00a0% i 2025. Målet er 10\u00a0% innen 2029." in page
    assert "Flere er tilbudt hasj" in page
    assert "Utkast" in page
    adopted = chair.post(f"{answer.location}/vedtak", {"sak": str(nordvik_place.sak)})
    assert adopted.status_code == 303, text(adopted)
    row = goal_of(nordvik_place, goal_id)
    assert (row["state"], row["rank"], row["item_id"], row["approved_by"]) == (
        "adopted", 1, nordvik_place.sak, "Chair Nordvik"
    )  # fmt: skip
    assert "SG 9/26" in text(chair.get(answer.location))


@pytest.mark.parametrize("path", ["", "{goal}/endring", "{goal}/vedtak", "{goal}/avvisning", "prioritering"])
def test_the_coordinator_is_refused_with_a_sentence_why(coordinator, nordvik_place, make_goal, goal_of, inside, path):
    goal = make_goal(nordvik_place)
    form = {**CONCRETE, "tittel": "Koordinatorens mål", "sak": str(nordvik_place.sak), "rekkefolge": str(goal)}
    answer = coordinator.post(nordvik_place.url(path.format(goal=goal)), form)
    assert answer.status_code == 403
    assert "styringsgruppen" in text(answer)
    assert goal_of(nordvik_place, goal)["state"] == "draft"
    assert goals_in(inside) == ["Færre unge er tilbudt hasj"]


def test_a_member_and_a_practitioner_write_no_goals(member, practitioner, nordvik_place, inside):
    assert member.post(nordvik_place.url(), CONCRETE).status_code == 403
    assert practitioner.post(nordvik_place.url(), CONCRETE).status_code == 403
    assert practitioner.get(nordvik_place.url()).status_code == 403
    assert goals_in(inside) == []


def test_the_chief_executive_writes_but_does_not_adopt(chief, nordvik_place, make_goal, goal_of):
    assert chief.post(nordvik_place.url(), CONCRETE).status_code == 303
    goal = make_goal(nordvik_place)
    answer = chief.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)})
    assert answer.status_code == 403
    assert "Bare lederen av styringsgruppen vedtar" in text(answer)
    assert goal_of(nordvik_place, goal)["state"] == "draft"


def seat_of_leader(inside, place, user, **facts):
    with inside("nordvik"):
        leader = Person(name="Kari Moen", organisation_id=db.session.query(Person.organisation_id).limit(1).scalar())
        leader.user_id = user
        db.session.add(leader)
        db.session.flush()
        seat = {"function": "leader", "starts_on": date(2026, 1, 1), **facts}
        db.session.add(Seat(group_id=place.group, person_id=leader.id, **seat))


def test_the_chief_executive_in_the_leaders_seat_adopts(chief, nordvik_place, make_goal, goal_of, inside, database):
    import psycopg

    with psycopg.connect(database) as connection:
        row = connection.execute("SELECT id FROM users WHERE email = 'chief@nordvik.example'").fetchone()
    seat_of_leader(inside, nordvik_place, row[0])
    goal = make_goal(nordvik_place)
    answer = chief.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)})
    assert answer.status_code == 303
    assert goal_of(nordvik_place, goal)["state"] == "adopted"


def test_a_coordinator_in_the_leaders_seat_still_does_not_adopt(coordinator, nordvik_place, make_goal, inside, world):
    seat_of_leader(inside, nordvik_place, world["nordvik"].users["coordinator"])
    goal = make_goal(nordvik_place)
    answer = coordinator.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)})
    assert answer.status_code == 403


def test_a_leaders_seat_that_has_ended_opens_nothing(member, nordvik_place, make_goal, inside, world):
    seat_of_leader(inside, nordvik_place, world["nordvik"].users["member"], ends_on=date(2026, 11, 11))
    goal = make_goal(nordvik_place)
    assert member.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)}).status_code == 403


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"baseline": None, "target_on": None}, "Det mangler utgangspunkt, måldato"),
        ({"indicator": "", "unit": "", "target": None}, "Det mangler indikator, enhet, måltall"),
        ({"measurable": False, "judged_by": "For kort"}, "med minst 20 tegn"),
    ],
)
def test_a_goal_that_is_not_concrete_is_not_adopted(chair, nordvik_place, make_goal, goal_of, facts, words):
    goal = make_goal(nordvik_place, **facts)
    answer = chair.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)})
    assert answer.status_code == 409
    assert words in text(answer)
    assert goal_of(nordvik_place, goal)["state"] == "draft"


def test_a_goal_that_says_how_it_is_judged_is_adopted(chair, nordvik_place, make_goal, goal_of):
    how = "Ungdomsrådet vurderer i mai hvert år."
    goal = make_goal(nordvik_place, measurable=False, judged_by=how, indicator="", target=None)
    assert chair.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)}).status_code == 303
    assert f"Målet kan ikke måles. Slik vurderes det: {how}" in text(chair.get(nordvik_place.url(str(goal))))


@pytest.mark.parametrize("sak", ["", "tull", "waiting", "other_sak", "ghost"])
def test_adoption_needs_a_sak_of_the_steering_group(chair, nordvik_place, make_goal, goal_of, sak):
    goal = make_goal(nordvik_place)
    given = str(uuid4()) if sak == "ghost" else str(getattr(nordvik_place, sak, sak))
    answer = chair.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": given})
    assert answer.status_code == 422
    assert "styringsgruppe" in text(answer)
    assert goal_of(nordvik_place, goal)["state"] == "draft"


def test_a_goal_in_force_is_changed_by_the_leader_in_a_sak_only(chair, chief, nordvik_place, make_goal, goal_of):
    goal = make_goal(nordvik_place, state="adopted", rank=1)
    address, changed = nordvik_place.url(f"{goal}/endring"), {**CONCRETE, "maltall": "8,5"}
    assert chief.post(address, {**changed, "sak": str(nordvik_place.sak)}).status_code == 403
    assert chair.post(address, changed).status_code == 422
    assert chair.post(address, {**changed, "maltall": "", "sak": str(nordvik_place.sak)}).status_code == 409
    assert goal_of(nordvik_place, goal)["target"] == 10
    assert chair.post(address, {**changed, "sak": str(nordvik_place.sak)}).status_code == 303
    assert goal_of(nordvik_place, goal)["target"] == Decimal("8.5")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("tittel", "  ", "Skriv hva dere vil oppnå"),
        ("tittel", "x" * 301, "høyst 300 tegn"),
        ("tema", "ukjent", "Velg noe fra listen"),
        ("fra_ar", "i fjor", "Skriv et helt tall"),
        ("fra_ar", "1066", "Skriv et årstall fra"),
        ("til_ar", "2020", "Perioden slutter før den begynner"),
        ("utgangspunkt", "fjorten", "Skriv et tall, for eksempel 12,5"),
        ("maltall", "1e9", "Skriv et tall, for eksempel 12,5"),
        ("maldato", "31/12", "Skriv datoen"),
        ("funn", "8d7d16a0-0516-4c23-b53c-457a1da38457", "Velg et funn fra listen"),
        ("beskrivelse", "Gutt 15 år fra Solbakken, 010203 12345", "kan peke ut en person"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(chair, nordvik_place, inside, field, value, words):
    answer = chair.post(nordvik_place.url(), {**CONCRETE, field: value})
    assert answer.status_code == 422, text(answer)
    assert words in text(answer)
    assert "Andel tilbudt hasj" in text(answer)
    assert goals_in(inside) == []


def test_two_who_change_the_same_draft_do_not_overwrite_each_other(chair, chief, nordvik_place, make_goal, goal_of):
    goal = make_goal(nordvik_place)
    address = nordvik_place.url(f"{goal}/endring")
    assert chair.post(address, {**CONCRETE, "tittel": "Monas ord", "versjon": "1"}).status_code == 303
    answer = chief.post(address, {**CONCRETE, "tittel": "Sjefens ord", "versjon": "1"})
    assert answer.status_code == 409
    assert "Sjefens ord" in text(answer)
    assert goal_of(nordvik_place, goal)["title"] == "Monas ord"


def test_the_same_form_sent_twice_makes_one_goal(chair, nordvik_place, inside):
    form = {**CONCRETE, "en_gang": str(uuid4())}
    first, second = chair.post(nordvik_place.url(), form), chair.post(nordvik_place.url(), form)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(goals_in(inside)) == 1


def test_an_adopted_goal_is_not_adopted_again_and_an_ended_one_leaves_the_order(
    chair, nordvik_place, make_goal, goal_of
):
    goal = make_goal(nordvik_place, state="adopted", rank=1)
    assert chair.post(nordvik_place.url(f"{goal}/vedtak"), {"sak": str(nordvik_place.sak)}).status_code == 409
    assert chair.post(nordvik_place.url(f"{goal}/avvisning"), {}).status_code == 409
    assert chair.post(nordvik_place.url(f"{goal}/avslutning"), {}).status_code == 303
    row = goal_of(nordvik_place, goal)
    assert (row["state"], row["rank"]) == ("ended", None)


def test_a_rejected_goal_can_be_taken_up_again(chair, nordvik_place, make_goal, goal_of):
    goal = make_goal(nordvik_place)
    assert chair.post(nordvik_place.url(f"{goal}/avvisning"), {}).status_code == 303
    assert chair.post(nordvik_place.url(f"{goal}/gjenopptak"), {}).status_code == 303
    assert goal_of(nordvik_place, goal)["state"] == "draft"


def test_the_form_is_prefilled_from_a_finding(chair, coordinator, nordvik_place):
    page = text(chair.get(nordvik_place.url(f"ny?fra_funn={nordvik_place.finding}")))
    assert re.search(r'<option selected value="substances">', page)
    assert f'<option selected value="{nordvik_place.finding}">' in page
    assert coordinator.get(nordvik_place.url("ny")).status_code == 403


def test_another_kommunes_goals_saker_and_findings_are_none(
    chair, stranger, nordvik_place, hamnes_place, make_goal, goal_of, inside
):
    theirs, ours = make_goal(hamnes_place, "Hamnes sitt mål"), make_goal(nordvik_place)
    for path in ("", "/endring"):
        assert chair.get(nordvik_place.url(f"{theirs}{path}")).status_code == 404
    for path in ("endring", "vedtak", "avvisning", "avslutning", "gjenopptak", "maltall", "planverk", "funn"):
        answer = chair.post(nordvik_place.url(f"{theirs}/{path}"), {**CONCRETE, "sak": str(nordvik_place.sak)})
        assert answer.status_code == 404, path
    foreign_sak = chair.post(nordvik_place.url(f"{ours}/vedtak"), {"sak": str(hamnes_place.sak)})
    assert foreign_sak.status_code == 422
    foreign_finding = chair.post(nordvik_place.url(), {**CONCRETE, "funn": str(hamnes_place.finding)})
    assert foreign_finding.status_code == 422
    assert chair.post(nordvik_place.url(f"{ours}/funn"), {"funn": str(hamnes_place.finding)}).status_code == 422
    assert chair.post(nordvik_place.url("prioritering"), {"rekkefolge": str(theirs)}).status_code == 409
    for browser in (chair, stranger):
        assert "Hamnes sitt mål" not in text(browser.get(nordvik_place.url()))
    assert stranger.get(nordvik_place.url(str(ours))).status_code == 404
    assert goal_of(hamnes_place, theirs)["state"] == "draft"
    assert goals_in(inside) == ["Færre unge er tilbudt hasj"]
