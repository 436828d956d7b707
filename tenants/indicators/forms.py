"""Forms about figures: one written by hand, a file to look through, and a kommune to look up."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import ValidationError

from saas.forms import Form
from saas.pages import gettext, say
from saas.statistics.headings import LEVELS, SEXES
from tenants.indicators import catalogue
from tenants.indicators.models import IndicatorReading
from tenants.indicators.readings import LONGEST_LINK, Content, Key
from tenants.indicators.rules import FEWEST_ANSWERS

_SPACES = re.compile(r"[\s\u00a0\u2009\u202f]")


class Number(StringField):
    """A number as a Norwegian writes it: «12,5», «1 500». `number` is None where the field is empty."""

    number: Decimal | None = None

    def pre_validate(self, form: Any) -> None:
        """Read it, or say in Norwegian that it is none."""
        written = _SPACES.sub("", self.data or "").removesuffix("%").replace("−", "-").replace(",", ".")
        try:
            found = Decimal(written) if written else None
        except InvalidOperation:
            raise ValidationError(gettext("Skriv et tall, for eksempel 12,5.")) from None
        if found is not None and (not found.is_finite() or len(written) > 20):
            raise ValidationError(gettext("Skriv et tall, for eksempel 12,5."))
        self.number = found


class Whole(Number):
    """A whole number, never below nought."""

    def pre_validate(self, form: Any) -> None:
        """Read it, or say what it should be."""
        super().pre_validate(form)
        if self.number is not None and (self.number != self.number.to_integral_value() or self.number < 0):
            raise ValidationError(gettext("Skriv et helt tall."))

    @property
    def whole(self) -> int | None:
        """The number as an int."""
        return None if self.number is None else int(self.number)


class ReadingForm(Form):
    """A figure: which, where, when; and how many per cent of how many."""

    indikator = SelectField(validate_choice=False)
    trinn = SelectField(validate_choice=False)
    kjonn = SelectField(validate_choice=False)
    aar = Whole()
    verdi = Number()
    skjult = BooleanField()
    n = Whole()
    landet = Number()
    lenke = StringField()
    offentlig = BooleanField()
    versjon = HiddenField()

    def __init__(self, reading: IndicatorReading | None = None, **given: Any) -> None:
        super().__init__(data={**(_filled(reading) if reading else {}), **given})
        self._label()
        if reading is not None:
            for name in ("indikator", "trinn", "kjonn", "aar"):
                del self[name]
        else:
            self.indikator.choices = {
                source or gettext("De SLT spør om først"): [(entry.code, entry.title) for entry in listed]
                for source, listed in catalogue.by_source()
            }
            self.trinn.choices = [(code, say(words)) for code, words in LEVELS.items()]
            self.kjonn.choices = [(code, say(words)) for code, words in SEXES.items()]

    def _label(self) -> None:
        words = {
            "indikator": gettext("Indikator"),
            "trinn": gettext("Trinn"),
            "kjonn": gettext("Kjønn"),
            "aar": gettext("År"),
            "verdi": gettext("Prosent i kommunen"),
            "skjult": gettext("Tallet er skjult av personvernhensyn"),
            "n": gettext("Hvor mange har svart (n)"),
            "landet": gettext("Prosent i hele landet"),
            "lenke": gettext("Lenke til kilden"),
            "offentlig": gettext("Tallet er offentliggjort og kan vises utenfor kommunen"),
        }
        for name, text in words.items():
            self[name].label.text = text

    @property
    def fewest(self) -> int:
        """How many must have answered, for the help text."""
        return FEWEST_ANSWERS

    @property
    def longest_link(self) -> int:
        """What the link field has room for."""
        return LONGEST_LINK

    @property
    def key(self) -> Key:
        """Which figure it is; valid only after validate()."""
        return Key(self.indikator.data or "", self.aar.whole or 0, self.trinn.data or "", self.kjonn.data or "")

    @property
    def content(self) -> Content:
        """What is said about it; valid only after validate()."""
        return Content(
            value=self.verdi.number, hidden=bool(self.skjult.data), n=self.n.whole, country=self.landet.number,
            link=self.lenke.data or "", publishable=bool(self.offentlig.data),
        )  # fmt: skip


class FileForm(Form):
    """A file, and whose figures they are where the file does not say."""

    fil = StringField()
    omrade = StringField()
    kilde = StringField()

    def __init__(self, **given: Any) -> None:
        super().__init__(data=given)
        self.fil.label.text, self.kilde.label.text = gettext("Fil"), gettext("Kilde")
        self.omrade.label.text = gettext("Område")


def _filled(reading: IndicatorReading) -> dict[str, Any]:
    return {
        "verdi": _written(reading.value),
        "skjult": reading.flag == "suppressed",
        "n": "" if reading.n is None else str(reading.n),
        "landet": _written(reading.country_value),
        "lenke": reading.link,
        "offentlig": reading.publishable,
        "versjon": reading.version,
    }


def _written(value: Decimal | None) -> str:
    return "" if value is None else format(value, "f").replace(".", ",")
