"""Everyone who may get a bulletin: one row an address, made when it is first needed, and kept out for good once it has stopped."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, outbox, return_post
from saas.db import db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.outbox import Letter
from tenants.network.models import Person
from tenants.outreach.models import BulletinReader, Delivery, ListEntry

# Days that the log tells of each reader. A stop's fingerprint is kept for as long as the stop is, which is for good.
LOG_KEPT = 365
# What saas.carrier writes of an address that was refused for good; a mail server that is away says nothing about an address.
REFUSED = "%svarte 5%"


def find(reader_id: UUID) -> BulletinReader:
    """One reader of this kommune's bulletins. Raises NotFound."""
    return find_row(BulletinReader, reader_id)


def by_address(email: str) -> BulletinReader | None:
    """The reader with this address, also one who has stopped; None for one that never was here."""
    seal = return_post.sealed(here.kommune().id, email)
    return db.session.scalars(select(BulletinReader).where(BulletinReader.email_seal == seal)).one_or_none()


def settle(people: Iterable[tuple[str, str, UUID | None]]) -> dict[str, BulletinReader]:
    """A row for each (address, name, person), in two statements; by fingerprint. Whoever has stopped stays stopped."""
    kommune = here.kommune().id
    rows: dict[str, dict[str, object]] = {}
    for email, name, person_id in people:
        seal, reader_id = return_post.sealed(kommune, email), uuid4()
        rows.setdefault(seal, {
            "id": reader_id, "email": email.strip(), "email_seal": seal, "name": name, "person_id": person_id, "created_at": clock.now(),
            "stop_hash": return_post.hashed(return_post.stop_token(kommune, reader_id)),
            "return_hash": return_post.hashed(return_post.return_token(kommune, reader_id)),
        })  # fmt: skip
    if not rows:
        return {}
    db.session.execute(insert(BulletinReader).values(list(rows.values())).on_conflict_do_nothing())
    found = db.session.scalars(select(BulletinReader).where(BulletinReader.email_seal.in_(rows)))
    return {reader.email_seal: reader for reader in found}


def contact(email: str, name: str) -> BulletinReader:
    """A contact of the kommune's own. Raises Invalid at «epost», and NotNow for somebody who has stopped."""
    email, name = email.strip(), " ".join(name.split())[:200]
    if not return_post.is_address(email):
        raise Invalid("Skriv en gyldig e-postadresse.", field="epost")
    reader = next(iter(settle([(email, name, None)]).values()))
    if reader.state == "stopped":
        raise NotNow("Denne adressen har meldt seg av nyhetsbrev fra {kommune}. Bare den som eier adressen, kan melde den på igjen.",
                     kommune=here.kommune().name)  # fmt: skip
    if reader.email is None:
        # Somebody outside has asked to follow and not confirmed it yet: now the kommune itself has put the address here.
        reader.email, reader.state = email, "active"
    reader.name = name or reader.name
    return reader


def resume(reader: BulletinReader) -> None:
    """An address that letters came back from is tried again. Raises NotNow where nothing is paused."""
    if reader.state != "paused":
        raise NotNow("Adressen er ikke satt på vent.")
    reader.state, reader.paused_at, reader.pause_reason = "active", None, ""
    reader.version += 1
    audit.record("bulletin_reader.resumed", reader)


def stop(reader: BulletinReader) -> None:
    """Out of every list, and the address deleted; only its fingerprint stays, so that the stop is kept."""
    if reader.state == "stopped":
        return
    reader.state, reader.follows, reader.stopped_at = "stopped", False, clock.now()
    reader.email, reader.asked_email, reader.confirm_hash, reader.confirm_until = None, None, None, None
    reader.name, reader.person_id, reader.pause_reason = "", None, ""
    reader.version += 1
    audit.record("bulletin_reader.stopped", reader)
    db.session.flush()
    tidy()


