"""Minutes leave complete, on time and once; approved by a person; changed only as a new version."""

import threading
from datetime import date
from io import BytesIO
from uuid import uuid4

import docx
import pytest

from saas import clock
from saas.audit import AuditEvent
from saas.db import db
from tenants.minutes.models import Minutes, MinutesVersion
from tests.saas.documents.reading import tags_of, words_of
from tests.tenants.minutes.steps import add_action, minutes_of, send, text_of, write
from tests.world import log_in


@pytest.fixture
def sent(coordinator, held, inside):
    """Nordvik's minutes, sent for comment until 18 September."""
    write(coordinator, held, held.first, "Politiet orienterte.", "Saken følges videre.")
    add_action(coordinator, held, held.first, "Tilby åpen hall fredager", who=held.people["Yusuf"], due="2026-10-02")
    assert send(coordinator, held).status_code == 303
    return minutes_of(inside, held)[0]


@pytest.fixture
def approved(sent, coordinator, held, inside):
    """Approved the Monday after the deadline."""
    clock.move_to(clock.at(date(2026, 9, 21), 9))
    assert approve(coordinator, held, inside).status_code == 303
    return sent


def approve(browser, held, inside, **more):
    minutes_id, _, _, version = minutes_of(inside, held)
    return browser.post(held.path(f"{minutes_id}/godkjenning"), {"versjon": version, "en_gang": str(uuid4()), **more})


def publish(browser, held, inside, **more):
    minutes_id, _, _, version = minutes_of(inside, held)
    return browser.post(held.path(f"{minutes_id}/versjoner"), {"versjon": version, "en_gang": str(uuid4()), **more})


def actions_in_log(inside, held):
    with inside(held.slug):
        return [event.action for event in db.session.query(AuditEvent).order_by(AuditEvent.number)]


def test_what_is_missing_is_listed_with_a_way_to_the_field(coordinator, held):
    task = add_action(coordinator, held, held.second, "Spør kulturetaten", who=held.people["Yusuf"]).location.split(
        "#h-"
    )[1]
    page = coordinator.get(held.path(f"kontroll/{held.meeting}")).get_data(as_text=True)

    assert "1 handling mangler frist (sak 15/26)" in page
    assert f"sak={held.second}#h-{task}-frist" in page.replace("&amp;", "&")
    assert "Saken mangler vedtak (sak 14/26)" in page
    assert f'id="h-{task}-frist"' in coordinator.get(held.path(f"skriv/{held.meeting}?sak={held.second}")).get_data(
        as_text=True
    )


def test_incomplete_minutes_are_not_sent(coordinator, held, inside, postbox, worker):
    add_action(coordinator, held, held.second, "Spør kulturetaten")
    answer = send(coordinator, held)
    worker.work()

    assert answer.status_code == 409
    assert "1 handling mangler ansvarlig (sak 15/26); 1 handling mangler frist (sak 15/26)" in text_of(answer)
    assert minutes_of(inside, held)[1:3] == ("draft", 0)
    assert postbox.letters == []


def test_a_missing_decision_warns_and_does_not_stop(coordinator, held, inside):
    assert send(coordinator, held).status_code == 303
    assert minutes_of(inside, held)[1] == "for_comment"


def test_a_short_reason_is_refused_and_a_long_one_is_shown(coordinator, held, inside):
    add_action(coordinator, held, held.second, "Spør kulturetaten")
    address = held.path(f"kontroll/{held.meeting}/overstyring")
    reason = "Fristen avklares med kommunedirektøren denne uken."
    short = coordinator.post(address, {"begrunnelse": "a" * 19, "en_gang": str(uuid4())})
    assert short.status_code == 422 and "minst 20 tegn" in text_of(short) and "a" * 19 in text_of(short)
    assert send(coordinator, held).status_code == 409
    assert coordinator.post(address, {"begrunnelse": reason, "en_gang": str(uuid4())}).status_code == 303
    assert reason in text_of(coordinator.get(held.path(f"kontroll/{held.meeting}")))
    assert send(coordinator, held).status_code == 303

    minutes_id = minutes_of(inside, held)[0]
    assert reason in text_of(coordinator.get(held.path(str(minutes_id))))
    with inside():
        event = db.session.query(AuditEvent).filter(AuditEvent.action == "minutes.lock_overridden").one()
        assert event.facts == {"lacks": ["responsible", "due"], "reason_length": len(reason)}


