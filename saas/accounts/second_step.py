"""The second step after the password: whether it is set up, begun, taken; and that nobody who needs one is left without."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from saas.accounts import ceremonies, codes, passkeys
from saas.accounts.credentials import Passkey, TotpSecret
from saas.accounts.models import User
from saas.db import db
from saas.errors import NotFound, NotNow

KIND = "second_step"
MINUTES = 10


def has_codes(user_id: UUID) -> bool:
    """An app that makes codes, confirmed."""
    query = select(func.count()).select_from(TotpSecret).where(TotpSecret.user_id == user_id, TotpSecret.confirmed_at.is_not(None))
    return bool(db.session.scalar(query))


def has_passkeys(user_id: UUID) -> bool:
    """At least one passkey."""
    return bool(db.session.scalar(select(func.count()).select_from(Passkey).where(Passkey.user_id == user_id)))


def is_set_up(user_id: UUID) -> bool:
    """Whether this person is asked for a second step after the password."""
    return has_codes(user_id) or has_passkeys(user_id)


def begin(user: User, next_page: str) -> str:
    """The first step is taken; returns the token that the second one ends. No session is open yet."""
    return ceremonies.begin(KIND, user.id, {"next": next_page}, MINUTES)


def waiting(token: str | None) -> tuple[User, str] | None:
    """(who has taken the first step, the page to go on to); None when nobody has, or it is too long ago."""
    begun = ceremonies.look(token, KIND) if token else None
    user = db.session.get(User, begun.user_id) if begun and begun.user_id else None
    if begun is None or user is None or user.disabled_at is not None:
        return None
    return user, str(begun.facts.get("next") or "/mine")


def finish(token: str) -> bool:
    """The second step is taken. False when another request took it first."""
    return ceremonies.take(token, KIND) is not None


def remove_codes(user_id: UUID, *, demanded: bool) -> None:
    """Put the app away. `demanded` says that this house asks some roles for a second step. Raises NotNow, NotFound."""
    _one_at_a_time(user_id)
    if not has_codes(user_id):
        raise NotFound()
    codes.forget_app(user_id)
    _not_left_without(user_id, demanded=demanded)


def remove_passkey(user_id: UUID, passkey_id: UUID, *, demanded: bool) -> None:
    """Put a passkey away. Raises NotFound for another's, NotNow for the last second step of one who needs it."""
    _one_at_a_time(user_id)
    passkeys.forget(user_id, passkey_id)
    _not_left_without(user_id, demanded=demanded)


def is_needed(user_id: UUID) -> bool:
    """Whether a role that this person holds is only open to those who logged in with two steps."""
    return bool(db.session.scalar(select(func.app.needs_strong(user_id))))


def _not_left_without(user_id: UUID, *, demanded: bool) -> None:
    if is_set_up(user_id):
        return
    if demanded and is_needed(user_id):
        raise NotNow("Rollen din krever totrinns innlogging. Sett opp et annet andre trinn før du fjerner dette.")
    codes.forget_paper(user_id)


def _one_at_a_time(user_id: UUID) -> Any:
    """Two removals at once must not both believe that the other step is still there."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"steps:{user_id}", 0))))
