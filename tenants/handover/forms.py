"""Forms of handover: who takes over and when, the notes, and the acting coordinator. Refusals come back to their fields."""

from datetime import datetime, time
from typing import Any

from wtforms import HiddenField, SelectMultipleField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from saas import clock
from saas.forms import Form
from saas.pages import gettext
from tenants.handover.models import Handover
from tenants.tasks.forms import Day


class Clock(TimeField):
    """A time as the browser sends it, or as a Norwegian writes it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, format=["%H:%M", "%H.%M"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time, or say in Norwegian that it is none."""
        try:
            super().process_formdata(valuelist)
        except ValueError as wrong:
            raise ValueError(gettext("Skriv klokkeslettet som 09.00.")) from wrong


class WhoAndWhen(Form):
    """«Hvem overtar, og når?»"""

    navn = StringField()
    epost = StringField()
    dato = Day()
    klokkeslett = Clock()

    def __init__(self, **given: Any) -> None:
        super().__init__(data={"klokkeslett": time(0, 0), **given})
        words = {
            "navn": gettext("Navn"), "epost": gettext("E-postadresse"), "dato": gettext("Dato"),
            "klokkeslett": gettext("Klokkeslett"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.navn.validators = [InputRequired(gettext("Skriv navnet på den som overtar."))]
        self.epost.validators = [InputRequired(gettext("Skriv e-postadressen til den som overtar."))]
        self.dato.validators = [InputRequired(gettext("Velg en dag."))]
        self.klokkeslett.validators = [InputRequired(gettext("Skriv klokkeslettet som 09.00."))]

    def moment(self) -> datetime:
        """When, by the clock on the wall in Norway."""
        assert self.dato.data is not None and self.klokkeslett.data is not None
        return clock.at(self.dato.data, self.klokkeslett.data.hour, self.klokkeslett.data.minute)


class StartForm(WhoAndWhen):
    """A planned handover in the chosen kommuner."""

    kommuner = SelectMultipleField(
        widget=ListWidget(prefix_label=False), option_widget=CheckboxInput(), validate_choice=False
    )

    def __init__(self, places: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(kommuner=[slug for slug, _ in places], **given)
        self.kommuner.label.text = gettext("Kommuner")
        self.kommuner.choices = places
        self.kommuner.validators = [InputRequired(gettext("Velg minst én kommune."))]


class ActingForm(WhoAndWhen):
    """«Fungerende koordinator», with the reason."""

    koordinator = HiddenField()
    begrunnelse = TextAreaField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.begrunnelse.label.text = gettext("Hvorfor trengs en fungerende koordinator nå?")
        self.begrunnelse.validators = [InputRequired(gettext("Skriv hvorfor."))]


class NotesForm(Form):
    """What works, what is hard, whom to meet first."""

    fungerer = TextAreaField()
    vanskelig = TextAreaField()
    mote_forst = TextAreaField()
    versjon = HiddenField()

    def __init__(self, handover: Handover) -> None:
        stands = {"fungerer": handover.works, "vanskelig": handover.hard, "mote_forst": handover.meet_first}
        super().__init__(data={**stands, "versjon": handover.version})
        words = {
            "fungerer": gettext("Hva fungerer?"), "vanskelig": gettext("Hva er vanskelig?"),
            "mote_forst": gettext("Hvem bør du møte først?"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
