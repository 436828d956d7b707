"""Forms of the network: an organisation, a person, a last day."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import EmailField, StringField, TelField
from wtforms.validators import DataRequired, Email, InputRequired, Length, Optional, Regexp

from saas.errors import Refusal, Stale
from saas.forms import Form
from saas.pages import say
from tenants.network.fields import Choice, Day, IdChoice, Version
from tenants.network.models import ORGANISATION_TYPES, Organisation

LONGEST = Length(max=120, message=lazy_gettext("Skriv høyst 120 tegn."))


class VersionedForm(Form):
    """A form that changes something that exists. After a stale attempt the next one is made on what stands now."""

    versjon = Version()

    def refuse(self, refusal: Refusal, row: Any) -> int:
        """Put a refusal where it belongs; `row` tells the version that stands. Returns the page's status code."""
        status = self.take(refusal)
        if isinstance(refusal, Stale):
            self.versjon.data = str(row.version)
        return status


class OrganisationForm(VersionedForm):
    """An organisation."""

    navn = StringField(lazy_gettext("Navn"), validators=[DataRequired(lazy_gettext("Skriv navnet.")), LONGEST])
    type = Choice(lazy_gettext("Type"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type.choices = [("", say("Velg type")), *type_choices()]


class PersonForm(VersionedForm):
    """A person with role and contact."""

    navn = StringField(lazy_gettext("Navn"), validators=[DataRequired(lazy_gettext("Skriv navnet.")), LONGEST])
    tittel = StringField(lazy_gettext("Tittel eller rolle"), validators=[Optional(), LONGEST])
    organisasjon = IdChoice(lazy_gettext("Organisasjon"))
    epost = EmailField(
        lazy_gettext("E-post"),
        validators=[
            Optional(),
            Length(max=254, message=lazy_gettext("Skriv høyst 254 tegn.")),
            Email(lazy_gettext("Skriv e-postadressen som navn@sted.no.")),
        ],
    )
    telefon = TelField(
        lazy_gettext("Telefon"),
        validators=[
            Optional(),
            Regexp(
                r"^(\+|00)?[0-9 ]{5,15}$",
                message=lazy_gettext("Skriv telefonnummeret med bare tall, for eksempel 70 00 00 00."),
            ),
        ],
    )

    def __init__(self, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        listed = [(str(organisation.id), organisation.name) for organisation in organisations]
        self.organisasjon.choices = [("", say("Velg organisasjon")), *listed]


class LeaveForm(VersionedForm):
    """When somebody leaves."""

    siste_dag = Day(lazy_gettext("Siste dag"), validators=[InputRequired(lazy_gettext("Skriv siste dag."))])


def type_choices() -> list[tuple[str, str]]:
    """(code, name) of the organisation types in the reader's language."""
    return [(code, say(name)) for code, name in ORGANISATION_TYPES.items()]
