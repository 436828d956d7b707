"""The small forms of a measure's page: its steps, its plan for evaluation, its status, a milestone, a task."""

from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import clock
from saas.forms import Form
from saas.pages import gettext
from tenants.measures import ties
from tenants.measures.evaluation_plans import LONGEST_INDICATOR, LONGEST_REASON, LONGEST_UNIT, Planned
from tenants.measures.fields import Choice, Day, Number, coded, is_id
from tenants.measures.forms import sak_words
from tenants.measures.lifecycle import LONGEST_DECISION, LONGEST_WHY
from tenants.measures.models import EvaluationPlan, Measure
from tenants.measures.status import LONGEST_NOTE

# What an owner answers with: value → (code, bokmål).
ANSWERS = {"pa-plan": ("on_track", "På plan"), "forsinket": ("delayed", "Forsinket"), "ferdig": ("done", "Ferdig")}


def up_to(longest: int) -> Length:
    """The text fits what is kept."""
    return Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))


class StepForm(Form):
    """One step: a day and a reason, of which a step asks for what it needs."""

    dato = Day()
    begrunnelse = TextAreaField()
    versjon = HiddenField()

    def __init__(self, measure: Measure, **given: Any) -> None:
        super().__init__(data={"versjon": measure.version, **given})
        self.dato.label.text, self.begrunnelse.label.text = gettext("Dato"), gettext("Begrunnelse")
        self.begrunnelse.validators = [Optional(), up_to(LONGEST_WHY)]


class DecisionForm(StepForm):
    """«Besluttet»: the sak or the written decision, the day, and the owner."""

    sak, eier = Choice(), Choice()
    vedtak = TextAreaField()

    def __init__(self, measure: Measure, owners: list[Any], **given: Any) -> None:
        start = {"sak": str(measure.item_id or ""), "eier": str(measure.owner_id or ""), "dato": clock.today()}
        super().__init__(measure, **{**start, **given})
        none = gettext("Ikke valgt")
        saker = ties.recent_saker(measure.item_id)
        self.sak.choices = [("", none), *((str(item.id), sak_words(item)) for item in saker)]
        self.eier.choices = [("", none), *((str(owner.id), owner.name) for owner in owners)]
        self.sak.label.text, self.eier.label.text = gettext("Besluttet i sak"), gettext("Tjeneste som eier tiltaket")
        self.vedtak.label.text = gettext("Vedtaket, hvis det ikke er i en sak")
        self.sak.validators = self.eier.validators = [Optional(), is_id]
        self.vedtak.validators = [Optional(), up_to(LONGEST_DECISION)]


class PlanForm(Form):
    """How the measure will be judged: one of four forms, or «Evalueres ikke, fordi …»."""

    form = Choice()
    indikator, enhet = StringField(), StringField()
    utgangspunkt, mal = Number(), Number()
    dato = Day()
    ansvarlig = Choice()
    grunn = TextAreaField()
    versjon = HiddenField()

    def __init__(self, people: list[Any], plan: EvaluationPlan | None, default_id: Any = None) -> None:
        super().__init__(data=_given(plan) if plan else {"ansvarlig": str(default_id or "")})
        # A plan's own person stays in the list also after having left.
        if plan is not None and plan.responsible is not None and plan.responsible not in people:
            people = [*people, plan.responsible]
        self.form.choices = coded("evaluation_type", gettext("Velg"))
        self.ansvarlig.choices = [("", gettext("Ikke valgt")), *((str(one.id), one.name) for one in people)]
        words = {
            "form": gettext("Hva skal evalueres"), "indikator": gettext("Hva måles"),
            "enhet": gettext("Måles i"), "utgangspunkt": gettext("Utgangspunkt"), "mal": gettext("Mål"),
            "dato": gettext("Måles innen"), "ansvarlig": gettext("Hvem måler"),
            "grunn": gettext("Evalueres ikke, fordi"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.form.validators = [InputRequired(gettext("Velg hva som skal evalueres."))]
        for name, longest in (("indikator", LONGEST_INDICATOR), ("enhet", LONGEST_UNIT), ("grunn", LONGEST_REASON)):
            self[name].validators = [Optional(), up_to(longest)]
        self.ansvarlig.validators = [Optional(), is_id]

    def planned(self) -> Planned:
        """What was written, for the verb; valid only after validate()."""
        return Planned(
            type=self.form.data, indicator=self.indikator.data or "", unit=self.enhet.data or "",
            baseline=self.utgangspunkt.data, target=self.mal.data, measure_on=self.dato.data,
            responsible_id=self.ansvarlig.row_id, reason=self.grunn.data or "",
        )  # fmt: skip


class StatusForm(Form):
    """«På plan», «Forsinket» or «Ferdig», and a note if there is something to say."""

    status = StringField()
    notat = TextAreaField()
    versjon = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(data=given)
        self.notat.label.text = gettext("Notat")
        self.notat.validators = [Optional(), up_to(LONGEST_NOTE)]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, bokmål word) for the buttons."""
        return [(value, word) for value, (_, word) in ANSWERS.items()]

    @property
    def chosen(self) -> str:
        """The code that was pressed, or something that the service refuses."""
        return ANSWERS.get(self.status.data or "", ("", ""))[0]


class MilestoneForm(Form):
    """What, and when."""

    milepel = StringField()
    dag = Day()

    def __init__(self, **given: Any) -> None:
        super().__init__(data=given)
        self.milepel.label.text, self.dag.label.text = gettext("Milepæl"), gettext("Dag")
        self.milepel.validators = [InputRequired(gettext("Skriv hva milepælen er.")), up_to(200)]
        self.dag.validators = [InputRequired(gettext("Skriv dagen, for eksempel 15.9.2026."))]


class AnswerForm(StepForm):
    """What the styringsgruppe does with a measure outside the frame."""

    mal = Choice()
    mal_tittel = StringField()

    def __init__(self, measure: Measure, goals: list[Any]) -> None:
        super().__init__(measure)
        self.mal.choices = [("", gettext("Velg mål")), *((str(goal.id), goal.title) for goal in goals)]
        self.mal.label.text, self.mal.validators = gettext("Mål"), [Optional(), is_id]
        self.mal_tittel.label.text = gettext("Hva skal målet hete")
        self.mal_tittel.validators = [Optional(), up_to(300)]


def _given(plan: EvaluationPlan) -> dict[str, Any]:
    return {
        "form": plan.type, "indikator": plan.indicator, "enhet": plan.unit, "utgangspunkt": plan.baseline,
        "mal": plan.target, "dato": plan.measure_on, "ansvarlig": str(plan.responsible_id or ""),
        "grunn": plan.reason, "versjon": plan.version,
    }  # fmt: skip
