"""Form fields that say in Norwegian what is wrong with them, whichever language the form library knows."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import DateField, HiddenField, IntegerField, SelectField
from wtforms.validators import ValidationError


class Choice(SelectField):
    """One of the listed codes."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validate_choice=False, **kwargs)

    def pre_validate(self, form: Any) -> None:
        """Refuses what is not on the list, however it was sent, and the empty line on top of it."""
        if not self.data or self.data not in [str(code) for code, *_ in self.iter_choices()]:
            raise ValidationError(lazy_gettext("Velg fra listen."))


class IdChoice(Choice):
    """One of the listed rows, by id. `.chosen` is a UUID once the form is valid."""

    @property
    def chosen(self) -> UUID:
        """The chosen row."""
        return UUID(str(self.data))


class Day(DateField):
    """A date, as the browser sends it or as it is written in Norway."""

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d.%m.%Y", "%d.%m.%y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Empty is no date; nonsense is a Norwegian sentence."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            raise ValueError(lazy_gettext("Skriv datoen som 15.09.2026.")) from None


class Count(IntegerField):
    """A whole number."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Refuses what is not a number, and numbers no table can hold."""
        text = valuelist[0].strip() if valuelist else ""
        if not text:
            self.data = None
        elif text.isascii() and text.isdigit() and len(text) < 7:
            self.data = int(text)
        else:
            self.data = None
            raise ValueError(lazy_gettext("Skriv et helt tall."))


class Version(HiddenField):
    """The version that the form was opened on. A mangled one is older than all, so that it overwrites nothing."""

    @property
    def seen(self) -> int | None:
        """For check_version."""
        text = str(self.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
