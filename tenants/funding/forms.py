"""Forms about grants."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import FieldList, FormField, SelectField, StringField, TextAreaField
from wtforms import Form as Part
from wtforms.validators import Length, Optional

from saas.forms import Form
from saas.pages import gettext, say
from tenants.funding import rules
from tenants.funding.fields import Given, Kroner
from tenants.funding.grants import LONGEST_CONDITIONS, LONGEST_NAME, LONGEST_REFERENCE, LONGEST_RESULTS, Told
from tenants.funding.models import GRANT_STATES, SCHEMES, Grant
from tenants.goals.fields import as_id
from tenants.measures.models import Measure
from tenants.network.fields import Choice, Count, Day, Version


def at_most(most: int) -> Length:
    """A length that is refused in Norwegian."""
    return Length(max=most, message=lazy_gettext("Teksten kan ha høyst %(n)s tegn.", n=most))


class GrantForm(Form):
    """A grant: what, from whom, for which years."""

    navn = StringField(lazy_gettext("Hva gjelder tilskuddet"))
    ordning = Choice(lazy_gettext("Ordning"))
    giver = StringField(lazy_gettext("Hvem gir det"))
    ar = Count(lazy_gettext("Første år"), validators=[Given(lazy_gettext("Skriv det første året."))])
    antall = Count(lazy_gettext("Antall år"), validators=[Given(lazy_gettext("Skriv hvor mange år."))])
    tilstand = Choice(lazy_gettext("Hvor langt er det kommet"))
    soknadsfrist = Day(lazy_gettext("Søknadsfrist"), validators=[Optional()])
    rapportfrist = Day(lazy_gettext("Rapportfrist"), validators=[Optional()])
    referanse = StringField(lazy_gettext("Referanse"), [Optional(), at_most(LONGEST_REFERENCE)])
    vilkar = TextAreaField(lazy_gettext("Vilkår"), [Optional(), at_most(LONGEST_CONDITIONS)])
    versjon = Version()

    def __init__(self, grant: Grant | None = None, **given: Any) -> None:
        super().__init__(data={**(_of_grant(grant) if grant else {"ordning": "slt", "tilstand": "considered"}), **given})
        self.navn.validators = [Given(gettext("Skriv hva tilskuddet gjelder.")), at_most(LONGEST_NAME)]
        self.giver.validators = [Given(gettext("Skriv hvem som gir tilskuddet.")), at_most(LONGEST_NAME)]
        self.ordning.choices = [(code, say(word)) for code, word in SCHEMES.items()]
        self.tilstand.choices = [(code, say(word)) for code, word in GRANT_STATES.items()]
        if grant is not None:
            del self.tilstand

    @property
    def told(self) -> Told:
        """What the verb is told; valid only after validate()."""
        return Told(
            name=self.navn.data or "",
            grantor=self.giver.data or "",
            scheme=self.ordning.data,
            first_year=self.ar.data or 0,
            years=self.antall.data or 0,
            reference=self.referanse.data or "",
            apply_by=self.soknadsfrist.data,
            report_by=self.rapportfrist.data,
            conditions=self.vilkar.data or "",
        )


class YearPart(Part):
    """One year's money."""

    ar = Count()
    tilskudd = Kroner(lazy_gettext("Tilskudd"))
    egen = Kroner(lazy_gettext("Egenandel"))
    brukt = Kroner(lazy_gettext("Brukt"))


class AmountsForm(Form):
    """The money of each year in the period."""

    belop = FieldList(FormField(YearPart))
    versjon = Version()

    def __init__(self, grant: Grant, money: list[rules.Money]) -> None:
        rows = [{"ar": m.year, "tilskudd": m.amount, "egen": m.own, "brukt": m.spent} for m in money]
        super().__init__(data={"belop": rows, "versjon": grant.version})

    @property
    def money(self) -> list[rules.Money]:
        """What the verb is told; an empty field is no money."""
        return [
            rules.Money(part.ar.data or 0, part.tilskudd.data or 0, part.egen.data or 0, part.brukt.data or 0)
            for part in self.belop
        ]


class StepForm(Form):
    """The state that was pressed."""

    tilstand = StringField()
    versjon = Version()


class TieForm(Form):
    """The measure that the grant pays for."""

    tiltak = SelectField(lazy_gettext("Tiltak"), coerce=str, validate_choice=False)

    def __init__(self, measures: list[Measure]) -> None:
        super().__init__()
        named = [(str(m.id), f"{m.number}/{m.year % 100:02d} {m.title}") for m in measures]
        self.tiltak.choices = [("", say("Velg tiltak")), *named]

    @property
    def measure_id(self) -> UUID | None:
        """The chosen measure."""
        return as_id(self.tiltak.data)


class ResultsForm(Form):
    """What came of the grant."""

    resultater = TextAreaField(lazy_gettext("Resultater"), [Optional(), at_most(LONGEST_RESULTS)])
    versjon = Version()


def _of_grant(grant: Grant) -> dict[str, Any]:
    return {
        "navn": grant.name,
        "ordning": grant.scheme,
        "giver": grant.grantor,
        "ar": grant.first_year,
        "antall": grant.years,
        "soknadsfrist": grant.apply_by,
        "rapportfrist": grant.report_by,
        "referanse": grant.reference,
        "vilkar": grant.conditions,
        "versjon": grant.version,
    }
