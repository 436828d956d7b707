"""The verbs of bulletins: write one, change it, let it be sent at a time, take it back. What is on its way is never changed."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import defer, selectinload

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.library import fields
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.meetings.shielding import paper_is_open_to, title_of
from tenants.outreach import lists
from tenants.outreach.models import Bulletin, BulletinList

LONGEST_TITLE, LONGEST_BODY = 160, 20_000
# Signs that steer a machine and mean nothing to a reader; the line break and the tabulator are not among them.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
# Words so short are not a title that anybody would know a sak by.
SHORTEST_TITLE = 15
# A bulletin further ahead than this is more likely a slip of the pen.
FARTHEST = timedelta(days=366)


def listed() -> list[Bulletin]:
    """Every bulletin without its text, drafts first and then the latest."""
    found = db.session.scalars(select(Bulletin).options(defer(Bulletin.body)).order_by(Bulletin.changed_at.desc(), Bulletin.id))
    rank = {"draft": 0, "scheduled": 1, "sending": 2, "sent": 3}
    return sorted(found, key=lambda one: rank[one.state])


def find(bulletin_id: UUID) -> Bulletin:
    """One of the kommune's bulletins. Raises NotFound."""
    return find_row(Bulletin, bulletin_id)


def write(bulletin_id: UUID, list_id: UUID, title: str, body: str, kept: guarding.Kept | None = None) -> Bulletin:
    """A new draft. The same form sent twice, by its `bulletin_id`, is one. Raises Invalid or Guarded at its fields."""
    here.lock("bulletins")
    if (there := db.session.scalars(select(Bulletin).where(Bulletin.id == bulletin_id)).one_or_none()) is not None:
        return there
    receivers = lists.usable(list_id)
    title, body = checked(title, body, receivers, kept)
    bulletin = Bulletin(
        id=bulletin_id, list_id=receivers.id, title=title, body=body, language=here.kommune().language, written_by=here.actor_name()
    )
    db.session.add(bulletin)
    db.session.flush()
    audit.record("bulletin.drafted", bulletin, list=receivers.id)
    return bulletin


def change(bulletin: Bulletin, seen: int | None, list_id: UUID, title: str, body: str, kept: guarding.Kept | None = None) -> None:
    """Another text, or other receivers. Raises as `write`, Stale, and NotNow for what is planned or sent."""
    if not bulletin.can_change:
        raise NotNow("Et nyhetsbrev som er planlagt eller sendt, kan ikke endres.")
    receivers = lists.usable(list_id)
    title, body = checked(title, body, receivers, kept)
    check_version(bulletin, seen)
    bulletin.title, bulletin.body, bulletin.list_id, bulletin.changed_at = title, body, receivers.id, clock.now()
    audit.record("bulletin.changed", bulletin)


def schedule(bulletin: Bulletin, seen: int | None, at: datetime | None) -> None:
    """«Send 3.12. kl. 09», or now where `at` is None; the clock's round does it. Raises Invalid at «dag», NotNow and Stale."""
    if not bulletin.can_change:
        raise NotNow("Nyhetsbrevet er allerede planlagt eller sendt.")
    now = clock.now()
    if at is not None and at <= now:
        raise Invalid("Tidspunktet er passert. Velg et senere tidspunkt.", field="dag")
    if at is not None and at > now + FARTHEST:
        raise Invalid("Velg et tidspunkt innen ett år.", field="dag")
    receivers = lists.usable(bulletin.list_id)
    number = len(lists.reached(receivers))
    if not number:
        raise NotNow("Listen «{navn}» når ingen ennå. Legg til en gruppe eller en adresse først.", navn=receivers.name)
    no_hidden_titles(bulletin.title, bulletin.body)
    check_version(bulletin, seen)
    bulletin.state, bulletin.send_at, bulletin.sent_by = "scheduled", at or now, here.actor_name()
    audit.record("bulletin.scheduled", bulletin, at=bulletin.send_at, readers=number)


def take_back(bulletin: Bulletin, seen: int | None) -> None:
    """A planned bulletin is a draft again. Raises NotNow for one that is on its way, and Stale."""
    if bulletin.state != "scheduled":
        raise NotNow("Bare et nyhetsbrev som er planlagt, kan tas tilbake.")
    check_version(bulletin, seen)
    bulletin.state, bulletin.send_at = "draft", None
    audit.record("bulletin.taken_back", bulletin)


def discard(bulletin: Bulletin, seen: int | None) -> None:
    """Delete a draft. Raises NotNow for what is planned or sent, and Stale."""
    if not bulletin.can_change:
        raise NotNow("Bare et utkast kan slettes.")
    check_version(bulletin, seen)
    audit.record("bulletin.discarded", bulletin)
    db.session.delete(bulletin)


def checked(title: str, body: str, receivers: BulletinList, kept: guarding.Kept | None) -> tuple[str, str]:
    """A title and a text as they are kept, past the person-data guard. Raises Invalid or Guarded at «tittel» or «tekst»."""
    title, body = tidy(title, body)
    if not title:
        raise Invalid("Skriv en tittel.", field="tittel")
    if len(title) > LONGEST_TITLE:
        raise Invalid("Tittelen kan ha høyst {n} tegn.", field="tittel", n=LONGEST_TITLE)
    if not body:
        raise Invalid("Skriv teksten.", field="tekst")
    if len(body) > LONGEST_BODY:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field="tekst", n=LONGEST_BODY)
    if fields.PLACE.search(body):
        raise Invalid("Nyhetsbrev fylles ikke ut. Skriv teksten slik den skal stå.", field="tekst")
    no_hidden_titles(title, body)
    guarding.check(_keeper(receivers), {"tittel": title, "tekst": body}, kept)
    return title, body


def no_hidden_titles(title: str, body: str) -> None:
    """What the outside may not read is never named in a letter to many: titles of saker, and names of their papers.

    Asked again when it is sent. Raises Invalid at «tekst».
    """
    said = " ".join(f"{title} {body}".lower().split())
    query = select(AgendaItem).options(selectinload(AgendaItem.papers)).order_by(AgendaItem.created_at)
    for item in db.session.scalars(query.where(or_(AgendaItem.publicity != "public", AgendaItem.public_title != ""))):
        shut = [] if title_of(item, "outside") == item.title else [item.title]
        shut += [_stem(paper.filename) for paper in item.papers if not paper_is_open_to(paper, item, "outside")]
        if any(len(words) >= SHORTEST_TITLE and " ".join(words.lower().split()) in said for words in shut):
            raise Invalid(
                "Teksten gjengir tittelen på en sak som ikke er offentlig ({sak}). Skriv om, eller vurder offentlighet på saken først.",
                field="tekst", sak=item.label or item.group.name,
            )  # fmt: skip


def _stem(filename: str) -> str:
    """A paper's name without its ending."""
    return filename.rpartition(".")[0] or filename


def tidy(title: str, body: str) -> tuple[str, str]:
    """One line and many, with one kind of line break and nothing that a table cannot hold."""
    lines = _CONTROL.sub("", body.replace("\r\n", "\n").replace("\r", "\n"))
    return " ".join(_CONTROL.sub(" ", title).split()), lines.strip()


def _keeper(receivers: BulletinList) -> Group | None:
    """The group that remembers what a writer keeps despite a warning: the coordinating one, else the first on the list."""
    chosen: Sequence[Group] = lists.groups_to_choose()
    return next((group for group in chosen if group.level == "COORDINATING"), next(iter(lists.listed(receivers).groups), None))
