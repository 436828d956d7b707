"""What the house is made of, read from the locks: Python packages, front-end parts, and the programs that lie inside them."""

import json
import re
import tomllib
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from infra.ground import ROOT, CannotGoOn

INFRA = ROOT / "infra"
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\]+?))?\s*(?:\\|$)")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Pin:
    """One locked Python package: canonical name, exact version, the files that are accepted (SHA-256, hex), where it is for."""

    name: str
    version: str
    hashes: tuple[str, ...]
    marker: str = ""

    @property
    def is_for_here(self) -> bool:
        """Whether this Python on this machine takes it; a lock serves several."""
        return not self.marker or Marker(self.marker).evaluate()


@dataclass(frozen=True)
class Part:
    """One locked npm package: name, version, SHA-512 as npm writes it («sha512-…»), licence, whether only tests use it."""

    name: str
    version: str
    integrity: str
    licence: str
    only_for_tests: bool
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Asset:
    """One file that is taken out of an npm package: where it lies there, where it is put here, and its SHA-512."""

    part: str
    place: Path
    integrity: str


def pins(lock: str) -> list[Pin]:
    """Every pin of a lock in infra/. Raises CannotGoOn for a line that is anything else than a pinned, hashed package."""
    found = []
    for entry in re.split(r"\n(?=\S)", (INFRA / lock).read_text().strip()):
        head, hashes = PIN.match(entry), tuple(HASH.findall(entry))
        if head is None or not hashes:
            raise CannotGoOn(f"infra/{lock} har en linje uten nøyaktig utgave og fingeravtrykk: «{entry.splitlines()[0]}».")
        found.append(Pin(canonicalize_name(head["name"]), head["version"], hashes, (head["marker"] or "").strip()))
    return found


def installed(lock: str = "requirements.lock") -> list[tuple[Pin, metadata.Distribution]]:
    """The pins that are for this machine, each with what is installed. Raises CannotGoOn where the two disagree."""
    found, apart = [], []
    for pin in pins(lock):
        if not pin.is_for_here:
            continue
        try:
            there = metadata.distribution(pin.name)
        except metadata.PackageNotFoundError:
            apart.append(f"{pin.name} mangler")
            continue
        if there.version != pin.version:
            apart.append(f"{pin.name} er {there.version}, låsen sier {pin.version}")
        found.append((pin, there))
    if apart:
        raise CannotGoOn(f"Miljøet er ikke slik infra/{lock} sier: {'; '.join(apart)}.")
    return sorted(found, key=lambda pair: pair[0].name)


def parts(folder: str = "") -> list[Part]:
    """Every npm package of a package-lock.json under infra/, the deepest copy of each name and version once."""
    told = json.loads((INFRA / folder / "package-lock.json").read_text())["packages"]
    found = {}
    for place, about in told.items():
        if place:
            name = place.rpartition("node_modules/")[2]
            facts = (name, about["version"], about.get("integrity", ""), about.get("license", ""), bool(about.get("dev")))
            found[name, about["version"]] = Part(*facts, tuple(sorted(about.get("dependencies", {}))))
    return [found[key] for key in sorted(found)]


def assets() -> list[Asset]:
    """The lines of assets.txt."""
    lines = (INFRA / "assets.txt").read_text().splitlines()
    told = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [Asset(part, ROOT / place, integrity) for part, place, integrity in told]


def project() -> dict[str, object]:
    """The tables «project» and «dependency-groups» of pyproject.toml, side by side."""
    told = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {**told["project"], "groups": told["dependency-groups"]}


def asked_for() -> list[Requirement]:
    """What pyproject.toml asks for in operation, as requirements."""
    asked = project()["dependencies"]
    return [Requirement(line) for line in asked]  # type: ignore[attr-defined]


def needs(distribution: metadata.Distribution, extras: tuple[str, ...] = ()) -> list[Requirement]:
    """What an installed package needs here, with the chosen extras; in the order of names."""
    found = []
    for line in distribution.requires or []:
        need = Requirement(line)
        # An extra is a choice: what it needs counts only where somebody has asked for it.
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in extras or ("",)):
            found.append(need)
    return sorted(found, key=lambda need: canonicalize_name(need.name))


def reachable(asked: list[Requirement]) -> set[str]:
    """The names of all packages that one comes to from `asked`, through what is installed."""
    seen: set[tuple[str, tuple[str, ...]]] = set()
    waiting = list(asked)
    while waiting:
        need = waiting.pop()
        here = (canonicalize_name(need.name), tuple(sorted(need.extras)))
        if here not in seen:
            seen.add(here)
            waiting += needs(metadata.distribution(here[0]), ("", *here[1]))
    return {name for name, _ in seen}
