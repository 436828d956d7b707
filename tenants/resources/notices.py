"""The letter to the leader who must confirm a line."""

from saas import here, outbox, pages
from saas.accounts import links
from tenants.resources.models import ResourceLine

GOOD_FOR = 90


def ask_leader(line: ResourceLine, purpose: str) -> None:
    """«Kan dere bidra med dette?» with a link of its own to the leader's two buttons."""
    assert line.leader is not None
    link = links.make(purpose, line.id, line.leader.id, days=GOOD_FOR)
    template = "resources/confirm.txt"
    subject, body = pages.letter(template, here.kommune().language, line=line, receiver=line.leader, link=link)
    outbox.post(line.leader.address, subject, body, template=template, about=line)
