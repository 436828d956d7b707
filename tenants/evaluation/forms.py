"""The form of an evaluation: filled from the plan, so that only the result and what it taught are left to write."""

from decimal import Decimal
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import clock
from saas.forms import Form
from saas.pages import gettext
from tenants.evaluation.models import Evaluation
from tenants.evaluation.service import LONGEST_INDICATOR, LONGEST_LESSON, LONGEST_UNIT, Judged
from tenants.measures.fields import Choice, Choices, Day, Number, coded
from tenants.measures.models import EvaluationPlan


class EvaluationForm(Form):
    """What was measured, what came of it, the verdict, and the lesson."""

    form, dom, neste = Choice(), Choice(), Choice()
    indikator, enhet = StringField(), StringField()
    utgangspunkt, mal, resultat = Number(), Number(), Number()
    antall = Number()
    dato = Day()
    laerdom = TextAreaField()
    styrker = Choices()
    versjon = HiddenField()

    def __init__(self, evaluation: Evaluation | None = None, plan: EvaluationPlan | None = None) -> None:
        super().__init__(data=_given(evaluation) if evaluation else _planned(plan))
        none = gettext("Velg")
        self.form.choices = [one for one in coded("evaluation_type", none) if one[0] != "none"]
        self.dom.choices, self.neste.choices = coded("verdict", none), coded("next_step", none)
        self.styrker.choices = coded("strength")
        words = {
            "form": gettext("Hva er evaluert"), "indikator": gettext("Hva ble målt"), "enhet": gettext("Målt i"),
            "utgangspunkt": gettext("Før"), "mal": gettext("Mål"), "resultat": gettext("Resultat"),
            "antall": gettext("Hvor mange bygger det på"), "dato": gettext("Evaluert"),
            "dom": gettext("Virker tiltaket"), "laerdom": gettext("Hva har vi lært"),
            "neste": gettext("Hva gjør vi nå"), "styrker": gettext("Styrker"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        for name in ("form", "dom", "neste"):
            self[name].validators = [InputRequired(gettext("Velg fra listen."))]
        self.dato.validators = [InputRequired(gettext("Skriv når det ble evaluert, i dag eller før."))]
        lengths = {"indikator": LONGEST_INDICATOR, "enhet": LONGEST_UNIT, "laerdom": LONGEST_LESSON}
        for name, longest in lengths.items():
            too_long = Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))
            self[name].validators = [Optional(), too_long]
        self.laerdom.validators = [
            InputRequired(gettext("Skriv hva dere har lært, så neste kartlegging kan bruke det.")),
            self.laerdom.validators[-1],
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """How many is a whole number."""
        fine = bool(super().validate(extra_validators))
        number = self.antall.data
        if number is not None and number != number.to_integral_value():
            self.antall.errors = [gettext("Antallet må være et helt tall fra 0.")]
            return False
        return fine

    def judged(self) -> Judged:
        """What was written, for the verb; valid only after validate()."""
        return Judged(
            type=self.form.data, verdict=self.dom.data, lesson=self.laerdom.data or "", next=self.neste.data,
            evaluated_on=self.dato.data, indicator=self.indikator.data or "", unit=self.enhet.data or "",
            baseline=self.utgangspunkt.data, target=self.mal.data, result=self.resultat.data,
            n=None if self.antall.data is None else int(self.antall.data), strengths=self.styrker.data or [],
        )  # fmt: skip


def _planned(plan: EvaluationPlan | None) -> dict[str, Any]:
    if plan is None or plan.excused:
        return {"dato": clock.today()}
    return {
        "form": plan.type, "indikator": plan.indicator, "enhet": plan.unit, "utgangspunkt": plan.baseline,
        "mal": plan.target, "dato": clock.today(),
    }  # fmt: skip


def _given(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "form": evaluation.type, "indikator": evaluation.indicator, "enhet": evaluation.unit,
        "utgangspunkt": evaluation.baseline, "mal": evaluation.target, "resultat": evaluation.result,
        "antall": None if evaluation.n is None else Decimal(evaluation.n), "dato": evaluation.evaluated_on, "dom": evaluation.verdict,
        "laerdom": evaluation.lesson, "neste": evaluation.next, "styrker": evaluation.strengths,
        "versjon": evaluation.version,
    }  # fmt: skip
