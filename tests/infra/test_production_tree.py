"""The image's own steps, done without an engine: the tree that comes out is served by a stranger who can write to none of it."""

import os
import re
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra import unprivileged
from infra.cluster import Postgres
from infra.ground import ROOT
from infra.servers import in_database
from tests.infra import container_kit, jail
from tests.infra.container_kit import HOME, Stage
from tests.infra.pooled import free_port, standing_before
from tests.world import SECRET

LOOK = """
import os
for place in ("/tmp/x", "{tree}/x", "{tree}/saas/x.py", "{tree}/.venv/x", "/etc/x", "/var/x", "/opt/x"):
    try:
        open(place, "w").close(); print(place)
    except OSError:
        pass
print("uid", os.getuid(), "rights", open("/proc/self/status").read().split("CapEff:")[1].split()[0])
"""


@pytest.fixture(scope="module")
def image() -> Iterator[tuple[Stage, Path]]:
    """What `docker build` would ship: the last stage and its root folder."""
    with tempfile.TemporaryDirectory(prefix="bindeledd-bilde-", ignore_cleanup_errors=True) as home:
        os.chmod(home, 0o755)
        yield container_kit.shipped(Path(home))
        for place in [Path(home), *(path for path in Path(home).rglob("*") if path.is_dir() and not path.is_symlink())]:
            place.chmod(0o755)


@pytest.fixture(scope="module")
def database() -> Iterator[tuple[Postgres, str]]:
    """An empty database of a cluster of its own, and a superuser's way into it: what docker compose gives the migration."""
    with unprivileged.scratch() as home:
        server = Postgres(home, durable=False)
        try:
            server.start()
            with psycopg.connect(server.admin_url, autocommit=True) as admin:
                admin.execute("CREATE DATABASE shipped")
            yield server, in_database(server.admin_url, server.owner_url_of("shipped"))
        finally:
            server.stop()


@pytest.fixture(scope="module")
def settings(database: tuple[Postgres, str], valkey: Any, mailbox: Any) -> Iterator[dict[str, str]]:
    """A container's environment: by PgBouncer to the database, as the manifests say."""
    server, url = database
    unix = Path(valkey.socket) / "valkey.sock"
    with standing_before(url, POOL_SIZE="4") as rooms, jail.carried(unix) as queue:
        yield {
            "SECRET_KEY": SECRET, "ROOMS_URL": rooms, "REDIS_URL": f"redis://127.0.0.1:{queue}/0", "PORT": str(free_port()),
            "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}", "PUBLIC_URL": "https://bindeledd.test", "TRUSTED_PROXIES": "1",
            "WEB_PROCESSES": "1",
        }  # fmt: skip


