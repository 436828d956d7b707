"""The wheel through its doors: the usual year with one press, entries of one's own, and what each role sees of them."""

from datetime import date
from uuid import uuid4

import pytest

from saas.db import db
from tenants.wheel.models import WheelEntry
from tests.tenants.wheel.conftest import FORM, HOME, text
from tests.world import log_in


def test_the_usual_year_is_set_up_with_one_press_and_only_once(coordinator, year, entries):
    assert "Sett opp standardårshjulet" in text(coordinator.get(HOME))
    assert coordinator.post(f"{HOME}standard", {"ar": "2027", "en_gang": str(uuid4())}).status_code == 303
    made = entries(2027)
    again = coordinator.post(f"{HOME}standard", {"ar": "2027", "en_gang": str(uuid4())})
    assert again.status_code == 409 and "allerede satt opp for 2027" in text(again)
    assert entries(2027) == made and len(made) == 28
    by_title = {one["title"]: one for one in made}
    due = by_title["Frist: søknad om SLT-tilskudd"]
    assert (due["starts_on"], due["month"]) == (date(2027, 12, 1), 12)
    meeting = by_title["Møte 1: årsrapport og situasjonsbilde"]
    assert meeting["starts_on"] == date(2027, 2, 18) and meeting["group_id"] == year.high and meeting["responsible_id"] == year.leader


def test_the_wheel_and_the_list_say_the_same(coordinator, year, inside):
    coordinator.post(f"{HOME}standard", {"ar": "2026"})
    page = text(coordinator.get(HOME))
    with inside():
        titles = [one.title for one in db.session.query(WheelEntry).filter_by(year=2026)]
    drawing = page.split("<svg class=\"wheel-drawing\"", 1)[1].split("</svg>", 1)[0]
    listed = page.split('id="liste"', 1)[1]
    from markupsafe import escape

    for title in titles:
        assert f"<title>{escape(title)}</title>" in drawing and f">{escape(title)}</a>" in listed, title
    assert drawing.count('class="wheel-mark') == len(titles) and drawing.count("<line") == 1
    assert "har 28 oppføringer" in page and "style=" not in page.split("<main", 1)[1]
    one_month = text(coordinator.get(f"{HOME}?maned=10")).split('id="liste"', 1)[1]
    assert "Gå gjennom funn og forslag" in one_month and "Åpne kartleggingen" not in one_month


def test_the_kommunes_own_language_is_kept_in_the_usual_year(coordinator, theirs, entries):
    coordinator.post("/k/hamnes/arshjul/standard", {"ar": "2026"})
    assert "Opne kartlegginga" in {one["title"] for one in entries(2026, "hamnes")}


def test_an_entry_of_ones_own_is_added_changed_taken_out_and_put_back(coordinator, year, entries):
    made = coordinator.post(HOME, {**FORM, "dag": "2026-10-20", "gjentas": "weekday", "ar": "2026", "ansvarlig": str(year.hanne)})
    assert made.status_code == 303, text(made)
    page = made.location
    assert "Kveldsvandring i sentrum" in text(coordinator.get(page)) and "Hanne Dahl" in text(coordinator.get(page))
    (entry,) = entries()
    assert (entry["weekday"], entry["nth"], entry["month"]) == (2, 3, 10)
    assert coordinator.post(f"{page}/endring", {**FORM, "tittel": "Natteravn", "versjon": "1"}).status_code == 303
    stale = coordinator.post(f"{page}/endring", {**FORM, "tittel": "For sent", "versjon": "1"})
    assert stale.status_code == 409 and "Noen har endret dette" in text(stale)
    assert coordinator.post(f"{page}/fjerning", {"versjon": "2"}).status_code == 303
    assert "Natteravn" not in text(coordinator.get(HOME)).split("Tatt ut av året")[0]
    assert coordinator.post(f"{page}/fjerning").status_code == 409
    assert coordinator.post(f"{page}/endring", {**FORM, "versjon": "3"}).status_code == 409
    assert coordinator.post(f"{page}/gjenoppretting").status_code == 303
    assert coordinator.post(f"{page}/gjenoppretting").status_code == 409
    assert "Natteravn" in text(coordinator.get(HOME))


