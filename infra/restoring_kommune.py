"""`./infra/run restore <file> --kommune <slug>`: one kommune as it was in a copy, in one transaction, beside all the others.

The others go on meanwhile. Whoever writes in this kommune waits until it is done, or has their own change refused.
"""

from typing import Any
from uuid import UUID

import psycopg

from infra import backup_aside, migrate
from infra.backup_aside import Aside
from infra.backup_copy import Copy
from infra.ground import CannotGoOn, say
from infra.restoring_chain import Chain
from infra.restoring_people import found_again, not_remembered
from infra.restoring_rows import Moving
from infra.servers import in_database

PATIENCE = "60s"  # how long another's change in this kommune is waited for


def restore_kommune(copy: Copy, slug: str, owner_url: str, admin: str, secret_key: str, *, replace: bool = False) -> None:
    """Fetch one kommune out of a copy and into the running database; all of it or nothing.

    Raises CannotGoOn when the copy does not have it, when it holds newer rows and `replace` is not said, and when
    anything at all would not fit.
    """
    known = copy.about.get("kommuner")
    if known is not None and slug not in known:
        raise CannotGoOn(f"Kopien har ingen kommune som heter {slug}. Den har: {', '.join(sorted(known)) or 'ingen'}.")
    say("Legger kopien i en database ved siden av …")
    with backup_aside.restored(copy, secret_key) as aside:
        from_aside(aside, slug, owner_url, admin, secret_key, replace=replace)


def from_aside(aside: Aside, slug: str, owner_url: str, admin: str, secret_key: str, *, replace: bool = False) -> None:
    """The same, from a copy that lies aside already. Raises CannotGoOn as above."""
    if not migrate.at_head(owner_url):
        raise CannotGoOn("Databasen i drift er ikke på nyeste utgave. Kjør ./infra/run migrate først.")
    try:
        with psycopg.connect(aside.admin_url) as source, psycopg.connect(in_database(admin, owner_url)) as goal:
            _move(aside, source, goal, slug, secret_key, replace)
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
        raise CannotGoOn("Noen skrev i kommunen samtidig. Ingenting er endret; prøv igjen.") from None


def _move(aside: Aside, source: psycopg.Connection[Any], goal: psycopg.Connection[Any], slug: str, secret_key: str, replace: bool) -> None:
    kommune, name = _in_copy(source, slug)
    for connection in (source, goal):
        # The same moment must be written the same way on both sides.
        connection.execute("set local time zone 'UTC'")
    goal.execute(f"set local lock_timeout = '{PATIENCE}'")
    # Every new row of this kommune asks for the kommune's own row, so from here on nobody else makes one.
    gone = goal.execute("select id from tenants where id = %s for update", (kommune,)).fetchone() is None
    move, chain = Moving(goal, kommune, gone), Chain(source, goal, kommune, secret_key)
    total = move.fetch(source)
    lost = {} if gone else move.newer()
    if lost and not replace:
        raise CannotGoOn(_refusal(name, lost, chain.since()))
    made = found_again(source, move) if gone else 0
    chain.settle()
    forgotten = chain.forgotten()
    not_remembered(move, forgotten)
    put = move.put()
    since = max(chain.since(), 0)
    chain.tell({"copy": aside.about.get("made_at", ""), "rows": sum(put.values()), "gone": gone, "lost": sum(lost.values())})
    move.hold_to_account()
    goal.commit()
    _tell(name, total, put, made, since, gone, len(forgotten))


def _in_copy(source: psycopg.Connection[Any], slug: str) -> tuple[UUID, str]:
    row = source.execute("select id, name from tenants where slug = %s", (slug,)).fetchone()
    if row is None:
        raise CannotGoOn(f"Kopien har ingen kommune som heter {slug}.")
    return row[0], row[1]


def _refusal(name: str, lost: dict[str, int], since: int) -> str:
    """What would be lost, the most first."""
    most = sorted(lost.items(), key=lambda pair: (-pair[1], pair[0]))
    tables = ", ".join(f"{table} {number}" for table, number in most[:12]) + (" …" if len(most) > 12 else "")
    events = f" Loggen har {since} hendelser siden kopien." if since > 0 else ""
    return (
        f"{name} har {sum(lost.values())} rader som er nyere enn kopien ({tables}), og ingenting er endret.{events} "
        "Ta en ny kopi først, og si --replace hvis de skal erstattes."
    )


def _tell(name: str, total: int, put: dict[str, int], made: int, since: int, gone: bool, forgotten: int) -> None:
    say(f"{name} er lagt tilbake: {sum(put.values())} av {total} rader kom fra kopien. Loggen forteller om det.")
    if gone:
        say(f"Kommunen var borte. {made} innlogginger er laget på nytt uten passord og nøkler; de velger passord med «Glemt passord».")
        say("Gå gjennom tilgangslisten. Lenker, kalenderadresser og invitasjoner er trukket tilbake, og den åpne siden er nede.")
    else:
        say(f"Tilgang, samtykker, det som er publisert og det som er sendt, står som før. {since} hendelser siden kopien står i loggen.")
    if forgotten:
        say(f"{forgotten} personer var glemt siden kopien, og er det fortsatt. Se om teksten deres i møter og oppgaver skal bort igjen.")
