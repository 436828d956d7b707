"""Sunday 22 November 2026: both kommuner as the scene has them, leaders logged in, and releases laid out by the owner."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from saas import clock
from saas.centre.catalogue import BY_CODE, DIMENSIONS
from tenants.sharing import handed
from tests.tenants.sharing import scene
from tests.world import add_user, log_in

HOME = "/k/nordvik/deles/"


@pytest.fixture(autouse=True)
def november(house: Any) -> None:
    """Half past nine on the day of the scene."""
    clock.move_to(clock.at(scene.TODAY, 9, 30))


@pytest.fixture
def peopled(inside: Any, world: Any) -> dict[str, UUID]:
    """Both scenes; each kommune's coordinating group."""
    found = {}
    for slug, fill in (("nordvik", scene.nordvik), ("hamnes", scene.hamnes)):
        with inside(slug):
            found[slug] = fill()
    return found


@pytest.fixture
def chair(house: Any, world: Any) -> Any:
    """Nordvik's leader of the styringsgruppe."""
    return log_in(house, "chair@nordvik.example")


@pytest.fixture
def chief(house: Any, world: Any, database: str) -> Any:
    """Nordvik's chief executive."""
    with psycopg.connect(database) as connection:
        add_user(connection, "direktor@nordvik.example", "Dina Direktør", world["nordvik"], "chief_executive")
    return log_in(house, "direktor@nordvik.example")


def text(answer: Any) -> str:
    """The page on one line, with ordinary spaces."""
    return " ".join(answer.get_data(as_text=True).replace("\u00a0", " ").split())


def seen(page: Any) -> str:
    """The decision that the page's form was opened on."""
    return text(page).split('name="sett" value="', 1)[1].split('"', 1)[0]


def decide(browser: Any, deling: str, grunn: str = "", sett: str | None = None, **more: str) -> Any:
    """Press the leader's button as the page stands now."""
    sett = seen(browser.get(HOME)) if sett is None else sett
    return browser.post(f"{HOME}beslutning", {"deling": deling, "grunn": grunn, "sett": sett, **more})


@pytest.fixture
def lying(inside: Any) -> Callable[..., dict[tuple[str, str], float]]:
    """`lying("2026T2", "hamnes")`: what lies handed over, {(indicator, codes): number}."""

    def look(period: str = scene.LAST, slug: str = "nordvik") -> dict[tuple[str, str], float]:
        with inside(slug, read_only=True):
            return {(one.indicator, one.codes): one.number for one in handed.numbers_of(period)}

    return look


def described(table: str) -> dict[str, Any]:
    """How a released table tells what it is."""
    code, *dims = table.split("-")
    indicator = BY_CODE[code]
    told = {name: getattr(indicator, name) for name in ("title", "unit", "kind", "definition", "formula", "includes", "source")}
    if dims[0] == "median":
        told |= {"kind": "median", "title": f"{indicator.title}: kommunen i midten"}
        dims = dims[1:]
    laid = [{"code": dim, "title": DIMENSIONS[dim][0], "codes": list(DIMENSIONS[dim][1].items())} for dim in dims]
    return told | {"decimals": 0, "rounded_to": 1, "dims": laid}


@pytest.fixture
def publish(database: str, world: Any, inside: Any) -> Callable[..., UUID]:
    """`publish("nordvik", cells=[(table, position, cell, keys, value, flag, units)])`: a release, laid out as its owner may."""

    def lay(*slugs: str, period: str = scene.LAST, cells: Any = (), corrects: UUID | None = None) -> UUID:
        release = uuid4()
        numbers = {slug: _numbers(inside, slug, period) for slug in slugs}
        with psycopg.connect(database) as connection:
            _frozen(connection, release, period, corrects)
            for slug, found in numbers.items():
                _used(connection, release, world[slug].id, found)
            _shown(connection, release, cells)
        return release

    return lay


def _numbers(inside: Any, slug: str, period: str) -> list[handed.Number]:
    with inside(slug, read_only=True):
        return handed.numbers_of(period)


def _frozen(connection: Any, release: UUID, period: str, corrects: UUID | None) -> None:
    connection.execute(
        "INSERT INTO stat_raw.releases (id, period, corrects, state) VALUES (%s, %s, %s, 'published')", (release, period, corrects)
    )
    connection.execute(
        "INSERT INTO stat_pub.releases (id, period, corrects, frozen_at, sharing, kommuner, coordinators, basis, parameters, "
        "utility, audit, approved_by, output_sha, signature, code_version) "
        "VALUES (%s, %s, %s, '2026-09-20T03:00:00Z', 14, 17, 6, '{}', '{}', '{}', '{}', '[]', 'x', 'x', 'x')",
        (release, period, corrects),
    )


def _used(connection: Any, release: UUID, kommune: UUID, numbers: list[handed.Number]) -> None:
    connection.execute("INSERT INTO stat_raw.panel VALUES (%s, %s, 'k', 'R08', '10000', '5', 'active')", (release, kommune))
    for one in numbers:
        row = (release, kommune, one.indicator, one.definition, one.codes, one.number)
        connection.execute("INSERT INTO stat_raw.numbers VALUES (%s, %s, %s, %s, %s, %s)", row)


def _shown(connection: Any, release: UUID, cells: Any) -> None:
    for position, table in enumerate(dict.fromkeys(cell[0] for cell in cells)):
        connection.execute(
            "INSERT INTO stat_pub.tables VALUES (%s, %s, %s, %s, %s)",
            (release, table, table.split("-")[0], position, json.dumps(described(table))),
        )
    for table, place, cell, keys, value, flag, units in cells:
        connection.execute(
            "INSERT INTO stat_pub.cells VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (release, table, place, cell, json.dumps(keys), value, flag, units),
        )
