"""The lists that bulletins go to: chosen groups, own contacts, and whoever follows the kommune from outside."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, select

from saas import audit, clock, here, return_post
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from tenants.groups.models import Group, Seat
from tenants.network.models import Person
from tenants.outreach import readers
from tenants.outreach.models import Bulletin, BulletinList, BulletinReader, ListEntry

LONGEST_NAME = 120


@dataclass(frozen=True)
class Listed:
    """A list as its page shows it. `people` are those in its groups; `reach` is how many would get a letter now."""

    row: BulletinList
    groups: list[Group] = field(default_factory=list)
    contacts: list[BulletinReader] = field(default_factory=list)
    reach: int = 0


def find(list_id: UUID) -> BulletinList:
    """One of the kommune's lists. Raises NotFound."""
    return find_row(BulletinList, list_id)


def usable(list_id: UUID) -> BulletinList:
    """A list that a bulletin may go to. Raises Invalid at «liste» for one that is not there, or is put away."""
    row = db.session.scalars(select(BulletinList).where(BulletinList.id == list_id, BulletinList.archived_at.is_(None))).one_or_none()
    if row is None:
        raise Invalid("Velg en liste.", field="liste")
    return row


def all_lists(*, archived: bool = False) -> list[BulletinList]:
    """The kommune's lists by name; those that are put away only where asked for."""
    query = select(BulletinList).order_by(BulletinList.name, BulletinList.id)
    return list(db.session.scalars(query if archived else query.where(BulletinList.archived_at.is_(None))))


def groups_to_choose() -> list[Group]:
    """The groups that are not closed, by name."""
    query = select(Group).where((Group.closed_on.is_(None)) | (Group.closed_on > clock.today()))
    return list(db.session.scalars(query.order_by(Group.name, Group.id)))


def add(list_id: UUID, name: str, group_ids: Sequence[UUID], *, followers: bool) -> BulletinList:
    """A new list. The same form sent twice, by its `list_id`, is one list. Raises Invalid at «navn» or «grupper»."""
    here.lock("bulletin_lists")
    if (there := db.session.scalars(select(BulletinList).where(BulletinList.id == list_id)).one_or_none()) is not None:
        return there
    row = BulletinList(id=list_id, name=_checked(name), followers=followers)
    db.session.add(row)
    db.session.flush()
    _choose_groups(row, group_ids)
    audit.record("bulletin_list.added", row, groups=len(group_ids), followers=followers)
    return row


def change(row: BulletinList, seen: int | None, name: str, group_ids: Sequence[UUID], *, followers: bool) -> None:
    """Another name, other groups. Raises Invalid, and Stale."""
    name = _checked(name)
    check_version(row, seen)
    row.name, row.followers = name, followers
    _choose_groups(row, group_ids)
    audit.record("bulletin_list.changed", row, groups=len(group_ids), followers=followers)


def archive(row: BulletinList, seen: int | None) -> None:
    """Put a list away. Raises NotNow while a bulletin waits to go to it."""
    waiting = select(Bulletin.id).where(Bulletin.list_id == row.id, Bulletin.state.in_(("scheduled", "sending")))
    if db.session.scalar(waiting.limit(1)) is not None:
        raise NotNow("Et nyhetsbrev venter på å bli sendt til listen. Ta det tilbake først.")
    check_version(row, seen)
    row.archived_at = clock.now()
    audit.record("bulletin_list.archived", row)


def add_contact(row: BulletinList, email: str, name: str) -> BulletinReader:
    """A contact of the kommune's own on this list. Raises Invalid at «epost», and NotNow for somebody who has stopped."""
    here.lock("bulletin_lists")
    reader = readers.contact(email, name)
    there = select(ListEntry.id).where(ListEntry.list_id == row.id, ListEntry.reader_id == reader.id)
    if db.session.scalar(there) is not None:
        raise Invalid("Adressen står på listen fra før.", field="epost")
    db.session.add(ListEntry(list_id=row.id, reader_id=reader.id))
    db.session.flush()
    audit.record("bulletin_list.contact_added", row, reader=reader.id)
    return reader


