"""The public minutes follow the approved version and today's choices; nobody writes in them, and what is shielded comes in."""

from datetime import date
from uuid import uuid4

import psycopg
import pytest

from saas import clock
from saas.db import db
from tenants.minutes.models import MinuteNote, MinutesVersion
from tenants.publicity.models import PublishedMinutes
from tests.tenants.publicity.conftest import approve, choose, choose_all, log_of, out_now, publish, secret
from tests.world import log_in


def words(answer):
    return " ".join(answer.get_data(as_text=True).split())


@pytest.fixture
def approved(coordinator, told, inside):
    """Judged, sent and approved; it is 21 September."""
    choose_all(coordinator, told)
    approve(inside, told)
    return told


@pytest.fixture
def published(coordinator, approved):
    """And out."""
    assert publish(coordinator, approved).status_code == 303
    return approved


def test_the_preview_says_how_many_are_exempt_and_by_which_basis(coordinator, approved):
    page = words(coordinator.get(approved.path(f"referater/{approved.minutes}")))
    assert "1 sak er unntatt offentlighet (offl. § 24)." in page
    assert secret("public", "vedtak") in page and secret("exempt", "tittel") not in page


def test_it_goes_out_as_it_was_previewed_and_is_remembered(coordinator, approved, inside):
    assert publish(coordinator, approved).status_code == 303

    content = out_now(inside, approved)
    assert (content["number"], content["held_on"], content["group"]) == (1, "2026-09-15", "Koordineringsgruppen")
    assert (content["exempt"], content["withheld"], content["attended"], content["corrected_on"]) == (1, 4, [], None)
    public, exempt = content["items"]
    assert public == {"label": "21/26", "title": secret("public", "tittel"), "decision": secret("public", "vedtak"), "discussion": "",
                      "actions": [{"what": secret("public", "handling"), "due": "2. oktober 2026"}]}  # fmt: skip
    assert exempt == {"exempt": True, "label": "22/26", "basis": "offl. § 24", "words": "Sak unntatt offentlighet (offl. § 24)"}
    assert ("minutes.published", approved.minutes) in log_of(inside)


def test_the_kommune_chooses_whether_titles_and_discussion_are_there_and_no_name_ever_is(coordinator, approved, inside):
    publish(coordinator, approved, deltakere="y", drofting="y")

    content = out_now(inside, approved)
    assert content["items"][0]["discussion"] == secret("public", "notat")
    there = {one["organisation"] for one in content["attended"]}
    assert {"Politiet", "Havnevesenet"} <= there and "Handelsstanden" not in there
    from tests.tenants.minutes.conftest import PEOPLE

    said = str(content)
    assert not [name for name, *_ in PEOPLE if name in said] and "Gjestesen" not in said and "@" not in said


def test_a_name_and_an_address_in_a_decision_are_taken_out(coordinator, told, inside):
    entry = told.saker["public"][1]
    with inside():
        note = db.session.query(MinuteNote).filter(MinuteNote.entry_id == entry).one()
        note.decision = "Are  Nygård og gro gjestesen svarer på gro@nordvik.example innen fredag."
    choose_all(coordinator, told)
    approve(inside, told)
    publish(coordinator, told)
    assert out_now(inside, told)["items"][0]["decision"] == "[navn fjernet] og [navn fjernet] svarer på [fjernet] innen fredag."


def test_minutes_that_are_not_approved_have_no_public_ones(coordinator, told, inside):
    from tenants.minutes import sending
    from tenants.minutes.reading import open_book

    with inside():
        told.minutes = sending.send(open_book(told.held.meeting), date(2026, 9, 18), None).id
    assert coordinator.get(told.path(f"referater/{told.minutes}")).status_code == 404
    assert coordinator.post(told.path(f"referater/{told.minutes}/publisering"), {"kontrollsum": "x", "lest": "y"}).status_code == 404


