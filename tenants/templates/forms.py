"""What the coordinator fills in: a template of the kommune's own, and a document written from one."""

from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField, SelectField, StringField, TextAreaField

from saas.forms import Form
from saas.library.wording import KINDS, LANGUAGE_NAMES
from saas.pages import gettext, say


class VersionForm(Form):
    """A form about a row as it stood when the page was opened."""

    versjon = HiddenField()

    @property
    def seen(self) -> int:
        """The version that was read; a mangled or a lacking one is older than all, and overwrites nothing."""
        return whole(self.versjon.data) or 0


class TextForm(VersionForm):
    """A title and a text in Markdown; `nokkel` is the id that a new row gets, so that two presses make one."""

    nokkel = HiddenField()
    tittel = StringField()
    tekst = TextAreaField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.tittel.label.text = gettext("Tittel")
        self.tekst.label.text = gettext("Tekst i Markdown")
        if not self.nokkel.data:
            self.nokkel.data = str(uuid4())

    @property
    def key(self) -> UUID:
        """The new row's id; a mangled one is replaced."""
        try:
            return UUID(str(self.nokkel.data))
        except ValueError:
            return uuid4()

    @property
    def words(self) -> tuple[str, str]:
        """(title, text) as they were typed."""
        return str(self.tittel.data or ""), str(self.tekst.data or "")


class NewTemplateForm(TextForm):
    """A template from nothing: what it is, and in which language."""

    slag = SelectField(validate_choice=False)
    sprak = SelectField(validate_choice=False)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slag.label.text, self.sprak.label.text = gettext("Hva slags mal er det?"), gettext("Språk")
        self.slag.choices = [(code, say(words)) for code, words in KINDS.items()]
        self.sprak.choices = [(code, say(words)) for code, words in LANGUAGE_NAMES.items()]


def whole(value: Any) -> int | None:
    """A whole number that a form carries; None for anything else."""
    written = str(value or "")
    return int(written) if written.isascii() and written.isdigit() and len(written) < 10 else None
