"""Saker on their way between the levels in the demo: one that was lifted and decided, one that was sent down and answered."""

from datetime import timedelta

from infra.demo.story import Story, sak_day
from saas import clock
from saas.db import db
from tenants.lifting.models import SentItem
from tenants.meetings.models import AgendaItem

WORDS = {
    "nb": (
        "Prøv jentekveldene i seks uker, og si hvordan det går.",
        "Kveldene er i gang. Mellom femten og tjue jenter kommer hver gang, og de ønsker seg fast dag.",
        "Løftet fra koordineringsgruppen",
        "Sendt fra koordineringsgruppen",
    ),
    "nn": (
        "Prøv jentekveldane i seks veker, og sei korleis det går.",
        "Kveldane er i gang. Mellom femten og tjue jenter kjem kvar gong, og dei ønskjer seg fast dag.",
        "Løfta frå koordineringsgruppa",
        "Sendt frå koordineringsgruppa",
    ),
}


def write(story: Story) -> None:
    """Only where the kommune tells the saker that it stands on."""
    _lifted(story)
    _sent(story)
    db.session.flush()


def _lifted(story: Story) -> None:
    """The plan was decided because the koordineringsgruppe lifted its sak."""
    below, above = story.known("sak", "kg_natteravn"), story.known("sak", "sg_plan")
    came, decided = sak_day(story, "kg_natteravn"), sak_day(story, "sg_plan")
    if below is None or above is None or came is None or decided is None or came >= decided:
        return
    lifted = db.session.query(AgendaItem).filter_by(id=above).one()
    lifted.origin_id = below
    # Long enough ago that the clock knows its answer was told then.
    lifted.created_at = clock.at(min(decided - timedelta(days=7), story.day(150)), 9)
    lifted.description = f"{_words(story)[2]}. {lifted.description}"


def _sent(story: Story) -> None:
    """The fagteam tried it and answered."""
    group, sak, on = story.group("OPERATIONAL"), story.known("sak", "kg_jenter"), sak_day(story, "kg_jenter")
    if group is None or sak is None or on is None:
        return
    origin, words = db.session.query(AgendaItem).filter_by(id=sak).one(), _words(story)
    made = AgendaItem(
        id=story.new_id("sak", "ut_jenter"), group_id=group.id, title=origin.title, description=f"{words[3]}: {words[0]}",
        kind="discussion", origin_id=origin.id, created_at=clock.at(on + timedelta(days=1), 10),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    leader, sender = group.leader_on(story.today), origin.group.leader_on(story.today)
    db.session.add(SentItem(
        id=story.new_id("sent", "ut_jenter"), item_id=origin.id, made_id=made.id, reason=words[0], due_on=on + timedelta(days=60),
        sent_by=sender.name if sender else "Bindeledd", sent_at=clock.at(on + timedelta(days=1), 10), answer=words[1],
        answered_by=leader.name if leader else "Bindeledd", answered_at=clock.at(on + timedelta(days=50), 12),
    ))  # fmt: skip


def _words(story: Story) -> tuple[str, str, str, str]:
    return WORDS[story.settled.words.language]
