"""One event, and in each kommune a meeting of its own: begun, joined, moved, called, called off, left."""

from datetime import date, timedelta
from email.message import EmailMessage
from uuid import uuid4

import icalendar
import psycopg
import pytest

from saas import clock
from saas.errors import NotFound
from tests.tenants.joint.conftest import DAY, FORM, SAK, found
from tests.world import add_user, found_kommune, log_in


def calendar(letter: EmailMessage) -> icalendar.Event:
    part = next(part for part in letter.walk() if part.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]


def test_one_press_gives_each_of_the_coordinators_kommuner_a_meeting_of_its_own(together, above, times):
    assert set(together.meeting) == {"nordvik", "solbygda", "hamnes"}
    assert len(set(together.meeting.values())) == 3
    assert set(times().values()) == {clock.at(DAY, 9)}
    uids = above("SELECT DISTINCT m.calendar_uid FROM meetings m JOIN joint_meetings j ON j.meeting_id = m.id")
    assert len(uids) == 1, "one entry in the calendar, however many of them call"
    states = above("SELECT state, applied > 0 FROM joint_parties")
    assert states == [("joined", True)] * 3
    # Each has the standing items of its own group, with numbers of its own series.
    assert above("SELECT count(*) FROM agenda_entries WHERE standing") == [(6,)]


def test_the_page_tells_who_shares_what(together, share, coordinator, post):
    share()
    post(f"/k/nordvik/moter/{together.meeting['nordvik']}/saker/ny", {**SAK, "tittel": "Skjenkekontroll i sentrum"})
    page = coordinator.get(together.page("nordvik")).get_data(as_text=True)
    assert "Felles med Hamnes og Solbygda" in page and "Kun Nordvik" in page and "Skjenkekontroll i sentrum" in page
    meeting = coordinator.get(f"/k/nordvik/moter/{together.meeting['nordvik']}").get_data(as_text=True)
    assert "Felles med Hamnes og Solbygda" in meeting and "Kun Nordvik" in meeting
    assert "Skjenkekontroll" not in coordinator.get(together.page("hamnes")).get_data(as_text=True)


