"""The matrix with its gaps, the offers register, and whom we have spoken with: through the door."""

import re
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy import event

from saas.db import db
from tenants.coverage import service
from tenants.coverage.models import Contact, Offer
from tenants.network.models import Organisation
from tests.tenants.coverage.conftest import TODAY, attended, measure, offer

BASE = "/k/nordvik/dekning/"


def text(answer):
    return answer.get_data(as_text=True)


def good_offer(place, **wrong):
    return {
        "tittel": "Natteravn", "virksomhet": str(place["skole"]), "tema": "safe_places", "arena": "public_space",
        "alder": "13_15", "merknad": "Fredag og lørdag.", **wrong,
    }  # fmt: skip


def good_contact(place, **wrong):
    return {"virksomhet": str(place["handel"]), "dato": "2026-10-01", "type": "visit", "gjelder": "Salg av øl", **wrong}


def test_an_empty_kommune_is_invited_to_begin(coordinator, place):
    page = text(coordinator.get(BASE))
    assert "Ingen tilbud er registrert" in page and "<table" not in page


def test_the_matrix_counts_offers_and_running_measures_and_every_gap_is_a_link(coordinator, inside, place):
    with inside():
        offer(place, age_group="all")
        offer(place, "kultur", theme="substances", title="Fritidsklubb")
        offer(place, theme="traffic", title="Refleksdag")
        measure(place, "kultur")
        measure(place, "kultur", 2, state="proposed")
        measure(place, "kultur", 3, state="ended")
        measure(place, None, 4)
    page = text(coordinator.get(BASE))
    assert "Trafikksikkerhet" not in page and "Refleksdag" not in page
    with inside():
        found = service.matrix()
        cells = {(c.theme, c.sector): (c.offers, c.measures) for r in found.rows for c in r.cells}
        assert cells["absence", "school"] == (1, 0) and cells["substances", "culture_leisure"] == (1, 1)
        assert found.size == 13 * 8 and found.gaps == found.size - 2 and found.ownerless == 1
    assert page.count('Ingen<span class="visually-hidden">. Foreslå tiltak: ') == 13 * 8 - 2
    assert "102 av 104 ruter er tomme." in page and "1 tilbud, 1 tiltak" in page
    assert '<th scope="row">Rusmidler blant unge</th>' in page and '<th scope="col">Kultur og fritid</th>' in page
    assert "/tiltak/ny?tema=digital" in page and "1 tiltak har ingen eier" in page


def test_a_gap_leads_to_a_measure_on_its_theme_and_age(coordinator, inside, place):
    with inside():
        offer(place)
    page = text(coordinator.get(f"{BASE}?alder=16_18"))
    link = re.search(r'href="([^"]*tiltak/ny[^"]*)"', page).group(1).replace("&amp;", "&")
    assert "tema=substances" in link and "alder=16_18" in link
    assert coordinator.get(link).status_code == 200


def test_the_age_filter_keeps_what_is_for_that_age_and_for_all(inside, place):
    with inside():
        offer(place, age_group="all")
        offer(place, age_group="13_15")
        offer(place, age_group="16_18")
        offer(place, age_group="parents")

        def there(age):
            return sum(cell.offers for row in service.matrix(age).rows for cell in row.cells)

        assert (there(None), there("13_15"), there("16_18"), there("0_5"), there("parents")) == (4, 2, 2, 1, 1)


def test_a_sector_that_is_not_asked_of_stands_there_only_when_it_has_something(inside, place):
    with inside():
        assert "trade_association" not in service.matrix().sectors
        offer(place, "handel")
        assert "trade_association" in service.matrix().sectors


def test_the_sentence_names_the_theme_with_most_gaps_only_when_it_stands_out(coordinator, inside, place):
    with inside():
        for theme in [row.theme for row in service.matrix().rows]:
            if theme != "digital":
                offer(place, theme=theme)
    assert "Flest hull: Digitale overgrep og nettvett." in text(coordinator.get(BASE))


