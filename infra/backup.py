"""A whole database in one file, and back into an empty one: same rows, counted on both sides.

The file is a tar of `database.dump` (pg_dump's own format) and `about.json` (roles, and rows per table as they
were in the very snapshot that was dumped).
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo, sql

from infra import migrate
from infra.cluster import postgres_programs
from infra.ground import CannotGoOn, say
from infra.servers import in_database

TABLES = """
select quote_ident(schemaname) || '.' || quote_ident(tablename) from pg_tables
where schemaname not in ('pg_catalog', 'information_schema') order by 1
"""
ROLES = "select rolname, rolcanlogin from pg_roles where rolname like 'bindeledd%' order by 1"


def main(arguments: list[str]) -> int:
    """`backup <file>` or `restore <file>`, with DATABASE_URL (owner) and ADMIN_DATABASE_URL (superuser) set."""
    if len(arguments) != 2 or arguments[0] not in ("backup", "restore"):
        print("Bruk: ./infra/run backup <fil>  eller  ./infra/run restore <fil>", file=sys.stderr)
        return 2
    verb = backup if arguments[0] == "backup" else restore
    try:
        verb(Path(arguments[1]), os.environ["DATABASE_URL"], _admin_url(), os.environ["SECRET_KEY"])
    except (CannotGoOn, psycopg.Error) as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1
    return 0


def backup(file: Path, owner_url: str, admin_url: str, secret_key: str) -> None:
    """Write the database to `file`, readable for us only; the file appears when it is complete."""
    if file.exists():
        raise CannotGoOn(f"{file} finnes fra før. Velg et annet navn, eller flytt den først.")
    source = in_database(admin_url, owner_url)
    with tempfile.TemporaryDirectory(prefix=".kopi-", dir=file.absolute().parent) as work:
        folder = Path(work)
        with psycopg.connect(source) as snapshot:
            snapshot.execute("set transaction isolation level repeatable read read only")
            name = _one(snapshot, "select pg_export_snapshot()")
            about: dict[str, Any] = {"rows": _rows(snapshot), "roles": snapshot.execute(ROLES).fetchall()}
            out = ["--format=custom", f"--snapshot={name}", f"--file={folder / 'database.dump'}"]
            _run("pg_dump", out, source, "Sikkerhetskopien lot seg ikke ta.")
        (folder / "about.json").write_text(json.dumps(about, indent=1))
        with tarfile.open(folder / "kopi", "w") as archive:
            for part in ("about.json", "database.dump"):
                archive.add(folder / part, part)
        (folder / "kopi").chmod(0o600)
        (folder / "kopi").replace(file)
    say(f"{sum(about['rows'].values())} rader i {len(about['rows'])} tabeller er lagret i {file}.")


def restore(file: Path, owner_url: str, admin_url: str, secret_key: str) -> None:
    """Fill an empty database from `file`, all or nothing; then bring roles and migrations up to date."""
    if not file.is_file():
        raise CannotGoOn(f"Finner ikke {file}.")
    goal = in_database(admin_url, owner_url)
    with psycopg.connect(goal, autocommit=True) as admin:
        if _rows(admin):
            raise CannotGoOn(
                "Databasen er ikke tom, og ingenting er endret. "
                "Legg kopien i en ny BINDELEDD_HOME eller en ny database."
            )
        with tempfile.TemporaryDirectory(prefix="bindeledd-kopi-") as work:
            about = _unpacked(file, Path(work))
            _make_roles(owner_url, secret_key, about["roles"])
            how = ["--single-transaction", "--exit-on-error", f"--dbname={admin.info.dbname}"]
            failing = "Kopien lot seg ikke legge inn, og ingenting er endret."
            _run("pg_restore", [*how, str(Path(work) / "database.dump")], goal, failing)
        if (now := _rows(admin)) != about["rows"]:
            different = [table for table in about["rows"] if now.get(table) != about["rows"][table]]
            raise CannotGoOn(f"Antall rader stemmer ikke etter innlegging i: {', '.join(different)}.")
    migrate.upgrade(owner_url, secret_key)
    say(f"{sum(now.values())} rader i {len(now)} tabeller er lagt inn, og antallet stemmer.")


def _admin_url() -> str:
    """A copy must see every kommune's rows, which no role of the house can: only a superuser."""
    if address := os.environ.get("ADMIN_DATABASE_URL"):
        return migrate.plain(address)
    raise CannotGoOn("Sett ADMIN_DATABASE_URL til databasens superbruker: ingen annen ser alle radene.")


def _rows(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Rows per table, for every table that is ours."""
    tables = [row[0] for row in connection.execute(TABLES).fetchall()]
    return {table: int(_one(connection, f"select count(*) from {table}")) for table in tables}


def _one(connection: psycopg.Connection[Any], query: str) -> Any:
    row = connection.execute(query).fetchone()  # type: ignore[call-overload]
    return row[0] if row else None


def _make_roles(owner_url: str, secret_key: str, roles: list[tuple[str, bool]]) -> None:
    """A role must exist before it can be granted anything. The owner makes them, and so may mend them later."""
    migrate.prepare(owner_url, secret_key)
    with psycopg.connect(migrate.plain(owner_url), autocommit=True) as owner:
        for role, logs_in in roles:
            if owner.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
                continue
            words = "login" if logs_in else "nologin"
            owner.execute(sql.SQL("create role {} " + words).format(sql.Identifier(role)))


def _unpacked(file: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file) as archive:
            for part in ("about.json", "database.dump"):
                content = archive.extractfile(part)
                (folder / part).write_bytes(content.read() if content else b"")
        about: dict[str, Any] = json.loads((folder / "about.json").read_text())
    except (tarfile.TarError, KeyError, ValueError):
        raise CannotGoOn(f"{file} er ikke en sikkerhetskopi fra Bindeledd.") from None
    return about


def _run(program: str, arguments: list[str], url: str, failing: str) -> None:
    """Run one of PostgreSQL's own programs. The login goes by the environment, since others may read a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE"}
    given = conninfo.conninfo_to_dict(url)
    login = {names[key]: str(value) for key, value in given.items() if key in names}
    command = [str(postgres_programs()[0] / program), *arguments]
    done = subprocess.run(command, env=os.environ | login, stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise CannotGoOn(f"{failing}\n{done.stderr.strip()[-1500:]}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
