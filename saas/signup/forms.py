"""What an applicant and the second person fill in; a refusal from the verbs comes back to its field."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, EmailField, HiddenField, RadioField, StringField, TelField, TextAreaField
from wtforms.validators import Email, InputRequired, Length, Optional, Regexp, ValidationError

from saas.forms import Form
from saas.pages import gettext


def _at_most(most: int) -> Length:
    return Length(max=most, message=_("Skriv høyst %(n)s tegn.", n=most))


def _trimmed(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


ADDRESS = [_at_most(254), Email(_("Skriv e-postadressen som navn@sted.no."))]
PHONE = Regexp(r"^(\+|00)?[0-9 ]{5,15}$", message=_("Skriv telefonnummeret med bare tall, for eksempel 70 00 00 00."))


class LanguageForm(Form):
    """Bokmål or nynorsk, for everything that follows."""

    sprak = RadioField(_("Velg språk"), choices=[("nb", "Bokmål"), ("nn", "Nynorsk")], validate_choice=False)

    def validate_sprak(self, field: Any) -> None:
        """One of the two."""
        if field.data not in ("nb", "nn"):
            raise ValidationError(gettext("Velg bokmål eller nynorsk."))


class PersonForm(Form):
    """Somebody with name, title and e-mail."""

    navn = StringField(_("Navn"), [InputRequired(_("Skriv navnet ditt.")), _at_most(120)], filters=[_trimmed])
    tittel = StringField(_("Stilling"), [InputRequired(_("Skriv stillingen din.")), _at_most(120)], filters=[_trimmed])
    epost = EmailField(_("E-post på jobb"), [InputRequired(_("Skriv e-postadressen din.")), *ADDRESS], filters=[_trimmed])


class ApplyForm(PersonForm):
    """Who asks, for the kommune that was found."""

    telefon = TelField(_("Telefon"), [Optional(), PHONE], filters=[_trimmed])
    orgnr = StringField(
        _("Kommunens organisasjonsnummer"),
        [InputRequired(_("Skriv kommunens organisasjonsnummer.")), _at_most(20)],
        filters=[_trimmed],
    )
    leder_navn = StringField(
        _("Kommunedirektørens navn"), [InputRequired(_("Skriv hvem som er kommunedirektør.")), _at_most(120)], filters=[_trimmed]
    )
    leder_epost = EmailField(_("Kommunedirektørens e-post"), [Optional(), *ADDRESS], filters=[_trimmed])
    nivaer = RadioField(_("Hvor mange nivåer skal SLT ha hos dere?"), validate_choice=False, default="3")
    fullmakt = RadioField(_("Har du fullmakt til å registrere kommunen?"), validate_choice=False)
    en_gang = HiddenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nivaer.choices = [
            ("3", gettext("Tre: styringsgruppe, koordineringsgruppe og utførende")),
            ("2", gettext("To: styringsgruppe og utførende")),
        ]
        self.fullmakt.choices = [
            ("ja", gettext("Ja, jeg har fått fullmakt")),
            ("spor", gettext("Nei, jeg spør på vegne av kommunen, og kommunedirektøren avgjør")),
        ]

    def validate_nivaer(self, field: Any) -> None:
        """One of the two."""
        if field.data not in ("2", "3"):
            raise ValidationError(gettext("Velg to eller tre nivåer."))

    def validate_fullmakt(self, field: Any) -> None:
        """Either answer is good; a second person confirms all the same."""
        if field.data not in ("ja", "spor"):
            raise ValidationError(gettext("Svar ja eller nei."))


class AccessForm(PersonForm):
    """A wish to be let in to a kommune that is here."""

    sted = StringField(_("Arbeidssted"), [InputRequired(_("Skriv hvor du arbeider.")), _at_most(120)], filters=[_trimmed])
    grunn = TextAreaField(
        _("Hvorfor trenger du tilgang?"), [InputRequired(_("Skriv hvorfor du trenger tilgang.")), _at_most(1000)], filters=[_trimmed]
    )


class ConfirmForm(PersonForm):
    """The second person's yes."""

    stadfest = BooleanField(validators=[InputRequired(_("Kryss av for at kommunen vil dette."))])