def test_a_cell_leads_to_its_own_list(coordinator, inside, place):
    with inside():
        offer(place)
        offer(place, "kultur", theme="substances", title="Fritidsklubb")
        measure(place, "kultur")
    page = text(coordinator.get(f"{BASE}tilbud?tema=substances&sektor=culture_leisure"))
    assert "Fritidsklubb" in page and "Åpen hall 1" in page and "Åpen skole" not in page
    assert "Åpen skole" in text(coordinator.get(f"{BASE}tilbud?tema=tull&sektor=x&alder=y"))


def test_an_offer_is_registered_changed_ended_and_taken_up_again(coordinator, inside, place):
    form = good_offer(place, en_gang=str(uuid4()))
    assert coordinator.post(f"{BASE}tilbud", form).status_code == 303
    assert coordinator.post(f"{BASE}tilbud", form).status_code == 303
    with inside():
        (row,) = db.session.query(Offer)
        offer_id = row.id
    edit = f"{BASE}tilbud/{offer_id}/endring"
    assert coordinator.post(edit, good_offer(place, tittel="Natteravnene", versjon="1")).status_code == 303
    late = coordinator.post(edit, good_offer(place, tittel="Min tekst", versjon="1"))
    assert late.status_code == 409 and "Min tekst" in text(late) and 'name="versjon" value="2"' in text(late)
    end = f"{BASE}tilbud/{offer_id}/avslutning"
    assert coordinator.post(end, {"dato": "0026-01-01", "versjon": "2"}).status_code == 422
    assert coordinator.post(end, {"dato": "2026-10-01", "versjon": "1"}).status_code == 409
    assert coordinator.post(end, {"dato": "2026-10-01", "versjon": "2"}).status_code == 303
    again = coordinator.post(end, {"dato": "2026-10-02", "versjon": "3"})
    assert again.status_code == 409 and "Tilbudet er allerede avsluttet." in text(again)
    assert "Natteravnene" not in text(coordinator.get(f"{BASE}tilbud"))
    assert "Natteravnene" in text(coordinator.get(f"{BASE}tilbud?vis=avsluttede"))
    with inside():
        assert all(cell.empty for row in service.matrix().rows for cell in row.cells)
    assert coordinator.post(f"{BASE}tilbud/{offer_id}/gjenapning", {"versjon": "3"}).status_code == 303
    with inside():
        assert service.find_offer(offer_id).ended_on is None


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"tittel": ""}, "Skriv hva tilbudet heter."),
        ({"tittel": " \x00 "}, "Skriv hva tilbudet heter."),
        ({"tittel": "a" * 201}, "høyst 200 tegn"),
        ({"merknad": "a" * 1001}, "høyst 1000 tegn"),
        ({"tema": "ufo"}, "Velg fra listen."),
        ({"arena": ""}, "Velg fra listen."),
        ({"alder": "100_aar"}, "Velg fra listen."),
        ({"virksomhet": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg fra listen."),
        ({"virksomhet": "ikke-en-id"}, "Velg fra listen."),
        ({"merknad": "Spør etter 15017012398"}, "kan peke ut en person"),
        ({"merknad": "Følge opp Kevin Berg i 9B"}, "merknad__behold"),
    ],
)
def test_a_wrong_offer_is_told_at_its_field_and_writes_nothing(coordinator, inside, place, wrong, said):
    answer = coordinator.post(f"{BASE}tilbud", good_offer(place, **wrong))
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert db.session.query(Offer).count() == 0


def test_the_service_refuses_an_unknown_code_of_its_own_accord(inside, place):
    from saas.errors import Invalid

    with inside():
        for wrong in ({"theme": "ufo"}, {"arena": "x"}, {"age_group": "x"}):
            with pytest.raises(Invalid):
                offer(place, **wrong)
        with pytest.raises(Invalid):
            service.matrix("x")


