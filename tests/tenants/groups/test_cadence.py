"""The cadence: months and years against the norm, to the letter and to the day."""

from datetime import date

import pytest

from tenants.groups.cadence import Held, Norm, standing

MONTHLY = Norm("month", 1, 1, july_exempt=True, name="Koordineringsgruppen")
ALL_YEAR = Norm("month", 1, 1, july_exempt=False, name="Arbeidsutvalget")
YEARLY = Norm("year", 3, 4, name="Styringsgruppen")
LONG_AGO = date(2020, 1, 1)


def held(*days):
    return [Held(date(2026, *day), "held") for day in days]


def planned(*days):
    return [Held(date(2026, *day), "planned") for day in days]


def cancelled(*days):
    return [Held(date(2026, *day), "cancelled") for day in days]


def at(month, day, meetings=(), norm=MONTHLY, since=LONG_AGO, **more):
    return standing(norm, list(meetings), date(2026, month, day), since, **more)


def states(found):
    return " ".join(month.state for month in found.months)


UNTIL_AUGUST = held((1, 20), (2, 17), (3, 17), (4, 21), (5, 19), (6, 16), (8, 18))


def test_a_month_without_a_meeting_is_warned_of_from_its_first_day():
    found = at(9, 1, UNTIL_AUGUST)
    assert found.warning.plain == "Koordineringsgruppen har ikke møte i september. Planlegg innen 20.9."
    assert found.warning.message == "{group} har ikke møte i {month}. Planlegg innen {day}"
    assert found.next_by == date(2026, 9, 20)
    assert not found.urgent


@pytest.mark.parametrize(("day", "urgent"), [(1, False), (19, False), (20, True), (30, True)])
def test_it_is_urgent_from_the_twentieth(day, urgent):
    assert at(9, day, UNTIL_AUGUST).urgent is urgent


def test_after_the_twentieth_the_sentence_says_that_the_day_has_passed():
    assert at(9, 20, UNTIL_AUGUST).warning.plain.endswith("Planlegg innen 20.9.")
    late = at(9, 21, UNTIL_AUGUST).warning.plain
    assert late == "Koordineringsgruppen har ikke møte i september. Fristen for å planlegge var 20.9."


@pytest.mark.parametrize("meetings", [held((9, 1)), planned((9, 1)), planned((9, 30))])
def test_a_held_or_planned_meeting_is_enough_for_the_month(meetings):
    found = at(9, 1, UNTIL_AUGUST + meetings)
    assert found.warning is None
    assert not found.urgent
    assert found.next_by == date(2026, 10, 20)


def test_a_month_whose_meetings_were_all_cancelled_counts_as_empty():
    found = at(9, 20, UNTIL_AUGUST + cancelled((9, 8), (9, 15)))
    assert found.warning.plain == "Koordineringsgruppen har ikke møte i september. Planlegg innen 20.9."
    assert found.urgent


def test_a_cancelled_meeting_never_counts_beside_a_held_one():
    found = at(9, 2, UNTIL_AUGUST + cancelled((9, 1)))
    assert found.held == 7
    assert found.planned == 0


def test_july_is_exempt_when_the_group_has_it_off():
    found = at(7, 20, held((1, 20), (2, 17), (3, 17), (4, 21), (5, 19), (6, 16)))
    assert found.warning is None
    assert found.months[6].state == "exempt"
    assert found.months[6].text.plain == "juli: fritatt"
    assert found.next_by == date(2026, 8, 20)


def test_july_is_a_month_like_others_when_it_is_not_exempt():
    found = at(7, 20, norm=ALL_YEAR)
    assert found.warning.plain == "Arbeidsutvalget har ikke møte i juli. Planlegg innen 20.7."
    assert found.urgent


def test_a_meeting_in_an_exempt_july_is_shown_all_the_same():
    assert at(8, 1, held((7, 7))).months[6].state == "held"


def test_months_that_passed_empty_are_missed():
    found = at(4, 2, held((1, 20), (3, 17)))
    assert states(found) == "held missed held future future future exempt future future future future future"
    assert found.months[1].text.plain == "februar: møte mangler"
    assert found.months[0].text.plain == "januar: møte holdt 20.1."


