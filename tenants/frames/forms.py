"""Forms about placement, anchoring and mandates. A refusal comes back to its field."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from saas import clock
from saas.forms import Form
from saas.pages import say
from tenants.frames.mandates import FIELDS, Signer
from tenants.frames.models import BOTH, DAYS, PARTIES, PLACES, WEEKS, AgreementParty, Anchoring, Mandate, Placement
from tenants.funding.fields import Given
from tenants.funding.forms import at_most
from tenants.goals.fields import Figure
from tenants.network.fields import Choice, Count, Day, Version


def said(words: Mapping[str, str], *codes: str) -> list[tuple[str, str]]:
    """Codes with their words, to choose among; all of them, or those named."""
    return [(code, say(text)) for code, text in words.items() if not codes or code in codes]


class PlacementForm(Form):
    """Where the coordinator sits from a day on."""

    slag = RadioField(lazy_gettext("Hvor er koordinatoren plassert?"), validate_choice=False)
    sektor = StringField(lazy_gettext("Sektor eller enhet"), [at_most(120)])
    rapporterer_til = StringField(lazy_gettext("Rapporterer til"), [at_most(120)])
    ledd = Count(lazy_gettext("Ledd opp til kommunedirektøren"))
    adresse = StringField(lazy_gettext("Kontoradresse"), [at_most(200)])
    dager = SelectMultipleField(
        lazy_gettext("Kontordager"), validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    uker = Choice(lazy_gettext("Hvilke uker"))
    prosent = Figure(lazy_gettext("Stillingsprosent her"), [Given(lazy_gettext("Skriv stillingsprosenten."))])
    grunn = StringField(lazy_gettext("Hvordan stillingen er satt av"), [at_most(300)])
    fra = Day(lazy_gettext("Gjelder fra og med"), validators=[Given(lazy_gettext("Velg dagen det gjelder fra."))])
    til = Day(lazy_gettext("Til og med"))
    versjon = Version()

    def __init__(self, placement: Placement | None = None) -> None:
        given: dict[str, Any] = {"uker": "all", "fra": clock.today()}
        if placement is not None:
            ends = placement.until_on if placement.until_on and placement.until_on >= clock.today() else None
            given = {
                "slag": placement.kind, "sektor": placement.sector, "rapporterer_til": placement.reports_to,
                "ledd": placement.steps_to_top, "adresse": placement.office_address, "dager": placement.office_days,
                "uker": placement.office_weeks, "prosent": placement.fte_percent, "grunn": placement.fte_reason,
                "fra": max(placement.from_on, clock.today()), "til": ends, "versjon": placement.version,
            }  # fmt: skip
        super().__init__(data=given)
        self.slag.choices, self.uker.choices, self.dager.choices = said(PLACES), said(WEEKS), said(DAYS)

    def facts(self) -> dict[str, Any]:
        """What the verb is told, by the names of the columns; valid only after validate()."""
        return {
            "kind": self.slag.data or "", "sector": self.sektor.data or "", "reports_to": self.rapporterer_til.data or "",
            "steps_to_top": self.ledd.data, "office_address": self.adresse.data or "",
            "office_days": self.dager.data or [], "office_weeks": self.uker.data or "all",
            "fte_percent": self.prosent.data, "fte_reason": self.grunn.data or "", "from_on": self.fra.data,
            "until_on": self.til.data,
        }  # fmt: skip


class EndForm(Form):
    """The last day of something."""

    til = Day(lazy_gettext("Siste dag"))
    versjon = Version()


class AnchoringForm(Form):
    """A decision that anchors the work."""

    part = RadioField(lazy_gettext("Hvem er det forankret hos?"), validate_choice=False)
    organ = StringField(
        lazy_gettext("Vedtatt av"), [Given(lazy_gettext("Skriv hvem som vedtok det, for eksempel «Formannskapet».")), at_most(120)]
    )
    dato = Day(lazy_gettext("Vedtatt dato"), validators=[Given(lazy_gettext("Velg dagen det ble vedtatt, fram til i dag."))])
    saksnr = StringField(lazy_gettext("Saksnummer"), [at_most(60)])
    tittel = StringField(lazy_gettext("Tittel på saken"), [Given(lazy_gettext("Skriv hva saken heter.")), at_most(200)])
    lenke = StringField(lazy_gettext("Lenke til vedtaket"), [at_most(500)])
    notat = TextAreaField(lazy_gettext("Notat"), [at_most(2000)])
    versjon = Version()

    def __init__(self, anchoring: Anchoring | None = None, party: str = "", **kwargs: Any) -> None:
        given: dict[str, Any] = {"part": party if party in BOTH else ""}
        if anchoring is not None:
            given = {
                "part": anchoring.party, "organ": anchoring.body, "dato": anchoring.decided_on, "saksnr": anchoring.case_number,
                "tittel": anchoring.title, "lenke": anchoring.link, "notat": anchoring.note, "versjon": anchoring.version,
            }  # fmt: skip
        super().__init__(data=given, **kwargs)
        self.part.choices = said(PARTIES, *BOTH)

    def facts(self) -> dict[str, Any]:
        """What the verb is told; valid only after validate()."""
        return {
            "party": self.part.data or "", "body": self.organ.data or "", "decided_on": self.dato.data,
            "title": self.tittel.data or "", "case_number": self.saksnr.data or "", "link": self.lenke.data or "",
            "note": self.notat.data or "",
        }  # fmt: skip


class SectionForm(Form):
    """One section of a mandate; the last one also asks how long the mandate holds."""

    tekst = TextAreaField()
    gjelder_til = Day(lazy_gettext("Mandatet gjelder til og med"))
    versjon = Version()

    def __init__(self, mandate: Mandate, column: str, heading: str, longest: int, last: bool) -> None:
        super().__init__(data={"tekst": getattr(mandate, column), "gjelder_til": mandate.valid_to, "versjon": mandate.version})
        self.tekst.label.text = heading
        self.tekst.validators = [at_most(longest)]
        self.column = column
        if not last:
            del self.gjelder_til

    def take(self, refusal: Any) -> int:
        """The verb knows each section by a name of its own; on this page there is only one."""
        own = FIELDS[self.column]
        if getattr(refusal, "field", None) == own:
            refusal.field = "tekst"
        if own in (found := getattr(refusal, "findings", {})):
            refusal.findings = {"tekst": found[own]}
        return super().take(refusal)


class ApproveForm(Form):
    """The sak that the mandate is approved in."""

    sak = SelectField(lazy_gettext("Sak i styringsgruppen"), validate_choice=False)
    versjon = Version()

    def __init__(self, saker: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.sak.choices = [("", say("Velg sak")), *saker]


class SignerForm(Form):
    """Who signed, and when. With `parties` it also asks for whom."""

    part = RadioField(lazy_gettext("Hvem har signert?"), validate_choice=False)
    navn = StringField(lazy_gettext("Navn"), [Given(lazy_gettext("Skriv hvem som har signert.")), at_most(120)])
    tittel = StringField(lazy_gettext("Tittel"), [at_most(120)])
    dato = Day(lazy_gettext("Signert dato"), validators=[Given(lazy_gettext("Velg dagen det ble signert, fram til i dag."))])
    versjon = Version()

    def __init__(self, parties: list[str] | None = None, party: AgreementParty | None = None) -> None:
        given: dict[str, Any] = {"dato": clock.today(), "part": (parties or [""])[0]}
        if party is not None:
            given |= {"navn": party.name, "tittel": party.title, "versjon": party.version}
        super().__init__(data=given)
        if parties is None:
            del self.part
        else:
            self.part.choices = said(PARTIES, *BOTH)

    @property
    def signer(self) -> Signer:
        """What the verb is told; valid only after validate()."""
        assert self.dato.data is not None
        return Signer((self.part.data if "part" in self else "") or "", self.navn.data or "", self.tittel.data or "", self.dato.data)
