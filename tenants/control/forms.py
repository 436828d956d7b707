"""What is asked of the log and of the access list: names, kinds and days."""

from typing import Any
from uuid import UUID

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from saas.forms import Form
from saas.pages import gettext, say
from tenants.control.log import Search
from tenants.control.words import KINDS, SUBJECTS
from tenants.tasks.forms import Day


class _Asked(Form):
    """A form that only asks: it stands in the address, writes nothing, and needs no token."""

    class Meta:
        csrf = False


class LogForm(_Asked):
    """Person, kind, thing and period."""

    navn = StringField(validators=[Optional(), Length(max=120)])
    slag = SelectField(default="", validate_choice=False)
    ting = SelectField(default="", validate_choice=False)
    fra = Day(validators=[Optional()])
    til = Day(validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slag.choices = [("", gettext("Alle")), *((code, say(name)) for code, (name, _) in KINDS.items())]
        things = sorted(((table, say(name)) for table, name in SUBJECTS.items()), key=lambda each: each[1].lower())
        self.ting.choices = [("", gettext("Alle")), *things]
        labels = {
            "navn": gettext("Hvem som gjorde det"), "slag": gettext("Slag"), "ting": gettext("Hva det gjelder"),
            "fra": gettext("Fra og med"), "til": gettext("Til og med"),
        }  # fmt: skip
        for name, text in labels.items():
            self[name].label.text = text

    def wanted(self, before: int | None, thing_id: UUID | None) -> Search:
        """The search as the log understands it."""
        return Search(
            (self.navn.data or "").strip(), self.slag.data or "", self.ting.data or "", thing_id, self.fra.data, self.til.data, before
        )


class DayForm(_Asked):
    """A chosen day."""

    dag = Day(validators=[Optional()])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dag.label.text = gettext("Dag")
