"""The database is restarted under the web, has no more connections to give, or is killed in the middle of a migration."""

import os
import signal
import subprocess
import sys
from contextlib import ExitStack, suppress

import psycopg

from infra import migrate, unprivileged
from infra.drills.killing import PAGES, expect_away
from infra.drills.load import Load
from infra.drills.stage import SECRET, Stage, until
from infra.drills.telling import Tale
from infra.ground import ROOT
from saas.config import room_password

ROOM = 1000  # more than a server has to give


def restarted(stage: Stage, tale: Tale, *, letters: int) -> None:
    """An operator restarts PostgreSQL; neither web nor worker is touched."""
    stage.fresh()
    load, browser = Load(stage, letters, 0), stage.browser()
    with stage.unattended():
        tale.does("PostgreSQL stoppes.")
        stage.postgres.stop()
        try:
            expect_away(stage, tale, browser)
            stage.work()
        finally:
            tale.does("PostgreSQL startes igjen.")
            stage.postgres.start()
    said = [browser.get(page).status_code for page in PAGES]
    tale.expect("sidene virker igjen uten at nettstedet er startet på nytt.", said, said == [200, 200])
    stage.sweep("outbox.sweep")
    stage.work()
    load.prove(tale)


def exhausted(stage: Stage, tale: Tale, *, letters: int) -> None:
    """Somebody else holds every connection."""
    stage.fresh()
    load, browser = Load(stage, letters, 0), stage.browser()
    login = f"user=bindeledd_public password={room_password('public', SECRET)}"
    where = psycopg.conninfo.conninfo_to_dict(migrate.plain(stage.owner_url))
    with ExitStack() as holding:
        stage.let_go()
        number = 0
        with suppress(psycopg.OperationalError):
            while number < ROOM:
                holding.enter_context(psycopg.connect(f"{login} host={where['host']} dbname={where['dbname']}"))
                number += 1
        tale.does(f"{number} tilkoblinger holdes av andre; PostgreSQL har ingen igjen.")
        expect_away(stage, tale, browser)
        stage.work()
        tale.expect("brevene venter.", f"{load.states()}.", load.states() == {"waiting": letters})
    tale.does("Tilkoblingene slippes.")
    well = until(lambda: browser.get(PAGES[0]).status_code == 200)
    tale.expect("siden virker igjen.", "200." if well else "ikke ennå.", well)
    stage.sweep("outbox.sweep")
    stage.work()
    load.prove(tale)


def migration(stage: Stage, tale: Tale, *, times: int = 2) -> None:
    """kill -9 in the middle of a migration: all of it or nothing of it stands, and the next one ends well."""
    name = f"ovelse_{os.getpid()}"
    url = stage.postgres.create_database(name)
    environment = {**stage.environment, "DATABASE_URL": url, "SECRET_KEY": SECRET}
    try:
        for number in range(times):
            _cut_short(stage, tale, name, environment, 40 + 200 * number)
        tale.does("Migrering på nytt.")
        migrate.upgrade(url, SECRET)
        tale.expect("databasen står på nyeste trinn.", "nyeste." if migrate.at_head(url) else "ikke.", migrate.at_head(url))
        before = _tables(stage, name)
        migrate.upgrade(url, SECRET)
        tale.expect_number("Tabeller etter enda en migrering", before, _tables(stage, name))
    finally:
        stage.postgres.drop_database(name)


def _cut_short(stage: Stage, tale: Tale, name: str, environment: dict[str, str], wanted: int) -> None:
    """Begin a migration, and kill it once it holds so many locks."""
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.migrate"], env=environment, cwd=ROOT, preexec_fn=unprivileged.die_with_parent()
    )
    found = until(lambda: process.poll() is not None or _locks(stage, name) > wanted)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    tale.does(f"kill -9 på migreringen da den holdt over {wanted} låser (kode {process.returncode}).")
    tale.expect("den ble drept midt i.", f"kode {process.returncode}.", found and process.returncode == -signal.SIGKILL)
    gone = until(lambda: _locks(stage, name) == 0)
    tale.expect("databasen slipper alt den holdt.", "sluppet." if gone else "holder ennå.", gone)
    tale.expect_number("Tabeller som står igjen etter den halve", 0, _tables(stage, name))


def _locks(stage: Stage, name: str) -> int:
    held = "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = %s AND l.locktype = 'relation'"
    return int(stage.ask(held, name)[0][0])


def _tables(stage: Stage, name: str) -> int:
    with psycopg.connect(stage.postgres.admin_url, dbname=name, autocommit=True) as admin:
        row = admin.execute("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'app')").fetchone()
    return int(row[0]) if row else -1
