"""Forms about agreements: what one is about and its two parties, one more party, and the signed file."""

from typing import Any

from flask_babel import lazy_gettext
from wtforms import FileField, StringField, TextAreaField

from saas.forms import Form
from saas.pages import say
from tenants.frames.agreements import Facts
from tenants.frames.forms import said
from tenants.frames.models import AGREEMENT_KINDS, PARTIES, Agreement
from tenants.frames.parties import Party
from tenants.funding.fields import Given
from tenants.funding.forms import at_most
from tenants.network.fields import Choice, Day, Version


class AgreementForm(Form):
    """What an agreement is about, and when it is new also its two parties."""

    slag = Choice(lazy_gettext("Slags avtale"))
    tittel = StringField(lazy_gettext("Tittel"), [Given(lazy_gettext("Skriv hva avtalen heter.")), at_most(200)])
    sammendrag = TextAreaField(lazy_gettext("Hva avtalen går ut på"), [at_most(4000)])
    fra = Day(lazy_gettext("Gjelder fra og med"))
    til = Day(lazy_gettext("Til og med"))
    navn = StringField(lazy_gettext("Hvem signerer for kommunen"), [at_most(120)])
    navn_tittel = StringField(lazy_gettext("Tittel til den som signerer for kommunen"), [at_most(120)])
    motpart = StringField(lazy_gettext("Den andre parten"), [at_most(200)])
    motpart_navn = StringField(lazy_gettext("Hvem signerer for den andre parten"), [at_most(120)])
    motpart_tittel = StringField(lazy_gettext("Tittel til den som signerer for den andre parten"), [at_most(120)])
    versjon = Version()

    def __init__(self, agreement: Agreement | None = None, kind: str = "", title: str = "") -> None:
        given: dict[str, Any] = {"slag": kind, "tittel": title}
        if agreement is not None:
            given = {
                "slag": agreement.kind, "tittel": agreement.title, "sammendrag": agreement.summary,
                "fra": agreement.valid_from, "til": agreement.valid_to, "versjon": agreement.version,
            }  # fmt: skip
        super().__init__(data=given)
        self.slag.choices = [("", say("Velg")), *said(AGREEMENT_KINDS)]
        if agreement is not None:
            for name in ("navn", "navn_tittel", "motpart", "motpart_navn", "motpart_tittel"):
                del self[name]
        else:
            self.motpart.validators = [Given(lazy_gettext("Skriv hvem parten er.")), at_most(200)]

    @property
    def facts(self) -> Facts:
        """What the verb is told; valid only after validate()."""
        return Facts(self.slag.data, self.tittel.data or "", self.sammendrag.data or "", self.fra.data, self.til.data)

    def parties(self, kommune: str) -> list[Party]:
        """The kommune and the other one, of a new agreement."""
        other = "police" if self.slag.data == "police" else "other"
        return [
            Party("municipality", kommune, self.navn.data or "", self.navn_tittel.data or ""),
            Party(other, self.motpart.data or "", self.motpart_navn.data or "", self.motpart_tittel.data or ""),
        ]

    def take(self, refusal: Any) -> int:
        """A party's own fields stand under other names in this form."""
        names = {"organisasjon": "motpart"}
        if getattr(refusal, "field", None) in names:
            refusal.field = names[refusal.field]
        return super().take(refusal)


class PartyForm(Form):
    """One more party."""

    part = Choice(lazy_gettext("Slags part"))
    organisasjon = StringField(lazy_gettext("Hvem parten er"), [Given(lazy_gettext("Skriv hvem parten er.")), at_most(200)])
    navn = StringField(lazy_gettext("Hvem signerer"), [at_most(120)])
    tittel = StringField(lazy_gettext("Tittel"), [at_most(120)])

    def __init__(self) -> None:
        super().__init__(data={"part": "other"})
        self.part.choices = said(PARTIES)

    @property
    def told(self) -> Party:
        """What the verb is told; valid only after validate()."""
        return Party(self.part.data or "", self.organisasjon.data or "", self.navn.data or "", self.tittel.data or "")


class FileForm(Form):
    """The signed agreement."""

    fil = FileField(lazy_gettext("Signert avtale"))
    versjon = Version()
