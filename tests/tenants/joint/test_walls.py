"""What one kommune keeps to itself is nowhere in the others; and whoever is no party finds nothing, whatever is asked."""

import json
import zipfile
from contextlib import contextmanager
from io import BytesIO
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from pypdf import PdfReader

from infra.migrate import password_for
from saas import jobs, joint
from saas.errors import NotFound
from tests.tenants.joint.conftest import FORM, SAK
from tests.world import SECRET, log_in

SECRET_WORDS = "Hemmeligfugl"
OTHERS = ("solbygda", "hamnes")


@pytest.fixture
def as_role(database):
    """A bare connection as one kind of room's own login role."""

    @contextmanager
    def connect(kind):
        url = psycopg.conninfo.make_conninfo(database, user=f"bindeledd_{kind}", password=password_for(kind, SECRET))
        with psycopg.connect(url) as connection:
            yield connection

    return connect


@pytest.fixture
def room_of(as_role, house):
    """`with room_of(email, place) as connection:` raw SQL in a kommune's room, with a real ticket of that person's."""

    @contextmanager
    def enter(email, place):
        browser = log_in(house, email)
        with browser.client.session_transaction() as session:
            secret = session["_user_id"]
        with as_role("kommune") as room:
            challenge = room.execute("SELECT app.challenge()").fetchone()[0]
            with as_role("lobby") as lobby:
                ticket = lobby.execute("SELECT app.admit(%s, %s, %s)", (secret, place.id, challenge)).fetchone()[0]
            room.execute("SELECT set_config('room.ticket', %s, true)", (ticket,))
            yield room

    return enter


@pytest.fixture
def with_secrets(together, share, post, worker, above):
    """Nordvik has a sak, a proposal, practical words and notes of its own; all are called, and something is shared too."""
    share()
    nordvik = f"/k/nordvik/moter/{together.meeting['nordvik']}"
    sak = {**SAK, "tittel": f"{SECRET_WORDS} i sentrum", "beskrivelse": f"Om {SECRET_WORDS} alene."}
    assert post(f"{nordvik}/saker/ny", sak).status_code == 303
    assert post(together.page("nordvik", "/innkalling")).status_code == 303
    worker.work()
    own = "SELECT a.id FROM agenda_entries a JOIN agenda_items i ON i.id = a.item_id WHERE i.title LIKE %s"
    entry = above(own, f"{SECRET_WORDS}%")[0][0]
    shared = above("SELECT entry_id FROM joint_entries WHERE joint_id = %s", together.joint["nordvik"])[0][0]
    for place in (entry, shared):
        address = f"/k/nordvik/referater/skriv/{together.meeting['nordvik']}/{place}"
        assert post(address, {"notater": f"{SECRET_WORDS} ble drøftet.", "beslutning": f"{SECRET_WORDS} vedtatt."}).status_code == 303
    # Everything moves once more, so that every carrier has had its chance.
    assert post(together.page("nordvik", "/endring"), {**FORM, "sted": "Nordvik kino", "versjon": "1"}).status_code == 303
    worker.work()
    return together


def test_own_words_stand_in_no_row_of_the_others_nor_in_what_is_shared(with_secrets, above, world):
    tables = above(
        "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = 'public' "
        "AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND attname = 'tenant_id')"
    )
    outside = ["joint_events", "joint_parties", "joint_items"]
    hits, own = [], 0
    for (table,) in tables:
        for slug in ("nordvik", *OTHERS):
            counted = f"SELECT count(*) FROM {table} r WHERE tenant_id = %s AND r::text LIKE %s"
            number = above(counted, world[slug].id, f"%{SECRET_WORDS}%")[0][0]
            own += number if slug == "nordvik" else 0
            hits += [f"{table} in {slug}"] if slug != "nordvik" and number else []
    hits += [table for table in outside if above(f"SELECT 1 FROM {table} r WHERE r::text LIKE %s", f"%{SECRET_WORDS}%")]
    assert own >= 5, "the search finds what is there to find"
    assert hits == []


