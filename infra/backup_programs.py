"""PostgreSQL's own programs as streams: what pg_dump writes and what pg_restore reads never lies on a disk in the clear.

They must be of the server's own version: another pg_dump, newer or older, writes down what the server keeps to itself
(15.20 marks columns with `pg_attver`, which only its own pg_dump leaves out), and no other server then takes it.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

import psycopg
from psycopg import conninfo

from infra.backup_copy import from_stream
from infra.cluster import postgres_programs
from infra.ground import CannotGoOn

LOGIN = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
         "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}  # fmt: skip


def dumped(url: str, snapshot: str) -> Iterator[bytes]:
    """The database as it was in `snapshot`, in pg_dump's own form. Raises CannotGoOn after the last block if it failed."""
    arguments = ["--format=custom", f"--snapshot={snapshot}"]
    with _running("pg_dump", arguments, url, "Sikkerhetskopien lot seg ikke ta.", stdout=subprocess.PIPE) as child:
        assert child.stdout
        yield from from_stream(child.stdout)  # type: ignore[arg-type]


def fill(url: str, database: str, blocks: Iterable[bytes]) -> None:
    """Read a dump into an empty database, all of it in one transaction or nothing."""
    arguments = ["--format=custom", "--single-transaction", "--exit-on-error", f"--dbname={database}"]
    failing = "Kopien lot seg ikke legge inn, og ingenting er endret."
    with _running("pg_restore", arguments, url, failing, stdin=subprocess.PIPE) as child:
        assert child.stdin
        # It may stop reading before we are done; its exit code then tells why.
        with suppress(BrokenPipeError):
            for block in blocks:
                child.stdin.write(block)
            child.stdin.close()


@contextmanager
def _running(program: str, arguments: list[str], url: str, failing: str, **ends: int) -> Iterator[subprocess.Popen[bytes]]:
    """The login goes by the environment, since others may read a command line. A child is never left behind."""
    given = conninfo.conninfo_to_dict(url)
    login = {LOGIN[name]: str(value) for name, value in given.items() if name in LOGIN}
    command = [str(_fitting(program, url)), *arguments]
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, env=os.environ | login, stderr=said, **ends)  # type: ignore[call-overload]
        try:
            yield child
        except BaseException:
            # Ended hard and before its input is closed: it must not take half a dump for a whole one.
            child.kill()
            raise
        finally:
            code = child.wait()
            for end in (child.stdin, child.stdout):
                _close(end)
        if code:
            said.seek(0)
            raise CannotGoOn(f"{failing}\n{said.read()[-1500:].decode(errors='replace').strip()}")


def _fitting(program: str, url: str) -> Path:
    """The newest program of the server's major version, and not older than the server: our own, Debian's, or on PATH."""
    with psycopg.connect(url, autocommit=True) as server:
        wanted = divmod(server.info.server_version, 10_000)
    places = [postgres_programs()[0] / program, Path(f"/usr/lib/postgresql/{wanted[0]}/bin/{program}"), shutil.which(program)]
    found = [(_version(place), str(place)) for place in places if place]
    fitting = [each for each in found if each[0][0] == wanted[0] and each[0] >= wanted]
    if not fitting:
        raise CannotGoOn(
            f"Databasen er PostgreSQL {wanted[0]}.{wanted[1]}, og {program} av den utgaven finnes ikke her. "
            f"Installer eller oppdater postgresql-client-{wanted[0]}, eller legg programmene i PATH."
        )
    return Path(max(fitting)[1])


def _version(program: Path | str) -> tuple[int, int]:
    """(major, minor) as a program names itself; (0, 0) for one that is not there."""
    try:
        said = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return 0, 0
    number = re.search(r"\b(\d+)\.(\d+)", said)
    return (int(number[1]), int(number[2])) if number else (0, 0)


def _close(end: IO[bytes] | None) -> None:
    if end:
        with suppress(BrokenPipeError):
            end.close()
