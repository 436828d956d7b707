"""The verbs of bti: what stands about the programme, and the link that everybody is sent on to."""

from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, here
from saas.db import check_version, db
from saas.errors import Invalid, Stale
from saas.plaintext import clean
from tenants.bti.models import STATUSES, BtiProgramme
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.network import service as network
from tenants.network.models import Person

LONGEST_TITLE, LONGEST_LINK, LONGEST_NOTE = 200, 500, 2000


def programme() -> BtiProgramme | None:
    """The kommune's own programme with its leader, or None before anything is written. One statement."""
    query = select(BtiProgramme).options(joinedload(BtiProgramme.leader)).order_by(BtiProgramme.id).limit(1)
    return db.session.scalars(query).unique().one_or_none()


def guide() -> str:
    """The address of the kommune's own guide, or nothing. Guests may ask too, and no person is read for it."""
    link = db.session.scalar(select(BtiProgramme.guide_link).order_by(BtiProgramme.id).limit(1)) or ""
    return link if _is_web(link) else ""


def keeper() -> Group | None:
    """The group that remembers what the guard was told to keep, for texts that belong to no group of their own."""
    return next((group for group in groups.visible() if group.level == "COORDINATING"), None)


def save(
    seen_version: int | None,
    *,
    status: str,
    leader_id: UUID | None = None,
    guide_title: str = "",
    guide_link: str = "",
    note: str = "",
    kept: guarding.Kept | None = None,
) -> BtiProgramme:
    """What stands from now on. Raises Invalid or Guarded, with the fields «status», «leder», «tittel», «lenke», «notat»."""
    if status not in STATUSES:
        raise Invalid("Velg fra listen.", field="status")
    title, link, note = " ".join(clean(guide_title).split()), clean(guide_link).strip(), clean(note).strip()
    _check(title, link, note)
    here.lock("bti")
    row = programme()
    leader = _leader(leader_id, row)
    guarding.check(keeper(), {"tittel": title, "notat": note}, kept)
    if row is None:
        if seen_version:
            raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
        row = BtiProgramme(version=1)
        db.session.add(row)
    else:
        # A form that was opened before anything stood here carries no version, and must not overwrite it.
        check_version(row, seen_version or 0)
    row.status, row.leader_id, row.leader = status, leader_id, leader
    row.guide_title, row.guide_link, row.note = title, link, note
    db.session.flush()
    audit.record("bti.saved", row, status=status, leader=leader_id, with_link=bool(link))
    return row


def _check(title: str, link: str, note: str) -> None:
    for field, text, most in (("tittel", title, LONGEST_TITLE), ("notat", note, LONGEST_NOTE)):
        if len(text) > most:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=most)
    if len(link) > LONGEST_LINK:
        raise Invalid("Adressen kan ha høyst {n} tegn.", field="lenke", n=LONGEST_LINK)
    if link and not _is_web(link):
        raise Invalid("Skriv en hel adresse som begynner med https://.", field="lenke")


def _is_web(link: str) -> bool:
    """An address that a browser may be sent to: http or https, with a host, and nobody's name or password in it."""
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
    except ValueError:
        return False
    named = "." in host.strip(".") and not parts.username and not parts.password
    return parts.scheme in ("http", "https") and named and not any(sign.isspace() or sign in '<>"\\' for sign in link)


def _leader(person_id: UUID | None, row: BtiProgramme | None) -> Person | None:
    if person_id is None:
        return None
    former = row.leader_id if row else None
    chosen = db.session.scalars(select(Person).where(Person.id == person_id)).one_or_none()
    if chosen is None or not (chosen.active or chosen.id == former):
        raise Invalid("Velg hvem som leder innføringen, fra listen.", field="leder")
    return chosen


def choices() -> list[Person]:
    """Those who may lead the programme: the people of the network."""
    return network.people()
