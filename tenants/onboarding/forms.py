"""The forms of the guide about forums, groups and people: a few questions a page, and simple lists of rows."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import Length

from saas.forms import Form
from saas.pages import gettext, say
from tenants.funding.fields import Given
from tenants.groups.models import FUNCTIONS
from tenants.meetings.fields import one_line, tidy
from tenants.network.fields import Choice, Count, Version
from tenants.network.models import ORGANISATION_TYPES
from tenants.onboarding.models import Forum
from tenants.onboarding.people import Row

ROWS = 8
NORMS = {
    "month-1": lazy_gettext("Hver måned"),
    "year-8": lazy_gettext("Hver sjette uke (8 i året)"),
    "year-6": lazy_gettext("Annenhver måned (6 i året)"),
    "year-4": lazy_gettext("Fire ganger i året"),
}


def at_most(longest: int) -> Length:
    """No longer than the table has room for."""
    return Length(max=longest, message=lazy_gettext("Teksten kan ha høyst %(max)d tegn."))


class ForumForm(Form):
    """A forum that works with children and young people already."""

    navn = StringField(
        lazy_gettext("Hva heter det?"), [Given(lazy_gettext("Skriv hva samarbeidet heter.")), at_most(120)], filters=[one_line]
    )
    medlemmer = Count(lazy_gettext("Antall medlemmer"))
    rytme = StringField(lazy_gettext("Hvor ofte møtes det?"), [at_most(120)], filters=[one_line])
    tema = TextAreaField(lazy_gettext("Hva handler det om?"), [at_most(1000)], filters=[tidy])
    versjon = Version()

    def __init__(self, forum: Forum | None = None, *, blank: bool = False) -> None:
        data = {}
        if forum is not None:
            data = {"navn": forum.name, "medlemmer": forum.member_count, "rytme": forum.rhythm, "tema": forum.topics,
                    "versjon": forum.version}  # fmt: skip
        if blank:
            super().__init__(formdata=None, data=data)
        else:
            super().__init__(data=data)


class PersonPart(Part):
    """One person of a list: who, from where, and as what."""

    navn = StringField(lazy_gettext("Navn"), [at_most(120)], filters=[one_line])
    tittel = StringField(lazy_gettext("Tittel"), [at_most(120)], filters=[one_line])
    organisasjon = StringField(lazy_gettext("Organisasjon"), [at_most(120)], filters=[one_line])
    type = SelectField(lazy_gettext("Type organisasjon"), validate_choice=False)
    epost = StringField(lazy_gettext("E-post"), [at_most(254)], filters=[one_line])
    funksjon = SelectField(lazy_gettext("Oppgave i gruppen"), validate_choice=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices_of_person(self.type, self.funksjon)

    @property
    def empty(self) -> bool:
        """A row that nobody wrote in; what was only chosen does not count."""
        return not any((self[name].data or "").strip() for name in ("navn", "tittel", "organisasjon", "epost"))

    @property
    def row(self) -> Row:
        """What the verb is told."""
        return Row(
            self.navn.data or "", self.tittel.data or "", self.organisasjon.data or "", self.type.data or "",
            self.epost.data or "", self.funksjon.data or "member",
        )  # fmt: skip


class RowsForm(Form):
    """A list of people. A row that is begun must be whole."""

    personer = FieldList(FormField(PersonPart), max_entries=24)

    def __init__(self, *, blank: bool = False, **data: Any) -> None:
        data = {**data, "personer": [{} for _ in range(ROWS)]}
        if blank:
            super().__init__(formdata=None, data=data)
        else:
            super().__init__(data=data)

    def validate(self, extra_validators: object = None) -> bool:
        """Name, organisation and its type in each row that is begun."""
        fine = bool(super().validate(extra_validators))
        for entry in self.personer:
            for name in ("navn", "organisasjon", "type") if not entry.form.empty else ():
                if not (entry.form[name].data or "").strip() and not entry.form[name].errors:
                    entry.form[name].errors = [gettext("Fyll ut, eller tøm hele linjen.")]
                    fine = False
        return fine

    @property
    def rows(self) -> list[Row]:
        """Those that were written in."""
        return [entry.form.row for entry in self.personer if not entry.form.empty]


class GroupForm(RowsForm):
    """The koordineringsgruppe: name, how often it meets, and who is in it."""

    navn = StringField(
        lazy_gettext("Hva skal gruppen hete?"), [Given(lazy_gettext("Skriv hva gruppen heter.")), at_most(120)], filters=[one_line]
    )
    rytme = Choice(lazy_gettext("Hvor ofte skal den møtes?"), choices=list(NORMS.items()))

    @property
    def norm(self) -> tuple[str, int, int]:
        """(per, least, most)"""
        per, number = str(self.rytme.data).split("-")
        return per, int(number), int(number)


class SteeringForm(RowsForm):
    """The styringsgruppe: the politiråd or not, its name, and who is in it."""

    politirad = BooleanField(lazy_gettext("Politirådet er styringsgruppen"))
    navn = StringField(lazy_gettext("Hva skal gruppen hete?"), [at_most(120)], filters=[one_line])


class MemberForm(Form):
    """One more in a group."""

    gruppe = Choice(lazy_gettext("Gruppe"))
    navn = StringField(lazy_gettext("Navn"), [Given(lazy_gettext("Skriv hva personen heter.")), at_most(120)], filters=[one_line])
    tittel = StringField(lazy_gettext("Tittel"), [at_most(120)], filters=[one_line])
    organisasjon = StringField(
        lazy_gettext("Organisasjon"), [Given(lazy_gettext("Skriv hvilken organisasjon personen kommer fra.")), at_most(120)],
        filters=[one_line],
    )  # fmt: skip
    type = Choice(lazy_gettext("Type organisasjon"))
    epost = StringField(lazy_gettext("E-post"), [at_most(254)], filters=[one_line])
    funksjon = Choice(lazy_gettext("Oppgave i gruppen"))
    inviter = BooleanField(lazy_gettext("Send en invitasjon til å logge inn"))

    def __init__(self, groups: list[Any], *, blank: bool = False) -> None:
        if blank:
            super().__init__(formdata=None, data={"inviter": True})
        else:
            super().__init__()
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]
        _choices_of_person(self.type, self.funksjon)

    @property
    def row(self) -> Row:
        """What the verb is told."""
        return Row(
            self.navn.data or "", self.tittel.data or "", self.organisasjon.data or "", self.type.data or "",
            self.epost.data or "", self.funksjon.data or "member",
        )  # fmt: skip


def _choices_of_person(type_field: Any, function_field: Any) -> None:
    type_field.choices = [("", gettext("Velg type")), *((code, say(words)) for code, words in ORGANISATION_TYPES.items())]
    order = ("member", "leader", "deputy_leader", "secretary")
    function_field.choices = [(code, say(FUNCTIONS[code])) for code in order]
