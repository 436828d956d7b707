"""A sentence that knows its parts: a source text with {named} places, and what goes in them."""

from dataclasses import dataclass, field

from saas.pages import say


@dataclass(frozen=True)
class Words:
    """A bokmål source text and its parameters. `str()` is the sentence in the reader's language; `plain` in bokmål."""

    message: str
    params: dict[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return say(self.message, **self.params)

    @property
    def plain(self) -> str:
        """The bokmål sentence, whoever reads."""
        return self.message.format(**self.params)
