"""No word of a sak that is not public is found in any byte of what leaves: public minutes, files, calendars, letters, links."""

import re
from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import pikepdf
import pytest

from saas import clock
from saas.db import db
from tests.tenants.publicity.conftest import approve, choose, choose_all, out_now, publish, secret, secrets, tell

SHUT = ("exempt", "internal", "unset")


def unpacked(content):
    """All that lies in a PDF: its bytes as they are, every stream unpacked, its words as they are read, and what it says of itself."""
    from pypdf import PdfReader

    found = [content]
    with pikepdf.open(BytesIO(content)) as file:
        for thing in file.objects:
            found.append(repr(thing).encode())
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_bytes())
    reader = PdfReader(BytesIO(content))
    found += ["".join(page.extract_text() for page in reader.pages).encode(), repr(reader.metadata).encode()]
    return b"\n".join(found)


def found_in(content, words):
    """Which of the words stand in the bytes: as they are, in UTF-16 and across a hyphen or line break."""
    flat = re.sub(rb"[\s\xad-]+", b"", content)
    return [word for word in words if word.encode() in flat or word.encode("utf-16-be") in content]


def parts_of(letter):
    """Every part of a letter, decoded, and the letter's own bytes."""
    yield "letter", bytes(letter)
    for part in letter.walk():
        if part.is_multipart():
            continue
        content = part.get_payload(decode=True)
        yield part.get_content_type(), unpacked(content) if content.startswith(b"%PDF") else content


def leaks(letters, words, only=""):
    parts = [part for letter in letters for part in parts_of(letter) if only in part[0]]
    return sorted({(kind, word) for kind, content in parts for word in found_in(content, words)})


def test_the_search_itself_finds_a_word_in_a_pdf():
    from saas import printing

    report = {"kind": "report", "language": "nb", "kommune": "x", "title": "En tittel", "footer": "x", "facts": [],
              "blocks": [{"type": "text", "text": secret("exempt", "vedtak")}], "labels": {"page": "Side", "of": "av"}}  # fmt: skip
    made = printing.pdf(report, when=clock.now().replace(microsecond=0))
    assert found_in(unpacked(made), secrets("exempt")) == [secret("exempt", "vedtak")]


@pytest.fixture
def out(coordinator, told, inside):
    """Published with all that a kommune can have in its public minutes."""
    choose_all(coordinator, told)
    approve(inside, told)
    assert publish(coordinator, told, deltakere="y", drofting="y").status_code == 303
    return told


def test_public_minutes_carry_nothing_of_what_is_not_public(coordinator, out, inside):
    import json

    content = out_now(inside, out)
    page = coordinator.get(out.path(f"referater/{out.minutes}")).get_data()
    file = coordinator.get(out.path(f"referater/{out.minutes}/offentlig.pdf"))
    for made in (json.dumps(content, ensure_ascii=False).encode(), page, unpacked(file.data), str(file.headers).encode()):
        assert found_in(made, secrets(*SHUT)) == []
    assert secret("public", "vedtak") in json.dumps(content) and found_in(unpacked(file.data), [secret("public", "vedtak")])


def test_no_paper_note_id_or_inner_name_is_in_public_minutes(out, inside):
    said = str(out_now(inside, out))
    assert found_in(said.encode(), [secret("public", corner) for corner in ("filnavn", "filtekst", "opplaster", "beskrivelse")]) == []
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}", said) and "sha256" not in said


def test_letters_with_minutes_say_only_that_there_is_a_sak(coordinator, told, inside, worker, postbox):
    choose_all(coordinator, told)
    approve(inside, told)
    worker.work()
    guest = [letter for letter in postbox.letters if "gro@" in letter["To"]]
    members = [letter for letter in postbox.letters if "gro@" not in letter["To"]]

    assert guest and leaks(guest, secrets(*SHUT)) == []
    assert leaks(guest, [secret("public", "vedtak")])
    assert members and leaks(members, secrets("exempt", "internal")) == []
    # The group reads what nobody has judged yet: its minutes are its own.
    assert leaks(members, [secret("unset", "vedtak")])


def test_a_letter_about_a_change_names_no_shielded_sak(coordinator, told, inside, worker, postbox):
    from tenants.minutes import sending
    from tenants.minutes.models import MinuteNote
    from tenants.minutes.reading import open_book

    choose_all(coordinator, told)
    approve(inside, told)
    with inside():
        for kind in SHUT:
            db.session.query(MinuteNote).filter(MinuteNote.entry_id == told.saker[kind][1]).one().decision += " Endret."
        db.session.flush()
        sending.publish_change(open_book(told.held.meeting), None)
    worker.work()
    letters = [letter for letter in postbox.letters if "endret" in letter["Subject"].lower()]
    assert letters
    assert leaks(letters, secrets("exempt", "internal")) == []
    assert leaks([letter for letter in letters if "gro@" in letter["To"]], secrets(*SHUT)) == []


def test_the_guests_page_for_comments_shows_a_guest_only_what_is_public(house, coordinator, told, inside, worker, postbox):
    choose_all(coordinator, told)
    approve(inside, told)
    worker.work()
    browser = house.test_client()
    for who, words in (("gro@", secrets(*SHUT)), ("are@", secrets("exempt", "internal"))):
        letter = next(one for one in postbox.letters if who in one["To"] and "/g/" in one.get_body().get_content())
        page = browser.get(re.search(r"http://bindeledd\.test(/g/\S+)", letter.get_body().get_content())[1])
        assert page.status_code == 200 and found_in(page.data, words) == []
        assert secret("public", "vedtak") in page.get_data(as_text=True)


