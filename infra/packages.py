"""From whatever Python there is to an environment with exactly the locked packages. Standard library only."""

import glob
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from pathlib import Path

from infra.ground import CACHE, ROOT, CannotGoOn, command, digest, leave_mark, marked, say

INFRA = ROOT / "infra"
BOOT = CACHE / "boot"
UV = BOOT / "bin" / "uv"
LOCKS = {".venv": "requirements.lock", ".venv-test": "requirements-dev.lock"}


def environment(name: str) -> Path:
    """Make sure of the environment `.venv` or `.venv-test`; returns the path of its Python."""
    venv, lock = ROOT / name, INFRA / LOCKS[name]
    python, mark = venv / "bin" / "python", venv / ".bindeledd"
    wanted = digest([lock], sys.version, os.path.realpath(sys.executable), str(ROOT))
    if marked(mark, wanted) and python.exists():
        return python
    say(f"Henter Python-pakkene i infra/{lock.name} (det tar et halvt minutt første gang) …")
    mark.unlink(missing_ok=True)
    try:
        fetch_uv()
        _with_uv(venv, python, lock)
    except CannotGoOn as trouble:
        say(f"uv kom ikke i mål, prøver med pip i stedet (tregere): {trouble}")
        _with_pip(venv, python, lock)
    leave_mark(mark, wanted)
    say("Python-pakkene er på plass.")
    return python


def fetch_uv() -> None:
    """Fetch the locked uv into the cache with some pip, unless it is there already."""
    mark, wanted = BOOT / ".bindeledd", digest([INFRA / "bootstrap.lock"])
    if marked(mark, wanted) and UV.exists():
        return
    shutil.rmtree(BOOT, ignore_errors=True)
    BOOT.mkdir(parents=True)
    quiet = ["--quiet", "--disable-pip-version-check", "--no-compile", "--require-hashes"]
    lock = ["-r", INFRA / "bootstrap.lock"]
    command([*some_pip(), "install", *quiet, "--target", BOOT, *lock], "Fikk ikke hentet uv med pip.")
    leave_mark(mark, wanted)


def install_beside(folder: Path, lock: Path) -> None:
    """Install a lock into a folder of its own, outside any environment: with uv, else with pip. Only what it names."""
    failing, what = f"Fikk ikke hentet pakkene i infra/{lock.name}.", ["--no-deps", "--require-hashes", "-r", lock]
    try:
        fetch_uv()
        _tell_uv_the_index()
        command([UV, "pip", "install", "--quiet", "--python", sys.executable, "--target", folder, *what], failing)
    except CannotGoOn:
        command([*some_pip(), "install", "--quiet", "--target", folder, *what], failing)


def some_pip() -> list[str]:
    """A command that runs some pip, whatever the distribution has left out of Python."""
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    places = ["/usr/share/python-wheels/pip-*.whl"]
    if (ensurepip := importlib.util.find_spec("ensurepip")) and ensurepip.origin:
        places.insert(0, os.path.join(os.path.dirname(ensurepip.origin), "_bundled", "pip-*.whl"))
    if (wheel := _first(places)) or (wheel := _pip_from_the_distribution(places)):
        return [sys.executable, os.path.join(wheel, "pip")]
    if index := configured_index():
        return [sys.executable, os.path.join(_pip_from(index), "pip")]
    raise CannotGoOn(
        "Python her har verken pip eller ensurepip, og ingen pakkekilde er valgt. "
        "Installer pakken python3-venv (eller python3-pip), eller sett PIP_INDEX_URL, og prøv igjen."
    )


def _first(places: list[str]) -> str | None:
    """The newest file that matches the first pattern with any match."""
    return next((sorted(found)[-1] for place in places if (found := glob.glob(place))), None)


def _pip_from_the_distribution(places: list[str]) -> str | None:
    """On a bare Debian the administrator's own package tool has pip's wheel, one small package."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    say("Python her mangler pip; henter det fra distribusjonen …")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-y", "-qq", "python3-pip-whl"], check=False, **quiet)  # type: ignore[call-overload]
    return _first(places)


def configured_index() -> str | None:
    """The package index that pip has been told to use, which uv would not know of by itself."""
    if address := os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL"):
        return address
    if not importlib.util.find_spec("pip"):
        return None
    ask = [sys.executable, "-m", "pip", "config", "get", "global.index-url"]
    asked = subprocess.run(ask, capture_output=True, text=True, check=False)
    return asked.stdout.strip() or None


def _tell_uv_the_index() -> None:
    """uv does not read pip's settings, so what pip would have used is handed to it."""
    if index := configured_index():
        os.environ.setdefault("UV_DEFAULT_INDEX", index)


def _pip_from(index: str) -> str:
    """Fetch the locked pip from an index's plain page, checked by its hash: the one file that pip cannot fetch."""
    pinned = set(re.findall(r"sha256:([0-9a-f]{64})", (INFRA / "pip.lock").read_text()))
    page = index.rstrip("/") + "/pip/"
    with urllib.request.urlopen(page, timeout=60) as answer:
        links = re.findall(r'href="([^"]+\.whl)#sha256=([0-9a-f]{64})"', answer.read().decode())
    for link, fingerprint in links:
        if fingerprint in pinned:
            with urllib.request.urlopen(urllib.parse.urljoin(page, link), timeout=120) as answer:
                wheel = answer.read()
            if hashlib.sha256(wheel).hexdigest() == fingerprint:
                place = CACHE / link.rsplit("/", 1)[-1]
                place.write_bytes(wheel)
                return str(place)
    raise CannotGoOn("Pakkekilden har ikke den pip som infra/pip.lock nevner. Installer python3-venv og prøv igjen.")


def _with_uv(venv: Path, python: Path, lock: Path) -> None:
    """Bring the environment to exactly what the lock says; rebuild it from nothing if that does not go."""
    _tell_uv_the_index()
    sync = [UV, "pip", "sync", "--quiet", "--python", python, "--require-hashes", lock]
    if _same_python(venv):
        try:
            return command(sync, "")
        except CannotGoOn:
            say("Det gamle miljøet lot seg ikke oppdatere, lager det på nytt …")
    shutil.rmtree(venv, ignore_errors=True)
    make = [UV, "venv", "--quiet", "--python", sys.executable, "--no-python-downloads", venv]
    command(make, f"Fikk ikke laget miljøet {venv.name}.")
    command(sync, f"Fikk ikke installert pakkene i infra/{lock.name}.")


def _same_python(venv: Path) -> bool:
    """Whether an environment is there already and was made by the Python that runs now."""
    about = venv / "pyvenv.cfg"
    version = "{}.{}.{}".format(*sys.version_info[:3])
    return about.is_file() and (venv / "bin" / "python").exists() and version in about.read_text()


def _with_pip(venv: Path, python: Path, lock: Path) -> None:
    """The slow way, for machines where uv cannot run or cannot reach the index."""
    pip = some_pip()
    shutil.rmtree(venv, ignore_errors=True)
    command([sys.executable, "-m", "venv", "--without-pip", venv], f"Fikk ikke laget miljøet {venv.name}.")
    install = ["--python", python, "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r", lock]
    command([*pip, *install], "Fikk ikke installert pakkene. Er det nettilgang, og er pakkekilden riktig satt opp?")
