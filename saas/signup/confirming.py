"""The second person confirms: the agreement is accepted, the kommune is founded, and two people choose a password."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from saas import clock
from saas.accounts.models import User
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from saas.pages import render
from saas.register import kommuner
from saas.signup import agreement, letters, tokens
from saas.signup.models import Application

UNIQUE, HERE_ALREADY, THE_APPLICANT = "23505", "BL007", "BL008"
LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


@dataclass(frozen=True)
class Confirmer:
    """Who says yes on the kommune's behalf."""

    name: str
    title: str
    email: str


def opened(token: str) -> Application:
    """What a letter asks for confirmation of. Raises NotFound alike for a used, an expired and an unknown link."""
    query = select(Application).where(Application.confirm_hash == tokens.digest(token), Application.state == "sent")
    found = db.session.scalars(query.where(Application.expires_at > datetime.now(clock.UTC))).one_or_none()
    if found is None:
        raise NotFound()
    return found


def confirm(token: str, who: Confirmer) -> dict[str, Any]:
    """Found the kommune, once. Raises NotFound, NotNow where it is here already, Invalid where the applicant confirms."""
    application = opened(token)
    founded = _found(token, who, application)
    words = {"kommune": founded["name"], "number": agreement.NUMBER}
    why = render("signup/letters/why.txt", founded["language"], role="chief", **words)
    _invite(founded, founded["chief_id"], (who.name, who.email.strip().lower()), "/mine", why)
    why = render("signup/letters/why.txt", founded["language"], role="starter", **words)
    begin = f"/k/{founded['slug']}/oppstart/"
    _invite(founded, founded["starter_id"], (founded["starter_name"], founded["starter_email"]), begin, why)
    return founded


def slug(name: str) -> str:
    """The Norwegian name as it stands in an address: «Skarvøy» → «skarvoy», «Nord-Fron» → «nord-fron»."""
    text = unicodedata.normalize("NFKD", name.casefold().translate(LETTERS))
    signs = [sign if sign.isascii() and sign.isalnum() else "-" for sign in text if not unicodedata.combining(sign)]
    return "-".join(filter(None, "".join(signs).split("-")))[:60]


def colour(number: str) -> int:
    """One of the twelve, always the same for the same kommune."""
    return int(number) % 12 + 1


def _found(token: str, who: Confirmer, asked: Application) -> dict[str, Any]:
    text = (agreement.NUMBER, agreement.fingerprint(asked.language))
    look = (colour(asked.number), asked.name[:1].upper())
    for wanted in _slugs(asked):
        arguments = (token, who.name, who.title, who.email.strip().lower(), *text, wanted, *look)
        try:
            # The transaction must live on after a refusal, so that the page can be written and letters posted.
            with db.session.begin_nested():
                founded = db.session.execute(select(func.app.confirm_application(*arguments))).scalar_one()
        except DBAPIError as error:
            if _is_refused(error, asked) == UNIQUE:
                continue
            raise
        if founded is None:
            raise NotFound()
        return dict(founded)
    raise NotNow("Kommunen kunne ikke opprettes. Ta kontakt med Bindeledd.")


def _is_refused(error: DBAPIError, asked: Application) -> str:
    state = str(getattr(error.orig, "sqlstate", ""))
    if state == HERE_ALREADY:
        raise NotNow("{kommune} er allerede registrert. Be om tilgang.", kommune=asked.name) from None
    if state == THE_APPLICANT:
        raise Invalid("Den som har søkt, kan ikke også stadfeste. Det må være en annen.", field="epost") from None
    return state


def _slugs(asked: Application) -> Iterator[str]:
    """The name; with the county where two share it; and at last with the number, which nobody else has."""
    own = slug(asked.name)
    found = kommuner.find(asked.number)
    if found is not None and found.full_name != found.name:
        yield slug(f"{found.name} {found.county}")
    else:
        yield own
    yield f"{own}-{asked.number}"


def _invite(founded: dict[str, Any], user_id: str, to: tuple[str, str], next_page: str, why: str) -> None:
    """Whoever has a password logs in with it; whoever has none chooses one."""
    from saas.accounts.passwords import invite_to_choose_password

    user = db.session.get_one(User, UUID(user_id))
    if user.password_hash is None:
        invite_to_choose_password(user.id, to[0], to[1], language=founded["language"], next_page=next_page, why=why.strip())
    else:
        letters.post(to, "founded", user.language or founded["language"], name=to[0], why=why.strip(), next_page=next_page)
