"""`./infra/run restore <file>`: a whole copy into an empty database, or with `--kommune` one kommune into the running one."""

import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import psycopg

from infra import backup, backup_aside, backup_copy, backup_numbers, backup_seal, migrate
from infra.backup_copy import Copy
from infra.backup_seal import Key
from infra.ground import CannotGoOn, say
from infra.servers import in_database

USE = "Bruk: ./infra/run restore <fil> [--kommune <kommune> [--replace]]"
OLD = "Kopien er av den eldre, ulåste formen: den er ikke kryptert, og ingenting viser om den er endret. Ta en ny så snart du kan."
# What must not happen by itself again after a restore: a letter that left since, a log-in that was ended since.
WAITED = "Kopien som ble lagt tilbake, sier at brevet ventet. Det kan ha gått ut siden. Se etter før det sendes på nytt."
QUIET = (
    ("update letters set state = 'failed', last_error = %(words)s where state = 'waiting'", "brev som ventet, er satt på vent"),
    ("update house_letters set state = 'failed', last_error = %(words)s where state = 'waiting'", "brev fra huset er satt på vent"),
    ("delete from login_sessions where %(words)s <> ''", "innlogginger er avsluttet"),
)


def main(arguments: list[str]) -> int:
    """Restore, with DATABASE_URL (owner) and ADMIN_DATABASE_URL (superuser) set; 2 when it was asked for wrongly."""
    asked = _asked(arguments)
    if asked is None:
        print(USE, file=sys.stderr)
        return 2
    # A stop is an exception, so that what lies aside is taken away, and what is half done is rolled back.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    return backup.told(lambda: _do(*asked))


def restore(
    file: Path, owner_url: str, admin: str, secret_key: str, *, at_hand: list[Key] | None = None, folder: Path | None = None
) -> None:
    """Fill an empty database from `file`, all or nothing, then files that lack in `folder`; then the newest migrations."""
    goal = in_database(admin, owner_url)
    with backup.opened_file(file) as handle:
        copy = backup_copy.opened(handle, file.name, at_hand or backup_seal.keys(secret_key))
        _tell_about(copy, secret_key)
        with psycopg.connect(goal, autocommit=True) as connection:
            if backup_numbers.counted(connection)["rows"]:
                raise CannotGoOn(
                    "Databasen er ikke tom, og ingenting er endret. "
                    "Legg kopien i en ny BINDELEDD_HOME eller en ny database."
                )
        rows = backup_aside.filled(copy, owner_url, goal, secret_key)
        say(f"{rows} rader i {len(copy.about['rows'])} tabeller er lagt inn, og antallet stemmer.")
        files_back(copy, folder)
    migrate.upgrade(owner_url, secret_key)
    _quieten(goal)
    _tell_chains(goal, secret_key)


def files_back(copy: Copy, folder: Path | None) -> int:
    """Lay the files of a copy below `folder` where none lies; how many. What is there already is never touched."""
    laid = left = 0
    for name, blocks in copy.parts():
        if not name.startswith(backup_copy.FILES):
            continue
        place = PurePosixPath(name.removeprefix(backup_copy.FILES))
        if folder is None or place.is_absolute() or ".." in place.parts or (folder / place).exists():
            left += 1
            continue
        _lay(folder / place, blocks)
        laid += 1
    if laid or left:
        why = "ARCHIVE_FOLDER er ikke satt" if folder is None else "de lå der fra før"
        say(f"{laid} filer er lagt i arkivmappen." + (f" {left} er ikke lagt inn: {why}." if left else ""))
    return laid


def _asked(arguments: list[str]) -> tuple[Path, str | None, bool] | None:
    """File, kommune and whether its rows may be replaced; None for anything else."""
    rest, slug, replace = list(arguments), None, "--replace" in arguments
    if replace:
        rest.remove("--replace")
    if "--kommune" in rest:
        at = rest.index("--kommune")
        if at + 1 >= len(rest):
            return None
        slug = rest[at + 1]
        del rest[at : at + 2]
    if len(rest) != 1 or rest[0].startswith("-") or (replace and slug is None):
        return None
    return Path(rest[0]), slug, replace


def _do(file: Path, slug: str | None, replace: bool) -> None:
    secret_key, owner_url = os.environ["SECRET_KEY"], os.environ["DATABASE_URL"]
    at_hand = backup_seal.keys(secret_key, os.environ.get("BACKUP_KEY", "").strip())
    if slug is None:
        restore(file, owner_url, backup.admin_url(), secret_key, at_hand=at_hand, folder=backup.archive_folder())
        return
    from infra.restoring_kommune import restore_kommune

    with backup.opened_file(file) as handle:
        copy = backup_copy.opened(handle, file.name, at_hand)
        restore_kommune(copy, slug, owner_url, backup.admin_url(), secret_key, replace=replace)


def _tell_about(copy: Copy, secret_key: str) -> None:
    if not copy.sealed:
        say(OLD)
    elif copy.about["secret_key"] != backup_seal.mark_of(secret_key):
        say("Kopien er tatt med en annen SECRET_KEY enn den som er satt nå. Koder for totrinns innlogging og segl på loggen "
            "gjelder bare med den gamle.")  # fmt: skip


def _lay(place: Path, blocks: Iterator[bytes]) -> None:
    """Beside its place first, so that half a file is never found."""
    place.parent.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(prefix=".kopi-", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            for block in blocks:
                out.write(block)
        Path(draft).rename(place)
    finally:
        Path(draft).unlink(missing_ok=True)


def _quieten(goal: str) -> None:
    """Nothing leaves twice, and nobody is inside who had logged out: people see to the rest."""
    with psycopg.connect(goal) as admin:
        done = [(admin.execute(query, {"words": WAITED}).rowcount, words) for query, words in QUIET]
    if told := [f"{number} {words}" for number, words in done if number]:
        say("Etter innlegging: " + ", ".join(told) + ".")


def _tell_chains(goal: str, secret_key: str) -> None:
    with psycopg.connect(goal) as admin:
        kommuner, troubled = _number_of_kommuner(admin), backup_numbers.troubled_chains(admin, secret_key)
    if troubled:
        say(f"Loggkjeden henger ikke sammen med denne SECRET_KEY for {len(troubled)} av {kommuner} kommuner: {', '.join(troubled[:20])}.")
    else:
        say(f"Loggkjedene er hele i {kommuner} kommuner.")


def _number_of_kommuner(admin: psycopg.Connection[Any]) -> int:
    found = admin.execute("select count(*) from tenants").fetchone()
    return int(found[0]) if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
