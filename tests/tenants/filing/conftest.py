"""Nordvik's minutes, approved on 21 September 2026, with papers; and what one does with a filing."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from saas import clock
from saas.db import db
from tenants.meetings.models import AgendaEntry, AgendaItem
from tests.tenants.minutes.conftest import Held, elsewhere, held, september  # noqa: F401
from tests.tenants.minutes.steps import minutes_of, send, write

HERE = "/k/nordvik/arkiv/"
MONDAY = clock.at(date(2026, 9, 21), 9)


def text(answer: Any) -> str:
    """The page on one line."""
    return " ".join(answer.get_data(as_text=True).split())


def new() -> str:
    """A form's number."""
    return str(uuid4())


@pytest.fixture
def approved(coordinator: Any, held: Held, inside: Any) -> UUID:  # noqa: F811
    """Approved, with a paper on the first sak; the minutes' id."""
    from tenants.meetings.papers import add_paper

    with inside():
        entry = db.session.query(AgendaEntry).filter(AgendaEntry.id == held.first).one()
        add_paper(entry.item, "Hemmelig plan.txt", "Møte på Torget".encode())
    write(coordinator, held, held.first, "Politiet orienterte.", "Saken følges videre.")
    assert send(coordinator, held).status_code == 303
    clock.move_to(MONDAY)
    minutes_id, _, _, version = minutes_of(inside, held)
    assert coordinator.post(held.path(f"{minutes_id}/godkjenning"), {"versjon": version, "en_gang": new()}).status_code == 303
    clock.move_to(clock.at(date(2026, 9, 22), 8))
    return minutes_id


@pytest.fixture
def publicity(inside: Any, held: Held) -> Any:  # noqa: F811
    """`publicity("public")`, or `publicity("public", second="exempt", basis="offl. § 13")`: how the two saker are judged."""

    def judge(first: str, second: str = "", basis: str = "") -> None:
        with inside():
            for entry_id, chosen in ((held.first, first), (held.second, second or first)):
                item = db.session.query(AgendaItem).join(AgendaEntry, AgendaEntry.item_id == AgendaItem.id).filter(
                    AgendaEntry.id == entry_id
                ).one()  # fmt: skip
                item.publicity, item.legal_basis = chosen, basis if chosen == "exempt" else ""

    return judge


@pytest.fixture
def filed(coordinator: Any, approved: UUID, worker: Any, owner: Any) -> UUID:
    """Sent to the archive and packed; the filing's id."""
    assert press(coordinator, f"referat/{approved}").status_code == 303
    worker.work()
    ((filing_id, state),) = owner("SELECT id, state FROM filings")
    assert state == "made"
    return filing_id


@pytest.fixture
def folder(house: Any, tmp_path: Any) -> Any:
    """The server's folder for archives."""
    house.config["HOUSE"] = replace(house.config["HOUSE"], archive_folder=tmp_path)
    return tmp_path


@pytest.fixture
def owner(cluster: Any, database: str) -> Any:
    """`owner(sql)`: what the tables really hold, with every wall down."""
    name = psycopg.conninfo.conninfo_to_dict(database)["dbname"]

    def ask(sql: str) -> Any:
        with psycopg.connect(cluster.admin_url, dbname=name, autocommit=True) as admin:
            rows = admin.execute(sql)
            return rows.fetchall() if rows.description else []

    return ask


@pytest.fixture
def statements(house: Any) -> Any:
    """`statements(work)`: how many statements the kommune's rooms were asked while `work` was done."""
    from sqlalchemy import event

    with house.app_context():
        engine = db.engines["kommune"]

    def count(work: Any) -> int:
        asked: list[str] = []

        def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
            asked.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            work()
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return len(asked)

    return count


def press(browser: Any, rest: str, place: str = HERE, **fields: Any) -> Any:
    """POST to a door of the archive."""
    return browser.post(f"{place}{rest}", {"en_gang": new(), **fields})


def upload(browser: Any, rest: str, content: bytes, place: str = HERE, name: str = "kvittering.xml") -> Any:
    """Upload an answer."""
    return press(browser, rest, place, fil=(BytesIO(content), name))


def settle(browser: Any, place: str = HERE, **fields: Any) -> Any:
    """Save the settings of a kommune."""
    given = {"form": "case", "levering": "download", "versjon": "0", **fields}
    return press(browser, "innstillinger", place, **given)
