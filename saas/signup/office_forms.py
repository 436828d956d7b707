"""What the centre's editor fills in: what was checked, why not, and which kommune became which."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Regexp, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from saas.forms import Form
from saas.pages import gettext
from saas.signup.forms import ADDRESS, _at_most, _trimmed

FOUR_DIGITS = Regexp(r"^[0-9]{4}$", message=_("Et kommunenummer har fire sifre."))


class Day(DateField):
    """A date, as the browser sends it or as it is written in Norway."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Nonsense is a Norwegian sentence; empty is left to the validators."""
        try:
            super().process_formdata([valuelist[0].strip()] if valuelist and valuelist[0].strip() else [])
        except ValueError:
            raise ValueError(gettext("Skriv datoen som 15.09.2026.")) from None


def _day(label: Any) -> Day:
    return Day(label, [InputRequired(_("Velg en dato."))], format=["%Y-%m-%d", "%d.%m.%Y"])


class Several(SelectMultipleField):
    """A list of check boxes: on a phone too, each is one tap."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class VersionForm(Form):
    """A form about an application as it stood when the page was opened."""

    versjon = HiddenField()

    @property
    def seen(self) -> int | None:
        """The version that the editor read."""
        text = str(self.versjon.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class ApproveForm(VersionForm):
    """Where the letter goes, and what was checked."""

    adresse = EmailField(
        _("Kommunens offisielle postadresse"), [InputRequired(_("Skriv adressen du har kontrollert.")), *ADDRESS], filters=[_trimmed]
    )
    kontroll = TextAreaField(_("Hva kontrollerte du, og hvordan?"), [_at_most(2000)], filters=[_trimmed])


class RefuseForm(VersionForm):
    """Why not."""

    grunn = TextAreaField(_("Hvorfor blir søknaden avslått?"), [_at_most(1000)], filters=[_trimmed])


class RenumberForm(Form):
    """One kommune under a new number or name."""

    nummer = StringField(_("Kommunenummer"), [FOUR_DIGITS], filters=[_trimmed])
    navn = StringField(_("Navn"), [InputRequired(_("Skriv navnet.")), _at_most(80)], filters=[_trimmed])
    fra = _day(_("Gjelder fra"))
    kontrollert = BooleanField(
        _("Jeg har kontrollert at dette er den samme kommunen"), [InputRequired(_("Kryss av når du har kontrollert det."))]
    )


class SucceedForm(Form):
    """Which kommuner end, and which take over."""

    slag = RadioField(_("Hva har skjedd?"), validate_choice=False)
    foer = Several(_("Kommuner som avsluttes"), validate_choice=False)
    etter = Several(_("Kommuner som overtar"), validate_choice=False)
    dato = _day(_("Gjelder fra"))
    vedtak = TextAreaField(_("Hvilket vedtak bygger dette på?"), [_at_most(1000)], filters=[_trimmed])
    kontrollert = BooleanField(
        _("Jeg har kontrollert vedtaket. Kommunene som avsluttes, kan etterpå bare leses"),
        [InputRequired(_("Kryss av når du har kontrollert vedtaket."))],
    )

    def __init__(self, places: list[dict[str, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.slag.choices = [("merge", gettext("Kommuner er slått sammen")), ("split", gettext("En kommune er delt"))]
        listed = [(place["id"], f"{place['name']} ({place['number']})") for place in places if place["lifecycle"] != "closed"]
        self.foer.choices = self.etter.choices = listed

    def validate_slag(self, field: Any) -> None:
        """One of the two."""
        if field.data not in ("merge", "split"):
            raise ValidationError(gettext("Velg hva som har skjedd."))

    def chosen(self, name: str) -> list[UUID]:
        """The kommuner that are marked, of those that were listed."""
        known = {code for code, _label in self[name].choices}
        return [UUID(code) for code in dict.fromkeys(self[name].data or []) if code in known]