@pytest.fixture
def coming(world, inside, coordinator):
    """A meeting next week with the same saker, each judged, and a guest called without a seat."""
    from tenants.meetings.models import Invitation, Meeting

    with inside():
        told = tell("nordvik", world["nordvik"].users, state="draft")
        meeting = db.session.query(Meeting).one()
        meeting.starts_at = clock.now() + timedelta(days=6)
        meeting.ends_at = meeting.starts_at + timedelta(hours=2)
        meeting.called_at = meeting.started_at = meeting.ended_at = None
        guest = db.session.query(Invitation).filter(Invitation.person_id == told.guest).one()
        guest.standing_in_for, guest.attendance = told.held.people["Are"], None
        db.session.query(Invitation).filter(Invitation.person_id == told.held.people["Are"]).one().answer = "deputy"
    choose_all(coordinator, told)
    return told


def test_notices_calendars_and_the_page_by_link_say_no_more_than_they_may(house, coming, inside, worker, postbox):
    from tenants.meetings import notices, service

    with inside():
        notices.call(service.find(coming.held.meeting), None)
    worker.work()
    letters = postbox.letters
    guest = [letter for letter in letters if "gro@" in letter["To"]]

    assert letters and leaks(letters, secrets("exempt", "internal")) == []
    assert guest and leaks(guest, secrets(*SHUT)) == []
    assert leaks(letters, secrets(*SHUT), only="calendar") == []
    assert leaks(letters, [secret("public", "tittel")], only="calendar")
    assert "Sak unntatt offentlighet (offl. § 24)" in guest[0].get_body().get_content()
    browser = house.test_client()
    for letter in letters:
        address = re.search(r"http://bindeledd\.test(/g/\S+)", letter.get_body().get_content())[1]
        page = browser.get(address)
        assert page.status_code == 200
        # The guest's own task stands there: it was given to them by name, and its sak has not been shielded.
        own = {secret("unset", "handling")}
        shut = [word for word in secrets(*SHUT) if word not in own] if letter in guest else secrets("exempt", "internal")
        assert found_in(page.data, shut) == []
        for kind in SHUT if letter in guest else ("exempt", "internal"):
            assert browser.get(f"{address}?papir={coming.papers[kind]}").status_code == 404
        assert browser.get(f"{address}?papir={coming.papers['public']}").status_code == 200


def test_a_paper_that_is_judged_by_itself_is_not_handed_out_by_link(house, coordinator, coming, inside, worker, postbox):
    from tenants.meetings import notices, service

    address = coming.path(f"saker/{coming.saker['public'][0]}/papirer/{coming.papers['public']}")
    coordinator.post(address, {"offentlighet": "exempt", "hjemmel": "offl-13", "en_gang": str(uuid4())})
    with inside():
        notices.call(service.find(coming.held.meeting), None)
    worker.work()
    assert leaks(postbox.letters, [secret("public", "filnavn"), secret("public", "filtekst")]) == []
    link = re.search(r"http://bindeledd\.test(/g/\S+)", postbox.letters[0].get_body().get_content())[1]
    assert house.test_client().get(f"{link}?papir={coming.papers['public']}").status_code == 404


def test_letters_and_links_about_tasks_do_not_tell_of_shielded_saker(house, coordinator, told, inside, worker, postbox):
    from tenants.tasks import notices
    from tenants.tasks.models import Task

    choose_all(coordinator, told)
    with inside():
        for task in db.session.query(Task).all():
            notices.remind_now(task)
    worker.work()
    letters = [letter for letter in postbox.letters if "gro@" in letter["To"]]
    assert len(letters) == 4
    assert leaks(letters, secrets("exempt", "internal")) == []
    assert leaks(letters, [secret("public", "handling")])
    browser = house.test_client()
    for letter in letters:
        page = browser.get(re.search(r"http://bindeledd\.test(/g/\S+)", letter.get_body().get_content())[1])
        assert page.status_code == 200 and found_in(page.data, secrets("exempt", "internal")) == []


def test_the_decision_register_and_what_is_made_of_it_carry_no_shielded_words(coordinator, told, inside):
    choose_all(coordinator, told)
    approve(inside, told)
    page = coordinator.get("/k/nordvik/referater/vedtak?alle=1")
    assert found_in(page.data, secrets("exempt", "internal")) == []
    assert "Sak unntatt offentlighet (offl. § 24)" in page.get_data(as_text=True)
    assert found_in(coordinator.get("/k/nordvik/").data, secrets("exempt", "internal")) == []
    # Nor does searching for a word of it tell that it is there.
    searched = coordinator.get(f"/k/nordvik/referater/vedtak?q={secret('exempt', 'vedtak')}").get_data(as_text=True)
    assert "22/26" not in searched


def test_inside_the_group_those_who_are_logged_in_read_all_of_it(coordinator, told, inside):
    choose_all(coordinator, told)
    approve(inside, told)
    page = coordinator.get(f"/k/nordvik/referater/{told.minutes}")
    assert found_in(page.data, [secret("exempt", "vedtak"), secret("internal", "vedtak")]) == [
        secret("exempt", "vedtak"), secret("internal", "vedtak")]  # fmt: skip


def test_a_choice_made_after_the_letters_shuts_the_links_that_were_sent(house, coordinator, coming, inside, worker, postbox):
    from tenants.meetings import notices, service

    with inside():
        notices.call(service.find(coming.held.meeting), None)
    worker.work()
    link = re.search(r"http://bindeledd\.test(/g/\S+)", postbox.letters[0].get_body().get_content())[1]
    assert secret("public", "tittel").encode() in house.test_client().get(link).data
    choose(coordinator, coming, "public", "exempt")
    assert found_in(house.test_client().get(link).data, secrets("public")) == []
