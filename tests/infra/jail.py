"""Runs a command as a container would: as a stranger without rights, on a tree that nobody can write to, with /tmp alone.

As root this is a mount namespace of its own in which everything but /tmp is read-only; without root the tree's write bits go.
"""

import os
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra import unprivileged
from tests.infra.container_kit import HOME, Stage, command

STRANGER = 10001
# The tree is laid where the image has it; all that is mounted becomes read-only; /tmp is new and empty.
ENTER = """
set -e
mount --make-rprivate /
mount -t tmpfs -o size=256m,mode=1777 tmpfs "$SCRATCH"
mkdir -p "$SCRATCH/tree"; mount --bind "$TREE" "$SCRATCH/tree"
for place in $(awk '{print $2}' /proc/mounts | sort -u); do
  case "$place" in /proc*|/sys*|/dev*|"$SCRATCH") ;; *) mount -o remount,bind,ro "$place" 2>/dev/null || true ;; esac
done
mount --rbind "$SCRATCH" /tmp
cd /tmp/tree
exec setpriv --pdeathsig TERM --reuid "$STRANGER" --regid "$STRANGER" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all "$@"
"""


def run(
    stage: Stage, root: Path, settings: dict[str, str], *arguments: str, module: list[str] | None = None, **options: Any
) -> "subprocess.Popen[str]":
    """Start a role of the image, or a Python `module` in it, with the image's environment and these settings only."""
    tree = root / HOME.lstrip("/")
    jailed = can_jail()
    seen = Path("/tmp/tree") if jailed else tree  # noqa: S108
    words = module or command(stage, *arguments)
    assert words[0] == "python"
    words = [str(seen / ".venv/bin/python"), *words[1:]]
    environment = {name: value.replace(HOME, str(seen)) for name, value in stage.environment.items()} | settings
    if jailed:
        # Everything in /tmp is hidden by the new one, so the tree is bound from where it lies to the place it is seen.
        words = ["unshare", "--mount", "sh", "-c", ENTER, "sh", *words]
        environment |= {"TREE": str(tree), "STRANGER": str(stranger(tree)), "SCRATCH": "/mnt"}
    else:
        _close(tree)
        environment |= {"HOME": str(root), "BINDELEDD_HOME": str(root / "home")}
    return subprocess.Popen(words, env=environment, cwd=tree, text=True, preexec_fn=unprivileged.die_with_parent(), **options)


def can_jail() -> bool:
    """Whether we may make a mount namespace and leave root behind in it."""
    if os.geteuid() != 0 or not (shutil.which("unshare") and shutil.which("setpriv")):
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


def stranger(tree: Path) -> int:
    """The user the image runs as; where this machine's Python is root's own secret, root without any of its powers."""
    python = (tree / ".venv/bin/python").resolve()
    return STRANGER if all(step.stat().st_mode & 0o001 for step in python.parents) else 0


def _close(tree: Path) -> None:
    for place in [tree, *(path for path in tree.rglob("*") if not path.is_symlink())]:
        place.chmod(place.stat().st_mode & ~0o222)


@contextmanager
def carried(unix: Path) -> Iterator[int]:
    """A port on this machine that leads to a server's own socket, which strangers may not open; the port."""

    class Carry(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.socket(socket.AF_UNIX) as far:
                far.connect(str(unix))
                back = threading.Thread(target=_pour, args=(far, self.request), daemon=True)
                back.start()
                _pour(self.request, far)
                back.join(5)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True

    with Server(("127.0.0.1", 0), Carry) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield int(server.server_address[1])
        server.shutdown()


def _pour(source: socket.socket, into: socket.socket) -> None:
    try:
        while block := source.recv(65536):
            into.sendall(block)
        into.shutdown(socket.SHUT_WR)
    except OSError:
        return
