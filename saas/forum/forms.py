"""What a member of the network fills in: a question, an answer, and whether the digest comes."""

from typing import Any
from uuid import UUID, uuid4

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import vocabulary
from saas.forms import Form
from saas.forum.service import LONGEST_BODY, LONGEST_TITLE
from saas.pages import gettext


class WrittenForm(Form):
    """A form that makes one thing however often it is sent: its number becomes the thing's own."""

    en_gang = HiddenField()

    @property
    def number(self) -> UUID:
        """The form's number; a mangled one is nobody's, and a new one takes its place."""
        try:
            return UUID(str(self.en_gang.data or ""))
        except ValueError:
            return uuid4()


class QuestionForm(WrittenForm):
    """What, more about it, and the theme."""

    sporsmal, mer = StringField(), TextAreaField()
    tema = SelectField(validate_choice=False)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.sporsmal.label.text, self.mer.label.text = gettext("Spørsmålet"), gettext("Mer om det")
        self.tema.label.text = gettext("Tema")
        self.tema.choices = [("", gettext("Ikke valgt")), *((code, gettext(words)) for code, words in vocabulary.THEMES.items())]
        self.sporsmal.validators = [InputRequired(gettext("Skriv hva du lurer på.")), _up_to(LONGEST_TITLE)]
        self.mer.validators = [Optional(), _up_to(LONGEST_BODY)]


class AnswerForm(WrittenForm):
    """The answer."""

    svar = TextAreaField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.svar.label.text = gettext("Svaret ditt")
        self.svar.validators = [InputRequired(gettext("Skriv svaret ditt.")), _up_to(LONGEST_BODY)]


def seen(value: str | None) -> int:
    """The version that stood on the page; a mangled one is older than all, and changes nothing."""
    told = value or ""
    return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1


def _up_to(longest: int) -> Length:
    return Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))
