"""Every address of a kommune, asked for by somebody else with its ids: always 404, never a trace of the kommune."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import url_for
from sqlalchemy import func, select

from saas import clock
from saas.db import db
from tests.walls import joining, line_of_sight
from tests.world import log_in

CANARY = "Kanarifugl-7f3a"
# Which table an id in an address comes from; an address with a new kind of id must be given its place here.
TABLES = {
    "meeting_id": "meetings",
    "series_id": "meeting_series",
    "item_id": "agenda_items",
    "entry_id": "agenda_entries",
    "paper_id": "papers",
    "invitation_id": "invitations",
    "group_id": "groups",
    "seat_id": "seats",
    "standing_id": "standing_items",
    "person_id": "people",
    "organisation_id": "organisations",
    "task_id": "tasks",
    "minutes_id": "minutes",
    "note_id": "minute_notes",
    "comment_id": "minutes_comments",
    "letter_id": "letters",
    "conflict_id": "text_conflicts",
    "source_id": "sources",
    "finding_id": "findings",
    "area_id": "areas",
    "signal_id": "signals",
    "round_id": "rounds",
    "recipient_id": "round_recipients",
    "question_id": "round_questions",
    "need_id": "needs",
    "capacity_id": "capacities",
    "line_id": "resource_lines",
    "goal_id": "goals",
    "reading_id": "goal_readings",
    "goal_plan_id": "goal_plans",
    "measure_id": "measures",
    "practice_id": "practice_offers",
    # A card in the shared library is no kommune's row; the id of an offer is never one, and opens nothing there.
    "card_id": "practice_offers",
    "template_id": "document_templates",
    "document_id": "written_documents",
    "milestone_id": "milestones",
    "evaluation_id": "evaluations",
    "grant_id": "grants",
    "position_id": "positions",
    "share_id": "position_shares",
    "offer_id": "offers",
    "contact_id": "contacts",
    "assessment_id": "assessments",
    "section_id": "assessment_sections",
    "plan_id": "action_plans",
    "indicator_id": "indicator_readings",
    "situation_id": "situation_reports",
    "hours_id": "work_hours",
    "role_invitation_id": "role_invitations",
    "request_id": "access_requests",
    "permit_id": "issuer_permits",
    "feed_id": "feeds",
    "placement_id": "placements",
    "anchoring_id": "anchorings",
    "mandate_id": "mandates",
    "agreement_id": "agreements",
    "party_id": "agreement_parties",
    "step_id": "startup_steps",
    "forum_id": "forums",
    "asked_id": "coordinator_requests",
    "handover_id": "handovers",
    "duty_id": "handover_duties",
    "package_id": "handover_packages",
    "plan_step_id": "handover_steps",
    "run_id": "retention_runs",
    "export_id": "exports",
    "departure_id": "departures",
    "guest_link_id": "guest_links",
    "membership_id": "memberships",
    "visit_id": "visits",
    "office_day_id": "office_days",
    "checkup_id": "checkups",
    "self_review_id": "self_reviews",
    "gain_id": "gain_sheets",
    "annual_id": "annual_reports",
    "yearbook_id": "year_books",
    "bulletin_id": "bulletins",
    "bulletin_list_id": "bulletin_lists",
    "reader_id": "bulletin_readers",
    "notice_id": "notices",
    "joint_id": "joint_meetings",
    "joint_entry_id": "joint_entries",
    "filing_id": "filings",
    "wheel_entry_id": "wheel_entries",
}
NUMBERS = {"number": 1, "year": 2026, "nummer": 1, "ending": "pdf"}


@pytest.fixture
def full(inside):
    """Both kommuner with one of everything; Nordvik's words carry the canary. Returns ids by kommune and table."""
    return {slug: _fill(inside, slug, CANARY if slug == "nordvik" else "Vanlig") for slug in ("nordvik", "hamnes")}


