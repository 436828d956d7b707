"""The drill of the point in time: a row is lost at a known moment, and the database is brought back to just before.

`./infra/run drill tidspunkt` makes a small PostgreSQL of its own that keeps its log (WAL), takes a base copy,
writes, loses, and recovers into a second one. Nothing of it touches any other database; all of it is gone afterwards.
"""

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg import conninfo

from infra import migrate, unprivileged
from infra.drills.telling import Tale
from infra.embedded import Postgres
from infra.ground import CannotGoOn
from infra.servers import in_database

KEY = "nokkelen-til-en-ovelse-0123456789abcdef"
PATIENCE = 120  # seconds
FOUND = """
with k as (insert into tenants (slug, name, number, mark) values (%s, %s, '9901', 'Ø') returning id)
insert into organisations (tenant_id, name, type) select id, unnest(%s::text[]), 'school' from k
"""
ROWS = "select t.slug, o.name from organisations o join tenants t on t.id = o.tenant_id order by 1, 2"


def main() -> int:
    """Do the drill and tell each step; 0 when the lost row is back and what came after it is not."""
    with unprivileged.scratch() as home:
        store = unprivileged.own(_made(home / "arkiv"), 0o700)
        try:
            return _drill(home, store)
        except CannotGoOn as trouble:
            print(f"Øvelsen stoppet: {trouble}", file=sys.stderr)
            return 1


def told(tale: Tale) -> None:
    """The same, as one of the drills."""
    code = main()
    tale.expect("databasen er tilbake som like før raden ble slettet.", "ja." if code == 0 else "nei.", code == 0)


def _drill(home: Path, store: Path) -> int:
    first = Postgres(_made(home / "for"), durable=False, archive_mode="on", wal_level="replica", archive_command=_archiving(store))
    first.start()
    try:
        migrate.upgrade(first.owner_url, KEY)
        base = base_copy(first, home / "grunnkopi")
        print(f"1. Grunnkopien er tatt ({_size(base)} MB), og loggen legges i et arkiv.")
        with psycopg.connect(in_database(first.admin_url, first.owner_url), autocommit=True) as admin:
            wanted, moment = _lose(admin)
            last = admin.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
        _await(lambda: (store / str(last and last[0])).exists(), "Loggen kom ikke til arkivet.")
        print(f"3. Hele loggen ligger i arkivet: {len(list(store.iterdir()))} filer.")
    finally:
        first.stop()
    return _recover(home, base, store, first, moment, wanted)


def base_copy(server: Postgres, place: Path) -> Path:
    """The whole cluster's files while it runs, taken with pg_basebackup."""
    unprivileged.own(_made(place), 0o700)
    given = conninfo.conninfo_to_dict(server.admin_url)
    login = {name: str(given[key]) for name, key in (("PGHOST", "host"), ("PGUSER", "user"), ("PGPASSWORD", "password"))}
    options = ["--pgdata", str(place), "--wal-method", "none", "--checkpoint", "fast"]
    try:
        done = subprocess.run(
            [str(server.programs / "pg_basebackup"), *options], env=os.environ | server.environment | login, timeout=PATIENCE,
            cwd=server.folder, stderr=subprocess.PIPE, text=True, check=False, **unprivileged.identity(),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        # It waits for the archive, without an end: a base copy without the log that belongs to it is worth nothing.
        raise CannotGoOn("Loggen kom ikke til arkivet, og uten den er en grunnkopi ikke noe verdt.") from None
    if done.returncode:
        raise CannotGoOn(f"Grunnkopien lot seg ikke ta.\n{done.stderr.strip()[-1500:]}")
    return place


def recovering(base: Path, server: Postgres, source: Postgres, store: Path, moment: datetime) -> None:
    """Make `server`'s data of a base copy, and tell it to read the archive up to `moment` and no further."""
    for role in ("dbadmin", "bindeledd_owner"):
        shutil.copy(source.folder / f"{role}-password", server.folder)
        unprivileged.own(server.folder / f"{role}-password", 0o600)
    shutil.move(base, server.data)
    unprivileged.own(server.data, 0o700)
    target = {
        "restore_command": f"cp {shlex.quote(str(store))}/%f %p", "recovery_target_time": moment.isoformat(),
        "recovery_target_action": "promote",
    }  # fmt: skip
    lines = [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'\n" for name, value in target.items()]
    with (server.data / "postgresql.auto.conf").open("a") as settings:
        settings.writelines(lines)
    unprivileged.own(_touched(server.data / "recovery.signal"), 0o600)


def _lose(admin: psycopg.Connection) -> tuple[list[tuple[str, str]], datetime]:
    """Write, look at the clock, lose a row and write more. What there was at that moment, and the moment itself."""
    for slug in ("nordvik", "hamnes"):
        admin.execute(FOUND, (slug, slug.title(), [f"{slug} skole", f"{slug} klubb"]))
    wanted = admin.execute(ROWS).fetchall()
    moment = _one(admin, "select clock_timestamp()")
    admin.execute("select pg_sleep(0.05)")
    lost = admin.execute("delete from organisations where name = 'nordvik skole'").rowcount
    admin.execute("insert into organisations (tenant_id, name, type) select id, 'for sent', 'school' from tenants")
    print(f"2. Klokken {moment:%H:%M:%S.%f} var alt på plass. Like etter ble {lost} rad slettet, og andre skrev videre.")
    return wanted, moment


def _recover(home: Path, base: Path, store: Path, first: Postgres, moment: datetime, wanted: list[tuple[str, str]]) -> int:
    began, second = time.monotonic(), Postgres(_made(home / "etter"), durable=False)
    recovering(base, second, first, store, moment)
    second.start()
    try:
        with psycopg.connect(in_database(second.admin_url, second.owner_url), autocommit=True) as admin:
            _await(lambda: not _one(admin, "select pg_is_in_recovery()"), "Gjenopprettingen ble ikke ferdig.")
            found, took = admin.execute(ROWS).fetchall(), time.monotonic() - began
    finally:
        second.stop()
    if found != wanted:
        print(f"Databasen er ikke som den var: {found} i stedet for {wanted}.", file=sys.stderr)
        return 1
    print(f"4. Databasen er tilbake slik den var da, på {took:.1f} sekunder: raden er der, og det som kom etterpå, er ikke.")
    return 0


def _archiving(store: Path) -> str:
    """A file's name appears when all of it is there, and a file that is there is never written over."""
    to = shlex.quote(str(store))
    return f"test ! -f {to}/%f && cp %p {to}/%f.ny && mv {to}/%f.ny {to}/%f"


def _await(done: Callable[[], bool], failing: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not done():
        if time.monotonic() > deadline:
            raise CannotGoOn(failing)
        time.sleep(0.02)


def _one(connection: psycopg.Connection, query: str) -> Any:
    row = connection.execute(query).fetchone()  # type: ignore[arg-type]
    return row[0] if row else None


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o711)
    return folder


def _touched(file: Path) -> Path:
    file.touch()
    return file


def _size(folder: Path) -> int:
    return sum(os.lstat(path).st_size for path in folder.rglob("*")) >> 20


if __name__ == "__main__":
    sys.exit(main())
