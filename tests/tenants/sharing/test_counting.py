"""Every national figure, counted in two kommuner whose answers are worked out by hand."""

import re
from datetime import date

import pytest
from sqlalchemy import String

from saas import clock, vocabulary
from saas.centre.catalogue import DIMENSIONS, INDICATORS, STATUSES, THEME_GROUPS
from saas.db import Base, InTenant, db
from saas.errors import Invalid
from tenants.groups.cadence import Norm, needed_between
from tenants.measures.models import STATES
from tenants.sharing.counting import count
from tenants.sharing.measure_counts import STATUS_OF, THEME_OF
from tenants.sharing.preview import counted_now
from tenants.sharing.span import Span
from tenants.sharing.structure_counts import staffing_band
from tests.tenants.overview.test_statements import Counted
from tests.tenants.sharing import scene

# The codes that may come out of the tables. Everything else that is text stays where it is.
CODES = {
    "groups.level", "groups.norm_per", "seats.function", "meetings.state", "measures.theme", "measures.prevention_level",
    "measures.state", "measure_steps.from_state", "evaluations.verdict", "evaluation_plans.type", "action_plans.state",
    "assessments.state", "anchorings.party", "mandates.state", "tenants.number",
}  # fmt: skip


def counted(period):
    return {(one.indicator, one.codes): one.number for one in counted_now(period)}


@pytest.mark.parametrize(
    ("slug", "period", "expected"),
    [
        ("nordvik", scene.LAST, scene.NORDVIK_LAST),
        ("nordvik", scene.RUNNING, scene.NORDVIK_RUNNING),
        ("hamnes", scene.LAST, scene.HAMNES_LAST),
    ],
)
def test_every_indicator_is_what_the_hand_makes_it(peopled, inside, slug, period, expected):
    with inside(slug, read_only=True):
        assert counted(period) == expected
    assert {indicator for indicator, _ in expected} == {one.code for one in INDICATORS}


def test_a_kommune_with_nothing_hands_over_zeros_and_no_post(inside, world):
    with inside("nordvik", read_only=True):
        found = counted(scene.LAST)
    assert found.pop(("staffing", "staffing=0")) == 1
    assert set(found.values()) == {0} and len(found) == 10


def test_a_model_of_two_levels_needs_no_operational_group(peopled, inside, database, world):
    import psycopg

    with psycopg.connect(database) as connection:
        connection.execute("UPDATE tenants SET levels = 2 WHERE slug = 'nordvik'")
    with inside("nordvik"):
        db.session.query(scene.Group).filter(scene.Group.level == "OPERATIONAL").update({"closed_on": date(2026, 1, 1)})
        db.session.flush()
        assert counted(scene.LAST)[("levels_operating", "")] == 1


def test_a_level_without_its_group_is_not_in_operation(peopled, inside):
    with inside("nordvik"):
        db.session.query(scene.Group).filter(scene.Group.level == "OPERATIONAL").update({"closed_on": date(2026, 8, 31)})
        db.session.flush()
        assert counted(scene.LAST)[("levels_operating", "")] == 0


def test_a_month_without_a_meeting_breaks_the_rhythm_and_a_second_group_must_keep_its_own(peopled, inside):
    with inside("nordvik"):
        other = scene.group("COORDINATING")
        assert counted(scene.LAST)[("cadence_coordinating", "")] == 0
        for day in (date(2026, 5, 1), date(2026, 6, 30), date(2026, 8, 31)):
            scene.meeting(other, day)
        assert counted(scene.LAST)[("cadence_coordinating", "")] == 1
        assert counted(scene.LAST)[("meetings_held", "")] == 7


def test_the_days_of_a_tertial_are_whole_days_in_norway(peopled, inside):
    """23.30 on 31 August in Oslo is still the second tertial; half past midnight on 1 September is the third."""
    with inside("nordvik"):
        group = db.session.query(scene.Group).filter(scene.Group.level == "COORDINATING").one()
        before = counted(scene.LAST), counted(scene.RUNNING)
        for day, hour in ((date(2026, 8, 31), 23), (date(2026, 9, 1), 0)):
            made = scene.meeting(group, day)
            scene.minutes(made, clock.at(date(2026, 9, 1), 0, 30) if hour else None)
            made.starts_at, made.ends_at = clock.at(day, hour, 30), clock.at(day, hour, 59)
        db.session.flush()
        for period, was in zip((scene.LAST, scene.RUNNING), before, strict=True):
            assert counted(period)[("meetings_held", "")] == was[("meetings_held", "")] + 1
        # An hour after the meeting, but the day after it.
        part = ("days_to_minutes", "part=sum")
        assert counted(scene.LAST)[part] == before[0][part] + 1


