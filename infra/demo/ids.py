"""Ids that are the same in every demo, and the one who works in each kommune when nobody is there."""

from uuid import NAMESPACE_URL, UUID, uuid5

SERVICE = "tjeneste@bindeledd.example"
# Those at the national centre → their role.
CENTRE = {"analytiker@senter.example": "analyst", "redaktor@senter.example": "editor"}


def stable_id(*parts: object) -> UUID:
    """The same id for the same thing in every demo, so that links survive a reset."""
    return uuid5(NAMESPACE_URL, "bindeledd-demo/" + "/".join(map(str, parts)))
