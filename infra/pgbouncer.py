"""PgBouncer's program, for the tests: the machine's own, else Debian's, unpacked into the cache. Standard library only."""

import os
import shutil
from pathlib import Path

from infra import debian, unprivileged
from infra.ground import CannotGoOn


def program() -> Path:
    """$PGBOUNCER, else one on the machine, else Debian's, unpacked into the cache. Raises CannotGoOn with one sentence."""
    if chosen := os.environ.get("PGBOUNCER"):
        if os.access(chosen, os.X_OK):
            return Path(chosen)
        raise CannotGoOn(f"PGBOUNCER peker på {chosen}, som ikke er et program. Rett adressen eller fjern variabelen.")
    if there := shutil.which("pgbouncer", path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"):
        return Path(there)
    place = debian.unpacked("pgbouncer")
    return unprivileged.programs(debian.HOME, [place.name], place.name) / place.name / "usr/sbin/pgbouncer"


def surroundings(found: Path) -> dict[str, str]:
    """What the program's environment must hold: the libraries that were unpacked beside it, if any were."""
    place = found.parents[2]
    return {"LD_LIBRARY_PATH": debian.libraries(place)} if place.name == "pgbouncer" else {}