def test_a_month_tells_all_its_days():
    found = at(9, 1, held((3, 17), (3, 3)) + planned((9, 15)))
    assert found.months[2].text.plain == "mars: møte holdt 3.3., 17.3."
    assert found.months[8].text.plain == "september: møte planlagt 15.9."


def test_months_before_the_group_was_founded_are_not_missed():
    found = at(9, 1, held((8, 18)), since=date(2026, 5, 12))
    assert states(found) == "none none none none none missed exempt held future future future future"
    assert found.months[3].text.plain == "april: ingen møter, ikke krav"


def test_the_month_of_founding_is_not_demanded_unless_it_is_whole():
    assert at(9, 25, since=date(2026, 9, 2)).warning is None
    assert at(9, 25, since=date(2026, 9, 1)).urgent


def test_december_of_last_year_is_not_this_january():
    found = standing(MONTHLY, [Held(date(2025, 12, 30), "held")], date(2026, 1, 1), LONG_AGO)
    assert found.held == 0
    assert found.warning.plain == "Koordineringsgruppen har ikke møte i januar. Planlegg innen 20.1."


def test_new_years_eve_still_belongs_to_the_old_year():
    found = at(12, 31, held((12, 31)))
    assert found.months[11].state == "held"
    assert found.warning is None
    assert found.next_by is None


def test_a_leap_day_is_a_day_in_february():
    found = standing(MONTHLY, [Held(date(2028, 2, 29), "planned")], date(2028, 2, 29), LONG_AGO)
    assert found.warning is None
    assert found.months[1].text.plain == "februar: møte planlagt 29.2."


def test_a_planned_meeting_counts_on_its_own_day_and_must_be_held_after_it():
    assert at(9, 15, planned((9, 15))).warning is None
    found = at(9, 16, planned((9, 15)))
    assert found.warning.plain == "Koordineringsgruppen: møtet 15.9. er ikke ført som avholdt."
    assert found.months[8].text.plain == "september: møtet 15.9. er ikke ført som avholdt"


def test_a_norm_of_two_a_month_says_how_many_there_are():
    twice = Norm("month", 2, 2, name="Oppvekstteamet")
    found = at(9, 3, held((9, 1)), norm=twice)
    assert found.warning.plain == "Oppvekstteamet har 1 av 2 møter i september. Planlegg innen 20.9."


def test_the_groups_local_name_stands_in_the_sentence():
    assert at(9, 1, norm=ALL_YEAR).warning.params["group"] == "Arbeidsutvalget"


def test_a_monthly_group_is_summed_up():
    assert at(9, 1, UNTIL_AUGUST + planned((9, 15))).summary.plain == "Holdt i 2026: 7. Planlagt: 1."


# The steering group


def test_two_of_three_to_four_and_the_next_by_the_middle_of_november():
    found = at(9, 1, held((2, 12), (6, 11)), norm=YEARLY)
    assert found.warning.plain == "2 av 3–4 møter i 2026. Neste bør holdes innen 15.11."
    assert found.next_by == date(2026, 11, 15)
    assert (found.held, found.planned, found.urgent) == (2, 0, False)


@pytest.mark.parametrize(("number", "by"), [(0, (4, 17)), (1, (8, 1)), (2, (11, 15))])
def test_the_meetings_of_a_year_are_evenly_spread(number, by):
    days = [(1, 8), (1, 15)][:number]
    assert at(1, 20, held(*days), norm=YEARLY).next_by == date(2026, *by)


def test_no_deadline_falls_in_an_exempt_july():
    five = Norm("year", 5, 5, july_exempt=True)
    assert at(3, 1, held((1, 8), (2, 5)), norm=five).next_by == date(2026, 8, 15)


def test_a_deadline_that_passed_with_nothing_planned_is_urgent():
    found = at(8, 2, held((2, 12)), norm=YEARLY)
    assert found.urgent
    assert found.warning.plain == "1 av 3–4 møter i 2026. Neste skulle vært holdt innen 1.8."
    assert not at(8, 1, held((2, 12)), norm=YEARLY).urgent


