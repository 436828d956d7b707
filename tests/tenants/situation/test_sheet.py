"""The sheet: five figures, three findings, three proposals, what was decided and what came of it; on one A4."""

import io
import re
from datetime import date
from html import unescape
from uuid import UUID, uuid4

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from saas.db import db, find
from tenants.findings.models import Finding
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.situation.models import SituationFigure, SituationReport
from tests.tenants.overview import scene
from tests.tenants.situation.conftest import fill, measure, reading
from tests.world import log_in

PLACE = "/k/nordvik/situasjonsbilde"
CANNABIS, SAFE = "own:ungdata.977:lower_secondary", "own:ungdata.638:lower_secondary"


def text(answer):
    return unescape(answer.get_data(as_text=True))


def chosen(inside, slug="nordvik"):
    with inside(slug):
        rows = db.session.scalars(select(SituationFigure).order_by(SituationFigure.position))
        return [(str(row.id), row.series) for row in rows]


def reports(inside, slug="nordvik"):
    with inside(slug):
        return [(row.id, row.item_id) for row in db.session.scalars(select(SituationReport))]


def test_the_sheet_says_what_the_leader_needs(coordinator, sheet):
    coordinator.post(f"{PLACE}/tall", {"serie": CANNABIS})
    coordinator.post(f"{PLACE}/tall", {"serie": SAFE})
    page = text(coordinator.get(f"{PLACE}/"))
    assert "Per 1. november 2026" in page and "Ungdata 2025 (n=312)" in page
    assert "Økte fra 11\u00a0% i 2019 til 14\u00a0% i 2025." in page and "eldre enn 24 måneder" in page
    order = [page.index(f"Nordviks worry {severity}") for severity in ("very high", "high", "medium")]
    assert order == sorted(order) and "Nordviks worry low" not in page and "Nordviks works" not in page
    assert page.index("tiltak assessed") < page.index("tiltak proposed") and "tiltak decided" not in page
    assert "Vedtatt sist, tirsdag 15. september" in page and "60 000 kr til lys." in page
    assert "1 av 3 oppgaver er ferdige, 1 over frist." in page
    for question in ("Er målene tydelige?", "Har vi kunnskapen vi trenger?", "Har koordinatoren rammene som trengs?"):
        assert question in page


def test_an_empty_kommune_has_a_sheet_too(coordinator):
    page = text(coordinator.get(f"{PLACE}/"))
    assert "Ingen tall ennå." in page and "Ingen forslag venter." in page
    assert coordinator.get(f"{PLACE}/pdf").status_code == 200


def test_a_member_does_not_see_what_the_styringsgruppe_decided(member, chair_browser, sheet):
    assert "60 000 kr" not in text(member.get(f"{PLACE}/")) and "60 000 kr" in text(chair_browser.get(f"{PLACE}/"))


@pytest.fixture
def chair_browser(house, world):
    return log_in(house, "chair@nordvik.example")


def pages_of(answer):
    assert answer.status_code == 200 and answer.mimetype == "application/pdf"
    return PdfReader(io.BytesIO(answer.get_data())).pages


def test_the_pdf_is_one_a4(coordinator, sheet):
    pages = pages_of(coordinator.get(f"{PLACE}/pdf"))
    words = " ".join(pages[0].extract_text().split())
    assert len(pages) == 1 and round(pages[0].mediabox.height) == 842
    for part in ("Situasjonsbilde per 1. november 2026", "14 %", "Nordviks worry very high", "60 000 kr til lys", "Er målene tydelige?"):
        assert part in words, part


def test_the_fullest_sheet_is_still_one_page(coordinator, inside, sheet):
    long = "Utfordringer med rusmidler blant ungdom i sentrum på kveldstid og i helgene " * 4
    with inside():
        db.session.execute(update(Finding).values(title=long[:200]))
        for n in range(3):
            measure("x", sheet.steering, 20 + n, "assessed", long[:200])
        for n in range(5):
            for year in range(2000, 2026):
                reading(f"egen.{n}", year, 1234567890.5, title=long[:300], unit="kvadratmeter per innbygger", n=31)
    for n in range(5):
        assert coordinator.post(f"{PLACE}/tall", {"serie": f"own:egen.{n}:lower_secondary"}).status_code == 303
    assert len(pages_of(coordinator.get(f"{PLACE}/pdf"))) == 1


