"""Forms about the situasjonsbilde: one more figure, and the summary that the sak gets."""

from wtforms import SelectField, TextAreaField

from saas.forms import Form
from saas.pages import gettext


class FigureForm(Form):
    """One more figure."""

    serie = SelectField(validate_choice=False)

    def __init__(self, available: list[tuple[str, str]]) -> None:
        super().__init__()
        self.serie.label.text = gettext("Tall")
        self.serie.choices = available


class SakForm(Form):
    """What the sak says."""

    beskrivelse = TextAreaField()

    def __init__(self, summary: str = "") -> None:
        super().__init__(data={"beskrivelse": summary})
        self.beskrivelse.label.text = gettext("Sammendrag")
