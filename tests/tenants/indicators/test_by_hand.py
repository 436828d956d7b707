"""A figure written by hand: with n and enough of them, hidden when it must be, and changed only by who has seen it."""

from decimal import Decimal
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from saas.db import db
from tenants.indicators.models import IndicatorReading
from tests.tenants.indicators.conftest import given
from tests.world import log_in

PLACE = "/k/nordvik/tall"
KEY = ("ungdata.967", "2025", "lower_secondary", "")


def the_id(inside, slug="nordvik"):
    with inside(slug):
        return db.session.scalars(select(IndicatorReading.id)).one()


def test_a_figure_stands_on_the_page_with_n_and_source(coordinator, member, kept, logged):
    answer = coordinator.post(f"{PLACE}/", given(verdi="12,5", lenke="https://www.ungdata.no/kartside/"))
    assert answer.status_code == 303
    assert kept() == {KEY: (Decimal("12.5"), "", 312, 1)} and logged() == [("manual", 1, 1, 0)]
    page = member.get(f"{PLACE}/").get_data(as_text=True)
    assert "12,5\u00a0%" in page and "(n=312)" in page and "Kilde: Ungdata" in page and "Rusmidler blant unge" in page
    one = member.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Vises bare i kommunen." in one and "https://www.ungdata.no/kartside/" in one


def test_hidden_is_said_and_never_nought(coordinator, kept):
    assert coordinator.post(f"{PLACE}/", given(verdi="", n="", landet="", skjult="y", offentlig="y")).status_code == 303
    assert kept() == {KEY: (None, "suppressed", None, 1)}
    page = coordinator.get(f"{PLACE}/").get_data(as_text=True)
    assert "Skjult: 2025." in page and ">0" not in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"n": ""}, "Skriv hvor mange som har svart."),
        ({"n": "29"}, "Bare 29 har svart. Når færre enn 30 har svart, skal tallet være skjult av personvernhensyn."),
        ({"n": "0"}, "Bare 0 har svart."),
        ({"n": "3,5"}, "Skriv et helt tall."),
        ({"n": "-4"}, "Skriv et helt tall."),
        ({"n": "9" * 12}, "n er hvor mange som har svart"),
        ({"verdi": "101"}, "Prosent må være fra 0 til 100."),
        ({"verdi": "-1"}, "Prosent må være fra 0 til 100."),
        ({"landet": "100,1"}, "Prosent må være fra 0 til 100."),
        ({"verdi": "mange"}, "Skriv et tall, for eksempel 12,5."),
        ({"verdi": "NaN"}, "Skriv et tall, for eksempel 12,5."),
        ({"verdi": "1e400"}, "Prosent må være fra 0 til 100."),
        ({"verdi": ""}, "Skriv tallet, eller kryss av for at det er skjult"),
        ({"skjult": "y"}, "Ikke begge deler."),
        ({"aar": ""}, "Skriv et årstall, for eksempel 2025."),
        ({"aar": "25"}, "Skriv et årstall, for eksempel 2025."),
        ({"aar": "9" * 30}, "Skriv et tall"),
        ({"indikator": "ungdata.1"}, "Velg fra listen."),
        ({"indikator": None}, "Velg fra listen."),
        ({"trinn": "nursery"}, "Velg fra listen."),
        ({"kjonn": "x"}, "Velg fra listen."),
        ({"lenke": "javascript:alert(1)"}, "Lenken må begynne med https:// eller http://."),
        ({"lenke": "https://" + "x" * 500}, "Lenken kan ha høyst 500 tegn."),
    ],
)
def test_bad_input_is_told_at_its_field_and_kept_in_it(coordinator, kept, changes, words):
    answer = coordinator.post(f"{PLACE}/", given(**changes))
    page = answer.get_data(as_text=True)
    assert 'value="312"' in page or "n" in changes
    assert answer.status_code == 422 and words in page
    assert kept() == {}


