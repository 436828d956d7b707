"""The forms of the guide about money, coordinator, place and the first meeting."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, FieldList, FormField, SelectMultipleField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from saas import clock
from saas.forms import Form
from saas.pages import gettext, say
from tenants.frames.models import DAYS, PLACES, WEEKS
from tenants.funding.fields import Given, Kroner
from tenants.goals.fields import Figure
from tenants.meetings.fields import ClockField, one_line, tidy
from tenants.network.fields import Choice, Count, Day
from tenants.onboarding.financing import Financing, Plan, grant_year
from tenants.onboarding.forms import at_most

SOURCES = 4


class SourcePart(Part):
    """Some of the money, and where it comes from."""

    kilde = StringField(lazy_gettext("Hvor kommer pengene fra"), [at_most(200)], filters=[one_line])
    belop = Kroner(lazy_gettext("Beløp"))

    @property
    def empty(self) -> bool:
        """A row that nobody wrote in."""
        return not (self.kilde.data or "").strip() and self.belop.data is None


class MoneyForm(Form):
    """How the post is financed."""

    tittel = StringField(lazy_gettext("Stilling"), [Given(lazy_gettext("Skriv hva stillingen heter.")), at_most(200)], filters=[one_line])
    ar = Count(lazy_gettext("År"), [Given(lazy_gettext("Skriv året."))])
    prosent = Figure(lazy_gettext("Stillingsprosent"), [Given(lazy_gettext("Skriv stillingsprosenten."))])
    kostnad = Kroner(lazy_gettext("Kommunens kostnad i året"), [Given(lazy_gettext("Skriv hva stillingen koster kommunen i året."))])
    kilder = FieldList(FormField(SourcePart), max_entries=24)
    tilskudd = Kroner(lazy_gettext("SLT-tilskudd"))
    egenandel = Kroner(lazy_gettext("Egenandel"))
    sokt = BooleanField(lazy_gettext("Søknaden er sendt"))

    def __init__(self, present: Financing, title: str) -> None:
        position, (amount, own) = present.position, present.amounts
        data: dict[str, Any] = {"tittel": title, "ar": grant_year(clock.today())}
        rows: list[dict[str, Any]] = []
        if position is not None:
            data = {"tittel": position.title, "ar": position.year, "prosent": position.fte_percent, "kostnad": position.cost}
            rows = [{"kilde": source.source, "belop": source.amount} for source in position.sources]
        if present.grant is not None:
            data |= {"tilskudd": amount or None, "egenandel": own or None, "sokt": present.grant.state != "considered"}
        blank = [{"kilde": "", "belop": None}] * max(1, SOURCES - len(rows))
        super().__init__(data={**data, "kilder": rows + blank})

    def validate(self, extra_validators: object = None) -> bool:
        """A row that is begun must be whole."""
        fine = bool(super().validate(extra_validators))
        for entry in self.kilder:
            for field in [] if entry.form.empty else entry.form:
                if not field.errors and (field.data is None or not str(field.data).strip()):
                    field.errors = [gettext("Fyll ut, eller tøm hele linjen.")]
                    fine = False
        return fine

    @property
    def plan(self) -> Plan:
        """What the verb is told; valid only after validate()."""
        assert self.prosent.data is not None
        sources = [(e.form.kilde.data, e.form.belop.data) for e in self.kilder if not e.form.empty]
        return Plan(
            self.tittel.data or "", self.ar.data or 0, self.kostnad.data or 0, self.prosent.data, sources,
            grant=self.tilskudd.data or 0, own=self.egenandel.data or 0, applied=bool(self.sokt.data),
        )  # fmt: skip


class _Blank(Form):
    """A form of two on a page: the one that was not sent is shown empty."""

    def __init__(self, *, blank: bool = False) -> None:
        if blank:
            super().__init__(formdata=None)
        else:
            super().__init__()


class OwnCoordinatorForm(_Blank):
    """The kommune's own coordinator, who is invited."""

    navn = StringField(lazy_gettext("Navn"), [Given(lazy_gettext("Skriv navnet.")), at_most(120)], filters=[one_line], id="egen-navn")
    epost = StringField(
        lazy_gettext("E-post"), [Given(lazy_gettext("Skriv e-postadressen.")), at_most(254)], filters=[one_line], id="egen-epost"
    )


class AskForm(_Blank):
    """One who coordinates for others, and is asked."""

    navn = StringField(lazy_gettext("Navn"), [Given(lazy_gettext("Skriv navnet.")), at_most(120)], filters=[one_line])
    epost = StringField(lazy_gettext("E-post"), [Given(lazy_gettext("Skriv e-postadressen.")), at_most(254)], filters=[one_line])
    prosent = Figure(lazy_gettext("Stillingsprosent hos dere"))
    vert = StringField(lazy_gettext("Hvem er koordinatoren ansatt hos?"), [at_most(120)], filters=[one_line])
    melding = TextAreaField(lazy_gettext("Melding"), [at_most(1000)], filters=[tidy])


class AnchoringForm(Form):
    """Where the coordinator sits, and the decision that anchors the work."""

    slag = Choice(lazy_gettext("Hvor er koordinatoren plassert?"))
    sektor = StringField(lazy_gettext("Sektor eller avdeling"), [at_most(120)], filters=[one_line])
    rapporterer_til = StringField(lazy_gettext("Rapporterer til"), [at_most(120)], filters=[one_line])
    ledd = Count(lazy_gettext("Ledd opp til kommunedirektøren"))
    adresse = StringField(lazy_gettext("Kontoradresse"), [at_most(200)], filters=[one_line])
    dager = SelectMultipleField(
        lazy_gettext("Kontordager"), validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    uker = Choice(lazy_gettext("Hvilke uker"))
    prosent = Figure(lazy_gettext("Stillingsprosent"), [Given(lazy_gettext("Skriv stillingsprosenten."))])
    fra = Day(lazy_gettext("Fra og med"), validators=[InputRequired(lazy_gettext("Velg en dag."))])
    organ = StringField(lazy_gettext("Hvem vedtok det?"), [at_most(120)], filters=[one_line])
    dato = Day(lazy_gettext("Når?"))
    saksnr = StringField(lazy_gettext("Saksnummer"), [at_most(60)], filters=[one_line])
    tittel = StringField(lazy_gettext("Hva heter saken?"), [at_most(200)], filters=[one_line])

    def __init__(self, *, placed: bool, anchored: bool, percent: Any = None) -> None:
        super().__init__(data={"uker": "all", "fra": clock.today(), "prosent": percent})
        self.slag.choices = [("", gettext("Velg fra listen")), *((code, say(words)) for code, words in PLACES.items())]
        self.uker.choices = [(code, say(words)) for code, words in WEEKS.items()]
        self.dager.choices = [(code, say(words)) for code, words in DAYS.items()]
        if placed:
            for name in ("slag", "sektor", "rapporterer_til", "ledd", "adresse", "dager", "uker", "prosent", "fra"):
                del self[name]
        if anchored:
            for name in ("organ", "dato", "saksnr", "tittel"):
                del self[name]


class MeetingForm(Form):
    """When and where the first meeting is."""

    dag = Day(lazy_gettext("Dag"), validators=[InputRequired(lazy_gettext("Velg en dag."))])
    begynner = ClockField(lazy_gettext("Fra klokka"), [InputRequired(lazy_gettext("Skriv når møtet begynner."))])
    slutter = ClockField(lazy_gettext("Til klokka"), [InputRequired(lazy_gettext("Skriv når møtet slutter."))])
    sted = StringField(lazy_gettext("Sted"), [at_most(200)], filters=[one_line])
