"""The coordinator's time: what is agreed, what is spent, and 100 % over all one's kommuner."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import event

from saas.db import db
from tenants.funding import hours
from tenants.funding.models import WorkHours, WorkTerm
from tests.tenants.funding.conftest import flat, text

PAGE = "/k/nordvik/okonomi/timer/"
TERMS = f"{PAGE}avtale"
LINE = {"dato": "2026-11-20", "timer": "3,5", "aktivitet": "meetings", "notat": "Koordineringsgruppen"}


@pytest.fixture
def agreed(inside):
    def look(slug="nordvik", year=2026):
        with inside(slug):
            row = hours.terms(year)
            return (row.fte_percent, row.hours, row.version) if row else None

    return look


@pytest.fixture
def logged(inside):
    def look(slug="nordvik"):
        with inside(slug):
            return [(r.on_date, r.hours, r.activity, r.note, r.noted_by) for r in db.session.query(WorkHours)]

    return look


def agree(browser, slug, percent, hours="585", year="2026", version="", **more):
    return browser.post(
        f"/k/{slug}/okonomi/timer/avtale", {"ar": year, "prosent": percent, "timer": hours, "versjon": version, **more}
    )


def test_time_is_agreed_for_a_year_and_changes_by_version(coordinator, chair, agreed):
    assert agree(coordinator, "nordvik", "37,5").status_code == 303
    assert agreed() == (Decimal("37.5"), Decimal(585), 1)
    assert "Avtalt: 37,5 %, 585 timer." in flat(chair.get(PAGE))
    assert agree(coordinator, "nordvik", "40", version="1").status_code == 303
    for stale in ("1", "", "x"):
        assert agree(coordinator, "nordvik", "50", version=stale).status_code == 409
    assert agreed() == (Decimal(40), Decimal(585), 2)
    assert agree(coordinator, "nordvik", "40", version="3", year="2027").status_code == 409
    assert agreed(year=2027) is None


def test_more_than_a_whole_post_over_ones_kommuner_is_refused_without_naming_them(coordinator, agreed):
    assert agree(coordinator, "hamnes", "85").status_code == 303
    assert "De andre kommunene dine har til sammen 85 %." in flat(coordinator.get(TERMS))
    refused = agree(coordinator, "nordvik", "15,01")
    assert refused.status_code == 422
    page = flat(refused).split("<main", 1)[1]
    assert "De andre kommunene dine har til sammen 85 %. Med 15,01 % her blir det 100,01 %, og mer enn 100 % går ikke." in page
    assert "Hamnes" not in page
    assert agreed() is None
    assert agree(coordinator, "nordvik", "15").status_code == 303
    assert agree(coordinator, "hamnes", "86", version="1").status_code == 422
    assert agreed("hamnes")[0] == 85


def test_another_year_and_ones_own_earlier_percent_do_not_count(coordinator, agreed):
    agree(coordinator, "hamnes", "85", year="2025")
    assert agree(coordinator, "nordvik", "100").status_code == 303
    assert agree(coordinator, "nordvik", "90", version="1").status_code == 303
    assert agreed()[0] == 90


def test_a_kommune_that_is_not_mine_to_coordinate_does_not_count(coordinator, world, database, agreed):
    assert agree(coordinator, "hamnes", "85").status_code == 303
    with psycopg.connect(database) as owner:
        owner.execute("UPDATE memberships SET role = 'chair' WHERE tenant_id = %s AND role = 'coordinator'", (world["hamnes"].id,))
    assert agree(coordinator, "nordvik", "100").status_code == 303


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"prosent": ""}, "Skriv stillingsprosenten."),
        ({"prosent": " "}, "Skriv stillingsprosenten."),
        ({"prosent": "101"}, "Skriv en prosent fra 0 til 100."),
        ({"prosent": "-1"}, "Skriv en prosent fra 0 til 100."),
        ({"prosent": "halv"}, "Skriv et tall, for eksempel 12,5."),
        ({"prosent": "33,333"}, "høyst to desimaler"),
        ({"timer": "2501"}, "Skriv et antall timer fra 0 til 2500."),
        ({"ar": "1999"}, "Skriv et årstall"),
        ({"ar": "x"}, "Skriv et helt tall."),
    ],
)
def test_bad_terms_are_told_and_write_nothing(coordinator, inside, wrong, said):
    answer = coordinator.post(TERMS, {"ar": "2026", "prosent": "30", "timer": "585", **wrong})
    assert answer.status_code == 422 and said in text(answer)
    with inside():
        assert db.session.query(WorkTerm).count() == 0


def test_hours_are_written_down_and_held_against_the_agreement(coordinator, chair, ground, logged):
    agree(coordinator, "nordvik", "15", hours="365")
    assert coordinator.post(PAGE, LINE).status_code == 303
    coordinator.post(PAGE, {**LINE, "dato": "2026-02-03", "timer": "10", "aktivitet": "travel", "notat": ""})
    assert logged()[0] == (date(2026, 11, 20), Decimal("3.5"), "meetings", "Koordineringsgruppen", "Coordinator Nordvik")
    page = flat(chair.get(PAGE))
    assert "Ført: 13,5 timer." in page
    # 22 November is the 326th day.
    assert "skulle det vært 326 timer til i dag, så det er ført 312,5 timer mindre." in page
    assert "Liten stilling" in page and "Møter i gruppene" in page and "Timer per måned 2026" in page
    assert "Ingen timer er ført." in flat(chair.get(f"{PAGE}?ar=2025"))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"dato": ""}, "Velg en dag."),
        ({"dato": "i dag"}, "Skriv datoen som 15.09.2026."),
        ({"dato": "2026-11-23"}, "Velg en dag fram til i dag."),
        ({"dato": "0026-11-20"}, "Velg en dag fram til i dag."),
        ({"timer": ""}, "Skriv hvor mange timer."),
        ({"timer": "0"}, "over 0 og høyst 24"),
        ({"timer": "24,5"}, "over 0 og høyst 24"),
        ({"timer": "-1"}, "over 0 og høyst 24"),
        ({"timer": "1,234"}, "høyst to desimaler"),
        ({"timer": "lenge"}, "Skriv et tall, for eksempel 12,5."),
        ({"aktivitet": ""}, "Velg fra listen."),
        ({"aktivitet": "golf"}, "Velg fra listen."),
        ({"notat": "a" * 301}, "høyst 300 tegn"),
        ({"notat": "Samtale med Kevin Berg i 9B"}, "notat__behold"),
        ({"notat": "Samtale med 15017012398"}, "peke ut en person"),
    ],
)
def test_bad_hours_are_told_at_their_field_and_write_nothing(coordinator, ground, logged, wrong, said):
    answer = coordinator.post(PAGE, {**LINE, **wrong})
    assert answer.status_code == 422 and said in text(answer)
    assert logged() == []


def test_a_day_has_24_hours_and_a_double_click_is_one_line(coordinator, ground, logged):
    form = {**LINE, "timer": "20", "en_gang": str(uuid4())}
    assert coordinator.post(PAGE, form).status_code == coordinator.post(PAGE, form).status_code == 303
    full = coordinator.post(PAGE, {**LINE, "timer": "4,01"})
    assert full.status_code == 422 and "Det er ført 20 timer denne dagen fra før." in flat(full)
    assert coordinator.post(PAGE, {**LINE, "timer": "4"}).status_code == 303
    assert len(logged()) == 2


def test_a_line_is_taken_away_once(coordinator, ground, inside, logged):
    coordinator.post(PAGE, LINE)
    with inside():
        line = db.session.query(WorkHours.id).scalar()
    assert coordinator.post(f"{PAGE}{line}/sletting").status_code == 303
    assert logged() == [] and coordinator.post(f"{PAGE}{line}/sletting").status_code == 404


def test_only_the_coordinator_writes_and_a_member_sees_nothing(member, chair, logged, agreed):
    for browser in (member, chair):
        assert browser.get(TERMS).status_code == browser.post(PAGE, LINE).status_code == 403
        assert agree(browser, "nordvik", "30").status_code == 403
    assert member.get(PAGE).status_code == 403
    assert logged() == [] and agreed() is None


def test_another_kommunes_hours_and_terms_are_not_there(coordinator, stranger, ground, inside, logged):
    coordinator.post("/k/hamnes/okonomi/timer/", {**LINE, "notat": "Øving på kaia"})
    agree(coordinator, "hamnes", "20", hours="777")
    page = text(coordinator.get(PAGE))
    assert "Øving på kaia" not in page and "777" not in page
    with inside("hamnes"):
        line = db.session.query(WorkHours.id).scalar()
    assert coordinator.post(f"{PAGE}{line}/sletting").status_code == 404
    assert stranger.get(PAGE).status_code == stranger.post(PAGE, LINE).status_code == 404
    assert stranger.get(TERMS).status_code == agree(stranger, "nordvik", "30").status_code == 404
    assert len(logged("hamnes")) == 1


def test_thirty_of_everything_take_no_more_statements_than_three(coordinator, ground, give, inside, house):
    from tenants.funding.models import GrantMeasure, Position, PositionShare, PositionSource
    from tests.tenants.funding.conftest import measure

    first = give("granted", first_year=2024)

    def fill(number):
        with inside():
            for n in range(number):
                effort = measure(ground["nordvik"].group, number * 100 + n, f"Tiltak {n}", date(2025, 1, 1))
                post = Position(title=f"Stilling {number}-{n}", year=2026, cost=100, fte_percent=50)
                db.session.add_all([GrantMeasure(grant_id=first, measure_id=effort.id), post])
                db.session.flush()
                span = {"from_on": date(2026, 1, 1), "until_on": date(2026, 12, 31)}
                db.session.add(PositionShare(position_id=post.id, party="Nordvik", share=100, **span))
                db.session.add(PositionSource(position_id=post.id, source="Budsjett", amount=100))
                db.session.add(WorkHours(on_date=date(2026, 1, 1 + n % 28), hours=1, activity="meetings"))
                position = post.id
        for n in range(number):
            give(name=f"Tilskudd {number}-{n}")
        return position

    def statements(address):
        seen = []
        with house.app_context():
            engine = db.engines["kommune"]
        listen = lambda *args: seen.append(args[2])  # noqa: E731
        event.listen(engine, "before_cursor_execute", listen)
        assert coordinator.get(address).status_code == 200, address
        event.remove(engine, "before_cursor_execute", listen)
        return len(seen)

    top = PAGE.removesuffix("timer/")
    pages = [top, f"{top}?alle=1", f"{PAGE}?alle=1", f"{top}tilskudd/{first}", f"{top}tilskudd/{first}/rapport"]
    few = [statements(address) for address in [f"{top}stilling/{fill(3)}", *pages]]
    many = [statements(address) for address in [f"{top}stilling/{fill(30)}", *pages]]
    assert many == few and max(few) <= 20
