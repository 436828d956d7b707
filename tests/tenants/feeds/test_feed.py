"""The calendar address: one's own meetings only, dead the second the membership is, and silent about all else."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from icalendar import Calendar

from saas import clock
from saas.db import db
from tenants.access.models import Feed
from tenants.feeds import service
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import planning
from tests.tenants.access.conftest import owner, text  # noqa: F401
from tests.tenants.meetings.conftest import gather, thursday  # noqa: F401
from tests.world import Browser

PAGE = "/k/nordvik/kalender/"


@pytest.fixture
def scene(gather):  # noqa: F811
    """Nordvik's group, where the member sits as Hanne."""
    return gather()


@pytest.fixture
def plan(inside):
    """`plan(group, day)`: a meeting at nine."""

    def make(group, day, slug="nordvik"):
        starts: datetime = clock.at(day, 9)
        with inside(slug):
            return planning.add_meeting(groups.find(group), starts, starts + timedelta(hours=2), place="Rådhuset").id

    return make


@pytest.fixture
def address():
    """`address(browser)`: the path of a new calendar address."""

    def make(browser, slug="nordvik"):
        assert browser.post(f"/k/{slug}/kalender/", {"en_gang": str(uuid4())}).status_code == 303
        page = text(browser.get(f"/k/{slug}/kalender/"))
        return page.split('value="http://bindeledd.test', 1)[1].split('"', 1)[0]

    return make


def read(house, path):
    return Browser(house).get(path)


def test_a_calendar_reads_the_owners_meetings_without_a_cookie(member, scene, plan, address, house, inside):
    plan(scene.group, date(2026, 9, 20))
    with inside():
        hidden = Group(name="Fagteamet", level="OPERATIONAL", norm_per="year", norm_min=1, norm_max=1)
        db.session.add(hidden)
        db.session.flush()
        other = hidden.id
    plan(other, date(2026, 9, 22))
    answer = read(house, address(member))
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    assert answer.headers["Cache-Control"] == "private, no-store" and "Set-Cookie" not in answer.headers
    calendar = Calendar.from_ical(answer.data)
    (event,) = calendar.walk("VEVENT")
    assert "Møte i koordineringsgruppen" in event["SUMMARY"] and event["LOCATION"] == "Rådhuset"
    assert event["DTSTART"].dt == clock.at(date(2026, 9, 20), 9) and "/k/nordvik/moter/" in event["URL"]
    assert b"\r\n" in answer.data and max(len(line) for line in answer.data.split(b"\r\n")) <= 75


def test_a_coordinator_reads_every_group_of_this_kommune_only(coordinator, scene, gather, plan, address, house):  # noqa: F811
    theirs = gather("hamnes")
    plan(scene.group, date(2026, 9, 20))
    plan(theirs.group, date(2026, 9, 21), "hamnes")
    calendar = Calendar.from_ical(read(house, address(coordinator)).data)
    assert len(calendar.walk("VEVENT")) == 1 and "Hamnes" not in str(calendar)


def test_unknown_renewed_deleted_and_ended_addresses_answer_alike(member, coordinator, address, house, owner, inside):  # noqa: F811
    unknown = read(house, f"/kalender/{'0' * 40}.ics")
    assert unknown.status_code == 404
    first = address(member)
    second = address(member)
    assert first != second and read(house, second).status_code == 200
    ended = address(coordinator)
    with inside():
        mine = db.session.query(Feed).filter(Feed.revoked_at.is_(None), Feed.token_hash == service._hash(second[10:50])).one().id
    assert member.post(f"{PAGE}{mine}/tilbaketrekking").status_code == 303
    assert member.post(f"{PAGE}{mine}/tilbaketrekking").status_code == 409
    owner("UPDATE memberships SET valid_to = current_date - 1 WHERE role = 'coordinator'")
    for dead in (first, second, ended, "/kalender/x.ics"):
        answer = read(house, dead)
        assert (answer.status_code, text(answer)) == (404, text(unknown))


def test_it_dies_the_second_the_membership_ends(member, address, house, owner):  # noqa: F811
    path = address(member)
    owner("UPDATE memberships SET ends_at = now() + interval '1 hour' WHERE role = 'member'")
    assert read(house, path).status_code == 200
    owner("UPDATE memberships SET ends_at = now() WHERE role = 'member'")
    assert read(house, path).status_code == 404


