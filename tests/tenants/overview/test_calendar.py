"""The calendar across kommuner: a month as a grid and as a list, with the right weeks, holidays and neighbours."""

from datetime import date

import pytest

from saas import clock
from tenants.overview import months
from tests.tenants.overview import scene


@pytest.fixture(autouse=True)
def morning(world):
    clock.move_to(scene.MORNING)


@pytest.fixture
def september(inside):
    with inside("nordvik"):
        group = scene.group()
        scene.meeting(group, date(2026, 9, 15))
        scene.meeting(group, date(2026, 9, 22), "cancelled")
        scene.meeting(group, date(2026, 10, 20))
    with inside("hamnes"):
        scene.meeting(scene.group("Styringsgruppa", "STEERING"), date(2026, 9, 15), hour=12, place="Kommunehuset")


def page_of(browser, query=""):
    answer = browser.get(f"/mine/kalender{query}")
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_the_month_is_a_table_with_weekdays_and_all_kommuners_meetings(coordinator, september):
    page = page_of(coordinator)
    grid = page.split('<table class="month">')[1].split("</table>")[0]
    assert "Møter i september 2026" in grid
    assert grid.count('<th scope="col">') == 7 and "mandag" in grid and "søndag" in grid
    day = next(cell for cell in grid.split("<td")[1:] if '<span class="date">15' in cell)
    assert "09.00" in day and "Nordvik" in day and "KG" in day
    assert "12.00" in day and "Hamnes" in day and "SG" in day
    assert 'today"' in grid


def test_the_list_says_the_same_and_calls_a_cancelled_meeting_so(coordinator, september):
    page = page_of(coordinator, "?maned=2026-09&visning=liste")
    assert '<table class="month">' not in page
    rows = page.split('<ul class="rows">')[1].split("</ul>")[0].split("<li>")[1:]
    assert len(rows) == 3
    assert "Nordvik" in rows[0] and "09.00–11.00" in rows[0] and "Koordineringsgruppen" in rows[0]
    assert "Hamnes" in rows[1] and "Kommunehuset" in rows[1]
    assert "Avlyst" in rows[2]


def test_a_month_without_meetings_is_said(coordinator, september):
    assert "Ingen møter i mars 2027" in page_of(coordinator, "?maned=2027-03")


def test_one_can_go_to_the_neighbours_and_keeps_the_list(coordinator, september):
    page = page_of(coordinator, "?maned=2026-12&visning=liste")
    assert "maned=2026-11&amp;visning=liste" in page and "maned=2027-01&amp;visning=liste" in page
    assert "November 2026" in page and "Januar 2027" in page


@pytest.mark.parametrize(
    "wanted", ["", "2026-13", "2026-00", "0000-01", "9999-12", "september", "2026-9", "２０２６-09", "2026-09-01", "'"]
)
def test_a_month_that_is_none_becomes_this_month(wanted):
    today = date(2026, 9, 1)
    assert months.month_named(wanted, today) == date(2026, 9, 1)


def test_a_nonsense_month_in_the_address_is_no_error(coordinator):
    assert "September 2026" in page_of(coordinator, "?maned=%00%27--&visning=tull")


@pytest.mark.parametrize(
    ("month", "first", "last", "weeks"),
    [
        (date(2026, 9, 1), date(2026, 8, 31), date(2026, 10, 4), 5),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28), 4),
        (date(2028, 2, 1), date(2028, 1, 31), date(2028, 3, 5), 5),
        (date(2026, 8, 1), date(2026, 7, 27), date(2026, 9, 6), 6),
        (date(2026, 12, 1), date(2026, 11, 30), date(2027, 1, 3), 5),
    ],
)
def test_the_grid_is_whole_weeks_from_monday(month, first, last, weeks):
    grid = months.grid(month, [])
    assert (grid[0][0].on, grid[-1][-1].on, len(grid)) == (first, last, weeks)
    assert all(len(week) == 7 for week in grid)
    assert sum(day.inside for week in grid for day in week) == (months.beside(month)[1] - month).days


def test_public_holidays_are_named():
    days = {day.on: day for week in months.grid(date(2026, 5, 1), []) for day in week}
    assert "Grunnlovsdag" in days[date(2026, 5, 17)].red
    assert days[date(2026, 5, 14)].red and days[date(2026, 5, 25)].red
    assert not days[date(2026, 5, 18)].red


def test_a_late_evening_meeting_stands_on_its_norwegian_day(coordinator, inside):
    with inside("nordvik"):
        scene.meeting(scene.group(), date(2026, 9, 30), hour=22)
    rows = page_of(coordinator, "?visning=liste")
    assert "Ons 30. sep." in rows and "22.00–00.00" in rows


def test_a_nynorsk_reader_gets_nynorsk_weekdays(coordinator, september):
    token = coordinator.get("/meg").get_data(as_text=True).split('name="csrf_token" value="')[1].split('"')[0]
    coordinator.client.post("/meg/sprak", data={"csrf_token": token, "sprak": "nn"})
    page = page_of(coordinator)
    assert "måndag" in page and "laurdag" in page
