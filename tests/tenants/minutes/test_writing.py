"""Writing: saved while one writes, never lost when two write, and stopped when a text may point out a person."""

import logging
from uuid import uuid4

import psycopg

from saas.db import db
from tenants.meetings.models import AgendaEntry
from tenants.minutes.models import MinuteNote, TextConflict
from tests.tenants.minutes.steps import AUTOSAVE, add_action, text_of, version_on, write
from tests.world import log_in


def note(inside, held, entry):
    with inside(held.slug):
        row = db.session.query(MinuteNote).filter(MinuteNote.entry_id == entry).one_or_none()
        return (row.notes, row.decision) if row else None


def test_autosave_answers_with_the_time_and_the_text_stands(coordinator, held, inside):
    answer = write(coordinator, held, held.first, "Politiet orienterte.", "Gruppen følger saken.")

    assert answer.status_code == 200
    assert answer.json["saved"] == "10.00"
    assert note(inside, held, held.first) == ("Politiet orienterte.", "Gruppen følger saken.")


def test_the_next_autosave_goes_on_from_the_last(coordinator, held, inside):
    first = write(coordinator, held, held.first, "Politiet", "")
    second = write(coordinator, held, held.first, "Politiet orienterte.", "", seen=first.json["version"])

    assert second.status_code == 200
    assert note(inside, held, held.first) == ("Politiet orienterte.", "")


def test_without_javascript_the_button_saves_and_leads_to_the_next_sak(coordinator, held, inside):
    seen = version_on(coordinator, held, held.first)
    data = {"notater": "Hei", "beslutning": "", "version": seen, "videre": str(held.second)}
    answer = coordinator.post(held.sak(held.first), data)

    assert answer.status_code == 303
    assert answer.location.endswith(f"?sak={held.second}")
    assert note(inside, held, held.first) == ("Hei", "")


def test_two_who_write_in_different_fields_do_not_meet(coordinator, leader, held, inside):
    seen = version_on(coordinator, held, held.first)
    assert write(coordinator, held, held.first, "Notat fra sekretæren", "", seen).status_code == 200
    answer = write(leader, held, held.first, "", "Vedtak fra lederen", seen)

    assert answer.status_code == 200
    assert note(inside, held, held.first) == ("Notat fra sekretæren", "Vedtak fra lederen")


def test_one_who_only_looks_never_writes_over_another(coordinator, leader, held, inside):
    seen = version_on(coordinator, held, held.first)
    first = write(leader, held, held.first, "", "Vedtak", seen)
    write(coordinator, held, held.first, "Notat", "", seen)
    again = write(leader, held, held.first, "", "Vedtak to", first.json["version"])

    assert again.status_code == 200
    assert note(inside, held, held.first) == ("Notat", "Vedtak to")


def test_two_who_write_in_the_same_field_meet_and_both_texts_are_kept(coordinator, leader, held, inside):
    seen = version_on(coordinator, held, held.first)
    write(coordinator, held, held.first, "Først ute", "", seen)
    answer = write(leader, held, held.first, "For sent", "", seen)

    assert answer.status_code == 409
    assert "Først ute" in text_of(answer) and "For sent" in text_of(answer)
    assert note(inside, held, held.first) == ("Først ute", "")
    with inside():
        late = db.session.query(TextConflict).one()
        assert (late.notes, late.decision, late.settled_at) == ("For sent", "", None)
    assert "For sent" in text_of(coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.first}")))


def test_the_clean_half_of_a_late_text_is_saved_at_once(coordinator, leader, held, inside):
    seen = version_on(coordinator, held, held.first)
    write(coordinator, held, held.first, "Først ute", "", seen)
    assert write(leader, held, held.first, "For sent", "Lederens vedtak", seen).status_code == 409

    assert note(inside, held, held.first) == ("Først ute", "Lederens vedtak")


def _clash(coordinator, leader, held):
    seen = version_on(coordinator, held, held.first)
    write(coordinator, held, held.first, "Først ute", "", seen)
    page = text_of(write(leader, held, held.first, "For sent", "", seen))
    return seen, page.split('name="sett_versjon" value="')[1].split('"')[0]


def test_mine_can_be_chosen_with_what_was_merged_into_it(coordinator, leader, held, inside):
    seen, version = _clash(coordinator, leader, held)
    data = {
        "notater": "Først ute, og for sent",
        "beslutning": "",
        "version": seen,
        "sett_versjon": version,
        "losning": "min",
    }
    assert leader.post(held.sak(held.first), data).status_code == 303

    assert note(inside, held, held.first) == ("Først ute, og for sent", "")
    with inside():
        assert db.session.query(TextConflict).one().settled_at is not None


def test_theirs_can_be_chosen(coordinator, leader, held, inside):
    seen, version = _clash(coordinator, leader, held)
    data = {"notater": "For sent", "beslutning": "", "version": seen, "sett_versjon": version, "losning": "deres"}
    assert leader.post(held.sak(held.first), data).status_code == 303

    assert note(inside, held, held.first) == ("Først ute", "")


