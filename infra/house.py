"""Plugs the features into the house, and refuses to start where the walls would not hold."""

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


def refuse_weak_walls(settings: Settings) -> None:
    """The start stops here rather than serve one page past the walls."""
    wrong = [line for kind in ROOMS for line in rooms.is_well(kind)]
    if wrong:
        raise BadSetting("\n".join(wrong))
    if not settings.demo and demo_people_left():
        raise BadSetting("This database holds demo accounts. A production start needs a database without them.")


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
