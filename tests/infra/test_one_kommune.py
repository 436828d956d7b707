"""One kommune is fetched back from a copy, in one transaction; the others do not notice, and nothing ended begins again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from infra import backup_aside, migrate, restoring
from infra.backup_aside import Aside
from infra.embedded import Postgres, Valkey
from infra.ground import CannotGoOn
from infra.mailbox import Mailbox
from infra.restoring_kommune import restore_kommune
from infra.restoring_rows import Moving
from infra.restoring_rules import BOTH, CHAIN, COUNTERS, DERIVED, NEVER, PRESENT
from infra.restoring_rules import ENDED as STOPPED
from saas import chain
from tests.infra.backup_kit import admin_of, opened, take
from tests.infra.one_kommune_kit import Running, differing, filled
from tests.world import SECRET, Place, log_in


@pytest.fixture(scope="module")
def before(cluster: Postgres, valkey: Valkey, mailbox: Mailbox) -> Iterator[tuple[str, dict[str, Place]]]:
    """The house as it was when the copy was taken."""
    services = {"REDIS_URL": valkey.url, "SMTP_URL": f"smtp://127.0.0.1:{mailbox.port}"}
    with filled(cluster, "slik_det_var", **services) as made:
        yield made


@pytest.fixture(scope="module")
def file(cluster: Postgres, before: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return take(cluster, before[0], tmp_path_factory.mktemp("kopi") / "kopi")


@pytest.fixture(scope="module")
def aside(file: Path) -> Iterator[Aside]:
    """The copy, laid aside once for all the tests: nobody writes there."""
    with backup_aside.restored(opened(file), SECRET) as laid:
        yield laid


@pytest.fixture
def database(cluster: Postgres, before: Any) -> Iterator[str]:
    """The house goes on from where the copy was taken."""
    url = cluster.create_database("i_drift", template="slik_det_var")
    migrate.close_database(url)
    yield url
    cluster.drop_database("i_drift")


@pytest.fixture
def running(cluster: Postgres, database: str, before: Any, aside: Aside) -> Running:
    return Running(database, admin_of(cluster, database), before[1], aside)


@pytest.fixture
def world(house: Any, before: Any) -> dict[str, Place]:
    return before[1]


def test_lost_rows_come_back_and_no_other_kommune_is_touched(running: Running) -> None:
    was = running.prints()
    running.sql("set session_replication_role = replica",
                *(f"delete from {table} where tenant_id = %(k)s" for table in ("tasks", "meetings", "organisations", "papers")),
                "update people set name = 'Ødelagt', user_id = null where tenant_id = %(k)s and false")  # fmt: skip
    assert differing(was["nordvik"], running.prints()["nordvik"]) >= {"tasks", "meetings", "organisations", "papers"}

    running.restore()

    now = running.prints()
    assert differing(was["nordvik"], now["nordvik"]) == {"audit_events", "audit_heads"}
    assert differing(was["hamnes"], now["hamnes"]) == set()
    assert differing(was[""], now[""]) == set()


def test_there_is_a_row_in_nearly_every_table_to_lose(running: Running) -> None:
    """Else the test above would promise little."""
    tables = {row[0] for row in running.sql("select relname from pg_class where relforcerowsecurity and relname <> 'tenants'")}
    held = {table.removeprefix("public.") for table in running.prints()["nordvik"]}
    assert len(tables & held) > 0.9 * len(tables), sorted(tables - held)


def test_the_log_goes_on_and_says_that_the_kommune_was_fetched_back(running: Running, inside: Any, house: Any, coordinator: Any) -> None:
    running.sql("delete from tasks where tenant_id = %(k)s")

    running.restore()

    with inside("nordvik", read_only=True):
        verdict = chain.verify()
    assert verdict.whole and verdict.links == 2
    [(action, name, facts)] = running.sql("select action, actor_name, facts from audit_events where tenant_id = %(k)s and number = 2")
    assert (action, name) == ("kommune.restored", "Driften") and facts["copy"] == running.aside.about["made_at"] and facts["lost"] == 0
    with inside("nordvik"):
        from saas import audit

        audit.record("test.deed", number=2)
    with inside("nordvik", read_only=True):
        assert chain.verify().whole
    assert "Kommune: hentet tilbake" in coordinator.get("/k/nordvik/kontroll/logg").get_data(as_text=True)


def test_newer_rows_are_never_lost_unasked(running: Running) -> None:
    running.sql("insert into organisations (tenant_id, name, type) values (%(k)s, 'Ny skole', 'school')",
                "update tasks set what = 'Endret' where tenant_id = %(k)s")  # fmt: skip
    was = running.prints()

    with pytest.raises(CannotGoOn, match=r"nyere enn kopien .*organisations 1.*--replace"):
        running.restore()

    assert running.prints() == was


def test_newer_rows_are_replaced_when_asked_for(running: Running, before: Any) -> None:
    was = running.prints()
    running.sql("insert into organisations (tenant_id, name, type) values (%(k)s, 'Ny skole', 'school')",
                "update people set title = 'Endret' where tenant_id = %(k)s",
                "update organisations set name = 'Hamnes ny' where tenant_id <> %(k)s")  # fmt: skip
    others = running.prints()["hamnes"]

    running.restore(replace=True)

    assert differing(was["nordvik"], running.prints()["nordvik"]) == {"audit_events", "audit_heads"}
    assert running.prints()["hamnes"] == others != was["hamnes"]
    [(facts,)] = running.sql("select facts from audit_events where tenant_id = %(k)s and action = 'kommune.restored'")
    assert facts["lost"] >= 2


# What has happened since the copy, and must still be so; each is a table and a change in it.
ENDED = {
    "a role": ("memberships", "valid_to = '2021-01-01', ended_by = 'Leder'"),
    "a guest link": ("guest_links", "revoked_at = now()"),
    "a calendar address": ("feeds", "revoked_at = now()"),
    "an invitation": ("role_invitations", "revoked_at = now()"),
    "a log-in service": ("issuer_permits", "revoked_at = now()"),
    "a reader": ("bulletin_readers", "state = 'stopped', email = null, name = '', person_id = null, stopped_at = now()"),
    "a consent": ("face_consents", "withdrawn_at = now()"),
    "a public page": ("face_settings", "published_at = null"),
    "published minutes": ("published_minutes", "withdrawn_at = now(), withdrawn_by = 'Kari', withdrawn_because = 'Feil'"),
    "what is shared": ("contribution_profiles", "shares = not shares"),
    "a letter that left": ("letters", "state = 'sent', sent_at = now()"),
    "a wish to leave": ("departures", "state = 'cancelled'"),
    "a number in use": ("item_numbers", "last = 400"),
    "a handover": ("handovers", "state = 'done', done_at = now()"),
}


def test_what_was_ended_since_the_copy_stays_ended(running: Running) -> None:
    as_copied = running.prints()["nordvik"]
    changes = (f"update {table} set {change} where tenant_id = %(k)s" for table, change in ENDED.values())
    running.sql("set session_replication_role = replica", *changes, "delete from tasks where tenant_id = %(k)s")
    was = running.prints()["nordvik"]
    assert {table for table, _ in ENDED.values()} <= differing(as_copied, was), "a change that changes nothing shows nothing"

    running.restore(replace=True)

    now = running.prints()["nordvik"]
    begun_again = [what for what, (table, _) in sorted(ENDED.items()) if now[f"public.{table}"] != was[f"public.{table}"]]
    assert begun_again == []
    assert now["public.tasks"] == as_copied["public.tasks"]


def test_a_kommune_that_was_deleted_comes_back_without_any_key(running: Running, inside: Any, house: Any) -> None:
    was = running.prints()
    passwords = running.sql("select id, password_hash from users where exists (select 1 from memberships m "
                            "where m.user_id = users.id and m.tenant_id <> %(k)s) order by id")  # fmt: skip
    [(departure,)] = running.sql("select id from departures where tenant_id = %(k)s and state = 'confirmed'")
    running.sql("set session authorization bindeledd_worker", "select app.delete_kommune(%(d)s, %(k)s)", d=departure)
    assert "nordvik" not in running.prints()
    others = running.prints()

    running.restore()

    now = running.prints()
    assert now["hamnes"] == others["hamnes"] == was["hamnes"]
    touched = {table for table in differing(was["nordvik"], now["nordvik"])} - {*PRESENT, *BOTH, *CHAIN}
    assert touched == set(), "everything that is neither a key, a record nor the log is as in the copy"
    assert differing(others[""], now[""]) == {"users"}
    assert running.sql("select count(*) from memberships where tenant_id = %(k)s") == [(6,)]
    one = "exists (select 1 from memberships m where m.user_id = u.id and m.tenant_id = %(k)s)"
    alone = f"from users u where {one} and not exists (select 1 from memberships m where m.user_id = u.id and m.tenant_id <> %(k)s)"
    assert running.sql(f"select count(*), count(password_hash) {alone}") == [(5, 0)]
    assert running.sql(f"select count(*) from passkeys where user_id in (select u.id {alone})") == [(0,)]
    assert passwords == running.sql("select id, password_hash from users where password_hash is not null order by id")
    _nothing_goes_on(running)
    with inside("nordvik", read_only=True):
        assert chain.verify().whole
    assert log_in(house, "koordinator@fjordvest.example").get("/k/nordvik/").status_code == 200


def _nothing_goes_on(running: Running) -> None:
    """No key opens, no letter leaves, nothing is public, and the clock does not delete the kommune once more."""
    open_ = {
        "guest_links": "revoked_at is null", "feeds": "revoked_at is null", "face_consents": "withdrawn_at is null",
        "role_invitations": "revoked_at is null and accepted_at is null", "face_settings": "published_at is not null",
        "published_minutes": "withdrawn_at is null", "public_faces": "true", "letters": "state in ('waiting', 'held')",
        "departures": "state in ('asked', 'confirmed')", "handovers": "state in ('draft', 'waiting', 'approved')",
        "bulletins": "state in ('scheduled', 'sending')", "exports": "state in ('waiting', 'working')",
        "filings": "state in ('asked', 'made')", "bulletin_readers": "state = 'active'",
    }  # fmt: skip
    still = {table: running.sql(f"select count(*) from {table} where tenant_id = %(k)s and {how}")[0][0] for table, how in open_.items()}
    assert {table: number for table, number in still.items() if number} == {}
    assert NEVER == ("public_faces",)


def test_who_has_got_a_new_log_in_under_the_same_address_is_the_same_person(running: Running) -> None:
    [(departure,)] = running.sql("select id from departures where tenant_id = %(k)s and state = 'confirmed'")
    running.sql("set session authorization bindeledd_worker", "select app.delete_kommune(%(d)s, %(k)s)", d=departure)
    [(new,)] = running.sql("insert into users (email, name, password_hash) values ('chair@nordvik.example', 'Ny', 'hemmelig') returning id")

    running.restore()

    assert running.sql("select role from memberships where tenant_id = %(k)s and user_id = %(new)s", new=new) == [("chair",)]
    assert running.sql("select name, password_hash from users where id = %(new)s", new=new) == [("Ny", "hemmelig")]
    assert running.sql("select count(*) from users where email = 'chair@nordvik.example'") == [(1,)]


def test_who_was_forgotten_since_the_copy_stays_forgotten(running: Running, inside: Any) -> None:
    [(person,)] = running.sql("select id from people where tenant_id = %(k)s and email = 'p@x.example' limit 1")
    running.sql("update people set name = 'Tidligere medlem', email = '' where tenant_id = %(k)s and id = %(p)s",
                "delete from letters where tenant_id = %(k)s and to_address = 'p@x.example'", p=person)  # fmt: skip
    with inside("nordvik"):
        from saas import audit

        audit.record_read("subject.forgotten", "people", person)

    running.restore(replace=True)

    assert running.sql("select name, email from people where tenant_id = %(k)s and id = %(p)s", p=person) == [("Tidligere medlem", "")]
    assert running.sql("select count(*) from letters where tenant_id = %(k)s and to_address = 'p@x.example'") == [(0,)]


def test_a_log_that_was_cut_is_whole_again(running: Running, inside: Any) -> None:
    running.sql("delete from audit_events where tenant_id = %(k)s", "delete from audit_heads where tenant_id = %(k)s")

    running.restore()

    with inside("nordvik", read_only=True):
        verdict = chain.verify()
    assert verdict.whole and verdict.links == 2


def test_a_log_that_is_another_is_refused(running: Running) -> None:
    running.sql("update audit_events set hash = 'en annen' where tenant_id = %(k)s")
    was = running.prints()

    with pytest.raises(CannotGoOn, match="to forskjellige"):
        running.restore()

    assert running.prints() == was


def test_whoever_writes_in_the_kommune_is_waited_for_and_no_longer_than_needed(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("infra.restoring_kommune.PATIENCE", "200ms")
    insert = "insert into organisations (tenant_id, name, type) values (%s, 'Midt i noe', 'school')"
    with psycopg.connect(running.admin) as writer:
        writer.execute(insert, (running.places["nordvik"].id,))
        with pytest.raises(CannotGoOn, match="samtidig. Ingenting er endret"):
            running.restore()
        writer.rollback()


def test_others_write_on_while_a_kommune_is_fetched_back(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    wrote, held = [], Moving.hold_to_account

    def meanwhile(move: Moving) -> None:
        insert = "insert into organisations (tenant_id, name, type) values (%s, 'Midt i noe', 'school')"
        for slug in ("hamnes", "nordvik"):
            with psycopg.connect(running.admin, autocommit=True) as writer:
                writer.execute("set lock_timeout = '300ms'")
                try:
                    writer.execute(insert, (running.places[slug].id,))
                    wrote.append(slug)
                except psycopg.errors.LockNotAvailable:
                    pass
        held(move)

    monkeypatch.setattr(Moving, "hold_to_account", meanwhile)
    running.restore()

    assert wrote == ["hamnes"]


def test_a_kommune_that_the_copy_does_not_have_is_a_sentence(running: Running, file: Path) -> None:
    with pytest.raises(CannotGoOn, match="Den har: hamnes, nordvik"):
        restore_kommune(opened(file), "oslo", running.url, running.admin, SECRET)


def test_a_name_that_another_kommune_has_taken_since_is_refused(running: Running) -> None:
    [(departure,)] = running.sql("select id from departures where tenant_id = %(k)s and state = 'confirmed'")
    running.sql("set session authorization bindeledd_worker", "select app.delete_kommune(%(d)s, %(k)s)", d=departure)
    running.sql("insert into tenants (slug, name, number, mark) values ('nordvik', 'Nordvik', '9901', 'N')")
    was = running.prints()

    with pytest.raises(CannotGoOn, match="En annen kommune i drift"):
        running.restore()

    assert running.prints() == was


def test_the_verb_does_all_of_it(running: Running, file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    given = {"SECRET_KEY": SECRET, "DATABASE_URL": running.url, "ADMIN_DATABASE_URL": running.admin,
             "REDIS_URL": "redis://ingen.example", "SMTP_URL": "smtp://ingen.example"}  # fmt: skip
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("BACKUP_KEY", raising=False)
    was = running.prints()
    running.sql("delete from tasks where tenant_id = %(k)s")

    assert restoring.main([str(file), "--kommune", "nordvik"]) == 0

    assert differing(was["nordvik"], running.prints()["nordvik"]) == {"audit_events", "audit_heads"}
    assert "Nordvik er lagt tilbake" in capsys.readouterr().out
    assert restoring.main([str(file), "--kommune"]) == restoring.main([str(file), "--replace"]) == 2
    assert restoring.main([str(file)]) == 1 and "ikke tom" in capsys.readouterr().err


def test_a_write_that_strays_into_another_kommune_stops_it_all(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    tidy = Moving._tidy

    def astray(move: Moving) -> None:
        tidy(move)
        move.goal.execute("update organisations set name = 'Overskrevet'")

    monkeypatch.setattr(Moving, "_tidy", astray)
    was = running.prints()

    with pytest.raises(CannotGoOn, match="En annen kommunes rader i organisations"):
        running.restore()

    assert running.prints() == was


def test_a_row_that_would_point_at_nothing_stops_it_all(running: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    put = Moving._put
    monkeypatch.setattr(Moving, "_put", lambda move, table, columns: 0 if table == "people" else put(move, table, columns))
    running.sql("set session_replication_role = replica", "delete from people where tenant_id = %(k)s")
    was = running.prints()

    with pytest.raises(CannotGoOn, match="people som ikke finnes. Ingenting er endret"):
        running.restore()

    assert running.prints() == was


def test_what_stands_lets_go_of_what_is_newer_than_the_copy(running: Running) -> None:
    """An invitation to a group that was made after the copy: it stands, since it is a matter of access, without the group."""
    [(group,)] = running.sql(
        "insert into groups (tenant_id, name, level, norm_per, norm_min, norm_max) "
        "values (%(k)s, 'Ny gruppe', 'OPERATIONAL', 'month', 1, 1) returning id"
    )
    [(invited,)] = running.sql(
        "insert into role_invitations (tenant_id, email, name, role, group_id, from_on, token_hash, expires_at) "
        "values (%(k)s, 'ny@x.example', 'Ny', 'member', %(g)s, current_date, 'x', now()) returning id", g=group,
    )  # fmt: skip
    number = "insert into item_numbers (tenant_id, group_id, year, last) values (%(k)s, %(g)s, 2026, 3)"
    running.sql(number, g=group)

    running.restore(replace=True)

    assert running.sql("select group_id from role_invitations where id = %(i)s", i=invited) == [(None,)]
    assert running.sql("select count(*) from item_numbers where group_id = %(g)s", g=group) == [(0,)]


def test_the_rules_name_tables_that_are_there_and_each_door_key_has_one(running: Running) -> None:
    """A new table with a key to a door, a courier's row or something public in it must be given its rule before this passes."""
    walled = {row[0] for row in running.sql("select relname from pg_class where relforcerowsecurity and relkind = 'r'")}
    named = {*PRESENT, *BOTH, *CHAIN}
    assert {*named, *DERIVED, *NEVER, *COUNTERS, *STOPPED} <= walled
    assert {*STOPPED, *COUNTERS, *NEVER} <= named and not {*PRESENT} & {*BOTH}
    risky = running.sql(
        "select distinct c.table_name from information_schema.columns c join pg_class t on t.relname = c.table_name "
        "where t.relforcerowsecurity and t.relname <> 'tenants' and (c.column_name ~ '(token|stop|return|confirm)_hash$' or "
        "c.column_name in ('revoked_at', 'withdrawn_at', 'next_try_at', 'send_at', 'delete_after', 'confirm_until', 'expires_at', "
        "'last', 'told_at', 'published_at'))"
    )
    assert sorted({row[0] for row in risky} - named) == [], "give it a line in infra/restoring_rules.py, with the reason"