def test_the_public_minutes_follow_the_frozen_version_and_not_the_live_rows(coordinator, approved, inside):
    with inside():
        db.session.query(MinuteNote).filter(MinuteNote.entry_id == approved.saker["public"][1]).one().decision = "Noe helt annet."
    publish(coordinator, approved)
    assert out_now(inside, approved)["items"][0]["decision"] == secret("public", "vedtak")


def test_a_version_that_is_not_what_was_approved_is_not_published(coordinator, approved, database):
    with psycopg.connect(database) as owner:
        owner.execute("ALTER TABLE minutes_versions NO FORCE ROW LEVEL SECURITY")
        owner.execute("UPDATE minutes_versions SET document = jsonb_set(document, '{items,2,decision}', '\"Forfalsket\"')")
        owner.execute("ALTER TABLE minutes_versions FORCE ROW LEVEL SECURITY")
    answer = coordinator.post(
        approved.path(f"referater/{approved.minutes}/publisering"), {"kontrollsum": "x", "lest": "y", "en_gang": str(uuid4())}
    )
    assert answer.status_code == 409 and "stemmer ikke med kontrollsummen" in words(answer)


def test_what_was_changed_after_the_preview_is_not_published_unseen(coordinator, chair, approved, inside):
    answer = coordinator.get(approved.path(f"referater/{approved.minutes}")).get_data(as_text=True)
    seen = answer.split('name="kontrollsum" value="', 1)[1].split('"', 1)[0]
    choose(chair, approved, "unset", "public")
    answer = publish(coordinator, approved, kontrollsum=seen)
    assert answer.status_code == 409
    assert "Noe er endret siden forhåndsvisningen." in words(answer)
    assert out_now(inside, approved) is None


def test_what_the_guard_finds_must_be_read_first(coordinator, told, inside):
    with inside():
        note = db.session.query(MinuteNote).filter(MinuteNote.entry_id == told.saker["public"][1]).one()
        note.decision = "Jenta på 14 år i 9A følges opp."
    choose_all(coordinator, told)
    approve(inside, told)
    answer = publish(coordinator, told, lest="")
    assert answer.status_code == 422 and "Se gjennom det personvernvakten fant" in words(answer)
    assert out_now(inside, told) is None
    assert publish(coordinator, told).status_code == 303


@pytest.mark.parametrize("email", ["member@nordvik.example", "chair@nordvik.example"])
def test_only_the_coordinator_publishes_and_withdraws(house, published, inside, email):
    browser = log_in(house, email)
    assert publish(browser, published).status_code == 403
    answer = browser.post(published.path(f"referater/{published.minutes}/avpublisering"), {"grunn": "En god grunn til det."})
    assert answer.status_code == 403
    assert out_now(inside, published) is not None


def test_two_presses_put_out_one_edition(coordinator, published, inside):
    answer = publish(coordinator, published)
    assert answer.status_code == 409 and "allerede publisert" in words(answer)
    with inside():
        assert db.session.query(PublishedMinutes).count() == 1


def test_a_sak_shielded_after_publication_comes_in_at_once_and_the_new_edition_says_so(coordinator, chair, published, inside):
    with inside():
        address = db.session.query(PublishedMinutes.public_id).scalar()
    answer = choose(chair, published, "public", "exempt", hjemmel="offl-13")
    assert answer.status_code == 303
    assert "1 offentlig referat er rettet og publisert på nytt." in words(chair.get(answer.location))

    content = out_now(inside, published)
    assert secret("public", "vedtak") not in str(content) and secret("public", "tittel") not in str(content)
    assert (content["number"], content["exempt"], content["corrected_on"]) == (2, 2, "2026-09-21")
    assert "Rettet utgave, publisert 21. september 2026." in content["notices"]
    with inside():
        first, second = db.session.query(PublishedMinutes).order_by(PublishedMinutes.number)
        assert first.withdrawn_at and first.withdrawn_because and second.public_id == address
    assert ("minutes.publication_corrected", published.minutes) in log_of(inside)


def test_a_choice_that_changes_nothing_public_makes_no_edition(coordinator, published, inside):
    choose(coordinator, published, "unset", "internal")
    assert out_now(inside, published)["number"] == 1


