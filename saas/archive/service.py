"""The verbs of filing: ask, ask again, take what the archive answered; and what others ask of it."""

import hashlib
import logging
from collections.abc import Collection
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, delete, exists, select
from sqlalchemy.dialects.postgresql import insert

from saas import audit, clock, here, jobs, rooms
from saas.archive import targets
from saas.archive.contents import LONGEST_TITLE, Content, frozen
from saas.archive.models import Filing, FilingPackage, FilingReceipt
from saas.archive.receipt import Receipt, read
from saas.db import check_version, db, find, own_key
from saas.errors import Invalid, NotNow, Refusal

log = logging.getLogger(__name__)


def ask(kind: str, source_id: UUID, source_version: int, content: Content, *, delivery: str) -> tuple[Filing, bool]:
    """File one version of one document; the row that stands and whether it is new. The same asked for twice is one row."""
    values = dict(
        source_kind=kind, source_id=source_id, source_version=source_version, external_key=content["key"],
        title=content["title"][:LONGEST_TITLE], public_title=content["public_title"][:LONGEST_TITLE], content=frozen(content),
        legal_basis=content["shielding"]["basis"][:300] if content["shielding"] else "", delivery=delivery,
        asked_by=here.actor_name() or "–", asked_at=clock.now(), next_try_at=clock.now(),
    )  # fmt: skip
    same = own_key(Filing, "source_kind", "source_id", "source_version")
    made = insert(Filing).values(**values).on_conflict_do_nothing(index_elements=same).returning(Filing.id)
    new = db.session.scalar(made)
    filing = _of_version(kind, source_id, source_version)
    if new is not None:
        audit.record("filing.asked", filing, kind=kind, number=source_version, shielded=filing.is_shielded)
        jobs.later("archive.make", filing.id)
    return filing, new is not None


def ask_again(filing: Filing, seen: int | None, content: Content, *, delivery: str) -> Filing:
    """«Pakk på nytt»: a filing that stopped is made anew, under the same key, as things stand now. Raises NotNow and Stale."""
    if filing.state != "failed":
        raise NotNow("Dokumentet er ikke stoppet, og trenger ikke pakkes på nytt.")
    if content["key"] != filing.external_key:
        raise NotNow("Dokumentet er kommet i en ny versjon. Send den nye versjonen til arkiv.")
    check_version(filing, seen)
    return _anew(filing, content, delivery)


def follow(filing: Filing, content: Content) -> bool:
    """What has not left the house is made anew where it would say something else now; whether it was.

    The row is locked first, so that a courier is either done with it or has not begun.
    """
    query = select(Filing).where(Filing.id == filing.id).with_for_update().execution_options(populate_existing=True)
    filing = db.session.scalars(query).one()
    if filing.state not in ("asked", "made") or content["key"] != filing.external_key or frozen(content) == filing.content:
        return False
    filing.version += 1
    _anew(filing, content, filing.delivery)
    return True


def take_answer(content: bytes, filing: Filing | None = None) -> Filing:
    """What the archive answered, about `filing` or about the one that its key names. The same answer twice is one.

    Raises Invalid (field `fil`) for what is no answer, or is about something else, and NotNow when it contradicts one.
    """
    told = read(content)
    if filing is None:
        filing = _of_key(told.key)
    elif told.key and told.key != filing.external_key:
        raise Invalid("Kvitteringen gjelder et annet dokument.", field="fil")
    filing = db.session.scalars(
        select(Filing).where(Filing.id == filing.id).with_for_update().execution_options(populate_existing=True)
    ).one()
    digest = hashlib.sha256(content).hexdigest()
    known = select(FilingReceipt.id).where(FilingReceipt.filing_id == filing.id, FilingReceipt.sha256 == digest)
    if db.session.scalar(known) is not None:
        return filing
    if filing.made_at is None:
        raise NotNow("Dokumentet er ikke pakket ennå, så arkivet kan ikke ha svart.")
    _settle(filing, told)
    outcome = "refused" if told.refused_because else "archived"
    db.session.add(
        FilingReceipt(filing_id=filing.id, outcome=outcome, sha256=digest, content=content, received_by=here.actor_name() or "–")
    )
    audit.record("filing.receipted" if outcome == "archived" else "filing.refused", filing, sha256=digest)
    return filing