def test_it_reads_nothing_for_a_closed_account(member, address, house, owner):  # noqa: F811
    path = address(member)
    owner("UPDATE users SET disabled_at = now() WHERE email = 'member@nordvik.example'")
    assert read(house, path).status_code == 404


def test_another_kommune_and_another_persons_address_cannot_be_deleted(member, coordinator, stranger, address, inside):
    address(coordinator)
    address(stranger, "hamnes")
    with inside():
        theirs = db.session.query(Feed).one().id
    with inside("hamnes"):
        foreign = db.session.query(Feed).one().id
    for feed in (theirs, foreign, uuid4()):
        assert member.post(f"{PAGE}{feed}/tilbaketrekking").status_code == 404
    assert stranger.get(PAGE).status_code == 404
    assert "http://bindeledd.test/kalender/" not in text(member.get(PAGE))


def test_a_double_click_makes_one_address_and_the_token_lies_nowhere(member, address, owner):  # noqa: F811
    number = str(uuid4())
    for _ in range(2):
        member.post(PAGE, {"en_gang": number})
    assert owner("SELECT count(*) FROM feeds") == [(1,)]
    shown = text(member.get(PAGE)).split("/kalender/", 2)
    token = next(part[:40] for part in shown if part[40:44] == ".ics")
    assert token not in str(owner("SELECT * FROM feeds")) and token not in str(owner("SELECT * FROM feeds WHERE revoked_at IS NULL"))


def test_nothing_can_be_written_by_it(member, address, house):
    path = address(member)
    assert Browser(house).client.post(path).status_code in (400, 405)


@pytest.fixture
def after_the_seat(member, scene, plan, inside):
    """The member's seat ended on 12 September; one meeting before it, one after. Their ids."""
    before, later = plan(scene.group, date(2026, 9, 11)), plan(scene.group, date(2026, 9, 18))
    with inside():
        group = groups.find(scene.group)
        groups.end_seat(group, groups.find_seat(group, scene.seats["Hanne Dahl"]), date(2026, 9, 12))
    clock.move_to(clock.at(date(2026, 9, 13), 10))
    return before, later


def test_whoever_sat_in_the_group_keeps_the_meetings_of_their_time_and_no_later(member, after_the_seat, address, house, scene):
    before, later = after_the_seat
    assert member.get(f"/k/nordvik/moter/{before}").status_code == 200
    assert member.get(f"/k/nordvik/moter/{before}/saksliste.pdf").status_code == 200
    assert member.get(f"/k/nordvik/moter/{later}").status_code == 404
    assert member.get(f"/k/nordvik/grupper/{scene.group}").status_code == 404
    listed = text(member.get("/k/nordvik/moter/"))
    assert str(before) in listed and str(later) not in listed
    calendar = Calendar.from_ical(read(house, address(member)).data)
    assert [event["DTSTART"].dt.date() for event in calendar.walk("VEVENT")] == [date(2026, 9, 11)]


def test_a_seat_that_has_not_begun_opens_nothing_ahead(house, scene, plan, inside, member, world):
    later = plan(scene.group, date(2026, 9, 18))
    with inside():
        group = groups.find(scene.group)
        seat = groups.find_seat(group, scene.seats["Hanne Dahl"])
        groups.change_seat(
            group, seat, seat.version, function="member", title="", starts_on=date(2026, 9, 15), ends_on=None, acting=False
        )
    assert member.get(f"/k/nordvik/moter/{later}").status_code == 404


def test_a_seat_that_ends_takes_the_links_to_later_meetings_with_it(coordinator, after_the_seat, inside, scene):
    from saas.accounts import links

    before, later = after_the_seat
    with inside():
        other = Group(name="Fagteamet", level="OPERATIONAL", norm_per="year", norm_min=1, norm_max=1)
        db.session.add(other)
        db.session.flush()
        are = scene.people["Are Nygård"]
        groups.give_seat(other, are, starts_on=date(2026, 1, 1))
        for meeting in (before, later):
            links.make("meeting.answer", meeting, are)
        group = groups.find(scene.group)
        groups.remove_seat(group, groups.find_seat(group, scene.seats["Are Nygård"]))
    with inside():
        assert [link.subject_id for link in links.live()] == [before]
