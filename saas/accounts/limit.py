"""How many kommuner one coordinator may have, in words. The limit itself is kept by the database."""

from flask import current_app
from sqlalchemy.exc import DBAPIError

from saas.errors import NotNow, Refusal

FULL = "BL006"


def full(name: str) -> NotNow:
    """The refusal of the seventh, with the coordinator's name where it is known."""
    most = current_app.config["HOUSE"].coordinator_limit
    name = name or "Koordinatoren"
    if most == 6:
        return NotNow("En koordinator kan dekke inntil seks kommuner. {name} dekker allerede seks.", name=name)
    return NotNow("En koordinator kan dekke inntil {n} kommuner. {name} dekker allerede {n}.", name=name, n=most)


def in_words(refused: DBAPIError, name: str = "") -> Refusal | DBAPIError:
    """What the database said, as a person may be told it; anything else than the limit is handed back as it came."""
    return full(name) if getattr(refused.orig, "sqlstate", "") == FULL else refused
