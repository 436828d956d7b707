"""Nordvik on 15 September 2026 with Kari Moen in its group; a controller, a chief executive, and whoever owns the database."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from saas import clock
from saas.audit import AuditEvent
from saas.db import db
from tests.tenants.overview import scene as lay
from tests.world import add_user, log_in

TODAY = date(2026, 9, 15)
HERE = "/k/nordvik/kontroll/"


def text(answer):
    """An answer's page."""
    return answer.get_data(as_text=True)


@dataclass
class Kari:
    """Kari Moen, and the group she sits in."""

    id: UUID
    group: UUID
    email: str = "kari@nordvik.example"


@pytest.fixture(autouse=True)
def september(house):
    clock.move_to(clock.at(TODAY, 9, 30))


@pytest.fixture
def officer(house, world):
    """Nordvik's personvernombud."""
    return log_in(house, "data_protection_officer@nordvik.example")


@pytest.fixture
def chief(house, world, database):
    """Nordvik's kommunedirektør."""
    with psycopg.connect(database) as owner:
        add_user(owner, "chief@nordvik.example", "Berit Lie", world["nordvik"], "chief_executive")
    return log_in(house, "chief@nordvik.example")


@pytest.fixture
def settle(inside):
    """`settle("hamnes")`: Kari in her group, with everything that a report should find."""

    def make(slug="nordvik", word="Rydde ved torget"):
        with inside(slug):
            kari = lay.person("Kari Moen", "child_welfare")
            kari.email, kari.phone = "kari@nordvik.example", "412 34 567"
            group = lay.group()
            lay.seat(group, kari)
            meeting = lay.meeting(group, TODAY - timedelta(days=30), "held")
            lay.invite(meeting, kari, "coming", "present")
            task = lay.task(group, kari, TODAY + timedelta(days=10))
            task.what = word
            db.session.flush()
            return Kari(kari.id, group.id)

    return make


@pytest.fixture
def kari(settle):
    """Kari in Nordvik."""
    return settle()


@pytest.fixture
def owner(cluster, database):
    """Whoever owns the database, with every wall down."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]

    def do(*statements):
        with psycopg.connect(cluster.admin_url, dbname=name, autocommit=True) as admin:
            rows = [admin.execute(each) for each in statements][-1]
            return rows.fetchall() if rows.description else []

    return do


@pytest.fixture
def count_rows(owner):
    """Table → number of rows, of every table there is."""

    def count():
        names = [row[0] for row in owner("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")]
        return {name: owner(f'SELECT count(*) FROM "{name}"')[0][0] for name in names}

    return count


@pytest.fixture
def events(inside):
    """The log as (action, facts), oldest first."""

    def read(slug="nordvik", prefix=""):
        with inside(slug, read_only=True):
            found = db.session.query(AuditEvent).order_by(AuditEvent.number)
            return [(one.action, one.facts) for one in found if one.action.startswith(prefix)]

    return read


def new():
    """A form's number."""
    return str(uuid4())
