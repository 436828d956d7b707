"""Forms of the public page: what it shows, and what the coordinator agrees to."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import BooleanField, SelectMultipleField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from saas.errors import Invalid
from saas.forms import Form
from tenants.face.models import FaceConsent, FaceSettings
from tenants.face.service import Shown
from tenants.network.fields import Version


def ticked(label: Any) -> SelectMultipleField:
    """A list of check boxes; what may be chosen is checked by the verb."""
    return SelectMultipleField(label, validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


class FaceForm(Form):
    """What the page shows. A link is a line: the words, and last the address."""

    innledning = TextAreaField(lazy_gettext("Innledning"))
    maal = ticked(lazy_gettext("Mål"))
    tiltak = ticked(lazy_gettext("Tiltak"))
    grupper = ticked(lazy_gettext("Møter i disse gruppene"))
    referater = BooleanField(lazy_gettext("Vis de offentlige referatene"))
    lenker = TextAreaField(lazy_gettext("Relaterte lenker"))
    versjon = Version()

    def __init__(self, settings: FaceSettings, choices: dict[str, list[tuple[str, str]]]) -> None:
        super().__init__(
            data={
                "innledning": settings.intro, "maal": settings.goals, "tiltak": settings.measures, "grupper": settings.groups,
                "referater": settings.shows_minutes, "versjon": settings.version,
                "lenker": "\n".join(f"{link['title']} {link['address']}" for link in settings.links),
            }  # fmt: skip
        )
        for name, offered in choices.items():
            self[name].choices = offered

    def shown(self) -> Shown:
        """What the verb is told. Raises Invalid for a line that is no link, or an id that is none."""
        return Shown(
            intro=(self.innledning.data or "").strip(),
            links=[_link(line) for line in (self.lenker.data or "").splitlines() if line.strip()],
            goals=_ids("maal", self.maal.data), measures=_ids("tiltak", self.tiltak.data),
            groups=_ids("grupper", self.grupper.data), minutes=bool(self.referater.data),
        )  # fmt: skip


class ConsentForm(Form):
    """What of themselves the coordinator agrees to have shown, besides the name."""

    epost = BooleanField(lazy_gettext("Vis e-postadressen min"))
    telefon = BooleanField(lazy_gettext("Vis telefonnummeret mitt, så folk kan ringe fra siden"))
    versjon = Version()

    def __init__(self, consent: FaceConsent | None) -> None:
        given = {"epost": consent.shows_email, "telefon": consent.shows_phone, "versjon": consent.version} if consent else {}
        super().__init__(data=given)


def _link(line: str) -> tuple[str, str]:
    title, _, address = line.strip().rpartition(" ")
    if not title:
        raise Invalid("Skriv teksten først og adressen sist på linjen.", field="lenker")
    return title.strip(), address


def _ids(field: str, given: list[str] | None) -> list[UUID]:
    try:
        return [UUID(one) for one in given or []]
    except ValueError:
        raise Invalid("Velg fra listen.", field=field) from None