@pytest.fixture(scope="module")
def migrated(image: tuple[Stage, Path], database: tuple[Postgres, str], settings: dict[str, str]) -> tuple[int, str]:
    """The migration's container, run to its end as a superuser of an empty database; its exit code and words."""
    stage, root = image
    # It alone goes past PgBouncer; the server's socket is in a folder of its own, so it runs outside the closed room.
    words = [str(root / HOME.lstrip("/") / ".venv/bin/python"), *container_kit.command(stage, "do", "migrate")[1:]]
    with unprivileged.scratch() as home:
        environment = {**stage.environment, **settings, "DATABASE_URL": database[1], "BINDELEDD_HOME": str(home)}
        environment = {name: value.replace(HOME, str(root) + HOME) for name, value in environment.items() if name != "ROOMS_URL"}
        done = subprocess.run(
            words, env=environment, cwd=root / HOME.lstrip("/"), capture_output=True, text=True, check=False, timeout=240
        )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def web(image: tuple[Stage, Path], settings: dict[str, str], migrated: tuple[int, str]) -> Iterator["subprocess.Popen[str]"]:
    """The image's own command, with nothing but its settings, until the page answers."""
    assert migrated[0] == 0, migrated[1]
    stage, root = image
    with tempfile.TemporaryFile("w+") as said:
        process = jail.run(stage, root, settings, stdout=said, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + 240
        while not _answers(settings["PORT"]):
            said.seek(0)
            assert process.poll() is None and time.monotonic() < deadline, said.read()[-3000:]
            time.sleep(0.1)
        yield process
        process.terminate()
        process.wait(30)


def test_the_tree_holds_what_runs_and_nothing_else(image: tuple[Stage, Path]) -> None:
    tree = image[1] / HOME.lstrip("/")

    assert {path.name for path in tree.iterdir()} == {".venv", "saas", "tenants", "migrations", "templates", "infra"}
    names = {str(path.relative_to(tree)) for path in tree.rglob("*") if ".venv" not in path.parts}
    assert not [name for name in names if name.startswith(("infra/docker", "infra/kubernetes", "infra/bench", "tests"))]
    assert {
        "templates/static/vendor/ds.css",
        "templates/fonts/Inter_400Regular.ttf",
        "templates/locale/nn/LC_MESSAGES/messages.mo",
    } <= names
    assert not [name for name in names if Path(name).name in (".env", "secret-key", "state.json")]


def test_it_holds_exactly_the_packages_of_the_lock(image: tuple[Stage, Path]) -> None:
    site = next((image[1] / HOME.lstrip("/") / ".venv" / "lib").glob("python*/site-packages"))
    installed = {f"{_plain(each.metadata['Name'])}=={each.version}" for each in metadata.distributions(path=[str(site)])}
    lock = (ROOT / "infra" / "requirements.lock").read_text()
    locked = {f"{_plain(name)}=={version}" for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+)", lock)}

    assert installed <= locked and locked - installed <= _only_elsewhere(lock)


def test_a_stranger_in_it_can_write_to_tmp_alone(image: tuple[Stage, Path]) -> None:
    stage, root = image
    tree = "/tmp/tree" if jail.can_jail() else str(root) + HOME  # noqa: S108
    look = ["python", "-c", LOOK.format(tree=tree)]
    told = (
        jail.run(stage, root, {}, module=look, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        .communicate(timeout=60)[0]
        .split("\n")
    )

    if not jail.can_jail():
        pytest.skip("Bare root kan gjøre resten av maskinen skrivebeskyttet; treet er lukket, men resten er ikke prøvd her.")
    assert told[0] == "/tmp/x" and told[1].startswith("uid ") and told[1].endswith("rights " + "0" * 16), told
    assert told[1].split()[1] == str(jail.stranger(root / HOME.lstrip("/")))


def test_the_migrations_container_makes_the_database_as_a_superuser_would(
    migrated: tuple[int, str], database: tuple[Postgres, str]
) -> None:
    assert migrated[0] == 0, migrated[1]
    with psycopg.connect(database[1]) as admin:
        owners = admin.execute("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert owners == [("bindeledd_owner",)], "a superuser's own tables would stand above the walls"


def test_the_first_page_is_served_with_all_that_production_asks(web: object, settings: dict[str, str]) -> None:
    with _ask(settings["PORT"], "/") as answer:
        assert answer.status == 200 and "Bindeledd" in answer.read().decode()
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=63072000")
    with _ask(settings["PORT"], "/logg-inn") as answer:
        cookie = answer.headers["Set-Cookie"]
        assert "Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie
    with _ask(settings["PORT"], "/static/vendor/ds.css") as answer:
        assert answer.status == 200
    with pytest.raises(urllib.error.HTTPError, match="404"):
        _ask(settings["PORT"], "/postkasse")


def test_the_images_own_health_check_says_that_it_is_ready(
    web: object, image: tuple[Stage, Path], settings: dict[str, str]
) -> None:
    import json

    stage, root = image
    check = json.loads(stage.last("HEALTHCHECK").partition("CMD ")[2])
    done = _finished(jail.run(stage, root, settings, module=check, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
    assert done[0] == 0, done[1]
    elsewhere = _finished(
        jail.run(
            stage, root, settings | {"PORT": str(free_port())}, module=check, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
    )
    assert elsewhere[0] == 1 and "Ikke klar" in elsewhere[1]


def test_a_role_that_is_unknown_and_a_setting_that_is_missing_are_told(
    image: tuple[Stage, Path], settings: dict[str, str]
) -> None:
    stage, root = image
    lacking = {name: value for name, value in settings.items() if name != "SECRET_KEY"}
    told = [
        _finished(jail.run(stage, root, given, *role, stdout=subprocess.PIPE, stderr=subprocess.STDOUT))
        for given, role in ((settings, ("webb",)), (lacking, ("do", "check-walls")), (settings | {"SECRET_KEY_FILE": "/x"}, ("web",)))
    ]
    assert [code for code, _ in told] == [2, 1, 1]
    assert "web | worker" in told[0][1] and "SECRET_KEY" in told[1][1] and "ikke begge" in told[2][1]


def _finished(process: "subprocess.Popen[str]") -> tuple[int, str]:
    said = process.communicate(timeout=120)[0]
    return process.returncode, said


def _ask(port: str, address: str) -> Any:
    return urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=30)


def _answers(port: str) -> bool:
    try:
        return _ask(port, "/helse/live").status == 200
    except OSError:
        return False


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _only_elsewhere(lock: str) -> set[str]:
    """Lines of the lock that have a condition of their own: another Python, another machine."""
    return {f"{_plain(name)}=={version}" for name, version in re.findall(r"(?m)^([\w.-]+)==(\S+) ;", lock)}
