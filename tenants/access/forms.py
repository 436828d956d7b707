"""Forms about people: an invitation, and a last day."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import clock
from saas.accounts.guard import role_name
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext
from tenants.access.models import AccessRequest
from tenants.groups.models import Group
from tenants.network.fields import Day
from tenants.network.models import Organisation, Person


class InvitationForm(Form):
    """Whom, as what, from and to when; a person of the network, or a new one with an organisation."""

    person = SelectField(_("Hvem"), validate_choice=False)
    navn = StringField(_("Navn"), [Length(max=120, message=_("Skriv høyst 120 tegn."))])
    organisasjon = SelectField(_("Organisasjon"), validate_choice=False)
    epost = EmailField(_("E-post"), [Length(max=254, message=_("Skriv høyst 254 tegn."))])
    rolle = SelectField(_("Rolle"), [InputRequired(_("Velg en rolle fra listen."))], validate_choice=False)
    fra = Day(_("Fra og med"), validators=[InputRequired(_("Skriv første dag."))])
    til = Day(_("Til og med"), validators=[Optional()])
    gruppe = SelectField(_("Plass i gruppe"), validate_choice=False)
    grunn = TextAreaField(_("Begrunnelse"), [Length(max=500, message=_("Skriv høyst 500 tegn."))])
    foresporsel = HiddenField()

    def __init__(
        self, people: Iterable[Person], organisations: Iterable[Organisation], groups: Iterable[Group], roles: list[str],
        asked: AccessRequest | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data={"fra": clock.today(), "rolle": "member", **(_of_request(asked) if asked else {})})
        named = [(str(p.id), ", ".join(filter(None, (p.name, p.title, p.organisation.name)))) for p in people]
        self.person.choices = [("", gettext("En ny person")), *named]
        self.organisasjon.choices = [("", gettext("Velg organisasjon")), *((str(o.id), o.name) for o in organisations)]
        self.gruppe.choices = [("", gettext("Ingen plass")), *((str(g.id), g.name) for g in groups)]
        self.rolle.choices = [(role, role_name(role)) for role in roles]

    def wanted(self) -> dict[str, Any]:
        """What the form says, as the verb takes it. Raises Invalid for ids that are none."""
        assert isinstance(self.fra.data, date)
        return {
            "person_id": chosen(self.person), "organisation_id": chosen(self.organisasjon), "email": self.epost.data or "",
            "name": self.navn.data or "", "role": self.rolle.data or "", "from_on": self.fra.data, "until_on": self.til.data,
            "group_id": chosen(self.gruppe), "reason": self.grunn.data or "",
        }  # fmt: skip


class LastDayForm(Form):
    """When a role ends."""

    siste_dag = Day(_("Siste dag"), validators=[InputRequired(_("Skriv siste dag."))])


class NewLastDayForm(Form):
    """Until when a role goes on; nothing is for good."""

    ny_siste_dag = Day(_("Ny siste dag"), validators=[Optional()])


def chosen(field: Any) -> UUID | None:
    """The id in a field; None when it is empty. Raises Invalid for what is no id."""
    if not field.data:
        return None
    try:
        return UUID(field.data)
    except ValueError:
        raise Invalid("Velg fra listen.", field=field.name) from None


def _of_request(asked: AccessRequest) -> dict[str, Any]:
    return {"navn": asked.name, "epost": asked.email, "foresporsel": str(asked.id)}
