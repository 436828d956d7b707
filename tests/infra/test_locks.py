"""What is fetched is what was locked, from wherever this machine fetches things: no lock names a host."""

import json
import re
from pathlib import Path

import pytest

INFRA = Path(__file__).resolve().parents[2] / "infra"
PYTHON_LOCKS = sorted(INFRA.glob("*.lock"))
NPM_LOCKS = [INFRA / "package-lock.json", INFRA / "browser" / "package-lock.json", INFRA / "postgres" / "package-lock.json"]


@pytest.mark.parametrize("lock", [*PYTHON_LOCKS, *NPM_LOCKS], ids=lambda lock: str(lock.relative_to(INFRA)))
def test_no_lock_names_a_host(lock: Path) -> None:
    named = [line for line in lock.read_text().splitlines() if "://" in line or "--index" in line]

    assert named == [], f"{lock.name} names where it was made. Make it again with --no-header, without `resolved`."


@pytest.mark.parametrize("lock", PYTHON_LOCKS, ids=lambda lock: lock.name)
def test_every_python_package_is_pinned_by_hash(lock: Path) -> None:
    packages = re.split(r"\n(?=\S)", lock.read_text().strip())

    assert packages
    assert [package for package in packages if "==" not in package or "--hash=sha256:" not in package] == []


@pytest.mark.parametrize("lock", NPM_LOCKS, ids=lambda lock: str(lock.relative_to(INFRA)))
def test_every_npm_package_is_pinned_by_hash(lock: Path) -> None:
    packages = {name: about for name, about in json.loads(lock.read_text())["packages"].items() if name}

    assert packages
    assert [name for name, about in packages.items() if not about.get("integrity", "").startswith("sha512-")] == []


@pytest.mark.parametrize("folder", [INFRA, INFRA / "browser"], ids=["infra", "browser"])
def test_package_json_and_its_lock_agree(folder: Path) -> None:
    asked = json.loads((folder / "package.json").read_text())
    locked = json.loads((folder / "package-lock.json").read_text())["packages"][""]

    for kind in ("dependencies", "devDependencies"):
        assert asked.get(kind, {}) == locked.get(kind, {})
        assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in asked.get(kind, {}).values())