def test_a_choice_made_on_an_older_text_is_a_new_conflict(coordinator, leader, held, inside):
    seen, version = _clash(coordinator, leader, held)
    assert write(coordinator, held, held.first, "Først ute, og mer", "").status_code == 200
    data = {"notater": "For sent", "beslutning": "", "version": seen, "sett_versjon": version, "losning": "min"}
    answer = leader.post(held.sak(held.first), data)

    assert answer.status_code == 409
    assert "Først ute, og mer" in text_of(answer)
    assert note(inside, held, held.first) == ("Først ute, og mer", "")


def test_a_late_text_that_was_left_can_be_taken_in_later(coordinator, leader, held, inside):
    _clash(coordinator, leader, held)
    page = coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.first}")).get_data(as_text=True)
    address = page.split('id="konflikter" action="')[1].split('"')[0]
    version = page.split('name="sett_versjon" value="')[1].split('"')[0]
    once = str(uuid4())
    assert (
        coordinator.post(address, {"losning": "sen", "sett_versjon": "1", "en_gang": str(uuid4())}).status_code == 409
    )
    assert coordinator.post(address, {"losning": "sen", "sett_versjon": version, "en_gang": once}).status_code == 303

    assert note(inside, held, held.first) == ("For sent", "")
    again = coordinator.post(address, {"losning": "naa", "sett_versjon": version, "en_gang": str(uuid4())})
    assert again.status_code == 409
    assert note(inside, held, held.first) == ("For sent", "")


def test_a_guarded_text_is_refused_and_stands_nowhere(coordinator, held, inside, database, caplog):
    write(coordinator, held, held.first, "Flere ungdommer samles.", "")
    caplog.set_level(logging.DEBUG)
    secret = "en gutt (15) i 10B fra Fjellveien 3, fnr 01810550003"
    answer = write(coordinator, held, held.first, secret, "")

    assert answer.status_code == 422
    assert "kan peke ut en person" in text_of(answer)
    assert secret not in text_of(answer)
    assert note(inside, held, held.first) == ("Flere ungdommer samles.", "")
    assert "Fjellveien" not in everything_in(database) and "01810550003" not in everything_in(database)
    assert "Fjellveien" not in caplog.text and "01810550003" not in caplog.text


def test_a_warning_can_be_kept_with_a_reason_and_a_number_never(coordinator, held, inside):
    text = "Snakk med Petter Hansen om lokalet."
    page = text_of(write(coordinator, held, held.first, text, ""))
    key = page.split('name="notater__behold" value="')[1].split('"')[0]
    kept = {"notater__behold": key, "notater__behold_grunn": "driver kiosken"}

    assert write(coordinator, held, held.first, text, "", **kept).status_code == 200
    assert note(inside, held, held.first) == (text, "")


def everything_in(database):
    """Every row of every table, as text, read past all walls."""
    with psycopg.connect(database) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (name,) in tables:  # The owner may take the walls down for itself; the transaction is rolled back.
            connection.execute(f'ALTER TABLE "{name}" NO FORCE ROW LEVEL SECURITY')
        rows = [connection.execute(f'SELECT t::text FROM "{name}" t').fetchall() for (name,) in tables]
        connection.rollback()
    found = "\n".join(row[0] for table in rows for row in table)
    assert "koordinator@fjordvest.example" in found  # Otherwise nothing was read at all.
    return found


def test_bad_input_is_answered_in_words(coordinator, held, inside):
    too_long = write(coordinator, held, held.first, "a" * 20001, "")
    assert too_long.status_code == 422 and "høyst 20000 tegn" in text_of(too_long)
    assert write(coordinator, held, held.first, "linje\x00to", "").status_code == 200
    assert note(inside, held, held.first) == ("linje to", "")
    assert coordinator.client.post(held.sak(held.first), data={"notater": "x"}).status_code == 400
    assert coordinator.post(held.sak(uuid4()), {"notater": "x"}, headers=AUTOSAVE).status_code == 404
    assert coordinator.get(held.path(f"skriv/{uuid4()}")).status_code == 404
    # A version that nobody has made counts as having seen nothing.
    assert write(coordinator, held, held.first, "annet", "", seen="tull").status_code == 409


def test_only_writers_write(member, held, inside):
    assert member.get(held.path(f"skriv/{held.meeting}")).status_code == 403
    assert member.post(held.sak(held.first), {"notater": "x", "version": ""}).status_code == 403
    assert note(inside, held, held.first) is None