def pick_up_answers() -> int:
    """Read what the case system has laid in the kommune's folder; how many were understood. What is not is laid aside.

    A file is moved only once what it said is safe; one that is read twice says the same twice.
    """
    understood = 0
    for path in targets.answers():
        try:
            with db.session.begin_nested():
                take_answer(targets.read_answer(path))
            fine = True
        except (Refusal, OSError) as trouble:
            log.warning("An answer in the archive's folder was not understood: %s", type(trouble).__name__)
            fine = False
        rooms.current().after_commit.append(partial(targets.put_away, path, understood=fine))
        understood += fine
    return understood


def find_filing(filing_id: UUID) -> Filing:
    """One filing of this kommune. Raises NotFound."""
    return find(Filing, filing_id)


def all_filings(limit: int = 500) -> list[Filing]:
    """Every filing, what was asked for last first."""
    return list(db.session.scalars(select(Filing).order_by(Filing.asked_at.desc(), Filing.id).limit(limit)))


def filings_of(kind: str, source_ids: Collection[UUID]) -> list[Filing]:
    """The filings of some documents of one kind, the newest version first."""
    query = select(Filing).where(Filing.source_kind == kind, Filing.source_id.in_(source_ids))
    return list(db.session.scalars(query.order_by(Filing.source_version.desc())))


def is_receipted(kind: str, source_id: Any, source_version: Any) -> ColumnElement[bool]:
    """As a condition on a kind's own table: the archive has receipted just this version. All else must be kept."""
    return exists().where(
        Filing.source_kind == kind, Filing.source_id == source_id, Filing.source_version == source_version,
        Filing.state == "receipted",
    )  # fmt: skip


def receipted_packages(before: datetime) -> Select[Any]:
    """The packages that the archive receipted before a moment: the only ones that may be deleted."""
    query = select(FilingPackage.id).join(Filing, Filing.id == FilingPackage.filing_id)
    return query.where(Filing.state == "receipted", Filing.receipted_at < before)


def _anew(filing: Filing, content: Content, delivery: str) -> Filing:
    db.session.execute(delete(FilingPackage).where(FilingPackage.filing_id == filing.id))
    filing.content, filing.delivery = frozen(content), delivery
    filing.title, filing.public_title = content["title"][:LONGEST_TITLE], content["public_title"][:LONGEST_TITLE]
    filing.legal_basis = content["shielding"]["basis"][:300] if content["shielding"] else ""
    filing.state, filing.attempts, filing.next_try_at, filing.made_at = "asked", 0, clock.now(), None
    filing.delivered_at, filing.delivered_by, filing.error, filing.error_detail = None, "", "", ""
    audit.record("filing.retried", filing)
    jobs.later("archive.make", filing.id)
    return filing


def _settle(filing: Filing, told: Receipt) -> None:
    """Write what the archive said into the row; an answer that goes against an earlier one is refused, not believed."""
    if filing.state == "receipted":
        raise NotNow("Arkivet har allerede kvittert: arkivert som {number}.", number=filing.archive_number or "–")
    if told.refused_because:
        filing.state, filing.error, filing.error_detail = "failed", "refused", told.refused_because
        return
    filing.state, filing.receipted_at, filing.error, filing.error_detail = "receipted", clock.now(), "", ""
    filing.archived_on = told.archived_on or clock.today()
    filing.case_number, filing.record_number = told.case_number[:100], told.record_number[:100]
    filing.record_system_id = told.record_system_id[:36]
    filing.delivered_at = filing.delivered_at or clock.now()


def _of_version(kind: str, source_id: UUID, source_version: int) -> Filing:
    query = select(Filing).where(
        Filing.source_kind == kind, Filing.source_id == source_id, Filing.source_version == source_version
    )
    return db.session.scalars(query).one()


def _of_key(key: str) -> Filing:
    if not key:
        raise Invalid("Kvitteringen sier ikke hvilket dokument den gjelder. Last den opp på dokumentets egen side.", field="fil")
    found = db.session.scalars(select(Filing).where(Filing.external_key == key)).one_or_none()
    if found is None:
        raise Invalid("Kvitteringen gjelder et dokument som ikke er sendt herfra.", field="fil")
    return found
