"""The ten pages that a coordinator opens most, and what they ask the database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from infra.bench.houses import KOMMUNE, Ground

AT = f"/k/{KOMMUNE}"


@dataclass(frozen=True)
class Statement:
    """One statement as it was sent, with its parameters."""

    query: str
    parameters: Any


def pages(ground: Ground, name: str) -> dict[str, str]:
    """What the page is called → its address, in one database."""
    with psycopg.connect(ground.admin_url(name)) as connection:
        query = """SELECT m.id, i.id FROM minutes i JOIN meetings m ON m.tenant_id = i.tenant_id AND m.id = i.meeting_id
                   JOIN tenants t ON t.id = m.tenant_id WHERE t.slug = %s AND i.stage = 'approved' ORDER BY m.starts_at DESC LIMIT 1"""
        found = connection.execute(query, (KOMMUNE,)).fetchone()
    if found is None:
        raise LookupError(f"{KOMMUNE} has no approved minutes in {name}.")
    return {
        "mine kommuner": "/mine", "oversikt": f"{AT}/", "møter": f"{AT}/moter/", "et møte": f"{AT}/moter/{found[0]}",
        "et referat": f"{AT}/referater/{found[1]}", "oppgaver": f"{AT}/oppgaver/", "tiltak": f"{AT}/tiltak/", "mål": f"{AT}/mal/",
        "nettverk": f"{AT}/nettverk/", "søk": f"{AT}/sok/?q=ungdom",
    }  # fmt: skip


def opened(browser: Any, address: str) -> bytes:
    """The page, which must be there."""
    answer = browser.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address} answered {answer.status_code}.")
    return bytes(answer.data)


@contextmanager
def listening(app: Any, kind: str = "kommune") -> Iterator[list[Statement]]:
    """Every statement that goes through one kind of room's pool, as long as it lasts."""
    from sqlalchemy import event

    from saas.db import db

    heard: list[Statement] = []

    def hear(connection: Any, cursor: Any, query: str, parameters: Any, *rest: Any) -> None:
        heard.append(Statement(query, parameters))

    with app.app_context():
        engine = db.engines[kind]
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def of_the_page(app: Any, browser: Any, address: str) -> tuple[list[Statement], int]:
    """The reading statements of one page inside the kommune's room; and how many were left out since they ask for the ticket itself."""
    opened(browser, address)
    with listening(app) as heard:
        opened(browser, address)
    reading = [one for one in heard if re.match(r"\s*(SELECT|WITH)", one.query) and "set_config" not in one.query]
    plain = [one for one in reading if not re.search(r"\bapp\.(?!search_)", one.query)]
    return plain, len(reading) - len(plain)
