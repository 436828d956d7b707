"""The forms of plans. Limits are those of the table; every message is a sentence in Norwegian."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from saas import clock
from saas.forms import Form
from saas.pages import say
from tenants.goals.forms import at_most
from tenants.meetings.fields import DayField, NumberField, one_line, tidy
from tenants.plans import drafting
from tenants.plans.models import ActionPlan
from tenants.plans.service import PlanFacts


class PeriodForm(Form):
    """Which years a new plan is for."""

    fra_ar = NumberField(_("Fra og med år"), [InputRequired(_("Skriv et årstall."))])
    til_ar = NumberField(_("Til og med år"), [InputRequired(_("Skriv et årstall."))])

    def __init__(self) -> None:
        super().__init__(data={"fra_ar": drafting.usual_year(), "til_ar": drafting.usual_year()})


class PlanForm(Form):
    """The words of a plan, part by part."""

    tittel = StringField(_("Tittel"), [InputRequired(_("Skriv hva planen heter.")), at_most(200)], filters=[one_line])
    alder_fra = NumberField(_("Målgruppe fra alder"), [InputRequired(_("Skriv en alder."))])
    alder_til = NumberField(_("Målgruppe til alder"), [InputRequired(_("Skriv en alder."))])
    overordnet = TextAreaField(_("Overordnet mål"), [at_most(2000)], filters=[tidy])
    situasjon = TextAreaField(_("1. Dagens situasjon"), [at_most(8000)], filters=[tidy])
    tilbud = TextAreaField(_("2. Tilbud og tiltak vi har"), [at_most(8000)], filters=[tidy])
    prosess = TextAreaField(_("3. Prosess og deltakere"), [at_most(8000)], filters=[tidy])
    partnere = TextAreaField(_("5. Ikke-kommunale og frivillige partnere"), [at_most(8000)], filters=[tidy])
    versjon = HiddenField()

    def __init__(self, plan: ActionPlan) -> None:
        super().__init__(
            data={
                "tittel": plan.title, "alder_fra": plan.age_from, "alder_til": plan.age_to, "overordnet": plan.overall,
                "situasjon": plan.situation, "tilbud": plan.offers, "prosess": plan.process, "partnere": plan.partners,
                "versjon": plan.version,
            }
        )  # fmt: skip

    def facts(self) -> PlanFacts:
        """What was written; valid only after validate()."""
        return PlanFacts(
            title=self.tittel.data or "", age_from=self.alder_fra.data or 0, age_to=self.alder_til.data or 0,
            overall=self.overordnet.data or "", situation=self.situasjon.data or "", offers=self.tilbud.data or "",
            process=self.prosess.data or "", partners=self.partnere.data or "",
        )  # fmt: skip


class OrderForm(Form):
    """How many of the proposals, from the top, are adopted."""

    antall = NumberField(_("Hvor mange vedtas, regnet fra toppen?"), [InputRequired(_("Skriv et tall."))])


class AdoptForm(Form):
    """The vedtak: in which sak, when, and how it reads."""

    sak = SelectField(_("Sak i styringsgruppen"), validate_choice=False)
    dato = DayField(_("Vedtatt dato"), [InputRequired(_("Velg dagen planen ble vedtatt."))])
    vedtak = TextAreaField(
        _("Vedtaket slik det lyder"), [InputRequired(_("Skriv vedtaket.")), at_most(4000)], filters=[tidy]
    )
    versjon = HiddenField()

    def __init__(self, plan: ActionPlan, saker: list[tuple[str, str]]) -> None:
        super().__init__(data={"dato": clock.today(), "versjon": plan.version})
        self.sak.choices = [("", say("Velg sak")), *saker]


class RevisionForm(Form):
    """Which differences are written in the revision table, and why."""

    endring = SelectMultipleField(
        _("Endringer"), validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    begrunnelse = TextAreaField(_("Begrunnelse"), [at_most(1000)], filters=[tidy])

    def __init__(self, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.endring.choices = choices
