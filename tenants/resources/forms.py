"""Forms about needs, lines and capacities. Lengths and limits are the verbs' own; a refusal comes back to its field."""

import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from wtforms import Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import TextInput

from saas import clock, vocabulary
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext, say
from tenants.network.models import Organisation, Person
from tenants.resources.models import Need, ResourceLine
from tenants.resources.needs import Wanted
from tenants.resources.service import Offer
from tenants.tasks.forms import Day as Day
from tenants.tasks.forms import version as version


class Amount(Field):
    """A number as a Norwegian writes it: «12,5», «1 500»."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return shown(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say in Norwegian that it is none."""
        written = re.sub(r"[\s\u00a0\u202f]", "", valuelist[0]) if valuelist else ""
        self.data = None
        if not written:
            return
        with suppress(InvalidOperation):
            self.data = Decimal(written.replace(",", ".")) if len(written) < 20 else None
        if self.data is None:
            raise ValueError(gettext("Skriv et tall, for eksempel 12,5."))


def shown(amount: Decimal | None) -> str:
    """A number as it is written in a form: no more decimals than it has."""
    if amount is None:
        return ""
    text = f"{amount:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def opened_on(field: Any) -> int | None:
    """The version that a form was opened on; None when it carries none."""
    return version(field.raw_data[0] if field.raw_data else None)


def chosen(field: Any) -> UUID | None:
    """The id in a field; None when it is empty. Raises Invalid for what is no id."""
    if not field.data:
        return None
    try:
        return UUID(field.data)
    except ValueError:
        raise Invalid("Velg fra listen.", field=field.name) from None


def required(field: Any) -> UUID:
    """The id in a field that must have one. Raises Invalid otherwise."""
    found = chosen(field)
    if found is None:
        raise Invalid("Velg fra listen.", field=field.name)
    return found


def kinds() -> list[tuple[str, str]]:
    """The kinds of resources, to choose among."""
    return [("", gettext("Velg type")), *_said(vocabulary.RESOURCE_KINDS)]


def _said(words: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, say(text)) for code, text in words.items()]


def people_choices(people: Iterable[Person], first: UUID | None = None) -> list[tuple[str, str]]:
    """Those who can be written to; the people of the organisation `first` on top."""
    able = sorted(people, key=lambda person: (person.organisation_id != first, person.name))
    return [(str(p.id), ", ".join(filter(None, (p.name, p.title, p.organisation.name)))) for p in able if p.email]


