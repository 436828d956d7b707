"""Form fields that refuse in Norwegian, and what is done to a text before it is looked at."""

from typing import Any

from wtforms import DateField, IntegerField, SelectField, TimeField
from wtforms.validators import StopValidation

from saas.pages import gettext
from saas.plaintext import clean


def tidy(value: str | None) -> str:
    """Without control characters and outer blanks."""
    return clean(value or "").strip()


def one_line(value: str | None) -> str:
    """On one line, with single spaces."""
    return " ".join(tidy(value).split())


def seen(value: Any) -> int | None:
    """The version that the form was opened on; anything else than a number is none."""
    return int(value) if str(value or "").isdecimal() and len(str(value)) < 10 else None


class BetterChoice(SelectField):
    """A list whose wrong choice is refused in Norwegian, whatever was sent."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Velg noe fra listen.")) from None

    def pre_validate(self, form: Any) -> None:
        if not any(str(value) == str(self.data) for value, *_rest in self.iter_choices()):
            raise StopValidation(gettext("Velg noe fra listen."))


class DayField(DateField):
    """A date, with a message that says what to write."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Skriv datoen som dag, måned og år.")) from None


class ClockField(TimeField):
    """A time of day, with a message that says what to write."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Skriv klokkeslettet med timer og minutter, for eksempel 09:00.")) from None


class NumberField(IntegerField):
    """A whole number, with a message that says so."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("Skriv et helt tall.")) from None
