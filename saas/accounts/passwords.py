"""A password is chosen by the one who can read the letter: at the first log-in, or when it is forgotten."""

from datetime import datetime, timedelta
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select

from saas import clock, house_post
from saas.accounts import ceremonies, service
from saas.accounts.models import LoginAttempt, User
from saas.db import db
from saas.errors import NotFound, TooMany
from saas.pages import render

KIND = "password"
DAYS = 7
WINDOW = timedelta(hours=1)
PER_EMAIL, PER_ADDRESS = 3, 30


def invite_to_choose_password(
    user_id: UUID | None, name: str, address: str, *, language: str, next_page: str = "/mine", why: str = ""
) -> None:
    """Post a letter with a link to choose a password; used once, good for a week.

    Runs in the lobby's room. `why` is a whole sentence in the reader's language that opens the letter; `next_page` is
    where the person goes on to afterwards, on one of our own addresses.
    """
    token = ceremonies.begin(KIND, user_id, {"next": next_page}, DAYS * 24 * 60)
    words = {"name": name, "why": why, "days": DAYS, "link": f"{current_app.config['HOUSE'].public_url}/passord/{token}"}
    subject, _, body = render("letters/choose_password.txt", language, **words).strip().partition("\n")
    house_post.post((name, address), subject, body.strip() + "\n", template="letters/choose_password.txt")


def forgotten(email: str, address: str, *, language: str, why: str) -> UUID | None:
    """Answer a wish for a new password: the same work whether anybody has the address or not. Raises TooMany."""
    email = email.strip().lower()
    _throttle(service.sealed(f"forgot:email:{email}"), service.sealed(f"forgot:address:{address}"))
    user = db.session.scalars(select(User).where(User.email == email, User.disabled_at.is_(None))).one_or_none()
    known = user.id if user else None
    with db.session.begin_nested() as attempt:
        spoken = (user.language if user else None) or language
        invite_to_choose_password(known, user.name if user else email, email, language=spoken, why=why)
        db.session.flush()
        if known is None:
            # The letter to nobody is written and taken back, so that the clock tells no more than the page does.
            attempt.rollback()
    return known


def who_may_choose(token: str) -> User:
    """Whose password this link sets. Raises NotFound alike for an unknown, a used and an expired one."""
    return _user(ceremonies.look(token, KIND))


def choose(token: str, password: str) -> tuple[User, str]:
    """Set the password and end every session; the user, and the page to go on to. Raises NotFound or Invalid."""
    # The link is looked at first and used last, so that a password that is too short does not spend it.
    who_may_choose(token)
    service.check_shape(password, field="nytt_passord")
    found = ceremonies.take(token, KIND)
    user = _user(found)
    user.password_hash = service.HASHER.hash(password)
    service.close_all(user.id)
    return user, str(found.facts.get("next") or "/mine") if found else "/mine"


def _user(ceremony: ceremonies.Ceremony | None) -> User:
    user = db.session.get(User, ceremony.user_id) if ceremony and ceremony.user_id else None
    if user is None or user.disabled_at is not None:
        raise NotFound()
    return user


def _throttle(email_hash: str, address_hash: str) -> None:
    since = datetime.now(clock.UTC) - WINDOW
    count = select(func.count()).select_from(LoginAttempt).where(LoginAttempt.at > since)
    per_email = db.session.scalar(count.where(LoginAttempt.email_hash == email_hash)) or 0
    per_address = db.session.scalar(count.where(LoginAttempt.address_hash == address_hash)) or 0
    if per_email >= PER_EMAIL or per_address >= PER_ADDRESS:
        raise TooMany("Det er bedt om nytt passord for mange ganger. Prøv igjen om en time.")
    db.session.add(LoginAttempt(email_hash=email_hash, address_hash=address_hash))
