"""The forms of joint meetings; times, texts and limits are those of meetings."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from saas.forms import Form
from tenants.meetings.fields import NumberField, one_line, tidy
from tenants.meetings.forms import CancelForm, MeetingForm, OfAGroup, ProposalForm, WhenForm

__all__ = ["AnswerForm", "AskForm", "CancelForm", "JointForm", "SakForm", "TextForm", "WhenForm"]


class AskForm(Form):
    """Kommuner that somebody else coordinates, by name."""

    andre = StringField(
        _("Andre kommuner"), [Length(max=400, message=_("Teksten kan ha høyst 400 tegn."))], filters=[one_line]
    )

    def named(self) -> list[str]:
        """Each name or number by itself."""
        return [name.strip() for name in (self.andre.data or "").split(",") if name.strip()]


class JointForm(AskForm, MeetingForm):
    """A meeting to be held with others: one's own kommuner are ticked, others are written."""

    kommuner = SelectMultipleField(
        _("Dine kommuner"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )

    def wanted(self) -> list[str]:
        """Everybody who is to be asked. What was not among the choices is left out."""
        offered = {value for value, _name in self.kommuner.choices or []}
        return [*(slug for slug in self.kommuner.data or [] if slug in offered), *self.named()]


class AnswerForm(OfAGroup):
    """Yes or no to what another kommune asks, and which group meets."""

    mote = HiddenField()
    svar = HiddenField()


class SakForm(ProposalForm):
    """A shared sak: what all the agendas say."""

    minutter = NumberField(
        _("Minutter"),
        [
            InputRequired(_("Skriv hvor mange minutter saken tar.")),
            NumberRange(0, 480, _("Skriv et tall fra 0 til 480.")),
        ],
        default=15,
    )
    versjon = HiddenField()

    def facts(self) -> dict[str, Any]:
        """As the service wants them."""
        return {**self.words(), "minutes": self.minutter.data}


class TextForm(Form):
    """What all the minutes say about a shared sak."""

    notater = TextAreaField(
        _("Notater"), [Length(max=20000, message=_("Notatene kan ha høyst 20 000 tegn."))], filters=[tidy]
    )
    beslutning = TextAreaField(
        _("Beslutning"), [Length(max=4000, message=_("Beslutningen kan ha høyst 4000 tegn."))], filters=[tidy]
    )
    versjon = HiddenField()

    def texts(self) -> dict[str, str]:
        """As the service wants them."""
        return {"notes": self.notater.data or "", "decision": self.beslutning.data or ""}
