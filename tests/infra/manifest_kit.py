"""What the container tests know of the product: which settings it reads, and the schemas that manifests are held against."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from infra import extras
from infra.ground import ROOT

KUBERNETES = ROOT / "infra" / "kubernetes"
# Settings that are read by others than us: PostgreSQL's and Caddy's own images.
THEIRS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "POSTGRES_INITDB_ARGS", "SITE"}
SETTING = re.compile(r"""["']([A-Z][A-Z0-9]+(?:_[A-Z0-9]+)*)["']""")


@cache
def known_settings() -> set[str]:
    """Every name that the code reads from the environment, as it stands in quotes in the files that read it."""
    readers = [
        path
        for folder in ("saas", "infra")
        for path in (ROOT / folder).glob("*.py")
        if "environ" in path.read_text() or "env" in path.read_text()
    ]
    names = {name for path in readers for name in SETTING.findall(path.read_text())}
    from infra.production import SECRETS

    return names | {f"{name}_FILE" for name in SECRETS} | {"ROOM_" + kind.upper() + "_URL" for kind in ("lobby", "kommune")}


def compose_schema() -> Any:
    """The Compose specification's own JSON schema."""
    return json.loads((extras.schemas() / "check_jsonschema/builtin_schemas/vendor/compose-spec.json").read_text())


def wrong_by_kubernetes(each: dict[str, Any], version: str) -> list[str]:
    """What Kubernetes' own schema of this version has against an object; unknown fields are wrong too."""
    folder = extras.schemas() / f"kubernetes_validate/kubernetes-json-schema/v{version}.0-local-strict"
    group, _, edition = each["apiVersion"].rpartition("/")
    name = "-".join(filter(None, (each["kind"].lower(), group.split(".")[0], edition)))
    registry: Registry[Any] = Registry(retrieve=lambda uri: Resource(_read(folder / uri.rpartition("/")[2]), DRAFT202012))  # type: ignore[call-arg]
    validator = jsonschema.Draft202012Validator(_read(folder / f"{name}.json"), registry=registry)
    return [
        f"{each['kind']} {each['metadata']['name']}: {fault.json_path} {fault.message}" for fault in validator.iter_errors(each)
    ]


@cache
def _read(file: Path) -> Any:
    return json.loads(file.read_text())


def manifests(folder: str) -> list[dict[str, Any]]:
    """Every object that a kustomization names, with its images named as it says."""
    told = yaml.safe_load((KUBERNETES / folder / "kustomization.yaml").read_text())
    found = [each for name in told["resources"] for each in yaml.safe_load_all((KUBERNETES / folder / name).read_text())]
    return [each for each in found if each]


def pods() -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(name, pod template, the object it stands in) of everything that runs."""
    found = []
    for each in manifests("first") + manifests("house"):
        spec = each.get("spec", {})
        template = spec.get("template") or spec.get("jobTemplate", {}).get("spec", {}).get("template")
        if template:
            found.append((each["metadata"]["name"], template, each))
    return found


def containers(template: dict[str, Any]) -> list[dict[str, Any]]:
    """All containers of a pod, those that run first included."""
    return [*template["spec"].get("initContainers", []), *template["spec"]["containers"]]