def paused() -> list[BulletinReader]:
    """Those whose letters came back, the latest first."""
    query = select(BulletinReader).where(BulletinReader.state == "paused").order_by(BulletinReader.paused_at.desc())
    return list(db.session.scalars(query.limit(200)))


def counts() -> dict[str, int]:
    """How many follow by their own wish, how many are paused, and how many have stopped."""
    state = BulletinReader.state
    kinds = (BulletinReader.follows & (state == "active"), state == "paused", state == "stopped")
    found = db.session.execute(select(*[func.count().filter(kind) for kind in kinds]).select_from(BulletinReader)).one()
    return dict(zip(("followers", "paused", "stopped"), found, strict=True))


def tidy() -> int:
    """One round: letters to those who have stopped never leave, and keep no address; a refused address is paused.

    Returns how many readers were touched. Run again it does nothing.
    """
    gone = select(Delivery.letter_id).join(BulletinReader, BulletinReader.id == Delivery.reader_id).where(
        BulletinReader.state == "stopped", Delivery.letter_id.is_not(None))  # fmt: skip
    kept = select(Letter.id).where(Letter.id.in_(gone), Letter.to_address != "")
    letters = list(db.session.scalars(kept))
    if letters:
        outbox.withdraw(letters)
        audit.record("bulletin_letter.withdrawn", letters=len(letters))
    db.session.execute(delete(ListEntry).where(ListEntry.reader_id.in_(
        select(BulletinReader.id).where(BulletinReader.state == "stopped"))).execution_options(synchronize_session=False))  # fmt: skip
    return len(letters) + _pause_refused()


def _pause_refused() -> int:
    """An address that the receiver's own mail server refused for good is paused, and the lists say so."""
    refused = select(Delivery.id, Delivery.reader_id, Letter.id, Letter.last_error).join(Letter, Letter.id == Delivery.letter_id)
    lost = (Letter.state == "failed", Letter.last_error.like(REFUSED), Delivery.bounced_at.is_(None))
    found = list(db.session.execute(refused.where(*lost)))
    for delivery_id, reader_id, letter_id, why in found:
        values = {"state": "paused", "paused_at": clock.now(), "pause_reason": (why or "")[:200]}
        db.session.execute(update(BulletinReader).where(BulletinReader.id == reader_id, BulletinReader.state == "active").values(**values))
        db.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(bounced_at=clock.now()))
        # The list tells of it now; among the letters that somebody must look at it would stand for ever.
        db.session.execute(update(Letter).where(Letter.id == letter_id).values(state="stopped"))
    if found:
        audit.record("bulletin_reader.paused", readers=len(found))
    return len(found)


def forget() -> None:
    """What is not needed any more: unconfirmed wishes, readers who have left the network, and old lines of the log."""
    old = (BulletinReader.confirm_until < func.now(), BulletinReader.confirm_hash.is_not(None))
    db.session.execute(delete(BulletinReader).where(*old, BulletinReader.state == "asked"))
    db.session.execute(update(BulletinReader).where(*old).values(asked_email=None, confirm_hash=None, confirm_until=None))
    before = clock.now() - timedelta(days=LOG_KEPT)
    db.session.execute(delete(Delivery).where(Delivery.created_at < before, Delivery.state != "waiting"))
    # A row that nobody is behind any more: no follower, no contact, no person in the network, and no stop to keep.
    there = select(Person.id).where((Person.left_on.is_(None)) | (Person.left_on >= clock.today()))
    idle = select(BulletinReader.id).where(
        BulletinReader.state.in_(("active", "paused")), BulletinReader.follows.is_(False),
        BulletinReader.id.not_in(select(ListEntry.reader_id).where(ListEntry.reader_id.is_not(None))),
        (BulletinReader.person_id.is_(None)) | (BulletinReader.person_id.not_in(there)),
        BulletinReader.id.not_in(select(Delivery.reader_id)),
    )  # fmt: skip
    db.session.execute(delete(BulletinReader).where(BulletinReader.id.in_(list(db.session.scalars(idle)))))
