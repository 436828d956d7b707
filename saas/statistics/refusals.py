"""What may be wrong with a table, said so that a coordinator can mend it."""

from saas.errors import Invalid, NotNow


class BadTable(Invalid):
    """A table that cannot be read. `message` is a bokmål sentence with {named} places, filled from `params`."""


class Away(NotNow):
    """An office that does not answer, or answers with something else than figures. Nothing of ours is changed."""


def N_(sentence: str) -> str:
    """Mark a bokmål sentence as a text for the catalogues; it is said later, in the reader's language."""
    return sentence
