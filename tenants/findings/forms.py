"""Forms of the knowledge bank: a finding, a source, and an input from the young."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import clock
from saas.forms import Form
from saas.pages import say
from tenants.findings.fields import Code, Several, WholeNumber, coded, in_words
from tenants.findings.models import Finding, Source
from tenants.findings.service import LONGEST as FINDING_LONGEST
from tenants.findings.sources import LONGEST as SOURCE_LONGEST
from tenants.network.fields import Choice, Day
from tenants.network.forms import VersionedForm
from tenants.network.models import Organisation

# Those who usually speak for the young.
VOICES = {"youth_council": 0, "school": 1}


def longest(number: int) -> Length:
    """As long as the table allows."""
    return Length(max=number, message=lazy_gettext("Skriv høyst %(n)s tegn.", n=number))


def row_id(value: str | None) -> UUID | None:
    """An id from an address or a hidden field; nonsense is none."""
    try:
        return UUID(value or "")
    except ValueError:
        return None


class FindingForm(VersionedForm):
    """A finding in words and codes, and the sources it stands on."""

    tittel = StringField(
        lazy_gettext("Funnet i én setning"),
        [InputRequired(lazy_gettext("Skriv funnet i én setning.")), longest(FINDING_LONGEST["tittel"])],
    )
    slag = Code(lazy_gettext("Bekymrer det, eller fungerer det?"), "finding_kind")
    tema = Code(lazy_gettext("Tema"), "theme")
    arena = Code(lazy_gettext("Arena"), "arena")
    alder = Code(lazy_gettext("Aldersgruppe"), "age_group")
    overskrift = Code(lazy_gettext("Del av kartleggingen"), "heading")
    alvor = Code(lazy_gettext("Alvorlighet"), "severity")
    utbredelse = Code(lazy_gettext("Hvor mange det gjelder"), "spread")
    utvikling = Code(lazy_gettext("Utvikling"), "trend")
    styrker = Several(lazy_gettext("Det som fungerer, gir"))
    beskrivelse = TextAreaField(lazy_gettext("Beskrivelse"), [Optional(), longest(FINDING_LONGEST["beskrivelse"])])
    kilder = Several(lazy_gettext("Kilder"))
    dato = Day(lazy_gettext("Når det ble sett"))
    fra_runde = HiddenField()
    fra_evaluering = HiddenField()

    def __init__(self, listed: list[Source], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.styrker.choices = coded("strength")
        self.kilder.choices = [(str(source.id), _named(source)) for source in listed]

    @classmethod
    def of(cls, finding: Finding, listed: list[Source], chosen: list[Source]) -> "FindingForm":
        """The form of a finding that exists."""
        return cls(listed, data={
            "tittel": finding.title, "slag": finding.kind, "tema": finding.theme, "arena": finding.arena,
            "alder": finding.age_group, "overskrift": finding.heading, "alvor": finding.severity,
            "utbredelse": finding.spread, "utvikling": finding.trend, "styrker": finding.strengths,
            "beskrivelse": finding.description, "kilder": [str(source.id) for source in chosen],
            "dato": finding.noted_on, "versjon": str(finding.version),
        })  # fmt: skip

    def origin(self) -> dict[str, Any]:
        """The round or evaluation that a new finding comes from."""
        return {
            "from_round_id": row_id(self.fra_runde.data),
            "from_evaluation_id": row_id(self.fra_evaluering.data),
        }

    def said(self) -> dict[str, Any]:
        """What add() and change() take; valid only after validate()."""
        return {
            "title": self.tittel.data, "description": self.beskrivelse.data or "", "kind": self.slag.data,
            "theme": self.tema.data, "arena": self.arena.data, "age_group": self.alder.data,
            "heading": self.overskrift.data, "severity": self.alvor.data, "spread": self.utbredelse.data,
            "trend": self.utvikling.data, "strengths": self.styrker.data or [], "noted_on": self.dato.data,
            "source_ids": self.kilder.ids,
        }  # fmt: skip


class SourceForm(VersionedForm):
    """Where we know it from."""

    tittel = StringField(
        lazy_gettext("Hva kilden heter"),
        [InputRequired(lazy_gettext("Skriv hva kilden heter.")), longest(SOURCE_LONGEST["tittel"])],
    )
    type = Code(lazy_gettext("Type kilde"), "source_type")
    ar = WholeNumber(lazy_gettext("År"), [InputRequired(lazy_gettext("Skriv året kilden er fra."))])
    eier = StringField(lazy_gettext("Hvem som eier den"), [Optional(), longest(SOURCE_LONGEST["eier"])])
    fra = Choice(lazy_gettext("Organisasjon i nettverket"))
    antall = WholeNumber(lazy_gettext("Antall svar (n)"), [Optional()])
    lenke = StringField(lazy_gettext("Lenke"), [Optional(), longest(SOURCE_LONGEST["lenke"])])
    lisens = StringField(lazy_gettext("Lisens"), [Optional(), longest(SOURCE_LONGEST["lisens"])])
    merknad = TextAreaField(lazy_gettext("Merknad"), [Optional(), longest(SOURCE_LONGEST["merknad"])])
    til_funn = HiddenField()

    def __init__(self, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        _offer(self.fra, organisations)

    @classmethod
    def of(cls, source: Source, organisations: list[Organisation]) -> "SourceForm":
        """The form of a source that exists."""
        return cls(organisations, data={
            "tittel": source.title, "type": source.type, "ar": source.year, "eier": source.owner,
            "fra": str(source.organisation_id or "ingen"), "antall": source.n, "lenke": source.link,
            "lisens": source.licence, "merknad": source.note, "versjon": str(source.version),
        })  # fmt: skip

    def said(self) -> dict[str, Any]:
        """What add_source() and change_source() take; valid only after validate()."""
        return {
            "title": self.tittel.data, "type": self.type.data, "year": self.ar.data, "owner": self.eier.data or "",
            "n": self.antall.data, "link": self.lenke.data or "", "licence": self.lisens.data or "",
            "note": self.merknad.data or "", "organisation_id": row_id(self.fra.data),
        }  # fmt: skip


class VoiceForm(Form):
    """An input from ungdomsråd or elevråd, written down as a source in a few seconds."""

    tittel = StringField(
        lazy_gettext("Hva de unge har sagt noe om"),
        [InputRequired(lazy_gettext("Skriv hva innspillet gjelder.")), longest(SOURCE_LONGEST["tittel"])],
    )
    fra = Choice(lazy_gettext("Hvem innspillet kommer fra"))
    ar = WholeNumber(lazy_gettext("År"), [InputRequired(lazy_gettext("Skriv året kilden er fra."))])
    antall = WholeNumber(lazy_gettext("Hvor mange som har medvirket"), [Optional()])
    merknad = TextAreaField(lazy_gettext("Innspillet"), [Optional(), longest(SOURCE_LONGEST["merknad"])])

    def __init__(self, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # They come first; the rest keep their order.
        _offer(self.fra, sorted(organisations, key=lambda one: VOICES.get(one.type, len(VOICES))))
        if not self.is_submitted():
            self.ar.data = clock.today().year
            self.fra.data = next((str(o.id) for o in organisations if o.type == "youth_council"), "ingen")

    def said(self) -> dict[str, Any]:
        """What add_source() takes; valid only after validate()."""
        return {
            "title": self.tittel.data, "type": "youth", "year": self.ar.data, "n": self.antall.data,
            "note": self.merknad.data or "", "organisation_id": row_id(self.fra.data),
        }  # fmt: skip


def _named(source: Source) -> str:
    """«Ungdata 2025, Ungdata og andre undersøkelser»; the year too, where the title does not say it."""
    title = source.title if str(source.year) in source.title else f"{source.title} ({source.year})"
    return f"{title}, {in_words('source_type', source.type)}"


def _offer(field: Choice, organisations: list[Organisation]) -> None:
    field.choices = [("ingen", say("Ingen i nettverket")), *((str(o.id), o.name) for o in organisations)]
    if not field.data:
        field.data = "ingen"
