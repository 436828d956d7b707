"""A copy of the database can be laid into an empty one, row for row, and never on top of another."""

import io
import json
import stat
import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from infra import backup, backup_copy, backup_numbers, backup_programs, migrate, restoring
from infra.embedded import Postgres
from infra.ground import CannotGoOn
from tests.infra.backup_kit import admin_of, fingerprints, opened, take
from tests.world import SECRET, found_kommune


@pytest.fixture(scope="module")
def source(cluster: Postgres) -> Iterator[str]:
    """A house with two kommuner and rows that no ordinary role can see: the walls are forced."""
    url = cluster.create_database("kopieres", template="template_house")
    migrate.close_database(url)
    found_kommune(url, "nordvik", "Nordvik", number="9901")
    found_kommune(url, "hamnes", "Hamnes", number="9903")
    with psycopg.connect(admin_of(cluster, url)) as admin:
        for slug, number in (("nordvik", 30), ("hamnes", 7)):
            admin.execute(
                "insert into organisations (tenant_id, name, type) select t.id, 'Skole ' || n, 'school' "
                "from tenants t, generate_series(1, %s) n where t.slug = %s", (number, slug),
            )  # fmt: skip
        letters = "insert into letters (tenant_id, to_name, to_address, subject, body, template, about_kind, state) " \
            "select id, 'Kari', 'kari@nordvik.example', 'Innkalling', 'Velkommen', 'x', '', %s from tenants where slug = 'nordvik'"
        for state in ("waiting", "sent"):
            admin.execute(letters, (state,))
        admin.execute(
            "insert into login_sessions (user_id, secret_hash, idle_minutes, expires_at) "
            "select id, 'x', 10, now() + interval '1 day' from users limit 1"
        )
    yield url
    cluster.drop_database("kopieres")


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive folder with two packages, and a link that leads out of it."""
    folder = tmp_path_factory.mktemp("arkiv")
    (folder / "nordvik").mkdir()
    (folder / "nordvik" / "en.zip").write_bytes(b"en" * 300_000)
    (folder / "nordvik" / "to.zip").write_bytes(b"to")
    (folder / "ut").symlink_to("/etc/hostname")
    return folder


@pytest.fixture(scope="module")
def copy(cluster: Postgres, source: str, archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that has been tried, as the verb takes it."""
    return take(cluster, source, tmp_path_factory.mktemp("kopi") / "kopi", folder=archive, checked=True)


@pytest.fixture
def empty(cluster: Postgres) -> Iterator[str]:
    yield cluster.create_database("fremdeles_tom")
    cluster.drop_database("fremdeles_tom")


def test_a_copy_laid_into_an_empty_database_has_every_row(
    cluster: Postgres, source: str, copy: Path, empty: str, archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "nordvik").mkdir()
    (tmp_path / "nordvik" / "to.zip").write_bytes(b"nyere")

    restoring.restore(copy, empty, cluster.admin_url, SECRET, folder=tmp_path)

    before, after = (fingerprints(admin_of(cluster, url)) for url in (source, empty))
    changed = {(tenant, table) for tenant in before for table in before[tenant] if before[tenant][table] != after[tenant].get(table)}
    assert {table for _, table in changed} == {"public.letters", "public.login_sessions"}
    assert migrate.at_head(empty)
    with psycopg.connect(admin_of(cluster, empty)) as admin:  # What waited then does not leave by itself, and nobody is inside.
        states = admin.execute("select state, last_error like %s from letters order by state", ("Kopien%",)).fetchall()
        assert states == [("failed", True), ("sent", None)]
        assert admin.execute("select count(*) from login_sessions").fetchone() == (0,)
    assert (tmp_path / "nordvik" / "en.zip").read_bytes() == (archive / "nordvik" / "en.zip").read_bytes()
    assert (tmp_path / "nordvik" / "to.zip").read_bytes() == b"nyere", "what lay there is never touched"
    assert not (tmp_path / "ut").exists()
    assert "Loggkjedene er hele i 2 kommuner" in capsys.readouterr().out