def remove_contact(row: BulletinList, reader: BulletinReader) -> None:
    """Off this list; the address goes with the next tidying where nothing else needs it."""
    db.session.execute(delete(ListEntry).where(ListEntry.list_id == row.id, ListEntry.reader_id == reader.id))
    audit.record("bulletin_list.contact_removed", row, reader=reader.id)


def listed(row: BulletinList) -> Listed:
    """A list with what is on it and how many it reaches."""
    chosen = _group_ids(row)
    groups = [group for group in groups_to_choose() if group.id in chosen]
    return Listed(row, groups, _contacts(row), len(reached(row)))


def reached(row: BulletinList) -> dict[str, tuple[str, str, UUID | None]]:
    """Who would get a letter now: fingerprint → (address, name, person). Whoever is paused or has stopped is not among them."""
    kommune = here.kommune().id
    found: dict[str, tuple[str, str, UUID | None]] = {}
    for person in _people_in(_group_ids(row)):
        found.setdefault(return_post.sealed(kommune, person.email), (person.email, person.name, person.id))
    for reader in [*_contacts(row), *(_followers() if row.followers else ())]:
        if reader.email:
            found.setdefault(reader.email_seal, (reader.email, reader.name, reader.person_id))
    closed = select(BulletinReader.email_seal).where(BulletinReader.state.in_(("paused", "stopped")))
    for seal in db.session.scalars(closed.where(BulletinReader.email_seal.in_(found))):
        del found[seal]
    return found


def _group_ids(row: BulletinList) -> set[UUID]:
    query = select(ListEntry.group_id).where(ListEntry.list_id == row.id, ListEntry.group_id.is_not(None))
    return {group_id for group_id in db.session.scalars(query) if group_id is not None}


def _contacts(row: BulletinList) -> list[BulletinReader]:
    mine = select(ListEntry.reader_id).where(ListEntry.list_id == row.id, ListEntry.reader_id.is_not(None))
    query = select(BulletinReader).where(BulletinReader.id.in_(mine), BulletinReader.state != "stopped")
    return list(db.session.scalars(query.order_by(BulletinReader.name, BulletinReader.email)))


def _followers() -> list[BulletinReader]:
    query = select(BulletinReader).where(BulletinReader.follows, BulletinReader.state == "active")
    return list(db.session.scalars(query.order_by(BulletinReader.created_at, BulletinReader.id)))


def _people_in(group_ids: Iterable[UUID]) -> list[Person]:
    """Everyone with a seat today and an address that can stand on a letter."""
    today = clock.today()
    seated = select(Seat.person_id).where(
        Seat.group_id.in_(list(group_ids)), Seat.starts_on <= today, (Seat.ends_on.is_(None)) | (Seat.ends_on >= today)
    )
    people = db.session.scalars(select(Person).where(Person.id.in_(seated)).order_by(Person.name, Person.id))
    return [person for person in people if person.active and return_post.is_address(person.email.strip())]


def _choose_groups(row: BulletinList, group_ids: Sequence[UUID]) -> None:
    known = {group.id for group in groups_to_choose()}
    if set(group_ids) - known:
        raise Invalid("Velg blant gruppene i {kommune}.", field="grupper", kommune=here.kommune().name)
    db.session.execute(delete(ListEntry).where(ListEntry.list_id == row.id, ListEntry.group_id.is_not(None)))
    db.session.add_all(ListEntry(list_id=row.id, group_id=group_id) for group_id in dict.fromkeys(group_ids))
    db.session.flush()


def _checked(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise Invalid("Skriv hva listen heter.", field="navn")
    if len(name) > LONGEST_NAME:
        raise Invalid("Navnet kan ha høyst {n} tegn.", field="navn", n=LONGEST_NAME)
    return name
