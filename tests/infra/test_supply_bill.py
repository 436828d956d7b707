"""The bill of materials is valid CycloneDX and always the same; licences are known and let in; nobody pretends to have looked."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from referencing import Registry, Resource

from infra import supply, supply_audit, supply_licences, supply_sbom
from infra.ground import ROOT, CannotGoOn

SCHEMAS = Path(__file__).parents[1] / "data" / "cyclonedx"


@pytest.fixture(scope="module")
def bom() -> dict[str, Any]:
    """The bill as the verb makes it."""
    return supply_sbom.bom()


@pytest.fixture(scope="module")
def schema() -> Draft7Validator:
    """CycloneDX's own schema for 1.6, with the two that it points to."""
    told = {path.name.partition(".SNAPSHOT")[0]: json.loads(path.read_text()) for path in SCHEMAS.glob("*.json")}
    known = Registry().with_resources([(one["$id"], Resource.from_contents(one)) for one in told.values()])
    return Draft7Validator(told["bom-1.6"], registry=known)


def test_the_bill_is_valid_by_the_formats_own_schema(bom: dict[str, Any], schema: Draft7Validator) -> None:
    assert [(list(error.path), error.message[:120]) for error in schema.iter_errors(bom)][:5] == []


def test_the_schema_would_have_found_a_fault(bom: dict[str, Any], schema: Draft7Validator) -> None:
    wrong = {**bom, "components": [{**bom["components"][0], "type": "søppel"}, *bom["components"][1:]]}

    assert any("søppel" in error.message for error in schema.iter_errors(wrong))


def test_the_same_locks_give_the_same_bytes(bom: dict[str, Any]) -> None:
    assert json.dumps(supply_sbom.bom()) == json.dumps(bom)