def test_up_to_five_figures_in_the_order_that_is_chosen(coordinator, inside, sheet):
    with inside():
        for n in range(5):
            reading(f"egen.{n}", 2025, n)
    for serie in (CANNABIS, SAFE, "own:egen.0:lower_secondary", "own:egen.1:lower_secondary", "own:egen.2:lower_secondary"):
        assert coordinator.post(f"{PLACE}/tall", {"serie": serie}).status_code == 303
    sixth = coordinator.post(f"{PLACE}/tall", {"serie": "own:egen.3:lower_secondary"})
    assert sixth.status_code == 409 and "Siden har plass til 5 tall. Ta bort ett først." in text(sixth)
    ids = [row for row, _ in chosen(inside)]
    assert coordinator.post(f"{PLACE}/tall/rekkefolge", {"flytt": f"ned:{ids[0]}"}).status_code == 303
    assert [series for _, series in chosen(inside)][:2] == [SAFE, CANNABIS]
    answer = coordinator.post(f"{PLACE}/tall/rekkefolge", {"rekkefolge": ids}, headers={"X-Requested-With": "sortable"})
    assert answer.status_code == 204 and [row for row, _ in chosen(inside)] == ids
    assert coordinator.post(f"{PLACE}/tall/bort", {"tall": ids[1]}).status_code == 303
    assert [series for _, series in chosen(inside)][:2] == [CANNABIS, "own:egen.0:lower_secondary"]


@pytest.mark.parametrize(
    ("serie", "words"),
    [
        ("", "Velg fra listen."),
        ("own:x:y", "Velg fra listen."),
        ("official:ssb.08487.alt", "Velg fra listen."),
        (CANNABIS, "valgt allerede"),
    ],
)
def test_only_what_the_kommune_has_can_be_chosen_and_only_once(coordinator, inside, sheet, serie, words):
    coordinator.post(f"{PLACE}/tall", {"serie": CANNABIS})
    answer = coordinator.post(f"{PLACE}/tall", {"serie": serie})
    assert answer.status_code == 422 and words in text(answer) and len(chosen(inside)) == 1


def test_a_list_that_is_no_longer_whole_is_refused(coordinator, inside, sheet):
    coordinator.post(f"{PLACE}/tall", {"serie": CANNABIS})
    for form in ({"rekkefolge": [str(uuid4())]}, {"rekkefolge": []}):
        assert coordinator.post(f"{PLACE}/tall/rekkefolge", form).status_code == 422
    for form in ({"flytt": "ned:x"}, {"flytt": f"opp:{uuid4()}"}):
        assert coordinator.post(f"{PLACE}/tall/rekkefolge", form).status_code == 404
    assert coordinator.post(f"{PLACE}/tall/bort", {"tall": "x"}).status_code == 404


def make_sak(browser, **form):
    page = text(browser.get(f"{PLACE}/sak"))
    summary = re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1].strip()
    return browser.post(f"{PLACE}/sak", {"beskrivelse": summary, "en_gang": str(uuid4()), **form})


def test_a_sak_freezes_the_sheet_as_it_stands(coordinator, chair_browser, inside, sheet):
    coordinator.post(f"{PLACE}/tall", {"serie": CANNABIS})
    answer = make_sak(coordinator)
    assert answer.status_code == 303
    ((report, item),) = reports(inside)
    with inside():
        sak = db.session.scalars(select(AgendaItem).where(AgendaItem.id == item)).one()
        assert sak.title == "Situasjonsbilde per 1. november 2026" and sak.group_id == sheet.steering
        assert "Tilbudt hasj eller marihuana siste år, ungdomstrinnet: 14\u00a0%." in sak.description
        reading("ungdata.977", 2026, 30)
        db.session.execute(update(Finding).values(title="Noe annet"))
    kept = text(chair_browser.get(f"{PLACE}/{report}"))
    assert "14\u00a0%" in kept and "30\u00a0%" not in kept and "Nordviks worry very high" in kept and "Innholdet er uendret." in kept
    assert "30\u00a0%" in text(chair_browser.get(f"{PLACE}/"))
    words = pages_of(chair_browser.get(f"{PLACE}/{report}/pdf"))[0].extract_text()
    assert "Noe annet" not in words
    assert f"{PLACE}/{report}" in text(chair_browser.get(f"{PLACE}/"))


def test_a_frozen_sheet_is_only_added_to_and_a_change_behind_it_shows(coordinator, inside, sheet, database):
    import psycopg
    from sqlalchemy.exc import ProgrammingError

    make_sak(coordinator)
    ((report, _),) = reports(inside)
    with pytest.raises(ProgrammingError), inside():
        db.session.execute(update(SituationReport).values(summary="x"))
    with psycopg.connect(database) as connection:
        connection.execute("ALTER TABLE situation_reports NO FORCE ROW LEVEL SECURITY")
        connection.execute("UPDATE situation_reports SET content = jsonb_set(content, '{on}', '\"2026-10-01\"')")
    assert "Innholdet stemmer ikke med fingeravtrykket." in text(coordinator.get(f"{PLACE}/{report}"))


