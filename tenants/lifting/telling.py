"""Telling those a sak came from what was decided: once, by the clock, when the minutes with the decision have been sent."""

from datetime import timedelta

from sqlalchemy import exists, select

from saas import audit, clock, here, outbox, pages
from saas.db import db
from saas.outbox import Letter
from tenants.groups.models import Group
from tenants.lifting.chain import ancestors, outcomes
from tenants.lifting.models import SentItem
from tenants.lifting.sending import officers
from tenants.meetings import shielding
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_the_kommunes_language
from tenants.minutes import register
from tenants.network.models import Person

# Answers older than this were given before anybody could have waited for them.
REMEMBERED = timedelta(days=120)
TEMPLATE = "lifting/answered.txt"


def tell_outcomes() -> None:
    """Everybody a sak came from is told what was decided, once: the letter itself is the mark that they were."""
    here.lock("lifting.tell")
    recent = clock.now() - REMEMBERED
    told = exists().where(Letter.about_id == AgendaItem.id, Letter.template == TEMPLATE)
    answered = exists().where(SentItem.made_id == AgendaItem.id, SentItem.answered_at.is_not(None))
    query = select(AgendaItem).where(AgendaItem.origin_id.is_not(None), AgendaItem.created_at > recent, ~told, ~answered)
    waiting = list(db.session.scalars(query))
    for item_id, decision in outcomes(waiting).items():
        _tell(next(item for item in waiting if item.id == item_id), decision)


def _tell(item: AgendaItem, decision: register.Decision) -> None:
    path = ancestors(item)
    written: set[object] = set()
    for origin in path:
        for person in _originators(origin):
            if person.id not in written:
                written.add(person.id)
                _write(person, origin, item, decision, [one.group for one in path])
    audit.record("item.answered", path[0], by=item.id)


def _originators(origin: AgendaItem) -> list[Person]:
    """The leader and secretary of the group it came from, and whoever proposed it there."""
    proposer = origin.proposer
    also = [proposer] if proposer is not None and proposer.active and proposer.email else []
    return [*officers(origin.group), *also]


def _write(person: Person, origin: AgendaItem, item: AgendaItem, decision: register.Decision, passed: list[Group]) -> None:
    """The decision for those who sit in a group that it has passed; its title above for those who sit there, and no others."""
    above = _sits_in(person, item.group)
    with in_the_kommunes_language():
        titles = {
            "origin_title": shielding.title_of(origin, "member" if _sits_in(person, origin.group) else "outside"),
            "item_title": shielding.title_of(item, "member") if above else "",
        }
    words = decision.text if above or any(_sits_in(person, group) for group in passed) else ""
    subject, body = pages.letter(
        TEMPLATE, here.kommune().language, person=person, origin=origin, item=item, decision=words, **titles
    )
    outbox.post(person.address, subject, body, template=TEMPLATE, about=item)


def _sits_in(person: Person, group: Group) -> bool:
    return shielding.audience_of(group, person.id, clock.today()) == "member"
