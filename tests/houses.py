"""Houses that the tests borrow: built once a session for each way to set one up, with the test's own database in it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, event, make_url

from infra.house import build
from saas.config import Settings
from saas.db import db
from saas.doors import House

_waiting: dict[str, list[House]] = defaultdict(list)


@contextmanager
def borrowed(settings: Settings, compiled_templates: str) -> Iterator[House]:
    """A furnished house set up like this; what a test changes in it is put back afterwards.

    Two at the same time are two houses. A house has hundreds of addresses and statements to prepare, which takes longer
    than most tests; a test that furnishes a house itself must build one of its own.
    """
    kind = repr(replace(settings, room_urls={}))
    app = _waiting[kind].pop() if _waiting[kind] else _built(settings, compiled_templates)
    app.config["HOUSE"] = settings
    as_it_was = [(place, dict(place)) for place in (app.config, app.jinja_env.globals)]
    asked_first = list(app.before_request_funcs.get(None, []))
    try:
        yield app
    finally:
        for place, kept in as_it_was:
            place.clear()
            place.update(kept)
        app.before_request_funcs[None] = asked_first
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        _waiting[kind].append(app)


def _built(settings: Settings, compiled_templates: str) -> House:
    app = build(settings, check=False)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.jinja_env.bytecode_cache = FileSystemBytecodeCache(compiled_templates)
    with app.app_context():
        for kind, engine in db.engines.items():
            _leads_to_the_tests_database(app, str(kind), engine)
    return app


def _leads_to_the_tests_database(app: House, kind: str, engine: Engine) -> None:
    """Each new connection goes where the house's settings say now, and not where they said when it was built."""

    @event.listens_for(engine, "do_connect")
    def lead(dialect: Any, record: Any, args: Any, params: dict[str, Any]) -> None:
        params.update(dialect.create_connect_args(make_url(app.config["HOUSE"].room_urls[kind]))[1])
