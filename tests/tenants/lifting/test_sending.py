"""A sak is sent down with a deadline and answered once; the chain shows both ways; those it came from are told."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from saas import clock
from saas.db import db
from tenants.lifting import service
from tenants.lifting.models import SentItem
from tenants.meetings.models import AgendaEntry, AgendaItem, ItemNumber
from tenants.minutes.models import Minutes, MinutesVersion
from tests.tenants.overview import scene
from tests.world import log_in

REASON = "Prøv åpen hall på fredager i seks uker, og si hvordan det gikk."
ANSWER = "Hallen var åpen seks fredager, og rundt tretti unge kom hver gang."
DUE = "2026-10-09"


@pytest.fixture
def three(world, inside, nordvik):
    """Nordvik on three levels, a sak in the middle that Hanne proposed, and a planned meeting below and above."""
    clock.move_to(scene.MORNING)
    with inside("nordvik"):
        top, middle = scene.group("Politirådet", "STEERING"), scene.group()
        below, other = scene.group("Fagteam ungdom", "OPERATIONAL"), scene.group("Fagteam skole", "OPERATIONAL")
        kari, yusuf = scene.person("Kari Moen"), scene.person("Yusuf Warsame", user_id=nordvik.users["practitioner"])
        mona, hanne = scene.person("Mona Lie"), scene.person("Hanne Dahl", user_id=nordvik.users["member"])
        scene.seat(middle, kari, "leader")
        scene.seat(middle, hanne)
        scene.seat(below, yusuf, "leader")
        scene.seat(top, mona, "leader")
        held = scene.meeting(middle, date(2026, 8, 18), "held")
        coming, high = scene.meeting(below, date(2026, 9, 22)), scene.meeting(top, date(2026, 9, 24))
        item = scene.add(AgendaItem(group_id=middle.id, title="Uro ved Torget", kind="discussion", number=14, year=2026,
                                    proposed_by=hanne.id))  # fmt: skip
        scene.add(ItemNumber(group_id=middle.id, year=2026, last=14))
        entry = scene.add(AgendaEntry(meeting_id=held.id, item_id=item.id, position=1))
        return {"item": item.id, "entry": entry.id, "held": held.id, "top": top.id, "middle": middle.id, "below": below.id,
                "other": other.id, "coming": coming.id, "high": high.id, "hanne": hanne.id}  # fmt: skip


@pytest.fixture
def practitioner(house, world):
    """Logged in as Yusuf, who leads the fagteam."""
    return log_in(house, "practitioner@nordvik.example")


def send(browser, three, *, item=None, **given):
    form = {"gruppe": str(three["below"]), "grunn": REASON, "frist": DUE, "en_gang": str(uuid4()), **given}
    return browser.post(f"/k/nordvik/saker/{item or three['item']}/sending", form)


def answer(browser, item_id, words=ANSWER, **more):
    return browser.post(f"/k/nordvik/saker/{item_id}/svar", {"svar": words, "en_gang": str(uuid4()), **more})


def made_of(inside, item_id):
    with inside("nordvik"):
        return db.session.query(AgendaItem).filter_by(origin_id=item_id).one().id


def text(page):
    return page.get_data(as_text=True)


def test_a_sak_is_sent_down_answered_and_told_both_ways(coordinator, practitioner, three, inside, worker, postbox):
    assert "Send til utførende" in text(coordinator.get(f"/k/nordvik/moter/{three['held']}/saker/{three['entry']}"))
    assert send(coordinator, three).status_code == 303
    made = made_of(inside, three["item"])
    agenda = text(coordinator.get(f"/k/nordvik/moter/{three['coming']}"))
    assert "Sendt fra koordineringsgruppen, sak 14/26: Prøv åpen hall" in agenda
    assert REASON in text(practitioner.get(f"/k/nordvik/saker/{made}/svar"))
    done = answer(practitioner, made, versjon="1")
    assert done.status_code == 303
    for browser, item in ((coordinator, three["item"]), (practitioner, made)):
        page = text(browser.get(f"/k/nordvik/saker/{item}/vei"))
        assert "FU 1/26" in page and "KG 14/26" in page and ANSWER in page
    worker.work()
    letters = [(letter["To"].split(" <")[0], letter["Subject"]) for letter in postbox.letters]
    assert letters == [
        ("Yusuf Warsame", "Sak til fagteam ungdom: Uro ved Torget"),
        ("Kari Moen", "Svar på saken «Uro ved Torget»"),
        ("Hanne Dahl", "Svar på saken «Uro ved Torget»"),
    ]
    assert REASON in postbox.letters[0].get_body().get_content() and ANSWER in postbox.letters[1].get_body().get_content()


def test_a_double_click_and_a_second_press_send_once(coordinator, three, inside):
    once = str(uuid4())
    assert send(coordinator, three, en_gang=once).status_code == send(coordinator, three, en_gang=once).status_code == 303
    again = send(coordinator, three)
    assert again.status_code == 409 and "Saken er allerede sendt til fagteam ungdom." in text(again)
    assert send(coordinator, three, gruppe=str(three["other"])).status_code == 303
    with inside("nordvik"):
        assert db.session.query(AgendaItem).filter_by(origin_id=three["item"]).count() == db.session.query(SentItem).count() == 2


def test_up_after_down_works_and_never_round_in_a_ring(coordinator, three, inside):
    send(coordinator, three)
    below = made_of(inside, three["item"])
    back = coordinator.post(f"/k/nordvik/saker/{below}/loft", {"grunn": "Trenger ressurser utover rammen."})
    assert back.status_code == 409 and "Svar på den i stedet" in text(back)
    lifted = coordinator.post(f"/k/nordvik/saker/{three['item']}/loft", {"grunn": "Trenger ressurser utover rammen."})
    assert lifted.status_code == 303
    with inside("nordvik"):
        above = db.session.query(AgendaItem).filter_by(group_id=three["top"], origin_id=three["item"]).one().id
    ring = send(coordinator, three, item=above, gruppe=str(three["middle"]))
    assert ring.status_code == 422 and "Velg en gruppe fra listen." in text(ring)
    page = text(coordinator.get(f"/k/nordvik/saker/{above}/vei"))
    assert page.index("KG 14/26") < page.index("SG 1/26") and "FU 1/26" in page


def test_the_steering_group_sends_to_the_middle_and_on(coordinator, three, inside):
    with inside("nordvik"):
        top = scene.add(AgendaItem(group_id=three["top"], title="Trygg sommer", kind="decision")).id
    assert "Send nedover" in text(coordinator.get(f"/k/nordvik/saker/{top}/sending"))
    assert send(coordinator, three, item=top, gruppe=str(three["middle"])).status_code == 303
    middle = made_of(inside, top)
    assert send(coordinator, three, item=middle).status_code == 303
    with inside("nordvik"):
        assert [link.group for link in service.chain(db.session.query(AgendaItem).filter_by(id=middle).one())] == ["SG", "KG", "FU"]


def test_the_lowest_level_a_closed_group_and_a_withdrawn_sak(coordinator, three, inside):
    with inside("nordvik"):
        from tenants.groups.models import Group

        low = scene.add(AgendaItem(group_id=three["below"], title="Nederst", kind="discussion")).id
        db.session.query(Group).filter_by(id=three["other"]).one().closed_on = date(2026, 8, 1)
        gone = scene.add(AgendaItem(group_id=three["middle"], title="Trukket", kind="discussion", state="withdrawn")).id
    nowhere = send(coordinator, three, item=low)
    assert nowhere.status_code == 409 and "Det finnes ingen gruppe" in text(nowhere)
    assert send(coordinator, three, gruppe=str(three["other"])).status_code == 422
    assert send(coordinator, three, item=gone).status_code == 409
    with inside("nordvik"):
        assert db.session.query(SentItem).count() == 0


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"grunn": "kort"}, 422), ({"grunn": "x" * 1001}, 422), ({"frist": ""}, 422), ({"frist": "2026-09-01"}, 422),
        ({"frist": "2028-01-01"}, 422), ({"frist": "i morgen"}, 422), ({"gruppe": "tull"}, 422), ({"gruppe": str(uuid4())}, 422),
        ({"versjon": "99"}, 409), ({"grunn": "Gjelder Ole Hansen i 9A, født 01810550003, i Fjellveien 3."}, 422),
    ],
)  # fmt: skip
def test_what_is_wrong_is_refused_and_leaves_nothing(coordinator, three, inside, wrong, status):
    assert send(coordinator, three, **wrong).status_code == status
    with inside("nordvik"):
        assert db.session.query(SentItem).count() == 0 and db.session.query(AgendaItem).filter_by(origin_id=three["item"]).count() == 0


def test_only_those_who_may_answer_do_and_once(coordinator, practitioner, member, house, three, inside):
    send(coordinator, three)
    made = made_of(inside, three["item"])
    assert answer(member, made).status_code == 404, "Hanne does not see the fagteam."
    with inside("nordvik"):
        from tenants.groups.models import Group, Seat

        below = db.session.query(Group).filter_by(id=three["below"]).one()
        db.session.add(Seat(group_id=below.id, person_id=three["hanne"], function="member", starts_on=date(2026, 1, 1)))
    assert answer(member, made).status_code == 403 and member.get(f"/k/nordvik/saker/{made}/svar").status_code == 403
    assert answer(practitioner, made, "kort").status_code == 422
    assert answer(practitioner, made, versjon="7").status_code == 409
    assert answer(practitioner, made, "Gutten heter Ole Hansen og er født 01810550003.").status_code == 422
    assert answer(practitioner, made).status_code == 303
    again = answer(coordinator, made, "Et helt annet svar enn det første.")
    assert again.status_code == 409 and "Saken er allerede besvart." in text(again)
    assert coordinator.get(f"/k/nordvik/saker/{three['item']}/svar").status_code == 404


def test_a_member_may_not_send_and_sees_no_words_of_a_group_that_is_not_theirs(coordinator, member, practitioner, three, inside):
    assert send(member, three).status_code == 403
    coordinator.post(f"/k/nordvik/saker/{three['item']}/loft", {"grunn": "Trenger ressurser utover rammen."})
    with inside("nordvik"):
        db.session.query(AgendaItem).filter_by(group_id=three["top"], origin_id=three["item"]).one().title = "Lukket i rådet"
    send(coordinator, three)
    page = text(member.get(f"/k/nordvik/saker/{three['item']}/vei"))
    assert "SG 1/26" in page and "Lukket i rådet" not in page and REASON in page
    assert practitioner.get(f"/k/nordvik/saker/{three['item']}/vei").status_code == 404


def test_a_group_that_is_silent_is_reminded_once(coordinator, three, inside, worker, postbox):
    send(coordinator, three)
    worker.work()
    before = len(postbox.letters)
    assert remind(inside) == 0
    clock.move_to(clock.at(date(2026, 10, 6), 9))
    assert (remind(inside), remind(inside)) == (1, 0)
    worker.work()
    assert [letter["To"].split(" <")[0] for letter in postbox.letters[before:]] == ["Yusuf Warsame"]


def test_the_chain_leads_on_to_decision_tasks_and_measures_and_is_shown_in_the_minutes(coordinator, three, inside):
    coordinator.post(f"/k/nordvik/saker/{three['item']}/loft", {"grunn": "Trenger ressurser utover rammen."})
    minutes = decide(inside, three)
    with inside("nordvik"):
        from tenants.tasks.models import Task
        from tests.walls import line_of_sight  # noqa: F401 – its models are the ones tried here

        above = db.session.query(AgendaItem).filter_by(group_id=three["top"], origin_id=three["item"]).one()
        entry = db.session.query(AgendaEntry).filter_by(item_id=above.id).one()
        scene.add(Task(group_id=three["top"], what="Bedre lyset ved Torget", entry_id=entry.id, meeting_id=entry.meeting_id,
                       due_on=date(2026, 12, 1)))
        measure = scene.add(_measure(three, above.id))
        label = measure.label
    page = text(coordinator.get(f"/k/nordvik/saker/{three['item']}/vei"))
    assert "Bedre lyset ved Torget" in page and label in page and "setter av 60 000 kr" in page
    shown = text(coordinator.get(f"/k/nordvik/referater/{minutes}"))
    assert f"KG 14/26 → SG 1/26 → vedtak → {label}" in " ".join(shown.split())


def test_the_outcome_is_told_once_to_officers_and_proposer_and_no_title_goes_to_others(coordinator, three, inside, worker, postbox):
    coordinator.post(f"/k/nordvik/saker/{three['item']}/loft", {"grunn": "Trenger ressurser utover rammen."})
    with inside("nordvik"):
        db.session.query(AgendaItem).filter_by(group_id=three["top"], origin_id=three["item"]).one().title = "Lukket tittel i rådet"
    worker.work()
    before = len(postbox.letters)
    decide(inside, three)
    for _ in range(2):
        with inside("nordvik", "service"):
            service.tell_outcomes()
    worker.work()
    told = postbox.letters[before:]
    assert sorted(letter["To"].split(" <")[0] for letter in told) == ["Hanne Dahl", "Kari Moen"]
    for letter in told:
        words = letter.get_body().get_content()
        assert "setter av 60 000 kr" in words and "Lukket tittel" not in words and "Lukket tittel" not in letter["Subject"]


def test_a_proposer_who_sits_nowhere_on_the_way_is_told_that_it_is_decided_and_not_what(coordinator, three, inside, worker, postbox):
    with inside("nordvik"):
        outsider = scene.person("Per Haug", "trade_association")
        db.session.query(AgendaItem).filter_by(id=three["item"]).one().proposed_by = outsider.id
    coordinator.post(f"/k/nordvik/saker/{three['item']}/loft", {"grunn": "Trenger ressurser utover rammen."})
    decide(inside, three)
    with inside("nordvik", "service"):
        service.tell_outcomes()
    worker.work()
    (letter,) = [one for one in postbox.letters if one["To"].startswith("Per")]
    words = letter.get_body().get_content()
    assert "er avgjort i politirådet" in words and "60 000" not in words and "Uro ved Torget" not in words + letter["Subject"]


def test_the_words_of_an_exempt_sak_stay_out_of_letters_and_of_the_chain(coordinator, practitioner, three, inside, worker, postbox):
    with inside("nordvik"):
        item = db.session.query(AgendaItem).filter_by(id=three["item"]).one()
        item.publicity, item.legal_basis = "exempt", "offl. § 24 første ledd"
    assert send(coordinator, three).status_code == 303
    made = made_of(inside, three["item"])
    with inside("nordvik"):
        assert db.session.query(AgendaItem).filter_by(id=made).one().publicity == "exempt", "What was chosen comes along."
    assert REASON in text(practitioner.get(f"/k/nordvik/saker/{made}/svar"))
    assert answer(practitioner, made).status_code == 303
    worker.work()
    for letter in postbox.letters:
        words = letter["Subject"] + letter.get_body().get_content()
        assert "Uro ved Torget" not in words and REASON not in words and ANSWER not in words
    way = text(coordinator.get(f"/k/nordvik/saker/{three['item']}/vei"))
    assert REASON not in way and ANSWER not in way and "Saken er besvart." in way


def test_two_who_send_and_answer_at_once_do_it_once(coordinator, house, three, inside):
    both = together(lambda browser: send(browser, three).status_code, house)
    assert sorted(both) == [303, 409]
    made = made_of(inside, three["item"])
    assert sorted(together(lambda browser: answer(browser, made).status_code, house)) == [303, 409]


def test_another_kommunes_sak_group_and_answer_are_not_there(coordinator, stranger, three, inside):
    with inside("hamnes"):
        foreign_group = scene.group("Fagteam", "OPERATIONAL").id
    send(coordinator, three)
    made = made_of(inside, three["item"])
    for way in ("sending", "svar", "vei"):
        assert coordinator.get(f"/k/hamnes/saker/{made}/{way}").status_code == 404
        assert stranger.get(f"/k/nordvik/saker/{made}/{way}").status_code == 404
    assert send(coordinator, three, gruppe=str(foreign_group)).status_code == 422
    assert coordinator.post(f"/k/hamnes/saker/{made}/svar", {"svar": ANSWER}).status_code == 404
    with inside("nordvik"):
        assert db.session.query(SentItem).one().answered_at is None


def remind(inside):
    with inside("nordvik", "service"):
        return service.remind()


def decide(inside, three):
    """The steering group decides about what was lifted, and its minutes are approved."""
    with inside("nordvik"):
        item = db.session.query(AgendaItem).filter_by(group_id=three["top"], origin_id=three["item"]).one()
        entry = db.session.query(AgendaEntry).filter_by(item_id=item.id).one()
        meeting = entry.meeting
        meeting.state, meeting.ended_at = "held", meeting.ends_at
        minutes = scene.add(Minutes(meeting_id=meeting.id, stage="approved", sent_at=clock.now(), approved_at=clock.now(),
                                    approved_by="Mona Lie", latest=1))
        from tests.walls.test_crawler import _document

        document = {**_document("Ord"), "items": [{"entry_id": str(entry.id), "number": "1/26", "title": item.title, "kind": None,
                                                   "presenter": None, "notes": "", "actions": [], "papers": [],
                                                   "decision": "Styringsgruppen setter av 60 000 kr."}]}
        scene.add(MinutesVersion(minutes_id=minutes.id, number=1, reason="comment", sha256="0", created_by="x", document=document))
        return minutes.id


def together(deed, house):
    """Two browsers of the coordinator press at the same moment."""
    from threading import Barrier, Thread

    browsers = [log_in(house, "koordinator@fjordvest.example") for _ in range(2)]
    for browser in browsers:
        browser.token()
    start, found = Barrier(2), []

    def press(browser):
        start.wait()
        found.append(deed(browser))

    threads = [Thread(target=press, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _measure(three, item_id):
    from tenants.measures.models import Measure

    return Measure(number=7, year=2026, title="Lys ved Torget", theme="safe_places", arena="public_space", age_group="13_15",
                   type="physical", prevention_level="universal", group_id=three["top"], item_id=item_id, starts_on=date(2026, 9, 1),
                   ends_on=date(2026, 9, 1) + timedelta(days=60))
