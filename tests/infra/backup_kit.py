"""What the tests of copies share: a world with rows in it, a copy of it, and fingerprints of every table by kommune."""

from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from infra import backup, backup_copy, backup_numbers, backup_seal
from infra.embedded import Postgres
from infra.servers import in_database
from tests.world import SECRET

KEYS = backup_seal.keys(SECRET)


def admin_of(cluster: Postgres, database: str) -> str:
    """The superuser's way into a database."""
    return in_database(cluster.admin_url, database)


def take(cluster: Postgres, database: str, file: Path, **how: Any) -> Path:
    """A copy of a database, not tried, since most tests try it themselves."""
    backup.backup(file, database, cluster.admin_url, SECRET, **({"checked": False} | how))
    return file


def opened(file: Path) -> backup_copy.Copy:
    """The copy, read through."""
    return backup_copy.opened(file.open("rb"), file.name, KEYS)


def fingerprints(url: str) -> dict[str, dict[str, str]]:
    """Kommune («» for what belongs to none) → table → a sum over all its rows."""
    found: dict[str, dict[str, str]] = {}
    with psycopg.connect(url) as admin:
        admin.execute("set time zone 'UTC'")
        for schema, table, is_kommunes in admin.execute(backup_numbers.TABLES).fetchall():
            whose = sql.SQL("t.tenant_id::text" if is_kommunes else "t.id::text" if table == "tenants" else "''")
            query = sql.SQL("select coalesce({}, ''), md5(string_agg(t::text, chr(10) order by t::text)) from {} t group by 1")
            for tenant, sum_ in admin.execute(query.format(whose, sql.Identifier(schema, table))).fetchall():
                found.setdefault(tenant, {})[f"{schema}.{table}"] = sum_
    return found
