"""Visits and office days through the door: logged, missed, planned, held; and every way that a form can be wrong."""

from datetime import date, timedelta
from uuid import uuid4

from sqlalchemy import select

from saas import clock
from saas.db import db
from tenants.tasks.models import Task
from tenants.visits import office, service
from tenants.visits.models import OfficeDay, Visit
from tests.tenants.rounds.conftest import TODAY

HERE = "/k/nordvik/besok/"


def _log(browser, scene, where="NAV Nordvik", place="nordvik", **form):
    told = {"virksomhet": str(scene.organisations[where]), "dato": str(TODAY), "notat": "Omvisning.", **form}
    return browser.post(f"/k/{place}/besok/", told)


def test_a_visit_is_logged_changed_and_taken_away(scene, coordinator, inside):
    assert _log(coordinator, scene, eksempel="y", historie="Ti minutter hver fredag holder.").status_code == 303
    with inside():
        visit = db.session.scalars(select(Visit)).one()
        told = (visit.id, visit.version, visit.good_example)
    assert told[2] and "Ti minutter hver fredag" in coordinator.get(f"{HERE}{told[0]}").get_data(as_text=True)
    form = {"virksomhet": str(scene.organisations["NAV Nordvik"]), "dato": str(TODAY), "notat": "Endret."}
    assert coordinator.get(f"{HERE}{told[0]}/endring").status_code == 200
    assert coordinator.post(f"{HERE}{told[0]}/endring", {**form, "versjon": told[1]}).status_code == 303
    assert coordinator.post(f"{HERE}{told[0]}/endring", {**form, "versjon": told[1]}).status_code == 409
    assert coordinator.post(f"{HERE}{told[0]}/sletting", {}).status_code == 303
    with inside():
        assert db.session.scalars(select(Visit)).all() == []


def test_a_wrong_visit_is_told_at_its_field(scene, coordinator, inside):
    days = [{"dato": day} for day in (str(TODAY + timedelta(days=1)), "0026-01-01", "tull")]
    texts = [{"notat": "a" * 1001}, {"eksempel": "y", "historie": ""}, {"notat": "Ring 41 22 33 44."}]
    for wrong in (*days, *texts, {"virksomhet": str(uuid4())}, {"virksomhet": "x"}):
        assert _log(coordinator, scene, **wrong).status_code == 422, wrong
    with inside():
        assert db.session.scalars(select(Visit)).all() == []


def test_those_not_visited_for_half_a_year_stand_in_the_list_until_they_are(scene, coordinator, inside):
    with inside():
        for where, days in (("NAV Nordvik", 184), ("Politiet", 183)):
            db.session.add(Visit(organisation_id=scene.organisations[where], on_date=TODAY - timedelta(days=days)))
        db.session.flush()
        names = [row.organisation.name for row in service.unvisited()]
    assert "NAV Nordvik" in names and "Politiet" not in names and "Barneverntjenesten" in names
    _log(coordinator, scene)
    with inside():
        assert "NAV Nordvik" not in [row.organisation.name for row in service.unvisited()]


def test_planlegg_besok_makes_one_task(scene, coordinator, inside):
    address = f"{HERE}virksomheter/{scene.organisations['NAV Nordvik']}/plan"
    form = {"ansvarlig": str(scene.people["Ingrid Solheim"]), "frist": "2026-10-01"}
    assert coordinator.get(address).status_code == 200
    for wrong in ({"ansvarlig": str(uuid4())}, {"ansvarlig": "x"}, {"frist": ""}):
        assert coordinator.post(address, {**form, **wrong}).status_code == 422, wrong
    assert coordinator.post(address, form).status_code == 303
    assert coordinator.post(address, form).status_code == 409
    with inside():
        assert [task.what for task in db.session.scalars(select(Task)).unique()] == ["Besøk NAV Nordvik"]
    assert "Planlagt innen" in coordinator.get(HERE).get_data(as_text=True)


def test_forebyggende_ansvar_stands_in_the_network(scene, coordinator):
    school = scene.organisations["Nordvik ungdomsskole"]
    coordinator.post(f"{HERE}virksomheter/{school}/forebyggende-ansvar", {"har": "1"})
    coordinator.post(f"{HERE}virksomheter/{school}/forebyggende-ansvar", {"har": "1", "en_gang": str(uuid4())})
    page = coordinator.get(f"/k/nordvik/nettverk/organisasjoner/{school}").get_data(as_text=True)
    assert "Forebyggende ansvar" in page and "Ta bort «forebyggende ansvar»" in page
    coordinator.post(f"{HERE}virksomheter/{school}/forebyggende-ansvar", {"har": "0", "en_gang": str(uuid4())})
    assert "Merk med «forebyggende ansvar»" in coordinator.get(f"/k/nordvik/nettverk/organisasjoner/{school}").get_data(as_text=True)


