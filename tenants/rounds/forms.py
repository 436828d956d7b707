"""Forms about rounds: asking, answering, ending. A refusal from the verbs comes back to its field."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from saas import vocabulary
from saas.errors import Invalid
from saas.forms import Form
from saas.pages import gettext, say
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.meetings.shielding import title_of
from tenants.resources.forms import opened_on as opened_on
from tenants.rounds.answering import LONGEST_ANSWER, LONGEST_CONTRIBUTION, LONGEST_WORDS
from tenants.rounds.closing import LONGEST_REASON
from tenants.rounds.models import RECOGNISED, SHARED, Round, RoundQuestion, RoundRecipient
from tenants.rounds.service import LONGEST_DESCRIPTION, LONGEST_QUESTION, LONGEST_TITLE, MOST_QUESTIONS, Wanted
from tenants.tasks.forms import Day
from tenants.tasks.forms import version as version


class RoundForm(Form):
    """What is asked, of whom, and by when; the questions are a report's."""

    gruppe = SelectField(validate_choice=False)
    tittel = StringField()
    beskrivelse = TextAreaField()
    tema = SelectField(validate_choice=False)
    mottakere = SelectMultipleField(validate_choice=False)
    frist = Day()
    sak = HiddenField()
    versjon = HiddenField()
    sporsmal_1 = StringField()
    sporsmal_2 = StringField()
    sporsmal_3 = StringField()
    sporsmal_4 = StringField()
    sporsmal_5 = StringField()

    def __init__(self, kind: str, groups: Sequence[Group], **given: Any) -> None:
        super().__init__(data=given)
        asks = kind == "report"
        words = {
            "gruppe": gettext("Gruppe"), "tittel": gettext("Tittel"), "tema": gettext("Tema"),
            "beskrivelse": gettext("Hva gjelder det?") if asks else gettext("Hva er bekymringen?"),
            "mottakere": gettext("Hvem skal svare?"), "frist": gettext("Frist"),
        }  # fmt: skip
        for name, text in words.items():
            self[name].label.text = text
        self.gruppe.choices = [(str(group.id), group.name) for group in groups]
        self.tema.choices = [("", gettext("Ikke valgt")), *((c, say(w)) for c, w in vocabulary.THEMES.items())]
        self.tittel.validators = [InputRequired(gettext("Skriv en tittel.")), _at_most(LONGEST_TITLE)]
        self.beskrivelse.validators = [_at_most(LONGEST_DESCRIPTION)]
        self.frist.validators = [Optional()]
        for number, field in enumerate(self.asked, start=1):
            field.label.text = gettext("Spørsmål %(n)s", n=number)
            field.validators = [_at_most(LONGEST_QUESTION)]

    @property
    def asked(self) -> list[Any]:
        """The fields of the questions."""
        return [self[f"sporsmal_{n}"] for n in range(1, MOST_QUESTIONS + 1)]

    def wanted(self) -> Wanted:
        """What the form says. Raises Invalid for ids that are none."""
        return Wanted(
            group_id=_required(self.gruppe), title=self.tittel.data or "", description=self.beskrivelse.data or "",
            theme=self.tema.data or "", due_on=self.frist.data, person_ids=_ids(self.mottakere),
            item_id=chosen(self.sak), questions=[field.data or "" for field in self.asked],
        )  # fmt: skip


def of_round(round_: Round, recipients: Sequence[RoundRecipient]) -> dict[str, Any]:
    """A draft as its form shows it."""
    return {
        "gruppe": str(round_.group_id), "tittel": round_.title, "beskrivelse": round_.description,
        "tema": round_.theme or "", "frist": round_.due_on, "sak": str(round_.item_id or ""),
        "mottakere": [str(recipient.person_id) for recipient in recipients], "versjon": round_.version,
        **{f"sporsmal_{question.position}": question.text for question in round_.questions},
    }  # fmt: skip


class AnswerForm(Form):
    """The three things that a leader is asked, and words if there are any."""

    gjenkjenner = RadioField(validate_choice=False)
    deler = RadioField(validate_choice=False)
    bidrag = TextAreaField()
    ord = TextAreaField()
    versjon = HiddenField()

    def __init__(self, recipient: RoundRecipient) -> None:
        super().__init__(
            data={
                "gjenkjenner": recipient.recognised, "deler": recipient.shared, "bidrag": recipient.contribution,
                "ord": recipient.words, "versjon": recipient.version,
            }
        )  # fmt: skip
        self.gjenkjenner.label.text = gettext("Gjenkjenner vi dette?")
        self.deler.label.text = gettext("Deler vi bekymringen?")
        self.bidrag.label.text = gettext("Hva kan dere bidra med?")
        self.ord.label.text = gettext("Vil du si noe mer?")
        self.gjenkjenner.choices = [(code, say(word)) for code, word in RECOGNISED.items()]
        self.deler.choices = [(code, say(word)) for code, word in SHARED.items()]
        self.bidrag.validators, self.ord.validators = [_at_most(LONGEST_CONTRIBUTION)], [_at_most(LONGEST_WORDS)]


class ReportAnswerForm(Form):
    """One text for each question of a rapportforespørsel."""

    svar_1 = TextAreaField()
    svar_2 = TextAreaField()
    svar_3 = TextAreaField()
    svar_4 = TextAreaField()
    svar_5 = TextAreaField()
    versjon = HiddenField()

    def __init__(self, recipient: RoundRecipient, questions: Sequence[RoundQuestion], given: dict[Any, str]) -> None:
        texts = {f"svar_{q.position}": given.get((recipient.id, q.id), "") for q in questions}
        super().__init__(data={**texts, "versjon": recipient.version})
        self.questions = list(questions)
        for question, field in self.answers:
            field.label.text = question.text
            field.validators = [_at_most(LONGEST_ANSWER)]

    @property
    def answers(self) -> list[tuple[RoundQuestion, Any]]:
        """(question, its field), in order."""
        return [(question, self[f"svar_{question.position}"]) for question in self.questions]

    def texts(self) -> dict[UUID, str]:
        """Question → what was written."""
        return {question.id: field.data or "" for question, field in self.answers}


class EndForm(Form):
    """«Bekreft behov for felles innsats» or «Avkreft», in which sak, and why."""

    utfall = StringField()
    sak = SelectField(validate_choice=False)
    begrunnelse = TextAreaField()
    versjon = HiddenField()

    def __init__(self, round_: Round, saker: Sequence[AgendaItem]) -> None:
        super().__init__(data={"sak": str(round_.item_id or ""), "versjon": round_.version})
        self.sak.label.text = gettext("Hvilken sak ble det bestemt i?")
        self.begrunnelse.label.text = gettext("Begrunnelse")
        self.sak.choices = [(str(item.id), f"{item.label} {title_of(item, 'member')}".strip()) for item in saker]
        self.begrunnelse.validators = [_at_most(LONGEST_REASON)]


def chosen(field: Any) -> UUID | None:
    """The id in a field; None when it is empty. Raises Invalid for what is no id."""
    if not field.data:
        return None
    return _id(field.data, field.name)


def _required(field: Any) -> UUID:
    if not field.data:
        raise Invalid("Velg fra listen.", field=field.name)
    return _id(field.data, field.name)


def _ids(field: Any) -> list[UUID]:
    return [_id(value, field.name) for value in field.data or []]


def _id(value: str, name: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise Invalid("Velg fra listen.", field=name) from None


def _at_most(longest: int) -> Length:
    return Length(max=longest, message=gettext("Teksten kan ha høyst %(n)s tegn.", n=longest))
