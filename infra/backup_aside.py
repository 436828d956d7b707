"""A copy laid into a database of its own, aside from everything: to see that it is whole, and to fetch one kommune from."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from infra import backup_numbers, backup_programs, check_walls, migrate, unprivileged
from infra.backup_copy import DATABASE, Copy
from infra.embedded import Postgres
from infra.ground import CannotGoOn
from infra.servers import in_database


@dataclass(frozen=True)
class Aside:
    """Where the copy lies now, brought to the newest step. `admin_url` is the superuser's way into that very database."""

    owner_url: str
    admin_url: str
    about: dict[str, Any]


@contextmanager
def restored(copy: Copy, secret_key: str) -> Iterator[Aside]:
    """The copy in a server that nobody else knows; both are gone afterwards. Raises CannotGoOn if a row lacks."""
    with unprivileged.scratch() as home:
        server = Postgres(home, durable=False)
        try:
            server.start()
            goal = in_database(server.admin_url, server.owner_url)
            filled(copy, server.owner_url, goal, secret_key)
            migrate.upgrade(server.owner_url, secret_key)
            yield Aside(server.owner_url, goal, copy.about)
        finally:
            server.stop()


def filled(copy: Copy, owner_url: str, goal: str, secret_key: str) -> int:
    """Lay the database of a copy into the empty one at `goal`, and count. How many rows there are.

    Whatever differs is told and the database left for inspection: the caller has made sure that it was empty.
    """
    make_roles(owner_url, secret_key, copy.about["roles"])
    with psycopg.connect(goal, autocommit=True) as admin:
        for name, blocks in copy.parts():
            if name == DATABASE:
                backup_programs.fill(goal, admin.info.dbname, blocks)
        now = backup_numbers.counted(admin)
    if different := backup_numbers.differing(copy.about, now):
        raise CannotGoOn(f"Antall rader stemmer ikke etter innlegging i: {', '.join(different[:20])}.")
    return sum(now["rows"].values())


def found_well(aside: Aside, secret_key: str) -> str:
    """Walls and chains of a copy that lies aside, in a sentence; the rows are counted already. Raises CannotGoOn."""
    with psycopg.connect(aside.admin_url) as admin:
        if holes := check_walls.wrong(admin):
            raise CannotGoOn("Veggene står ikke i kopien:\n" + "\n".join(holes[:20]))
        if troubled := backup_numbers.troubled_chains(admin, secret_key):
            raise CannotGoOn(f"Loggkjeden er brutt i kopien for: {', '.join(troubled[:20])}.{_why(aside.about, secret_key)}")
        now = backup_numbers.counted(admin)
    return (
        f"Kopien er prøvd: {sum(aside.about['rows'].values())} rader i {len(aside.about['rows'])} tabeller og "
        f"{len(now['kommuner'])} kommuner stemmer, veggene står, og loggkjedene er hele."
    )


def _why(about: dict[str, Any], secret_key: str) -> str:
    from infra.backup_seal import mark_of

    if about.get("secret_key", mark_of(secret_key)) == mark_of(secret_key):
        return ""
    return " Kopien er tatt med en annen SECRET_KEY, og seglene kan bare prøves med den."


def make_roles(owner_url: str, secret_key: str, roles: list[Any]) -> None:
    """A role must exist before it can be granted anything. The owner makes them, and so may mend them later."""
    migrate.prepare(owner_url, secret_key)
    with psycopg.connect(migrate.plain(owner_url), autocommit=True) as owner:
        for role, logs_in in roles:
            if owner.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
                continue
            words = "login" if logs_in else "nologin"
            owner.execute(sql.SQL("create role {} " + words).format(sql.Identifier(role)))