def test_an_action_may_lack_everything_but_its_words_while_one_writes(coordinator, held, inside):
    assert add_action(coordinator, held, held.first, "Tilby åpen hall fredager 20–23").status_code == 303
    empty = add_action(coordinator, held, held.first, "  ")
    assert empty.status_code == 422 and "Skriv hva som skal gjøres." in text_of(empty)
    foreign = add_action(coordinator, held, held.first, "Noe", who=uuid4())
    assert foreign.status_code == 422 and "Velg en person fra listen." in text_of(foreign)
    wrong = add_action(coordinator, held, held.first, "Noe", due="i morgen")
    assert wrong.status_code == 422 and "Noe" in text_of(wrong)
    page = text_of(coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.first}")))
    assert "Tilby åpen hall fredager 20–23" in page


def test_an_action_is_changed_while_one_writes_and_a_stale_change_is_shown(coordinator, leader, held):
    location = add_action(coordinator, held, held.first, "Tilby åpen hall").location
    task = location.split("#h-")[1]
    address = held.sak(held.first, f"/handlinger/{task}")
    data = {"hva": "Tilby åpen hall", "ansvarlig": str(held.people["Yusuf"]), "frist": "2026-10-02", "version": "1"}
    saved = coordinator.post(address, data, headers=AUTOSAVE)
    assert saved.status_code == 200 and saved.json["version"] == 2
    late = leader.post(address, {**data, "hva": "Noe annet"}, headers=AUTOSAVE)
    assert late.status_code == 409
    assert "Tilby åpen hall · Yusuf Warsame · fredag 2. oktober" in text_of(late) and "Noe annet" in text_of(late)
    chosen = leader.post(address, {**data, "hva": "Noe annet", "losning": "min", "sett_versjon": "2"})
    assert chosen.status_code == 303
    assert "Noe annet" in text_of(coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.first}")))


def test_an_action_added_twice_by_a_double_click_is_one(coordinator, held):
    once = str(uuid4())
    for _ in range(2):
        assert add_action(coordinator, held, held.first, "Én handling", en_gang=once).status_code == 303
    page = coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.first}")).get_data(as_text=True)
    assert page.count('value="Én handling"') == 1


def test_a_sak_is_finished_and_taken_up_again(coordinator, held, inside):
    for state, expected in (("done", "done"), ("open", "open"), ("tull", "open")):
        coordinator.post(held.sak(held.first, "/tilstand"), {"tilstand": state, "en_gang": str(uuid4())})
        with inside():
            assert db.session.query(AgendaEntry).filter(AgendaEntry.id == held.first).one().item.state == expected


def test_presence_is_one_tap(coordinator, held):
    tap = {"oppmote": f"absent:{held.invitations['Are']}"}
    answer = coordinator.post(held.path(f"skriv/{held.meeting}/oppmote"), tap, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "Politi: ikke møtt." in text_of(answer)
    assert "<html" not in text_of(answer)
    nonsense = coordinator.post(held.path(f"skriv/{held.meeting}/oppmote"), {"oppmote": "present:tull"})
    assert nonsense.status_code == 404


def test_the_screen_shows_decisions_and_never_notes(coordinator, held):
    write(coordinator, held, held.second, "Privat notat", "Hallen åpnes fredager.")
    page = text_of(coordinator.get(held.path(f"skjerm/{held.meeting}")))

    assert "Hallen åpnes fredager." in page and "15/26" in page
    assert "Privat notat" not in page
    piece = text_of(coordinator.get(held.path(f"skjerm/{held.meeting}"), headers={"HX-Request": "true"}))
    assert piece.startswith("<div") and "every 3s" in piece


def test_another_kommune_sees_and_changes_nothing(held, elsewhere, stranger, coordinator, inside, house, world):
    write(coordinator, held, held.first, "Nordviks notat", "Nordviks vedtak")
    for address in (f"skriv/{held.meeting}", f"skjerm/{held.meeting}", f"kontroll/{held.meeting}"):
        assert stranger.get(held.path(address)).status_code == 404
        assert coordinator.get(elsewhere.path(address)).status_code == 404
    # Hamnes' address with Nordvik's ids, and Nordvik's address with Hamnes' ids.
    assert coordinator.post(elsewhere.sak(held.first), {"notater": "x", "version": ""}).status_code == 404
    crossed = elsewhere.path(f"skriv/{elsewhere.meeting}/{held.first}")
    assert coordinator.post(crossed, {"notater": "x", "version": ""}).status_code == 404
    foreign = add_action(coordinator, elsewhere, elsewhere.first, "Noe", who=held.people["Yusuf"])
    assert foreign.status_code == 422
    tap = {"oppmote": f"absent:{held.invitations['Are']}"}
    assert coordinator.post(elsewhere.path(f"skriv/{elsewhere.meeting}/oppmote"), tap).status_code == 404
    assert note(inside, held, held.first) == ("Nordviks notat", "Nordviks vedtak")
    outsider = log_in(house, "member@hamnes.example")
    assert "Nordviks" not in text_of(outsider.get(elsewhere.path()))
