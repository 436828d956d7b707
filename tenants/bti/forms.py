"""The form about the programme."""

from typing import Any
from uuid import UUID

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from saas.forms import Form
from saas.pages import gettext, say
from tenants.bti.models import STATUSES, BtiProgramme
from tenants.bti.service import LONGEST_LINK, LONGEST_NOTE, LONGEST_TITLE
from tenants.meetings.fields import BetterChoice, seen, tidy
from tenants.network.models import Person


class ProgrammeForm(Form):
    """How far it has come, who leads it, where the guide lies."""

    status = BetterChoice()
    leder = SelectField(coerce=str, validate_choice=False)
    tittel = StringField()
    lenke = StringField()
    notat = TextAreaField()
    versjon = HiddenField()

    def __init__(self, programme: BtiProgramme | None, people: list[Person]) -> None:
        super().__init__(data=_given(programme))
        self.status.choices = [(code, say(word)) for code, word in STATUSES.items()]
        self.leder.choices = [("", gettext("Ingen valgt")), *_people(people, programme)]
        self.status.label.text, self.leder.label.text = gettext("Hvor langt er dere kommet"), gettext("Hvem leder innføringen")
        self.tittel.label.text, self.lenke.label.text = gettext("Hva heter veilederen"), gettext("Adressen til veilederen")
        self.notat.label.text = gettext("Notat")
        for field, most in ((self.tittel, LONGEST_TITLE), (self.lenke, LONGEST_LINK), (self.notat, LONGEST_NOTE)):
            field.validators = [Length(max=most, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=most))]

    @property
    def asked(self) -> dict[str, Any]:
        """What the verb is told. An id that is none is passed on as one that nobody has."""
        return {
            "status": self.status.data,
            "leader_id": _id(self.leder.data),
            "guide_title": tidy(self.tittel.data),
            "guide_link": tidy(self.lenke.data),
            "note": tidy(self.notat.data),
        }

    @property
    def version(self) -> int | None:
        """The version that the form was opened on."""
        return seen(self.versjon.data)


def _given(programme: BtiProgramme | None) -> dict[str, Any]:
    if programme is None:
        return {}
    return {
        "status": programme.status,
        "leder": str(programme.leader_id or ""),
        "tittel": programme.guide_title,
        "lenke": programme.guide_link,
        "notat": programme.note,
        "versjon": programme.version,
    }


def _people(people: list[Person], programme: BtiProgramme | None) -> list[tuple[str, str]]:
    """Those who may be chosen; the leader who has left stays in the list until another is chosen."""
    shown = {person.id: person for person in people}
    if programme is not None and programme.leader is not None:
        shown.setdefault(programme.leader.id, programme.leader)
    named = sorted(shown.values(), key=lambda person: person.name)
    return [(str(person.id), f"{person.name}, {person.title}" if person.title else person.name) for person in named]


def _id(value: str | None) -> UUID | None:
    try:
        return UUID(value) if value else None
    except ValueError:
        return UUID(int=0)
