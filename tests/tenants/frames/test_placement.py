"""Where the coordinator sits: periods, never more than a whole post, and who may say so."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from saas import clock
from saas.db import db
from saas.errors import Invalid, NotAllowed
from tenants.frames import service
from tenants.frames.models import Placement
from tests.tenants.frames.conftest import HOME, TODAY, text

PAGE = f"{HOME}plassering/"
FORM = {
    "slag": "leadership", "sektor": "Oppvekst", "rapporterer_til": "Kommunalsjef oppvekst", "ledd": "1",
    "adresse": "Rådhuset, Storgata 1", "dager": ["mon", "thu"], "uker": "odd", "prosent": "30",
    "grunn": "Frikjøp fra stillingen som oppvekstkoordinator", "fra": "2026-01-01",
}  # fmt: skip


@pytest.fixture
def rows(inside):
    def look(slug="nordvik"):
        with inside(slug):
            found = db.session.query(Placement).order_by(Placement.from_on)
            return [(one.id, one.from_on, one.until_on, one.fte_percent) for one in found]

    return look


def place(browser, slug="nordvik", **facts):
    return browser.post(f"/k/{slug}/rammer/plassering/", {**FORM, "en_gang": str(uuid4()), **facts})


def test_a_placement_is_registered_and_shown_with_office_days_and_reason(coordinator, member, rows, nordvik_place):
    assert "Plasseringen er ikke registrert" in text(coordinator.get(PAGE))
    assert place(coordinator).status_code == 303
    page = text(member.get(PAGE))
    for words in ("I ledelsen, Oppvekst", "1 ledd", "30", "Frikjøp", "mandag, torsdag (oddetallsuker)", "Storgata 1"):
        assert words in page
    assert [(first, last) for _, first, last, _ in rows()] == [(date(2026, 1, 1), None)]


def test_a_change_is_a_new_period_and_the_old_one_stays(coordinator, rows):
    place(coordinator)
    first = rows()[0][0]
    address = f"{PAGE}{first}/endring"
    assert coordinator.post(address, {**FORM, "prosent": "50", "fra": "2026-12-01", "versjon": "9"}).status_code == 409
    assert coordinator.post(address, {**FORM, "prosent": "50", "fra": "2025-12-01", "versjon": "1"}).status_code == 422
    assert coordinator.post(address, {**FORM, "prosent": "50", "fra": "2026-12-01", "versjon": "1"}).status_code == 303
    assert [one[1:] for one in rows()] == [
        (date(2026, 1, 1), date(2026, 11, 30), Decimal(30)), (date(2026, 12, 1), None, Decimal(50)),
    ]  # fmt: skip
    # What has been is history, and is not changed.
    assert coordinator.post(address, {**FORM, "fra": "2027-01-01", "versjon": "2"}).status_code == 409
    page = text(coordinator.get(PAGE))
    assert "Alle perioder" in page and "Gjelder nå" in page


def test_a_period_that_has_not_begun_is_put_right_where_it_stands(coordinator, rows):
    place(coordinator)
    place(coordinator, fra="2026-12-01", prosent="50")
    later = rows()[1][0]
    answer = coordinator.post(f"{PAGE}{later}/endring", {**FORM, "prosent": "60", "fra": "2026-12-15", "versjon": "1"})
    assert answer.status_code == 303
    assert [one[1:] for one in rows()] == [
        (date(2026, 1, 1), date(2026, 12, 14), Decimal(30)), (date(2026, 12, 15), None, Decimal(60)),
    ]  # fmt: skip


def test_more_than_a_whole_post_over_ones_kommuner_is_refused_without_naming_them(coordinator, rows):
    assert place(coordinator, "hamnes", prosent="85").status_code == 303
    assert "til sammen 85" in text(coordinator.get(f"{PAGE}ny"))
    refused = place(coordinator, prosent="15,01")
    assert refused.status_code == 422
    page = text(refused).split("<main", 1)[1]
    assert "Med 15,01 % her blir det 100,01 %, og mer enn 100 % går ikke." in page and "Hamnes" not in page
    assert rows() == []
    # A period in which the other kommune no longer has any is free again.
    hamnes = rows("hamnes")[0][0]
    coordinator.post(f"/k/hamnes/rammer/plassering/{hamnes}/slutt", {"til": "2026-12-31", "versjon": "1"})
    assert place(coordinator, prosent="100", fra="2026-12-31").status_code == 422
    assert place(coordinator, prosent="100", fra="2027-01-01").status_code == 303
    assert "Alle kommunene dine til sammen i dag" in text(coordinator.get(PAGE))


def test_a_small_post_is_warned_about_and_still_saved(coordinator, rows):
    answer = coordinator.post(PAGE, {**FORM, "prosent": "19,5"}, follow_redirects=True)
    assert "Under 20" in text(answer) and len(rows()) == 1
    assert "Under 20" in text(coordinator.get(HOME))


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"prosent": "0"}, "over 0 og høyst 100"),
        ({"prosent": "101"}, "over 0 og høyst 100"),
        ({"prosent": "mye"}, "Skriv et tall"),
        ({"slag": "kjeller"}, "Velg fra listen."),
        ({"dager": ["sun"]}, "Velg fra listen."),
        ({"uker": "aldri"}, "Velg fra listen."),
        ({"ledd": "21"}, "fra 0 til 20"),
        ({"fra": ""}, "Velg dagen det gjelder fra."),
        ({"til": "2025-01-01"}, "Siste dag kan ikke være før den første."),
        ({"rapporterer_til": "Kristoffer Lindqvist"}, "Ser ut som et personnavn."),
        ({"adresse": "Kontoret, 01810550003"}, "peke ut en person"),
        ({"sektor": "a" * 121}, "høyst 120 tegn"),
    ],
)
def test_a_placement_that_does_not_make_sense_is_refused(coordinator, rows, facts, words):
    answer = place(coordinator, **facts)
    assert answer.status_code == 422 and words in text(answer)
    assert rows() == []


def test_only_coordinator_and_leadership_write(coordinator, member, practitioner, chief, rows, inside):
    assert place(member).status_code == 403 and member.get(f"{PAGE}ny").status_code == 403
    assert place(practitioner).status_code == 403
    assert rows() == []
    assert place(chief).status_code == 303
    address = f"{PAGE}{rows()[0][0]}"
    assert member.post(f"{address}/endring", {**FORM, "versjon": "1"}).status_code == 403
    assert member.post(f"{address}/slutt", {"til": "2026-12-01", "versjon": "1"}).status_code == 403
    with inside(role="member"), pytest.raises(NotAllowed):
        service.place(kind="other", fte_percent=Decimal(20), from_on=TODAY)


def test_the_verb_takes_the_columns_by_name_for_those_who_call_it(inside):
    with inside():
        made = service.place(kind="professional", sector="Helse", fte_percent=Decimal(20), from_on=TODAY, office_days=["fri", "mon"])
        assert (made.office_days, made.version, service.current()) == (["mon", "fri"], 1, made)
        with pytest.raises(Invalid):
            service.place(kind="professional", fte_percent=Decimal(20), from_on=TODAY)
        assert service.anchor(
            party="municipality", body="Formannskapet", decided_on=clock.today(), title="SLT", case_number="61/26"
        ).party == "municipality"
        assert service.anchored() == {"municipality"}


def test_another_kommunes_placement_is_not_there(coordinator, rows):
    place(coordinator, "hamnes")
    theirs = rows("hamnes")[0][0]
    assert coordinator.get(f"{PAGE}{theirs}/endring").status_code == 404
    assert coordinator.post(f"{PAGE}{theirs}/endring", {**FORM, "versjon": "1"}).status_code == 404
    assert coordinator.post(f"{PAGE}{theirs}/slutt", {"til": "2027-01-01"}).status_code == 404
    assert "Alle perioder" not in text(coordinator.get(PAGE))
