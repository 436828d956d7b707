"""The form of a measure: what, why, for whom, by whom, and when."""

from typing import Any
from uuid import UUID

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas.forms import Form
from saas.pages import gettext
from tenants.measures import ties
from tenants.measures.fields import Choice, Choices, Day, coded, is_id
from tenants.measures.models import Measure
from tenants.measures.service import LONGEST_POLICE, LONGEST_TEXT, LONGEST_TITLE, LONGEST_YOUTH, Facts
from tenants.meetings.shielding import title_of

LENGTHS = {
    "tittel": LONGEST_TITLE,
    "beskrivelse": LONGEST_TEXT,
    "politi": LONGEST_POLICE,
    "ungdom_notat": LONGEST_YOUTH,
}
CODED = {
    "tema": "theme", "arena": "arena", "alder": "age_group", "type": "measure_type", "niva": "prevention_level",
    "bti": "bti_level", "rolle": "coordinator_role",
}  # fmt: skip
IDS = ("mal", "funn", "gruppe", "sak", "eier", "ansvarlig", "runde")


class MeasureForm(Form):
    """A measure. Only the title, the codes and the group are required of a proposal."""

    tittel = StringField()
    beskrivelse = TextAreaField()
    tema, arena, alder = Choice(), Choice(), Choice()
    type, niva, bti = Choice(), Choice(), Choice()
    mal, gruppe, sak = Choice(), Choice(), Choice()
    funn = Choices()
    eier, ansvarlig, rolle = Choice(), Choice(), Choice()
    bekreft = BooleanField()
    politi, ungdom_notat = TextAreaField(), TextAreaField()
    ungdom = BooleanField()
    fra, til = Day(), Day()
    runde, versjon = HiddenField(), HiddenField()

    def __init__(self, lists: "Lists", measure: Measure | None = None, **prefilled: Any) -> None:
        super().__init__(data={"rolle": "coordinates", **(_given(measure) if measure else {}), **prefilled})
        self._label()
        for name, vocabulary in CODED.items():
            empty = None if name == "rolle" else gettext("Ikke BTI") if name == "bti" else gettext("Velg")
            self[name].choices = coded(vocabulary, empty)
        for name, choices in lists.choices().items():
            self[name].choices = choices
        if measure is not None and measure.state in ("decided", "started", "ended"):
            # The sak of the decision stands with the decision.
            del self.sak
        self._validate()

    def _label(self) -> None:
        words = {
            "tittel": gettext("Hva heter tiltaket"), "beskrivelse": gettext("Hva skal gjøres, og hvorfor"),
            "tema": gettext("Tema"), "arena": gettext("Arena"), "alder": gettext("Aldersgruppe"),
            "type": gettext("Type tiltak"), "niva": gettext("Forebyggingsnivå"), "bti": gettext("BTI-nivå"),
            "mal": gettext("Mål"), "funn": gettext("Funn som tiltaket svarer på"),
            "gruppe": gettext("Gruppe som tar initiativet"), "sak": gettext("Sak"),
            "eier": gettext("Tjeneste som eier tiltaket"), "ansvarlig": gettext("Hvem har ansvar"),
            "rolle": gettext("Koordinatorens rolle"), "politi": gettext("Politiets bidrag"),
            "ungdom": gettext("Ungdom har vært med på å forme tiltaket"),
            "ungdom_notat": gettext("Hva ungdommene sa"), "fra": gettext("Starter"), "til": gettext("Slutter"),
            "bekreft": gettext("Koordinatoren skal ha ansvaret likevel"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text

    def _validate(self) -> None:
        for name, longest in LENGTHS.items():
            too_long = Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))
            self[name].validators = [*self[name].validators, too_long]
        self.tittel.validators = [InputRequired(gettext("Skriv hva tiltaket heter.")), *self.tittel.validators]
        for name in ("tema", "arena", "alder", "type", "niva"):
            self[name].validators = [InputRequired(gettext("Velg fra listen."))]
        for name in IDS:
            if name in self:
                self[name].validators = [Optional(), is_id]
        self.gruppe.validators = [InputRequired(gettext("Velg gruppe.")), is_id]

    def facts(self, measure: Measure | None = None) -> Facts:
        """What was written, for the verb; valid only after validate()."""
        return Facts(
            title=self.tittel.data or "", description=self.beskrivelse.data or "", theme=self.tema.data,
            arena=self.arena.data, age_group=self.alder.data, type=self.type.data, prevention_level=self.niva.data,
            bti_level=int(self.bti.data) if (self.bti.data or "").isdecimal() else None,
            goal_id=self.mal.row_id, group_id=self.gruppe.row_id,
            round_id=UUID(self.runde.data) if self.runde.data else None,
            item_id=self.sak.row_id if "sak" in self else measure.item_id if measure else None,
            owner_id=self.eier.row_id, responsible_id=self.ansvarlig.row_id, coordinator_role=self.rolle.data,
            police_contribution=self.politi.data or "", youth_input=bool(self.ungdom.data),
            youth_note=self.ungdom_notat.data or "", starts_on=self.fra.data, ends_on=self.til.data,
            finding_ids=[UUID(one) for one in self.funn.data or []],
        )  # fmt: skip


