"""Form fields of the knowledge bank: codes of the vocabulary, one or several; whole numbers as written in Norway."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import IntegerField, SelectMultipleField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from saas import vocabulary
from saas.pages import say
from tenants.network.fields import Choice

BLANKS = ("\u00a0", "\u202f", "\u2009", " ", ".")


class Code(Choice):
    """One code of a vocabulary, with its words in the reader's language."""

    def __init__(self, label: Any, vocabulary_name: str, **kwargs: Any) -> None:
        super().__init__(label, choices=lambda: choices(vocabulary_name), **kwargs)


class Several(SelectMultipleField):
    """None, one or several of the listed, as check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=str, validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuses what is not on the list, however it was sent."""
        listed = {str(code) for code, *_ in self.iter_choices()}
        if not set(self.data or []) <= listed:
            raise ValidationError(lazy_gettext("Velg fra listen."))

    @property
    def ids(self) -> list[UUID]:
        """The chosen rows; valid only after validate()."""
        return [UUID(value) for value in self.data or []]


class WholeNumber(IntegerField):
    """A whole number, also written «1 500»."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Empty is no number; nonsense is a Norwegian sentence."""
        text = valuelist[0].strip() if valuelist else ""
        for blank in BLANKS:
            text = text.replace(blank, "")
        self.data = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        if text and self.data is None:
            raise ValueError(lazy_gettext("Skriv et helt tall."))


def choices(vocabulary_name: str) -> list[tuple[str, str]]:
    """(code, words) of a whole vocabulary, under a line that asks."""
    return [("", say("Velg")), *coded(vocabulary_name)]


def coded(vocabulary_name: str) -> list[tuple[str, str]]:
    """(code, words) of a whole vocabulary in the reader's language."""
    return [(code, say(words)) for code, words in vocabulary.ALL[vocabulary_name].items()]


def in_words(vocabulary_name: str, code: str | None) -> str:
    """A code in the reader's language, for the pages."""
    return say(vocabulary.words(vocabulary_name, code))
