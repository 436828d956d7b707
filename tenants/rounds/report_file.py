"""A rapportforespørsel's answers as one document, by question or by recipient, in the kommune's language."""

from datetime import datetime
from typing import Any

from saas import clock, here, printing, wordfile
from saas.pages import day, gettext, moment
from tenants.meetings.wording import in_the_kommunes_language
from tenants.rounds import questions
from tenants.rounds.models import Round, RoundRecipient

ORDERS = ("sporsmal", "mottaker")


def build(round_: Round, by: str) -> dict[str, Any]:
    """A `saas.documents.Report`. `by` is «sporsmal» or «mottaker»."""
    listed = questions.recipients(round_)
    answers = questions.answers_of([recipient.id for recipient in listed])
    with in_the_kommunes_language():
        sections = _by_recipient if by == "mottaker" else _by_question
        return {
            "kind": "report",
            "language": here.kommune().language,
            "kommune": here.kommune().name,
            "title": round_.title,
            "subtitle": gettext("Svar på rapportforespørsel fra %(group)s", group=round_.group.name),
            "facts": _facts(round_, listed),
            "blocks": [*_opening(round_), *sections(round_, listed, answers), *_late(listed)],
            "labels": {"page": gettext("Side"), "of": gettext("av")},
            "footer": f"{here.kommune().name} – {round_.title}",
        }


def as_pdf(round_: Round, by: str, when: datetime) -> bytes:
    """Tagged A4."""
    return printing.pdf(build(round_, by), when=when)


def as_docx(round_: Round, by: str, when: datetime) -> bytes:
    """A Word file to go on writing in."""
    return wordfile.docx(build(round_, by), when=when)


def filename(round_: Round, ending: str) -> str:
    """«Rapport 2026-10-09.pdf»"""
    when = (round_.due_on or clock.today()).isoformat()
    with in_the_kommunes_language():
        return f"{gettext('Rapport')} {round_.group.short} {when}.{ending}"


def _facts(round_: Round, listed: list[RoundRecipient]) -> list[list[str]]:
    answered = sum(recipient.answered_at is not None for recipient in listed)
    facts = [
        [gettext("Frist"), day(round_.due_on)],
        [gettext("Svar"), gettext("%(n)s av %(all)s har svart", n=answered, all=len(listed))],
        [gettext("Satt sammen"), moment(clock.now())],
    ]
    return [[label, value] for label, value in facts if value]


def _opening(round_: Round) -> list[dict[str, Any]]:
    return [{"type": "text", "text": round_.description}] if round_.description else []


def _by_question(round_: Round, listed: list[RoundRecipient], answers: dict[Any, str]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for question in round_.questions:
        blocks.append({"type": "heading", "text": question.text, "level": 1})
        for recipient in listed:
            if words := answers.get((recipient.id, question.id)):
                blocks.append({"type": "heading", "text": _who(recipient), "level": 2})
                blocks.append({"type": "text", "text": words})
    return blocks


def _by_recipient(round_: Round, listed: list[RoundRecipient], answers: dict[Any, str]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for recipient in listed:
        given = [(q.text, answers.get((recipient.id, q.id))) for q in round_.questions]
        if any(words for _, words in given):
            blocks.append({"type": "heading", "text": _who(recipient), "level": 1})
            for question, words in given:
                if words:
                    blocks.append({"type": "heading", "text": question, "level": 2})
                    blocks.append({"type": "text", "text": words})
    return blocks


def _late(listed: list[RoundRecipient]) -> list[dict[str, Any]]:
    silent = [_who(recipient) for recipient in listed if recipient.answered_at is None]
    if not silent:
        return []
    return [{"type": "heading", "text": gettext("Har ikke svart"), "level": 1}, {"type": "list", "items": silent}]


def _who(recipient: RoundRecipient) -> str:
    return f"{recipient.organisation.name}, {recipient.person.name}"
