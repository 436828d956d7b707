"""The verbs of rounds: a draft, its way out to the leaders, and how it ends; what others ask about it as well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotFound, NotNow
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import backlog
from tenants.network.models import Person
from tenants.rounds import notices
from tenants.rounds.models import Round, RoundQuestion, RoundRecipient
from tenants.rounds.questions import (
    counts,
    find,
    how_many_open,
    of_group,
    of_item,
    recipients,
    recognition_words,
    table,
    unfinished,
)

__all__ = [
    "Wanted", "change", "counts", "create", "discard", "find", "how_many_open", "of_group", "of_item", "recipients",
    "recognition_words", "send", "table", "tidy", "unfinished",
]  # fmt: skip

LONGEST_TITLE, LONGEST_DESCRIPTION, LONGEST_QUESTION = 200, 4000, 500
FEWEST, MOST_QUESTIONS = 2, 5
FURTHEST = timedelta(days=730)


@dataclass(frozen=True)
class Wanted:
    """A round as a form gives it. `item_id` is the sak it starts from; `questions` belong to a report."""

    group_id: UUID
    title: str
    description: str = ""
    theme: str = ""
    due_on: date | None = None
    person_ids: Sequence[UUID] = ()
    item_id: UUID | None = None
    questions: Sequence[str] = ()


def create(kind: str, wanted: Wanted, kept: guarding.Kept | None = None) -> Round:
    """A draft. Raises Invalid or Guarded with the form's field names."""
    round_ = Round(kind=kind)
    _write(round_, wanted, kept)
    db.session.add(round_)
    db.session.flush()
    _ask(round_, wanted)
    audit.record("round.drafted", round_, kind=kind, group=round_.group_id, asked=len(set(wanted.person_ids)))
    return round_


def change(round_: Round, seen: int | None, wanted: Wanted, kept: guarding.Kept | None = None) -> None:
    """Change a draft; one that is sent stays as those who answer have read it."""
    _must_be_draft(round_, "Runden er sendt, og kan ikke endres.")
    check_version(round_, seen)
    _write(round_, wanted, kept)
    db.session.flush()
    _ask(round_, wanted)
    audit.record("round.changed", round_, asked=len(set(wanted.person_ids)))


def discard(round_: Round, seen: int | None) -> None:
    """«Slett utkastet»."""
    _must_be_draft(round_, "Runden er sendt, og kan ikke slettes.")
    check_version(round_, seen)
    audit.record("round.discarded", round_)
    for row in [*_asked(round_), *_questions(round_)]:
        db.session.delete(row)
    db.session.flush()
    db.session.delete(round_)
    db.session.flush()


def send(round_: Round, seen: int | None) -> int:
    """«Send runde»: a letter with a link of their own to each; a challenge gets its sak. Returns how many letters."""
    _must_be_draft(round_, "Runden er allerede sendt.")
    check_version(round_, seen)
    asked = _able(_asked(round_))
    if round_.due_on is None:
        raise Invalid("Velg en frist.", field="frist")
    _in_the_future(round_.due_on)
    if round_.kind == "report" and not _questions(round_):
        raise Invalid("Skriv minst ett spørsmål.", field="sporsmal_1")
    if round_.kind == "challenge" and round_.item_id is None:
        item = backlog.propose(
            round_.group, None, title=round_.title, description=round_.description, kind="discussion"
        )
        round_.item, round_.item_id = item, item.id
    round_.state, round_.sent_at = "sent", clock.now()
    for recipient in asked:
        recipient.sent_at, recipient.organisation_id = clock.now(), recipient.person.organisation_id
    db.session.flush()
    for recipient in asked:
        notices.ask(round_, recipient)
    audit.record("round.sent", round_, asked=len(asked), due_on=round_.due_on, item=round_.item_id)
    return len(asked)


def tidy(value: str, longest: int, field: str, missing: str = "") -> str:
    """A text as it is kept. Raises Invalid when it is too long, or is needed (`missing`) and not there."""
    value = value.replace("\x00", "").replace("\r\n", "\n").strip()
    if missing and not value:
        raise Invalid(missing, field=field)
    if len(value) > longest:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    return value


