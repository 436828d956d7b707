"""Outside the frame: once on the styringsgruppe's next agenda, and answered by those who approve."""

from datetime import date

from sqlalchemy import select

from saas.db import db
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.measures import frame, service
from tenants.measures.models import Measure
from tenants.meetings.models import AgendaEntry, AgendaItem
from tests.tenants.measures.conftest import LIST, form_of, meeting, settle, text

PAGE = f"{LIST}utenfor-rammene"


def saker(where):
    return list(db.session.scalars(select(AgendaItem).where(AgendaItem.group_id == where.sg)))


def test_a_measure_without_a_goal_lands_once_on_the_next_agenda(make, scene, inside):
    with inside():
        ahead = meeting(scene.sg, date(2026, 11, 12)).id
        meeting(scene.sg, date(2026, 12, 12))
    one = make("decided", goal_id=None)
    with inside():
        item = saker(scene)[0]
        assert (item.title, item.label) == ("Tiltak utenfor rammene", "1/26")
        assert db.session.scalars(select(AgendaEntry.meeting_id).where(AgendaEntry.item_id == item.id)).all() == [ahead]
        assert service.find(one).frame_item_id == item.id and frame.bring_up() == 0
    two = make("decided", goal_id=None)
    with inside():
        assert len(saker(scene)) == 1 and service.find(two).frame_item_id == saker(scene)[0].id
        saker(scene)[0].state = "done"
        assert frame.bring_up() == 0 and len(saker(scene)) == 1
        assert len(service.outside_frame()) == 2


def test_inside_the_frame_nothing_happens(make, scene, inside):
    make("decided")
    make("proposed", goal_id=None)
    make("rejected", goal_id=None)
    with inside():
        assert frame.bring_up() == 0 and saker(scene) == []


def test_without_a_meeting_it_waits_and_is_placed_when_one_is_planned(make, scene, inside):
    make("decided", goal_id=None)
    with inside():
        assert saker(scene)[0].number is None
        meeting(scene.sg, date(2026, 11, 12))
    with inside():
        assert frame.bring_up() == 0 and saker(scene)[0].label == "1/26"


def test_a_goal_that_is_taken_away_after_the_decision_is_noticed(make, scene, post, inside):
    one = make("decided")
    assert post(f"{one}/endring", form_of(scene, mal="")).status_code == 303
    with inside():
        assert service.find(one).frame_item_id is not None


def test_the_leader_ties_it_to_a_goal_and_the_flag_is_cleared(make, scene, chair, post, read, inside):
    one = make("decided", goal_id=None)
    page = text(chair.get(PAGE))
    assert "Tiltak utenfor rammene (1)" in page and "T-26-001" in page
    assert post(f"{one}/maltilknytning", {"mal": ""}, chair).status_code == 422
    assert post(f"{one}/maltilknytning", {"mal": str(scene.goal)}, chair).status_code == 303
    assert read(one, "goal_id", "frame_outcome") == (scene.goal, "linked")
    assert "Alle tiltak er innenfor rammene" in text(chair.get(PAGE))
    again = post(f"{one}/maltilknytning", {"mal": str(scene.goal)}, chair)
    assert again.status_code == 409 and "ikke utenfor rammene lenger" in text(again)


def test_turned_down_and_new_goal(make, scene, chair, post, read, inside):
    one, two, three = (make(state, goal_id=None) for state in ("decided", "started", "decided"))
    assert post(f"{one}/rammeavvisning", {"begrunnelse": "Nei"}, chair).status_code == 422
    assert post(f"{two}/rammeavvisning", {"begrunnelse": "Nei"}, chair).status_code == 422
    for measure in (one, two):
        assert post(f"{measure}/rammeavvisning", {"begrunnelse": "Ikke vårt ansvar."}, chair).status_code == 303
    assert read(one, "state", "frame_outcome") == ("rejected", "rejected")
    assert read(two, "state", "frame_outcome") == ("ended", "rejected")
    assert post(f"{three}/nytt-mal", {"mal_tittel": " "}, chair).status_code == 422
    assert post(f"{three}/nytt-mal", {"mal_tittel": "Et trygt sted hver fredag"}, chair).status_code == 303
    with inside():
        goal = db.session.scalars(select(Goal).where(Goal.title == "Et trygt sted hver fredag")).one()
        measure = service.find(three)
        assert (goal.state, goal.theme, measure.goal_id) == ("draft", "safe_places", goal.id)
        assert not measure.outside_frame and frame.bring_up() == 0


def test_only_those_who_approve_answer(make, coordinator, member, practitioner, post, read, scene):
    one = make("decided", goal_id=None)
    for browser in (coordinator, member, practitioner):
        for door in ("maltilknytning", "rammeavvisning", "nytt-mal"):
            assert post(f"{one}/{door}", {"mal": str(scene.goal)}, browser).status_code == 403
    assert practitioner.get(PAGE).status_code == 403
    assert 'value="Knytt' not in text(member.get(PAGE)) and "<button" in text(member.get(PAGE))
    assert read(one, "goal_id") is None


def test_another_kommune_has_a_frame_of_its_own(make, scene, world, inside):
    with inside("hamnes"):
        other = settle(world["hamnes"].users, "hamnes")
    make("decided", goal_id=None)
    with inside("hamnes"):
        assert frame.bring_up() == 0 and saker(other) == [] and service.outside_frame() == []
        assert db.session.scalars(select(Group.id)).all() and not db.session.scalars(select(Measure.id)).all()
