"""Forms about tasks: a task with its responsible and deadline, and how it goes."""

from typing import Any
from uuid import UUID

from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, ValidationError

from saas.forms import Form
from saas.pages import gettext
from tenants.groups.models import Group
from tenants.network.models import Person
from tenants.tasks.models import STATUSES, Task
from tenants.tasks.service import LONGEST, LONGEST_NOTE

# What a responsible person answers with; the coordinator may also drop a task.
ANSWERS = {"pa-plan": "on_track", "forsinket": "delayed", "ferdig": "done"}
ALL_ANSWERS = {**ANSWERS, "utgatt": "dropped"}


class Day(DateField):
    """A date as the browser sends it, or as a Norwegian writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%Y-%m-%d", "%d.%m.%Y"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date, or say in Norwegian that it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(gettext("Skriv fristen som en dato, for eksempel 15.9.2026.")) from wrong


class TaskForm(Form):
    """What, who, when; and which group it belongs to when it is new."""

    gruppe = SelectField(coerce=str, validate_choice=False)
    hva = TextAreaField()
    ansvarlig = SelectField(coerce=str, validate_choice=False)
    frist = Day()
    versjon = HiddenField()

    def __init__(
        self, groups: list[Group], people: list[Person], task: Task | None = None, **kwargs: Any
    ) -> None:
        given = (
            {
                "hva": task.what,
                "ansvarlig": str(task.responsible_id or ""),
                "frist": task.due_on,
                "versjon": task.version,
            }
            if task
            else {}
        )
        super().__init__(data={**given, **kwargs})
        self._label()
        # With several groups none is chosen beforehand: in the wrong one the wrong people see the task.
        asked = [("", gettext("Velg gruppe"))] if len(groups) > 1 else []
        self.gruppe.choices = [*asked, *((str(group.id), group.name) for group in groups)] if groups else []
        self.ansvarlig.choices = [("", gettext("Velg person")), *_people(people, task)]
        if task is not None:
            del self.gruppe
        else:
            self.gruppe.validators = [InputRequired(gettext("Velg gruppe.")), _is_id]

    def _label(self) -> None:
        self.hva.label.text, self.gruppe.label.text = gettext("Hva skal gjøres"), gettext("Gruppe")
        self.ansvarlig.label.text, self.frist.label.text = gettext("Hvem har ansvar"), gettext("Frist")
        too_long = gettext("Oppgaven kan ha høyst %(n)s tegn.", n=LONGEST)
        self.hva.validators = [
            InputRequired(gettext("Skriv hva som skal gjøres.")),
            Length(max=LONGEST, message=too_long),
        ]
        self.ansvarlig.validators = [InputRequired(gettext("Velg hvem som har ansvaret.")), _is_id]
        self.frist.validators = [InputRequired(gettext("Velg en frist."))]

    @property
    def responsible_id(self) -> UUID:
        """The chosen person; valid only after validate()."""
        return UUID(self.ansvarlig.data)

    @property
    def group_id(self) -> UUID:
        """The chosen group; valid only after validate()."""
        return UUID(self.gruppe.data)


class ReportForm(Form):
    """One of the answers, and a note if there is something to say."""

    status = StringField()
    notat = TextAreaField()
    versjon = HiddenField()

    def __init__(self, answers: dict[str, str], **kwargs: Any) -> None:
        super().__init__(data=kwargs)
        self.answers = answers
        self.notat.label.text = gettext("Notat")
        self.notat.validators = [
            Optional(),
            Length(max=LONGEST_NOTE, message=gettext("Notatet kan ha høyst %(n)s tegn.", n=LONGEST_NOTE)),
        ]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """(value, bokmål word) for the buttons."""
        return [(value, STATUSES[status]) for value, status in self.answers.items()]

    @property
    def chosen(self) -> str:
        """The status that was pressed, or something that the service refuses."""
        return self.answers.get(self.status.data or "", "")


def version(value: str | int | None) -> int | None:
    """The version a form was opened on; a mangled one is older than all, and overwrites nothing."""
    text = str(value or "")
    if not text:
        return None
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _people(people: list[Person], task: Task | None) -> list[tuple[str, str]]:
    """Those who may be chosen; one who has left stays in the list while the task is still theirs."""
    shown = {person.id: person for person in people}
    if task is not None and task.responsible is not None:
        shown.setdefault(task.responsible.id, task.responsible)
    chosen = sorted(shown.values(), key=lambda person: person.name)
    return [(str(p.id), f"{p.name}, {p.title}" if p.title else p.name) for p in chosen]


def _is_id(form: Form, field: Any) -> None:
    """Something that could be one of ours; whether it is, the service finds out."""
    try:
        UUID(field.data)
    except ValueError as wrong:
        raise ValidationError(gettext("Velg fra listen.")) from wrong
