"""The sources register, what works, and the voice of the young."""

from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event

from saas import clock
from saas.db import db
from saas.errors import Invalid
from tenants.findings import service
from tenants.findings.models import Source
from tests.tenants.findings.conftest import text

REGISTER = "/k/nordvik/kilder/"
FORM = {"tittel": "Ungdata 2025", "type": "survey", "ar": "2025"}


def rows(inside, slug="nordvik"):
    with inside(slug):
        return [(s.title, s.type, s.year, s.n, s.link, s.organisation_id, s.version) for s in db.session.query(Source)]


def test_a_source_is_registered_and_read(coordinator, inside, organisation):
    council = organisation("Nordvik ungdomsråd")
    answer = coordinator.post(
        REGISTER,
        {**FORM, "antall": "1 500", "lenke": "https://www.ungdata.no/nordvik", "lisens": "CC BY 4.0", "fra": str(council),
         "eier": "NOVA", "merknad": "Alle trinn."},
    )  # fmt: skip
    assert answer.status_code == 303
    assert rows(inside) == [("Ungdata 2025", "survey", 2025, 1500, "https://www.ungdata.no/nordvik", council, 1)]
    page = text(coordinator.get(answer.location))
    assert "1\u00a0500" in page and "Nordvik ungdomsråd" in page and 'rel="noopener' in page
    listed = text(coordinator.get(REGISTER))
    assert "Ungdata 2025" in listed and "Ingen funn bygger på den ennå" in listed
    assert "Ungdata 2025" not in text(coordinator.get(REGISTER + "?type=police"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tittel": ""}, "Skriv hva kilden heter."),
        ({"tittel": " "}, "Skriv hva kilden heter."),
        ({"tittel": "a" * 201}, "Skriv høyst 200 tegn."),
        ({"eier": "a" * 201}, "Skriv høyst 200 tegn."),
        ({"lenke": "https://x.no/" + "a" * 500}, "Skriv høyst 500 tegn."),
        ({"merknad": "a" * 2001}, "Skriv høyst 2000 tegn."),
        ({"type": "gossip"}, "Velg fra listen."),
        ({"ar": ""}, "Skriv året kilden er fra"),
        ({"ar": "1899"}, "Skriv året kilden er fra"),
        ({"ar": "2027"}, "Skriv året kilden er fra"),
        ({"ar": "i fjor"}, "Skriv et helt tall."),
        ({"antall": "-1"}, "Skriv et helt tall."),
        ({"antall": "99999999999999"}, "Skriv et helt tall."),
        ({"antall": "999999999"}, "Skriv hvor mange som har svart"),
        ({"lenke": "javascript:alert(1)"}, "Lenken må begynne med https://"),
        ({"lenke": "ftp://ssb.no/tall"}, "Lenken må begynne med https://"),
        ({"lenke": "https://"}, "Lenken må begynne med https://"),
        ({"lenke": "https://navn:ord@ssb.no/"}, "Lenken må begynne med https://"),
        ({"lenke": "http://[ssb.no/"}, "Lenken må begynne med https://"),
        ({"lenke": "ssb.no"}, "Lenken må begynne med https://"),
        ({"fra": str(uuid4())}, "Velg fra listen."),
        ({"merknad": "Fortalt av 15017012398"}, "15017012398"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(coordinator, inside, wrong, said):
    answer = coordinator.post(REGISTER, {**FORM, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    assert rows(inside) == []


def test_a_foreign_organisation_is_refused_by_form_and_verb(coordinator, inside, organisation):
    theirs = organisation("Hamnes ungdomsråd", slug="hamnes")
    assert coordinator.post(REGISTER, {**FORM, "fra": str(theirs)}).status_code == 422
    with inside(), pytest.raises(Invalid):
        service.add_source(title="x", type="youth", year=2025, organisation_id=theirs)


def test_a_change_is_versioned(coordinator, inside, source):
    row = source("survey", "Ungdata 2022", year=2022)
    form = {**FORM, "versjon": "1"}
    assert coordinator.post(f"{REGISTER}{row}/endring", form).status_code == 303
    late = coordinator.post(f"{REGISTER}{row}/endring", {**form, "tittel": "Min tekst"})
    assert late.status_code == 409 and "Min tekst" in text(late) and rows(inside)[0][0] == "Ungdata 2025"


def test_a_new_source_may_be_tied_to_the_finding_it_was_written_for(coordinator, inside, finding):
    row = finding()
    form = {**FORM, "til_funn": str(row), "en_gang": str(uuid4())}
    first, second = coordinator.post(REGISTER, form), coordinator.post(REGISTER, form)
    assert first.location == second.location == f"/k/nordvik/funn/{row}"
    with inside():
        assert [s.title for s in service.sources_of([row])[row]] == ["Ungdata 2025"]
        service.link(service.find(row), service.sources()[0])
        assert len(service.sources_of([row])[row]) == 1


@pytest.mark.parametrize(("year", "today", "old"), [
    (2024, date(2026, 6, 30), False), (2024, date(2026, 7, 1), True), (2025, date(2026, 12, 31), False),
    (2020, date(2026, 1, 1), True),
])  # fmt: skip
def test_older_than_two_years_is_marked(coordinator, source, year, today, old):
    row = source("survey", "Ungdata", year=year)
    clock.move_to(clock.at(today, 9))
    for address in (REGISTER, f"{REGISTER}{row}"):
        assert ("Eldre enn to år" in text(coordinator.get(address))) == old


def test_members_read_and_do_not_write(member, source):
    row = source("police")
    assert member.get(f"{REGISTER}{row}").status_code == 200
    for address in (REGISTER, f"{REGISTER}{row}/endring", "/k/nordvik/ungdommens-stemme/"):
        assert member.post(address, FORM).status_code == 403
    assert "Registrer et innspill" not in text(member.get("/k/nordvik/ungdommens-stemme/"))


def test_what_works_stands_on_the_shelves_of_its_strengths(house, coordinator, finding):
    assert "Ikke noe her ennå" in text(coordinator.get("/k/nordvik/virker/"))
    finding("Fredagsåpen hall", kind="works", theme="safe_places", arena="leisure", strengths=["growth", "safety"])
    finding("Natteravner i sentrum", kind="works", theme="safe_places", arena="leisure")
    finding("Fraværet øker")
    house.jinja_env.globals["working_measures"] = lambda: [
        {"title": "Foreldremøter", "href": "/k/nordvik/x", "verdict": "works", "lesson": "<b>Kom tidlig</b>", "strengths": ["safety"]}
    ]
    page = text(coordinator.get("/k/nordvik/virker/"))
    assert page.count("Fredagsåpen hall</a>") == 2 and page.count("Natteravner i sentrum</a>") == 1
    assert "Fraværet" not in page and "Robusthet" in page and "Ikke merket ennå" in page
    assert "Foreldremøter" in page and "&lt;b&gt;Kom tidlig" in page


def test_an_input_from_the_young_becomes_a_source_and_shows_what_it_was_used_for(house, coordinator, inside, organisation):
    house.jinja_env.globals["youth_share"] = lambda: (0, 0)
    council, address = organisation("Nordvik ungdomsråd"), "/k/nordvik/ungdommens-stemme/"
    page = text(coordinator.get(address))
    assert "De unge er ikke hørt ennå" in page and f'selected value="{council}"' in page
    form = {"tittel": "Trygge møteplasser", "fra": str(council), "ar": "2026", "antall": "12", "merknad": "Åpent fredager."}
    assert coordinator.post(address, form).status_code == 303
    assert rows(inside)[0][:4] == ("Trygge møteplasser", "youth", 2026, 12)
    with inside():
        service.add(title="Mangler møteplass", kind="worry", theme="safe_places", arena="leisure", age_group="all",
                    source_ids=[service.sources()[0].id])  # fmt: skip
    house.jinja_env.globals["youth_share"] = lambda: (1, 4)
    page = text(coordinator.get(address))
    assert "Brukt i funnet" in page and "Mangler møteplass" in page and "1 av 4 tiltak" in page and "12 har medvirket" in page
    wrong = coordinator.post(address, {**form, "tittel": "", "merknad": "Si fra til 15017012398"})
    assert wrong.status_code == 422 and "Skriv hva innspillet gjelder." in text(wrong)
    assert coordinator.post(address, {**form, "merknad": "Si fra til 15017012398"}).status_code == 422
    assert len(rows(inside)) == 1


@pytest.mark.parametrize("address", ["funn/?vis_alle=1", "funn/?svak=1&vis_alle=1", "kilder/?vis_alle=1", "virker/", "ungdommens-stemme/"])
def test_thirty_take_no_more_statements_than_three(house, coordinator, inside, organisation, address):
    counted = []
    with house.app_context():
        engine = db.engines["kommune"]

    def note(connection, cursor, statement, *rest):
        counted.append(statement)

    def fill(number):
        for n in range(number):
            council = organisation(f"Ungdomsråd {number}-{n}")
            with inside():
                source = service.add_source(title=f"Innspill {n}", type="youth", year=2025, organisation_id=council)
                service.add(title=f"Funn {n}", kind="works", theme="absence", arena="school", age_group="all",
                            strengths=["growth"], source_ids=[source.id])  # fmt: skip

    def asked():
        counted.clear()
        event.listen(engine, "before_cursor_execute", note)
        assert coordinator.get(f"/k/nordvik/{address}").status_code == 200
        event.remove(engine, "before_cursor_execute", note)
        return len(counted)

    fill(3)
    few = asked()
    fill(30)
    assert asked() == few, "\n\n".join(counted)
