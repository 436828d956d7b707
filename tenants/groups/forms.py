"""Forms of groups: the group and its norm, a seat, a vara, a standing item."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from saas.pages import say
from tenants.groups.models import FUNCTIONS, ITEM_KINDS, LEVELS
from tenants.network.fields import Choice, Count, Day, IdChoice
from tenants.network.forms import VersionedForm
from tenants.network.models import Person

MEETINGS = NumberRange(1, 24, lazy_gettext("Skriv et antall møter fra 1 til 24."))
NEEDED = InputRequired(lazy_gettext("Skriv et tall."))


class GroupForm(VersionedForm):
    """A group's name, level and norm."""

    navn = StringField(
        lazy_gettext("Navn"),
        validators=[
            DataRequired(lazy_gettext("Skriv hva gruppen heter.")),
            Length(max=80, message=lazy_gettext("Skriv høyst 80 tegn.")),
        ],
    )
    niva = Choice(lazy_gettext("Nivå"))
    politirad = BooleanField(lazy_gettext("Gruppen er også politiråd"))
    norm_per = Choice(lazy_gettext("Møterytme"))
    norm_min = Count(lazy_gettext("Laveste antall møter"), validators=[NEEDED, MEETINGS])
    norm_max = Count(lazy_gettext("Høyeste antall møter"), validators=[NEEDED, MEETINGS])
    juli_fri = BooleanField(lazy_gettext("Juli er fritatt"))
    del_adresser = BooleanField(lazy_gettext("Medlemmene ser e-posten og telefonen til hverandre"))

    def __init__(self, levels: list[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.niva.choices = [("", say("Velg nivå")), *((code, say(LEVELS[code])) for code in levels)]
        self.norm_per.choices = [("month", say("Per måned")), ("year", say("Per år"))]

    @property
    def norm(self) -> tuple[str, int, int]:
        """(per, min, max), valid only after validate()."""
        return self.norm_per.data, self.norm_min.data or 0, self.norm_max.data or 0


class SeatForm(VersionedForm):
    """A place in a group, from and to a date."""

    person = IdChoice(lazy_gettext("Person"))
    funksjon = Choice(lazy_gettext("Funksjon"))
    fungerende = BooleanField(lazy_gettext("Fungerende"))
    tittel = StringField(
        lazy_gettext("Tittel i gruppen"),
        validators=[Optional(), Length(max=120, message=lazy_gettext("Skriv høyst 120 tegn."))],
    )
    forste_dag = Day(lazy_gettext("Første dag"), validators=[InputRequired(lazy_gettext("Skriv første dag."))])
    siste_dag = Day(lazy_gettext("Siste dag"), validators=[Optional()])

    def __init__(self, people: list[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [("", say("Velg person")), *person_choices(people)]
        self.funksjon.choices = [(code, say(name)) for code, name in FUNCTIONS.items()]


class DeputyForm(VersionedForm):
    """Who stands in for a seat."""

    person = IdChoice(lazy_gettext("Vara"))
    forste_dag = Day(lazy_gettext("Første dag"), validators=[InputRequired(lazy_gettext("Skriv første dag."))])
    siste_dag = Day(lazy_gettext("Siste dag"), validators=[Optional()])

    def __init__(self, people: list[Person], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person.choices = [("", say("Velg person")), *person_choices(people)]


class ItemForm(VersionedForm):
    """A standing item."""

    tittel = StringField(
        lazy_gettext("Tittel"),
        validators=[
            DataRequired(lazy_gettext("Skriv hva punktet heter.")),
            Length(max=160, message=lazy_gettext("Skriv høyst 160 tegn.")),
        ],
    )
    type = Choice(lazy_gettext("Type"))
    minutter = Count(
        lazy_gettext("Minutter"),
        validators=[NEEDED, NumberRange(1, 480, lazy_gettext("Skriv et antall minutter fra 1 til 480."))],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.type.choices = [(code, say(name)) for code, name in ITEM_KINDS.items()]


def person_choices(people: list[Person]) -> list[tuple[str, str]]:
    """(id, «Hanne Dahl, rektor – Nordvik ungdomsskole»)."""
    return [
        (
            str(person.id),
            f"{person.name}, {person.title} – {person.organisation.name}"
            if person.title
            else f"{person.name} – {person.organisation.name}",
        )
        for person in people
    ]