def test_each_measure_is_counted_once(peopled, inside):
    for slug, number in (("nordvik", 6), ("hamnes", 2)):
        with inside(slug, read_only=True):
            found = counted(scene.LAST)
        assert sum(n for (indicator, _), n in found.items() if indicator == "measures") == number


def test_every_theme_and_state_has_its_place_in_the_national_groups():
    assert set(THEME_OF) == set(vocabulary.THEMES) and set(THEME_OF.values()) == set(THEME_GROUPS)
    assert set(STATUS_OF) == set(STATES) and set(STATUS_OF.values()) == set(STATUSES)


@pytest.mark.parametrize(
    ("percent", "code"), [(0, "0"), (1, "1"), (19.5, "1"), (20, "20"), (49, "20"), (50, "50"), (99, "50"), (100, "100"), (240, "100")]
)
def test_the_bands_of_staffing_begin_where_they_say(percent, code):
    assert staffing_band(percent) == code and code in DIMENSIONS["staffing"][1]


@pytest.mark.parametrize(
    ("norm", "since", "first", "last", "needed"),
    [
        (Norm("month", 1, 1, july_exempt=True), date(2025, 1, 1), date(2026, 5, 1), date(2026, 8, 31), 3),
        (Norm("month", 1, 1), date(2025, 1, 1), date(2026, 5, 1), date(2026, 8, 31), 4),
        (Norm("month", 2, 2), date(2025, 1, 1), date(2026, 9, 1), date(2026, 11, 22), 4),
        (Norm("month", 1, 1), date(2026, 6, 2), date(2026, 5, 1), date(2026, 8, 31), 2),
        (Norm("month", 1, 1), date(2025, 1, 1), date(2026, 9, 1), date(2026, 12, 31), 4),
        (Norm("year", 3, 4), date(2025, 1, 1), date(2026, 1, 1), date(2026, 4, 30), 1),
        (Norm("year", 3, 4), date(2025, 1, 1), date(2026, 9, 1), date(2026, 11, 14), 0),
        (Norm("year", 3, 4), date(2025, 1, 1), date(2026, 9, 1), date(2026, 11, 15), 1),
        (Norm("year", 4, 4), date(2025, 1, 1), date(2026, 1, 1), date(2026, 12, 31), 4),
    ],
)
def test_what_the_norm_asks_for_between_two_days(norm, since, first, last, needed):
    assert needed_between(norm, since, first, last) == needed


def test_a_span_ends_today_while_it_runs(house):
    assert Span.of("2026T2").last == date(2026, 8, 31) and not Span.of("2026T2").running
    assert Span.of("2026T3").last == scene.TODAY and Span.of("2026T3").running
    assert Span("x", date(2026, 1, 1), date(2026, 8, 31)).before(months=6) == date(2026, 2, 28)
    with pytest.raises(Invalid):
        Span.of("2026T4")


def test_no_free_text_is_ever_read(peopled, inside, house):
    """Every statement of a count, as it went to the database: not one column of text but the codes."""
    with inside("nordvik", read_only=True), Counted(house) as sent:
        count(scene.LAST)
        count(scene.RUNNING)
    statements = "\n".join(sent.statements)
    texts = {f"{table.name}.{column.name}" for table, column in _texts()}
    assert CODES - {"tenants.number"} <= texts, "a code that no table has"
    assert not [name for name in sorted(texts - CODES) if re.search(rf"\b{re.escape(name)}\b", statements)]
    for table in ("minute_notes", "minutes_versions", "minutes_comments", "agenda_items", "papers"):
        assert table not in statements
    assert "groups.level" in statements and "*" not in re.sub(r"count\(\*\)|EXISTS \(SELECT \*", "", statements)


def _texts():
    for mapper in Base.registry.mappers:
        if issubclass(mapper.class_, InTenant):
            yield from ((mapper.local_table, c) for c in mapper.local_table.columns if isinstance(c.type, String))


def test_thirty_of_everything_take_no_more_statements_than_three(peopled, inside, house):
    def sent_by(number):
        with inside("nordvik"):
            scene.more(peopled["nordvik"], number)
        with inside("nordvik", read_only=True), Counted(house) as sent:
            found = counted(scene.LAST)
        return len(sent), found

    few, many = sent_by(3), sent_by(30)
    assert few[0] == many[0] and few[0] > 5
    key = ("measures", "theme=violence|status=done|level=universal|verdict=partly")
    assert (few[1][key], many[1][key]) == (3, 33)
