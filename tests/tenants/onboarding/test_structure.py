"""The percentage is made of fourteen facts; the overview shows the next step; the leader says when the kommune is in operation."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest

from saas import clock
from saas.audit import AuditEvent
from saas.db import db
from tenants.frames.models import Agreement, Anchoring, Mandate
from tenants.funding.models import Grant, PositionSource
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.network.models import Organisation, Person
from tenants.onboarding import checklist
from tenants.onboarding.models import StartupStep
from tests.tenants.onboarding.conftest import HOME, MONEY, PLACE, build_groups, first_meeting, text
from tests.tenants.overview.test_statements import Counted
from tests.world import log_in


@pytest.fixture
def established(starter, elvestrand, inside, database):
    """All six steps walked through as in the journey, with a coordinator who has accepted and the police in the group."""
    build_groups(starter)
    starter.post(f"{HOME}okonomi", MONEY)
    with psycopg.connect(database) as connection:
        who = connection.execute("SELECT id FROM users WHERE email = 'koordinator@fjordvest.example'").fetchone()[0]
        connection.execute(
            "INSERT INTO memberships (tenant_id, user_id, role, valid_from) VALUES (%s, %s, 'coordinator', '2020-01-01')",
            [elvestrand.id, who],
        )
    starter.post(f"{HOME}forankring", PLACE)
    with inside("elvestrand", "starter"):
        coordinating = db.session.query(Group).filter(Group.level == "COORDINATING").one().id
    starter.post(f"{HOME}styringsgruppe/medlem", {
        "gruppe": str(coordinating), "navn": "Are Nygård", "tittel": "politikontakt", "organisasjon": "Politiet", "type": "police",
        "epost": "are@politiet.example", "funksjon": "member",
    })  # fmt: skip
    starter.post(f"{HOME}forste-mote/pakke", first_meeting())
    for page in ("behov", "koordinator", "styringsgruppe"):
        starter.post(f"{HOME}{page}")


def met(inside):
    """The codes of the facts that hold."""
    with inside("elvestrand", "starter"):
        return [check.code for check in checklist.standing().checks if check.ok]


def test_a_new_kommune_begins_at_nought_with_its_first_step(starter, inside):
    assert met(inside) == []
    page = text(starter.get(HOME))
    assert "0 %" in page and f'href="{HOME}behov"' in page


def test_the_structure_is_sixty_four_percent_after_the_journey_and_the_agreement_comes_next(established, starter, inside, sql):
    assert met(inside) == [
        "coordinating", "ssp", "coordinator", "placement", "anchored", "leader", "leadership", "police", "meeting",
    ]  # fmt: skip
    sql("UPDATE users SET language = 'nb' WHERE email = 'starter@elvestrand.example'")
    for address in (HOME, "/k/elvestrand/"):
        page = text(starter.get(address))
        assert "Strukturen er 64 % på plass." in page and "Neste steg: skriftlig avtale med politiet." in page


def test_each_of_the_last_facts_counts_when_it_is_true(established, inside):
    today = clock.today()
    with inside("elvestrand", "starter"):
        group = db.session.query(Group).filter(Group.level == "STEERING").one()
        db.session.add_all([
            Agreement(kind="police", title="Avtale", state="in_force", valid_from=today, valid_to=today + timedelta(days=300)),
            Anchoring(party="police", body="Politimeisteren", decided_on=today, title="SLT"),
            Goal(group_id=group.id, title="Mål", theme="substances", from_year=2026, to_year=2029, rank=1, state="adopted"),
        ])  # fmt: skip
        db.session.query(Mandate).one().state = "approved"
        db.session.query(PositionSource).one().amount = 16_000_000
    assert len(met(inside)) == 14
    with inside("elvestrand", "starter"):
        assert checklist.standing().percent == 100 and checklist.next_words(checklist.standing()) is None
    with inside("elvestrand", "starter"):
        agreement = db.session.query(Agreement).one()
        agreement.valid_from, agreement.valid_to = today - timedelta(days=9), today - timedelta(days=1)
    assert "agreement" not in met(inside)
    with inside("elvestrand", "starter"):
        assert db.session.query(Grant).one().state == "applied"


def test_the_leader_sets_the_kommune_in_operation_when_the_steps_are_walked_through(established, starter, chief, sql, inside):
    def lifecycle():
        return sql("SELECT lifecycle FROM tenants WHERE slug = 'elvestrand'")[0][0]

    def set_money(state):
        with inside("elvestrand", "starter"):
            db.session.query(StartupStep).filter_by(code="money").one().state = state

    set_money("open")
    assert chief.post(f"{HOME}drift").status_code == 409 and lifecycle() == "establishing"
    set_money("skipped")
    assert starter.post(f"{HOME}drift").status_code == 403 and lifecycle() == "establishing"
    assert chief.post(f"{HOME}etablering").status_code == 409
    assert chief.post(f"{HOME}drift").status_code == 303 and lifecycle() == "operating"
    assert chief.post(f"{HOME}drift", {"en_gang": str(uuid4())}).status_code == 409
    with inside("elvestrand", "starter"):
        assert db.session.query(AuditEvent).filter_by(action="kommune.lifecycle").count() == 1


def test_a_kommune_that_considers_begins_by_its_leaders_word(chief, starter, sql):
    sql("UPDATE tenants SET lifecycle = 'considering' WHERE slug = 'elvestrand'")
    assert starter.post(f"{HOME}etablering").status_code == 403
    assert chief.get(HOME).status_code == 200
    assert chief.post(f"{HOME}etablering").status_code == 303
    assert sql("SELECT lifecycle FROM tenants WHERE slug = 'elvestrand'")[0][0] == "establishing"


@pytest.mark.parametrize("wanted", ["closed", "considering", "paused", "anything"])
def test_the_database_itself_takes_only_the_next_step_and_only_from_a_leader(inside, elvestrand, wanted):
    from sqlalchemy import func, select
    from sqlalchemy.exc import DBAPIError

    with inside("elvestrand", "chief_executive"):
        assert db.session.execute(select(func.app.set_lifecycle(wanted))).scalar() is False
    with pytest.raises(DBAPIError, match="privilege|lifecycle"), inside("elvestrand", "starter"):
        db.session.execute(select(func.app.set_lifecycle("operating")))


def test_the_overview_says_that_the_coordinator_is_missing_and_stops_when_there_is_one(house, starter, coordinator, sql):
    sql("UPDATE users SET language = 'nb' WHERE email = 'starter@elvestrand.example'")
    assert "Elvestrand mangler SLT-koordinator" in text(starter.get("/k/elvestrand/"))
    assert "mangler SLT-koordinator" not in text(coordinator.get("/k/nordvik/"))
    sql("UPDATE memberships SET valid_to = current_date - 1 WHERE role = 'coordinator' AND tenant_id = "
        "(SELECT id FROM tenants WHERE slug = 'nordvik')")  # fmt: skip
    sql("UPDATE users SET language = 'nb' WHERE email = 'member@nordvik.example'")
    assert "Nordvik mangler SLT-koordinator" in text(log_in(house, "member@nordvik.example").get("/k/nordvik/"))


def test_a_member_sees_the_banner_and_no_checklist(house, elvestrand):
    page = text(log_in(house, "member@elvestrand.example").get("/k/elvestrand/"))
    assert "SLT-koordinator" in page and HOME not in page


def test_the_guide_asks_as_much_however_much_there_is(established, house, starter, inside):
    def numbers():
        found = {}
        for page in ("", "behov", "okonomi", "koordinator", "forankring", "styringsgruppe", "forste-mote"):
            with Counted(house) as counted:
                assert starter.get(f"{HOME}{page}").status_code == 200
            found[page] = len(counted)
        return found

    first = numbers()
    with inside("elvestrand", "starter"):
        from tenants.groups import service as groups
        from tenants.onboarding.models import Forum

        for n in range(6):
            organisation = Organisation(name=f"Etat {n}", type="other")
            db.session.add(organisation)
            db.session.flush()
            person = Person(name=f"Person {n}", organisation_id=organisation.id)
            db.session.add_all([person, Forum(name=f"Forum {n}")])
            db.session.flush()
            for group in groups.visible():
                groups.give_seat(group, person.id)
    assert numbers() == first
    assert max(first.values()) < 40, first
