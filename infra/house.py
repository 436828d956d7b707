"""Plugs the features into the house, and refuses to start where the walls would not hold."""

from collections.abc import Callable

from sqlalchemy.exc import OperationalError

from infra import patched
from saas import rooms
from saas.app import create_app
from saas.config import DEMO_PASSWORD, ROOMS, BadSetting, Settings, read
from saas.doors import House
from saas.statistics import fetching as fetching  # its job is hung up by being known
from tenants.features import FEATURES


def build(settings: Settings | None = None, *, check: bool = True) -> House:
    """The furnished house. Raises BadSetting when a login role is too mighty or demo people live in production."""
    settings = settings or read()
    app = create_app(settings, FEATURES)
    if check:
        with app.app_context():
            refuse_weak_walls(settings)
    return app


def steady_start(make: Callable[[], House]) -> House:
    """The house for a process of its own: where the database is away it ends with a sentence, and is started again later."""
    try:
        return make()
    except OperationalError as away:
        raise SystemExit(f"Databasen svarer ikke ({type(away.orig).__name__}). Prøver igjen ved neste start.") from None


def refuse_weak_walls(settings: Settings) -> None:
    """The start stops here rather than serve one page past the walls."""
    wrong = [line for kind in ROOMS for line in rooms.is_well(kind)]
    if not settings.demo and (old := patched.outdated(server_version())):
        wrong.append(old)
    if wrong:
        raise BadSetting("\n".join(wrong))
    if not settings.demo and demo_people_left():
        raise BadSetting("This database holds demo accounts. A production start needs a database without them.")


def server_version() -> int:
    """The database server's version as PostgreSQL numbers it: 150018 is 15.18."""
    from saas.db import db

    with db.engines["lobby"].connect() as connection:
        return int(connection.connection.dbapi_connection.info.server_version)  # type: ignore[union-attr]


def demo_people_left() -> bool:
    """Whether any account is from the demo region, or opens with its password."""
    from sqlalchemy import select

    from saas.accounts.models import User
    from saas.accounts.service import HASHER
    from saas.db import db

    with rooms.enter(rooms.lobby(read_only=True)):
        users = db.session.execute(select(User.demo, User.password_hash, User.email)).all()
    if any(user.demo or user.email.endswith(".example") for user in users):
        return True
    return any(_opens(HASHER, user.password_hash) for user in users[:50])


def _opens(hasher: object, stored: str | None) -> bool:
    try:
        return bool(stored) and hasher.verify(stored, DEMO_PASSWORD)  # type: ignore[attr-defined]
    except Exception:
        return False
