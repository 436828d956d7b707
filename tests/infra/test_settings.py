"""A start with wrong settings says what is wrong, all of it, before anything is started."""

import os
import stat
from pathlib import Path

import pytest

from infra import servers, settings_env, welcome
from infra.ground import CannotGoOn
from saas import config

COMPLETE = {
    "BINDELEDD_MODE": "production",
    "SECRET_KEY": "k" * 48,
    "DATABASE_URL": "postgresql://eier:hemmelig@db.example/bindeledd",
    "REDIS_URL": "redis://ko.example:6379/0",
    "SMTP_URL": "smtps://post.example:465",
    "PUBLIC_URL": "https://bindeledd.example/",
}


def faults(**environ: str) -> str:
    with pytest.raises(CannotGoOn) as trouble:
        settings_env.read(environ)
    return str(trouble.value)


def test_a_demo_needs_no_settings_at_all(tmp_path: Path) -> None:
    settings = settings_env.read({"BINDELEDD_HOME": str(tmp_path)})

    assert (settings.mode, settings.port, settings.bind) == ("demo", 8000, "127.0.0.1")
    assert settings.database_url is settings.redis_url is settings.smtp_url is None


def test_the_demos_secret_key_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    first = settings_env.read({"BINDELEDD_HOME": str(tmp_path)}).secret_key
    again = settings_env.read({"BINDELEDD_HOME": str(tmp_path)}).secret_key

    assert first == again and len(first) >= 32
    assert stat.S_IMODE(os.stat(tmp_path / "secret-key").st_mode) == 0o600


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATABASE_URL", "REDIS_URL", "SMTP_URL", "PUBLIC_URL"])
def test_production_refuses_to_start_without(name: str) -> None:
    told = faults(**{key: value for key, value in COMPLETE.items() if key != name})

    assert f"{name} mangler" in told
    assert told.count("–") == 1


def test_a_complete_production_start_is_accepted() -> None:
    assert settings_env.read(COMPLETE).public_url == "https://bindeledd.example"


def test_everything_that_is_wrong_is_told_at_once() -> None:
    told = faults(BINDELEDD_MODE="prod", PORT="åtte", REDIS_URL="ko.example", SECRET_KEY="kort")

    for word in ("«prod»", "«åtte»", "REDIS_URL må begynne med", "SECRET_KEY er for kort"):
        assert word in told


@pytest.mark.parametrize("port", ["0", "65536", "-1", "8000x", "٨٠"])
def test_a_port_that_is_no_port_is_refused(port: str) -> None:
    assert "PORT" in faults(PORT=port)


def test_a_home_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")

    assert "BINDELEDD_HOME" in faults(BINDELEDD_HOME=str(tmp_path / "fil"))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("postgresql://u:p@db.example:5432/x?sslmode=require", "postgresql://db.example:5432/x?sslmode=require"),
        ("postgresql://u:p%40@/x?host=/tmp/a", "postgresql:///x?host=/tmp/a"),
        ("postgresql://db.example/x?user=u&password=p", "postgresql://db.example/x"),
    ],
)
def test_the_rooms_are_never_told_the_owners_password(given: str, kept: str) -> None:
    assert servers.without_login(given) == kept


def test_the_password_that_is_shown_is_the_demos_own() -> None:
    assert welcome.PASSWORD == config.DEMO_PASSWORD


ROOMS = {"SECRET_KEY": "k" * 48, "ROOMS_URL": "postgresql://db.example/x?sslmode=verify-full", "REDIS_URL": "redis://ko.example",
         "SMTP_URL": "smtp://post.example", "PUBLIC_URL": "https://bindeledd.example"}


@pytest.mark.parametrize(
    ("given", "folder"),
    [
        ({"ARCHIVE_FOLDER": "/srv/arkiv"}, Path("/srv/arkiv")),
        ({"ARCHIVE_FOLDER": "/srv/arkiv", "BINDELEDD_MODE": "production"}, Path("/srv/arkiv")),
        ({"BINDELEDD_HOME": "/srv/demo"}, Path("/srv/demo/arkiv")),
        ({"BINDELEDD_HOME": "/srv/demo", "BINDELEDD_MODE": "production"}, None),
    ],
)
def test_packages_are_laid_in_a_folder_only_where_one_is_named_or_it_is_the_demo(given: dict[str, str], folder: Path | None) -> None:
    assert config.read(ROOMS | given).archive_folder == folder


def test_the_archives_folder_is_a_whole_path() -> None:
    with pytest.raises(config.BadSetting, match="ARCHIVE_FOLDER"):
        config.read(ROOMS | {"ARCHIVE_FOLDER": "arkiv"})


@pytest.mark.parametrize("limit", ["0", "51", "seks", "²"])
def test_the_limit_of_a_coordinators_kommuner_is_a_number(limit: str) -> None:
    with pytest.raises(config.BadSetting, match="COORDINATOR_LIMIT"):
        config.read(ROOMS | {"COORDINATOR_LIMIT": limit})


@pytest.mark.parametrize(
    ("given", "domain"),
    [
        ({"PUBLIC_URL": "https://en.annen.example"}, "bindeledd.example"),
        ({"BINDELEDD_MODE": "production", "PUBLIC_URL": "https://slt.fylke.example/"}, "slt.fylke.example"),
        ({"BINDELEDD_MODE": "production", "PUBLIC_URL": "https://slt.fylke.example", "MAIL_DOMAIN": "Post.Example "}, "post.example"),
    ],
)
def test_letters_come_from_the_services_own_domain(given: dict[str, str], domain: str) -> None:
    assert config.read(ROOMS | given).mail_domain == domain