def test_a_reason_that_points_out_a_person_is_refused(coordinator, held, inside):
    add_action(coordinator, held, held.second, "Spør kulturetaten")
    words = "Fristen settes når fnr 01810550003 er avklart."
    answer = coordinator.post(held.path(f"kontroll/{held.meeting}/overstyring"), {"begrunnelse": words})
    assert answer.status_code == 422
    with inside():
        assert db.session.query(Minutes.override_reason).all() == [(None,)]


def test_sent_minutes_reach_those_who_came_with_a_link_and_the_rest_without(coordinator, held, inside, postbox, worker):
    answer = send(coordinator, held)
    assert answer.status_code == 303
    assert postbox.letters == []  # Nothing leaves before the deed is committed and the worker has it.
    page = text_of(coordinator.get(answer.location))
    assert "Referatet sendes til 7 deltakere. Sendt 1 virkedag etter møtet – bra" in page
    worker.work()

    letters = {letter["To"].split("<")[1].rstrip(">"): letter for letter in postbox.letters}
    assert len(letters) == 8
    assert all(letter.get_body().get_content().count("/g/") == (0 if name.startswith("bjorn") else 1)
               for name, letter in letters.items())  # fmt: skip
    (part,) = letters["hanne@nordvik.example"].iter_attachments()
    assert part.get_filename() == "referat-versjon-1.pdf"
    words = words_of(part.get_content())
    assert "Versjon 1" in words and "frist 18. september 2026" in " ".join(words.split())


def test_a_double_click_sends_once(coordinator, held, inside, postbox, worker):
    once = str(uuid4())
    for _ in range(2):
        assert send(coordinator, held, en_gang=once).status_code == 303
    again = send(coordinator, held, versjon=minutes_of(inside, held)[3])
    assert again.status_code == 409 and "Referatet er allerede sendt til merknad." in text_of(again)
    worker.work()
    assert len(postbox.letters) == 8
    assert actions_in_log(inside, held).count("minutes.sent") == 1


def test_two_who_press_at_the_same_moment_send_once(house, held, inside, coordinator):
    browsers = [log_in(house, "koordinator@fjordvest.example") for _ in range(2)]
    answers = []
    threads = [threading.Thread(target=lambda b=b: answers.append(send(b, held).status_code)) for b in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 409]
    with inside():
        assert db.session.query(MinutesVersion).count() == 1


@pytest.mark.parametrize("until", ["", "tull", "2026-09-16", "2025-01-01", "2027-09-18"])
def test_a_deadline_that_is_none_is_refused(coordinator, held, inside, until):
    assert send(coordinator, held, until=until).status_code == 422
    assert minutes_of(inside, held) is None


def test_a_meeting_that_is_under_way_or_without_attendance_is_not_sent(coordinator, held, inside):
    from tenants.meetings.models import Invitation, Meeting

    with inside():
        db.session.get_one(Meeting, (world_id(), held.meeting)).state = "under_way"
    assert "Avslutt møtet før referatet sendes." in text_of(send(coordinator, held))
    with inside():
        db.session.get_one(Meeting, (world_id(), held.meeting)).state = "held"
        for called in db.session.query(Invitation):
            called.attendance = None
    answer = send(coordinator, held)
    assert answer.status_code == 409 and "Kryss av hvem som møtte" in text_of(answer)
    assert "Oppmøtet er ikke krysset av." in text_of(answer)


def world_id():
    from saas import here

    return here.kommune().id


