"""Grants through the door: registered, locked where a rule stops them, reported; and never another kommune's."""

from datetime import date
from io import BytesIO
from uuid import uuid4

import pytest
from docx import Document
from pypdf import PdfReader

from saas import clock
from saas.db import db
from tenants.evaluation.models import Evaluation
from tenants.funding.models import Grant, GrantYear
from tests.tenants.funding.conftest import TODAY, flat, text

PAGE = "/k/nordvik/okonomi/"
LIST = f"{PAGE}tilskudd/"
GOOD = {"navn": "Fritid for alle", "ordning": "slt", "giver": "Konfliktrådet", "ar": "2027", "antall": "1", "tilstand": "considered"}


def test_a_grant_is_registered_and_its_deadlines_are_worked_out(coordinator, ground, read, chair):
    assert "Registrer det første tilskuddet" in text(coordinator.get(PAGE))
    answer = coordinator.post(LIST, GOOD)
    assert answer.status_code == 303
    page = flat(coordinator.get(answer.location))
    assert "Søknadsfrist om 9 dager (1. desember)" in page and "SLT-tilskudd 2027" in page
    assert "om 9 dager (1. desember)" in flat(chair.get(PAGE))
    grant_id = answer.location.rsplit("/", 1)[1]
    assert read(grant_id, "apply_by", "report_by", "state") == (date(2026, 12, 1), date(2028, 4, 1), "considered")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"navn": ""}, "Skriv hva tilskuddet gjelder."),
        ({"navn": "  "}, "Skriv hva tilskuddet gjelder."),
        ({"navn": "a" * 201}, "høyst 200 tegn"),
        ({"giver": ""}, "Skriv hvem som gir tilskuddet."),
        ({"giver": "a" * 201}, "høyst 200 tegn"),
        ({"referanse": "a" * 101}, "høyst 100 tegn"),
        ({"vilkar": "a" * 4001}, "høyst 4000 tegn"),
        ({"ordning": "lotto"}, "Velg fra listen."),
        ({"tilstand": "won"}, "Velg fra listen."),
        ({"ar": "snart"}, "Skriv et helt tall."),
        ({"ar": ""}, "Skriv det første året."),
        ({"ar": "20270"}, "Skriv et årstall, for eksempel 2027."),
        ({"antall": "0"}, "Skriv et antall år fra 1 til 10."),
        ({"antall": "4"}, "SLT-tilskudd gis for høyst 3 år."),
        ({"ordning": "bufdir", "antall": "11"}, "Skriv et antall år fra 1 til 10."),
        ({"soknadsfrist": "i morgen"}, "Skriv datoen som 15.09.2026."),
        ({"soknadsfrist": "0026-12-01"}, "Fristen ser feil ut."),
        ({"soknadsfrist": "2027-05-01", "rapportfrist": "2027-04-01"}, "kan ikke komme før søknadsfristen"),
        ({"vilkar": "Gjelder 15017012398"}, "peke ut en person"),
        ({"navn": "Støtte til Kevin Berg i 9B"}, "navn__behold"),
    ],
)
def test_bad_input_is_told_at_its_field_and_writes_nothing(coordinator, ground, inside, wrong, said):
    answer = coordinator.post(LIST, {**GOOD, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    assert "Not a valid" not in text(answer) and "This field" not in text(answer)
    with inside():
        assert db.session.query(Grant).count() == 0


def test_only_the_coordinator_writes_and_a_member_does_not_see_the_money(member, chair, give):
    grant = give(first_year=2027)
    for address in (PAGE, f"{LIST}{grant}", f"{LIST}{grant}/rapport", f"{LIST}{grant}/rapport.pdf"):
        assert member.get(address).status_code == 403 and chair.get(address).status_code == 200
    for address in (f"{LIST}ny", f"{LIST}{grant}/endring", f"{LIST}{grant}/belop"):
        assert member.get(address).status_code == chair.get(address).status_code == 403
    for deed in ("endring", "belop", "tilstand", "tiltak", "resultater"):
        assert member.post(f"{LIST}{grant}/{deed}", GOOD).status_code == chair.post(f"{LIST}{grant}/{deed}", GOOD).status_code == 403
    assert chair.post(LIST, GOOD).status_code == 403


def test_the_same_form_twice_makes_one_grant(coordinator, ground, inside):
    form = {**GOOD, "en_gang": str(uuid4())}
    assert coordinator.post(LIST, form).location == coordinator.post(LIST, form).location
    with inside():
        assert db.session.query(Grant).count() == 1


def test_money_is_read_in_kroner_kept_in_øre_and_the_missing_own_part_is_named(coordinator, give, inside):
    grant = give(years=2)
    form = {"versjon": "1", "belop-0-ar": "2027", "belop-0-tilskudd": "400 000", "belop-0-egen": "70 000,50", "belop-0-brukt": "",
            "belop-1-ar": "2028", "belop-1-tilskudd": "400000", "belop-1-egen": "80 000", "belop-1-brukt": "1,5"}  # fmt: skip
    assert "2027" in text(coordinator.get(f"{LIST}{grant}/belop"))
    assert coordinator.post(f"{LIST}{grant}/belop", form).status_code == 303
    page = flat(coordinator.get(f"{LIST}{grant}"))
    assert "Egenandelen i 2027 mangler 9 999,50 kr. Den skal være minst 20 % av tilskuddet: 80 000 kr." in page
    assert "Egenandelen i 2028 er minst 20 %." in page and "399 998,50 kr" in page
    with inside():
        rows = db.session.query(GrantYear).order_by(GrantYear.year).all()
        assert [(r.year, r.amount, r.own, r.spent) for r in rows] == [(2027, 40_000_000, 7_000_050, 0), (2028, 40_000_000, 8_000_000, 150)]
    for wrong, said in (
        ({"belop-0-tilskudd": "mye"}, "Skriv beløpet i kroner"),
        ({"belop-0-egen": "-5"}, "Skriv beløpet i kroner"),
        ({"belop-0-egen": "1.500"}, "Skriv beløpet i kroner"),
        ({"belop-1-ar": "2031"}, "2031 er ikke med i tilskuddsperioden."),
        ({"belop-1-ar": "x"}, ""),
    ):
        answer = coordinator.post(f"{LIST}{grant}/belop", {**form, "versjon": "2", **wrong})
        assert answer.status_code == 422 and said in text(answer), wrong
    assert coordinator.post(f"{LIST}{grant}/belop", form).status_code == 409


def test_a_year_with_money_cannot_fall_out_of_the_period(coordinator, give, read):
    grant = give(years=2)
    coordinator.post(f"{LIST}{grant}/belop", {"versjon": "1", "belop-0-ar": "2027", "belop-1-ar": "2028", "belop-1-tilskudd": "5"})
    answer = coordinator.post(f"{LIST}{grant}/endring", {**GOOD, "versjon": "2"})
    assert answer.status_code == 422 and "Det står beløp på 2028." in text(answer)
    coordinator.post(f"{LIST}{grant}/belop", {"versjon": "2", "belop-0-ar": "2027", "belop-1-ar": "2028", "belop-1-tilskudd": "0"})
    assert coordinator.post(f"{LIST}{grant}/endring", {**GOOD, "versjon": "3"}).status_code == 303
    assert read(grant, "years") == (1,)


def test_a_stale_change_is_refused_and_what_was_typed_is_kept(coordinator, give, read):
    grant = give()
    form = {**GOOD, "navn": "Nytt navn", "versjon": "1"}
    assert "Fritid for alle" in text(coordinator.get(f"{LIST}{grant}/endring"))
    assert coordinator.post(f"{LIST}{grant}/endring", form).status_code == 303
    late = coordinator.post(f"{LIST}{grant}/endring", {**form, "navn": "Mitt navn"})
    assert late.status_code == 409 and "Mitt navn" in text(late) and 'name="versjon" value="2"' in text(late)
    for mangled in ("", "x", "999999999999"):
        assert coordinator.post(f"{LIST}{grant}/endring", {**form, "versjon": mangled}).status_code == 409
    assert read(grant, "name", "version") == ("Nytt navn", 2)


def test_the_steps_are_taken_in_order_and_can_be_taken_back(coordinator, give, read):
    grant, version = give(), 1

    def press(state):
        return coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": state, "versjon": str(version)})

    for wrong in ("granted", "reported", "refused", "", "won"):
        refused = press(wrong)
        assert refused.status_code == 409 and "kan ikke settes til det" in text(refused)
    for state in ("applied", "refused", "applied", "granted", "applied", "granted", "reported", "granted"):
        assert press(state).status_code == 303, state
        version += 1
        assert read(grant, "state") == (state,)
    assert coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "reported", "versjon": "1"}).status_code == 409