def test_a_time_is_told_only_when_somebody_gives_it(bom: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794268800")
    assert "timestamp" not in bom["metadata"] and supply_sbom.bom()["metadata"]["timestamp"] == "2026-11-10T00:00:00Z"

    monkeypatch.setenv("SOURCE_DATE_EPOCH", "i går")
    with pytest.raises(CannotGoOn, match="SOURCE_DATE_EPOCH"):
        supply_sbom.bom()


def test_everything_that_is_locked_and_delivered_is_in_the_bill_once(bom: dict[str, Any]) -> None:
    refs = [component["bom-ref"] for component in bom["components"]]
    wanted = {f"pkg:pypi/{pin.name}@{pin.version}" for pin, _ in supply.installed()}
    wanted |= {f"pkg:npm/{part.name.replace('@', '%40')}@{part.version}" for part in supply.parts() if not part.only_for_tests}

    assert wanted <= set(refs) and len(refs) == len(set(refs))
    assert not any("axe-core" in ref for ref in refs)
    assert all(component.get("licenses") for component in bom["components"])


def test_what_is_named_as_needed_is_there_and_all_is_reached_from_the_house(bom: dict[str, Any]) -> None:
    refs = {component["bom-ref"] for component in bom["components"] if component["scope"] == "required"}
    needs = {one["ref"]: one["dependsOn"] for one in bom["dependencies"]}
    reached, waiting = set(), [supply_sbom.ROOT_REF]
    while waiting:
        if (ref := waiting.pop()) not in reached:
            reached.add(ref)
            waiting += needs.get(ref, [])

    assert {one for named in needs.values() for one in named} <= refs
    assert refs - reached == set()


def test_served_files_and_ready_made_programs_are_named_with_their_fingerprints(bom: dict[str, Any]) -> None:
    inner = [one for component in bom["components"] for one in component.get("components", [])]
    files = {one["name"]: one for one in inner if one["type"] == "file"}

    assert {str(asset.place.relative_to(ROOT)) for asset in supply.assets() if ".cache" not in str(asset.place)} == files.keys()
    assert all(one["hashes"][0]["alg"] == "SHA-512" for one in files.values())
    assert {"postgresql", "valkey", "openssl", "libpq", "highs", "typst-library"} <= {one["name"] for one in inner}


def test_the_list_of_licences_is_the_one_that_lies_in_the_tree() -> None:
    """But for packages that some Pythons take in another version, or not at all, and what is built into those."""
    varying = {pin.name for pin in supply.pins("requirements.lock") if pin.marker}
    wanted = {line for line in _lines(supply_licences.table()) if not varying & set(line)}

    assert wanted == {line for line in _lines((ROOT / "infra/trust/lisenser.md").read_text()) if not varying & set(line)}, (
        "./infra/run licences > infra/trust/lisenser.md"
    )
    assert len(wanted) > 80


def _lines(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in table.splitlines() if line.startswith("|")]


def test_every_licence_is_known_and_let_in() -> None:
    assert supply_licences.refused(supply_licences.delivered()) == []
    tools = [(name, licence) for name, licence in supply_sbom.SETUP.items() if not supply_licences.acceptable(licence)]
    assert tools == [] and {pin.name for lock in supply_sbom.SETUP_LOCKS for pin in supply.pins(lock)} == supply_sbom.SETUP.keys()


def test_what_only_the_tests_use_has_a_licence_too() -> None:
    rows = [("test", pin.name, pin.version, supply_licences.licence_of(there)) for pin, there in supply.installed("requirements-dev.lock")]
    rows += [("test", part.name, part.version, supply_licences.spdx(part.licence)) for part in supply.parts()]

    assert supply_licences.refused(rows) == []


@pytest.mark.parametrize(
    ("expression", "let_in"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("GPL-2.0-only OR MIT", True), ("MIT AND GPL-3.0-only", False), ("", False),
        ("AGPL-3.0-or-later", False), ("(MIT OR GPL-2.0-only) AND BSD-3-Clause", True), ("MIT OR", False), ("MIT MIT", False),
        ("GPL-3.0-or-later", False), ("GPL-3.0-or-later WITH GCC-exception-3.1", True), ("Proprietary", False), ("(MIT", False),
    ],
)  # fmt: skip
def test_the_policy_reads_expressions_as_they_are_meant(expression: str, let_in: bool) -> None:
    assert supply_licences.acceptable(expression) is let_in


def test_a_package_without_a_licence_stops_the_list(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [("Python", "ukjent-pakke", "1", ""), ("Python", "smittsom", "2", "GPL-3.0-only")]
    monkeypatch.setattr(supply_licences, "delivered", lambda: rows)

    assert supply_licences.main() == 1
    told = capsys.readouterr()
    assert told.out == "" and "ukjent-pakke 1: «ukjent»" in told.err and "smittsom 2: «GPL-3.0-only»" in told.err


def test_every_folder_of_others_facts_is_on_the_list() -> None:
    carried = {str(path.parent.relative_to(ROOT)) for path in (ROOT / "saas").rglob("*") if path.suffix in (".csv", ".xsd")}

    assert carried <= supply_licences.CARRIED.keys()
    assert all((ROOT / folder).is_dir() for folder in supply_licences.CARRIED)


class Advisories:
    """The service's own answers for two packages, one of them on two pages; everything asked is kept."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.garbled = False

    def answer(self, path: str, body: dict[str, Any]) -> tuple[int, bytes]:
        """(status, body) for one call, as the service answers it."""
        if self.garbled:
            return 200, b"<html>Innlogging til nettverket</html>"
        if path != "/v1/querybatch":
            name = path.rpartition("/")[2]
            span = {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "9.9"}]}
            affected = [{"package": {"purl": "pkg:pypi/flask"}, "ranges": [span]}]
            told = {"id": name, "aliases": ["CVE-2026-0001"], "summary": "Et hull.", "affected": affected}
            return 200, json.dumps(told | ({"withdrawn": "2026-01-01"} if name == "PYSEC-3" else {})).encode()
        results = []
        for query in body["queries"]:
            purl = query["package"]["purl"]
            self.asked.append(purl)
            second = {"vulns": [{"id": "PYSEC-2"}]}
            page = second if "page_token" in query else {"vulns": [{"id": "PYSEC-1"}], "next_page_token": "mer"}
            results.append(page if purl.startswith("pkg:pypi/flask@") else {"vulns": [{"id": "PYSEC-3"}]} if "jinja2" in purl else {})
        return 200, json.dumps({"results": results}).encode()


@pytest.fixture
def advisories(monkeypatch: pytest.MonkeyPatch) -> Iterator[Advisories]:
    """A service on this machine, and the setting that points to it."""
    told = Advisories()

    class Hand(BaseHTTPRequestHandler):
        def _reply(self, body: dict[str, Any]) -> None:
            status, words = told.answer(self.path, body)
            self.send_response(status)
            self.send_header("Content-Length", str(len(words)))
            self.end_headers()
            self.wfile.write(words)

        def do_POST(self) -> None:
            self._reply(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def do_GET(self) -> None:
            self._reply({})

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Hand)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    monkeypatch.setenv("ADVISORIES_URL", f"http://127.0.0.1:{server.server_port}/")
    yield told
    server.shutdown()
    server.server_close()


def test_a_known_hole_is_told_and_ends_with_one(advisories: Advisories, capsys: pytest.CaptureFixture[str]) -> None:
    assert supply_audit.main([]) == 1

    told = capsys.readouterr().out
    assert "PYSEC-1, CVE-2026-0001. Et hull. Rettet i 9.9." in told and "PYSEC-2" in told, "also what stands on the second page"
    assert "PYSEC-3" not in told, "what was withdrawn is no hole"
    assert "2 kjente sikkerhetshull" in told and "postgresql" in told
    every = {f"pkg:pypi/{pin.name}@{pin.version}" for lock in supply_audit.LOCKS for pin in supply.pins(lock)}
    assert every <= set(advisories.asked) and any(purl.startswith("pkg:npm/%40digdir") for purl in advisories.asked)


def test_a_hole_that_was_considered_can_be_left_out_by_any_of_its_names(advisories: Advisories, capsys: pytest.CaptureFixture[str]) -> None:
    assert supply_audit.main(["--unntatt", "PYSEC-1", "--unntatt", "CVE-2026-0001"]) == 0
    assert "0 kjente sikkerhetshull, 2 er unntatt" in capsys.readouterr().out


def test_an_answer_that_is_none_is_not_taken_for_good_news(advisories: Advisories, capsys: pytest.CaptureFixture[str]) -> None:
    advisories.garbled = True

    assert supply_audit.main([]) == 3
    told = capsys.readouterr()
    assert "IKKE KONTROLLERT" in told.err and "kjente sikkerhetshull" not in told.out


def test_a_service_out_of_reach_is_said_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("ADVISORIES_URL", "http://127.0.0.1:9")

    assert supply_audit.main([]) == 3
    assert "IKKE KONTROLLERT: Fikk ikke svar" in capsys.readouterr().err
