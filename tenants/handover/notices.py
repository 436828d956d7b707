"""Letters about a handover: to the leaders who approve it, and to those whom it is about."""

from saas import here, outbox, pages
from tenants.handover import members
from tenants.handover.models import Handover


def ask(handover: Handover) -> None:
    """To the leaders: somebody hands over and needs your approval. An emergency asks both."""
    roles = ("chair", "chief_executive")
    for email, name in _addresses(*roles):
        if name != here.actor_name():
            _write("handover/asked.txt", (name, email), handover)


def decided(handover: Handover) -> None:
    """To both parties and the leaders: approved or refused, and what happens when."""
    people = dict(_addresses("chair", "chief_executive"))
    people |= {m.email: m.name for m in members.members() if m.user_id == handover.from_user_id}
    people[handover.to_email] = handover.to_name
    if handover.state == "refused":
        people.pop(handover.to_email)
    for email, name in people.items():
        _write("handover/decided.txt", (name, email), handover)


def _addresses(*roles: str) -> list[tuple[str, str]]:
    found = {member.email: member.name for role in roles for member in members.holding(role)}
    return list(found.items())


def _write(template: str, to: tuple[str, str], handover: Handover) -> None:
    subject, body = pages.letter(template, here.kommune().language, handover=handover, receiver=to[0])
    outbox.post(to, subject, body, template=template, about=handover)