def test_withdrawing_needs_a_reason_and_takes_it_in(coordinator, published, inside):
    address = published.path(f"referater/{published.minutes}/avpublisering")
    assert coordinator.post(address, {"grunn": "Feil", "en_gang": str(uuid4())}).status_code == 422
    assert out_now(inside, published) is not None
    assert coordinator.post(address, {"grunn": "Feil møte ble publisert.", "en_gang": str(uuid4())}).status_code == 303
    assert out_now(inside, published) is None
    again = coordinator.post(address, {"grunn": "Feil møte ble publisert.", "en_gang": str(uuid4())})
    assert again.status_code == 409
    assert ("minutes.unpublished", published.minutes) in log_of(inside)

    assert publish(coordinator, published).status_code == 303
    assert out_now(inside, published)["number"] == 2


def test_a_change_after_approval_is_public_only_when_it_is_published_anew(coordinator, published, inside):
    from tenants.minutes import sending
    from tenants.minutes.reading import open_book

    with inside():
        db.session.query(MinuteNote).filter(MinuteNote.entry_id == published.saker["public"][1]).one().decision = "Rettet vedtak."
        db.session.flush()
        sending.publish_change(open_book(published.held.meeting), None)
    assert out_now(inside, published)["items"][0]["decision"] == secret("public", "vedtak")
    assert "Innholdet ville blitt et annet nå." in words(coordinator.get(published.path(f"referater/{published.minutes}")))

    assert publish(coordinator, published).status_code == 303
    content = out_now(inside, published)
    assert (content["items"][0]["decision"], content["version"], content["number"]) == ("Rettet vedtak.", 2, 2)


def test_what_is_out_cannot_be_changed_by_anybody_in_the_house(published, inside):
    from sqlalchemy.exc import ProgrammingError

    for change in ({"content": {"title": "Noe annet"}}, {"sha256": "0" * 64}, {"number": 9}):
        with inside(), pytest.raises(ProgrammingError, match="permission denied"):
            db.session.query(PublishedMinutes).update(change)


def test_hamnes_gets_its_public_minutes_in_nynorsk(coordinator, elsewhere, inside):
    choose_all(coordinator, elsewhere)
    approve(inside, elsewhere)
    assert publish(coordinator, elsewhere).status_code == 303
    content = out_now(inside, elsewhere)
    assert content["language"] == "nn" and content["held_on"] == "2026-09-15"


def test_the_list_asks_the_database_the_same_number_of_questions_however_long_it_is(house, coordinator, approved, inside):
    from sqlalchemy import event

    from tests.tenants.minutes.conftest import add_meeting, add_sak

    def count():
        asked = []
        with house.app_context():
            engines = list(db.engines.values())
        listen = lambda *_: asked.append(1)  # noqa: E731
        for engine in engines:
            event.listen(engine, "before_cursor_execute", listen)
        assert coordinator.get(approved.path("?alle=referater")).status_code == 200
        for engine in engines:
            event.remove(engine, "before_cursor_execute", listen)
        return len(asked)

    few = count()
    with inside():
        from tenants.minutes.models import Minutes

        for day in range(1, 15):
            meeting = add_meeting(approved.held.group, date(2026, 8, day))
            add_sak(approved.held.group, meeting.id, 100 + day, f"Sak {day}", "discussion", 1)
            db.session.add(Minutes(meeting_id=meeting.id, stage="approved", approved_at=clock.now(), approved_by="x", latest=1))
        db.session.flush()
    assert count() == few


def test_the_approved_versions_print_is_what_the_public_minutes_were_made_from(published, inside):
    from tenants.minutes import document

    with inside():
        row = db.session.query(PublishedMinutes).one()
        version = db.session.query(MinutesVersion).filter(MinutesVersion.number == row.version_number).one()
        assert document.fingerprint(version.document) == version.sha256
        assert document.fingerprint(row.content) == row.sha256
