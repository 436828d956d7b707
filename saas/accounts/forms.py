"""The forms of the front door: log in in one step or two, choose a language, choose a password, name a passkey."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, RadioField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from saas.accounts.service import LONGEST, SHORTEST
from saas.forms import Form
from saas.pages import say


class LogIn(Form):
    """E-mail and password."""

    epost = EmailField(
        _("E-post"),
        [InputRequired(_("Skriv inn e-postadressen din.")), Length(max=254, message=_("E-postadressen er for lang."))],
    )
    passord = PasswordField(
        _("Passord"),
        [InputRequired(_("Skriv inn passordet ditt.")), Length(max=1000, message=_("Passordet er for langt."))],
    )


class Language(Form):
    """Bokmål, nynorsk, or whatever each kommune writes."""

    sprak = RadioField(
        _("Vis sidene på"),
        choices=[("", _("Kommunens språk")), ("nb", _("Bokmål")), ("nn", _("Nynorsk"))],
        validate_choice=False,
    )


class Password(Form):
    """The present password and a new one."""

    passord = PasswordField(_("Nåværende passord"), [InputRequired(_("Skriv inn passordet du har nå."))])
    nytt_passord = PasswordField(_("Nytt passord"), [InputRequired(_("Skriv inn det nye passordet."))])

    def validate_nytt_passord(self, field: Any) -> None:
        """Length is the one rule; the service checks it again."""
        if len(field.data or "") < SHORTEST:
            raise ValidationError(say("Passordet må ha minst {n} tegn.", n=SHORTEST))
        if len(field.data or "") > LONGEST:
            raise ValidationError(say("Passordet kan ha høyst {n} tegn.", n=LONGEST))


class Code(Form):
    """A code from an app, or one from paper."""

    kode = StringField(
        _("Kode"), [InputRequired(_("Skriv inn koden.")), Length(max=40, message=_("Koden er for lang."))]
    )


class KeyAnswer(Form):
    """What the browser answered with a passkey."""

    svar = HiddenField(validators=[Length(max=20_000)])


class KeyName(Form):
    """What somebody calls a passkey."""

    navn = StringField(
        _("Navn på passnøkkelen"),
        [InputRequired(_("Gi passnøkkelen et navn.")), Length(max=80, message=_("Navnet kan ha høyst 80 tegn."))],
    )


class NewKey(KeyName):
    """A passkey that was just made, with a name."""

    svar = HiddenField(validators=[Length(max=20_000)])


class Forgotten(Form):
    """The address that a letter is wanted to."""

    epost = EmailField(
        _("E-post"),
        [InputRequired(_("Skriv inn e-postadressen din.")), Length(max=254, message=_("E-postadressen er for lang."))],
    )


class ChosenPassword(Form):
    """A new password, by a link from a letter."""

    nytt_passord = PasswordField(_("Nytt passord"), [InputRequired(_("Skriv inn det nye passordet."))])
