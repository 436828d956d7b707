"""The directory forgives, the urgent comes first, the feeds hold up to others' readers, and nynorsk is nynorsk."""

from datetime import UTC
from pathlib import Path

import icalendar
import pytest
from lxml import etree

from tests.tenants.face import scene

URGENT = ("Er det akutt?", "112", "116 111", "Ikke send opplysninger om enkeltpersoner her.")


def _find(anybody, words, **more):
    return anybody.get("/finn", query_string={"q": words, **more}).get_data(as_text=True)


@pytest.mark.parametrize("words", ["nordvk", "norvik", "Nordivk"])
def test_a_slip_of_the_finger_is_asked_about(anybody, out, words):
    page = _find(anybody, words)
    assert "Mente du" in page and 'href="/finn?q=Nordvik"' in page


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("eigersun", "Eigersund"), ("Sørum", "Sørum er nå en del av Lillestrøm."), ("våler", "Innlandet"), ("våler", "Østfold"),
        ("kautokeino", '<span lang="se">Guovdageaidnu</span>'), ("4601", "Bergen"), ("9901", "Ingrid Solheim"),
        ("nordvik kommune", "Ingrid Solheim"), ("0150", "Vi kan ikke slå opp postnumre."), ("qwerty", "Vi fant ingen kommune som ligner."),
    ],
)  # fmt: skip
def test_the_directory_finds_what_was_meant(anybody, out, words, told):
    assert told in _find(anybody, words)


def test_who_and_when_and_only_what_is_agreed_to(anybody, out, inside, ids):
    from decimal import Decimal

    from saas import clock
    from tenants.face import service
    from tenants.frames.models import Placement

    with inside():
        scene.add(Placement(kind="leadership", office_address="Rådhuset i Nordvik", office_days=["mon", "thu"], office_weeks="odd",
                            fte_percent=Decimal(30), from_on=clock.today()))
        service.refresh()
    page = _find(anybody, "Nordvik")
    assert "Ingrid Solheim er SLT-koordinator for Nordvik og én annen kommune." in page
    assert "Treffes på rådhuset i Nordvik mandager og torsdager i oddetallsuker." in page


@pytest.mark.parametrize("name", ["Skarholmen", "Skarvøy", "Bergen"])
def test_a_kommune_without_a_page_has_one_answer_whatever_the_reason(anybody, out, name):
    page = _find(anybody, name)
    assert f"{name} har ikke registrert SLT-koordinator. Kontakt Kompetansesenter for kriminalitetsforebygging." in page


@pytest.mark.parametrize("address", ["/finn?q=Nordvik", "/apen/nordvik", "/apen/nordvik/innebygd"])
def test_what_is_urgent_comes_before_any_way_to_reach_somebody(anybody, out, address):
    page = anybody.get(address).get_data(as_text=True)
    places = [page.index(words) for words in URGENT]
    assert places == sorted(places)
    reach = [page.index(mark) for mark in ("mailto:", "tel:91000000", "Ingrid Solheim er")]
    assert max(places) < min(reach)


def test_the_page_of_a_nynorsk_kommune_is_in_nynorsk_and_says_so(anybody, out):
    for address in ("/apen/hamnes", "/apen/hamnes/innebygd", "/finn?q=Hamnes"):
        assert '<html lang="nn">' in anybody.get(address).get_data(as_text=True), address
    assert '<html lang="nb">' in anybody.get("/apen/hamnes?sprak=nb").get_data(as_text=True)
    assert '<html lang="nb">' in anybody.get("/apen/nordvik?sprak=svensk").get_data(as_text=True)
    assert '<html lang="nn">' in anybody.get("/finn?sprak=nn").get_data(as_text=True)


def test_public_minutes_say_what_is_kept_back_and_how_to_ask(anybody, out):
    page = anybody.get(out).get_data(as_text=True)
    assert "1 sak er unntatt offentlighet (offl. § 24)." in page and "Slik ber du om innsyn" in page
    assert "Sak unntatt offentlighet" in page and "13/26: Åpen hall" in page