def test_members_read_what_is_sent_and_not_the_draft(coordinator, member, held, inside):
    write(coordinator, held, held.first, "Et utkast", "")
    minutes_id = minutes_of(inside, held)[0]
    assert member.get(held.path(str(minutes_id))).status_code == 404
    assert member.get(held.path(f"{minutes_id}/referat.pdf")).status_code == 404
    send(coordinator, held)
    page = text_of(member.get(held.path(str(minutes_id))))
    assert "Et utkast" in page and "Tittel Hanne Dahl" in page
    write(coordinator, held, held.first, "Rettet etterpå", "")
    assert "Rettet etterpå" not in text_of(member.get(held.path(str(minutes_id))))


def test_approval_waits_for_the_deadline_and_for_the_answers(sent, coordinator, member, held, inside):
    early = approve(coordinator, held, inside)
    assert early.status_code == 409 and "Merknadsfristen er ikke ute ennå." in text_of(early)
    member.post(held.path(f"{sent}/merknader"), {"merknad": "Vedtaket gjaldt ut året.", "en_gang": str(uuid4())})
    clock.move_to(clock.at(date(2026, 9, 19), 9))
    waiting = approve(coordinator, held, inside)
    assert waiting.status_code == 409 and "venter på svar" in text_of(waiting)
    assert "1 merknad venter på svar." in text_of(coordinator.get(held.path(str(sent))))


def test_when_the_deadline_is_out_the_page_says_so_and_a_person_approves(
    sent, coordinator, leader, member, held, inside
):
    clock.move_to(clock.at(date(2026, 9, 19), 9))
    words = "Merknadsfristen er ute. Ingen merknader venter. Godkjenn referatet."
    assert words in text_of(coordinator.get(held.path(str(sent))))
    assert words not in text_of(member.get(held.path(str(sent))))
    assert approve(member, held, inside).status_code == 403
    assert approve(leader, held, inside).status_code == 303
    assert minutes_of(inside, held)[1:3] == ("approved", 1)
    page = text_of(member.get(held.path(str(sent))))
    assert "Godkjent 19. september 2026 av Chair Nordvik" in page
    assert approve(leader, held, inside).status_code == 409


def test_incomplete_minutes_are_not_approved(sent, coordinator, held, inside):
    add_action(coordinator, held, held.second, "Kom til etterpå")
    clock.move_to(clock.at(date(2026, 9, 19), 9))
    answer = approve(coordinator, held, inside)
    assert answer.status_code == 409 and "mangler frist (sak 15/26)" in text_of(answer)


def test_what_was_changed_in_the_comment_window_is_version_two_when_approved(sent, coordinator, held, inside):
    write(coordinator, held, held.first, "Politiet orienterte.", "Saken følges ut året.")
    clock.move_to(clock.at(date(2026, 9, 21), 9))
    approve(coordinator, held, inside)
    with inside():
        versions = db.session.query(MinutesVersion.number, MinutesVersion.reason).order_by(MinutesVersion.number).all()
        assert [tuple(row) for row in versions] == [(1, "comment"), (2, "approved")]


