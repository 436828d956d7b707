"""Forms about posts: the post, who pays what part, where the money comes from."""

from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext
from wtforms import FieldList, FormField, StringField
from wtforms import Form as Part

from saas.forms import Form
from saas.pages import gettext
from tenants.funding.fields import Given, Kroner
from tenants.funding.forms import at_most
from tenants.funding.models import Position
from tenants.funding.positions import LONGEST_PARTY, LONGEST_SOURCE, LONGEST_TITLE, MOST_ROWS
from tenants.funding.split import Share
from tenants.goals.fields import Figure
from tenants.network.fields import Count, Day, Version

BLANK_ROWS = 3


class PositionForm(Form):
    """A post and what it costs in a year."""

    tittel = StringField(lazy_gettext("Stilling"), [Given(lazy_gettext("Skriv hva stillingen heter.")), at_most(LONGEST_TITLE)])
    ar = Count(lazy_gettext("År"), validators=[Given(lazy_gettext("Skriv året."))])
    kostnad = Kroner(lazy_gettext("Hele kostnaden i året"), [Given(lazy_gettext("Skriv hva stillingen koster."))])
    prosent = Figure(lazy_gettext("Stillingsprosent"), [Given(lazy_gettext("Skriv stillingsprosenten."))])
    versjon = Version()

    def __init__(self, position: Position | None = None, year: int | None = None) -> None:
        given = {"ar": year, "prosent": Decimal(100)} if position is None else {
            "tittel": position.title, "kostnad": position.cost, "prosent": position.fte_percent, "versjon": position.version,
        }  # fmt: skip
        super().__init__(data=given)
        if position is not None:
            del self.ar

    @property
    def told(self) -> tuple[str, int, Decimal]:
        """Title, cost and percent; valid only after validate()."""
        assert self.kostnad.data is not None and self.prosent.data is not None
        return self.tittel.data or "", self.kostnad.data, self.prosent.data


class SharePart(Part):
    """One party's percent from and to a day."""

    part = StringField(lazy_gettext("Hvem betaler"), [at_most(LONGEST_PARTY)])
    andel = Figure(lazy_gettext("Andel i prosent"))
    fra = Day(lazy_gettext("Fra og med"))
    til = Day(lazy_gettext("Til og med"))

    @property
    def empty(self) -> bool:
        """A row that nobody wrote in; dates alone are what the form itself put there."""
        return not (self.part.data or "").strip() and self.andel.data is None


class SharesForm(Form):
    """All the shares of a post at once."""

    andeler = FieldList(FormField(SharePart), max_entries=MOST_ROWS)
    versjon = Version()

    def __init__(self, position: Position) -> None:
        first, last = date(position.year, 1, 1), date(position.year, 12, 31)
        rows = [{"part": s.party, "andel": s.share, "fra": s.from_on, "til": s.until_on} for s in position.shares]
        blank = [{"part": "", "andel": None, "fra": first, "til": last}] * min(BLANK_ROWS, MOST_ROWS - len(rows))
        super().__init__(data={"andeler": rows + blank, "versjon": position.version})

    def validate(self, extra_validators: object = None) -> bool:
        """A row that is begun must be whole."""
        fine = bool(super().validate(extra_validators))
        for row in self.andeler:
            if row.form.empty:
                continue
            for field in row.form:
                if not field.errors and (field.data is None or not str(field.data).strip()):
                    field.errors = [gettext("Fyll ut, eller tøm hele linjen.")]
                    fine = False
        return fine

    @property
    def shares(self) -> list[Share]:
        """What the verb is told; valid only after validate()."""
        rows = [row.form for row in self.andeler if not row.form.empty]
        return [Share(row.part.data, row.andel.data, row.fra.data, row.til.data) for row in rows]


class SourcePart(Part):
    """Some of the money, and where it comes from."""

    kilde = StringField(lazy_gettext("Hvor kommer pengene fra"), [at_most(LONGEST_SOURCE)])
    belop = Kroner(lazy_gettext("Beløp"))

    @property
    def empty(self) -> bool:
        """A row that nobody wrote in."""
        return not (self.kilde.data or "").strip() and self.belop.data is None


class SourcesForm(Form):
    """All the money for a post in a year."""

    kilder = FieldList(FormField(SourcePart), max_entries=MOST_ROWS)
    versjon = Version()

    def __init__(self, position: Position) -> None:
        rows = [{"kilde": s.source, "belop": s.amount} for s in position.sources]
        blank = [{"kilde": "", "belop": None}] * min(BLANK_ROWS, MOST_ROWS - len(rows))
        super().__init__(data={"kilder": rows + blank, "versjon": position.version})

    def validate(self, extra_validators: object = None) -> bool:
        """A row that is begun must be whole."""
        fine = bool(super().validate(extra_validators))
        for row in self.kilder:
            for field in [] if row.form.empty else row.form:
                if not field.errors and (field.data is None or not str(field.data).strip()):
                    field.errors = [gettext("Fyll ut, eller tøm hele linjen.")]
                    fine = False
        return fine

    @property
    def sources(self) -> list[tuple[str, int]]:
        """What the verb is told; valid only after validate()."""
        return [(row.form.kilde.data, row.form.belop.data) for row in self.kilder if not row.form.empty]
