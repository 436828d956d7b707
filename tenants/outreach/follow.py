"""What the public does with a kommune's bulletins: ask, say yes, stop. Stands in the lobby, and reaches rows by functions only."""

import secrets
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from saas import house_post, pages, return_post, throttle
from saas.db import db
from saas.errors import Invalid, NotFound, TooMany

# Asked for from one place, and for one address; a kommune in all, so that nobody can make it write to a whole country.
PER_PLACE, PER_ADDRESS, PER_KOMMUNE = "10/hour", "3/day", "300/hour"


@dataclass(frozen=True)
class Place:
    """A kommune as the public may know it. `open` says whether its page is out."""

    id: UUID
    slug: str
    name: str
    language: str
    colour: int
    mark: str
    open: bool


def place(slug: str, token: str = "") -> Place:
    """The kommune of an address: one whose page is out, or that gave the token. Raises NotFound, alike for all others."""
    found: dict[str, Any] | None = db.session.scalar(select(func.app.bulletin_place(slug, return_post.hashed(token) if token else "")))
    if found is None:
        raise NotFound()
    return Place(**{**found, "id": UUID(found["id"])})


def ask(where: Place, email: str, asked_from: str) -> None:
    """A letter with a link, to whoever owns the address. What comes of it is told in the letter and nowhere else.

    Raises Invalid at «epost» for what cannot be an address, and TooMany from one place; one address asked for too often is passed over.
    """
    email = email.strip()
    if not return_post.is_address(email):
        raise Invalid("Skriv en gyldig e-postadresse.", field="epost")
    if not throttle.allows(PER_PLACE, "follow", asked_from) or not throttle.allows(PER_KOMMUNE, "follow-kommune", str(where.id)):
        raise TooMany()
    seal = return_post.sealed(where.id, email)
    if not throttle.allows(PER_ADDRESS, "follow-address", seal):
        return
    reader_id, token = uuid4(), secrets.token_hex(20)
    keys = (return_post.stop_token(where.id, reader_id), return_post.return_token(where.id, reader_id))
    hashes = [return_post.hashed(key) for key in (token, *keys)]
    answer = db.session.scalar(select(func.app.ask_to_follow(where.id, reader_id, email, seal, *hashes)))
    template = {"asked": "outreach/confirm.txt", "follows": "outreach/follows.txt"}.get(str(answer))
    if template is None:
        return
    text = pages.render(template, where.language, place=where, link=return_post.confirm_address(where.slug, token))
    subject, _, body = text.strip().partition("\n")
    house_post.post(("", email), subject, body.strip() + "\n", template=template)


def confirm(where: Place, token: str) -> bool:
    """Say yes. False for a token that was never given, is used, or is too old."""
    return bool(db.session.scalar(select(func.app.confirm_following(where.id, return_post.hashed(token)))))


def stop(where: Place, token: str) -> bool:
    """Stop this kommune's bulletins, and no other's; the address is deleted. Saying it twice is no harm."""
    return bool(db.session.scalar(select(func.app.stop_bulletins(where.id, return_post.hashed(token)))))
