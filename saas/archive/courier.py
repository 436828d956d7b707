"""The courier: makes the package of a filing that is asked for, and carries it where it is to go. Always a job, never a request.

Each step is one transaction on one locked row, so a worker that is killed in the middle leaves the row as it was, and the
next sweep finds it. Doing a step twice gives the same bytes under the same name.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import delete, select

from saas import audit, clock, jobs, trying
from saas.archive import package, schemas, targets
from saas.archive.contents import Content, File, SourceChanged
from saas.archive.models import Filing, FilingPackage
from saas.db import db
from saas.errors import NotFound
from saas.printing import PrintingFailed

log = logging.getLogger(__name__)
# Minutes until the next try after the first, second … failure; after the last one a person must look at it.
BACK_OFF = (1, 5, 15, 60, 240)
# What time alone may mend. The rest needs a person, and is not tried again by itself.
PASSING = ("folder", "unexpected")
BY_ITSELF = "Bindeledd"

# Kind of source → how the bytes of one of its files are found. The features hang up theirs; the house knows no document.
READERS: dict[str, Callable[[File], bytes]] = {}
# Called when a package is made, so that a feature can tell whoever waits for it.
MADE: list[Callable[[Filing], None]] = []


@jobs.job("archive.make")
def make(filing_id: str) -> None:
    """Build and keep the package of one filing; one that is made, taken by another worker, or not due is left alone."""
    filing = _hold(filing_id, "asked")
    if filing is None:
        return
    if (error := _attempt(filing, _build)) is not None:
        _failed(filing, error)
        return
    filing.state, filing.made_at, filing.attempts, filing.error, filing.error_detail = "made", clock.now(), 0, "", ""
    audit.record("filing.made", filing, documents=len(filing.content["files"]))
    for tell in MADE:
        tell(filing)
    if targets.target(filing.delivery) is not None:
        jobs.later("archive.carry", filing.id)


@jobs.job("archive.carry")
def carry(filing_id: str) -> None:
    """Hand over the package of one filing that is made; where somebody fetches it by hand there is nothing to carry."""
    filing = _hold(filing_id, "made")
    if filing is None or targets.target(filing.delivery) is None:
        return
    if (error := _attempt(filing, _hand_over)) is not None:
        _failed(filing, error)
        return
    delivered(filing, BY_ITSELF)


@jobs.job("archive.sweep")
def sweep() -> None:
    """Find what was lost between commit and queue, or waits for its next try, and ask for it again."""
    # What somebody fetches by hand may wait in its hundreds, and must not stand before what can be carried.
    ours = (Filing.state == "asked") | Filing.delivery.in_(list(targets.TARGETS))
    due = select(Filing.id, Filing.state).where(trying.is_due(Filing, ("asked", "made"), clock.now()), ours)
    for filing_id, state in db.session.execute(due.order_by(Filing.next_try_at).limit(200)):
        jobs.later("archive.make" if state == "asked" else "archive.carry", filing_id)


def delivered(filing: Filing, by: str) -> None:
    """The package has left the house; who took it is remembered, each time."""
    if filing.state == "made":
        filing.state, filing.delivered_at, filing.delivered_by = "delivered", clock.now(), by
        filing.attempts, filing.error, filing.error_detail = 0, "", ""
    audit.record("filing.delivered", filing, how=filing.delivery)


def package_of(filing: Filing) -> FilingPackage | None:
    """The package as it was made, or None before it is (and after it is deleted by the rules of retention)."""
    return db.session.scalars(select(FilingPackage).where(FilingPackage.filing_id == filing.id)).one_or_none()


def built(filing: Filing) -> bytes:
    """The package's bytes, made anew from what was frozen: the same every time."""
    content = cast(Content, filing.content)
    return package.pack(content, [READERS[filing.source_kind](file) for file in content["files"]])


def _hold(filing_id: str, state: str) -> Filing | None:
    query = select(Filing).where(Filing.id == UUID(filing_id), trying.is_due(Filing, (state,), clock.now()))
    return db.session.scalars(query.with_for_update(skip_locked=True)).one_or_none()


def _attempt(filing: Filing, work: Callable[[Filing], None]) -> str | None:
    """Do the work; None when it went well, else the code of what went wrong. A failed attempt leaves no half row."""
    try:
        with db.session.begin_nested():
            work(filing)
    except schemas.BreaksSchema as broken:
        log.warning("The message of filing %s breaks the schema: %s", filing.id, broken)
        return "schema"
    except package.TooLargeForArchive:
        return "too_large"
    except PrintingFailed:
        return "printing"
    except NotFound:
        return "gone"
    except SourceChanged:
        return "changed"
    except targets.NotCarried as away:
        return str(away)
    except Exception:
        # Whatever it is, the row must tell that it stopped: a courier that only dies is tried for ever and seen by nobody.
        log.exception("Filing %s stopped unexpectedly.", filing.id)
        return "unexpected"
    return None


def _build(filing: Filing) -> None:
    content = built(filing)
    db.session.execute(delete(FilingPackage).where(FilingPackage.filing_id == filing.id))
    db.session.add(
        FilingPackage(
            filing_id=filing.id, filename=package.package_name(cast(Content, filing.content)), size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), content=content,
        )
    )  # fmt: skip
    db.session.flush()


def _hand_over(filing: Filing) -> None:
    found, place = package_of(filing), targets.target(filing.delivery)
    if found is None or place is None:
        raise NotFound()
    place.carry(found.filename, found.content)


def _failed(filing: Filing, error: str) -> None:
    filing.error, filing.error_detail = error, ""
    if error not in PASSING or filing.attempts >= len(BACK_OFF):
        filing.state = "failed"
        audit.record("filing.failed", filing, error=error, attempts=filing.attempts + 1)
    else:
        filing.next_try_at = clock.now() + timedelta(minutes=BACK_OFF[filing.attempts])
    filing.attempts += 1
