"""Brings a database to the newest step: login roles first, then the migrations, as the owner and never as a superuser."""

import os
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
OWNER = "bindeledd_owner"
ROLES = ("lobby", "worker", "kommune", "guest", "statistics", "centre", "public")


def password_for(kind: str, secret_key: str) -> str:
    """The database password of one kind of room, derived so that one secret key is all an operator keeps."""
    from saas.config import room_password

    return room_password(kind, secret_key)


def at_head(owner_url: str) -> bool:
    """True when the database stands at the step named in migrations/head. Raises psycopg errors when it is away."""
    head = (ROOT / "migrations/head").read_text().strip()
    with psycopg.connect(plain(owner_url), autocommit=True) as connection:
        if connection.execute("SELECT to_regclass('public.schema_version')").fetchone() == (None,):
            return False
        return connection.execute("SELECT version_num FROM schema_version").fetchall() == [(head,)]


def upgrade(owner_url: str, secret_key: str) -> None:
    """Create or mend the login roles, then run every migration that is missing, in one transaction."""
    prepare(owner_url, secret_key)
    _alembic(owner_url, "upgrade", "head")


def downgrade(owner_url: str, to: str = "base") -> None:
    """Walk back; used by the test that walks up and down."""
    _alembic(owner_url, "downgrade", to)


def prepare(owner_url: str, secret_key: str) -> None:
    """Make the login roles and take away what PostgreSQL gives everybody. Safe to run again."""
    with psycopg.connect(plain(owner_url), autocommit=True) as connection:
        # Roles belong to the whole cluster; two starts at once must not trip over each other.
        connection.execute("SELECT pg_advisory_lock(hashtext('bindeledd.roles'))")
        for kind in ROLES:
            _role(connection, f"bindeledd_{kind}", password_for(kind, secret_key))
        if _is_superuser(connection):
            _owner_for_superuser(connection, sql.Identifier(connection.info.dbname))
    close_database(owner_url)


def close_database(owner_url: str) -> None:
    """Only the rooms may connect, and nobody may make temporary tables. A clone of a database needs this anew."""
    with psycopg.connect(plain(owner_url), autocommit=True) as connection:
        database = sql.Identifier(connection.info.dbname)
        rooms = sql.SQL(", ").join(sql.Identifier(f"bindeledd_{kind}") for kind in ROLES)
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, rooms))


def plain(url: str) -> str:
    """A SQLAlchemy address as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _role(connection: psycopg.Connection, name: str, password: str) -> None:
    attributes = sql.SQL("LOGIN NOINHERIT PASSWORD {}").format(sql.Literal(password))
    if connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,)).fetchone():
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(name), attributes))
    else:
        safe = sql.SQL("NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION")
        connection.execute(sql.SQL("CREATE ROLE {} {} {}").format(sql.Identifier(name), safe, attributes))


def _is_superuser(connection: psycopg.Connection) -> bool:
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    return bool(row and row[0])


def _owner_for_superuser(connection: psycopg.Connection, database: sql.Identifier) -> None:
    """A superuser's tables and functions would stand above the walls, so an ordinary role owns everything."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (OWNER,)).fetchone():
        connection.execute(
            sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS CREATEROLE").format(sql.Identifier(OWNER))
        )
    connection.execute(sql.SQL("GRANT CREATE, CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(OWNER)))
    connection.execute(sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))


def _alembic(owner_url: str, direction: str, to: str) -> None:
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine, text

    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    engine = create_engine(owner_url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        superuser = connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar()
        if superuser:
            connection.execute(text(f"SET LOCAL ROLE {OWNER}"))
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('bindeledd.migrate'))"))
        config.attributes["connection"] = connection
        getattr(command, direction)(config, to)
        if direction == "upgrade":
            _tell_the_rooms(connection)
    engine.dispose()


def _tell_the_rooms(connection: Any) -> None:
    """The rooms' roles cannot read the migration table; this is where they see which step they stand on."""
    from sqlalchemy import text

    statement = "INSERT INTO installation VALUES ('head', :head) ON CONFLICT (key) DO UPDATE SET value = :head"
    connection.execute(text(statement), {"head": (ROOT / "migrations/head").read_text().strip()})
    # The limit is kept where roles are given, so that two acceptances at once meet the same number.
    limit = "UPDATE installation SET value = :limit WHERE key = 'coordinator_limit'"
    connection.execute(text(limit), {"limit": str(int(os.environ.get("COORDINATOR_LIMIT") or 6))})


if __name__ == "__main__":
    upgrade(os.environ["DATABASE_URL"], os.environ["SECRET_KEY"])
    print("The database is at the newest step.")
