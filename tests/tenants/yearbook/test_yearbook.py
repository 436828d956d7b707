"""The annual report and the year books through the door: made of the year's own rows, guarded, frozen, and whole."""

import io
from datetime import date
from uuid import UUID, uuid4

import pypdf
import pytest
from docx import Document
from sqlalchemy import select

from saas import clock
from saas.db import db
from saas.documents import LABELS
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.minutes.models import Minutes, MinutesVersion
from tenants.yearbook.models import AnnualReport, YearBook

HERE = "/k/nordvik/rapporter/"
TEXTS = {"kort": "Et godt år.\n\nVi valgte få mål.", "laert": "Små grep holder.", "videre": "Vi fortsetter."}


def _held(group_id, day, number, decision, stage="approved", **item):
    """A meeting that was held, with one sak and its frozen minutes."""
    start, end = clock.at(day, 9), clock.at(day, 11)
    sak = AgendaItem(group_id=group_id, number=number, year=day.year, title=f"Sak om natteravn {number}", kind="decision", **item)
    meeting = Meeting(group_id=group_id, starts_at=start, ends_at=end, calendar_uid=str(uuid4()), state="held", ended_at=start)
    db.session.add_all([sak, meeting])
    db.session.flush()
    entry = AgendaEntry(meeting_id=meeting.id, item_id=sak.id, position=1)
    minutes = Minutes(meeting_id=meeting.id, stage=stage, sent_at=start, latest=1)
    db.session.add_all([entry, minutes])
    db.session.flush()
    words = {
        "kind": "minutes", "language": "nb", "kommune": "Nordvik", "group": "Koordineringsgruppen", "title": "Referat", "subtitle": None,
        "facts": [["Sted", "Rådhuset"]], "people": [{"name": "Kari Moen", "status": "Til stede"}], "actions": [], "version": "1",
        "status": "Godkjent", "labels": dict.fromkeys(LABELS, "x"), "footer": "x",
        "items": [{"number": sak.label, "title": sak.title, "notes": f"Notat nummer {number}.", "decision": decision,
                   "entry_id": str(entry.id), "actions": [{"what": "Ringe skolen", "who": "Kari Moen", "due": "1.12."}]}],
    }  # fmt: skip
    db.session.add(MinutesVersion(minutes_id=minutes.id, number=1, reason="approved", document=words, sha256="0", created_by="x"))
    return entry


@pytest.fixture
def held(scene, inside):
    """Three meetings in 2025: two approved, one only sent; and one in 2026."""
    with inside():
        db.session.scalars(select(Group)).one().created_at = clock.at(date(2024, 1, 1), 9)
        _held(scene.group, date(2025, 3, 18), 4, "Natteravnene får nøkkel til hallen.")
        _held(scene.group, date(2025, 5, 20), 9, "Skolen lager en felles avtale.")
        _held(scene.group, date(2025, 9, 16), 12, "Utkast som ikke er godkjent.", stage="for_comment")
        _held(scene.group, date(2026, 2, 17), 2, "Vedtak fra året etter.")
    return scene


def _begin(browser, year="2025"):
    answer = browser.post(f"{HERE}arsrapporter", {"ar": year})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.location.split("/arsrapporter/")[1].split("/")[0]


def test_a_report_is_written_adopted_and_frozen(held, coordinator, inside):
    report = _begin(coordinator)
    address = f"{HERE}arsrapporter/{report}"
    assert coordinator.post(f"{address}/endring", TEXTS).status_code == 303
    draft = coordinator.get(address).get_data(as_text=True)
    assert "Et godt år." in draft and "Natteravnene" not in draft and "Sak om natteravn 4" in draft and "Utkast" in draft
    assert coordinator.post(f"{address}/vedtak", {"dato": "2026-02-20"}).status_code == 303
    with inside():
        _held(held.group, date(2025, 11, 18), 20, "Kommet til etterpå.")
        row = db.session.scalars(select(AnnualReport)).one()
        assert row.adopted and len(row.sha256) == 64
    after = coordinator.get(address).get_data(as_text=True)
    assert "Sak om natteravn 20" not in after and "Vedtatt" in after
    for deed, form in (("endring", TEXTS), ("vedtak", {"dato": "2026-02-20"}), ("sletting", {})):
        assert coordinator.post(f"{address}/{deed}", form).status_code == 409, deed


def test_meetings_stand_against_the_norm(held, coordinator, inside):
    from tenants.yearbook import facts

    with inside():
        found = facts.of_year(2025)
    # Once a month but in July: eleven were expected, three were held.
    assert found["meetings"]["rows"] == [["Koordineringsgruppen", "3", "11"]] and found["decisions"]["count"] == 3


def test_its_files_say_the_same(held, coordinator):
    report = _begin(coordinator)
    coordinator.post(f"{HERE}arsrapporter/{report}/endring", TEXTS)
    pdf = coordinator.get(f"{HERE}arsrapporter/{report}/arsrapport.pdf")
    words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.data)).pages)
    docx = Document(io.BytesIO(coordinator.get(f"{HERE}arsrapporter/{report}/arsrapport.docx").data))
    for one in ("Et godt år.", "Små grep holder.", "Sak om natteravn 9"):
        assert one in words
    assert "Et godt år." in [line.text for line in docx.paragraphs]


def test_an_adopted_report_that_somebody_has_changed_says_so(held, coordinator, inside):
    report = _begin(coordinator)
    coordinator.post(f"{HERE}arsrapporter/{report}/endring", TEXTS)
    coordinator.post(f"{HERE}arsrapporter/{report}/vedtak", {"dato": "2026-02-20"})
    with inside():
        row = db.session.scalars(select(AnnualReport)).one()
        row.content = {**row.content, "title": "Noe annet"}
    assert "ikke lenger ord for ord" in coordinator.get(f"{HERE}arsrapporter/{report}").get_data(as_text=True)


