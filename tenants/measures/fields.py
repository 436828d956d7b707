"""Fields that the forms of measures and evaluations share: dates and numbers as a Norwegian writes them, rows to choose."""

from typing import Any
from uuid import UUID

from wtforms import DateField, SelectField, SelectMultipleField, StringField, widgets
from wtforms.validators import ValidationError

from saas import vocabulary
from saas.pages import gettext
from tenants.goals import numbers


class Day(DateField):
    """A date as the browser sends it, or as a Norwegian writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date if there is one, or say in Norwegian that it is none."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(gettext("Skriv en dato, for eksempel 15.9.2026.")) from wrong


class Number(StringField):
    """A number: «12,5», «1 500», «-3». `data` is a Decimal, or None for nothing."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say in Norwegian that it is none."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if not text:
            return
        try:
            self.data = numbers.parse(text)
        except ValueError as wrong:
            raise ValueError(gettext("Skriv et tall, for eksempel 12,5.")) from wrong

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else numbers.amount(self.data)  # type: ignore[arg-type]


class Choice(SelectField):
    """A choice that the service checks, so that a foreign id is told apart from none only there."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=str, validate_choice=False, **kwargs)

    @property
    def row_id(self) -> UUID | None:
        """The chosen row; valid only after validate() with is_id."""
        return UUID(self.data) if self.data else None


class Choices(SelectMultipleField):
    """Check boxes, one a row."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, coerce=str, validate_choice=False, **kwargs)


def is_id(form: Any, field: Any) -> None:
    """Something that could be one of ours, or several, or nothing; whether it is, the service finds out."""
    values = field.data if isinstance(field.data, list) else [field.data] if field.data else []
    try:
        for value in values:
            UUID(value)
    except ValueError as wrong:
        raise ValidationError(gettext("Velg fra listen.")) from wrong


def coded(name: str, empty: str | None = None) -> list[tuple[str, str]]:
    """The choices of a vocabulary in the reader's language, with a line for none where `empty` says what."""
    first = [("", empty)] if empty is not None else []
    return first + [(code, gettext(words)) for code, words in vocabulary.ALL[name].items()]


def version(value: str | int | None) -> int | None:
    """The version a form was opened on; a mangled one is older than all, and overwrites nothing.

    A number is what the form was made with: nothing was sent, and so nothing was seen.
    """
    if not value or isinstance(value, int):
        return None
    return int(value) if value.isdecimal() and len(value) < 10 else 0
