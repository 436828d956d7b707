"""The forms of a kartlegging: begun, changed, written, handed out, filled with findings, adopted, presented."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas import clock, vocabulary
from saas.forms import Form
from saas.pages import gettext, say
from tenants.findings.fields import Several
from tenants.findings.models import Finding
from tenants.groups.models import Group
from tenants.mapping.models import Assessment, AssessmentSection
from tenants.meetings.fields import BetterChoice, one_line, tidy
from tenants.meetings.forms import ProposalForm
from tenants.network.fields import Choice, Count, Day, Version
from tenants.network.models import Person

NAME = [InputRequired(_("Skriv hva kartleggingen heter.")), Length(max=200, message=_("Tittelen kan ha høyst 200 tegn."))]


class StartForm(Form):
    """Which year, which group, by when, and what it builds on."""

    aar = Count(_("År"), [InputRequired(_("Skriv et årstall."))])
    tittel = StringField(_("Hva heter kartleggingen?"), NAME, filters=[one_line])
    gruppe = Choice(_("Hvem lager den?"))
    frist = Day(_("Når skal den være ferdig?"))
    forrige = BetterChoice(_("Bygg videre på"), default="")
    ta_med = BooleanField(_("Ta med funn som fortsatt er åpne"), default=True)

    def __init__(self, groups: Sequence[Group], adopted: Sequence[Assessment]) -> None:
        year = clock.today().year
        latest = str(adopted[0].id) if adopted else ""
        title = gettext("Kartlegging %(year)s", year=year)
        super().__init__(data={"aar": year, "tittel": title, "forrige": latest, "ta_med": True})
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]
        if len(groups) > 1:
            self.gruppe.choices.insert(0, ("", gettext("Velg gruppe")))
        self.forrige.choices = [*((str(one.id), f"{one.title} ({one.year})") for one in adopted), ("", gettext("Ingen"))]

    def words(self) -> dict[str, Any]:
        """What was chosen, as the service wants it; valid only after validate()."""
        return {
            "year": self.aar.data, "title": self.tittel.data or "", "group_id": UUID(self.gruppe.data),
            "due_on": self.frist.data, "previous_id": UUID(self.forrige.data) if self.forrige.data else None,
            "carry_over": bool(self.ta_med.data),
        }  # fmt: skip


class ChangeForm(Form):
    """Title, deadline and summary."""

    tittel = StringField(_("Hva heter kartleggingen?"), NAME, filters=[one_line])
    frist = Day(_("Når skal den være ferdig?"))
    sammendrag = TextAreaField(
        _("Sammendrag"), [Length(max=6000, message=_("Sammendraget kan ha høyst 6000 tegn."))], filters=[tidy]
    )
    versjon = Version()


class SectionForm(Form):
    """The text of one part."""

    tekst = TextAreaField(
        _("Tekst"), [Length(max=20000, message=_("Teksten kan ha høyst 20 000 tegn."))], filters=[tidy]
    )
    ferdig = BooleanField(_("Denne delen er ferdig"))
    versjon = Version()


class AssignForm(Form):
    """Who writes a part, and by when."""

    ansvarlig = BetterChoice(_("Hvem skriver?"), default="")
    frist = Day(_("Frist"))

    def __init__(self, people: Sequence[Person], section: AssessmentSection, **kwargs: Any) -> None:
        chosen = str(section.person_id or "")
        super().__init__(data={"ansvarlig": chosen, "frist": section.due_on or section.assessment.due_on}, **kwargs)
        shown = {person.id: person for person in people}
        if section.person is not None:
            shown.setdefault(section.person.id, section.person)
        listed = sorted(shown.values(), key=lambda person: person.name)
        self.ansvarlig.choices = [("", gettext("Ingen ennå")), *((str(one.id), _named(one)) for one in listed)]

    @property
    def person_id(self) -> UUID | None:
        """The chosen person; valid only after validate()."""
        return UUID(self.ansvarlig.data) if self.ansvarlig.data else None


class FindingsForm(Form):
    """Which findings to take in."""

    funn = Several(_("Åpne funn"))

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__()
        self.funn.choices = [(str(one.id), _described(one)) for one in findings]


class AdoptForm(Form):
    """The day of adoption."""

    dato = Day(_("Vedtatt dato"), validators=[InputRequired(_("Velg en dag."))])
    versjon = Version()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(data={"dato": clock.today()}, **kwargs)


class PresentForm(ProposalForm):
    """The sak to the steering group, filled in from the findings."""

    versjon = Version()


def _named(person: Person) -> str:
    return f"{person.name}, {person.title or person.organisation.name}"


def _described(finding: Finding) -> str:
    theme, heading = vocabulary.words("theme", finding.theme), vocabulary.words("heading", finding.heading)
    return f"{finding.title} ({say(theme)}, {say(heading).lower()})"
