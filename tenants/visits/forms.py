"""Forms about visits and office days."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, SelectField, SelectMultipleField, TextAreaField, widgets
from wtforms.validators import InputRequired, Length

from saas import clock
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext, say
from tenants.frames.models import DAYS, WEEKS
from tenants.network.models import Organisation, Person
from tenants.tasks.forms import Day
from tenants.visits.models import PLACES, Visit
from tenants.visits.service import LONGEST_NOTE, LONGEST_STORY, Told


class VisitForm(Form):
    """Where, when, a short note, and perhaps a story."""

    virksomhet = SelectField(validate_choice=False)
    dato = Day()
    notat = TextAreaField()
    eksempel = BooleanField()
    historie = TextAreaField()
    versjon = HiddenField()

    def __init__(self, organisations: Sequence[Organisation], visit: Visit | None = None, chosen: str = "") -> None:
        given: dict[str, Any] = {"dato": clock.today(), "virksomhet": chosen}
        if visit is not None:
            given = {"virksomhet": str(visit.organisation_id), "dato": visit.on_date, "notat": visit.note, "eksempel": visit.good_example,
                     "historie": visit.story, "versjon": visit.version}  # fmt: skip
        super().__init__(data=given)
        words = {"virksomhet": gettext("Virksomhet"), "dato": gettext("Dato"), "notat": gettext("Kort notat"),
                 "eksempel": gettext("Godt eksempel"), "historie": gettext("Hva kan andre lære av dette?")}  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.virksomhet.choices = [("", gettext("Velg virksomhet")), *((str(one.id), one.name) for one in organisations)]
        self.virksomhet.validators = [InputRequired(gettext("Velg en virksomhet."))]
        self.dato.validators = [InputRequired(gettext("Velg en dag."))]
        for field, longest in ((self.notat, LONGEST_NOTE), (self.historie, LONGEST_STORY)):
            field.validators = [Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))]

    def told(self) -> Told:
        """What the form says. Raises Invalid for an id that is none."""
        try:
            organisation_id = UUID(self.virksomhet.data or "")
        except ValueError:
            raise Invalid("Velg en virksomhet fra listen.", field="virksomhet") from None
        return Told(organisation_id, self.dato.data, self.notat.data or "", bool(self.eksempel.data), self.historie.data or "")


class PlanVisitForm(Form):
    """Who goes, and by when."""

    ansvarlig = SelectField(validate_choice=False)
    frist = Day()

    def __init__(self, people: Sequence[Person], me: Person | None) -> None:
        super().__init__(data={"ansvarlig": str(me.id) if me else ""})
        self.ansvarlig.label.text, self.frist.label.text = gettext("Hvem drar"), gettext("Innen")
        self.ansvarlig.choices = [("", gettext("Velg person")), *((str(one.id), one.name) for one in people)]
        self.ansvarlig.validators = [InputRequired(gettext("Velg hvem som drar."))]
        self.frist.validators = [InputRequired(gettext("Velg en frist."))]

    @property
    def responsible_id(self) -> UUID:
        """The chosen person. Raises Invalid for what is none."""
        try:
            return UUID(self.ansvarlig.data or "")
        except ValueError:
            raise Invalid("Velg hvem som har ansvaret, fra listen.", field="ansvarlig") from None


class PlanDaysForm(Form):
    """The same weekdays in one place, from one day to another."""

    sted = SelectField(validate_choice=False)
    dager = SelectMultipleField(
        validate_choice=False, widget=widgets.ListWidget(prefix_label=False), option_widget=widgets.CheckboxInput()
    )
    uker = SelectField(validate_choice=False)
    fra = Day()
    til = Day()

    def __init__(self, weekdays: Sequence[str] = (), weeks: str = "all") -> None:
        today = clock.today()
        given = {"dager": list(weekdays), "uker": weeks, "fra": today, "til": today.replace(month=12, day=31)}
        super().__init__(data=given)
        words = {"sted": gettext("Sted"), "dager": gettext("Ukedager"), "uker": gettext("Hvilke uker"), "fra": gettext("Fra og med"),
                 "til": gettext("Til og med")}  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.sted.choices = [(code, say(word)) for code, word in PLACES.items()]
        self.dager.choices = [(code, say(word)) for code, word in DAYS.items()]
        self.uker.choices = [(code, say(word)) for code, word in WEEKS.items()]
        self.fra.validators = self.til.validators = [InputRequired(gettext("Velg en dag."))]


class HeldForm(Form):
    """A day that was held, planned or not. Its ids are its own, since two forms stand on the page."""

    sted = SelectField(validate_choice=False, id="holdt-sted")
    dato = Day(id="holdt-dato")

    def __init__(self) -> None:
        super().__init__(data={"dato": clock.today()})
        self.sted.label.text, self.dato.label.text = gettext("Sted"), gettext("Dag")
        self.sted.choices = [(code, say(word)) for code, word in PLACES.items()]
        self.dato.validators = [InputRequired(gettext("Velg en dag."))]


class SettleForm(Form):
    """Whether a planned day was held."""

    holdt = HiddenField()
    versjon = HiddenField()