def test_what_the_guard_warns_about_may_be_kept_with_a_reason(coordinator, inside, place):
    warned = text(coordinator.post(f"{BASE}tilbud", good_offer(place, merknad="Ring Kevin Berg")))
    key = re.search(r'name="merknad__behold" value="([^"]+)"', warned).group(1)
    keep = {"merknad__behold": key, "merknad__behold_grunn": "leder av klubben"}
    assert coordinator.post(f"{BASE}tilbud", good_offer(place, merknad="Ring Kevin Berg", **keep)).status_code == 303


def test_stakeholders_are_measured_by_contacts_and_by_who_was_present(coordinator, inside, place):
    with inside():
        service.add_contact(place["handel"], date(2025, 8, 10), "visit", "Salg av øl")
        attended(place, "politi", date(2026, 9, 15))
        attended(place, "skole", date(2026, 9, 16), "excused")
        service.add_contact(place["kultur"], date(2025, 10, 12), "call")
        found = {one.type: one for one in service.stakeholders()}
        assert found["police"].last_on == date(2026, 9, 15) and found["police"].reached
        assert found["school"].last_on is None and not found["school"].reached
        assert found["trade_association"].months == 14 and found["trade_association"].late
        assert found["culture_leisure"].reached and found["culture_leisure"].months == 12
        assert found["youth_council"].organisations == []
    page = text(coordinator.get(f"{BASE}samarbeidspartnere"))
    assert "2 av 9 er kontaktet siste år" in page
    assert "Ikke snakket med på 14 måneder" in page and "Ingen kontakt registrert" in page
    assert page.index("Nordvik ungdomsskole") < page.index("Nordvik handelsstand") < page.index("Politiet i Nordvik")


def test_a_newer_meeting_counts_before_an_older_contact_and_the_other_way(inside, place):
    with inside():
        service.add_contact(place["politi"], date(2026, 1, 10), "call")
        attended(place, "politi", date(2026, 9, 15))
        service.add_contact(place["skole"], date(2026, 10, 10), "letter")
        attended(place, "skole", date(2026, 9, 15))
        how = {one.organisation.id: (one.how, one.last_on) for one in service.organisations_spoken_with()}
        assert how[place["politi"]] == ("attended", date(2026, 9, 15))
        assert how[place["skole"]] == ("letter", date(2026, 10, 10))


def test_a_contact_is_registered_once_and_can_be_taken_away(coordinator, inside, place):
    form = good_contact(place, en_gang=str(uuid4()))
    assert coordinator.post(f"{BASE}kontakter", form).status_code == 303
    assert coordinator.post(f"{BASE}kontakter", form).status_code == 303
    page = text(coordinator.get(f"{BASE}samarbeidspartnere"))
    assert "Salg av øl" in page and "Besøk" in page
    with inside():
        (contact,) = db.session.query(Contact)
        assert contact.noted_by and contact.on_date == date(2026, 10, 1)
        contact_id = contact.id
    assert coordinator.post(f"{BASE}kontakter/{contact_id}/sletting").status_code == 303
    assert coordinator.post(f"{BASE}kontakter/{contact_id}/sletting").status_code == 404
    with inside():
        assert db.session.query(Contact).count() == 0


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dato": "2026-10-13"}, "Velg en dag som har vært."),
        ({"dato": "0026-10-01"}, "Velg en dag som har vært."),
        ({"dato": ""}, "Velg en dag."),
        ({"dato": "i går"}, "Skriv datoen"),
        ({"type": "telepati"}, "Velg fra listen."),
        ({"virksomhet": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}, "Velg fra listen."),
        ({"gjelder": "a" * 301}, "høyst 300 tegn"),
        ({"gjelder": "Om 15017012398"}, "kan peke ut en person"),
    ],
)
def test_a_wrong_contact_is_told_at_its_field_and_writes_nothing(coordinator, inside, place, wrong, said):
    answer = coordinator.post(f"{BASE}kontakter", good_contact(place, **wrong))
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert db.session.query(Contact).count() == 0


