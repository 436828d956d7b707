"""Taking everything out, and asking to be deleted: one asks, another confirms, and there is time to regret."""

import hashlib
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from saas import audit, clock, here, jobs, outbox
from saas.db import check_version, db, find
from saas.errors import Invalid, NotAllowed, NotFound, NotNow
from saas.pages import day, letter
from tenants.departure import takeout_file
from tenants.departure.models import Departure, Export

KEPT_DAYS = 7
REGRET_DAYS = 14
# Those who lead; at least one of the two must be the chief executive.
MAY_ASK = ("chief_executive", "chair", "coordinator")
CHIEF = "chief_executive"


def exports() -> list[Export]:
    """The latest takeouts, without their content."""
    query = select(Export).options(defer(Export.content)).order_by(Export.asked_at.desc()).limit(20)
    return list(db.session.scalars(query))


def find_export(export_id: UUID) -> Export:
    """One takeout that can still be fetched. Raises NotFound."""
    export = find(Export, export_id)
    if export.state != "ready" or export.expires_at is None or export.expires_at < clock.now():
        raise NotFound()
    return export


def ask_for_export() -> Export:
    """A takeout, made by a job; one at a time."""
    leaders_only()
    here.lock("export")
    if db.session.scalar(select(Export.id).where(Export.state.in_(("waiting", "working"))).limit(1)):
        raise NotNow("Et uttrekk lages nå. Vent til det er ferdig.")
    export = Export(asked_by=here.actor_name() or "–")
    db.session.add(export)
    db.session.flush()
    audit.record("export.asked", export)
    jobs.later("departure.export", export.id)
    return export


def fetched(export: Export) -> None:
    """Somebody took the file; that is remembered."""
    audit.record("export.fetched", export)


def make(export: Export) -> None:
    """Do the work of a takeout that waits."""
    when = clock.now()
    with takeout_file.write(when) as file:
        content = file.read()
    export.content, export.size, export.sha256 = content, len(content), hashlib.sha256(content).hexdigest()
    export.filename = f"{here.kommune().slug}-uttrekk-{when.date().isoformat()}.zip"
    export.state, export.ready_at, export.expires_at = "ready", when, when + timedelta(days=KEPT_DAYS)
    audit.record("export.made", export, size=len(content))


def departure() -> Departure | None:
    """The wish to be deleted that stands now, if any."""
    standing = Departure.state.in_(("asked", "confirmed"))
    return db.session.scalars(select(Departure).where(standing).order_by(Departure.asked_at.desc())).first()


def ask_to_leave(name: str, reason: str) -> Departure:
    """The first of two. `name` is the kommune's name as typed, so that nobody does this by a slip."""
    leaders_only()
    if " ".join(name.split()).casefold() != here.kommune().name.casefold():
        raise Invalid("Skriv navnet på kommunen slik det står øverst på siden.", field="navn")
    if len(reason.strip()) < 10:
        raise Invalid("Skriv kort hvorfor, med minst 10 tegn.", field="grunn")
    here.lock("departure")
    if departure() is not None:
        raise NotNow("Det er allerede bedt om sletting.")
    wish = Departure(reason=reason.strip()[:1000], asked_by=here.actor_id(), asked_name=here.actor_name() or "–")
    db.session.add(wish)
    db.session.flush()
    audit.record("departure.asked", wish)
    _tell(wish, "departure/asked.txt")
    return wish


def confirm(departure_id: UUID, seen: int | None) -> Departure:
    """The second of two: another person, and one of them the chief executive."""
    wish = find(Departure, departure_id)
    leaders_only()
    check_version(wish, seen)
    if wish.state != "asked":
        raise NotNow("Slettingen er allerede avgjort.")
    if wish.asked_by == here.actor_id():
        raise NotAllowed("Den som ba om sletting, kan ikke bekrefte den selv.")
    if CHIEF not in (here.role(), _role_of(wish.asked_by)):
        raise NotAllowed("Kommunedirektøren må være en av de to.")
    now = clock.now()
    wish.state, wish.confirmed_by, wish.confirmed_name = "confirmed", here.actor_id(), here.actor_name() or "–"
    wish.confirmed_at, wish.delete_after = now, now + timedelta(days=REGRET_DAYS)
    audit.record("departure.confirmed", wish)
    _tell(wish, "departure/confirmed.txt")
    return wish


def cancel(departure_id: UUID, seen: int | None) -> None:
    """Any leader may regret for all, until the day comes."""
    wish = find(Departure, departure_id)
    leaders_only()
    check_version(wish, seen)
    if wish.state not in ("asked", "confirmed"):
        raise NotNow("Slettingen er allerede avgjort.")
    wish.state = "cancelled"
    audit.record("departure.cancelled", wish)
    _tell(wish, "departure/cancelled.txt")


def is_leader() -> bool:
    """Whether the visitor is one of those who may take everything out, or ask for deletion."""
    return here.role() in MAY_ASK


def is_mine(wish: Departure) -> bool:
    """Whether the visitor asked for this."""
    return wish.asked_by == here.actor_id()


def leaders_only() -> None:
    """Refuse everybody but those who lead. Raises NotAllowed."""
    if not is_leader():
        raise NotAllowed("Bare kommunedirektøren, lederen av styringsgruppen og koordinatoren kan gjøre dette.")


def _role_of(user_id: UUID) -> str:
    held = [m for m in takeout_file.members() if m["user_id"] == str(user_id) and _runs(m)]
    return CHIEF if any(m["role"] == CHIEF for m in held) else ""


def _runs(member: dict[str, str | None]) -> bool:
    today = clock.today().isoformat()
    return str(member["valid_from"]) <= today and (member["valid_to"] is None or str(member["valid_to"]) >= today)


def _tell(wish: Departure, template: str) -> None:
    """Everyone who leads hears of it, whoever did it."""
    place = here.kommune()
    leaders = {m["email"]: m["name"] for m in takeout_file.members() if m["role"] in MAY_ASK and _runs(m) and not m["disabled"]}
    after = day(wish.delete_after.date()) if wish.delete_after else ""
    for address, name in leaders.items():
        subject, body = letter(template, place.language, name=name, wish=wish, after=after)
        outbox.post((name, address), subject, body, template=template, about=wish)