def test_the_same_figure_again_must_be_meant(coordinator, kept):
    coordinator.post(f"{PLACE}/", given())
    first = coordinator.post(f"{PLACE}/", given(verdi="15"))
    page = first.get_data(as_text=True)
    assert first.status_code == 409 and "er ført for 2025 fra før. Lagre en gang til" in page
    assert kept()[KEY][0] == 14
    version = page.split('name="versjon" value="', 1)[1].split('"', 1)[0]
    assert coordinator.post(f"{PLACE}/", given(verdi="15", versjon=version)).status_code == 303
    assert kept()[KEY] == (Decimal(15), "", 312, 2)
    assert coordinator.post(f"{PLACE}/", given(verdi="16", versjon=version)).status_code == 409
    assert kept()[KEY][0] == 15


def test_a_form_sent_twice_is_one_deed(coordinator, kept, logged):
    form = given(en_gang=str(uuid4()))
    assert [coordinator.post(f"{PLACE}/", form).status_code for _ in range(2)] == [303, 303]
    assert logged() == [("manual", 1, 1, 0)]


def test_a_change_on_an_older_version_is_refused(coordinator, inside, kept, logged):
    coordinator.post(f"{PLACE}/", given())
    place = f"{PLACE}/{the_id(inside)}"
    assert 'value="14"' in coordinator.get(place).get_data(as_text=True)
    assert coordinator.post(place, given(verdi="13,5", versjon="1", offentlig="y")).status_code == 303
    stale = coordinator.post(place, given(verdi="99", versjon="1"))
    assert stale.status_code == 409 and "Noen har endret dette" in stale.get_data(as_text=True)
    assert kept()[KEY] == (Decimal("13.5"), "", 312, 2) and logged()[-1] == ("manual", 1, 0, 1)


def test_what_becomes_hidden_is_no_longer_public(coordinator, inside, kept):
    coordinator.post(f"{PLACE}/", given(offentlig="y"))
    place = f"{PLACE}/{the_id(inside)}"
    assert coordinator.post(place, given(verdi="", skjult="y", versjon="1", offentlig="y")).status_code == 303
    with inside():
        row = db.session.scalars(select(IndicatorReading)).one()
        assert row.flag == "suppressed" and not row.publishable


def test_a_wrong_figure_is_deleted(coordinator, inside, kept):
    coordinator.post(f"{PLACE}/", given())
    assert coordinator.post(f"{PLACE}/{the_id(inside)}/sletting").status_code == 303
    assert kept() == {}


def test_only_the_coordinator_writes_and_practitioners_do_not_read(house, world, coordinator, member, inside, kept):
    coordinator.post(f"{PLACE}/", given())
    place = f"{PLACE}/{the_id(inside)}"
    for path in ("/ny", "/import", "/import/mal.csv"):
        assert member.get(PLACE + path).status_code == 403
    for path in (f"{PLACE}/", place, f"{place}/sletting", f"{PLACE}/import", f"{PLACE}/import/utforing"):
        assert member.post(path, given(verdi="1")).status_code == 403
    practitioner = log_in(house, "practitioner@nordvik.example")
    for path in ("/", "/serie?kode=ungdata.967&trinn=lower_secondary", "/offisielle"):
        assert practitioner.get(PLACE + path).status_code == 403
        assert member.get(PLACE + path).status_code == 200
    assert kept()[KEY][0] == 14


def test_another_kommune_sees_and_changes_nothing(coordinator, stranger, inside, kept):
    coordinator.post(f"{PLACE}/", given(verdi="14,3"))
    theirs = the_id(inside)
    for path in (f"/k/hamnes/tall/{theirs}", f"/k/hamnes/tall/{theirs}/sletting"):
        assert coordinator.post(path, given(verdi="1", versjon="1")).status_code == 404
    assert coordinator.get(f"/k/hamnes/tall/{theirs}").status_code == 404
    assert coordinator.get("/k/hamnes/tall/serie?kode=ungdata.967&trinn=lower_secondary").status_code == 404
    assert "14,3" not in stranger.get("/k/hamnes/tall/").get_data(as_text=True)
    assert stranger.get(f"{PLACE}/").status_code == 404
    # The same figure in Hamnes is Hamnes' own.
    assert coordinator.post("/k/hamnes/tall/", given(verdi="7")).status_code == 303
    assert kept()[KEY][0] == Decimal("14.3") and kept("hamnes")[KEY][0] == 7
    assert coordinator.get(f"{PLACE}/{UUID(int=1)}").status_code == 404
