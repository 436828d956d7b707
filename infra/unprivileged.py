"""Servers that refuse to run as root: under whom, in which folder and with which copy of their programs they run."""

import ctypes
import hashlib
import os
import pwd
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

IS_ROOT = os.geteuid() == 0
OUTSIDE = Path("/var/lib/bindeledd")
LONGEST_SOCKET_FOLDER = 90  # bytes: the kernel allows 107 for the whole path, and the socket needs a name


def identity() -> dict[str, Any]:
    """Arguments for subprocess that leave root behind; nothing when we are not root."""
    if not IS_ROOT:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def own(path: Path, mode: int) -> Path:
    """Give a file or folder to the one the servers run as."""
    if IS_ROOT:
        nobody = pwd.getpwnam("nobody")
        os.chown(path, nobody.pw_uid, nobody.pw_gid)
    path.chmod(mode)
    return path


def folder(home: Path, name: str) -> Path:
    """A server's own folder below `home`, or below /var/lib when root's `home` is closed to everyone else."""
    home.mkdir(parents=True, exist_ok=True)
    if IS_ROOT:
        home.chmod(home.stat().st_mode | 0o011)
        if not _open_to_others(home):
            home = OUTSIDE / hashlib.sha256(bytes(home.resolve())).hexdigest()[:12]
    place = home / name
    place.mkdir(parents=True, exist_ok=True)
    return own(place, 0o700)


def socket_folder(place: Path) -> Path:
    """Where a server's socket lies: its own folder, unless that path is too long for a socket."""
    if len(bytes(place)) <= LONGEST_SOCKET_FOLDER:
        return place
    return own(Path(tempfile.mkdtemp(prefix="bindeledd-")), 0o700)


def programs(site: Path, parts: list[str], version: str) -> Path:
    """The folder that holds a wheel's `parts`: where they were installed, or a copy that others than root can read.

    All parts are copied together, since the programs find their libraries by a path relative to themselves.
    """
    if not IS_ROOT or all(_open_to_others(site / part) for part in parts):
        return site
    copy = OUTSIDE / "programs" / version
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=copy.parent))
        for part in parts:
            shutil.copytree(site / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        try:
            draft.rename(copy)
        except OSError:  # Another start came first; its copy is as good as ours.
            shutil.rmtree(draft)
    return copy


def die_with_parent(how: signal.Signals = signal.SIGTERM) -> Callable[[], None]:
    """A preexec_fn: the kernel sends the child `how` when we are gone, even if we were killed with -9."""
    library = ctypes.CDLL(None) if sys.platform == "linux" else None

    def ask_the_kernel() -> None:
        if library:
            library.prctl(1, int(how))

    return ask_the_kernel


@contextmanager
def scratch() -> Iterator[Path]:
    """A short-lived home for servers in tests: short enough for sockets, open enough for the servers' own user."""
    home = Path(tempfile.mkdtemp(prefix="bindeledd-"))
    home.chmod(0o711)
    try:
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _open_to_others(path: Path) -> bool:
    """Whether any user can walk all the way down to a folder."""
    path = path.resolve()
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents))
