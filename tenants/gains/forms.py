"""Forms of the Gevinstark: the year, and everything on the page."""

from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from saas.forms import Form
from saas.pages import gettext
from tenants.gains.measured import Figure
from tenants.gains.models import GainSheet
from tenants.gains.service import TEXTS, Told


class YearForm(Form):
    """Which year the sheet is about."""

    ar = SelectField(validate_choice=False)

    def __init__(self, years: Sequence[int]) -> None:
        super().__init__()
        self.ar.label.text, self.ar.choices = gettext("År"), [(str(year), str(year)) for year in years]

    @property
    def year(self) -> int:
        """The chosen year; 0 for what is none, which the verb refuses."""
        text = self.ar.data or ""
        return int(text) if text.isdecimal() and len(text) == 4 else 0


class SheetForm(Form):
    """Three numbers, two stories, one quote."""

    tittel = StringField()
    innledning = TextAreaField()
    tall_1 = SelectField(validate_choice=False)
    tall_2 = SelectField(validate_choice=False)
    tall_3 = SelectField(validate_choice=False)
    historie_1_tittel = StringField()
    historie_1 = TextAreaField()
    historie_2_tittel = StringField()
    historie_2 = TextAreaField()
    sitat = TextAreaField()
    sagt_av = StringField()
    versjon = HiddenField()

    def __init__(self, row: GainSheet, figures: Sequence[Figure]) -> None:
        given: dict[str, Any] = {field: getattr(row, column) for field, column, _, _ in TEXTS}
        given |= {f"tall_{n}": figure["key"] for n, figure in enumerate(row.figures, start=1)}
        super().__init__(data={**given, "versjon": row.version})
        words = {
            "tittel": gettext("Tittel"), "innledning": gettext("Innledning"), "historie_1_tittel": gettext("Første historie: tittel"),
            "historie_1": gettext("Første historie"), "historie_2_tittel": gettext("Andre historie: tittel"),
            "historie_2": gettext("Andre historie"), "sitat": gettext("Sitat"), "sagt_av": gettext("Sagt av (rolle)"),
            "tall_1": gettext("Første tall"), "tall_2": gettext("Andre tall"), "tall_3": gettext("Tredje tall"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        for field, _, longest, _ in TEXTS:
            self[field].validators = [Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))]
        known = {figure.key: f"{figure.value} – {figure.label}" for figure in figures}
        known |= {one["key"]: f"{one['value']} – {one['label']}" for one in row.figures if one["key"] not in known}
        for field in self.numbers:
            field.choices = [("", gettext("Ikke valgt")), *((key, text[:160]) for key, text in known.items())]

    @property
    def numbers(self) -> list[Any]:
        """The fields of the three numbers."""
        return [self.tall_1, self.tall_2, self.tall_3]

    def told(self) -> Told:
        """What the form says."""
        texts = {column: self[field].data or "" for field, column, _, _ in TEXTS}
        return Told(**texts, figures=tuple(field.data or "" for field in self.numbers))
