"""An invitation as the lobby sees it: read by its token, answered by whoever it was sent to."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from saas import jobs, rooms
from saas.accounts import limit, service
from saas.accounts.models import User
from saas.db import db
from saas.errors import Invalid, NotFound
from saas.kommune import Kommune


@dataclass(frozen=True)
class Invited:
    """What an open invitation says: who invites whom, to which kommune, as what, from and to when."""

    id: UUID
    kommune: str
    slug: str
    language: str
    colour: int
    mark: str
    role: str
    name: str
    email: str
    invited_by: str
    from_on: date
    until_on: date | None
    has_account: bool


def read(token: str) -> Invited:
    """The open invitation. Raises NotFound alike for one that never was, is used, revoked or too old."""
    found: dict[str, Any] | None = db.session.execute(select(func.app.invitation(token))).scalar()
    if found is None:
        raise NotFound()
    days = {key: date.fromisoformat(found[key]) if found[key] else None for key in ("from_on", "until_on")}
    return Invited(**{key: value for key, value in {**found, **days, "id": UUID(found["id"])}.items() if key != "expires_at"})


def join(token: str, name: str, password: str) -> User:
    """A new account for the invited address. Raises Invalid for a name or password out of shape, NotFound when it is too late."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 120:
        raise Invalid("Skriv navnet, med høyst 120 tegn.", field="navn")
    service.check_shape(password, field="passord")
    who = db.session.execute(select(func.app.join_by_invitation(token, name, service.HASHER.hash(password)))).scalar()
    if who is None:
        raise NotFound()
    return db.session.get_one(User, who)


def accept(token: str, secret: str, invited: Invited) -> str:
    """Take the role as the one logged in with `secret`; the kommune's name in addresses.

    Raises NotFound when the invitation is no longer open or is somebody else's, NotNow for the seventh kommune.
    """
    db.session.flush()
    try:
        with db.session.begin_nested():
            found = db.session.execute(select(func.app.accept_invitation(token, secret))).scalar()
    except DBAPIError as refused:
        raise limit.in_words(refused, invited.name) from refused
    if found is None:
        raise NotFound()
    place = Kommune(UUID(found["tenant_id"]), found["slug"], found["name"], invited.colour, invited.mark, invited.language)
    # The clock's round would find it too; asked for now, the person is in place before the first page is open.
    rooms.current().after_commit.append(lambda: jobs.ask("access.tie", place, rooms.service_of(place)))
    return str(found["slug"])
