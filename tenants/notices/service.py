"""The verbs of notices: what I have been told, that I have read it, and how I want to be told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, func, select, update

from saas import clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotFound, NotNow
from tenants.network.models import Person
from tenants.notices.kinds import CHOSEN
from tenants.notices.models import DIGESTS, PACES, Digest, Notice, NoticeSettings
from tenants.notices.quiet import Hours

# So many are shown at most, and so many days they are kept.
LATEST, KEPT = 200, 180


@dataclass(frozen=True)
class Told:
    """A notice as plain values, which outlive the room they were read in."""

    title: str
    template: str
    created_at: datetime


def me() -> Person | None:
    """The person in this kommune's network who is logged in; None for one who is not in it."""
    query = select(Person).where(Person.user_id == here.actor_id()).order_by(Person.id).limit(1)
    return db.session.scalars(query).one_or_none()


def mine() -> list[Notice]:
    """What I have been told, the latest first; one statement and one for who I am."""
    person = me()
    if person is None:
        return []
    query = select(Notice).where(Notice.person_id == person.id).order_by(Notice.created_at.desc(), Notice.id)
    return list(db.session.scalars(query.limit(LATEST)))


def unread_count() -> int:
    """How many of mine I have not read; one statement."""
    own = select(Person.id).where(Person.user_id == here.actor_id())
    query = select(func.count(Notice.id)).where(Notice.person_id.in_(own), Notice.read_at.is_(None))
    return db.session.scalar(query) or 0


def latest_unread(limit: int) -> list[Told]:
    """The latest that I have not read, to be shown outside the room too; one statement."""
    own = select(Person.id).where(Person.user_id == here.actor_id())
    query = select(Notice.title, Notice.template, Notice.created_at).where(Notice.person_id.in_(own), Notice.read_at.is_(None))
    return [Told(*row) for row in db.session.execute(query.order_by(Notice.created_at.desc(), Notice.id).limit(limit)).tuples()]


def find(notice_id: UUID) -> Notice:
    """One of mine. Raises NotFound, also for somebody else's in the same kommune."""
    notice, person = find_row(Notice, notice_id), me()
    if person is None or notice.person_id != person.id:
        raise NotFound()
    return notice


def mark_read(notice: Notice) -> None:
    """Seen. Saying it twice changes nothing."""
    notice.read_at = notice.read_at or clock.now()


def mark_all_read() -> int:
    """All of mine are seen; how many were not."""
    own = select(Person.id).where(Person.user_id == here.actor_id())
    unread = update(Notice).where(Notice.person_id.in_(own), Notice.read_at.is_(None))
    done = db.session.execute(unread.values(read_at=clock.now()).execution_options(synchronize_session=False))
    return int(done.rowcount)  # type: ignore[attr-defined]


def settings_of(person_id: UUID) -> NoticeSettings | None:
    """What a person has chosen in this kommune; None for one who has chosen nothing."""
    return db.session.scalars(select(NoticeSettings).where(NoticeSettings.person_id == person_id)).one_or_none()


def hours_of(chosen: NoticeSettings | None) -> Hours:
    """Quiet hours as chosen, else the house's own."""
    if chosen is None:
        return Hours()
    return Hours(chosen.quiet_from, chosen.quiet_until, chosen.quiet_days, chosen.quiet)


def choose(seen: int | None, paces: Mapping[str, str], hours: Hours, digest: str) -> NoticeSettings:
    """How I want to be told in this kommune. Raises Invalid at its field, NotNow for one who is not in the network, and Stale."""
    person = me()
    if person is None:
        raise NotNow("Du står ikke i nettverket i {kommune}, og får ingen varsler her.", kommune=here.kommune().name)
    if set(paces) - set(CHOSEN) or set(paces.values()) - set(PACES):
        raise Invalid("Velg hvor ofte du vil ha e-post.")
    if digest not in DIGESTS:
        raise Invalid("Velg hvor ofte du vil ha oversikten.", field="oversikt")
    if not (0 <= hours.begins <= 23 and 0 <= hours.ends <= 23):
        raise Invalid("Velg timer fra 0 til 23.", field="stille_fra")
    here.lock(f"notice_settings:{person.id}")
    chosen = settings_of(person.id)
    if chosen is None:
        chosen = NoticeSettings(person_id=person.id)
        db.session.add(chosen)
    else:
        check_version(chosen, seen)
    chosen.paces, chosen.digest, chosen.changed_at = dict(paces), digest, clock.now()
    chosen.quiet, chosen.quiet_from, chosen.quiet_until, chosen.quiet_days = hours.on, hours.begins, hours.ends, hours.days
    db.session.flush()
    return chosen


def forget() -> None:
    """Old notices, and those of people who have left the network."""
    left = select(Person.id).where(Person.left_on < clock.today())
    old = clock.now() - timedelta(days=KEPT)
    db.session.execute(delete(Notice).where((Notice.created_at < old) | Notice.person_id.in_(left)))
    db.session.execute(delete(NoticeSettings).where(NoticeSettings.person_id.in_(left)))
    db.session.execute(delete(Digest).where((Digest.made_at < clock.now() - timedelta(days=400)) | Digest.person_id.in_(left)))
