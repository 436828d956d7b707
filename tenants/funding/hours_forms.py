"""Forms about the coordinator's time."""

from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext
from wtforms import StringField
from wtforms.validators import Optional

from saas import clock
from saas.forms import Form
from saas.pages import say
from tenants.funding.fields import Given
from tenants.funding.forms import at_most
from tenants.funding.hours import LONGEST_NOTE
from tenants.funding.models import ACTIVITIES, WorkTerm
from tenants.goals.fields import Figure
from tenants.network.fields import Choice, Count, Day, Version


class TermsForm(Form):
    """What is agreed for a year."""

    ar = Count(lazy_gettext("År"), validators=[Given(lazy_gettext("Skriv året."))])
    prosent = Figure(lazy_gettext("Stillingsprosent i denne kommunen"), [Given(lazy_gettext("Skriv stillingsprosenten."))])
    timer = Figure(lazy_gettext("Timer i året"), [Given(lazy_gettext("Skriv hvor mange timer det er i året."))])
    versjon = Version()

    def __init__(self, year: int, terms: WorkTerm | None) -> None:
        given = {"prosent": terms.fte_percent, "timer": terms.hours, "versjon": terms.version} if terms else {}
        super().__init__(data={"ar": year, **given})

    @property
    def told(self) -> tuple[int, int | None, Decimal, Decimal]:
        """Year, version, percent and hours; valid only after validate()."""
        assert self.ar.data is not None and self.prosent.data is not None and self.timer.data is not None
        return self.ar.data, self.versjon.seen, self.prosent.data, self.timer.data


class HoursForm(Form):
    """Hours on a day."""

    dato = Day(lazy_gettext("Dato"), validators=[Given(lazy_gettext("Velg en dag."))])
    timer = Figure(lazy_gettext("Timer"), [Given(lazy_gettext("Skriv hvor mange timer."))])
    aktivitet = Choice(lazy_gettext("Hva gikk tiden til"))
    notat = StringField(lazy_gettext("Notat"), [Optional(), at_most(LONGEST_NOTE)])

    def __init__(self) -> None:
        super().__init__(data={"dato": clock.today()})
        self.aktivitet.choices = [("", say("Velg")), *((code, say(word)) for code, word in ACTIVITIES.items())]

    @property
    def told(self) -> tuple[date, Decimal, str, str]:
        """Day, hours, activity and note; valid only after validate()."""
        day: date | None = self.dato.data
        assert day is not None and self.timer.data is not None
        return day, self.timer.data, self.aktivitet.data, self.notat.data or ""