def test_the_feed_is_atom_by_the_rfcs_own_grammar(anybody, out):
    for slug, entries in (("nordvik", 2), ("hamnes", 1)):
        answer = anybody.get(f"/apen/{slug}/feed.atom")
        assert answer.mimetype == "application/atom+xml"
        tree = etree.fromstring(answer.get_data())
        etree.RelaxNG(etree.parse(str(Path(__file__).parent / "atom.rng"))).assertValid(tree)
        atom = {"a": "http://www.w3.org/2005/Atom"}
        assert len(tree.findall("a:entry", atom)) == entries
        ids = [node.text for node in tree.iterfind(".//a:id", atom)]
        assert len(ids) == len(set(ids))
        for link in tree.iterfind(".//a:link", atom):
            path = link.get("href").removeprefix("http://bindeledd.test")
            assert anybody.get(path).status_code == 200, link.get("href")


def test_the_grammar_refuses_a_feed_that_is_none(anybody, out):
    tree = etree.fromstring(anybody.get("/apen/nordvik/feed.atom").get_data())
    tree.remove(tree.find("{http://www.w3.org/2005/Atom}updated"))
    assert not etree.RelaxNG(etree.parse(str(Path(__file__).parent / "atom.rng"))).validate(tree)


def test_a_title_that_xml_cannot_carry_breaks_no_feed(anybody, publish, ids, inside):
    publish()
    with inside():
        public_id = scene.publish_minutes(ids["nordvik"]["meeting"], title="Styring \u0007 <b>&amp;</b> ]]> \ufffe")
    etree.fromstring(anybody.get("/apen/nordvik/feed.atom").get_data())
    page = anybody.get(f"/apen/nordvik/referat/{public_id}").get_data(as_text=True)
    assert "<b>&amp;</b>" not in page and anybody.get(f"/apen/nordvik/referat/{public_id}.pdf").status_code == 200


def test_the_calendar_is_read_by_another_library_and_tells_no_place(anybody, out):
    answer = anybody.get("/apen/nordvik/kalender.ics")
    assert answer.mimetype == "text/calendar"
    calendar = icalendar.Calendar.from_ical(answer.get_data())
    events = list(calendar.walk("VEVENT"))
    assert [str(event["SUMMARY"]) for event in events] == ["Møte i koordineringsgruppen (Nordvik)"]
    assert events[0]["UID"] == "nordvik-1@bindeledd.test" and "LOCATION" not in events[0] and "ATTENDEE" not in events[0]
    assert events[0].start.astimezone(UTC) > scene.NOW
    assert max(len(line) for line in answer.get_data().split(b"\r\n")) <= 75


def test_a_meeting_that_is_called_off_is_struck_in_the_calendar(anybody, out, inside):
    from sqlalchemy import select

    from saas import clock
    from saas.db import db
    from tenants.face import service
    from tenants.meetings.models import Meeting

    with inside():
        meeting = db.session.scalars(select(Meeting).where(Meeting.calendar_uid == "nordvik-1@bindeledd.test")).one()
        meeting.state, meeting.cancelled_at, meeting.sequence = "cancelled", clock.now(), 1
        db.session.flush()
        service.refresh()
    event = next(iter(icalendar.Calendar.from_ical(anybody.get("/apen/nordvik/kalender.ics").get_data()).walk("VEVENT")))
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)
    assert "Avlyst" in anybody.get("/apen/nordvik").get_data(as_text=True)


def test_a_page_that_has_not_changed_is_not_sent_again(anybody, out):
    first = anybody.get("/apen/nordvik")
    again = anybody.get("/apen/nordvik", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304 and again.get_data() == b"" and "Set-Cookie" not in again.headers


def test_whoever_asks_too_often_is_asked_to_wait(anybody, out, monkeypatch):
    from saas.open import views

    monkeypatch.setattr(views, "RATE", "3/minute")
    codes = [anybody.get("/finn?q=Nordvik").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]


@pytest.mark.parametrize("address", ["/tilgjengelighet", "/personvern", "/informasjonskapsler", "/sikkerhet"])
def test_the_statements_stand_without_any_kommune(anybody, house, world, address):
    page = anybody.get(address).get_data(as_text=True)
    assert page.count("<h1") == 1 and "Informasjonskapsler: ingen" in page


def test_the_front_page_shows_the_way_to_the_directory(anybody, world):
    assert 'href="/finn"' in anybody.get("/").get_data(as_text=True)
