"""A leader's answer, and what follows from it: the contribution becomes a line that waits for confirmation."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock
from saas.db import check_version, db
from saas.errors import Guarded, Invalid, NotNow
from tenants.groups import guarding
from tenants.resources import service as resources
from tenants.rounds.models import RECOGNISED, SHARED, Round, RoundAnswer, RoundQuestion, RoundRecipient
from tenants.rounds.service import tidy

LONGEST_WORDS, LONGEST_CONTRIBUTION, LONGEST_ANSWER = 4000, 1000, 6000
# What a contribution is about, by words that give it away; working hours when none does. The coordinator can put it right.
SIGNS = {
    "money": ("kroner", "midler", "tilskudd", "budsjett", "betale", "dekke utgifter"),
    "premises": ("lokale", "lokaler", "hallen", "hall", "rom", "gymsal", "klubbhus", "bygget"),
    "equipment": ("utstyr", "buss", "bil", "telt", "høyttaler"),
    "competence": ("kurs", "opplæring", "foredrag", "veiledning", "kompetanse", "rettleiing"),
}


def answer(
    recipient: RoundRecipient,
    recognised: str,
    shared: str,
    *,
    words: str = "",
    contribution: str = "",
    seen: int | None = None,
) -> None:
    """«Gjenkjenner vi dette?», «Deler vi bekymringen?», «Hva kan dere bidra med?»; may be changed until the round ends.

    Nothing that the guard finds can be kept here: a leader's answer never needs to point out anybody.
    """
    round_ = _open(recipient.round, "challenge")
    if recognised not in RECOGNISED:
        raise Invalid("Velg «Ja», «Delvis», «Nei» eller «Vet ikke».", field="gjenkjenner")
    if shared not in SHARED:
        raise Invalid("Velg «Ja», «Delvis» eller «Nei».", field="deler")
    words = tidy(words, LONGEST_WORDS, "ord")
    contribution = tidy(contribution, LONGEST_CONTRIBUTION, "bidrag")
    _guard(round_, {"bidrag": contribution, "ord": words})
    check_version(recipient, seen)
    before = recipient.contribution
    recipient.recognised, recipient.shared, recipient.words = recognised, shared, words
    recipient.contribution, recipient.answered_at = contribution, clock.now()
    db.session.flush()
    if contribution != before:
        _pledge(recipient, round_)
    audit.record("round.answered", recipient, round=round_.id, recognised=recognised, shared=shared)


def answer_report(recipient: RoundRecipient, answers: Mapping[UUID, str], *, seen: int | None = None) -> None:
    """What a unit answers to the questions of a rapportforespørsel. At least one must be answered."""
    round_ = _open(recipient.round, "report")
    questions = db.session.scalars(
        select(RoundQuestion).where(RoundQuestion.round_id == round_.id).order_by(RoundQuestion.position)
    )
    asked = {f"svar_{question.position}": question for question in questions}
    texts = {name: tidy(answers.get(question.id, ""), LONGEST_ANSWER, name) for name, question in asked.items()}
    if not any(texts.values()):
        raise Invalid("Svar på minst ett spørsmål.", field="svar_1")
    _guard(round_, texts)
    check_version(recipient, seen)
    present = {
        row.question_id: row
        for row in db.session.scalars(select(RoundAnswer).where(RoundAnswer.recipient_id == recipient.id))
    }
    for name, question in asked.items():
        if question.id in present:
            present[question.id].text = texts[name]
        else:
            db.session.add(RoundAnswer(recipient_id=recipient.id, question_id=question.id, text=texts[name]))
    recipient.answered_at = clock.now()
    db.session.flush()
    answered = sum(bool(words) for words in texts.values())
    audit.record("round.reported", recipient, round=round_.id, answers=answered)


def kind_of(contribution: str) -> str:
    """What a contribution most likely is."""
    said = f" {' '.join(contribution.casefold().replace(',', ' ').replace('.', ' ').split())} "
    return next((kind for kind, signs in SIGNS.items() if any(f" {sign} " in said for sign in signs)), "hours")


def _open(round_: Round, kind: str) -> Round:
    """The round, if it still takes answers of this kind."""
    if round_.kind != kind or round_.state != "sent":
        raise NotNow("Runden er avsluttet, og tar ikke imot flere svar.")
    return round_


def _guard(round_: Round, texts: Mapping[str, str]) -> None:
    try:
        guarding.check(round_.group, texts)
    except Guarded as found:
        raise Guarded(
            {field: [replace(f, level="block") for f in findings] for field, findings in found.findings.items()}
        ) from None


def _pledge(recipient: RoundRecipient, round_: Round) -> None:
    """The line follows the answer while it waits; a confirmed one is the leader's word, and stands."""
    for line in resources.lines_of_recipients([recipient.id]):
        if line.state == "waiting":
            resources.withdraw(line)
    if recipient.contribution:
        kind = kind_of(recipient.contribution)
        offer = resources.Offer(recipient.organisation_id, kind, recipient.contribution)
        resources.pledge(offer, person_id=recipient.person_id, recipient_id=recipient.id, group=round_.group)
