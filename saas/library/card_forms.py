"""What the centre's editor fills in about a card: that it is read, or what should be written otherwise."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas.forms import Form
from saas.library.cards import LONGEST_ANSWER


class SeenForm(Form):
    """A form about something as it stood when the page was opened."""

    versjon = HiddenField()

    @property
    def seen(self) -> int:
        """The version that was read; a mangled one is older than all."""
        told = str(self.versjon.data or "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 10 else -1


class PublishForm(SeenForm):
    """A human has read the card."""

    lest = BooleanField(
        _("Jeg har lest hele kortet, og ingen kan kjennes igjen i det"), [InputRequired(_("Kryss av når du har lest hele kortet."))]
    )


class AnswerForm(SeenForm):
    """What the kommune is told."""

    svar = TextAreaField()

    def __init__(self, label: str, **given: Any) -> None:
        super().__init__(**given)
        self.svar.label.text = label
        self.svar.validators = [
            InputRequired(_("Skriv hva som må endres, så kommunen kan bruke svaret.")),
            Length(max=LONGEST_ANSWER, message=_("Teksten kan ha høyst %(n)s tegn.", n=LONGEST_ANSWER)),
        ]
