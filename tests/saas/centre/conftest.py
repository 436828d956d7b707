"""A country that hands over its numbers, the statistics room, and two people at the centre who let releases out."""

from uuid import UUID, uuid4

import psycopg
import pytest

from saas.centre import asking, building
from saas.centre.catalogue import BY_CODE
from tests.world import PASSWORD_HASH, log_in


@pytest.fixture
def superuser(cluster, database):
    """A connection that passes every wall: to lay out worlds fast, and to look at what no room may see."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]
    with psycopg.connect(cluster.admin_url, dbname=name, autocommit=True) as connection:
        yield connection


@pytest.fixture
def hand_over(superuser):
    """`hand_over(country, "2026T2")`: tenants, profiles and contributions, as each kommune's own job leaves them."""

    def do(country, period, *, leaving=()):
        superuser.execute("DELETE FROM contributions WHERE period = %s", (period,))
        superuser.execute("DELETE FROM contribution_profiles WHERE period = %s", (period,))
        with superuser.transaction(), superuser.cursor() as cursor:
            for number, member in enumerate(country.members.values()):
                cursor.execute(
                    "INSERT INTO tenants (id, slug, name, mark, number, population) VALUES (%s, %s, %s, 'K', %s, 3000)"
                    " ON CONFLICT DO NOTHING",
                    (member.kommune, f"k-{member.kommune[-12:]}", f"K{number}", f"X{member.kommune[-6:]}"),
                )
                if member.kommune in leaving:
                    continue
                cursor.execute(
                    "INSERT INTO contribution_profiles (tenant_id, period, shares, region, band, centrality, coordinator)"
                    " VALUES (%s, %s, true, %s, %s, %s, %s)",
                    (member.kommune, period, member.region, member.band, member.centrality, member.coordinator),
                )
            rows = [
                (kommune, period, code, BY_CODE[code].definition, codes, number)
                for kommune, of_kommune in country.rows.items() if kommune not in leaving
                for code, own in of_kommune.items() for codes, number in own.items()
            ]  # fmt: skip
            cursor.executemany(
                "INSERT INTO contributions (tenant_id, period, indicator, definition, codes, number) VALUES (%s, %s, %s, %s, %s, %s)", rows
            )

    return do


@pytest.fixture
def few_groups(monkeypatch):
    """Only some indicators, so that a test of the way is not a test of the solver's speed."""
    from saas.centre import cells

    chosen = [group for group in cells.groups() if group[0].code in ("plan_adopted", "meetings_held", "days_to_minutes")]
    monkeypatch.setattr(cells, "groups", lambda: chosen)
    return chosen


@pytest.fixture
def build(house, superuser):
    """`build("2026T2")`: ask for a release and build it; the release as it stands afterwards."""

    def do(period, corrects=None, reason=""):
        with house.app_context():
            if corrects:
                release_id = uuid4()
                superuser.execute(
                    "INSERT INTO stat_raw.releases (id, period, corrects, reason) VALUES (%s, %s, %s, %s)",
                    (release_id, period, corrects, reason),
                )
            else:
                release_id = asking.ask(period, "Testen")
            building.build(release_id)
            return asking.find(release_id)

    return do


def employ(database, name, role):
    """An account at the national centre; its address."""
    email = f"{name.lower()}@senter.example"
    with psycopg.connect(database) as connection:
        row = connection.execute(
            "INSERT INTO users (email, name, password_hash) VALUES (%s, %s, %s) RETURNING id", (email, name, PASSWORD_HASH)
        ).fetchone()
        connection.execute("INSERT INTO centre_members (user_id, role, valid_from) VALUES (%s, %s, '2020-01-01')", (row[0], role))
    return email


@pytest.fixture
def editor(house, database):
    """Logged in as the centre's editor."""
    return log_in(house, employ(database, "Redaktøren", "editor"))


@pytest.fixture
def analyst(house, database):
    """Logged in as the centre's analyst."""
    return log_in(house, employ(database, "Analytikeren", "analyst"))


@pytest.fixture
def publish(editor, analyst):
    """Two people let a release out, through the door."""

    def do(release):
        for person in (editor, analyst):
            answer = person.post(f"/senter/utgivelser/arbeid/{release.id}/godkjenning")
            assert answer.status_code == 303, answer.get_data(as_text=True)
        return UUID(str(release.id))

    return do
