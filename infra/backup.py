"""`./infra/run backup <file>`: the whole database and the archive folder in one sealed file, tried by restoring it.

Papers, minutes and every other attachment are rows, so one snapshot holds what belongs together. The keys are not in
the copy: whoever restores must have BACKUP_KEY (or SECRET_KEY, where the key was made from it).
"""

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import psycopg

from infra import backup_aside, backup_copy, backup_numbers, backup_programs, backup_seal, migrate
from infra.backup_seal import Key
from infra.ground import CannotGoOn, say
from infra.servers import in_database

USE = "Bruk: ./infra/run backup <fil> [--no-check]  eller  ./infra/run backup --check <fil>"
ROLES = "select rolname, rolcanlogin from pg_roles where rolname like 'bindeledd%' order by 1"


def main(arguments: list[str]) -> int:
    """Take a copy or check one, with DATABASE_URL (owner) and ADMIN_DATABASE_URL (superuser) set."""
    names = [word for word in arguments if not word.startswith("--")]
    options = {word for word in arguments if word.startswith("--")}
    if len(names) != 1 or len(options) > 1 or options - {"--check", "--no-check"}:
        print(USE, file=sys.stderr)
        return 2
    # A stop is an exception, so that a half-written copy is taken away.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(143))
    return told(lambda: _do(Path(names[0]), options))


def told(work: Any) -> int:
    """Do the work; what stops it is one sentence, and exit code 1."""
    try:
        work()
    except (CannotGoOn, psycopg.Error) as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1
    except OSError as trouble:
        print(f"Stopper: {trouble.strerror or trouble} ({trouble.filename or 'disken'}).", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _do(file: Path, options: set[str]) -> None:
    secret_key = os.environ["SECRET_KEY"]
    at_hand = backup_seal.keys(secret_key, os.environ.get("BACKUP_KEY", "").strip())
    if "--check" in options:
        check(file, secret_key, at_hand)
        return
    folder = archive_folder()
    backup(file, os.environ["DATABASE_URL"], admin_url(), secret_key,
           at_hand=at_hand, folder=folder, checked="--no-check" not in options)  # fmt: skip


def backup(
    file: Path, owner_url: str, admin: str, secret_key: str,
    *, at_hand: list[Key] | None = None, folder: Path | None = None, checked: bool = True,
) -> None:  # fmt: skip
    """Write the database and `folder` to `file`, readable for us only; the file appears when it is whole and tried."""
    at_hand = at_hand or backup_seal.keys(secret_key)
    if file.exists():
        raise CannotGoOn(f"{file} finnes fra før. Velg et annet navn, eller flytt den først.")
    if at_hand[0].source == "SECRET_KEY":
        say("Kopien låses med en nøkkel fra SECRET_KEY. Ta vare på SECRET_KEY et annet sted enn her, eller sett BACKUP_KEY.")
    handle, name = tempfile.mkstemp(prefix=".kopi-", dir=file.absolute().parent)
    draft = Path(name)
    try:
        with os.fdopen(handle, "w+b") as out:
            about = _write(out, in_database(admin, owner_url), secret_key, at_hand[0], folder)
            out.flush()
            os.fsync(out.fileno())
            say(f"{sum(about['rows'].values())} rader i {len(about['rows'])} tabeller og {about['files']} filer er låst inn.")
            if checked:
                _tried(out, file.name, secret_key, at_hand)
        _appear(draft, file)
    finally:
        draft.unlink(missing_ok=True)
    say(f"Kopien ligger i {file}." + ("" if checked else " Den er ikke prøvd: kjør ./infra/run backup --check."))


def check(file: Path, secret_key: str, at_hand: list[Key] | None = None) -> None:
    """Restore a copy aside, and compare and try what came out. Raises CannotGoOn for one that cannot be relied on."""
    with opened_file(file) as handle:
        _tried(handle, file.name, secret_key, at_hand or backup_seal.keys(secret_key))


def opened_file(file: Path) -> BinaryIO:
    """A copy's file, open for reading."""
    if not file.is_file():
        raise CannotGoOn(f"Finner ikke {file}.")
    return file.open("rb")


def admin_url() -> str:
    """A copy must see every kommune's rows, which no role of the house can: only a superuser."""
    if address := os.environ.get("ADMIN_DATABASE_URL"):
        return migrate.plain(address)
    raise CannotGoOn("Sett ADMIN_DATABASE_URL til databasens superbruker: ingen annen ser alle radene.")


def archive_folder() -> Path | None:
    """Where packages for the archives lie, as the house itself reads the settings; None without one."""
    from saas.config import read

    return read().archive_folder


def _write(out: BinaryIO, source: str, secret_key: str, key: Key, folder: Path | None) -> dict[str, Any]:
    """The three kinds of parts: what it is, the database, and files; numbers and dump are of one and the same snapshot."""
    writer = backup_copy.Writer(out, key)
    with psycopg.connect(source) as snapshot:
        snapshot.execute("set transaction isolation level repeatable read read only")
        about: dict[str, Any] = _about(snapshot, secret_key)
        if not about["rows"]:
            raise CannotGoOn("Databasen er tom, så det er ingenting å ta kopi av.")
        files = dict(_files(folder))
        about["files"] = len(files)
        writer.part(backup_copy.ABOUT, [json.dumps(about, indent=1).encode()])
        writer.part(backup_copy.DATABASE, backup_programs.dumped(source, about["snapshot"]))
    for name, path in files.items():
        writer.part(backup_copy.FILES + name, backup_copy.blocks_of(path))
    writer.close()
    return about


def _about(snapshot: psycopg.Connection[Any], secret_key: str) -> dict[str, Any]:
    role = snapshot.execute("select rolsuper or rolbypassrls from pg_roles where rolname = current_user").fetchone()
    if role is None or not role[0]:
        # FORCE hides every row from anybody else, and pg_dump would then write an empty copy without a word.
        raise CannotGoOn("ADMIN_DATABASE_URL logger ikke inn som superbruker, og ville gitt en kopi uten rader.")
    name = snapshot.execute("select pg_export_snapshot()").fetchone()
    version = snapshot.execute("show server_version").fetchone()
    return {
        "form": 2,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "snapshot": name[0] if name else "",
        "server": version[0] if version else "",
        "head": (migrate.ROOT / "migrations/head").read_text().strip(),
        "secret_key": backup_seal.mark_of(secret_key),
        "roles": snapshot.execute(ROLES).fetchall(),
        **backup_numbers.counted(snapshot),
    }


def _files(folder: Path | None) -> Iterator[tuple[str, Path]]:
    """Ordinary files below the archive folder by their path there. Links are not followed: they may lead anywhere."""
    for path in sorted(folder.rglob("*")) if folder and folder.is_dir() else []:
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(folder).as_posix(), path  # type: ignore[arg-type]


def _tried(handle: BinaryIO, name: str, secret_key: str, at_hand: list[Key]) -> None:
    say("Prøver kopien ved å legge den inn i en database ved siden av …")
    with backup_aside.restored(backup_copy.opened(handle, name, at_hand), secret_key) as aside:
        say(backup_aside.found_well(aside, secret_key))


def _appear(draft: Path, file: Path) -> None:
    """The name appears in one movement, and never over a file that came in the meantime."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise CannotGoOn(f"{file} finnes fra før. Velg et annet navn, eller flytt den først.") from None
    except OSError:  # A file system without links.
        if file.exists():
            raise CannotGoOn(f"{file} finnes fra før. Velg et annet navn, eller flytt den først.") from None
        draft.rename(file)
    folder = os.open(file.absolute().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
