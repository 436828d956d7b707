"""The forms of filing: what the public may know of a document, how the archive wants it, and what the archive answered."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import BooleanField, EmailField, FileField, RadioField, StringField
from wtforms.validators import Email, Length, Optional

from saas.forms import Form
from saas.pages import say
from tenants.filing.models import DELIVERIES, SHAPES, ArchiveSettings
from tenants.filing.service import Choice
from tenants.filing.settings import TEXTS, Wishes
from tenants.filing.sources import Described
from tenants.network.fields import Version


def _at_most(number: int) -> Length:
    return Length(max=number, message=say("Teksten kan ha høyst {n} tegn.", n=number))


class SendForm(Form):
    """What the public may know of a document that has no saker of its own."""

    offentlig_tittel = StringField(lazy_gettext("Offentlig tittel"))
    tilgang = RadioField(lazy_gettext("Hvem kan se dokumentet hos arkivet?"), validate_choice=False)
    hjemmel = StringField(lazy_gettext("Hjemmel"))

    def __init__(self, told: Described) -> None:
        shielding = told.shielding
        super().__init__(data={
            "offentlig_tittel": told.public_title, "tilgang": "shielded" if shielding else "public",
            "hjemmel": shielding["basis"] if shielding else "",
        })  # fmt: skip
        self.tilgang.choices = [("shielded", say("Unntatt offentlighet")), ("public", say("Offentlig"))]

    def validate(self, extra_validators: Any = None) -> bool:
        """A shielded document has a legal basis, and a public one has none."""
        fine = bool(super().validate(extra_validators))
        if self.tilgang.data not in ("shielded", "public"):
            self._complain("tilgang", say("Velg noe fra listen."))
            fine = False
        elif self.tilgang.data == "shielded" and not (self.hjemmel.data or "").strip():
            self._complain("hjemmel", say("Skriv hjemmelen, eller «Ikke vurdert»."))
            fine = False
        return fine

    @property
    def choice(self) -> Choice:
        """What the verb is told; valid only after validate()."""
        basis = self.hjemmel.data or "" if self.tilgang.data == "shielded" else ""
        return Choice(self.offentlig_tittel.data or "", basis)


class AnswerForm(Form):
    """The archive's receipt as a file."""

    fil = FileField(lazy_gettext("Kvittering fra arkivet"))


class SettingsForm(Form):
    """How the kommune's archive wants what it is sent."""

    form = RadioField(lazy_gettext("Hvordan skal referatene ligge i arkivet?"), validate_choice=False)
    saksmappe = StringField(lazy_gettext("Saksmappe i sakssystemet"))
    arkivdel = StringField(lazy_gettext("Arkivdel"))
    klassesystem = StringField(lazy_gettext("Klassifikasjonssystem"))
    klasse = StringField(lazy_gettext("Klasse"))
    enhet = StringField(lazy_gettext("Enheten som står som avsender"))
    levering = RadioField(lazy_gettext("Hvordan kommer pakken til arkivet?"), validate_choice=False)
    arkivar = StringField(lazy_gettext("Hvem i arkivet får beskjed?"))
    epost = EmailField(lazy_gettext("E-post til arkivet"))
    av_seg_selv = BooleanField(lazy_gettext("Send til arkiv av seg selv når noe blir godkjent"))
    versjon = Version()

    def __init__(self, chosen: ArchiveSettings) -> None:
        given: dict[str, Any] = {field: getattr(chosen, column) for field, column, _longest in TEXTS}
        super().__init__(data={
            **given, "form": chosen.shape, "levering": chosen.delivery, "av_seg_selv": chosen.automatic_from is not None,
            "versjon": chosen.version,
        })  # fmt: skip
        self.form.choices = [(code, say(words)) for code, words in SHAPES.items()]
        self.levering.choices = [(code, say(words)) for code, words in DELIVERIES.items()]
        for field, _column, longest in TEXTS:
            self[field].validators = [_at_most(longest)]
        self.epost.validators = [Optional(), _at_most(254), Email(say("Skriv e-postadressen som navn@sted.no."))]

    @property
    def wishes(self) -> Wishes:
        """What the verb is told; valid only after validate()."""
        texts = {column: self[field].data or "" for field, column, _longest in TEXTS}
        return Wishes(bool(self.av_seg_selv.data), self.form.data or "", self.levering.data or "", texts)