def test_the_same_form_sent_twice_is_one_meeting(scenes, coordinator, worker, above):
    form = {**FORM, "gruppe": scenes["nordvik"].group, "kommuner": ["solbygda"], "en_gang": str(uuid4())}
    first, second = (coordinator.post("/k/nordvik/moter/felles/nytt", form) for _ in range(2))
    assert first.location == second.location
    worker.work()
    worker.work()
    assert above("SELECT count(*) FROM joint_events") == [(1,)] and above("SELECT count(*) FROM joint_meetings") == [(2,)]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kommuner": [], "andre": ""}, "Velg minst én kommune til."),
        ({"andre": "Langtvekkistan"}, "heter Langtvekkistan"),
        ({"andre": "Nordvik"}, "Nordvik er alt med eller spurt."),
        ({"dag": "i morgen"}, "Skriv datoen som dag, måned og år."),
        ({"slutter": "08:00"}, "Møtet må slutte etter at det begynner."),
        ({"sted": "x" * 201}, "Stedet kan ha høyst 200 tegn."),
        ({"praktisk": "Ring Kari Olsen på 99887766 om sønnen."}, "Teksten kan peke ut en person"),
        ({"gruppe": ""}, "Velg"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field_and_nothing_is_written(scenes, post, above, changed, said):
    form = {**FORM, "gruppe": scenes["nordvik"].group, "kommuner": ["solbygda"], **changed}
    answer = post("/k/nordvik/moter/felles/nytt", form)
    assert answer.status_code == 422 and said in answer.get_data(as_text=True)
    assert above("SELECT count(*) FROM joint_events") == [(0,)]
    assert above("SELECT count(*) FROM meetings") == [(0,)]


def test_a_seventh_kommune_finds_no_place(together, database, world, post, above):
    for number, name in enumerate(("Fjord", "Vik", "Nes", "Dal"), start=20):
        found_kommune(database, name.lower(), name, number=f"99{number}")
    for name in ("Fjord", "Vik", "Nes"):
        assert post(together.page("nordvik", "/kommuner"), {"andre": name}).status_code == 303
    seventh = post(together.page("hamnes", "/kommuner"), {"andre": "Dal"})
    assert seventh.status_code == 422 and "Høgst 6 kommunar" in seventh.get_data(as_text=True)
    assert above("SELECT count(*) FROM joint_parties") == [(6,)]
    # One who is asked no more leaves a place.
    assert post(together.page("solbygda", "/kommuner/tilbake"), {"hvem": "vik"}).status_code == 303
    assert post(together.page("hamnes", "/kommuner"), {"andre": "Dal"}).status_code == 303


def test_another_coordinator_answers_for_her_own_kommune_and_can_say_no(together, share, marte, gather, post, worker, above, coordinator):
    share()
    forest = gather("skogheim")
    assert post(together.page("nordvik", "/kommuner"), {"andre": "Skogheim"}).status_code == 303
    worker.work()
    assert above("SELECT p.state FROM joint_parties p JOIN tenants t ON t.id = p.kommune_id WHERE slug = 'skogheim'") == [("asked",)]
    page = marte.get("/k/skogheim/moter/felles/").get_data(as_text=True)
    assert "Nordvik spør om Skogheim vil være med" in page and SAK["tittel"] in page
    assert post("/k/skogheim/moter/felles/svar", {"mote": together.event, "svar": "nei"}, browser=marte).status_code == 303
    assert "spør om" not in marte.get("/k/skogheim/moter/felles/").get_data(as_text=True)
    # Asked once more, she says yes, and has the shared saker on an agenda of her own.
    assert post(together.page("nordvik", "/kommuner"), {"andre": "9911"}).status_code == 303
    answer = post("/k/skogheim/moter/felles/svar", {"mote": together.event, "svar": "ja", "gruppe": forest.group}, browser=marte)
    assert answer.status_code == 303
    worker.work()
    assert SAK["tittel"] in marte.get(answer.location).get_data(as_text=True)
    assert "Skogheim" in coordinator.get(f"/k/hamnes/moter/{together.meeting['hamnes']}").get_data(as_text=True)


def test_a_member_where_she_asks_does_not_answer_for_that_kommune(scenes, skogheim, database, post, worker, above):
    """Nordvik's coordinator is only a member in Skogheim: the job that runs in her name there says nothing for it."""
    with psycopg.connect(database) as connection:
        add_user(connection, "koordinator@fjordvest.example", "", skogheim, "member")
    form = {**FORM, "gruppe": scenes["nordvik"].group, "kommuner": ["solbygda", "skogheim"], "andre": "Skogheim"}
    assert post("/k/nordvik/moter/felles/nytt", form).status_code == 303
    worker.work()
    states = dict(above("SELECT t.slug, p.state FROM joint_parties p JOIN tenants t ON t.id = p.kommune_id"))
    assert states == {"nordvik": "joined", "solbygda": "joined", "skogheim": "asked"}


def test_a_moved_meeting_moves_in_each_kommune_with_new_notices_and_the_next_number(together, post, worker, to, times, coordinator):
    assert post(together.page("nordvik", "/innkalling")).status_code == 303
    worker.work()
    first = to("hanne")
    assert len(first) == 3 and len({str(calendar(letter)["UID"]) for letter in first}) == 1
    assert {letter["To"].addresses[0].domain for letter in first} == {"nordvik.example", "solbygda.example", "hamnes.example"}
    assert "Solbygda" in first[0].get_body(("plain",)).get_content()
    later = DAY + timedelta(days=1)
    answer = post(together.page("hamnes", "/endring"), {**FORM, "dag": later.isoformat(), "versjon": "1"})
    assert answer.status_code == 303
    worker.work()
    assert set(times().values()) == {clock.at(later, 9)}
    second = to("hanne")[3:]
    assert len(second) == 3
    highest = max(int(calendar(letter)["SEQUENCE"]) for letter in first)
    numbers = [int(calendar(letter)["SEQUENCE"]) for letter in second]
    assert min(numbers) > highest and len(set(numbers)) == 3, "no kommune's notice may fall behind another's"
    assert {calendar(letter)["DTSTART"].dt for letter in second} == {clock.at(later, 9)}


def test_one_person_in_two_of_the_kommuner_has_one_entry_and_the_latest_wins(together, post, worker, to, above):
    above("UPDATE people SET email = 'are@politiet.example' WHERE name = 'Are Nygård'")
    post(together.page("nordvik", "/innkalling"))
    worker.work()
    post(together.page("nordvik", "/endring"), {**FORM, "sted": "Hamnes bibliotek", "versjon": "1"})
    worker.work()
    letters = to("are@")
    assert len(letters) == 6 and len({str(calendar(one)["UID"]) for one in letters}) == 1
    newest = max(letters, key=lambda one: int(calendar(one)["SEQUENCE"]))
    assert str(calendar(newest)["LOCATION"]) == "Hamnes bibliotek"


def test_answers_stay_in_the_kommune_that_called(together, post, worker, to, house, above):
    post(together.page("nordvik", "/innkalling"))
    worker.work()
    letter = next(one for one in to("hanne") if one["To"].addresses[0].domain == "hamnes.example")
    link = "/g/" + letter.get_body(("plain",)).get_content().split("/g/", 1)[1].split()[0]
    browser = house.test_client()
    page = browser.get(link)
    assert page.status_code == 200
    token = page.get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    assert browser.post(link, data={"csrf_token": token, "svar": "coming", "en_gang": str(uuid4())}).status_code in (200, 303)
    assert above("SELECT t.slug FROM invitations i JOIN tenants t ON t.id = i.tenant_id WHERE answer = 'coming'") == [("hamnes",)]


def test_two_coordinators_at_once_and_the_second_is_told(together, post, worker, times, coordinator):
    """Both opened the form on version 1; nothing of the first is lost, and the second sees what stands."""
    assert post(together.page("nordvik", "/endring"), {**FORM, "sted": "Nordvik kino", "versjon": "1"}).status_code == 303
    late = post(together.page("solbygda", "/endring"), {**FORM, "sted": "Solbygda kino", "versjon": "1"})
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and "Noen har endret dette" in page and "Solbygda kino" in page and "Nordvik kino" in page
    worker.work()
    assert "Nordvik kino" in coordinator.get(together.page("solbygda")).get_data(as_text=True)


def test_called_off_is_called_off_everywhere_with_one_reason(together, post, worker, to, above):
    post(together.page("nordvik", "/innkalling"))
    worker.work()
    assert post(together.page("solbygda", "/avlysning"), {"grunn": "", "versjon": "1"}).status_code == 422
    assert post(together.page("solbygda", "/avlysning"), {"grunn": "Veien er stengt.", "versjon": "1"}).status_code == 303
    worker.work()
    assert above("SELECT DISTINCT state, cancelled_because FROM meetings") == [("cancelled", "Veien er stengt.")]
    off = [letter for letter in to("hanne") if calendar(letter)["STATUS"] == "CANCELLED"]
    assert len(off) == 3 and len({str(calendar(one)["UID"]) for one in off}) == 1


def test_who_leaves_keeps_the_meeting_as_its_own_and_nobody_loses_their_entry(together, share, post, worker, to, above, coordinator):
    share()
    post(together.page("nordvik", "/innkalling"))
    worker.work()
    shared_uid = above("SELECT calendar_uid FROM joint_events")[0][0]
    assert post(together.page("hamnes", "/utmelding")).status_code == 303
    worker.work()
    theirs = [one for one in to("hanne") if one["To"].addresses[0].domain == "hamnes.example"][1:]
    struck, own = (calendar(one) for one in theirs)
    assert struck["STATUS"] == "CANCELLED" and str(struck["UID"]) == shared_uid and str(own["UID"]) != shared_uid
    again = [calendar(one) for one in to("hanne") if one["To"].addresses[0].domain == "nordvik.example"][-1]
    assert str(again["UID"]) == shared_uid and int(again["SEQUENCE"]) > int(struck["SEQUENCE"])
    # From now on Hamnes moves its own as any meeting, and the others' stand.
    version = above("SELECT version FROM meetings WHERE id = %s", together.meeting["hamnes"])[0][0]
    form = {**FORM, "sted": "Hamnes bibliotek", "versjon": version}
    assert post(f"/k/hamnes/moter/{together.meeting['hamnes']}/endring", form).status_code == 303
    worker.work()
    assert above("SELECT place FROM joint_events") == [(FORM["sted"],)]
    page = coordinator.get(together.page("hamnes")).get_data(as_text=True)
    assert "gjekk ut av det felles møtet" in page and SAK["tittel"] in page
    mark = coordinator.get(f"/k/nordvik/moter/{together.meeting['nordvik']}").get_data(as_text=True).split("data-joint")[1]
    assert "Solbygda" in mark.split("</p>")[0] and "Hamnes" not in mark.split("</p>")[0]


def test_the_last_one_out_takes_the_shared_record_along(together, post, worker, above):
    for slug in ("nordvik", "solbygda", "hamnes"):
        assert post(together.page(slug, "/utmelding")).status_code == 303
    assert [above(f"SELECT count(*) FROM {table}")[0][0] for table in ("joint_events", "joint_parties", "joint_items")] == [0, 0, 0]
    assert above("SELECT count(*) FROM meetings") == [(3,)]


@pytest.mark.parametrize("deed", ["move", "cancel", "rename", "remove", "withdraw"])
def test_what_is_shared_cannot_be_changed_alone(together, share, post, above, deed):
    places = share()
    meeting = f"/k/nordvik/moter/{together.meeting['nordvik']}"
    place = "SELECT a.id, a.item_id FROM joint_entries j JOIN agenda_entries a ON a.id = j.entry_id WHERE j.id = %s"
    entry, item = above(place, places["nordvik"])[0]
    sent = {
        "move": (f"{meeting}/endring", {**FORM, "sted": "Et annet sted", "versjon": "1"}),
        "cancel": (f"{meeting}/avlysning", {"grunn": "Vi vil ikke.", "versjon": "1"}),
        "rename": (f"{meeting}/saker/{entry}", {**SAK, "tittel": "Noe annet", "versjon": "1"}),
        "remove": (f"{meeting}/saker/{entry}/tilbake", {}),
        "withdraw": (f"/k/nordvik/moter/saker/{item}/trekk", {}),
    }[deed]
    answer = post(*sent)
    assert answer.status_code == 409 and "felles" in answer.get_data(as_text=True)
    assert above("SELECT count(*) FROM agenda_items WHERE title = %s AND state = 'open'", SAK["tittel"]) == [(3,)]


def test_a_new_coordinator_goes_on_and_the_old_one_is_out(together, house, database, world, post, worker, times):
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE memberships SET valid_to = '2020-12-31' WHERE tenant_id = %s AND role = 'coordinator'", (world["hamnes"].id,)
        )
        add_user(connection, "jonas@hamnes.example", "Jonas Myrvold", world["hamnes"], "coordinator")
    assert post(together.page("hamnes", "/endring"), {**FORM, "versjon": "1"}).status_code == 404
    jonas = log_in(house, "jonas@hamnes.example")
    assert post(together.page("hamnes", "/endring"), {**FORM, "begynner": "10:00", "versjon": "1"}, browser=jonas).status_code == 303
    worker.work()
    assert set(times().values()) == {clock.at(DAY, 10)}


def test_a_meeting_that_is_over_cannot_be_changed_for_the_others(together, post, above):
    clock.move_to(clock.at(date(2026, 10, 2), 9))
    answer = post(together.page("nordvik", "/endring"), {**FORM, "dag": "2026-10-05", "versjon": "1"})
    assert answer.status_code == 409 and "i gang eller over" in answer.get_data(as_text=True)
    assert above("SELECT version FROM joint_events") == [(1,)]


def test_statements_do_not_grow_with_the_saker(together, share, coordinator, statements):
    def cost():
        with statements() as asked:
            assert coordinator.get(together.page("nordvik")).status_code == 200
        return len(asked)

    share(tittel="Sak nummer null om ungdom")
    few = cost()
    for name in ("en", "to", "tre", "fire"):
        share(tittel=f"Sak nummer {name} om ungdom")
    assert cost() == few


def test_found_is_what_the_verbs_find(together, inside, above, scenes):
    from tenants.joint import service

    with inside("hamnes"):
        assert service.find(together.joint["hamnes"]).names == ["Nordvik", "Solbygda"]
        with pytest.raises(NotFound):
            service.find(together.joint["nordvik"])
    assert found(above, scenes) == together
