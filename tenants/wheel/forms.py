"""The form of an entry in the wheel: what, when, who, and what it makes."""

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas.forms import Form
from saas.pages import say
from tenants.meetings.fields import DayField, NumberField, one_line, tidy
from tenants.wheel.models import MAKES, MONTHS, MOVES, REPEATS, RINGS, WheelEntry
from tenants.wheel.service import LONGEST, LONGEST_NOTE, Given


class EntryForm(Form):
    """One entry. `groups` and `people` are those that may be chosen."""

    tittel = StringField(
        _("Hva skal skje"),
        [InputRequired(_("Skriv hva som skal skje.")), Length(max=LONGEST, message=_("Tittelen kan ha høyst 160 tegn."))],
        filters=[one_line],
    )
    maned = SelectField(_("Måned"), validate_choice=False)
    dag = DayField(_("Dag"), [Optional()])
    til = DayField(_("Til og med"), [Optional()])
    ring = RadioField(_("Hvem gjelder det?"), validate_choice=False)
    gruppe = SelectField(_("Gruppe"), validate_choice=False)
    ansvarlig = SelectField(_("Ansvarlig"), validate_choice=False)
    forberedes = NumberField(_("Forberedes så mange dager før"), [Optional()])
    lager = RadioField(_("Hva blir det av oppføringen?"), validate_choice=False)
    gjentas = RadioField(_("Gjentas den?"), validate_choice=False)
    flyttes = RadioField(_("Hvis dagen neste år er en helligdag eller i en helg"), validate_choice=False)
    notat = TextAreaField(
        _("Notat"), [Length(max=LONGEST_NOTE, message=_("Notatet kan ha høyst 1000 tegn."))], filters=[tidy]
    )
    versjon = HiddenField()

    def __init__(self, groups: list[Any], people: list[Any], entry: WheelEntry | None = None, **given: Any) -> None:
        super().__init__(data={**(_standing(entry) if entry is not None else _FIRST), **given})
        self.maned.choices = [(number, say(name)) for number, name in MONTHS.items()]
        for field, words in ((self.ring, RINGS), (self.lager, MAKES), (self.gjentas, REPEATS), (self.flyttes, MOVES)):
            field.choices = [(code, say(name)) for code, name in words.items()]
        self.gruppe.choices = [("", say("Ingen bestemt gruppe")), *((str(group.id), group.name) for group in groups)]
        listed = {person.id: person.name for person in people}
        if entry is not None and entry.responsible is not None:
            # Somebody who has left stays in the list, so that saving another change does not take them away unseen.
            listed.setdefault(entry.responsible.id, entry.responsible.name)
        self.ansvarlig.choices = [("", say("Ingen ennå")), *((str(key), name) for key, name in listed.items())]

    def given(self) -> Given:
        """What was written; valid only after validate()."""
        return Given(
            title=self.tittel.data or "",
            month=int(self.maned.data) if self.maned.data in MONTHS else 0,
            ring=self.ring.data or "",
            from_on=self.dag.data,
            until_on=self.til.data,
            group_id=as_id(self.gruppe.data),
            responsible_id=as_id(self.ansvarlig.data),
            lead_days=self.forberedes.data or 0,
            makes=self.lager.data or "",
            repeats=self.gjentas.data or "",
            moves=self.flyttes.data or "",
            note=self.notat.data or "",
        )


# A new entry is a reminder to the koordineringsgruppe until somebody says otherwise.
_FIRST = {"ring": "COORDINATING", "lager": "nothing", "gjentas": "date", "flyttes": "later", "forberedes": 14}
# An id that is no id is an unknown one: the verb refuses both alike.
_NOBODY = UUID(int=0)


def _standing(entry: WheelEntry) -> dict[str, Any]:
    return {
        "tittel": entry.title, "maned": str(entry.month), "dag": entry.starts_on, "til": entry.ends_on, "ring": entry.ring,
        "gruppe": str(entry.group_id or ""), "ansvarlig": str(entry.responsible_id or ""), "forberedes": entry.lead_days,
        "lager": entry.makes, "gjentas": entry.repeats, "flyttes": entry.moves, "notat": entry.note, "versjon": entry.version,
    }  # fmt: skip


def as_id(value: str | None) -> UUID | None:
    """An id from a form: none where nothing was chosen, nobody's where it is no id."""
    try:
        return UUID(value) if value else None
    except ValueError:
        return _NOBODY
