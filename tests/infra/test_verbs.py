"""Every verb that contract and README promise is in the table; the wrong ones say so."""

import importlib.util
import os
import socket
import subprocess
import sys

import pytest

from infra import unprivileged
from infra.ground import ROOT
from infra.verbs import VERBS, main

PROMISED = "web worker migrate demo statistics release backup restore check-walls take-in verify-audit bench bounces pooler check-text"
PROMISED += " protect sbom licences audit-packages trust drill citus-plan"


def test_the_table_holds_every_promised_verb() -> None:
    assert sorted(VERBS) == sorted(PROMISED.split())


@pytest.mark.parametrize("name", sorted(VERBS))
def test_a_verbs_module_exists(name: str) -> None:
    module = VERBS[name].module

    assert module is None or importlib.util.find_spec(module), f"{name} is promised, but {module} is not there"


def test_an_unknown_verb_shows_the_table(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["flytt"]) == 2

    told = capfd.readouterr()
    assert "«flytt»" in told.err and "check-walls" in told.err
    assert told.out == ""


def test_a_taken_port_is_one_clear_sentence() -> None:
    with unprivileged.scratch() as home, socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        environment = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
        done = subprocess.run(
            [sys.executable, "-m", "infra.serve"],
            env=environment | {"PORT": port, "BINDELEDD_HOME": str(home), "BINDELEDD_MODE": "demo"},
            cwd=ROOT, capture_output=True, text=True, timeout=30, check=False,
        )  # fmt: skip

        assert done.returncode == 1
        assert f"Port {port} er opptatt" in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