def _fill(inside, slug, word):
    from saas.outbox import Letter
    from tenants.groups.models import Group, Seat, StandingItem
    from tenants.meetings import models as m
    from tenants.minutes import models as mm
    from tenants.network.models import Organisation, Person
    from tenants.tasks.models import Task

    with inside(slug) as room:
        user = room.actor_id
        rows = [Organisation(id=uuid4(), name=f"{word} skole", type="school")]
        add = rows.append
        person = Person(id=uuid4(), name=f"{word} Person", email="p@x.example", organisation_id=rows[0].id, user_id=user)
        add(person)
        group = Group(id=uuid4(), name=f"{word} gruppe", level="COORDINATING", norm_per="month", norm_min=1, norm_max=1)
        add(group)
        seat = Seat(id=uuid4(), group_id=group.id, person_id=person.id, function="leader", starts_on=clock.today())
        add(seat)
        add(StandingItem(id=uuid4(), group_id=group.id, position=1, title=f"{word} punkt", kind="information"))
        start = clock.now() + timedelta(days=3)
        series = m.MeetingSeries(id=uuid4(), group_id=group.id, weekday=2, nth=3, starts=start.time(), minutes=60,
                                 from_on=start.date(), until_on=start.date())
        add(series)
        meeting = m.Meeting(id=uuid4(), group_id=group.id, starts_at=start, ends_at=start + timedelta(hours=1),
                            place=f"{word} rom", calendar_uid=str(uuid4()), state="held", ended_at=start)
        add(meeting)
        add(m.Invitation(id=uuid4(), meeting_id=meeting.id, person_id=person.id, attendance="present"))
        item = m.AgendaItem(id=uuid4(), group_id=group.id, title=f"{word} sak", kind="discussion", number=1, year=2026)
        add(item)
        # The next sak is number two: a counter that did not know of this one would give its number away once more.
        add(m.ItemNumber(id=uuid4(), group_id=group.id, year=2026, last=1))
        entry = m.AgendaEntry(id=uuid4(), meeting_id=meeting.id, item_id=item.id, position=1)
        add(entry)
        paper = m.Paper(id=uuid4(), item_id=item.id, filename=f"{word}.txt", media_type="text/plain", size=3,
                        sha256="0", uploaded_by=word)
        add(paper)
        add(m.PaperContent(id=uuid4(), paper_id=paper.id, content=word.encode()))
        minutes = mm.Minutes(id=uuid4(), meeting_id=meeting.id)
        add(minutes)
        note = mm.MinuteNote(id=uuid4(), entry_id=entry.id, meeting_id=meeting.id, notes=f"{word} notat")
        add(note)
        add(mm.MinutesVersion(id=uuid4(), minutes_id=minutes.id, number=1, reason="comment", sha256="0", created_by=word,
                              document=_document(word)))
        add(mm.MinutesComment(id=uuid4(), minutes_id=minutes.id, person_id=person.id, text=f"{word} merknad"))
        add(mm.TextConflict(id=uuid4(), note_id=note.id, notes=word, decision="", written_by=word))
        add(Letter(id=uuid4(), to_name=word, to_address="p@x.example", subject=f"{word} brev", body=word, template="x",
                   state="failed", last_error=word))
        for row in rows:
            db.session.add(row)
            db.session.flush()
        task = Task(id=uuid4(), group_id=group.id, meeting_id=meeting.id, entry_id=entry.id, what=f"{word} oppgave",
                    responsible_id=person.id, due_on=clock.today() - timedelta(days=20))
        db.session.add(task)
        ids = {row.__tablename__: row.id for row in [*rows, task]}
        for source in (line_of_sight, joining):
            for row in source.rows(word, ids):
                db.session.add(row)
                db.session.flush()
        task.measure_id = ids["measures"]
        # Memberships are no rows of the room's own: the database tells of them.
        ids["memberships"] = db.session.scalar(select(func.app.members()))[0]["id"]
    return ids


def _document(word):
    from saas.documents import LABELS

    facts = {"kind": "minutes", "language": "nb", "kommune": word, "group": word, "title": word, "subtitle": None}
    lists = {name: [] for name in ("facts", "people", "items", "actions")}
    return {**facts, **lists, "version": None, "status": word, "labels": dict.fromkeys(LABELS, "x"), "footer": word}


def _rules(house):
    return [rule for rule in house.url_map.iter_rules() if rule.rule.startswith("/k/")]


def _address(house, rule, slug, ids):
    values = {"kommune": slug}
    for argument in rule.arguments - {"kommune"}:
        if argument in NUMBERS:
            values[argument] = NUMBERS[argument]
            continue
        assert argument in TABLES, f"{rule.rule}: give «{argument}» its table in TABLES, so that it is tried"
        values[argument] = ids(TABLES[argument])
    with house.test_request_context():
        return url_for(rule.endpoint, **values)


def _send(browser, method, address):
    return browser.get(address) if method == "GET" else browser.post(address, {"tittel": "x", "navn": "x"})


def test_there_are_addresses_to_try(house):
    assert len(_rules(house)) > 30


