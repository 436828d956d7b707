"""The Dockerfile and the compose file say what the product is: real commands, real settings, real ports, and nothing loose."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from infra import debian, pooler, production, settings_env, verbs
from infra.ground import ROOT, CannotGoOn
from saas import config
from tests.infra import container_kit, manifest_kit
from tests.infra.container_kit import DOCKER, HOME, Stage, copied, is_ignored

STAGES = container_kit.stages((DOCKER / "Dockerfile").read_text())
SHIPPED = list(STAGES.values())[-1]
COMPOSE: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
# Who may know the owner's password: those that make the walls, and the one that needs to know where the database is.
TRUSTED = {"migrate", "pooler-settings"}
FILLED = {"SITE": "bindeledd.example.no", "POOL_SIZE": "10"}
SECRETS = {
    "SECRET_KEY": "k" * 48, "SMTP_URL": "smtps://post.example:465", "DATABASE_URL": "postgresql://bindeledd_admin:x@database:5432/bindeledd",
    "METRICS_TOKEN": "t" * 32,
}  # fmt: skip


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_every_file_that_is_copied_is_there_and_not_ignored(stage: Stage) -> None:
    for word, rest in stage.steps:
        if word != "COPY":
            continue
        origin, sources, _ = copied(rest)
        if origin is None:
            assert [source for source in sources if not (ROOT / source).exists() or is_ignored(source)] == []
        else:
            assert list(STAGES).index(origin) < list(STAGES).index(stage.name), f"{origin} is made after {stage.name}"


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_every_stage_stands_on_a_named_edition(stage: Stage) -> None:
    assert stage.base in STAGES or (":" in stage.base and not stage.base.endswith(":latest"))


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_what_is_fetched_is_locked_and_nothing_is_left_lying(stage: Stage) -> None:
    for rest in (rest for word, rest in stage.steps if word == "RUN"):
        assert not re.search(r"pip install|curl|wget|npm (i|install) ", rest), (
            "fetch by a lock, through infra.packages or infra.parts"
        )
        if "apt-get install" in rest:
            assert "--no-install-recommends" in rest and "rm -rf /var/lib/apt/lists" in rest


def test_no_secret_lies_in_the_image() -> None:
    told = [rest for stage in STAGES.values() for word, rest in stage.steps if word in ("ENV", "ARG", "LABEL")]
    assert [each for each in told if re.search(r"KEY|PASSWORD|TOKEN|SECRET|_URL", each)] == []


def test_what_is_shipped_runs_as_somebody_without_rights_and_what_it_says_is_true() -> None:
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", SHIPPED.last("USER")) and re.fullmatch(
        r"\d+:\d+", STAGES["pooler"].last("USER")
    )
    assert json.loads(SHIPPED.last("ENTRYPOINT")) == ["python", "-m", "infra.production"]
    assert json.loads(SHIPPED.last("CMD"))[0] in production.ROLES
    assert json.loads(SHIPPED.last("HEALTHCHECK").partition("CMD ")[2])[3] in production.ROLES
    assert SHIPPED.last("EXPOSE") == SHIPPED.environment["PORT"] and STAGES["pooler"].last("EXPOSE") == str(pooler.PORT)
    assert (
        set(SHIPPED.environment) - {"PATH", "HOME", "PYTHONPATH", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}
        <= manifest_kit.known_settings()
    )
    assert SHIPPED.environment["BINDELEDD_MODE"] == "production" and SHIPPED.environment["BINDELEDD_HOME"].startswith("/tmp/")  # noqa: S108


def test_nothing_is_run_or_written_in_the_last_stage_but_empty_folders() -> None:
    user = [word for word, _ in SHIPPED.steps].index("USER")
    assert all(word not in ("RUN", "COPY") for word, _ in SHIPPED.steps[user:])
    assert [rest for word, rest in SHIPPED.steps if word == "RUN" and not rest.startswith("install -d ")] == []
    assert all("--chown" not in rest for word, rest in SHIPPED.steps if word == "COPY"), "the tree stays root's"
    assert SHIPPED.last("WORKDIR") == HOME


def test_the_builder_is_given_only_what_is_named() -> None:
    for path in (
        ".git/config",
        ".data/secret-key",
        "tests/world.py",
        "infra/docker/hemmelig/secret_key",
        ".venv/bin/python",
        "README.md",
    ):
        assert is_ignored(path), path
    for path in ("saas/app.py", "infra/production.py", "migrations/head", "templates/frame/error.html", "infra/.npmrc"):
        assert not is_ignored(path), path


def test_the_compose_file_follows_its_own_specification() -> None:
    schema = manifest_kit.compose_schema()
    judge = jsonschema.validators.validator_for(schema)(schema)
    assert [f"{fault.json_path}: {fault.message}" for fault in judge.iter_errors(COMPOSE)] == []
    assert list(judge.iter_errors({"services": {"web": {"image": "x", "dependson": ["y"]}}}))


@pytest.mark.parametrize("name", OURS)
def test_our_containers_are_closed(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True and service["cap_drop"] == ["ALL"]
    assert service["user"] == "10001:10001" and service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service and "ports" not in service
    build = service["build"]
    assert build["target"] in STAGES and (DOCKER / build["context"]).resolve() == ROOT and (ROOT / build["dockerfile"]).exists()


@pytest.mark.parametrize("name", [name for name in OURS if "command" in SERVICES[name]])
def test_each_commands_role_is_real(name: str) -> None:
    role, *rest = SERVICES[name]["command"]
    assert role in production.ROLES
    if role == "do":
        assert rest[0] in verbs.VERBS


@pytest.mark.parametrize("name", [name for name in OURS if "environment" in SERVICES[name]])
def test_each_container_is_given_what_it_demands_and_nothing_that_is_unknown(name: str) -> None:
    """The very readers of the product read what the file gives, its secrets filled in."""
    service, environ = SERVICES[name], _environment(name)
    assert set(service["environment"]) <= manifest_kit.known_settings()
    for setting, file in ((key, value) for key, value in service["environment"].items() if key.endswith("_FILE")):
        assert file == f"/run/secrets/{setting.removesuffix('_FILE').lower()}" and file.rpartition("/")[2] in service["secrets"]
    assert set(service["secrets"]) <= set(COMPOSE["secrets"])
    assert ("DATABASE_URL" in environ) == (name in TRUSTED)
    read = config.read(environ)
    assert read.mode == "production" and read.edge.proxies == 1 and read.public_url == "https://bindeledd.example.no"
    if name in TRUSTED:
        assert settings_env.read(environ).database_url
    if name == "pooler-settings":
        assert "host=database" in pooler._settings(environ, DOCKER)


def test_the_rooms_go_by_the_pooler_and_the_ports_meet() -> None:
    settings = _environment("web")
    assert settings["ROOMS_URL"].startswith(f"postgresql://pooler:{pooler.PORT}/")
    assert settings["ROOMS_URL"].rpartition("/")[2] == SERVICES["database"]["environment"]["POSTGRES_DB"]
    assert _environment("migrate")["DATABASE_URL"].rpartition("/")[2] == SERVICES["database"]["environment"]["POSTGRES_DB"]
    assert settings["REDIS_URL"].startswith("redis://queue:6379")
    assert f"dynamic a web {SHIPPED.environment['PORT']}" in (DOCKER / "Caddyfile").read_text()
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_there_are_two_webs_and_two_workers_and_one_clock_after_the_migration() -> None:
    assert {name: SERVICES[name].get("deploy", {}).get("replicas", 1) for name in ("web", "worker", "clock")} == {
        "web": 2,
        "worker": 2,
        "clock": 1,
    }
    for name in ("web", "worker", "clock"):
        assert SERVICES[name]["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
    named = {other for service in SERVICES.values() for other in service.get("depends_on", {})}
    assert named <= set(SERVICES)


def test_the_database_and_the_queue_are_reached_from_inside_alone() -> None:
    assert SERVICES["database"]["networks"] == SERVICES["queue"]["networks"] == SERVICES["pooler"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True} and "inside" not in SERVICES["proxy"]["networks"]


def test_the_proxy_says_itself_who_asks_and_hides_what_is_for_operators() -> None:
    said = (DOCKER / "Caddyfile").read_text()
    assert "header_up X-Forwarded-For {remote_host}" in said and "path /metrics /helse/*" in said
    allowed = re.search(r"max_size (\d+)MB", said)
    assert allowed and config.Settings.max_upload + 512 * 1024 < int(allowed[1]) * 10**6


def test_caddy_itself_can_read_its_file() -> None:
    """Debian's Caddy, unpacked in the cache; where apt is out of reach this is not shown, and said so."""
    import subprocess

    try:
        caddy = debian.unpacked("caddy") / "usr/bin/caddy"
    except CannotGoOn as lacking:
        if debian.within_reach():
            raise
        pytest.skip(str(lacking))
    ask = [str(caddy), "validate", "--adapter", "caddyfile", "--config", str(DOCKER / "Caddyfile")]
    done = subprocess.run(
        ask,
        env={"SITE": "bindeledd.example.no", "HOME": "/nonexistent", "PATH": "/usr/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize("name", ["X", "SECRET_KEY"])
def test_a_secret_may_lie_in_a_file(tmp_path: Any, name: str) -> None:
    (tmp_path / "hemmelig").write_text("k" * 40 + "\n")
    environ = {f"{name}_FILE": str(tmp_path / "hemmelig")}
    production.take_secrets(environ)
    assert environ == ({"SECRET_KEY": "k" * 40} if name == "SECRET_KEY" else {"X_FILE": str(tmp_path / "hemmelig")})


def test_a_nights_copy_takes_the_place_of_the_oldest_only_when_it_is_safe(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (1, 2, 3):
        (tmp_path / f"bindeledd-2026-01-0{day}T020000Z.kopi").write_text("")
    (tmp_path / "noe-annet.kopi").write_text("")
    asked, code = [], 1

    def backup(arguments: list[str]) -> int:
        asked.append(arguments[0])
        if code == 0:
            Path(arguments[1]).write_text("ny")
        return code

    monkeypatch.setattr(verbs, "main", backup)
    monkeypatch.setenv("BACKUP_KEEP", "2")
    assert production.main(["nightly", str(tmp_path)]) == 1 and len(list(tmp_path.iterdir())) == 4
    code = 0
    assert production.main(["nightly", str(tmp_path)]) == 0 and asked == ["backup", "backup"]
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left[0] == "bindeledd-2026-01-03T020000Z.kopi" and left[-1] == "noe-annet.kopi" and len(left) == 3
    assert production.main(["nightly", str(tmp_path / "borte")]) == 1


def _environment(name: str) -> dict[str, str]:
    """A service's environment as its process sees it, once secrets are read from their files."""
    given: dict[str, str] = {}
    for key, value in SERVICES[name]["environment"].items():
        filled = re.sub(r"\$\{(\w+)(?::?[-?]([^}]*))?\}", lambda match: FILLED.get(match[1], match[2] or ""), str(value))
        given[key.removesuffix("_FILE")] = SECRETS[key.removesuffix("_FILE")] if key.endswith("_FILE") else filled
    assert shlex.split(given["PUBLIC_URL"]) == [given["PUBLIC_URL"]]
    return given
