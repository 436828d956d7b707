"""(a) What the walls cost: the same statements on the same tables by a role that they hold for, and by one that they do not."""

from collections.abc import Callable
from statistics import median
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import tuple_row

from infra.bench.asked import Statement, of_the_page, opened, pages
from infra.bench.houses import COORDINATOR, KOMMUNE, Ground, enter, leave, tell
from infra.bench.measuring import interleaved, of_processes, once, ratio
from infra.demo import founding
from infra.house import build

ASKED = {"liste (oppgaver)": "oppgaver", "oversikt": "oversikt", "søk": "søk"}
BARE = "benk_uten_vegg"
ROUNDS, PAGES_OPENED = 60, 16
Statements = dict[str, list[Statement]]


def measure(ground: Ground) -> dict[str, Any]:
    """Per number of kommuner: wall on against off for each group of statements, and admission's share of each page."""
    found: dict[str, Any] = {"sizes": {}}
    for kommuner in ground.sizes[1:]:
        name = ground.sized(kommuner)
        app = build(ground.settings(name), check=False)
        try:
            browser, addresses = enter(app), pages(ground, name)
            told = {title: of_the_page(app, browser, addresses[page]) for title, page in ASKED.items()}
            walls = _on_and_off(ground, name, app, {title: statements for title, (statements, _) in told.items()})
            shares = {page: _admission(app, browser, address, ground.rounds(PAGES_OPENED)) for page, address in addresses.items()}
        finally:
            leave(app)
        left_out = sum(number for _, number in told.values())
        found["sizes"][str(kommuner)] = {"walls": walls, "admission": shares, "left_out": left_out, "share": median(shares.values())}
        for title, row in walls.items():
            asked = f"{row['number']} spørringer"
            tell(f"{kommuner} kommuner, {title}: vegg på mot av {row['clock']:.2f} × ({row['work']:.2f} × i arbeid), {asked}")
        tell(f"{kommuner} kommuner: opptaket er {100 * median(shares.values()):.1f} % av en side (median av ti)")
    return found


def _on_and_off(ground: Ground, name: str, app: Any, groups: Statements) -> dict[str, dict[str, float]]:
    with psycopg.connect(ground.admin_url(name), autocommit=True) as admin:
        _make_bare(admin)
        walled = psycopg.connect(_url(app), row_factory=tuple_row, prepare_threshold=None)
        bare = psycopg.connect(ground.admin_url(name), user=BARE, password=BARE, row_factory=tuple_row, prepare_threshold=None)
        try:
            return {title: _one_group(admin, walled, bare, asked, ground.rounds(ROUNDS)) for title, asked in groups.items()}
        finally:
            walled.close()
            bare.close()
            admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(BARE)))


def _one_group(admin: Any, walled: Any, bare: Any, asked: list[Statement], rounds: int) -> dict[str, float]:
    """Both are inside a transaction that is open already; admission is measured by itself."""
    _same_answers(admin, walled, bare, asked)
    on, off = _sender(walled, asked, lambda: _show_ticket(admin, walled)), _sender(bare, asked, lambda: None)
    processes = of_processes([walled.info.backend_pid, bare.info.backend_pid])
    costs = interleaved({"on": on, "off": off}, rounds, processes)
    times = ratio(costs, "on", "off")
    return {"clock": times.clock, "work": times.work, "on_ms": costs["on"].clock, "off_ms": costs["off"].clock, "number": len(asked)}


def _sender(connection: Any, asked: list[Statement], prepare: Callable[[], None]) -> Callable[[], None]:
    def send() -> None:
        for one in asked:
            connection.execute(one.query, one.parameters).fetchall()

    prepare()
    return send


def _same_answers(admin: Any, walled: Any, bare: Any, asked: list[Statement]) -> None:
    """Both must have read the same rows, or the ratio says nothing; and with no wall and no filter there must be more."""
    _show_ticket(admin, walled)
    for one in asked:
        ours, theirs = (len(who.execute(one.query, one.parameters).fetchall()) for who in (walled, bare))
        if ours != theirs:
            raise RuntimeError(f"{ours} rows behind the wall and {theirs} without it: {one.query[:200]}")
    behind, without = (who.execute("SELECT count(*) FROM tasks").fetchone()[0] for who in (walled, bare))
    if not 0 < behind < without:
        raise RuntimeError(f"The wall shows {behind} tasks, and {without} are there without it.")
    walled.rollback()
    bare.rollback()


def _show_ticket(admin: Any, walled: Any) -> None:
    """A new transaction with a ticket of its own, as a page has it. Any challenge that the walled connection makes will do."""
    walled.rollback()
    kommune, person = founding.stable_id("kommune", KOMMUNE), founding.stable_id("user", COORDINATOR)
    challenge = walled.execute("SELECT set_config('transaction_read_only', 'on', true), app.challenge()").fetchone()[1]
    ticket = admin.execute("SELECT app.issue('kommune', %s, %s, 'coordinator', %s)", (kommune, person, challenge)).fetchone()[0]
    walled.execute("SELECT set_config('room.ticket', %s, true)", (ticket,))


def _make_bare(admin: Any) -> None:
    """A role with the kommune's own grants, that no wall holds for."""
    admin.execute(sql.SQL("DROP ROLE IF EXISTS {0}; CREATE ROLE {0} LOGIN BYPASSRLS PASSWORD {1}; GRANT bindeledd_kommune TO {0}").format(
        sql.Identifier(BARE), sql.Literal(BARE)))  # fmt: skip
    admin.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(sql.Identifier(admin.info.dbname), sql.Identifier(BARE)))


def _url(app: Any) -> str:
    return str(app.config["HOUSE"].room_urls["kommune"]).replace("postgresql+psycopg://", "postgresql://", 1)


def _admission(app: Any, browser: Any, address: str, rounds: int) -> float:
    """The share of a page's time that goes to asking for tickets and showing them: a median of several openings."""
    from sqlalchemy import event

    from saas import rooms
    from saas.db import db

    spent: list[float] = []

    def timed(session: Any, transaction: Any, connection: Any) -> None:
        spent.append(once(lambda: rooms._show_ticket(session, transaction, connection))[0])

    event.remove(db.session, "after_begin", rooms._show_ticket)
    event.listen(db.session, "after_begin", timed)
    try:
        opened(browser, address)
        shares = []
        for _ in range(rounds):
            spent.clear()
            whole, _ = once(lambda: opened(browser, address))
            shares.append(sum(spent) / whole)
        return median(shares)
    finally:
        event.remove(db.session, "after_begin", timed)
        event.listen(db.session, "after_begin", rooms._show_ticket)