def test_the_service_knows_that_tomorrow_has_not_been(inside, place):
    from saas.errors import Invalid

    with inside():
        service.add_contact(place["skole"], TODAY, "call")
        for day, kind in ((date(2026, 10, 13), "call"), (TODAY, "telepati")):
            with pytest.raises(Invalid):
                service.add_contact(place["skole"], day, kind)


def test_only_the_coordinator_writes_and_a_practitioner_sees_nothing(member, protector, practitioner, inside, place):
    with inside():
        offer_id, contact_id = offer(place).id, service.add_contact(place["skole"], TODAY, "call").id
    for address in ("", "tilbud", "samarbeidspartnere"):
        assert member.get(BASE + address).status_code == 200
        assert practitioner.get(BASE + address).status_code == 403
    assert "Foreslå tiltak" in text(member.get(BASE)) and "Foreslå tiltak" not in text(protector.get(BASE))
    deeds = ["tilbud", f"tilbud/{offer_id}/endring", f"tilbud/{offer_id}/avslutning", "kontakter",
             f"tilbud/{offer_id}/gjenapning", f"kontakter/{contact_id}/sletting"]  # fmt: skip
    for deed in deeds:
        assert member.post(BASE + deed, good_offer(place)).status_code == 403
    assert member.get(f"{BASE}kontakter/ny").status_code == member.get(f"{BASE}tilbud/ny").status_code == 403


def test_another_kommunes_offers_and_contacts_are_not_there(coordinator, stranger, inside, place, elsewhere):
    with inside("hamnes"):
        theirs = offer(elsewhere, title="Kaiklubben").id
        contact = service.add_contact(elsewhere["politi"], TODAY, "call", "Kaia").id
        attended(elsewhere, "skole", date(2026, 9, 1))
    assert "Kaiklubben" not in text(coordinator.get(f"{BASE}tilbud"))
    page = text(coordinator.get(f"{BASE}samarbeidspartnere"))
    assert "Kaia" not in page and "0 av 9 er kontaktet siste år" in page
    assert coordinator.get(f"{BASE}tilbud/{theirs}/endring").status_code == 404
    for deed in (f"tilbud/{theirs}/endring", f"tilbud/{theirs}/avslutning", f"kontakter/{contact}/sletting"):
        assert coordinator.post(BASE + deed, good_offer(place)).status_code == 404
    foreign = str(elsewhere["skole"])
    assert coordinator.post(f"{BASE}tilbud", good_offer(place, virksomhet=foreign)).status_code == 422
    assert coordinator.post(f"{BASE}kontakter", good_contact(place, virksomhet=foreign)).status_code == 422
    assert stranger.get(BASE).status_code == 404
    with inside("hamnes"):
        assert db.session.query(Contact).count() == 1 and service.find_offer(theirs).ended_on is None
    with inside():
        assert db.session.query(Offer).count() == db.session.query(Contact).count() == 0


@pytest.mark.parametrize("address", ["", "?alder=13_15", "tilbud?alle=1", "samarbeidspartnere?alle=1"])
def test_the_number_of_statements_does_not_grow_with_the_rows(coordinator, house, inside, place, address):
    def fill(rows, start):
        with inside():
            for n in range(start, start + rows):
                extra = Organisation(name=f"Klubb {n}", type="voluntary")
                db.session.add(extra)
                db.session.flush()
                here = {**place, "klubb": extra.id}
                offer(here, "klubb", title=f"Tilbud {n}")
                measure(here, "klubb", n)
                service.add_contact(extra.id, TODAY, "call")

    def statements():
        seen = []
        with house.app_context():
            engine = db.engines["kommune"]
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert coordinator.get(BASE + address).status_code == 200
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    fill(3, 1)
    few = statements()
    fill(27, 4)
    assert statements() == few and few < 20