def test_a_stranger_finds_nothing_at_any_address_of_the_kommune(house, full, stranger):
    leaks = []
    for rule in _rules(house):
        for method in sorted(rule.methods & {"GET", "POST"}):
            address = _address(house, rule, "nordvik", lambda table: full["nordvik"][table])
            answer = _send(stranger, method, address)
            if answer.status_code != 404 or CANARY in _words(answer):
                leaks.append(f"{method} {rule.rule}: {answer.status_code}")
    assert leaks == []


def test_another_kommunes_ids_cannot_be_told_from_ids_that_never_were(house, full):
    """The coordinator of both stands in Hamnes and asks with Nordvik's ids, then with ids out of the air."""
    browser = log_in(house, "koordinator@fjordvest.example")
    leaks = []
    for rule in _rules(house):
        if not (rule.arguments - {"kommune"} - set(NUMBERS)):
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            foreign = _send(browser, method, _address(house, rule, "hamnes", lambda table: full["nordvik"][table]))
            ghost = _send(browser, method, _address(house, rule, "hamnes", lambda table: uuid4()))
            theirs, none = _scrubbed(foreign), _scrubbed(ghost)
            if foreign.status_code != 404 or CANARY in theirs:
                leaks.append(f"{method} {rule.rule}: {foreign.status_code}")
            elif (foreign.status_code, theirs) != (ghost.status_code, none):
                leaks.append(f"{method} {rule.rule}: tells another kommune's id from none")
    assert leaks == []


def test_one_foreign_id_among_own_ones_is_refused_too(house, full):
    browser = log_in(house, "koordinator@fjordvest.example")
    leaks = []
    for rule in _rules(house):
        ids = sorted(rule.arguments - {"kommune"} - set(NUMBERS))
        for foreign in ids if len(ids) > 1 else []:
            for method in sorted(rule.methods & {"GET", "POST"}):
                pick = {TABLES[name]: full["nordvik" if name == foreign else "hamnes"][TABLES[name]] for name in ids}
                answer = _send(browser, method, _address(house, rule, "hamnes", pick.__getitem__))
                if answer.status_code != 404 or CANARY in _words(answer):
                    leaks.append(f"{method} {rule.rule} with a foreign {foreign}: {answer.status_code}")
    assert leaks == []


def test_one_kommunes_pages_never_carry_anothers_words(house, full):
    browser = log_in(house, "koordinator@fjordvest.example")
    leaks = []
    for rule in _rules(house):
        if "GET" not in rule.methods:
            continue
        answer = browser.get(_address(house, rule, "hamnes", lambda table: full["hamnes"][table]))
        if CANARY in _words(answer) or CANARY in str(answer.headers):
            leaks.append(rule.rule)
        assert answer.status_code < 500, f"{rule.rule}: {answer.status_code}"
        if answer.status_code == 200:
            assert "no-store" in answer.headers["Cache-Control"], rule.rule
    assert leaks == []


def _scrubbed(answer):
    text = _words(answer)
    text = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "<id>", text)
    return re.sub(r'name="csrf-?_?token"[^>]*>|content="[^"]*"', "<token>", text)


def test_no_text_is_asked_for_that_the_nynorsk_catalogue_lacks(house, full, monkeypatch):
    """What the gathering of source texts cannot see (a text in a variable) is seen here, when a page asks for it."""
    from gettext import GNUTranslations

    asked, plain, plural = set(), GNUTranslations.gettext, GNUTranslations.ngettext

    def single(self, message):
        # Libraries have catalogues of their own; ours knows the menu.
        if message and "Oversikt" in self._catalog and message not in self._catalog:
            asked.add(message)
        return plain(self, message)

    def several(self, one, many, number):
        if "Oversikt" in self._catalog and (one, self.plural(number)) not in self._catalog:
            asked.add(one)
        return plural(self, one, many, number)

    monkeypatch.setattr(GNUTranslations, "gettext", single)
    monkeypatch.setattr(GNUTranslations, "ugettext", single, raising=False)
    monkeypatch.setattr(GNUTranslations, "ngettext", several)
    monkeypatch.setattr(GNUTranslations, "ungettext", several, raising=False)
    browser = log_in(house, "koordinator@fjordvest.example")
    for rule in _rules(house):
        for method in sorted(rule.methods & {"GET", "POST"}):
            _send(browser, method, _address(house, rule, "hamnes", lambda table: full["hamnes"][table]))
    assert {text for text in asked if text not in ("Bindeledd",)} == set()


def _words(answer):
    """The answer as text; a PDF's bytes are read as they are, since titles stand in them unpacked."""
    return answer.get_data().decode("utf-8", "replace")
