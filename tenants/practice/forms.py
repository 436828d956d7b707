"""The form of a card: the measure's words, written anew for somebody who knows neither the kommune nor its people."""

from collections.abc import Mapping
from typing import Any

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas.errors import Refusal
from saas.forms import Form
from saas.library.cards import LONGEST_TITLE, PARTS
from saas.pages import gettext
from tenants.measures.fields import Choice, coded
from tenants.practice.naming import Recognisable
from tenants.practice.service import FIELDS, Card


class CardForm(Form):
    """What stands on a card, and whether the kommune's name does."""

    tittel = StringField()
    tema, niva, dom = Choice(), Choice(), Choice()
    utfordring, hva, ressurser, evaluering, rad = (TextAreaField() for _part in PARTS)
    vis_navn = BooleanField()
    tiltak, versjon = HiddenField(), HiddenField()

    def __init__(self, given: Mapping[str, Any], **hidden: Any) -> None:
        filled = {field: given.get(name, "") for name, field in FIELDS.items()}
        super().__init__(data={**filled, "vis_navn": given.get("show_name", False), **hidden})
        self.tema.choices = coded("theme", gettext("Velg"))
        self.niva.choices = coded("prevention_level", gettext("Ikke oppgitt"))
        self.dom.choices = coded("verdict", gettext("Ikke evaluert"))
        words = {
            "tittel": gettext("Hva kortet skal hete"), "tema": gettext("Tema"), "niva": gettext("Forebyggingsnivå"),
            "utfordring": gettext("Utfordringen"), "hva": gettext("Hva som ble gjort"), "ressurser": gettext("Hva det krevde"),
            "evaluering": gettext("Hva som kom ut av det"), "dom": gettext("Virker tiltaket"), "rad": gettext("Råd til andre"),
            "vis_navn": gettext("Vis hvilken kommune erfaringen kommer fra"),
        }  # fmt: skip
        for name, label in words.items():
            self[name].label.text = label
        for part, longest in {"title": LONGEST_TITLE, **PARTS}.items():
            too_long = Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))
            self[FIELDS[part]].validators = [Optional(), too_long]
        self.tittel.validators = [InputRequired(gettext("Skriv hva kortet skal hete.")), self.tittel.validators[-1]]
        self.tema.validators = [InputRequired(gettext("Velg fra listen."))]

    def card(self) -> Card:
        """What was written, for the verb; valid only after validate()."""
        texts = {name: self[field].data or "" for name, field in FIELDS.items()}
        return Card(**texts, show_name=bool(self.vis_navn.data))

    def take(self, refusal: Refusal) -> int:
        """Words that tell whose the card is, are told at the field where they stand."""
        if not isinstance(refusal, Recognisable):
            return super().take(refusal)
        for field, words in refusal.words.items():
            listed = ", ".join(f"«{word}»" for word in words)
            told = gettext("Dette viser hvem teksten kommer fra: %(words)s. Skriv «kommunen», «skolen» eller rollen.", words=listed)
            self._complain(field, told)
        return refusal.status


class SendForm(Form):
    """A human confirms that nobody can be known from the card."""

    bekreft = BooleanField()
    versjon = HiddenField()

    def __init__(self, version: int | None = None) -> None:
        super().__init__(data={"versjon": version})
        self.bekreft.label.text = gettext("Ingen kan kjennes igjen i dette")