def test_a_member_outside_the_styringsgruppe_does_not_see_what_it_got(coordinator, member, inside, world, sheet):
    make_sak(coordinator)
    ((report, _),) = reports(inside)
    for path in (f"{PLACE}/{report}", f"{PLACE}/{report}/pdf"):
        assert member.get(path).status_code == 404
    assert str(report) not in text(member.get(f"{PLACE}/"))
    with inside():
        scene.seat(find(Group, sheet.steering), scene.person(user_id=world["nordvik"].users["member"]))
    assert member.get(f"{PLACE}/{report}").status_code == 200


def test_without_a_styringsgruppe_the_reason_is_said(coordinator, inside):
    answer = coordinator.get(f"{PLACE}/sak")
    assert answer.status_code == 409 and "Kommunen har ingen styringsgruppe" in text(answer)
    assert coordinator.post(f"{PLACE}/sak", {"beskrivelse": "x"}).status_code == 409 and reports(inside) == []


def test_the_guard_reads_the_summary_and_nothing_is_kept(coordinator, inside, sheet):
    answer = make_sak(coordinator, beskrivelse="En gutt (15) i 10B fra Fjellveien bekymrer.")
    assert answer.status_code == 422 and "beskrivelse__behold" in text(answer) and reports(inside) == []
    long = make_sak(coordinator, beskrivelse="x" * 2001)
    assert long.status_code == 422 and "høyst 2000 tegn" in text(long) and reports(inside) == []


def test_a_sak_sent_twice_is_one(coordinator, inside, sheet):
    form = {"beskrivelse": "Kort.", "en_gang": str(uuid4())}
    assert [coordinator.post(f"{PLACE}/sak", form).status_code for _ in range(2)] == [303, 303]
    assert len(reports(inside)) == 1


def test_only_the_coordinator_chooses_and_presents_and_practitioners_do_not_read(house, member, chair_browser, inside, sheet):
    for browser in (member, chair_browser):
        assert browser.get(f"{PLACE}/tall").status_code == 403 and browser.get(f"{PLACE}/sak").status_code == 403
        for path in ("/tall", "/tall/bort", "/tall/rekkefolge", "/sak"):
            assert browser.post(PLACE + path, {"serie": CANNABIS}).status_code == 403
    practitioner = log_in(house, "practitioner@nordvik.example")
    assert practitioner.get(f"{PLACE}/").status_code == 403 and practitioner.get(f"{PLACE}/pdf").status_code == 403
    assert chosen(inside) == [] and reports(inside) == []


def test_another_kommune_sees_and_changes_nothing(coordinator, stranger, inside, sheet):
    with inside("hamnes"):
        fill("Hamnes'")
    coordinator.post(f"{PLACE}/tall", {"serie": CANNABIS})
    make_sak(coordinator)
    ((report, _),) = reports(inside)
    ((row, _),) = chosen(inside)
    for path in (f"/k/hamnes/situasjonsbilde/{report}", f"/k/hamnes/situasjonsbilde/{report}/pdf"):
        assert coordinator.get(path).status_code == 404
    assert coordinator.post("/k/hamnes/situasjonsbilde/tall/bort", {"tall": row}).status_code == 404
    assert coordinator.post("/k/hamnes/situasjonsbilde/tall/rekkefolge", {"flytt": f"opp:{row}"}).status_code == 404
    assert "Nordviks" not in text(coordinator.get("/k/hamnes/situasjonsbilde/"))
    assert stranger.get(f"{PLACE}/").status_code == 404 and stranger.get(f"{PLACE}/{report}").status_code == 404
    assert coordinator.get(f"{PLACE}/{UUID(int=1)}").status_code == 404
    assert [series for _, series in chosen(inside)] == [CANNABIS] and reports(inside, "hamnes") == []


def test_hamnes_gets_its_paper_in_nynorsk(coordinator, inside):
    with inside("hamnes"):
        fill("Hamnes'")
    assert len(pages_of(coordinator.get("/k/hamnes/situasjonsbilde/pdf"))) == 1
    assert date(2026, 11, 1).isoformat() in coordinator.get("/k/hamnes/situasjonsbilde/pdf").headers["Content-Disposition"]
