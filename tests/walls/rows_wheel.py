"""The year's and the sent saker's rows for the crawler; every free text carries the given word."""

from datetime import timedelta
from uuid import uuid4

from saas import clock


def rows(word, ids):
    """An entry of the annual wheel with its notice, and a sak that was sent on."""
    from tenants.lifting.models import SentItem
    from tenants.meetings.models import AgendaItem
    from tenants.wheel.models import WheelEntry, WheelNotice

    day = clock.today() + timedelta(days=3)
    entry = WheelEntry(id=uuid4(), year=day.year, month=day.month, from_on=day, starts_on=day, title=f"{word} i året", note=word,
                       ring="COORDINATING", group_id=ids["groups"], responsible_id=ids["people"], lead_days=7, makes="meeting")
    yield entry
    yield WheelNotice(id=uuid4(), entry_id=entry.id, kind="prepare")
    made = AgendaItem(id=uuid4(), group_id=ids["groups"], title=f"{word} sendt", kind="discussion", origin_id=ids["agenda_items"])
    yield made
    yield SentItem(id=uuid4(), item_id=ids["agenda_items"], made_id=made.id, reason=f"{word} fordi", due_on=day, sent_by=word)
