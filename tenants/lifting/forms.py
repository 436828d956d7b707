"""The form for lifting a sak: why."""

from wtforms import TextAreaField

from saas.forms import Form
from saas.pages import gettext


class LiftForm(Form):
    """Why the group above must take it."""

    grunn = TextAreaField()

    def __init__(self) -> None:
        super().__init__()
        self.grunn.label.text = gettext("Hvorfor løftes saken?")
