"""A form field for money, and the demand that a field is filled in."""

from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from saas.pages import gettext
from tenants.funding.money import kroner, ore


class Kroner(Field):
    """«400 000» or «1 234,50»; `data` is whole øre, and empty is none."""

    widget = TextInput()
    data: int | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return kroner(self.data).removesuffix("\u00a0kr") if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the amount, or say in Norwegian that it is none."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = ore(valuelist[0])
            except ValueError:
                raise ValueError(gettext("Skriv beløpet i kroner, for eksempel 400 000 eller 1 234,50.")) from None


class Given:
    """Something must be written, be it 0. What was written wrongly has its own sentence already."""

    field_flags = {"required": True}

    def __init__(self, message: Any) -> None:
        self.message = message

    def __call__(self, form: Any, field: Field) -> None:
        """Refuse what is empty, and only blanks."""
        empty = field.data is None or not str(field.data).strip()
        if empty and not field.process_errors:
            raise StopValidation(self.message)