def test_office_days_are_planned_without_red_days_and_only_once(scene, coordinator, inside):
    form = {"sted": "police", "dager": ["mon", "thu"], "uker": "all", "fra": "2026-05-01", "til": "2026-05-31"}
    assert coordinator.post(f"{HERE}kontordager", form).status_code == 303
    assert coordinator.post(f"{HERE}kontordager", form).status_code == 303
    with inside():
        days = [row.on_date for row in db.session.scalars(select(OfficeDay).order_by(OfficeDay.on_date))]
    # Ascension Day is Thursday the 14th, Whit Monday the 25th.
    assert days == [date(2026, 5, day) for day in (4, 7, 11, 18, 21, 28)]


def test_odd_weeks_are_every_other(inside, scene):
    with inside():
        office.plan("municipality", ["tue"], "odd", date(2026, 9, 1), date(2026, 9, 30))
        weeks = [row.on_date.isocalendar().week for row in office.of_year(2026)]
    assert weeks == [37, 39]


def test_wrong_plans_are_refused(scene, coordinator, inside):
    form = {"sted": "police", "dager": ["mon"], "uker": "all", "fra": "2026-05-01", "til": "2026-05-31"}
    days = ({"til": "2026-04-01"}, {"til": "2029-01-01"}, {"fra": ""})
    for wrong in ({"sted": "x"}, {"dager": []}, {"dager": ["sun"]}, {"uker": "x"}, *days):
        assert coordinator.post(f"{HERE}kontordager", {**form, **wrong}).status_code == 422, wrong
    with inside():
        assert office.of_year(2026) == []


def test_planned_against_held_month_by_month(scene, coordinator, inside):
    with inside():
        office.plan("municipality", ["tue"], "all", date(2026, 9, 1), date(2026, 9, 30))
        days = office.of_year(2026)
        first, coming = days[0].id, days[-1].id
    assert coordinator.post(f"{HERE}kontordager/{first}/svar", {"holdt": "1", "versjon": "1"}).status_code == 303
    assert coordinator.post(f"{HERE}kontordager/{first}/svar", {"holdt": "0", "versjon": "1"}).status_code == 409
    assert coordinator.post(f"{HERE}kontordager/{coming}/svar", {"holdt": "1", "versjon": "1"}).status_code == 409
    assert coordinator.post(f"{HERE}kontordager/{first}/sletting", {}).status_code == 409
    assert coordinator.post(f"{HERE}kontordager/{coming}/sletting", {}).status_code == 303
    assert coordinator.post(f"{HERE}kontordager/holdt", {"sted": "municipality", "dato": "2026-09-03"}).status_code == 303
    assert coordinator.post(f"{HERE}kontordager/holdt", {"sted": "municipality", "dato": "2026-09-16"}).status_code == 422
    with inside():
        september = office.by_month(office.of_year(2026))[8]
    assert (september.planned, september.held, september.extra) == (4, 1, 1)
    page = coordinator.get(f"{HERE}kontordager").get_data(as_text=True)
    assert "chart-figures" in page and "Ble disse dagene holdt?" in page


def test_members_read_and_write_nothing(scene, member):
    assert member.get(HERE).status_code == 200 and member.get(f"{HERE}kontordager").status_code == 200
    assert _log(member, scene).status_code == 403
    assert member.post(f"{HERE}kontordager", {}).status_code == 403


def test_another_kommune_sees_and_changes_nothing(scene, gather, coordinator, inside):
    gather("hamnes")
    _log(coordinator, scene)
    with inside():
        visit = db.session.scalars(select(Visit)).one().id
        row = office.note_held(clock.today(), "police").id
    for address in (f"/k/hamnes/besok/{visit}", f"/k/hamnes/besok/{visit}/endring"):
        assert coordinator.get(address).status_code == 404
    for address in (f"{visit}/endring", f"{visit}/sletting", f"kontordager/{row}/svar", f"kontordager/{row}/sletting"):
        assert coordinator.post(f"/k/hamnes/besok/{address}", {}).status_code == 404, address
    assert _log(coordinator, scene, place="hamnes").status_code == 422
    foreign = scene.organisations["NAV Nordvik"]
    assert coordinator.post(f"/k/hamnes/besok/virksomheter/{foreign}/plan", {}).status_code == 404
    with inside("hamnes"):
        assert db.session.scalars(select(Visit)).all() == []