def test_a_change_after_approval_is_version_two_with_a_diff_and_one_letter_each(
    approved, coordinator, held, inside, postbox, worker
):
    worker.work()
    before = len(postbox.letters)
    none = publish(coordinator, held, inside)
    assert none.status_code == 409 and "Ingenting er endret siden versjon 1." in text_of(none)
    write(coordinator, held, held.first, "Politiet orienterte.", "Saken avsluttes.")
    once, seen = str(uuid4()), minutes_of(inside, held)[3]
    answers = [publish(coordinator, held, inside, en_gang=once, versjon=seen) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert publish(coordinator, held, inside, versjon=seen).status_code == 409
    worker.work()

    new = postbox.letters[before:]
    assert len(new) == 8
    assert all("versjon 2" in letter["Subject"] for letter in new)
    assert "14/26  Uro ved Torget fredag kveld" in new[0].get_body().get_content()
    page = coordinator.get(held.path(f"{approved}/versjoner/2")).get_data(as_text=True)
    assert '<del><span class="visually-hidden">Slettet: </span>Vedtak: Saken følges videre.</del>' in page
    assert '<ins><span class="visually-hidden">Lagt til: </span>Vedtak: Saken avsluttes.</ins>' in page
    assert "Saken følges videre." in text_of(coordinator.get(held.path(f"{approved}/versjoner/1")))
    assert coordinator.get(held.path(f"{approved}/versjoner/3")).status_code == 404


def test_a_frozen_version_can_be_neither_changed_nor_deleted(sent, inside):
    from sqlalchemy.exc import ProgrammingError

    for deed in ("update", "delete"):
        with pytest.raises(ProgrammingError), inside():
            version = db.session.query(MinutesVersion).one()
            if deed == "update":
                version.sha256 = "0"
            else:
                db.session.delete(version)
            db.session.flush()


def test_the_files_are_tagged_named_and_hold_what_was_sent(sent, member, held):
    pdf = member.get(held.path(f"{sent}/referat.pdf"))
    assert pdf.mimetype == "application/pdf"
    assert "Referat KG 2026-09-15.pdf" in pdf.headers["Content-Disposition"]
    tags = [tag for tag, _ in tags_of(pdf.data)]
    assert tags.count("/Table") == 2 and "/H1" in tags and "/TH" in tags
    words = " ".join(words_of(pdf.data).split())
    assert "Saken følges videre." in words and "Tilby åpen hall fredager" in words and "2. oktober 2026" in words
    file = docx.Document(BytesIO(member.get(held.path(f"{sent}/referat.docx")).data))
    assert any("Saken følges videre." in paragraph.text for paragraph in file.paragraphs)
    one = member.get(held.path(f"{sent}/sak/{held.first}.pdf"))
    words = " ".join(words_of(one.data).split())
    assert "Særutskrift: 14/26" in words and "Åpen hall i helgene" not in words
    assert member.get(held.path(f"{sent}/sak/{uuid4()}.pdf")).status_code == 404


def test_how_an_action_goes_is_shown_live_in_frozen_minutes(sent, coordinator, held, inside):
    from tenants.tasks.models import Task

    with inside():
        db.session.query(Task).one().status = "delayed"
    assert "Forsinket" in text_of(coordinator.get(held.path(str(sent))))
    assert "Forsinket" not in text_of(coordinator.get(held.path(f"{sent}/versjoner/1")))


def test_decisions_are_found_by_number_words_group_and_year(sent, member, held):
    for query in ("", "q=14/26", "q=følges", "q=torget+FREDAG", f"gruppe={held.group}", "ar=2026"):
        assert "Saken følges videre." in text_of(member.get(held.path(f"vedtak?{query}"))), query
    for query in ("q=15/26", "q=finnes+ikke", "ar=2025", "q=100%25", "q=_"):
        assert "Saken følges videre." not in text_of(member.get(held.path(f"vedtak?{query}"))), query


def test_an_unsent_decision_is_not_in_the_register(coordinator, held):
    write(coordinator, held, held.first, "", "Ikke sendt ennå.")
    assert "Ikke sendt ennå." not in text_of(coordinator.get(held.path("vedtak")))


def test_the_list_says_what_is_sent_and_how_soon(coordinator, held):
    assert "Ikke sendt" in text_of(coordinator.get(held.path()))
    send(coordinator, held)
    page = text_of(coordinator.get(held.path()))
    assert "Sendt 1 virkedag etter møtet – bra" in page and "Til merknad" in page


def test_another_kommune_reads_nothing_that_is_sent(sent, held, elsewhere, stranger, coordinator):
    for rest in (f"{sent}", f"{sent}/referat.pdf", f"{sent}/versjoner/1", f"{sent}/sak/{held.first}.pdf"):
        assert stranger.get(held.path(rest)).status_code == 404
        assert coordinator.get(elsewhere.path(rest)).status_code == 404
    assert "følges" not in text_of(coordinator.get(elsewhere.path("vedtak")))
    assert coordinator.post(elsewhere.path(f"{sent}/merknader"), {"merknad": "x"}).status_code == 404
    assert coordinator.post(elsewhere.path(f"{sent}/godkjenning"), {"versjon": 1}).status_code == 404
