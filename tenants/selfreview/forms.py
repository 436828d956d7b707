"""Forms about a group's evaluation: opening it, and the anonymous answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas import clock
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext, say
from tenants.groups.models import Group
from tenants.selfreview.answering import LONGEST_WORDS
from tenants.selfreview.service import USUAL
from tenants.selfreview.statements import SCALE, STATEMENTS
from tenants.tasks.forms import Day


class OpenForm(Form):
    """Which group, and the last day for answers."""

    gruppe = SelectField(validate_choice=False)
    frist = Day()

    def __init__(self, groups: Sequence[Group], **given: Any) -> None:
        super().__init__(data={"frist": clock.today() + USUAL, **given})
        self.gruppe.label.text, self.frist.label.text = gettext("Gruppe"), gettext("Siste dag for svar")
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]
        self.frist.validators = [InputRequired(gettext("Velg en dag."))]

    @property
    def group_id(self) -> UUID:
        """The chosen group. Raises Invalid for what is none."""
        try:
            return UUID(self.gruppe.data or "")
        except ValueError:
            raise Invalid("Velg gruppe fra listen.", field="gruppe") from None


class CloseForm(Form):
    """The version that the page was opened on."""

    versjon = HiddenField()


class AnswerForm(Form):
    """Eight statements and a few words."""

    pastand_1 = RadioField(validate_choice=False)
    pastand_2 = RadioField(validate_choice=False)
    pastand_3 = RadioField(validate_choice=False)
    pastand_4 = RadioField(validate_choice=False)
    pastand_5 = RadioField(validate_choice=False)
    pastand_6 = RadioField(validate_choice=False)
    pastand_7 = RadioField(validate_choice=False)
    pastand_8 = RadioField(validate_choice=False)
    ord = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        scale = [(value, say(word)) for value, word in SCALE.items()]
        for field, statement in zip(self.asked, STATEMENTS.values(), strict=True):
            field.label.text, field.choices = say(statement), scale
            field.validators = [InputRequired(gettext("Velg et svar."))]
        self.ord.label.text = gettext("Hva bør gruppen gjøre annerledes neste år?")
        self.ord.validators = [Length(max=LONGEST_WORDS, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=LONGEST_WORDS))]

    @property
    def asked(self) -> list[Any]:
        """The fields of the statements, in order."""
        return [self[f"pastand_{n}"] for n in range(1, len(STATEMENTS) + 1)]

    @property
    def scores(self) -> list[int]:
        """What was answered; 0 for what is no answer, which the verb refuses."""
        return [int(field.data) if field.data in SCALE else 0 for field in self.asked]
