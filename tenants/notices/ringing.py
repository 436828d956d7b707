"""Hears of every letter to one person: writes it in their notices in the deed's own transaction, and says when it may leave."""

from sqlalchemy import func, select

from saas import bell, clock
from saas.db import db
from saas.outbox import Letter
from tenants.network.models import Person
from tenants.notices import service
from tenants.notices.kinds import CHOSEN, URGENT, kind_of
from tenants.notices.models import Notice
from tenants.notices.quiet import due

LONGEST_TITLE = 400
# Our own letters tell of what stands in the notices already.
OURS = "notices/"


@bell.hears
def ring(letter: Letter) -> bell.Wish | None:
    """A notice to whoever has an account; and their wish for the letter, where they have made one.

    Somebody who has chosen nothing gets each letter as it comes. A letter with a file or a calendar entry is never left
    out or put together with others, and what is urgent, or is about one's own access, never waits.
    """
    if letter.template.startswith(OURS):
        return None
    person = _receiver(letter.to_address)
    if person is None:
        return None
    db.session.add(Notice(
        person_id=person.id, template=letter.template[:80], title=letter.subject[:LONGEST_TITLE], about_kind=letter.about_kind,
        about_id=letter.about_id, letter_id=letter.id,
    ))  # fmt: skip
    db.session.flush()
    return _wish(letter, person)


def _receiver(address: str) -> Person | None:
    """The person with an account whom a letter is to; the first where several share an address."""
    query = select(Person).where(func.lower(Person.email) == address.strip().lower(), Person.user_id.is_not(None))
    return db.session.scalars(query.order_by(Person.left_on.is_not(None), Person.id).limit(1)).one_or_none()


def _wish(letter: Letter, person: Person) -> bell.Wish | None:
    kind, chosen = kind_of(letter.template), service.settings_of(person.id)
    if chosen is None or kind not in CHOSEN or letter.template in URGENT:
        return None
    pace = chosen.paces.get(kind, "at_once") if is_plain(letter) else "at_once"
    now = clock.now()
    until = due(pace, now, service.hours_of(chosen))
    return None if until is not None and until <= now else bell.Wish(until)


def is_plain(letter: Letter) -> bool:
    """Words only: it can be gathered with others and lose nothing."""
    return not letter.calendar and not letter.part_ids