def test_the_same_form_sent_twice_is_one_entry(coordinator, year, entries):
    once = {**FORM, "ar": "2026", "en_gang": str(uuid4())}
    assert coordinator.post(HOME, once).status_code == coordinator.post(HOME, once).status_code == 303
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tittel": " "}, "Skriv hva som skal skje."),
        ({"tittel": "x" * 161}, "Tittelen kan ha høyst 160 tegn."),
        ({"notat": "x" * 1001}, "Notatet kan ha høyst 1000 tegn."),
        ({"maned": "13"}, "Velg en måned eller en dato."),
        ({"maned": "²"}, "Velg en måned eller en dato."),
        ({"dag": "2027-10-01"}, "Datoen må være i 2026."),
        ({"dag": "i går"}, "Skriv datoen som dag, måned og år."),
        ({"dag": "2026-10-10", "til": "2026-10-09"}, "Siste dag må være etter første dag"),
        ({"til": "2026-10-09"}, "Siste dag må være etter første dag"),
        ({"ring": "MAYOR"}, "Velg fra listen."),
        ({"lager": "war"}, "Velg fra listen."),
        ({"gjentas": "weekday"}, "Velg en dato, så vet vi hvilken ukedag"),
        ({"gjentas": "weekday", "dag": "2026-10-10"}, "Velg en dato fra mandag til fredag"),
        ({"forberedes": "-1"}, "Skriv et antall dager fra 0 til 365."),
        ({"forberedes": "mange"}, "Skriv et helt tall."),
        ({"gruppe": "tull"}, "Velg en gruppe fra listen."),
        ({"ansvarlig": str(uuid4())}, "Velg hvem som har ansvaret, fra listen."),
        ({"tittel": "Samtale med Ole Hansen i 9A, født 01810550003"}, "01810550003"),
    ],
)
def test_what_does_not_make_sense_is_refused_with_a_sentence(coordinator, year, entries, wrong, said):
    answer = coordinator.post(HOME, {**FORM, "ar": "2026", **wrong})
    assert answer.status_code == 422 and said in text(answer), text(answer)
    assert entries() == []


@pytest.mark.parametrize("ar", ["1999", "2045", "20x6", "²²²²", "-1"])
def test_a_year_out_of_reach_is_no_page(coordinator, year, ar):
    assert coordinator.get(f"{HOME}?ar={ar}").status_code == 404
    assert coordinator.post(f"{HOME}standard", {"ar": ar}).status_code == 404
    assert coordinator.post(f"{HOME}neste-ar", {"ar": ar}).status_code == 404


def test_only_the_coordinator_writes_and_a_practitioner_sees_what_is_theirs(member, house, year, write, entries):
    closed, everyone = write(title="Lukket tema i rådet", ring="STEERING", group_id=year.high), write(title="For alle")
    practitioner = log_in(house, "practitioner@nordvik.example")
    assert "Lukket tema" in text(member.get(HOME))
    page = text(practitioner.get(HOME))
    assert "For alle" in page and "Lukket tema" not in page
    assert practitioner.get(f"{HOME}{closed}").status_code == 404 and practitioner.get(f"{HOME}{everyone}").status_code == 200
    for way in ("", "standard", "neste-ar", f"{everyone}/endring", f"{everyone}/fjerning", f"{everyone}/mote", f"{everyone}/oppgave"):
        assert member.post(f"{HOME}{way}", {**FORM, "ar": "2026"}).status_code == 403, way
    assert member.get(f"{HOME}ny").status_code == 403
    assert len(entries()) == 2 and all(one["removed_at"] is None for one in entries())


def test_another_kommunes_entry_group_and_person_are_not_there(coordinator, stranger, year, theirs, write, entries):
    foreign = write("hamnes", title="Hamnes sitt eget", group_id=theirs.low)
    for way in ("", "/endring"):
        assert coordinator.get(f"{HOME}{foreign}{way}").status_code == 404
    for way in ("/endring", "/fjerning", "/gjenoppretting", "/mote", "/oppgave"):
        assert coordinator.post(f"{HOME}{foreign}{way}", FORM).status_code == 404
    for field, value in (("gruppe", theirs.low), ("ansvarlig", theirs.hanne)):
        answer = coordinator.post(HOME, {**FORM, "ar": "2026", field: str(value)})
        assert answer.status_code == 422
    assert entries() == [] and len(entries(2026, "hamnes")) == 1
    assert stranger.get(HOME).status_code == 404
    coordinator.post("/k/hamnes/arshjul/standard", {"ar": "2026"})
    assert "Hamnes" not in text(coordinator.get(HOME)).split("<main", 1)[1]


def test_the_year_on_paper_is_a_pdf_with_the_same_entries(coordinator, year, inside):
    coordinator.post(f"{HOME}standard", {"ar": "2026"})
    answer = coordinator.get(f"{HOME}2026.pdf")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF") and "2026.pdf" in answer.headers["Content-Disposition"]
    with inside():
        from tenants.wheel import document, service

        report = document.report(2026, service.of_year(2026))
    rows = [row for block in report["blocks"] if block["type"] == "table" for row in block["rows"]]
    assert len(rows) == 28 and any(row[1] == "Møte 3: innspill til budsjett og økonomiplan" for row in rows)
    assert coordinator.get(f"{HOME}1999.pdf").status_code == 404


def test_the_number_of_statements_is_the_same_for_three_and_thirty(coordinator, year, write, house):
    from sqlalchemy import event

    def statements():
        from saas.db import db as database

        seen = []
        with house.app_context():
            engine = database.engines["kommune"]
        note = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", note)
        assert coordinator.get(HOME).status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(seen)

    for n in range(3):
        write(title=f"Oppføring {n}", group_id=year.low, responsible_id=year.hanne)
    few = statements()
    for n in range(30):
        write(title=f"Flere {n}", month=n % 12 + 1, group_id=year.high, responsible_id=year.leader)
    assert statements() == few
