"""What a new round begins with: the sak or the finding that it comes from, who can be asked, and the usual questions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from saas import clock
from saas.db import find
from saas.errors import NotFound
from saas.pages import current_language, render
from tenants.findings.models import Finding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import backlog
from tenants.meetings.shielding import is_open_to
from tenants.network import service as network
from tenants.network.models import Person
from tenants.rounds.models import Round

TITLE = 200


@dataclass(frozen=True)
class Choice:
    """Who may be asked: those who sit in the group today, everybody else, and those who lack an e-mail address."""

    seats: list[Person]
    others: list[Person]
    unreachable: list[Person]


def coordinating() -> list[Group]:
    """The open groups that a round can be asked by."""
    return [group for group in groups.visible() if group.level == "COORDINATING"]


def choice(group: Group | None) -> Choice:
    """The network, split by the group's seats today."""
    people = network.people()
    seated = {seat.person_id for seat in group.seats_on(clock.today())} if group else set()
    able = [person for person in people if person.email]
    return Choice(
        seats=[person for person in able if person.id in seated],
        others=[person for person in able if person.id not in seated],
        unreachable=[person for person in people if person.id in seated and not person.email],
    )


def preselected(offered: Choice) -> list[str]:
    """Everybody in the group but the one who asks."""
    me = network.me()
    return [str(person.id) for person in offered.seats if me is None or person.id != me.id]


def from_sak(item_id: UUID) -> dict[str, Any]:
    """A round's first words, out of a sak that the visitor sees. Raises NotFound."""
    item = backlog.find_item(item_id)
    # A round is sent to many: the words of a sak that is shielded are not its first ones.
    told = is_open_to(item, "member")
    given: dict[str, Any] = {"tittel": item.title, "beskrivelse": item.description[:4000]} if told else {}
    if item.state == "open" and item.group_id in {group.id for group in coordinating()}:
        given |= {"sak": str(item.id), "gruppe": str(item.group_id)}
    return given


def from_finding(finding_id: UUID) -> dict[str, Any]:
    """A round's first words, out of a finding. Raises NotFound."""
    finding = find(Finding, finding_id)
    return {"tittel": finding.title, "beskrivelse": finding.description, "tema": finding.theme}


def from_arguments(arguments: Any) -> dict[str, Any]:
    """What `?fra_sak=`, `?fra_funn=` and `?gruppe=` say. Raises NotFound for what is no id of ours."""
    given: dict[str, Any] = {}
    for name, made in (("fra_sak", from_sak), ("fra_funn", from_finding)):
        if arguments.get(name):
            given |= made(_id(arguments[name]))
    if arguments.get("gruppe") and "gruppe" not in given:
        given["gruppe"] = arguments["gruppe"]
    return given


def usual_questions() -> dict[str, str]:
    """The questions that a rapportforespørsel starts with, in the reader's language."""
    lines = [line for line in render("rounds/questions.txt", current_language()).splitlines() if line.strip()]
    return {f"sporsmal_{n}": line.strip() for n, line in enumerate(lines, start=1)}


def chosen_group(listed: Sequence[Group], wanted: str, round_: Round | None = None) -> Group | None:
    """The group that the form is about: the one asked for, the draft's, or the first."""
    by_id = {str(group.id): group for group in listed}
    return by_id.get(wanted) or (by_id.get(str(round_.group_id)) if round_ else None) or next(iter(listed), None)


def _id(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise NotFound() from None
