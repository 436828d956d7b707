"""«Rull til neste år»: once however often it is pressed, on working days, with those who are still there."""

from datetime import date
from uuid import uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from saas.db import db
from tenants.groups.models import Seat
from tenants.wheel import rolling
from tenants.wheel.models import WheelEntry
from tests.tenants.overview import scene
from tests.tenants.wheel.conftest import HOME, text


def roll(browser, year=2026):
    return browser.post(f"{HOME}neste-ar", {"ar": str(year), "en_gang": str(uuid4())})


def test_it_is_rolled_once_however_often_it_is_pressed(coordinator, year, entries):
    coordinator.post(f"{HOME}standard", {"ar": "2026"})
    first = roll(coordinator)
    assert first.status_code == 303 and first.location.endswith("?ar=2027")
    rolled = entries(2027)
    again = roll(coordinator)
    assert again.status_code == 409 and "Det er ikke noe å rulle til 2027" in text(again)
    assert entries(2027) == rolled and len(rolled) == 28
    assert roll(coordinator, 2027).status_code == 303 and len(entries(2028)) == 28
    by_title = {one["title"]: one for one in entries(2028)}
    # 1 April 2028 is a Saturday: the deadline is met on the Friday before, and is 1 April again the year after.
    assert by_title["Frist: rapport på SLT-tilskuddet"]["starts_on"] == date(2028, 3, 31)
    assert by_title["Frist: rapport på SLT-tilskuddet"]["from_on"] == date(2028, 4, 1)


def test_what_was_taken_out_does_not_come_back_and_what_is_new_is_rolled_later(coordinator, year, write, entries):
    for title in ("Første", "Andre"):
        write(title=title)
    roll(coordinator)
    gone = next(one for one in entries(2027) if one["title"] == "Første")
    coordinator.post(f"{HOME}{gone['id']}/fjerning")
    write(title="Tredje")
    assert roll(coordinator).status_code == 303
    standing = [one["title"] for one in entries(2027) if one["removed_at"] is None]
    assert standing == ["Andre", "Tredje"] and len(entries(2027)) == 3


def test_a_year_that_was_set_up_already_gets_no_twins(coordinator, year, write, entries):
    coordinator.post(f"{HOME}standard", {"ar": "2026"})
    coordinator.post(f"{HOME}standard", {"ar": "2027"})
    write(title="Eget")
    assert roll(coordinator).status_code == 303
    assert len(entries(2027)) == 29


def test_only_this_year_is_left_behind_and_links_do_not_follow(coordinator, year, write, entries):
    write(title="Bare i år", repeats="once")
    write(title="Møte", makes="meeting", group_id=year.high, month=10)
    (entry,) = (one for one in entries() if one["title"] == "Møte")
    assert coordinator.post(f"{HOME}{entry['id']}/mote").status_code == 303
    roll(coordinator)
    (rolled,) = entries(2027)
    assert rolled["title"] == "Møte" and rolled["meeting_id"] is None


def test_owners_follow_where_they_are_still_there(coordinator, year, write, entries, inside):
    with inside():
        leaver, moved, outsider = scene.person("Siri Sluttet"), scene.person("Per Flyttet"), scene.person("Ingrid Koordinator")
        leaver.left_on = date(2026, 12, 31)
        db.session.add(Seat(group_id=year.low, person_id=moved.id, function="member", starts_on=date(2025, 1, 1), ends_on=date(2026, 8, 1)))
        closed = scene.group("Gammel gruppe", "OPERATIONAL")
        closed.closed_on = date(2026, 8, 1)
        ids = {"leaver": leaver.id, "moved": moved.id, "outsider": outsider.id, "closed": closed.id}
    write(title="1 blir", group_id=year.low, responsible_id=year.hanne)
    write(title="2 sluttet", group_id=year.low, responsible_id=ids["leaver"])
    write(title="3 ute av gruppen", group_id=year.low, responsible_id=ids["moved"])
    write(title="4 uten plass", group_id=year.low, responsible_id=ids["outsider"])
    write(title="5 gruppen er nedlagt", group_id=ids["closed"], responsible_id=year.hanne)
    page = text(coordinator.get(roll(coordinator).location))
    assert [one["responsible_id"] for one in entries(2027)] == [year.hanne, None, None, ids["outsider"], year.hanne]
    assert entries(2027)[4]["group_id"] is None
    assert "2 mangler ansvarlig." in page and page.count(">Mangler ansvarlig<") == 2


def test_an_entry_that_was_moved_keeps_its_day_as_meant_when_it_is_saved(coordinator, year, write, entries):
    # 17 May 2027 is a Monday and a holiday.
    write(title="Nasjonaldagen", month=5, from_on=date(2026, 5, 17), starts_on=date(2026, 5, 18))
    roll(coordinator)
    (moved,) = entries(2027)
    assert (moved["from_on"], moved["starts_on"]) == (date(2027, 5, 17), date(2027, 5, 18))
    page = text(coordinator.get(f"{HOME}{moved['id']}"))
    assert "Derfor er den flyttet." in page
    form = {"tittel": "Nasjonaldag", "maned": "5", "dag": "2027-05-18", "ring": "COORDINATING", "lager": "nothing", "gjentas": "date",
            "flyttes": "later", "forberedes": "0", "versjon": "1"}  # fmt: skip
    assert coordinator.post(f"{HOME}{moved['id']}/endring", form).status_code == 303
    (saved,) = entries(2027)
    assert saved["title"] == "Nasjonaldag" and (saved["from_on"], saved["starts_on"]) == (date(2027, 5, 17), date(2027, 5, 18))


DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
ONE = st.tuples(DAYS, st.sampled_from(["date", "weekday", "once"]), st.sampled_from(["later", "earlier"]))
LAID = st.lists(ONE, min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(laid=LAID)
def test_rolling_to_2040_is_the_same_whether_pressed_once_or_twice(laid, year, inside):
    from saas.errors import NotNow
    from tenants.minutes.working_days import is_working_day
    from tenants.wheel.days import rule_of

    with inside() as room:
        room.keep = False
        db.session.query(WheelEntry).update({"earlier_id": None})
        db.session.query(WheelEntry).delete()
        for number, (day, repeats, moves) in enumerate(laid):
            if repeats == "weekday" and day.isoweekday() > 5:
                repeats = "date"
            weekday, nth = rule_of(day) if repeats == "weekday" else (None, None)
            scene.add(WheelEntry(year=2026, month=day.month, from_on=day, starts_on=day, title=f"Nr. {number}", ring="COORDINATOR",
                                 repeats=repeats, moves=moves, weekday=weekday, nth=nth))
        kept = sum(repeats != "once" for _day, repeats, _moves in laid)
        for now in range(2026, 2040 if kept else 2026):
            assert rolling.roll(now).entries == kept
            try:
                rolling.roll(now)
            except NotNow:
                pass
            else:
                raise AssertionError("Rolled twice.")
            later = db.session.query(WheelEntry).filter_by(year=now + 1).all()
            assert len(later) == kept and all(is_working_day(one.starts_on) for one in later)
            assert all(one.month == one.starts_on.month for one in later)