class Lists:
    """What a measure can be tied to, as (value, text); asked for once a page. `measure` keeps what it has."""

    def __init__(self, groups: list[Any], people: list[Any], owners: list[Any], measure: Measure | None = None) -> None:
        self.measure, self.groups, self.people, self.owners = measure, groups, people, owners
        self.tied = [finding.id for finding in ties.findings_of(measure.id)] if measure else []

    def choices(self) -> dict[str, list[tuple[str, str]]]:
        """Field → its choices."""
        kept, none = self.measure, gettext("Ikke valgt")
        people = {person.id: person for person in self.people}
        if kept is not None and kept.responsible is not None:
            people.setdefault(kept.responsible.id, kept.responsible)
        asked = [("", gettext("Velg gruppe"))] if len(self.groups) != 1 else []
        groups = {group.id: group for group in self.groups} | ({kept.group_id: kept.group} if kept else {})
        goals = ties.adopted_goals(kept.goal_id if kept else None)
        return {
            "gruppe": asked + [(str(row_id), group.name) for row_id, group in groups.items()],
            "mal": [("", none), *((str(goal.id), goal.title) for goal in goals)],
            "funn": [(str(finding.id), finding.title) for finding in ties.open_findings(self.tied)],
            "sak": [("", none), *((str(item.id), sak_words(item)) for item in ties.recent_saker(kept.item_id if kept else None))],
            "eier": [("", none), *((str(owner.id), owner.name) for owner in self.owners)],
            "ansvarlig": [("", none), *((str(one.id), f"{one.name}, {one.title}" if one.title else one.name)
                                         for one in sorted(people.values(), key=lambda one: one.name))],
        }  # fmt: skip


def sak_words(item: Any) -> str:
    """«KG 19/26 Uro ved Torget»"""
    return f"{item.group.short} {item.label} {title_of(item, 'member')}"


def _given(measure: Measure) -> dict[str, Any]:
    return {
        "tittel": measure.title, "beskrivelse": measure.description, "tema": measure.theme, "arena": measure.arena,
        "alder": measure.age_group, "type": measure.type, "niva": measure.prevention_level,
        "bti": "" if measure.bti_level is None else str(measure.bti_level), "mal": str(measure.goal_id or ""),
        "gruppe": str(measure.group_id), "sak": str(measure.item_id or ""), "eier": str(measure.owner_id or ""),
        "ansvarlig": str(measure.responsible_id or ""), "rolle": measure.coordinator_role,
        "politi": measure.police_contribution, "ungdom": measure.youth_input, "ungdom_notat": measure.youth_note,
        "fra": measure.starts_on, "til": measure.ends_on, "versjon": measure.version,
        "funn": [str(finding.id) for finding in ties.findings_of(measure.id)],
    }  # fmt: skip
