"""Forms of the SLT-sjekk: the year, one area with its four statements, and a task out of a point."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext, say
from tenants.checkup import questions
from tenants.checkup.evidence import KINDS, Thing
from tenants.checkup.models import RATINGS, Checkup, CheckupAnswer
from tenants.checkup.service import LONGEST_EVIDENCE, Rated
from tenants.checkup.statements import STATEMENTS
from tenants.network.models import Person
from tenants.tasks.forms import Day


class YearForm(Form):
    """Which year is checked."""

    ar = SelectField(validate_choice=False)

    def __init__(self, years: Sequence[int]) -> None:
        super().__init__()
        self.ar.label.text, self.ar.choices = gettext("År"), [(str(year), str(year)) for year in years]

    @property
    def year(self) -> int:
        """The chosen year; 0 for what is none, which the verb refuses."""
        text = self.ar.data or ""
        return int(text) if text.isdecimal() and len(text) == 4 else 0


class AreaForm(Form):
    """The statements of one area. Made by area_form(), which hangs the fields on."""

    versjon = HiddenField()

    def rated(self, area: str) -> list[Rated]:
        """What is said of each statement."""
        return [
            Rated(code, self[f"vurdering_{code}"].data or "", self[f"bevis_{code}"].data or "", self[f"tekst_{code}"].data or "")
            for code in STATEMENTS[area]
        ]


def area_form(checkup: Checkup, area: str, things: Sequence[Thing]) -> AreaForm:
    """A form with three fields for each statement of the area, filled with what stands."""
    fields: dict[str, Any] = {}
    for code in STATEMENTS[area]:
        fields[f"vurdering_{code}"] = RadioField(validate_choice=False)
        fields[f"bevis_{code}"] = SelectField(validate_choice=False)
        fields[f"tekst_{code}"] = TextAreaField()
    answers = questions.by_statement(checkup)
    given = {name: value for code in STATEMENTS[area] for name, value in _given(code, answers.get(code)).items()}
    form: AreaForm = type("AreaFormOfOne", (AreaForm,), fields)(data={"versjon": checkup.version, **given})
    for code, words in STATEMENTS[area].items():
        _label(form, code, words, _choices(things, answers.get(code)))
    return form


class ImproveForm(Form):
    """What is to be done, by whom and when."""

    hva = TextAreaField()
    ansvarlig = SelectField(validate_choice=False)
    frist = Day()

    def __init__(self, people: Sequence[Person], what: str) -> None:
        super().__init__(data={"hva": what})
        words = {"hva": gettext("Hva skal gjøres"), "ansvarlig": gettext("Hvem har ansvar"), "frist": gettext("Frist")}
        for name, text in words.items():
            self[name].label.text = text
        self.hva.validators = [InputRequired(gettext("Skriv hva som skal gjøres."))]
        self.ansvarlig.choices = [("", gettext("Velg person")), *((str(one.id), one.name) for one in people)]
        self.ansvarlig.validators = [InputRequired(gettext("Velg hvem som har ansvaret."))]
        self.frist.validators = [InputRequired(gettext("Velg en frist."))]

    @property
    def responsible_id(self) -> UUID:
        """The chosen person. Raises Invalid for what is none."""
        try:
            return UUID(self.ansvarlig.data or "")
        except ValueError:
            raise Invalid("Velg hvem som har ansvaret, fra listen.", field="ansvarlig") from None


def _given(code: str, answer: CheckupAnswer | None) -> dict[str, str]:
    if answer is None:
        return {}
    thing = f"{answer.evidence_kind}:{answer.evidence_id}" if answer.evidence_id else ""
    return {f"vurdering_{code}": str(answer.rating or ""), f"bevis_{code}": thing, f"tekst_{code}": answer.evidence}


def _label(form: AreaForm, code: str, words: str, choices: list[Any]) -> None:
    rating, thing, text = form[f"vurdering_{code}"], form[f"bevis_{code}"], form[f"tekst_{code}"]
    rating.label.text, rating.choices = say(words), [(value, f"{value} – {say(word)}") for value, word in RATINGS.items()]
    thing.label.text, thing.choices = gettext("Hva viser det?"), choices
    text.label.text = gettext("Med egne ord")
    text.validators = [Length(max=LONGEST_EVIDENCE, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=LONGEST_EVIDENCE))]


def _choices(things: Sequence[Thing], answer: CheckupAnswer | None) -> list[Any]:
    """By kind; what was pointed at before stays in the list also when it is gone from the others."""
    found: list[Any] = [("", gettext("Velg noe i Bindeledd"))]
    known = {thing.key for thing in things}
    if answer is not None and answer.evidence_id and f"{answer.evidence_kind}:{answer.evidence_id}" not in known:
        found.append((f"{answer.evidence_kind}:{answer.evidence_id}", answer.evidence_title))
    for kind, words in KINDS.items():
        found += [(thing.key, f"{say(words)}: {thing.title}"[:140]) for thing in things if thing.kind == kind]
    return found
