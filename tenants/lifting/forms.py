"""The forms for a sak on its way: why it is lifted, what it is sent down for, and the answer."""

from typing import Any
from uuid import UUID

from wtforms import HiddenField, SelectField, TextAreaField

from saas.forms import Form
from saas.pages import gettext
from tenants.meetings.fields import DayField


class LiftForm(Form):
    """Why the group above must take it."""

    grunn = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.grunn.label.text = gettext("Hvorfor løftes saken?")


class SendForm(Form):
    """Which group, what it shall do, and by when."""

    gruppe = SelectField(validate_choice=False)
    grunn = TextAreaField()
    frist = DayField()
    versjon = HiddenField()

    def __init__(self, groups: list[Any], **given: Any) -> None:
        super().__init__(data=given)
        asked = [("", gettext("Velg gruppe"))] if len(groups) > 1 else []
        self.gruppe.choices = [*asked, *((str(group.id), group.name) for group in groups)]
        self.gruppe.label.text, self.grunn.label.text = gettext("Send til"), gettext("Hva skal gruppen gjøre, og hvorfor?")
        self.frist.label.text = gettext("Svar innen")

    @property
    def group_id(self) -> UUID | None:
        """The chosen group; what is no id is none."""
        try:
            return UUID(self.gruppe.data or "")
        except ValueError:
            return None


class AnswerForm(Form):
    """What came of it."""

    svar = TextAreaField()
    versjon = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(data=given)
        self.svar.label.text = gettext("Hva har gruppen gjort, eller hva mener den?")
