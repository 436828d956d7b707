"""Programs from Debian's packages, unpacked into the cache: nothing on the machine is changed and no service is started.

Needs apt-get and dpkg, but not root. Standard library only.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from infra.ground import CACHE, CannotGoOn, command, digest, leave_mark, marked, say

HOME = CACHE / "debian"


def within_reach() -> bool:
    """Whether a package that is missing here is our own fault: root on a machine with apt-get can always fetch it."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def unpacked(package: str, leave_out: Iterable[str] = ()) -> Path:
    """The folder that `package` and what it needs are unpacked in. Raises CannotGoOn with one sentence when it cannot be had.

    `leave_out` are beginnings of package names that the program runs without.
    """
    place = HOME / package
    mark, wanted = place / ".bindeledd", digest([Path(__file__)], package, *leave_out)
    if marked(mark, wanted):
        return place
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise CannotGoOn(f"Fant ikke {package}, og maskinen har ikke apt-get å hente den med.")
    say(f"Henter {package} fra distribusjonens pakker …")
    names = [package, *(name for name in _needed(package) if name != package and not name.startswith(tuple(leave_out)))]
    draft = HOME / f".{package}.{os.getpid()}"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    command(["apt-get", "download", "-qq", *names], f"Fikk ikke hentet {package} med apt-get.", cwd=draft)
    for archive in sorted(draft.glob("*.deb")):
        command(["dpkg", "-x", archive, draft], f"Fikk ikke pakket ut {archive.name}.")
        archive.unlink()
    shutil.rmtree(place, ignore_errors=True)
    draft.rename(place)
    leave_mark(mark, wanted)
    return place


def libraries(place: Path) -> str:
    """What LD_LIBRARY_PATH must hold for the programs in an unpacked folder, and for nothing else."""
    return ":".join(sorted({str(file.parent) for file in place.glob("usr/lib/*/*.so*")} | {str(place / "usr/lib")}))


def _needed(package: str) -> list[str]:
    """The packages that this machine lacks; apt's own lists are fetched first where there are none and we may."""
    asked = _ask(package)
    if asked is None and os.geteuid() == 0:
        command(["apt-get", "update", "-qq"], "Fikk ikke hentet listen over distribusjonens pakker.")
        asked = _ask(package)
    if asked is None:
        raise CannotGoOn(f"Distribusjonens pakker har ikke {package}.")
    return asked


def _ask(package: str) -> list[str] | None:
    ask = ["apt-get", "install", "--simulate", "--no-install-recommends", package]
    told = subprocess.run(ask, capture_output=True, text=True, check=False, env={**os.environ, "LC_ALL": "C"})
    return re.findall(r"^Inst (\S+)", told.stdout, re.M) if told.returncode == 0 else None