def test_own_words_stand_in_no_letter_calendar_or_attachment_to_the_others(with_secrets, postbox):
    here, there = [], []
    for letter in postbox.letters:
        words = " ".join(_words(part) for part in letter.walk() if not part.is_multipart())
        (here if letter["To"].addresses[0].domain == "nordvik.example" else there).append(words)
    assert any(SECRET_WORDS in words for words in here), "Nordvik's own people are told"
    assert len(there) >= 6 and not any(SECRET_WORDS in words for words in there)


def test_own_words_stand_on_no_page_file_or_feed_of_the_others(with_secrets, coordinator, house):
    chairs = {slug: log_in(house, f"chair@{slug}.example") for slug in OTHERS}
    rest = ("", "/saksliste.pdf", "/saksliste.docx", "/endring", "/avlysning")
    for slug in OTHERS:
        addresses = [f"/k/{slug}/moter/{with_secrets.meeting[slug]}{end}" for end in rest]
        addresses += [f"/k/{slug}{end}" for end in ("/", "/moter/", "/moter/felles/", "/referater/", "/kontroll/", "/logg/")]
        addresses += [with_secrets.page(slug, end) for end in ("", "/endring", "/saker/ny", "/avlysning")]
        addresses += [f"/k/{slug}/referater/{part}/{with_secrets.meeting[slug]}" for part in ("skriv", "kontroll")]
        for browser in (coordinator, chairs[slug]):
            for address in addresses:
                answer = browser.get(address)
                assert answer.status_code < 500, address
                assert SECRET_WORDS not in _file_words(answer), address
    own = coordinator.get(f"/k/nordvik/moter/{with_secrets.meeting['nordvik']}")
    assert SECRET_WORDS in own.get_data(as_text=True)


def test_another_kommunes_ids_open_nothing_in_any_place(together, share, post, coordinator, gather, above):
    places = share()
    other = together.scenes["hamnes"]
    for rest in ("", "/endring", "/avlysning", "/saker/ny", f"/saker/{places['nordvik']}", f"/referat/{places['nordvik']}"):
        assert coordinator.get(f"/k/hamnes/moter/felles/{together.joint['nordvik']}{rest}").status_code == 404, rest
    for rest in ("/endring", "/avlysning", "/saker/ny", "/innkalling", "/utmelding", "/kommuner", "/kommuner/tilbake", "/referat/henting",
                 f"/saker/{places['nordvik']}", f"/saker/{places['nordvik']}/fjerning", f"/referat/{places['nordvik']}"):  # fmt: skip
        sent = {**FORM, **SAK, "grunn": "x", "andre": "Skogheim", "versjon": "1"}
        assert post(f"/k/hamnes/moter/felles/{together.joint['nordvik']}{rest}", sent).status_code == 404, rest
    # Our own joint meeting with another kommune's place for the sak, and another kommune's group in a form.
    for rest in (f"/saker/{places['nordvik']}", f"/referat/{places['nordvik']}"):
        assert coordinator.get(together.page("hamnes", rest)).status_code == 404
    form = {**FORM, "gruppe": together.scenes["nordvik"].group, "kommuner": ["solbygda"]}
    assert post("/k/hamnes/moter/felles/nytt", form).status_code in (404, 422)
    for event in (together.event, uuid4(), "x"):
        answer = post("/k/hamnes/moter/felles/svar", {"mote": event, "svar": "nei"})
        assert answer.status_code == 404
    assert above("SELECT count(*) FROM joint_events") == [(1,)] and above("SELECT count(*) FROM joint_meetings") == [(3,)]
    assert other.group