def test_what_is_wrong_is_refused(held, coordinator):
    for year in ("1999", "2031", "x", ""):
        assert coordinator.post(f"{HERE}arsrapporter", {"ar": year}).status_code == 422, year
    report = _begin(coordinator)
    address = f"{HERE}arsrapporter/{report}"
    assert coordinator.post(f"{HERE}arsrapporter", {"ar": "2025"}).status_code == 409
    assert coordinator.post(f"{address}/vedtak", {"dato": "2026-02-20"}).status_code == 409, "without a summary"
    for wrong in ({"kort": "a" * 4001}, {"laert": "Ring 41 22 33 44"}, {"videre": "Ring 99 88 77 66"}):
        assert coordinator.post(f"{address}/endring", {**TEXTS, **wrong}).status_code == 422, wrong
    assert coordinator.post(f"{address}/endring", {**TEXTS, "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{address}/endring", {**TEXTS, "versjon": "1"}).status_code == 409
    for day in ("2025-12-31", "2026-12-31", "x", ""):
        assert coordinator.post(f"{address}/vedtak", {"dato": day}).status_code == 422, day
    this_year = _begin(coordinator, "2026")
    coordinator.post(f"{HERE}arsrapporter/{this_year}/endring", TEXTS)
    assert coordinator.post(f"{HERE}arsrapporter/{this_year}/vedtak", {"dato": "2026-09-15"}).status_code == 409, "the year is not over"


def _ask(browser, scene, year="2025", place="nordvik"):
    return browser.post(f"/k/{place}/rapporter/arboker", {"gruppe": str(scene.group), "ar": year})


def _words(answer):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.data)).pages).split())


def test_a_year_book_holds_all_approved_minutes_with_contents_and_decisions(held, coordinator, worker, inside):
    asked = _ask(coordinator, held)
    assert asked.status_code == 303 and "lages" in coordinator.get(asked.location).get_data(as_text=True)
    assert coordinator.get(f"{asked.location}/arbok.pdf").status_code == 404, "not before it is made"
    worker.work()
    words = _words(coordinator.get(f"{asked.location}/arbok.pdf"))
    for one in ("Innhold", "Tirsdag 18. mars 2025", "Tirsdag 20. mai 2025", "Notat nummer 4.", "Natteravnene får nøkkel",
                "Vedtakene i 2025", "Ringe skolen", "Internt dokument"):
        assert one in words, one
    assert "Utkast som ikke er godkjent" not in words and "året etter" not in words
    assert "2 referater og 2 vedtak" in coordinator.get(f"{asked.location}/status").get_data(as_text=True)
    with inside():
        book = db.session.scalars(select(YearBook)).one()
        assert (book.state, book.minutes_count, book.decisions_count) == ("ready", 2, 2)


def test_a_sak_that_is_exempt_stands_by_its_number_only(held, coordinator, worker, inside):
    with inside():
        item = db.session.scalars(select(AgendaItem).where(AgendaItem.number == 9)).one()
        item.publicity, item.legal_basis = "exempt", "offl. § 24 første ledd"
    asked = _ask(coordinator, held)
    worker.work()
    words = _words(coordinator.get(f"{asked.location}/arbok.pdf"))
    assert "Sak 9/25" in words and "Sak om natteravn 9" not in words and "felles avtale" not in words and "Notat nummer 9" not in words
    assert "Natteravnene får nøkkel" in words


def test_a_book_made_anew_has_what_came_since(held, coordinator, worker, inside):
    first = _ask(coordinator, held)
    worker.work()
    with inside():
        _held(held.group, date(2025, 11, 18), 20, "Kommet til etterpå.")
    assert _ask(coordinator, held).location == first.location
    worker.work()
    assert "Kommet til etterpå." in _words(coordinator.get(f"{first.location}/arbok.pdf"))


def test_nothing_approved_gives_no_book(scene, coordinator):
    assert _ask(coordinator, scene).status_code == 409
    for wrong in ({"gruppe": str(uuid4())}, {"gruppe": "x"}, {"ar": "x"}, {"ar": "1999"}):
        answer = coordinator.post(f"{HERE}arboker", {"gruppe": str(scene.group), "ar": "2025", **wrong})
        assert answer.status_code == 422, wrong


def test_a_book_of_a_group_that_is_not_mine_is_not_there(held, coordinator, worker, house, inside):
    from tests.world import log_in

    asked = _ask(coordinator, held)
    worker.work()
    with inside():
        from tenants.groups import service as groups

        group = groups.find(held.group)
        groups.remove_seat(group, next(row for row in group.seats if row.person_id == held.people["Hanne Dahl"]))
    member = log_in(house, "member@nordvik.example")
    assert member.get(f"{asked.location}/arbok.pdf").status_code == 404 and member.get(asked.location).status_code == 404


def test_another_kommune_sees_and_changes_nothing(held, coordinator, worker, member):
    report, book = _begin(coordinator), UUID(_ask(coordinator, held).location.rsplit("/", 1)[1])
    worker.work()
    there = "/k/hamnes/rapporter/"
    for address in (f"arsrapporter/{report}", f"arsrapporter/{report}/arsrapport.pdf", f"arboker/{book}", f"arboker/{book}/arbok.pdf"):
        assert coordinator.get(f"{there}{address}").status_code == 404, address
    for deed in ("endring", "vedtak", "sletting"):
        assert coordinator.post(f"{there}arsrapporter/{report}/{deed}", TEXTS).status_code == 404
        assert member.post(f"{HERE}arsrapporter/{report}/{deed}", TEXTS).status_code == 403
    assert _ask(coordinator, held, place="hamnes").status_code == 422
