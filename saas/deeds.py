"""A form sent twice is one deed: each form carries a number that can be used once in its kommune."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock, jobs
from saas.db import Base, InTenant, db

KEPT = timedelta(days=3)


class Deed(InTenant, Base):
    """A form's number, and where the first sending led."""

    __tablename__ = "deeds"

    location: Mapped[str | None]
    done_at: Mapped[datetime] = mapped_column(default=clock.now)


def begin(number: str) -> bool:
    """Claim a form's number. False when it was used; a double click waits here until the first one is through.

    What is no number claims nothing: the deed is done, and its twin would be too.
    """
    if (deed_id := _read(number)) is None:
        return True
    claimed = db.session.execute(
        insert(Deed).values(id=deed_id, done_at=clock.now()).on_conflict_do_nothing().returning(Deed.id)
    )
    return claimed.scalar_one_or_none() is not None


def led_to(number: str) -> str | None:
    """Where the first sending led, if it was a page."""
    return db.session.scalar(select(Deed.location).where(Deed.id == _read(number)))


def finish(number: str, location: str | None) -> None:
    """Remember where the deed led, for its twin."""
    deed = db.session.scalars(select(Deed).where(Deed.id == _read(number))).one_or_none()
    if deed is not None:
        deed.location = location


@jobs.job("deeds.forget")
def forget() -> None:
    """Old numbers are forgotten; nobody sends a form again after three days."""
    db.session.execute(delete(Deed).where(Deed.done_at < clock.now() - KEPT))


def _read(number: str) -> UUID | None:
    try:
        return UUID(number)
    except ValueError:
        return None
