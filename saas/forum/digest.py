"""The weekly digest: titles only, on Mondays, once a week to each who wants it; and the link that turns it off."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import case, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from saas import clock, house_post, jobs, rooms
from saas.accounts.models import User
from saas.db import db
from saas.forum import reading
from saas.forum.models import Follow
from saas.pages import LANGUAGES, render

# Monday morning, Norwegian time.
HOUR = 7
TEMPLATE = "forum/letters/digest.txt"


@jobs.house_job("forum.digest")
def send() -> None:
    """One round: a transaction for each reader, so that what stops one letter stops no other. Run again it does nothing."""
    with rooms.enter(rooms.of_house()):
        readers = db.session.scalar(select(func.app.network_readers())) or []
    for reader in readers:
        with rooms.enter(rooms.of_house()):
            _tell(reader)


def wants(user_id: UUID) -> bool:
    """Whether the digest comes; it does until somebody says no."""
    chosen = db.session.scalar(select(Follow.digest).where(Follow.user_id == user_id))
    return chosen != "never"


def choose(user_id: UUID, *, weekly: bool) -> None:
    """Turn the digest on or off. Saying the same twice changes nothing."""
    chosen = "weekly" if weekly else "never"
    # Somebody who has left the house altogether has nothing to turn off.
    columns = ["user_id", "digest", "last_sent_at", "version"]
    whole = select(User.id, literal(chosen), literal(clock.now()), literal(1)).where(User.id == user_id)
    row = insert(Follow).from_select(columns, whole)
    # What was written while it was off is not told of when it is turned on again.
    since = case((Follow.digest == "never", clock.now()), else_=Follow.last_sent_at)
    changed = {"digest": chosen, "last_sent_at": since, "version": Follow.version + 1}
    db.session.execute(row.on_conflict_do_update(index_elements=["user_id"], set_=changed))


def off_link(user_id: UUID) -> str:
    """The address in the letter that turns the digest off without logging in; it can do nothing else."""
    return f"{current_app.config['HOUSE'].public_url}/fagnettverk/avmelding/{_signer().dumps(str(user_id))}"


def whose(token: str) -> UUID | None:
    """Whom such an address is for; None for one that the house has not made."""
    try:
        return UUID(_signer().loads(token))
    except (BadSignature, ValueError, TypeError):
        return None


def this_weeks(moment: datetime) -> datetime:
    """The latest Monday at seven, at or before a moment."""
    monday = moment.astimezone(clock.OSLO).date() - timedelta(days=moment.astimezone(clock.OSLO).weekday())
    due = clock.at(monday, HOUR)
    return due if due <= moment else clock.at(monday - timedelta(days=7), HOUR)


def _tell(reader: dict[str, Any]) -> None:
    """Lock the reader's row and write the letter with it. Where nothing is new, the week is passed over all the same."""
    user_id, now = UUID(reader["id"]), clock.now()
    # Whoever is new in the network gets their first digest when a whole week has passed to tell of.
    first = insert(Follow).values(user_id=user_id, last_sent_at=now).on_conflict_do_nothing(index_elements=["user_id"])
    db.session.execute(first)
    follow = db.session.scalars(select(Follow).where(Follow.user_id == user_id).with_for_update()).one()
    before = follow.last_sent_at or now
    if follow.digest != "weekly" or before >= this_weeks(now):
        return
    follow.last_sent_at = now
    asked, answered = reading.since(before)
    if not asked and not answered:
        return
    language = reader["language"] if reader["language"] in LANGUAGES else "nb"
    context = {"public_url": current_app.config["HOUSE"].public_url, "off": off_link(user_id), "name": reader["name"]}
    letter = render(TEMPLATE, language, asked=asked, answered=answered, **context)
    subject, _, body = letter.strip().partition("\n")
    house_post.post((reader["name"], reader["email"]), subject, body.strip() + "\n", template=TEMPLATE)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="forum.digest")