class NeedForm(Form):
    """What is needed, how much, and for when."""

    tittel = StringField()
    type = SelectField(validate_choice=False)
    mengde = Amount()
    enhet = StringField()
    innen = Day()
    tema = SelectField(validate_choice=False)
    alder = SelectField(validate_choice=False)
    beskrivelse = TextAreaField()
    funn = HiddenField()
    tiltak = HiddenField()
    versjon = HiddenField()

    def __init__(self, need: Need | None = None, **given: Any) -> None:
        super().__init__(data={**(_of_need(need) if need else {}), **given})
        words = {
            "tittel": gettext("Hva trengs"), "type": gettext("Type"), "mengde": gettext("Hvor mye"),
            "enhet": gettext("Enhet"), "innen": gettext("Trengs innen"), "tema": gettext("Tema"),
            "alder": gettext("Aldersgruppe"), "beskrivelse": gettext("Beskrivelse"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.type.choices = kinds()
        self.tema.choices = [("", gettext("Ikke valgt")), *_said(vocabulary.THEMES)]
        self.alder.choices = [("", gettext("Ikke valgt")), *_said(vocabulary.AGE_GROUPS)]
        self.innen.validators = [Optional()]
        self.tittel.validators = [InputRequired(gettext("Skriv hva som trengs."))]
        self.type.validators = [InputRequired(gettext("Velg fra listen."))]

    def wanted(self) -> Wanted:
        """What the form says. Raises Invalid for ids that are none."""
        return Wanted(
            title=self.tittel.data or "", kind=self.type.data or "", description=self.beskrivelse.data or "",
            theme=self.tema.data or "", age_group=self.alder.data or "", amount=self.mengde.data,
            unit=self.enhet.data or "", needed_by=self.innen.data, finding_id=chosen(self.funn),
            measure_id=chosen(self.tiltak),
        )  # fmt: skip


def _of_need(need: Need) -> dict[str, Any]:
    return {
        "tittel": need.title, "type": need.kind, "mengde": need.amount, "enhet": need.unit, "innen": need.needed_by,
        "tema": need.theme or "", "alder": need.age_group or "", "beskrivelse": need.description,
        "funn": str(need.finding_id or ""), "tiltak": str(need.measure_id or ""), "versjon": need.version,
    }  # fmt: skip


class LineForm(Form):
    """What a service can give, how much, when, and which leader confirms it."""

    organisasjon = SelectField(validate_choice=False)
    beskrivelse = TextAreaField()
    type = SelectField(validate_choice=False)
    mengde = Amount()
    enhet = StringField()
    fra = Day()
    til = Day()
    behov = SelectField(validate_choice=False)
    leder = SelectField(validate_choice=False)
    tiltak = HiddenField()
    versjon = HiddenField()

    def __init__(
        self, organisations: list[Organisation], people: list[Person], needs: list[Need],
        line: ResourceLine | None = None, **given: Any,
    ) -> None:  # fmt: skip
        super().__init__(data={**(_of_line(line) if line else {}), **given})
        words = {
            "organisasjon": gettext("Virksomhet"), "beskrivelse": gettext("Hva kan dere bidra med?"),
            "type": gettext("Type"), "mengde": gettext("Hvor mye"), "enhet": gettext("Enhet"),
            "fra": gettext("Fra og med"), "til": gettext("Til og med"), "behov": gettext("Gjelder behovet"),
            "leder": gettext("Leder som må bekrefte"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        asked = [("", gettext("Velg virksomhet"))] if len(organisations) != 1 else []
        self.organisasjon.choices = [*asked, *((str(o.id), o.name) for o in organisations)]
        self.type.choices = kinds()
        self.behov.choices = [("", gettext("Ikke valgt")), *((str(n.id), n.title) for n in needs)]
        first = organisations[0].id if len(organisations) == 1 else None
        self.leder.choices = [("", gettext("Velg senere")), *people_choices(people, first)]
        self.fra.validators = self.til.validators = [Optional()]
        self.beskrivelse.validators = [InputRequired(gettext("Skriv hva dere kan bidra med."))]
        self.type.validators = [InputRequired(gettext("Velg fra listen."))]
        if line is not None:
            del self.organisasjon
            del self.leder

    def offer(self, organisation_id: UUID) -> Offer:
        """What the form says, for an organisation. Raises Invalid for ids that are none."""
        return Offer(
            organisation_id=organisation_id, kind=self.type.data or "", description=self.beskrivelse.data or "",
            amount=self.mengde.data, unit=self.enhet.data or "", from_on=self.fra.data, until_on=self.til.data,
            need_id=chosen(self.behov), measure_id=chosen(self.tiltak),
        )  # fmt: skip


def _of_line(line: ResourceLine) -> dict[str, Any]:
    return {
        "beskrivelse": line.description, "type": line.kind, "mengde": line.amount, "enhet": line.unit,
        "fra": line.from_on, "til": line.until_on, "behov": str(line.need_id or ""),
        "tiltak": str(line.measure_id or ""), "versjon": line.version,
    }  # fmt: skip


class LeaderForm(Form):
    """Which leader is asked to confirm."""

    leder = SelectField(validate_choice=False)
    versjon = HiddenField()

    def __init__(self, people: list[Person], line: ResourceLine) -> None:
        super().__init__(data={"leder": str(line.leader_id or ""), "versjon": line.version})
        self.leder.label.text = gettext("Leder som må bekrefte")
        self.leder.choices = [("", gettext("Velg leder")), *people_choices(people, line.organisation_id)]


class CapacityForm(Form):
    """How much an organisation can give of one kind in a year."""

    organisasjon = SelectField(validate_choice=False)
    type = SelectField(validate_choice=False)
    ar = IntegerField()
    mengde = Amount()
    enhet = StringField()

    def __init__(self, organisations: list[Organisation], blank: bool = False) -> None:
        data = {"ar": clock.today().year}
        if blank:
            super().__init__(formdata=None, data=data)
        else:
            super().__init__(data=data)
        words = {
            "organisasjon": gettext("Virksomhet"), "type": gettext("Type"), "ar": gettext("År"),
            "mengde": gettext("Hvor mye"), "enhet": gettext("Enhet"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.organisasjon.choices = [("", gettext("Velg virksomhet")), *((str(o.id), o.name) for o in organisations)]
        self.type.choices = kinds()
        self.ar.validators = [InputRequired(gettext("Skriv et årstall."))]