def test_the_file_is_for_us_alone_and_says_nothing_in_the_clear(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    content = copy.read_bytes()
    # Words of three or four letters turn up in any megabyte of noise, so only long ones tell.
    assert not [word for word in (b"nordvik", b"hamnes.example", b"PostgreSQL", b"letters", b"en.zip") if word in content]
    assert [path.name for path in copy.parent.iterdir()] == [copy.name], "no draft is left"


def test_the_copy_tells_rows_by_table_and_kommune(copy: Path) -> None:
    about = opened(copy).about

    assert about["kommuner"]["nordvik"]["public.organisations"] == 30
    assert about["kommuner"]["hamnes"]["public.organisations"] == 7
    assert about["rows"]["public.organisations"] == 37


def test_a_copy_is_never_laid_on_top_of_another_database(cluster: Postgres, source: str, copy: Path) -> None:
    before = fingerprints(admin_of(cluster, source))

    with pytest.raises(CannotGoOn, match="ikke tom"):
        restoring.restore(copy, source, cluster.admin_url, SECRET)

    assert fingerprints(admin_of(cluster, source)) == before


def test_a_copy_never_overwrites_a_file(cluster: Postgres, source: str, tmp_path: Path) -> None:
    (tmp_path / "kopi").write_text("noe annet")

    with pytest.raises(CannotGoOn, match="finnes fra før"):
        backup.backup(tmp_path / "kopi", source, cluster.admin_url, SECRET)

    with pytest.raises(CannotGoOn, match="finnes fra før"):  # It may also come while the copy is being taken.
        (tmp_path / "utkast").write_text("ferdig")
        backup._appear(tmp_path / "utkast", tmp_path / "kopi")
    assert (tmp_path / "kopi").read_text() == "noe annet"


def test_a_copy_that_stops_halfway_leaves_nothing(
    cluster: Postgres, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[bytes]:
        yield b"en begynnelse" * 100_000
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("infra.backup_programs.dumped", full)

    with pytest.raises(OSError, match="No space"):
        take(cluster, source, tmp_path / "kopi")

    assert list(tmp_path.iterdir()) == []


def test_the_owner_who_sees_no_rows_is_refused_as_superuser(cluster: Postgres, source: str, tmp_path: Path) -> None:
    """FORCE's silent trap: pg_dump as the owner, with row security on, ends well and holds not one row."""
    with psycopg.connect(source) as owner:
        assert owner.execute("select count(*) from organisations").fetchone() == (0,)

    with pytest.raises(CannotGoOn, match="uten rader"):
        backup.backup(tmp_path / "kopi", source, source, SECRET)

    assert list(tmp_path.iterdir()) == []


def test_a_copy_whose_rows_were_hidden_is_found_out_by_trying_it(
    cluster: Postgres, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same trap one step later: the numbers are true, and the dump lacks what the walls hid."""
    running = backup_programs._running

    def hidden(program: str, arguments: list[str], url: str, failing: str, **ends: int) -> object:
        if program == "pg_dump":
            plain = [word for word in arguments if not word.startswith("--snapshot")]
            return running(program, [*plain, "--enable-row-security"], source, failing, **ends)
        return running(program, arguments, url, failing, **ends)

    monkeypatch.setattr(backup_programs, "_running", hidden)

    with pytest.raises(CannotGoOn, match="hamnes: public.organisations .7 i kopien, 0 lagt inn"):
        take(cluster, source, tmp_path / "kopi", checked=True)

    assert list(tmp_path.iterdir()) == [], "a copy that cannot be relied on never gets its name"


def test_an_empty_database_is_nothing_to_copy(cluster: Postgres, empty: str, tmp_path: Path) -> None:
    with pytest.raises(CannotGoOn, match="tom"):
        take(cluster, empty, tmp_path / "kopi")


def test_a_file_that_is_no_copy_is_refused_and_nothing_is_touched(cluster: Postgres, empty: str, tmp_path: Path) -> None:
    (tmp_path / "tull.tar").write_text("ikke en kopi")

    with pytest.raises(CannotGoOn, match="ikke en sikkerhetskopi"):
        restoring.restore(tmp_path / "tull.tar", empty, cluster.admin_url, SECRET)


def test_a_copy_of_the_old_form_can_still_be_laid_in_and_is_warned_of(
    cluster: Postgres, copy: Path, empty: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = opened(copy)
    about = {"rows": found.about["rows"], "roles": found.about["roles"]}
    dump = next(b"".join(blocks) for name, blocks in found.parts() if name == backup_copy.DATABASE)
    with tarfile.open(tmp_path / "gammel.tar", "w") as archive:
        for name, content in (("about.json", json.dumps(about).encode()), ("database.dump", dump)):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))

    restoring.restore(tmp_path / "gammel.tar", empty, cluster.admin_url, SECRET)

    assert "ikke kryptert" in capsys.readouterr().out
    with psycopg.connect(admin_of(cluster, empty)) as admin:
        assert admin.execute("select count(*) from organisations").fetchone() == (37,)


def test_only_programs_of_the_servers_own_version_are_used(
    cluster: Postgres, source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL 15.20 keeps marks that an older or newer pg_dump writes down, and that no other server takes."""
    major, minor = (int(part) for part in cluster.version.split(".")[:2])
    said = {(major + 1, 0): False, (major - 1, minor + 1): False, (major, minor - 1): False, (major, minor): True, (major, minor + 1): True}
    monkeypatch.setattr(backup_programs, "postgres_programs", lambda: (Path("/ingen"), ""))
    monkeypatch.setattr(backup_programs.shutil, "which", lambda program: f"/egen/{program}")
    for version, right in said.items():
        monkeypatch.setattr(backup_programs, "_version", lambda place, it=version: it if str(place).startswith("/egen") else (0, 0))
        if right:
            assert backup_programs._fitting("pg_dump", admin_of(cluster, source)) == Path("/egen/pg_dump")
        else:
            with pytest.raises(CannotGoOn, match=f"oppdater postgresql-client-{major}"):
                backup_programs._fitting("pg_dump", admin_of(cluster, source))


def test_each_row_too_few_or_too_many_is_told_with_its_kommune() -> None:
    wanted = {"rows": {"public.tasks": 9, "public.users": 2}, "kommuner": {"nordvik": {"public.tasks": 5}, "hamnes": {"public.tasks": 4}}}
    found = {"rows": {"public.tasks": 9, "public.users": 3}, "kommuner": {"nordvik": {"public.tasks": 6}, "hamnes": {"public.tasks": 3}}}

    assert backup_numbers.differing(wanted, wanted) == []
    assert backup_numbers.differing(wanted, found) == [
        "public.users (2 i kopien, 3 lagt inn)", "hamnes: public.tasks (4 i kopien, 3 lagt inn)",
        "nordvik: public.tasks (5 i kopien, 6 lagt inn)",
    ]  # fmt: skip


def test_a_copy_that_was_changed_or_cut_is_refused_before_anything_is_touched(
    cluster: Postgres, copy: Path, empty: str, tmp_path: Path
) -> None:
    content = copy.read_bytes()
    changed = bytearray(content)
    changed[-100] ^= 1
    for number, bad in enumerate((bytes(changed), content[:-1], content[: len(content) // 2], content + b"x")):
        file = tmp_path / f"kopi{number}"
        file.write_bytes(bad)
        with pytest.raises(CannotGoOn, match="skadet eller endret, og ingenting er gjort"):
            restoring.restore(file, empty, cluster.admin_url, SECRET)
        with pytest.raises(CannotGoOn, match="skadet"):
            backup.check(file, SECRET)
    with pytest.raises(CannotGoOn, match="Nøkkelen passer ikke"):
        restoring.restore(copy, empty, cluster.admin_url, "en-helt-annen-hemmelig-nokkel-0123456789")

    assert fingerprints(admin_of(cluster, empty)) == {}
