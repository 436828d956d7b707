"""The digest: weekly to members and practitioners, monthly to leaders. What has happened, what waits for you, what comes.

It names groups and dates, and never the title of a sak or a task: it is read on a telephone, and in other people's mail programs.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, outbox, pages
from saas.db import db
from tenants.access.members import members
from tenants.network.models import Person
from tenants.notices import content, quiet, service
from tenants.notices.models import Digest, NoticeSettings

TEMPLATE = "notices/digest.txt"
# Which digest follows from which role; others have the kommune's own pages open all day.
BY_ROLE = {"chair": "monthly", "chief_executive": "monthly", "member": "weekly", "practitioner": "weekly"}
# How far back a first digest looks, and how far ahead each looks, in days.
SPAN = {"weekly": 7, "monthly": 31}
AHEAD = {"weekly": 14, "monthly": 45}


def send_due() -> int:
    """One round. Returns how many letters were written: each person gets one a period, however many rounds meet."""
    now, wanted = clock.now(), _wanted()
    made = _made({period(rhythm, now.date()) for rhythm in ("weekly", "monthly")})
    written = 0
    for person, rhythm, chosen in wanted:
        name = period(rhythm, now.date())
        if (person.id, name) in made or not is_due(rhythm, now, service.hours_of(chosen)):
            continue
        written += _make(person, rhythm, name, now)
    return written


def period(rhythm: str, day: date) -> str:
    """«2026-W47» or «2026-11»."""
    if rhythm == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day.year}-{day.month:02d}"


def is_due(rhythm: str, now: datetime, hours: quiet.Hours) -> bool:
    """Whether the period's first working morning has come, and it is not quiet now."""
    today = now.astimezone(clock.OSLO).date()
    first = today - timedelta(days=today.weekday()) if rhythm == "weekly" else today.replace(day=1)
    opens = quiet.next_open(clock.at(first, quiet.MORNING), hours)
    return opens <= now and quiet.next_open(now, hours) <= now


def _wanted() -> list[tuple[Person, str, NoticeSettings | None]]:
    """Who gets which digest, in four statements however many they are."""
    rhythms: dict[UUID, str] = {}
    for member in members():
        if member.live and member.role in BY_ROLE and rhythms.get(member.user_id) != "monthly":
            rhythms[member.user_id] = BY_ROLE[member.role]
    live = {member.user_id for member in members() if member.live}
    people = db.session.scalars(select(Person).where(Person.user_id.in_(live)).order_by(Person.name, Person.id))
    chosen = {row.person_id: row for row in db.session.scalars(select(NoticeSettings))}
    found = []
    for person in people:
        settings = chosen.get(person.id)
        wish = settings.digest if settings else "role"
        rhythm = rhythms.get(person.user_id) if wish == "role" and person.user_id else wish
        if person.active and person.email and rhythm in SPAN:
            found.append((person, rhythm, settings))
    return found


def _made(periods: set[str]) -> set[tuple[UUID, str]]:
    query = select(Digest.person_id, Digest.period).where(Digest.period.in_(periods))
    return set(db.session.execute(query).tuples())


def _make(person: Person, rhythm: str, name: str, now: datetime) -> bool:
    """Whoever writes the row writes the letter, in one transaction; a second round waits here and finds it done."""
    before = db.session.scalar(select(func.max(Digest.made_at)).where(Digest.person_id == person.id))
    row = {"person_id": person.id, "period": name, "made_at": now}
    claim = insert(Digest).values(**row).on_conflict_do_nothing().returning(Digest.id)
    claimed = db.session.execute(claim).scalar_one_or_none()
    if claimed is None:
        return False
    oldest = now - timedelta(days=SPAN[rhythm])
    told = content.of(person, max(before, oldest) if before else oldest, now.date() + timedelta(days=AHEAD[rhythm]))
    if told.is_empty:
        return False
    subject, body = pages.letter(TEMPLATE, here.kommune().language, told=told, receiver=person, rhythm=rhythm)
    letter = outbox.post(person.address, subject, body, template=TEMPLATE)
    db.session.execute(update(Digest).where(Digest.id == claimed).values(letter_id=letter.id))
    audit.record("digest.sent", letter, period=name)
    return True
