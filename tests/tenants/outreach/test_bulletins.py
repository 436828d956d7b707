"""A bulletin leaves when it is time, to each on the list once, in words and in HTML, and with a way out."""

from datetime import timedelta
from uuid import uuid4

import pytest

from saas import clock, jobs, outbox
from saas.db import db
from tenants.meetings.models import AgendaItem
from tenants.network.models import Person
from tenants.outreach import lists, readers, sending, service
from tenants.outreach.models import Bulletin, ListEntry
from tests.tenants.outreach.conftest import BODY

HOME = "/k/nordvik/nyhetsbrev"


def plan(browser, bulletin, **data):
    return browser.post(f"{HOME}/{bulletin}/utsending", {"versjon": "1", **data})


def test_a_planned_bulletin_leaves_when_its_time_has_come_and_not_before(coordinator, draft, strike, postbox):
    clock.move_to(clock.at(clock.today(), 8))
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert plan(coordinator, draft, dag=day, klokken="09:00").status_code == 303
    clock.move_to(clock.at(clock.today() + timedelta(days=3), 8, 59))
    strike()
    assert postbox.letters == []
    clock.move_to(clock.now() + timedelta(minutes=2))
    strike()
    assert sorted(letter["To"].addresses[0].addr_spec for letter in postbox.letters) == ["hanne@nordvik.example", "yusuf@nordvik.example"]
    strike()
    assert len(postbox.letters) == 2
    page = coordinator.get(f"{HOME}/{draft}").get_data(as_text=True)
    assert "2 av 2 brev sendt" in page and "Hanne Dahl" in page


def test_the_letter_is_words_and_html_with_a_way_out_and_an_address_to_come_back_to(coordinator, draft, strike, postbox):
    plan(coordinator, draft, handling="na")
    strike()
    letter = postbox.letters[0]
    words = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    assert letter["Subject"] == "Nytt fra SLT i høst"
    assert "- åpen hall" in words and "**" not in words and "https://nordvik.example/slt" in words
    assert "<strong>bestemt</strong>" in page and "<li>åpen hall</li>" in page and "style=" not in page
    stop = letter["List-Unsubscribe"].strip("<>")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert stop.startswith("http://bindeledd.test/apen/nordvik/stopp/") and stop in words and stop in page
    assert letter["Return-Path"].startswith("<retur+")
    assert len({one["List-Unsubscribe"] for one in postbox.letters}) == len(postbox.letters)


def test_a_hostile_text_is_shown_and_sent_as_words(coordinator, scene, inside, strike, postbox):
    text = "<script>alert(1)</script>\n\n[trykk](javascript:alert(1)) ![](https://sporer.example/x.gif) <img src=x onerror=alert(1)>"
    whole = {"liste": str(scene.receivers), "tittel": "Nytt fra samarbeidet", "tekst": text}
    answer = coordinator.post(f"{HOME}/ny", {**whole, "handling": "forhandsvis"})
    seen = answer.get_data(as_text=True).split('id="forhandsvisning"')[1]
    assert answer.status_code == 200 and "&lt;script&gt;" in seen
    with inside():
        made = service.write(uuid4(), scene.receivers, "Nytt fra samarbeidet", text)
        service.schedule(made, 1, None)
    strike()
    sent = postbox.letters[0].get_body(("html",)).get_content()
    for page in (seen.split("</section>")[0], sent):
        assert "<script" not in page and "<img" not in page and "href=\"javascript" not in page


def test_line_breaks_in_a_title_or_a_name_begin_no_header(scene, inside, strike, postbox):
    with inside():
        db.session.query(Person).filter(Person.name == "Hanne Dahl").one().name = "Hanne\r\nBcc: ond@ute.example"
        # Past the verb, which would have made one line of it: what stands in the row is the worst that can be.
        made = Bulletin(id=uuid4(), list_id=scene.receivers, title="Nytt i høst\r\nBcc: ond@ute.example", body=BODY, language="nb")
        db.session.add(made)
        db.session.flush()
        service.schedule(made, 1, None)
    strike()
    assert len(postbox.letters) == 2
    for letter in postbox.letters:
        assert letter["Bcc"] is None and "\n" not in letter["Subject"]