def test_a_delivered_report_with_years_left_sets_the_next_deadline(coordinator, give, read):
    grant = give("granted", first_year=2025, years=2)
    first = coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "reported", "versjon": "1"})
    assert "Neste rapport skal leveres året etter." in text(coordinator.get(first.location))
    assert read(grant, "state", "report_by") == ("granted", date(2027, 4, 1))
    coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "reported", "versjon": "2"})
    assert read(grant, "state") == ("reported",)


def test_a_missing_report_stops_a_new_application(coordinator, give, read):
    give("granted", name="Fritid 2025", first_year=2025)
    grant = give()
    page = text(coordinator.get(f"{LIST}{grant}"))
    assert "Rapporten for Fritid 2025 skulle vært levert 1. april." in page and "Hinder" in page
    refused = coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "applied", "versjon": "1"})
    assert refused.status_code == 409 and "Rapport og regnskap skal leveres før en ny søknad behandles." in text(refused)
    assert read(grant, "state", "version") == ("considered", 1)
    assert coordinator.post(LIST, {**GOOD, "tilstand": "applied"}).status_code == 409
    assert coordinator.post(LIST, {**GOOD, "ordning": "bufdir", "tilstand": "applied"}).status_code == 303


def test_an_established_measure_stops_the_application_and_a_new_one_does_not(coordinator, give, ground, read):
    grant = give()
    for measure in (ground["nordvik"].measure, ground["nordvik"].old):
        assert coordinator.post(f"{LIST}{grant}/tiltak", {"tiltak": str(measure)}).status_code == 303
    page = text(coordinator.get(f"{LIST}{grant}"))
    assert "Det kan ikke søkes for etablert tiltak." in page and "Åpen hall i nordvik" in page
    refused = coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "applied", "versjon": "1"})
    assert refused.status_code == 409 and "etablert tiltak" in text(refused)
    assert coordinator.post(f"{LIST}{grant}/tiltak/{ground['nordvik'].old}/losning").status_code == 303
    assert coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "applied", "versjon": "1"}).status_code == 303
    assert read(grant, "state") == ("applied",)


