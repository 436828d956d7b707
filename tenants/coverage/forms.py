"""The forms of coverage: an offer, its end, and a contact."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, StopValidation

from saas import clock, vocabulary
from saas.forms import Form
from saas.pages import gettext, say
from tenants.coverage.models import CONTACT_KINDS, Offer
from tenants.meetings.fields import one_line, tidy
from tenants.network.fields import Choice, Day, Version
from tenants.network.models import Organisation


class OfferForm(Form):
    """Who offers what, on which theme, where, and to which age."""

    tittel = StringField(
        _("Hva heter tilbudet?"),
        [InputRequired(_("Skriv hva tilbudet heter.")), Length(max=200, message=_("Navnet kan ha høyst 200 tegn."))],
        filters=[one_line],
    )
    virksomhet = Choice(_("Hvem gir tilbudet?"))
    tema = Choice(_("Tema"))
    arena = Choice(_("Arena"))
    alder = Choice(_("Aldersgruppe"))
    merknad = TextAreaField(
        _("Merknad"), [Length(max=1000, message=_("Teksten kan ha høyst 1000 tegn."))], filters=[tidy]
    )
    versjon = Version()

    def __init__(self, organisations: Sequence[Organisation], offer: Offer | None = None, **given: Any) -> None:
        if offer is not None:
            given = {
                "tittel": offer.title, "virksomhet": str(offer.organisation_id), "tema": offer.theme,
                "arena": offer.arena, "alder": offer.age_group, "merknad": offer.note, "versjon": offer.version,
            }  # fmt: skip
        super().__init__(data=given)
        self.virksomhet.choices = choices_of(organisations)
        self.tema.choices = [("", gettext("Velg tema")), *coded("theme")]
        self.arena.choices = [("", gettext("Velg arena")), *coded("arena")]
        self.alder.choices = [("", gettext("Velg aldersgruppe")), *coded("age_group")]

    def words(self) -> dict[str, Any]:
        """What was chosen, as the service wants it; valid only after validate()."""
        return {
            "organisation_id": UUID(self.virksomhet.data), "title": self.tittel.data or "", "theme": self.tema.data,
            "arena": self.arena.data, "age_group": self.alder.data, "note": self.merknad.data or "",
        }  # fmt: skip


class VersionForm(Form):
    """A deed of one press on a row that others may have changed."""

    versjon = Version()


class EndForm(VersionForm):
    """The last day of an offer."""

    dato = Day(_("Siste dag"), validators=[InputRequired(_("Velg siste dag."))], default=clock.today)


class ContactForm(Form):
    """Whom we spoke with, when, how, and about what."""

    virksomhet = Choice(_("Hvem snakket dere med?"))
    dato = Day(_("Når?"), validators=[InputRequired(_("Velg en dag."))], default=clock.today)
    type = RadioField(_("Hvordan?"), validate_choice=False)
    gjelder = StringField(
        _("Hva gjaldt det?"), [Length(max=300, message=_("Teksten kan ha høyst 300 tegn."))], filters=[one_line]
    )

    def __init__(self, organisations: Sequence[Organisation], **given: Any) -> None:
        super().__init__(data={"type": "visit", "dato": clock.today(), **given})
        self.virksomhet.choices = choices_of(organisations)
        self.type.choices = [(code, say(words)) for code, words in CONTACT_KINDS.items()]

    def validate_dato(self, field: Day) -> None:
        """What has been can be noted; what will be cannot."""
        if isinstance(field.data, date) and field.data > clock.today():
            raise StopValidation(gettext("Velg en dag som har vært. Se særlig på året."))

    def validate_type(self, field: SelectField) -> None:
        """One of the four."""
        if field.data not in CONTACT_KINDS:
            raise StopValidation(gettext("Velg fra listen."))


def coded(name: str, leave_out: Sequence[str] = ()) -> list[tuple[str, str]]:
    """A vocabulary as choices, in the reader's language."""
    return [(code, say(words)) for code, words in vocabulary.ALL[name].items() if code not in leave_out]


def choices_of(organisations: Sequence[Organisation]) -> list[tuple[str, str]]:
    """The network's organisations, and the empty choice."""
    return [("", gettext("Velg virksomhet")), *((str(one.id), one.name) for one in organisations)]