def test_a_thousand_get_one_each_though_the_round_breaks_in_the_middle(scene, inside, strike, postbox, rows, monkeypatch):
    with inside():
        found = readers.settle((f"leser{number}@folk.example", "", None) for number in range(1000))
        db.session.add_all(ListEntry(list_id=scene.receivers, reader_id=reader.id) for reader in found.values())
        db.session.flush()
        made = service.write(uuid4(), scene.receivers, "Nytt fra SLT i høst", BODY)
        service.schedule(made, 1, None)
        bulletin = made.id
    real, written = outbox.post, []

    def break_at_450(to, *args, **facts):
        written.append(to)
        if len(written) == 450:
            raise RuntimeError("The power went.")
        return real(to, *args, **facts)

    later = jobs.later
    # The letters themselves are carried by a job of their own, tried elsewhere; here their rows are what counts.
    monkeypatch.setattr(jobs, "later", lambda name, *ids: None if name == "outbox.deliver" else later(name, *ids))
    monkeypatch.setattr(sending.outbox, "post", break_at_450)
    strike()
    assert rows("SELECT count(*) FROM letters")[0][0] == 400
    strike()
    found = rows("SELECT count(*), count(DISTINCT to_address) FROM letters WHERE about_id = %s", bulletin)
    assert found == [(1002, 1002)]
    assert rows("SELECT state FROM bulletins") == [("sent",)]
    strike()
    assert rows("SELECT count(*) FROM letters")[0][0] == 1002


def test_somebody_in_two_groups_and_a_follower_gets_one(scene, inside):
    with inside():
        row = lists.find(scene.receivers)
        lists.add_contact(row, "HANNE@nordvik.example ", "Hanne igjen")
        assert sorted(email for email, *_ in lists.reached(row).values()) == ["hanne@nordvik.example", "yusuf@nordvik.example"]


def test_a_refused_address_is_paused_and_the_list_says_so(scene, draft, inside, coordinator, strike, rows):
    with inside():
        lists.add_contact(lists.find(scene.receivers), "borte@avvist.example", "Borte")
    plan(coordinator, draft, handling="na")
    strike()
    strike()
    assert rows("SELECT name, state FROM bulletin_readers WHERE state = 'paused'") == [("Borte", "paused")]
    page = coordinator.get(f"{HOME}/lister").get_data(as_text=True)
    assert "Brev kom i retur" in page and "borte@avvist.example" in page
    assert "Kom i retur: 1" in coordinator.get(f"{HOME}/{draft}").get_data(as_text=True)
    with inside():
        assert "borte@avvist.example" not in [email for email, *_ in lists.reached(lists.find(scene.receivers)).values()]


def test_what_is_planned_is_not_changed_and_what_is_taken_back_is_a_draft(coordinator, draft, scene, inside):
    day = (clock.today() + timedelta(days=2)).isoformat()
    plan(coordinator, draft, dag=day, klokken="09:00")
    other = {"versjon": "2", "liste": str(scene.receivers), "tittel": "Annet", "tekst": "Annet"}
    answer = coordinator.post(f"{HOME}/{draft}/rediger", other)
    assert answer.status_code == 409 and "kan ikke endres" in answer.get_data(as_text=True)
    assert coordinator.post(f"{HOME}/{draft}/sletting", {"versjon": "2"}).status_code == 409
    assert coordinator.post(f"{HOME}/{draft}/tilbaketrekking", {"versjon": "1"}).status_code == 409
    assert coordinator.post(f"{HOME}/{draft}/tilbaketrekking", {"versjon": "2"}).status_code == 303
    with inside():
        assert db.session.query(Bulletin).one().state == "draft"
    assert coordinator.post(f"{HOME}/{draft}/sletting", {"versjon": "3"}).status_code == 303


@pytest.mark.parametrize(("data", "words"), [
    ({"dag": "2020-01-01", "klokken": "09:00"}, "passert"),
    ({"dag": "2099-01-01", "klokken": "09:00"}, "innen ett år"),
    ({"dag": "", "klokken": "09:00"}, "Velg en dag"),
    ({"dag": "2099-01-01", "klokken": ""}, "Velg et klokkeslett"),
])
def test_a_time_that_cannot_be_is_refused_in_words(coordinator, draft, data, words):
    answer = plan(coordinator, draft, **data)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)