def test_a_measure_is_tied_once_and_only_one_that_is_there(coordinator, give, ground):
    grant, measure = give(), str(ground["nordvik"].measure)
    assert coordinator.post(f"{LIST}{grant}/tiltak", {"tiltak": measure}).status_code == 303
    twice = coordinator.post(f"{LIST}{grant}/tiltak", {"tiltak": measure})
    assert twice.status_code == 422 and "knyttet til tilskuddet allerede" in text(twice)
    for wrong in ("", "x", str(uuid4()), str(ground["hamnes"].measure)):
        answer = coordinator.post(f"{LIST}{grant}/tiltak", {"tiltak": wrong})
        assert answer.status_code == 422 and "Velg et tiltak fra listen." in text(answer)
    assert coordinator.post(f"{LIST}{grant}/tiltak/{ground['nordvik'].old}/losning").status_code == 404


def test_what_is_reported_is_closed_until_it_is_taken_back(coordinator, give, ground, read):
    grant = give("reported")
    said = "Tilskuddet er rapportert."
    for deed, form in (
        ("endring", {**GOOD, "versjon": "1"}),
        ("belop", {"versjon": "1", "belop-0-ar": "2027", "belop-0-tilskudd": "5"}),
        ("tiltak", {"tiltak": str(ground["nordvik"].measure)}),
        ("resultater", {"resultater": "Nytt", "versjon": "1"}),
    ):
        answer = coordinator.post(f"{LIST}{grant}/{deed}", form)
        assert answer.status_code == 409 and said in text(answer), deed
    assert read(grant, "results", "version") == ("", 1)