def _write(round_: Round, wanted: Wanted, kept: guarding.Kept | None) -> None:
    group = _group(wanted.group_id)
    title = tidy(" ".join(wanted.title.split()), LONGEST_TITLE, "tittel", "Skriv en tittel.")
    told = "Beskriv situasjonen." if round_.kind == "challenge" else ""
    description = tidy(wanted.description, LONGEST_DESCRIPTION, "beskrivelse", told)
    theme = vocabulary.require("theme", wanted.theme, "tema") if wanted.theme else None
    if wanted.due_on is not None:
        _in_the_future(wanted.due_on)
    asked = _clean(wanted.questions) if round_.kind == "report" else []
    texts = {f"sporsmal_{n}": question for n, question in enumerate(asked, start=1)}
    item_id = _item(wanted.item_id, group)
    guarding.check(group, {"tittel": title, "beskrivelse": description, **texts}, kept)
    round_.group, round_.group_id, round_.title, round_.description = group, group.id, title, description
    round_.theme, round_.due_on, round_.item_id = theme, wanted.due_on, item_id


def _ask(round_: Round, wanted: Wanted) -> None:
    """The recipients and questions of a draft as they shall be from now on."""
    chosen = _people(wanted.person_ids)
    present = {recipient.person_id: recipient for recipient in _asked(round_)}
    for person_id, recipient in present.items():
        if person_id not in chosen:
            db.session.delete(recipient)
    for person in chosen.values():
        if person.id not in present:
            db.session.add(
                RoundRecipient(round_id=round_.id, person_id=person.id, organisation_id=person.organisation_id)
            )
    for question in _questions(round_):
        db.session.delete(question)
    if round_.kind == "report":
        for position, words in enumerate(_clean(wanted.questions), start=1):
            db.session.add(RoundQuestion(round_id=round_.id, position=position, text=words))
    db.session.flush()
    db.session.expire(round_, ["questions", "recipients"])


def _clean(questions: Sequence[str]) -> list[str]:
    asked = [
        tidy(" ".join(question.split()), LONGEST_QUESTION, f"sporsmal_{n}") for n, question in enumerate(questions, 1)
    ]
    return [question for question in asked if question][:MOST_QUESTIONS]


def _people(person_ids: Sequence[UUID]) -> dict[UUID, Person]:
    """The chosen people of the network. Raises Invalid for a stranger, or somebody who cannot be written to."""
    wanted = set(person_ids)
    found = {p.id: p for p in db.session.scalars(select(Person).where(Person.id.in_(list(wanted))))}
    if set(found) != wanted:
        raise Invalid("Velg fra listen.", field="mottakere")
    for person in found.values():
        _reachable(person)
    return found


def _able(asked: list[RoundRecipient]) -> list[RoundRecipient]:
    for recipient in asked:
        _reachable(recipient.person)
    if len(asked) < FEWEST:
        raise Invalid("Velg minst to mottakere med e-postadresse.", field="mottakere")
    return asked


def _reachable(person: Person) -> None:
    if not person.active or not person.email:
        words = "{name} kan ikke få brev: e-postadressen mangler, eller personen har sluttet."
        raise Invalid(words, field="mottakere", name=person.name)


def _in_the_future(due_on: date) -> None:
    if due_on <= clock.today():
        raise Invalid("Fristen må være fram i tid.", field="frist")
    if due_on > clock.today() + FURTHEST:
        raise Invalid("Fristen ser feil ut. Se særlig på året.", field="frist")


def _group(group_id: UUID) -> Group:
    try:
        group = groups.find(group_id)
    except NotFound as unknown:
        raise Invalid("Velg gruppe fra listen.", field="gruppe") from unknown
    if group.level != "COORDINATING" or group.closed_on is not None:
        raise Invalid("Velg en koordineringsgruppe.", field="gruppe")
    return group


def _item(item_id: UUID | None, group: Group) -> UUID | None:
    """An open sak of the same group."""
    if item_id is None:
        return None
    try:
        item = backlog.find_item(item_id)
    except NotFound as unknown:
        raise Invalid("Velg en sak fra listen.", field="sak") from unknown
    if item.group_id != group.id or item.state != "open":
        raise Invalid("Saken hører til en annen gruppe, eller er avsluttet.", field="sak")
    return item.id


def _must_be_draft(round_: Round, words: str) -> None:
    if round_.state != "draft":
        raise NotNow(words)


def _asked(round_: Round) -> list[RoundRecipient]:
    return recipients(round_)


def _questions(round_: Round) -> list[RoundQuestion]:
    query = select(RoundQuestion).where(RoundQuestion.round_id == round_.id).order_by(RoundQuestion.position)
    return list(db.session.scalars(query))
