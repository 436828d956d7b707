"""A copy of the database can be laid into an empty one, row for row, and never on top of another."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra import backup, migrate, unprivileged
from infra.embedded import Postgres
from infra.ground import CannotGoOn

KEY = "en-nokkel-bare-for-denne-proven-0123456789"


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with unprivileged.scratch() as home:
        server = Postgres(home, durable=False)
        try:
            yield server.start()
        finally:
            server.stop()


@pytest.fixture(scope="module")
def copy(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a migrated database with one table of our own in it, behind a forced wall that hides every row."""
    migrate.upgrade(postgres.owner_url, KEY)
    with psycopg.connect(postgres.owner_url) as owner:
        owner.execute("create table hidden as select number from generate_series(1, 30) number")
        owner.execute("alter table hidden enable row level security")
        owner.execute("alter table hidden force row level security")
    file = tmp_path_factory.mktemp("kopi") / "kopi.tar"
    backup.backup(file, postgres.owner_url, postgres.admin_url, KEY)
    return file


def test_a_copy_laid_into_an_empty_database_has_every_row(postgres: Postgres, copy: Path) -> None:
    empty = postgres.create_database("innlagt")

    backup.restore(copy, empty, postgres.admin_url, KEY)

    with psycopg.connect(backup.in_database(postgres.admin_url, empty)) as admin:
        assert admin.execute("select count(*) from hidden").fetchone() == (30,)
        assert admin.execute("select relforcerowsecurity from pg_class where relname = 'hidden'").fetchone() == (True,)
    assert migrate.at_head(empty)


def test_a_copy_is_never_laid_on_top_of_another_database(postgres: Postgres, copy: Path) -> None:
    with pytest.raises(CannotGoOn, match="ikke tom"):
        backup.restore(copy, postgres.owner_url, postgres.admin_url, KEY)


def test_a_copy_never_overwrites_a_file(postgres: Postgres, copy: Path) -> None:
    with pytest.raises(CannotGoOn, match="finnes fra før"):
        backup.backup(copy, postgres.owner_url, postgres.admin_url, KEY)


def test_a_file_that_is_no_copy_is_refused_and_nothing_is_touched(postgres: Postgres, tmp_path: Path) -> None:
    (tmp_path / "tull.tar").write_text("ikke en kopi")
    empty = postgres.create_database("fremdeles_tom")

    with pytest.raises(CannotGoOn, match="ikke en sikkerhetskopi"):
        backup.restore(tmp_path / "tull.tar", empty, postgres.admin_url, KEY)
