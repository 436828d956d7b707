"""Forms of signals: one short form for a signal, an area, and where a cluster shall be taken up."""

from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from saas.forms import Form
from saas.pages import say, sentence_case
from tenants.findings.fields import Code, WholeNumber
from tenants.findings.forms import longest, row_id
from tenants.groups.models import Group
from tenants.network.fields import Choice, IdChoice
from tenants.network.forms import VersionedForm, type_choices
from tenants.signals import weeks
from tenants.signals.areas import LONGEST_NAME
from tenants.signals.clusters import Key
from tenants.signals.models import Area
from tenants.signals.service import LONGEST_NOTE

NO_AREA = "ingen"


class SignalForm(Form):
    """What was seen: chosen from lists, and a few words if they are needed."""

    tema = Code(lazy_gettext("Tema"), "theme")
    arena = Code(lazy_gettext("Arena"), "arena")
    alder = Code(lazy_gettext("Aldersgruppe"), "age_group")
    omrade = Choice(lazy_gettext("Område"))
    uke = Choice(lazy_gettext("Uke"))
    antall = Code(lazy_gettext("Omtrent hvor mange"), "group_size")
    sektor = Choice(lazy_gettext("Hvem har sett det"))
    notat = TextAreaField(lazy_gettext("Kort notat"), [Optional(), longest(LONGEST_NOTE)])

    def __init__(self, areas: list[Area], sector: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.omrade.choices = [(NO_AREA, say("Ikke oppgitt")), *((str(area.id), area.name) for area in areas)]
        self.uke.choices = [(week.isoformat(), sentence_case(weeks.spoken(week))) for week in weeks.recent()]
        self.sektor.choices = [("", say("Velg")), *type_choices()]
        # What is left out stands as it is for most: no area, this week, one's own sector, size unknown.
        self.omrade.data = self.omrade.data or NO_AREA
        self.uke.data = self.uke.data or weeks.recent(1)[0].isoformat()
        self.antall.data = self.antall.data or "unknown"
        if not self.is_submitted():
            self.sektor.data = sector

    def said(self) -> dict[str, Any]:
        """What note() takes; valid only after validate()."""
        return {
            "theme": self.tema.data, "arena": self.arena.data, "age_group": self.alder.data,
            "area_id": row_id(self.omrade.data), "week_on": date.fromisoformat(self.uke.data),
            "size": self.antall.data, "sector": self.sektor.data, "text": self.notat.data or "",
        }  # fmt: skip


class AreaForm(VersionedForm):
    """An area and how many live there."""

    navn = StringField(
        lazy_gettext("Navn på området"),
        [InputRequired(lazy_gettext("Skriv hva området heter.")), longest(LONGEST_NAME)],
    )
    innbyggere = WholeNumber(
        lazy_gettext("Antall innbyggere"), [InputRequired(lazy_gettext("Skriv omtrent hvor mange som bor i området."))]
    )


class ClusterForm(Form):
    """Which cluster, and which group shall take it up."""

    tema = Code(lazy_gettext("Tema"), "theme")
    arena = Code(lazy_gettext("Arena"), "arena")
    omrade = HiddenField()
    gruppe = IdChoice(lazy_gettext("Gruppe"))

    def __init__(self, groups: list[Group], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]

    @property
    def key(self) -> Key:
        """The cluster that was pressed; valid only after validate()."""
        area: UUID | None = row_id(self.omrade.data)
        return self.tema.data, self.arena.data, area
