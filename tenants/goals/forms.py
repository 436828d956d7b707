"""The forms of goals. Limits are those of the table; every message is a sentence in Norwegian."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import clock, vocabulary
from saas.forms import Form
from saas.pages import say
from tenants.goals.fields import Figure
from tenants.goals.models import PLAN_STATUSES, Goal, GoalPlan
from tenants.goals.service import GoalFacts
from tenants.meetings.fields import BetterChoice, DayField, NumberField, one_line, tidy

MEASURED, JUDGED = "ja", "nei"
KINDS = [(MEASURED, _("Målet kan måles")), (JUDGED, _("Målet kan ikke måles"))]


def at_most(n: int) -> Length:
    """The table's limit, in words."""
    return Length(max=n, message=_("Teksten kan ha høyst %(n)s tegn.", n=n))


class GoalForm(Form):
    """What is to be reached, and how one will know."""

    gruppe = SelectField(_("Styringsgruppe"), validate_choice=False)
    tittel = StringField(
        _("Hva vil dere oppnå?"), [InputRequired(_("Skriv hva dere vil oppnå.")), at_most(300)], filters=[one_line]
    )
    beskrivelse = TextAreaField(_("Beskrivelse"), [at_most(4000)], filters=[tidy])
    satsingsomrade = StringField(_("Satsingsområde"), [at_most(200)], filters=[one_line])
    tema = BetterChoice(_("Tema"))
    fra_ar = NumberField(_("Fra og med år"), [InputRequired(_("Skriv et årstall."))])
    til_ar = NumberField(_("Til og med år"), [InputRequired(_("Skriv et årstall."))])
    malbart = RadioField(_("Kan målet måles?"), choices=KINDS, default=MEASURED, validate_choice=False)
    indikator = StringField(_("Indikator"), [at_most(300)], filters=[one_line])
    enhet = StringField(_("Enhet"), [at_most(40)], filters=[one_line])
    utgangspunkt = Figure(_("Utgangspunkt"))
    utgangspunkt_ar = NumberField(_("Utgangspunktet gjelder år"), [Optional()])
    maltall = Figure(_("Måltall"))
    maldato = DayField(_("Nås innen"), [Optional()])
    vurderes_slik = TextAreaField(_("Slik vurderes det"), [at_most(1000)], filters=[tidy])
    funn = SelectField(_("Svarer på funnet"), validate_choice=False)
    sak = SelectField(_("Sak i styringsgruppen"), validate_choice=False)
    versjon = HiddenField()

    def __init__(self, groups: list[Any], findings: list[Any], saker: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("fra_ar", clock.today().year)
        kwargs.setdefault("til_ar", clock.today().year + 3)
        super().__init__(data=kwargs)
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]
        self.tema.choices = [("", say("Velg tema")), *((c, say(t)) for c, t in vocabulary.THEMES.items())]
        self.funn.choices = [("", say("Ingen valgt")), *((str(f.id), f.title) for f in findings)]
        self.sak.choices = [("", say("Velg sak")), *saker]

    def facts(self) -> GoalFacts:
        """What was written; valid only after validate()."""
        return GoalFacts(
            title=self.tittel.data or "",
            theme=self.tema.data or "",
            from_year=self.fra_ar.data or 0,
            to_year=self.til_ar.data or 0,
            description=self.beskrivelse.data or "",
            focus_area=self.satsingsomrade.data or "",
            measurable=self.malbart.data != JUDGED,
            indicator=self.indikator.data or "",
            unit=self.enhet.data or "",
            baseline=self.utgangspunkt.data,
            baseline_year=self.utgangspunkt_ar.data,
            target=self.maltall.data,
            target_on=self.maldato.data,
            judged_by=self.vurderes_slik.data or "",
        )


def standing(goal: Goal) -> dict[str, Any]:
    """What a goal says now, as the form has it."""
    return {
        "tittel": goal.title, "beskrivelse": goal.description, "satsingsomrade": goal.focus_area, "tema": goal.theme,
        "fra_ar": goal.from_year, "til_ar": goal.to_year, "malbart": MEASURED if goal.measurable else JUDGED,
        "indikator": goal.indicator, "enhet": goal.unit, "utgangspunkt": goal.baseline,
        "utgangspunkt_ar": goal.baseline_year, "maltall": goal.target, "maldato": goal.target_on,
        "vurderes_slik": goal.judged_by, "versjon": goal.version,
    }  # fmt: skip


class ReadingForm(Form):
    """What the indicator was on a day."""

    dato = DayField(_("Dato"), [InputRequired(_("Velg dagen tallet gjelder."))])
    verdi = Figure(_("Verdi"), [InputRequired(_("Skriv tallet."))])
    notat = StringField(_("Notat"), [at_most(500)], filters=[one_line])


class PlanLinkForm(Form):
    """Where in the planverk."""

    dokument = StringField(
        _("Plan"), [InputRequired(_("Skriv hvilken plan det er.")), at_most(200)], filters=[one_line]
    )
    kapittel = StringField(_("Kapittel"), [at_most(200)], filters=[one_line])
    status = BetterChoice(_("Status"))
    lenke = StringField(_("Lenke"), [at_most(500)], filters=[one_line])
    versjon = HiddenField()

    def __init__(self, link: GoalPlan | None = None, **kwargs: Any) -> None:
        given = (
            {
                "dokument": link.document, "kapittel": link.chapter, "status": link.status, "lenke": link.link,
                "versjon": link.version,
            }
            if link
            else {}
        )  # fmt: skip
        super().__init__(data=given, **kwargs)
        self.status.choices = [(code, say(words)) for code, words in PLAN_STATUSES.items()]


class SakForm(Form):
    """The sak that something is decided in."""

    sak = SelectField(_("Sak i styringsgruppen"), validate_choice=False)
    versjon = HiddenField()

    def __init__(self, saker: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sak.choices = [("", say("Velg sak")), *saker]
