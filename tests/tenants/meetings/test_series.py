"""Series: the right Tuesdays, past holidays and July, in wall time; each meeting with a life of its own."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from saas import clock
from saas.db import db
from saas.errors import Invalid
from tenants.groups import service as groups
from tenants.meetings import planning, series, service
from tenants.meetings.models import Meeting, MeetingSeries
from tenants.meetings.recurrence import Rule, holiday, next_working_day, nth_weekday, occurrences

THIRD_TUESDAYS = Rule(2, 3, date(2026, 9, 10), date(2027, 6, 30))


def days(rule):
    return [(found.on, found.day) for found in occurrences(rule)]


@pytest.mark.parametrize(
    ("year", "month", "weekday", "nth", "expected"),
    [
        (2026, 9, 2, 3, date(2026, 9, 15)),
        (2026, 9, 2, 1, date(2026, 9, 1)),
        (2026, 9, 3, -1, date(2026, 9, 30)),
        (2028, 2, 2, -1, date(2028, 2, 29)),
        (2026, 2, 7, 4, date(2026, 2, 22)),
        (2026, 12, 4, -1, date(2026, 12, 31)),
    ],
)
def test_the_nth_weekday_is_found(year, month, weekday, nth, expected):
    assert nth_weekday(year, month, weekday, nth) == expected


def test_third_tuesdays_of_a_school_year():
    expected = ["09-15", "10-20", "11-17", "12-15", "01-19", "02-16", "03-16", "04-20", "05-18", "06-15"]
    assert [f"{day:%m-%d}" for _, day in days(THIRD_TUESDAYS)] == expected


def test_july_is_left_out_when_asked_and_only_then():
    rule = Rule(2, 3, date(2026, 6, 1), date(2026, 8, 31))
    assert [on.month for on, _ in days(rule)] == [6, 8]
    assert [on.month for on, _ in days(Rule(2, 3, date(2026, 6, 1), date(2026, 8, 31), 1, False))] == [6, 7, 8]


def test_every_other_month_keeps_its_step_across_a_skipped_july():
    assert [on.month for on, _ in days(Rule(2, 3, date(2026, 3, 1), date(2026, 12, 31), 2))] == [3, 5, 9, 11]


def test_the_first_month_is_the_first_that_still_has_its_day():
    assert days(Rule(2, 3, date(2026, 9, 16), date(2026, 10, 31)))[0][0] == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("rule", "on", "day"),
    [
        # Maundy Thursday 2026 goes past Easter to the Tuesday after.
        (Rule(4, 1, date(2026, 4, 1), date(2026, 4, 30)), date(2026, 4, 2), date(2026, 4, 7)),
        # 1 May 2026 is a Friday.
        (Rule(5, 1, date(2026, 5, 1), date(2026, 5, 31)), date(2026, 5, 1), date(2026, 5, 4)),
        # Whit Monday 2026 is the last Monday of May.
        (Rule(1, -1, date(2026, 5, 1), date(2026, 5, 31)), date(2026, 5, 25), date(2026, 5, 26)),
        # Christmas Day 2026 is a Friday, and Boxing Day a Saturday.
        (Rule(5, -1, date(2026, 12, 1), date(2026, 12, 31)), date(2026, 12, 25), date(2026, 12, 28)),
    ],
)
def test_a_meeting_on_a_holiday_moves_to_the_next_working_day_and_says_so(rule, on, day):
    [found] = occurrences(rule)
    assert (found.on, found.day, found.moved) == (on, day, True)
    assert found.holiday == holiday(on) != ""


def test_a_working_day_is_no_weekend_and_no_holiday():
    assert next_working_day(date(2026, 9, 12)) == date(2026, 9, 14)
    assert next_working_day(date(2026, 4, 1)) == date(2026, 4, 1)
    assert holiday(date(2026, 5, 17)) == "Grunnlovsdag"


def test_nine_on_the_wall_is_nine_on_both_sides_of_the_change_to_winter_time(scene, inside):
    with inside():
        made, number = series.add_series(groups.find(scene.group), THIRD_TUESDAYS, starts=time(9), minutes=120)
        meetings = series.meetings_of(made)
        assert number == 10
        assert {m.starts.time() for m in meetings} == {time(9)}
        offsets = {m.day.month: m.starts_at.astimezone(clock.OSLO).utcoffset() for m in meetings}
        assert offsets[9] == timedelta(hours=2) and offsets[11] == timedelta(hours=1)
        assert {m.ends - m.starts for m in meetings} == {timedelta(hours=2)}


def test_changing_or_calling_off_one_meeting_leaves_the_others_alone(scene, inside):
    with inside():
        made, _ = series.add_series(
            groups.find(scene.group), THIRD_TUESDAYS, starts=time(9), minutes=120, place="Rådhuset"
        )
        first, second, *rest = series.meetings_of(made)
        before = [(m.starts_at, m.place, m.state, m.version) for m in rest]
        moved = clock.at(date(2026, 9, 17), 12)
        planning.change(first, None, moved, moved + timedelta(hours=1), place="Kulturhuset", practical="")
        planning.cancel(second, None, "For få kan komme.")
        made_id = made.id
    with inside():
        found = series.find_series(made_id)
        assert [(m.starts_at, m.place, m.state, m.version) for m in series.meetings_of(found)[2:]] == before
        # Going on adds only what is missing: neither the moved nor the called-off one comes back.
        assert series.extend(found, None, date(2027, 9, 30)) == 2
        assert len(series.meetings_of(found)) == 12
        assert [m.occurrence_on for m in series.meetings_of(found)[:2]] == [date(2026, 9, 15), date(2026, 10, 20)]


def test_meetings_of_a_series_take_their_numbers_only_when_their_agenda_is_made(scene, inside, post):
    with inside():
        made, _ = series.add_series(groups.find(scene.group), THIRD_TUESDAYS, starts=time(9), minutes=120)
        ids = [m.id for m in series.meetings_of(made)]
    assert post(scene.address(f"{ids[1]}/saksliste")).status_code == 303
    assert post(scene.address(f"{ids[0]}/saksliste")).status_code == 303
    with inside():
        assert [e.item.label for e in service.entries(service.find(ids[1]))] == ["1/26", "2/26"]
        assert [e.item.label for e in service.entries(service.find(ids[0]))] == ["3/26", "4/26"]


FORM = {
    "hvilken": "3", "ukedag": "2", "hver": "1", "fra": "2026-09-10", "til": "2027-06-30", "begynner": "09:00",
    "varighet": "120", "sted": "Rådhuset", "hopp_over_juli": "y",
}  # fmt: skip


def test_the_dates_are_shown_before_anything_is_saved(scene, inside, post):
    form = {**FORM, "gruppe": str(scene.group), "ukedag": "5", "hvilken": "1", "fra": "2027-01-01", "til": "2027-06-30"}
    page = post(scene.address("serier/datoer"), form)
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    assert "6 møter" in text
    assert "Flyttet fra fredag 1. januar 2027, som er Første nyttårsdag." in text
    assert "Lagre møteserien i Nordvik" in text
    with inside():
        assert not db.session.scalars(select(MeetingSeries)).all()
    assert post(scene.address("serier/ny"), form).status_code == 303
    with inside():
        assert len(db.session.scalars(select(Meeting)).all()) == 6


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"til": "2026-09-09"}, "Siste dag må være etter første dag."),
        ({"til": "2026-09-11"}, "Det blir ingen møter i denne perioden."),
        ({"fra": "2026-09-09"}, "Velg en dag fra i dag"),
        ({"fra": "i morgen"}, "Skriv datoen som dag, måned og år."),
        ({"til": ""}, "Velg siste dag."),
        ({"til": "2099-01-01"}, "høyst fem år fram"),
        ({"ukedag": "8"}, "Velg noe fra listen."),
        ({"hvilken": "tredje"}, "Velg noe fra listen."),
        ({"begynner": "25:00"}, "Skriv klokkeslettet"),
        ({"varighet": "5"}, "Skriv et tall fra 15 til 600."),
        ({"gruppe": ""}, "Velg"),
        ({"gruppe": "00000000-0000-0000-0000-000000000000"}, "Velg noe fra listen."),
    ],
)
def test_bad_input_makes_no_series(scene, inside, post, wrong, words):
    form = {**FORM, "gruppe": str(scene.group), **wrong}
    for path in ("serier/datoer", "serier/ny"):
        answer = post(scene.address(path), form)
        assert answer.status_code == 422
        assert words in answer.get_data(as_text=True)
    with inside():
        assert not db.session.scalars(select(MeetingSeries)).all()


def test_a_series_goes_on_by_its_page_and_not_backwards(scene, post, inside, coordinator):
    answer = post(scene.address("serier/ny"), {**FORM, "gruppe": str(scene.group)})
    address = answer.location
    assert "Tredje tirsdag, hver måned, kl. 09.00, ikke i juli" in coordinator.get(address).get_data(as_text=True)
    longer = post(f"{address}/forlengelse", {"til": "2027-12-31", "versjon": "1"}, follow_redirects=True)
    assert "5 møter er lagt til." in longer.get_data(as_text=True)
    assert post(f"{address}/forlengelse", {"til": "2028-12-31", "versjon": "1"}).status_code == 409
    assert post(f"{address}/forlengelse", {"til": "2027-06-30", "versjon": "2"}).status_code == 422


def test_an_end_before_the_start_is_no_meeting(scene, inside):
    starts = clock.at(date(2026, 9, 15), 9)
    with pytest.raises(Invalid), inside():
        planning.add_meeting(groups.find(scene.group), starts, starts)


def test_a_meeting_moved_by_a_holiday_does_not_come_twice_when_the_series_goes_on(scene, inside):
    rule = Rule(5, 1, date(2027, 1, 1), date(2027, 2, 28))
    with inside():
        made, _ = series.add_series(groups.find(scene.group), rule, starts=time(9), minutes=60)
        assert [(m.occurrence_on, m.day) for m in series.meetings_of(made)][0] == (date(2027, 1, 1), date(2027, 1, 4))
        assert series.extend(made, None, date(2027, 3, 31)) == 1
        assert [m.occurrence_on for m in series.meetings_of(made)] == [
            date(2027, 1, 1), date(2027, 2, 5), date(2027, 3, 5),
        ]  # fmt: skip
