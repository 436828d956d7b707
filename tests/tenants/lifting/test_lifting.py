"""A sak is lifted one level up, keeps its trace, and the answer finds its way back."""

from datetime import date
from uuid import uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.meetings.models import AgendaEntry, AgendaItem, ItemNumber
from tenants.minutes.models import Minutes, MinutesVersion
from tests.tenants.overview import scene

REASON = "Trenger ressurser utover rammen som gruppen har."


@pytest.fixture
def lifted_world(world, inside):
    """Nordvik with both levels, a planned steering meeting, and a sak that the coordinating group has had up."""
    clock.move_to(scene.MORNING)
    with inside("nordvik"):
        low, high = scene.group(), scene.group("Politirådet", "STEERING")
        leader = scene.person("Kari Moen", "child_welfare")
        scene.seat(low, leader, "leader")
        held = scene.meeting(low, date(2026, 8, 18), "held")
        coming = scene.meeting(high, date(2026, 9, 22))
        item = scene.add(AgendaItem(group_id=low.id, title="Lys ved Torget", kind="decision", number=19, year=2026))
        scene.add(ItemNumber(group_id=low.id, year=2026, last=19))
        scene.add(AgendaEntry(meeting_id=held.id, item_id=item.id, position=1))
        return {"item": item.id, "coming": coming.id, "low": low.id, "high": high.id}


def lift(browser, item_id, reason=REASON, **more):
    return browser.post(f"/k/nordvik/saker/{item_id}/loft", {"grunn": reason, **more})


def test_a_lifted_sak_is_on_the_next_agenda_above_with_its_number_and_reason(coordinator, lifted_world, inside):
    answer = lift(coordinator, lifted_world["item"])
    assert answer.status_code == 303
    page = coordinator.get(answer.location).get_data(as_text=True)
    assert "KG 19/26" in page and "SG 1/26" in page
    agenda = coordinator.get(f"/k/nordvik/moter/{lifted_world['coming']}").get_data(as_text=True)
    assert "Løftet fra koordineringsgruppen, sak 19/26: Trenger ressurser utover rammen" in agenda
    with inside("nordvik"):
        made = db.session.query(AgendaItem).filter_by(origin_id=lifted_world["item"]).one()
        assert made.group_id == lifted_world["high"] and made.kind == "decision"


def test_a_sak_is_lifted_once(coordinator, lifted_world):
    lift(coordinator, lifted_world["item"])
    again = lift(coordinator, lifted_world["item"])
    assert again.status_code == 409 and "Saken er allerede løftet." in again.get_data(as_text=True)


def test_a_reason_is_needed_and_guarded(coordinator, lifted_world):
    short = lift(coordinator, lifted_world["item"], "kort")
    assert short.status_code == 422 and "Skriv hvorfor saken løftes" in short.get_data(as_text=True)
    named = lift(coordinator, lifted_world["item"], "Gjelder Ole Hansen i 9A, født 01810550003, som bor i Fjellveien 3.")
    assert named.status_code == 422 and "01810550003" not in str(named.headers)


def test_the_topmost_level_has_nowhere_to_lift_to(coordinator, lifted_world, inside):
    with inside("nordvik"):
        top = scene.add(AgendaItem(group_id=lifted_world["high"], title="Øverst", kind="discussion"))
        top_id = top.id
    answer = lift(coordinator, top_id)
    assert answer.status_code == 409 and "Det finnes ingen gruppe på nivået over" in answer.get_data(as_text=True)


def test_the_answer_goes_back_once_to_leader_and_secretary(coordinator, lifted_world, inside, worker, postbox):
    lift(coordinator, lifted_world["item"])
    with inside("nordvik"):
        item = db.session.query(AgendaItem).filter_by(origin_id=lifted_world["item"]).one()
        entry = db.session.query(AgendaEntry).filter_by(item_id=item.id).one()
        meeting = entry.meeting
        meeting.state, meeting.ended_at = "held", meeting.ends_at
        minutes = scene.add(Minutes(meeting_id=meeting.id, stage="approved", sent_at=clock.now(), latest=1))
        document = {"items": [{"entry_id": str(entry.id), "number": "1/26", "title": item.title,
                               "decision": "Styringsgruppen setter av 60 000 kr."}]}
        scene.add(MinutesVersion(minutes_id=minutes.id, number=1, reason="comment", sha256="0", created_by="x", document=document))
    for _ in range(2):
        with inside("nordvik", "service"):
            from tenants.lifting import service

            service.tell_outcomes()
    worker.work()
    told = [letter for letter in postbox.letters if "Svar på saken" in letter["Subject"]]
    assert [letter["To"] for letter in told] == ["Kari Moen <kari@nordvik.example>"]
    assert "Styringsgruppen setter av 60 000 kr." in told[0].get_body().get_content()
    way = coordinator.get(f"/k/nordvik/saker/{lifted_world['item']}/vei").get_data(as_text=True)
    assert "Styringsgruppen setter av 60 000 kr." in way


def test_a_member_may_not_lift_and_sees_no_title_of_a_group_that_is_not_theirs(coordinator, member, lifted_world, inside, nordvik):
    lift(coordinator, lifted_world["item"])
    with inside("nordvik"):
        me = scene.person("Hanne Dahl", user_id=nordvik.users["member"])
        from tenants.groups.models import Group

        scene.seat(db.session.query(Group).filter_by(id=lifted_world["low"]).one(), me)
        db.session.query(AgendaItem).filter_by(origin_id=lifted_world["item"]).one().title = "Lukket sak i rådet"
    page = member.get(f"/k/nordvik/saker/{lifted_world['item']}/vei")
    assert page.status_code == 200
    assert "SG 1/26" in page.get_data(as_text=True) and "Lukket sak i rådet" not in page.get_data(as_text=True)
    assert lift(member, lifted_world["item"]).status_code == 403


def test_another_kommunes_sak_cannot_be_lifted_or_followed(coordinator, lifted_world):
    for address in (f"/k/hamnes/saker/{lifted_world['item']}", f"/k/nordvik/saker/{uuid4()}"):
        assert coordinator.get(f"{address}/vei").status_code == 404
        assert coordinator.get(f"{address}/loft").status_code == 404
        assert coordinator.post(f"{address}/loft", {"grunn": REASON}).status_code == 404