@pytest.mark.parametrize(("data", "words"), [
    ({"tittel": ""}, "Skriv en tittel"),
    ({"tittel": "x" * 161}, "høyst 160 tegn"),
    ({"tekst": ""}, "Skriv teksten"),
    ({"tekst": "x" * 20_001}, "høyst 20000 tegn"),
    ({"tekst": "Hei {{ kommune }}"}, "fylles ikke ut"),
    ({"liste": ""}, "Velg en liste"),
    ({"liste": str(uuid4())}, "Velg en liste"),
    ({"tekst": "Fødselsnummeret er 01010112345 og han bor i Storgata"}, "peke ut en person"),
])
def test_a_text_that_cannot_stand_is_refused_at_its_field(coordinator, scene, data, words):
    whole = {"liste": str(scene.receivers), "tittel": "Nytt i høst", "tekst": "Vi har fått til mye.", **data}
    answer = coordinator.post(f"{HOME}/ny", whole)
    assert answer.status_code == 422 and words in answer.get_data(as_text=True)


def test_the_title_of_a_sak_that_is_not_public_is_not_sent(coordinator, scene, inside, strike, postbox, rows):
    with inside():
        item = AgendaItem(id=uuid4(), group_id=scene.group, title="Objektsikring av kommunehuset", kind="discussion", number=4, year=2026)
        db.session.add(item)
    whole = {"liste": str(scene.receivers), "tittel": "Nytt i høst", "tekst": "Vi drøftet objektsikring av\nkommunehuset i september."}
    refused = coordinator.post(f"{HOME}/ny", whole)
    assert refused.status_code == 422 and "ikke er offentlig (4/26)" in refused.get_data(as_text=True)
    with inside():
        db.session.query(AgendaItem).one().publicity = "public"
    made = coordinator.post(f"{HOME}/ny", whole)
    assert made.status_code == 303
    plan(coordinator, made.location.rsplit("/", 1)[1], handling="na")
    with inside():
        db.session.query(AgendaItem).one().publicity = "internal"
    strike()
    assert postbox.letters == [] and rows("SELECT state FROM bulletins") == [("draft",)]


def test_the_same_form_twice_is_one_bulletin(coordinator, scene, rows):
    whole = {"liste": str(scene.receivers), "tittel": "Nytt i høst", "tekst": "Vi har fått til mye.", "nokkel": str(uuid4())}
    first, second = str(uuid4()), str(uuid4())
    for once in (first, first, second):
        assert coordinator.post(f"{HOME}/ny", {**whole, "en_gang": once}).status_code == 303
    assert rows("SELECT count(*) FROM bulletins") == [(1,)]


def test_another_kommune_sees_and_sends_nothing_of_it(coordinator, draft, scene, hamnes_scene, stranger, rows):
    for address in (f"/{draft}", f"/{draft}/rediger", f"/lister/{scene.receivers}"):
        assert coordinator.get(f"/k/hamnes/nyhetsbrev{address}").status_code == 404
        assert stranger.get(f"{HOME}{address}").status_code == 404
    assert coordinator.post(f"/k/hamnes/nyhetsbrev/{draft}/utsending", {"versjon": "1", "handling": "na"}).status_code == 404
    whole = {"liste": str(scene.receivers), "tittel": "Nytt i haust", "tekst": "Vi har fått til mykje."}
    assert coordinator.post("/k/hamnes/nyhetsbrev/ny", whole).status_code == 422
    changed = {"navn": "Liste", "grupper": [str(scene.group)], "versjon": "1"}
    assert coordinator.post(f"/k/hamnes/nyhetsbrev/lister/{hamnes_scene.receivers}/rediger", changed).status_code == 422
    assert rows("SELECT state FROM bulletins") == [("draft",)]


def test_a_member_writes_no_bulletin(member, draft):
    assert member.get(f"{HOME}/").status_code == 403
    assert member.post(f"{HOME}/{draft}/utsending", {"versjon": "1", "handling": "na"}).status_code == 403


def test_a_time_is_norwegian_on_both_sides_of_summer_time(draft, inside):
    days = (clock.today() + timedelta(days=n) for n in range(1, 366))
    summer, winter = {}, {}
    for day in days:
        at = clock.at(day, 9)
        (summer if at.utcoffset() == timedelta(hours=2) else winter).setdefault("at", at)
    with inside():
        bulletin = service.find(draft)
        service.schedule(bulletin, 1, summer["at"])
        assert bulletin.send_at.astimezone(clock.UTC).hour == 7
        service.take_back(bulletin, 2)
        service.schedule(bulletin, 3, winter["at"])
        assert bulletin.send_at.astimezone(clock.UTC).hour == 8
