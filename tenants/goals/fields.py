"""Form fields for figures as Norwegians write them, and for ids chosen from a list."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from wtforms import Field
from wtforms.widgets import TextInput

from saas.pages import gettext
from tenants.goals.numbers import amount, parse


class Figure(Field):
    """«12,5» or «1 500»; empty is none."""

    widget = TextInput()
    data: Decimal | None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return amount(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number, or say in Norwegian that it is none."""
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = parse(valuelist[0])
            except ValueError:
                raise ValueError(gettext("Skriv et tall, for eksempel 12,5.")) from None


def as_id(value: str | None) -> UUID | None:
    """An id that was chosen, or none; a mangled one is one that never was."""
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        return UUID(int=0)