def test_a_year_too_short_for_what_is_left_is_urgent():
    none_yet = at(7, 3, planned((9, 17)), norm=YEARLY)
    assert none_yet.urgent is False
    assert at(7, 3, planned((11, 12)), norm=YEARLY).urgent is True


def test_a_planned_meeting_counts_but_one_more_is_asked_for():
    found = at(9, 1, held((2, 12)) + planned((9, 10)), norm=YEARLY)
    assert found.warning.plain == "1 av 3–4 møter i 2026, 1 planlagt. Ett til bør holdes innen 15.11."
    assert not found.urgent


def test_enough_held_and_planned_needs_no_warning():
    found = at(9, 1, held((2, 12), (6, 11)) + planned((11, 12)), norm=YEARLY)
    assert found.warning is None
    assert found.next_by is None
    assert found.summary.plain == "2 av 3–4 møter i 2026. Neste er planlagt 12.11."


def test_three_held_is_enough():
    found = at(12, 1, held((2, 12), (6, 11), (11, 12)), norm=YEARLY)
    assert found.summary.plain == "3 av 3–4 møter i 2026."
    assert found.warning is None


def test_a_cancelled_meeting_does_not_help_the_year():
    found = at(9, 1, held((2, 12), (6, 11)) + cancelled((8, 20), (11, 12)), norm=YEARLY)
    assert found.warning.plain == "2 av 3–4 møter i 2026. Neste bør holdes innen 15.11."


def test_a_finished_year_with_under_three_is_missed():
    meetings = [Held(date(2025, 2, 12), "held"), Held(date(2025, 6, 11), "held")]
    found = standing(YEARLY, meetings, date(2026, 1, 5), LONG_AGO, year=2025)
    assert found.urgent
    assert found.warning.plain == "2 av 3–4 møter i 2025."
    assert [month.state for month in found.months].count("missed") == 1
    assert found.months[10].state == "missed"
    assert found.next_by is None


def test_a_finished_year_with_enough_is_not_missed():
    meetings = [Held(date(2025, month, 12), "held") for month in (2, 6, 12)]
    found = standing(YEARLY, meetings, date(2026, 1, 5), LONG_AGO, year=2025)
    assert found.warning is None
    assert "missed" not in states(found)


def test_months_between_a_steering_groups_meetings_are_not_missed():
    found = at(9, 1, held((2, 12), (6, 11)), norm=YEARLY)
    assert states(found) == "none held none none none held none none future future future future"


def test_last_years_meetings_do_not_count_this_year():
    found = standing(YEARLY, [Held(date(2025, 12, 31), "held")], date(2026, 1, 1), LONG_AGO)
    assert found.warning.plain == "0 av 3–4 møter i 2026. Neste bør holdes innen 17.4."


def test_a_steering_group_founded_in_summer_owes_its_part_of_the_year():
    found = at(9, 1, norm=YEARLY, since=date(2026, 7, 1))
    assert found.warning.plain == "0 av 1–3 møter i 2026. Neste bør holdes innen 15.11."


def test_a_steering_group_founded_late_in_the_year_owes_nothing():
    found = at(12, 1, norm=YEARLY, since=date(2026, 11, 20))
    assert found.warning is None
    assert not found.urgent


def test_a_group_founded_later_than_the_year_owes_nothing():
    meetings: list[Held] = []
    found = standing(YEARLY, meetings, date(2026, 3, 1), date(2026, 2, 1), year=2025)
    assert found.warning is None
    assert "missed" not in states(found)


def test_a_fixed_number_is_said_without_a_span():
    found = at(2, 1, norm=Norm("year", 4, 4))
    assert found.warning.plain == "0 av 4 møter i 2026. Neste bør holdes innen 21.3."


def test_there_are_always_twelve_months():
    for norm in (MONTHLY, YEARLY):
        assert len(at(2, 28, norm=norm).months) == 12