def test_a_kommune_that_is_no_party_gets_the_same_from_the_functions_as_for_an_event_that_never_was(together, share, skogheim, room_of):
    share()
    item = uuid4()
    words = dict.fromkeys(("place", "practical", "title", "description", "notes", "decision", "because", "by"), "x")
    times = {"starts_at": "2026-10-01T09:00+02:00", "ends_at": "2026-10-01T10:00+02:00"}
    what = json.dumps({**words, **times, "kind": "decision", "minutes": 1})
    asked = [
        ("app.joint_read(%s)", ()), ("app.joint_ask(%s, %s)", ("skogheim",)), ("app.joint_withdraw(%s, %s)", ("hamnes",)),
        ("app.joint_answer(%s, %s)", (True,)), ("app.joint_leave(%s, %s)", (True,)), ("app.joint_change(%s, %s, %s)", (1, what)),
        ("app.joint_cancel(%s, %s, %s)", (1, what)), ("app.joint_call(%s)", ()), ("app.joint_write_item(%s, %s, %s, %s)", (None, 0, what)),
        ("app.joint_write_item(%s, %s, %s, %s)", (item, 1, what)), ("app.joint_remove_item(%s, %s, %s)", (item, 1)),
        ("app.joint_write_text(%s, %s, %s, %s)", (item, 0, what)), ("app.joint_sequence(%s)", ()),
    ]  # fmt: skip
    with room_of("marte@skogheim.example", skogheim) as room:
        assert room.execute("SELECT app.joint_list()").fetchone() == ([],)
        for call, rest in asked:
            answers = [room.execute(f"SELECT {call}", (event, *rest)).fetchone()[0] for event in (together.event, uuid4())]
            assert answers == [None, None], call
        assert room.execute("SELECT app.joint_applied(%s, 99)", (together.event,)).fetchone() == (False,)
        room.execute("SELECT app.joint_forget()")


@pytest.mark.parametrize("role", ["kommune", "guest", "lobby", "worker", "statistics", "centre"])
def test_no_role_reads_or_writes_the_shared_tables_itself(as_role, role):
    for table in ("joint_events", "joint_parties", "joint_items"):
        for statement in (f"SELECT * FROM {table}", f"DELETE FROM {table}", f"INSERT INTO {table} DEFAULT VALUES"):
            with as_role(role) as room, pytest.raises(errors.InsufficientPrivilege):
                room.execute(statement)


def test_raw_sql_in_a_partys_room_reaches_its_own_end_and_nothing_of_the_others(together, share, room_of, world):
    share()
    with room_of("member@hamnes.example", world["hamnes"]) as room:
        assert room.execute("SELECT count(*) FROM joint_meetings").fetchone() == (1,)
        assert room.execute("SELECT count(*) FROM joint_entries").fetchone() == (1,)
        assert room.execute("UPDATE joint_meetings SET event_id = event_id WHERE id = %s", (together.joint["nordvik"],)).rowcount == 0
        told = room.execute("SELECT app.joint_read(%s)::text", (together.event,)).fetchone()[0]
        assert SAK["tittel"] in told and str(together.meeting["nordvik"]) not in told and str(world["nordvik"].id) not in told


def test_a_member_of_a_party_writes_nothing_that_is_shared_even_with_sql(together, room_of, world):
    for call in ("joint_call(%s)", "joint_leave(%s, true)", "joint_sequence(%s)", "joint_change(%s, 1, '{}')"):
        with room_of("member@hamnes.example", world["hamnes"]) as room, pytest.raises(errors.InsufficientPrivilege):
            room.execute(f"SELECT app.{call}", (together.event,))


def test_the_houses_own_jobs_cannot_say_yes_for_a_kommune(together, marte, post, worker, inside, above, gather):
    gather("skogheim")
    assert post(together.page("nordvik", "/kommuner"), {"andre": "Skogheim"}).status_code == 303
    worker.work()
    with inside("skogheim", role="service"):
        jobs.later(joint.JOIN)
        jobs.later(joint.FOLLOW)
    worker.work()
    with inside("skogheim", role="service"):
        assert joint.answer(together.event, yes=True) is False
    assert above("SELECT p.state FROM joint_parties p JOIN tenants t ON t.id = p.kommune_id WHERE slug = 'skogheim'") == [("asked",)]


def test_one_who_is_asked_sees_the_saker_but_not_what_was_written_about_them(together, share, skogheim, post, worker, inside):
    places = share()
    post(together.page("nordvik", "/innkalling"))
    worker.work()
    post(together.page("nordvik", f"/referat/{places['nordvik']}"), {"notater": "Skrevet sammen.", "beslutning": "", "versjon": "0"})
    assert post(together.page("nordvik", "/kommuner"), {"andre": "Skogheim"}).status_code == 303
    with inside("skogheim"):
        event = joint.read(together.event)
        assert event.items[0].title == SAK["tittel"] and event.items[0].notes == "" and event.items[0].written_by == ""