def test_the_report_tells_what_it_went_to_and_what_came_of_it(coordinator, give, ground, inside):
    grant = give("granted", first_year=2026, conditions="Skal brukes på fritid.")
    coordinator.post(f"{LIST}{grant}/tiltak", {"tiltak": str(ground["nordvik"].measure)})
    money = {"belop-0-ar": "2026", "belop-0-tilskudd": "400000", "belop-0-egen": "1", "belop-0-brukt": "399 999"}
    coordinator.post(f"{LIST}{grant}/belop", {"versjon": "1", **money})
    with inside():
        for day, verdict in ((date(2026, 5, 1), "not"), (date(2026, 10, 1), "partly")):
            db.session.add(Evaluation(measure_id=ground["nordvik"].measure, type="effect", evaluated_on=day, verdict=verdict,
                                      lesson="Åpent hver fredag hjelper.", next="adjust"))  # fmt: skip
    assert "Ikke evaluert" not in text(coordinator.get(f"{LIST}{grant}/rapport"))
    bad = coordinator.post(f"{LIST}{grant}/resultater", {"resultater": "Kevin Berg i 9B sluttet", "versjon": "2"})
    assert bad.status_code == 422 and "resultater__behold" in text(bad) and "Gjelder dette én person?" in text(bad)
    assert coordinator.post(f"{LIST}{grant}/resultater", {"resultater": "a" * 6001, "versjon": "2"}).status_code == 422
    assert coordinator.post(f"{LIST}{grant}/resultater", {"resultater": "Flere bruker hallen.", "versjon": "2"}).status_code == 303
    assert coordinator.post(f"{LIST}{grant}/resultater", {"resultater": "Min tekst.", "versjon": "2"}).status_code == 409
    page = text(coordinator.get(f"{LIST}{grant}/rapport"))
    assert "Virker delvis, justere" in page and "Virker ikke" not in page and "Flere bruker hallen." in page
    made = coordinator.get(f"{LIST}{grant}/rapport.pdf")
    words = "\n".join(p.extract_text() for p in PdfReader(BytesIO(made.data)).pages).replace("\u00a0", " ")
    for said in ("Rapport for tilskudd: Fritid for alle", "Åpen hall i nordvik", "Virker delvis", "400 000,00", "399 999,00",
                 "80 000,00", "Flere bruker hallen.", "Åpent hver fredag", "Skal brukes på fritid.", "mangler 79 999 kr"):  # fmt: skip
        assert said in words, said
    assert made.mimetype == "application/pdf" and "Rapport Fritid" in made.headers["Content-Disposition"]
    file = Document(BytesIO(coordinator.get(f"{LIST}{grant}/rapport.docx").data))
    assert "Flere bruker hallen." in [p.text for p in file.paragraphs]


def test_the_report_of_a_nynorsk_kommune_is_in_its_language(coordinator, give):
    grant = give("granted", slug="hamnes")
    from pikepdf import open as opened

    with opened(BytesIO(coordinator.get(f"/k/hamnes/okonomi/tilskudd/{grant}/rapport.pdf").data)) as file:
        assert file.Root.Lang == "nn-NO"


def test_another_kommunes_grants_and_measures_are_not_there(coordinator, stranger, give, ground, read):
    theirs, mine = give(slug="hamnes", name="Øving på kaia"), give()
    assert "Øving på kaia" not in text(coordinator.get(PAGE))
    for part in ("", "/endring", "/belop", "/rapport", "/rapport.pdf", "/rapport.docx"):
        assert coordinator.get(f"{LIST}{theirs}{part}").status_code == 404
    for part in ("endring", "belop", "tilstand", "tiltak", "resultater", f"tiltak/{ground['hamnes'].measure}/losning"):
        assert coordinator.post(f"{LIST}{theirs}/{part}", {**GOOD, "versjon": "1", "tilstand": "applied"}).status_code == 404
    assert "i hamnes" not in text(coordinator.get(f"{LIST}{mine}"))
    assert coordinator.post(f"{LIST}{mine}/tiltak/{ground['hamnes'].measure}/losning").status_code == 404
    for address in (PAGE, f"{LIST}{mine}"):
        assert stranger.get(address).status_code == 404
    assert stranger.post(LIST, GOOD).status_code == 404
    assert read(theirs, "state", "version", slug="hamnes") == ("considered", 1)


def test_a_missing_report_next_door_stops_nothing_here(coordinator, give, read):
    give("granted", slug="hamnes", first_year=2025)
    grant = give()
    assert coordinator.post(f"{LIST}{grant}/tilstand", {"tilstand": "applied", "versjon": "1"}).status_code == 303


def test_the_next_deadlines_can_be_asked_for(inside, give):
    from tenants.funding import service

    give("granted", name="For sent", first_year=2025)
    give(name="Snart")
    give("granted", name="Om lenge", first_year=2026)
    with inside():
        assert [(g.name, kind) for g, kind, _day in service.upcoming(30)] == [("For sent", "report"), ("Snart", "apply")]
    assert clock.today() == TODAY
