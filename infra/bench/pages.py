"""(b) The ten most used pages against a bare Flask view that asks one statement and answers with as many bytes."""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

import psycopg
from flask import Flask, Response
from psycopg import sql
from sqlalchemy import Engine, create_engine

from infra.bench.asked import opened, pages
from infra.bench.houses import KOMMUNE, Ground, enter, leave, tell
from infra.bench.measuring import Cost, backends, interleaved, ratio
from infra.demo import founding
from infra.house import build
from saas import privacy

ROUNDS = 40
# The bare view's one statement: fifty tasks of one kommune, found by the kommune's own index.
QUERY = "SELECT id, what, status, due_on FROM tasks WHERE tenant_id = '{kommune}' LIMIT 50"
# The drawn view shows each of them as a row of a list, as often as it takes to fill a page of the same size.
TEMPLATE = """<!doctype html><html lang="nb"><head><title>{{ title }}</title></head><body><ul>
{% for row in rows %}<li class="task task--{{ row.status }}"><a href="/oppgave/{{ row.id }}">{{ row.what }}</a> {{ row.due_on or "" }}</li>
{% endfor %}</ul></body></html>"""


def measure(ground: Ground) -> dict[str, Any]:
    """Per page: how many times dearer than the two bare views, its size and its statements; and the guard's own ratio."""
    name = ground.sized(ground.sizes[1])
    app = build(ground.settings(name), check=False)
    found: dict[str, Any] = {"pages": {}}
    try:
        with _bare(ground, name) as bare:
            for page, address in pages(ground, name).items():
                found["pages"][page] = row = _against(ground, name, app, bare, address)
                tell(f"{page}: {row['ready']:.1f} × ferdige byte, {row['drawn']:.1f} × tegnede; {row['ms']:.1f} ms, {row['kb']:.0f} kB")
    finally:
        leave(app)
    for way in ("ready", "drawn", "ready_work", "drawn_work"):
        found[way] = median(row[way] for row in found["pages"].values())
    found["guard"] = _guard(ground).clock
    return found


def _against(ground: Ground, name: str, app: Any, bare: Flask, address: str) -> dict[str, float]:
    browser, other = enter(app), bare.test_client()
    body = opened(browser, address)
    bare.config["READY"] = body
    # The meter reads the connections that are open, and both houses have opened theirs now.
    opened(other, "/klar"), opened(other, "/tegnet")
    meter = backends(ground.admin_url(name), name, "b%")
    ways = {"house": lambda: opened(browser, address), "ready": lambda: opened(other, "/klar"), "drawn": lambda: opened(other, "/tegnet")}
    costs = interleaved(ways, ground.rounds(ROUNDS), meter)
    ready, drawn = ratio(costs, "house", "ready"), ratio(costs, "house", "drawn")
    return {"ready": ready.clock, "ready_work": ready.work, "drawn": drawn.clock, "drawn_work": drawn.work, "ms": costs["house"].clock,
            "ready_ms": costs["ready"].clock, "drawn_ms": costs["drawn"].clock, "kb": len(body) / 1000}  # fmt: skip


@contextmanager
def _bare(ground: Ground, name: str) -> Iterator[Flask]:
    """A Flask app with a pool, one statement and nothing else: no log-in, no ticket, no wall, no menu."""
    role = sql.Identifier("benk_naken")
    with psycopg.connect(ground.admin_url(name), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP ROLE IF EXISTS {0}; CREATE ROLE {0} LOGIN BYPASSRLS PASSWORD 'benk'; GRANT SELECT ON tasks TO {0}; "
                              "GRANT CONNECT ON DATABASE {1} TO {0}").format(role, sql.Identifier(name)))  # fmt: skip
        url = psycopg.conninfo.conninfo_to_dict(ground.admin_url(name))
        engine = create_engine("postgresql+psycopg://benk_naken:benk@/" + name, connect_args={"host": str(url["host"])})
        try:
            yield _bare_app(engine)
        finally:
            engine.dispose()
            admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(role))


def _bare_app(engine: Engine) -> Flask:
    """`/klar` answers with bytes that are made, `/tegnet` with as many that are drawn; the template is compiled once, as a file's is."""
    bare, query = Flask("benk"), QUERY.format(kommune=founding.stable_id("kommune", KOMMUNE))
    template = bare.jinja_env.from_string(TEMPLATE)

    def rows() -> Any:
        with engine.connect() as connection:
            return connection.exec_driver_sql(query).all()

    @bare.get("/klar")
    def ready() -> Response:
        rows()
        return Response(bare.config["READY"], mimetype="text/html")

    @bare.get("/tegnet")
    def drawn() -> str:
        some = rows()
        if "A_ROW" not in bare.config:
            around, filled = (len(template.render(title="Oppgaver", rows=few).encode()) for few in (some[:0], some))
            bare.config.update(AROUND=around, A_ROW=(filled - around) / len(some))
        number = int((len(bare.config["READY"]) - bare.config["AROUND"]) / bare.config["A_ROW"])
        shown = (some * (number // len(some) + 1))[:number]
        return template.render(title="Oppgaver", rows=shown)

    return bare


def _guard(ground: Ground) -> Cost:
    """The person-data guard on some 5,000 characters, against splitting them into words."""
    text = "Gruppen drøftet hvordan skolen og ungdomsklubben kan samarbeide om åpne kvelder. " * 60
    ways = {"guard": lambda: privacy.inspect(text), "split": lambda: text.casefold().split()}
    return ratio(interleaved(ways, ground.rounds(ROUNDS)), "guard", "split")
