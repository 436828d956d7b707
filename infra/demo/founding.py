"""Founds the kommuner of the demo region with their users and memberships; done as the owner, before any room exists."""

from datetime import date
from typing import Any

import psycopg

from infra.demo import country, lives, releases
from infra.demo.content import load
from infra.demo.ids import CENTRE as CENTRE
from infra.demo.ids import SERVICE as SERVICE
from infra.demo.ids import stable_id as stable_id
from saas.accounts.service import HASHER
from saas.config import DEMO_PASSWORD

FJORDVEST = ("nordvik", "solbygda", "hamnes", "granlia", "skarvoy")

# Account → (name, {kommune slug: role}).
ACCOUNTS: dict[str, tuple[str, dict[str, str]]] = {
    "koordinator@fjordvest.example": ("Ingrid Solheim", dict.fromkeys(FJORDVEST, "coordinator")),
    "ny.koordinator@fjordvest.example": ("Jonas Myrvold", {}),
    "leder@nordvik.example": ("Mona Lie", {"nordvik": "chair"}),
    "kommunedirektor@nordvik.example": ("Per Aasen", {"nordvik": "chief_executive"}),
    "medlem@nordvik.example": ("Hanne Dahl", {"nordvik": "member"}),
    "utforende@nordvik.example": ("Yusuf Warsame", {"nordvik": "practitioner"}),
    "personvern@fjordvest.example": ("Rune Berge", dict.fromkeys(FJORDVEST, "data_protection_officer")),
    "koordinator@skogheim.example": ("Marte Bråten", {"skogheim": "coordinator"}),
    "analytiker@senter.example": ("Eli Strand", {}),
    "redaktor@senter.example": ("Sunniva Hegg", {}),
}

def is_empty(owner_url: str) -> bool:
    """True when no kommune has been founded."""
    with psycopg.connect(owner_url) as connection:
        return connection.execute("SELECT count(*) FROM tenants").fetchone() == (0,)


def empty(owner_url: str) -> None:
    """Take everything away but the tables themselves, the ticket key and the public figures."""
    with psycopg.connect(owner_url) as connection:
        rows = connection.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'stat_raw', 'stat_pub') "
            "AND tablename NOT IN ('schema_version', 'installation', 'official_series', 'official_figures')"
        ).fetchall()
        connection.execute(f"TRUNCATE {', '.join(row[0] for row in rows)}")


def found(owner_url: str) -> None:
    """Kommuner, users, memberships, and a service user in each kommune; then the rest of the country, with its numbers."""
    with psycopg.connect(owner_url) as connection:
        for kommune in here():
            _kommune(connection, kommune)
        password_hash = HASHER.hash(DEMO_PASSWORD)
        for email, (name, roles) in ACCOUNTS.items():
            _user(connection, email, name, password_hash)
            for slug, role in roles.items():
                _membership(connection, email, slug, role)
        _user(connection, SERVICE, "Bindeledd", None)
        for kommune in here():
            _membership(connection, SERVICE, kommune["slug"], "service")
        for email, role in CENTRE.items():
            connection.execute(
                "INSERT INTO centre_members (user_id, role, valid_from) VALUES (%s, %s, %s)",
                (stable_id("user", email), role, date(2022, 8, 1)),
            )
        country.found(connection, password_hash)
        lives.hand_in(connection)
        releases.hold(connection)


def here() -> list[dict[str, Any]]:
    """The kommuner that have come; Elvestrand and Tindmark are in the register only, and may ask to join."""
    return [kommune for kommune in load("region")["kommuner"] if kommune["in_operation"]]


def _kommune(connection: psycopg.Connection, facts: dict[str, Any]) -> None:
    connection.execute(
        """INSERT INTO tenants (id, slug, name, number, org_number, population, language, colour, mark, levels,
                                partnership)
           VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        (
            stable_id("kommune", facts["slug"]),
            facts["slug"],
            facts["name"],
            facts["number"],
            facts["orgnr"],
            facts["population"],
            facts["language"],
            facts["colour"],
            facts["mark"],
            facts["levels"],
            "SLT Fjordvest" if facts["slug"] in FJORDVEST else None,
        ),
    )


    connection.execute(
        "INSERT INTO tenant_numbers (tenant_id, number, name, valid_from) VALUES (%s, %s, %s, %s)",
        (stable_id("kommune", facts["slug"]), facts["number"], facts["name"], date(2020, 1, 1)),
    )


def _user(connection: psycopg.Connection, email: str, name: str, password_hash: str | None) -> None:
    connection.execute(
        "INSERT INTO users (id, email, name, password_hash, demo) VALUES (%s, %s, %s, %s, true)",
        (stable_id("user", email), email, name, password_hash),
    )


def _membership(connection: psycopg.Connection, email: str, slug: str, role: str) -> None:
    connection.execute(
        "INSERT INTO memberships (tenant_id, id, user_id, role, valid_from) VALUES (%s, %s, %s, %s, %s)",
        (stable_id("kommune", slug), stable_id("m", slug, email), stable_id("user", email), role, date(2022, 8, 1)),
    )
