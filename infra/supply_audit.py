"""`./infra/run audit-packages`: every locked package looked up among known vulnerabilities (OSV); says so when nobody answered.

Ends with 0 when all was looked up and nothing found, 1 when something was found, and 3 when it was not looked up.
"""

import argparse
import json
import os
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from infra import supply, supply_bundled
from infra.ground import CannotGoOn, say

SERVICE = "https://api.osv.dev"
AT_ONCE = 500
PATIENCE = 20  # seconds for one answer
LOCKS = ("requirements.lock", "requirements-dev.lock", "bootstrap.lock", "pip.lock", "node.lock")
NPM_FOLDERS = ("", "browser")


class NoAnswer(Exception):
    """The service could not be asked, or what it said was no answer; the message is one clear sentence."""


@dataclass(frozen=True)
class Finding:
    """One known vulnerability in one locked package: its id and other names, what it is, and where it is mended."""

    purl: str
    id: str
    aliases: tuple[str, ...]
    summary: str
    fixed: tuple[str, ...]


def addresses() -> list[str]:
    """Every locked package and what is inside those that tell, as package addresses («pkg:pypi/flask@3.1.3»), sorted."""
    found = {f"pkg:pypi/{pin.name}@{pin.version}" for lock in LOCKS for pin in supply.pins(lock)}
    found |= {f"pkg:npm/{part.name.replace('@', '%40')}@{part.version}" for folder in NPM_FOLDERS for part in supply.parts(folder)}
    for _, there in supply.installed():
        # Only what is published under a name of its own can be looked up; a Linux distribution's own builds cannot.
        found |= {inner.purl for inner in supply_bundled.inside(there) if inner.purl.startswith("pkg:cargo/")}
    return sorted(found)


def not_looked_up() -> list[str]:
    """Ready-made programs inside packages that no common list knows: whoever runs the house follows their own news."""
    found = set()
    for pin, there in supply.installed():
        for inner in supply_bundled.inside(there):
            if not inner.purl.startswith("pkg:cargo/"):
                found.add(f"{inner.name} {inner.version}".strip() + f" (i {pin.name})")
    return sorted(found)


def look_up(purls: list[str], service: str = SERVICE) -> list[Finding]:
    """Known vulnerabilities of these packages. Raises NoAnswer when the service is away or says something else."""
    pairs: set[tuple[str, str]] = set()
    for start in range(0, len(purls), AT_ONCE):
        asked = [{"package": {"purl": purl}} for purl in purls[start : start + AT_ONCE]]
        pairs |= _pages(service, purls[start : start + AT_ONCE], asked)
    told = {name: _get(service, f"/v1/vulns/{quote(name)}") for name in sorted({name for _, name in pairs})}
    return [_finding(purl, told[name]) for purl, name in sorted(pairs) if not told[name].get("withdrawn")]


def _pages(service: str, purls: list[str], queries: list[dict[str, Any]]) -> set[tuple[str, str]]:
    """(package, id) of one batch, with the further pages that some packages have."""
    found: set[tuple[str, str]] = set()
    while queries:
        results = _get(service, "/v1/querybatch", {"queries": queries}).get("results")
        if not isinstance(results, list) or len(results) != len(queries):
            raise NoAnswer("Tjenesten svarte på noe annet enn det den ble spurt om.")
        more, theirs = [], []
        for purl, query, result in zip(purls, queries, results, strict=True):
            result = result or {}
            found |= {(purl, str(one["id"])) for one in result.get("vulns") or []}
            if token := result.get("next_page_token"):
                more.append({**query, "page_token": token})
                theirs.append(purl)
        queries, purls = more, theirs
    return found


def _finding(purl: str, told: dict[str, Any]) -> Finding:
    name = purl.partition("@")[0] if not purl.startswith("pkg:npm/%40") else purl.rpartition("@")[0]
    fixed = {
        event["fixed"]
        for affected in told.get("affected", [])
        if quote(affected.get("package", {}).get("purl", name), safe=":/%") == name
        for span in affected.get("ranges", [])
        for event in span.get("events", [])
        if "fixed" in event and span.get("type") != "GIT"
    }
    return Finding(purl, str(told["id"]), tuple(told.get("aliases", [])), told.get("summary") or "", tuple(sorted(fixed)))


def _get(service: str, path: str, body: object = None) -> dict[str, Any]:
    """One answer as JSON. Raises NoAnswer."""
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(service + path, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(asked, timeout=PATIENCE) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as trouble:
        raise NoAnswer(f"Tjenesten svarte {trouble.code}.") from None
    except (OSError, ValueError) as trouble:
        raise NoAnswer(f"Fikk ikke svar: {getattr(trouble, 'reason', None) or trouble}.") from None
    if not isinstance(told, dict):
        raise NoAnswer("Tjenesten svarte på noe annet enn det den ble spurt om.")
    return told


def main(arguments: list[str]) -> int:
    """Look everything up and tell; the exit code says which of the three it was."""
    parser = argparse.ArgumentParser(prog="./infra/run audit-packages")
    parser.add_argument("--unntatt", action="append", default=[], metavar="ID", help="et kjent hull som er vurdert, og ikke gjelder oss")
    excepted = set(parser.parse_args(arguments).unntatt)
    service = os.environ.get("ADVISORIES_URL", "").strip().rstrip("/") or SERVICE
    if not service.startswith(("https://", "http://")):
        print("Stopper: ADVISORIES_URL må begynne med https:// eller http://.", file=sys.stderr)
        return 2
    try:
        purls = addresses()
        say(f"Slår opp {len(purls)} låste pakker hos {service} …")
        found = look_up(purls, service)
    except (NoAnswer, CannotGoOn) as trouble:
        print(f"IKKE KONTROLLERT: {trouble} Prøv igjen fra en maskin som når {service}, eller sett ADVISORIES_URL.", file=sys.stderr)
        return 3
    return _tell(purls, [one for one in found if not excepted & {one.id, *one.aliases}], len(found))


def _tell(purls: list[str], found: list[Finding], before: int) -> int:
    for one in found:
        names = ", ".join([one.id, *one.aliases])
        mended = f" Rettet i {', '.join(one.fixed)}." if one.fixed else " Ingen rettet utgave er kjent."
        print(f"{one.purl}: {names}. {one.summary.rstrip('.') or 'Uten omtale'}.{mended}")
    aside = f", {before - len(found)} er unntatt" if before != len(found) else ""
    print(f"{len(purls)} pakker er slått opp: {len(found)} kjente sikkerhetshull{aside}.")
    print("Ikke med i oppslaget, og må følges hos dem som lager dem: " + ", ".join(not_looked_up()) + ".")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