def test_a_job_killed_half_way_leaves_nothing_and_done_twice_it_is_done_once(together, post, worker, inside, above, monkeypatch):
    from tenants.joint import following

    post(together.page("nordvik", "/innkalling"))
    worker.work()
    letters = above("SELECT count(*) FROM letters")[0][0]
    post(together.page("nordvik", "/endring"), {**FORM, "sted": "Nordvik kino", "versjon": "1"})
    carry = following._carry_texts

    def dies(*_args):
        raise RuntimeError("the worker is gone")

    monkeypatch.setattr(following, "_carry_texts", dies)
    worker.work()
    told = above("SELECT t.slug, m.place FROM meetings m JOIN tenants t ON t.id = m.tenant_id ORDER BY 1")
    assert told == [("hamnes", FORM["sted"]), ("nordvik", "Nordvik kino"), ("solbygda", FORM["sted"])]
    monkeypatch.setattr(following, "_carry_texts", carry)
    for _ in range(2):
        for slug in OTHERS:
            with inside(slug, role="service"):
                jobs.later(joint.FOLLOW)
        worker.work()
    assert above("SELECT DISTINCT place FROM meetings") == [("Nordvik kino",)]
    assert above("SELECT count(*) FROM letters")[0][0] == letters * 2, "each is told once more, and only once"


def test_a_kommune_that_is_deleted_is_no_party_and_the_others_go_on(together, share, above, world, inside, coordinator):
    share()
    departure, place = uuid4(), world["hamnes"]
    with inside("hamnes"):
        from saas.db import db
        from tenants.departure.models import Departure

        db.session.add(Departure(id=departure, state="confirmed", asked_by=uuid4(), asked_name="En", confirmed_by=uuid4()))
    above("UPDATE departures SET delete_after = now() - interval '1 second'")
    assert above("SELECT set_config('x.y', app.delete_kommune(%s, %s)::text, true)", departure, place.id)
    with inside("nordvik"):
        event = joint.read(together.event)
        assert [party.name for party in event.parties] == ["Nordvik", "Solbygda"]
        from tenants.joint import following, service

        assert following.follow_all() == 1
        assert service.find(together.joint["nordvik"]).names == ["Solbygda"]


def test_an_event_that_nobody_is_a_party_to_is_forgotten(together, above, inside):
    above("DELETE FROM joint_parties")
    with inside("nordvik"):
        with pytest.raises(NotFound):
            joint.read(together.event)
        assert joint.forget() == 1
    assert above("SELECT count(*) FROM joint_events") == [(0,)]


def test_the_takeout_of_a_party_holds_its_own_end_only(together, share, inside):
    from saas import takeout

    share()
    with inside("hamnes"):
        text = "".join(str(row) for table in takeout.tables() for row, _files in takeout.rows(table))
        assert "joint_meetings" in {table.name for table in takeout.tables()}
        assert "joint_events" not in {table.name for table in takeout.tables()}
    assert SAK["tittel"] in text and str(together.meeting["nordvik"]) not in text and str(together.meeting["hamnes"]) in text


def test_outside_a_kommunes_room_the_functions_refuse(together, as_role):
    with as_role("kommune") as room, pytest.raises(errors.InsufficientPrivilege):
        room.execute("SELECT app.joint_call(%s)", (together.event,))
    with as_role("kommune") as room:
        assert room.execute("SELECT app.joint_read(%s)", (together.event,)).fetchone() == (None,)
    with as_role("lobby") as room, pytest.raises(errors.InsufficientPrivilege):
        room.execute("SELECT app.joint_read(%s)", (together.event,))


def _words(part):
    kind, content = part.get_content_type(), part.get_payload(decode=True) or b""
    if kind == "application/pdf":
        return " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(content)).pages)
    return content.decode("utf-8", "replace")


def _file_words(answer):
    data = answer.get_data()
    if answer.mimetype == "application/pdf":
        return " ".join(sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages)
    if data[:2] == b"PK":
        with zipfile.ZipFile(BytesIO(data)) as packed:
            return " ".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return answer.get_data(as_text=True)
