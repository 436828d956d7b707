"""The forms of publicity: what is chosen for a sak or a paper, what goes out, and why it is taken in."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, StopValidation

from saas.forms import Form
from saas.pages import gettext, say
from tenants.meetings.fields import BetterChoice, one_line, tidy
from tenants.meetings.models import PUBLICITY
from tenants.publicity.bases import Edition
from tenants.publicity.content import Wanted
from tenants.publicity.service import LONGEST_TITLE, Chosen


class BetterRadio(RadioField):
    """A choice among a few, refused in Norwegian where it is none of them."""

    def pre_validate(self, form: Any) -> None:
        """Any of the choices, or a sentence."""
        if self.data not in [value for value, *_rest in self.iter_choices()]:
            raise StopValidation(gettext("Velg om saken er offentlig."))


class ChoiceForm(Form):
    """What is public, and by which basis it is not. `edition` is the legal bases in use."""

    offentlighet = BetterRadio(_("Hva er saken?"))
    hjemmel = BetterChoice(_("Hjemmel"))
    offentlig_tittel = StringField(
        _("Offentlig tittel"), [Length(max=LONGEST_TITLE, message=_("Offentlig tittel kan ha høyst 200 tegn."))], filters=[one_line]
    )
    versjon = HiddenField()

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offentlighet.choices = [(code, say(word)) for code, word in PUBLICITY.items()]
        self.hjemmel.choices = _bases(edition)

    def chosen(self) -> Chosen:
        """What was chosen; a basis that was left standing in the list is none where the sak is not exempt."""
        code = str(self.hjemmel.data or "") if self.offentlighet.data == "exempt" else ""
        return Chosen(str(self.offentlighet.data), code, self.offentlig_tittel.data or "")


class PaperForm(Form):
    """The same for one paper; «unset» is as its sak."""

    offentlighet = SelectField(_("Sakspapiret er"), validate_choice=False)
    hjemmel = SelectField(_("Hjemmel"), validate_choice=False)

    def __init__(self, edition: Edition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        judged = [(code, say(word)) for code, word in PUBLICITY.items() if code != "unset"]
        self.offentlighet.choices = [("unset", gettext("Som saken")), *judged]
        self.hjemmel.choices = _bases(edition)

    def chosen(self) -> Chosen:
        """What was chosen for the paper."""
        code = str(self.hjemmel.data or "") if self.offentlighet.data == "exempt" else ""
        return Chosen(str(self.offentlighet.data or ""), code)


class PublishForm(Form):
    """What the public minutes carry beside titles and decisions, and that somebody has read them through."""

    deltakere = BooleanField(_("Vis hvilke virksomheter og titler som var til stede, uten navn"))
    drofting = BooleanField(_("Ta med teksten om drøftingen"))
    lest = BooleanField(_("Jeg har sett gjennom det personvernvakten fant"))
    kontrollsum = HiddenField()

    def wanted(self) -> Wanted:
        """What was ticked."""
        return Wanted(bool(self.deltakere.data), bool(self.drofting.data))


class WithdrawForm(Form):
    """Why the public minutes are taken in."""

    grunn = TextAreaField(
        _("Hvorfor trekkes referatet tilbake?"), [Length(max=500, message=_("Teksten kan ha høyst 500 tegn."))], filters=[tidy]
    )


def _bases(edition: Edition) -> list[tuple[str, str]]:
    return [("", gettext("Ingen")), *((basis.code, f"{basis.citation} – {say(basis.name)}") for basis in edition.bases)]
