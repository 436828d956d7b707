"""Forms of the annual report and the year books."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas import clock
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext
from tenants.groups.models import Group
from tenants.tasks.forms import Day
from tenants.yearbook.models import AnnualReport
from tenants.yearbook.service import LONGEST


class YearForm(Form):
    """Which year the report is about."""

    ar = SelectField(validate_choice=False)

    def __init__(self, years: Sequence[int]) -> None:
        super().__init__()
        self.ar.label.text, self.ar.choices = gettext("År"), [(str(year), str(year)) for year in years]

    @property
    def year(self) -> int:
        """The chosen year; 0 for what is none, which the verb refuses."""
        return _year(self.ar.data)


class TextsForm(Form):
    """What the writer says in their own words."""

    kort = TextAreaField()
    laert = TextAreaField()
    videre = TextAreaField()
    versjon = HiddenField()

    def __init__(self, row: AnnualReport) -> None:
        super().__init__(data={"kort": row.summary, "laert": row.learnt, "videre": row.ahead, "versjon": row.version})
        words = {"kort": gettext("Året kort fortalt"), "laert": gettext("Hva vi lærte"), "videre": gettext("Veien videre")}
        for name, text in words.items():
            self[name].label.text = text
            self[name].validators = [Length(max=LONGEST, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=LONGEST))]


class AdoptForm(Form):
    """The day that the report was adopted."""

    dato = Day()
    versjon = HiddenField()

    def __init__(self, row: AnnualReport, **given: Any) -> None:
        super().__init__(data={"dato": clock.today(), "versjon": row.version, **given})
        self.dato.label.text = gettext("Vedtatt dato")
        self.dato.validators = [InputRequired(gettext("Velg en dag."))]


class BookForm(Form):
    """Which group's year is bound."""

    gruppe = SelectField(validate_choice=False)
    ar = SelectField(validate_choice=False, id="bok-ar")

    def __init__(self, groups: Sequence[Group]) -> None:
        this = clock.today().year
        super().__init__(data={"ar": str(this - 1)})
        self.gruppe.label.text, self.ar.label.text = gettext("Gruppe"), gettext("År")
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]
        self.ar.choices = [(str(year), str(year)) for year in range(this, this - 6, -1)]

    @property
    def year(self) -> int:
        """The chosen year; 0 for what is none."""
        return _year(self.ar.data)

    @property
    def group_id(self) -> UUID:
        """The chosen group. Raises Invalid for what is none."""
        try:
            return UUID(self.gruppe.data or "")
        except ValueError:
            raise Invalid("Velg gruppe fra listen.", field="gruppe") from None


def _year(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) == 4 else 0
