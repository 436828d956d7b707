"""Forms of the minutes: notes and decision of a sak, an action, a deadline, a comment and its answer, a reason."""

from typing import Any
from uuid import UUID

from wtforms import Field, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from saas.forms import Form
from saas.pages import gettext
from tenants.minutes import comments, sending
from tenants.minutes.models import MinuteNote
from tenants.minutes.writing import token_of
from tenants.tasks.forms import Day
from tenants.tasks.models import Task
from tenants.tasks.service import LONGEST as LONGEST_ACTION

LONGEST_NOTES, LONGEST_DECISION = 20000, 4000


class _Worded(Form):
    """Labels and limits are said in the reader's language, which is known only when the form is made."""

    def word(self, name: str, label: str, longest: int | None = None) -> None:
        """Give a field its label, and the most signs it holds."""
        self[name].label.text = label
        if longest is not None:
            words = gettext("Teksten kan ha høyst %(n)s tegn.", n=longest)
            self[name].validators = [*self[name].validators, Length(max=longest, message=words)]

    def require(self, name: str, words: str) -> None:
        """Say in Norwegian that a field is needed."""
        self[name].validators = [InputRequired(words), *self[name].validators]


class NoteForm(_Worded):
    """What was said and decided in one sak. `version` is a print of both texts as the writer has them."""

    notater = TextAreaField()
    beslutning = TextAreaField()
    version = HiddenField()

    def __init__(self, note: MinuteNote | None = None, *, empty: bool = False) -> None:
        notes, decision = (note.notes, note.decision) if note else ("", "")
        data = {"notater": notes, "beslutning": decision, "version": token_of(notes, decision)}
        super().__init__(data=data, **({"formdata": None} if empty else {}))
        self.word("notater", gettext("Notater"), LONGEST_NOTES)
        self.word("beslutning", gettext("Beslutning"), LONGEST_DECISION)


class ActionForm(_Worded):
    """Hva, hvem, frist. Everything but the first may wait until the minutes are checked."""

    hva = StringField()
    ansvarlig = SelectField(validate_choice=False)
    frist = Day()
    version = HiddenField()

    def __init__(
        self, choices: dict[str, list[tuple[str, str]]], task: Task | None = None, *, empty: bool = False
    ) -> None:
        data: dict[str, Any] = {}
        if task is not None:
            responsible = str(task.responsible_id or "")
            data = {"hva": task.what, "ansvarlig": responsible, "frist": task.due_on, "version": task.version}
        # A page with several action forms must not fill them all with what one of them sent.
        super().__init__(data=data, **({"formdata": None} if empty else {}))
        self.ansvarlig.choices = _with_nobody(choices, task)
        self.word("hva", gettext("Hva skal gjøres?"), LONGEST_ACTION)
        self.word("ansvarlig", gettext("Hvem har ansvar?"))
        self.word("frist", gettext("Frist"))
        for field in self:
            field.id = f"h-{task.id if task else 'ny'}-{field.short_name}"

    def validate(self, extra_validators: Any = None) -> bool:
        """An empty deadline is no mistake here; a person from elsewhere is."""
        frist: Field = self.frist
        if not any(value.strip() for value in frist.raw_data or []):
            frist.process_errors = []
        good = super().validate(extra_validators)
        known = {key for people in dict(self.ansvarlig.choices or {}).values() for key, _ in people}
        if (self.ansvarlig.data or "") not in known:
            self.ansvarlig.errors = [gettext("Velg en person fra listen.")]
            return False
        return good

    @property
    def responsible_id(self) -> UUID | None:
        """The chosen person, or None while nobody is."""
        return UUID(self.ansvarlig.data) if self.ansvarlig.data else None


def _with_nobody(choices: dict[str, list[tuple[str, str]]], task: Task | None) -> dict[str, list[tuple[str, str]]]:
    """Nobody yet is the first choice; and whoever has the task already stays a choice after they have left."""
    groups = {heading: list(people) for heading, people in choices.items()} or {gettext("Nettverket"): []}
    known = {key for people in groups.values() for key, _ in people}
    if task is not None and task.responsible is not None and str(task.responsible_id) not in known:
        groups[list(groups)[-1]].append((str(task.responsible_id), task.responsible.name))
    first = next(iter(groups))
    groups[first] = [("", gettext("Ikke valgt")), *groups[first]]
    return groups


class SendForm(_Worded):
    """Until when comments may come."""

    frist = Day()
    versjon = HiddenField()

    def __init__(self, **data: Any) -> None:
        super().__init__(data=data)
        self.word("frist", gettext("Frist for merknader"))
        self.require("frist", gettext("Velg en frist for merknader."))


class OverrideForm(_Worded):
    """Why the minutes leave although something is missing."""

    begrunnelse = TextAreaField()

    def __init__(self, **data: Any) -> None:
        super().__init__(data=data)
        self.word("begrunnelse", gettext("Hvorfor skal referatet sendes likevel?"), sending.LONGEST_REASON)
        self.require("begrunnelse", gettext("Skriv en begrunnelse."))


class CommentForm(_Worded):
    """A comment to the minutes."""

    merknad = TextAreaField()

    def __init__(self, **data: Any) -> None:
        super().__init__(data=data)
        self.word("merknad", gettext("Din merknad"), comments.LONGEST)
        self.require("merknad", gettext("Skriv merknaden din."))


class AnswerForm(_Worded):
    """What a comment led to."""

    svar = TextAreaField()

    def __init__(self, comment_id: Any, *, empty: bool = False) -> None:
        super().__init__(**({"formdata": None} if empty else {}))
        self.word("svar", gettext("Hva førte merknaden til?"), comments.LONGEST_ANSWER)
        self.require("svar", gettext("Skriv hva merknaden førte til."))
        self.svar.id = f"svar-{comment_id}"
