"""Reads what is published, as the public's role: pages, and the public minutes of kommuner that show theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, column, select, table

from saas.db import db
from saas.errors import NotFound
from saas.open.models import PublicFace

# The rows are a kommune's feature's own; here they are read as the table stands, past no import contract.
_MINUTES = table(
    "published_minutes", *(column(name) for name in ("tenant_id", "public_id", "number", "content", "published_at", "withdrawn_at"))
)
# How many minutes a page lists before «Vis alle».
FEW = 7
MOST = 200


@dataclass(frozen=True)
class PublicMinutes:
    """Minutes as everybody may read them. `content` is frozen, and its shape stands in tenants/publicity/content.py.

    `id` is the same for all editions of the same minutes; `number` is which edition this is.
    """

    id: UUID
    number: int
    content: dict[str, Any]
    published_at: datetime

    @property
    def held_on(self) -> date:
        """The day of the meeting."""
        return date.fromisoformat(str(self.content["held_on"])[:10])


def face(slug: str) -> PublicFace:
    """The published page of a kommune. Raises NotFound, the same for one that is not published and one that never was."""
    found = db.session.scalars(select(PublicFace).where(PublicFace.slug == slug)).one_or_none()
    if found is None:
        raise NotFound()
    return found


def faces(numbers: Iterable[str]) -> dict[str, PublicFace]:
    """The published pages of the kommuner with these official numbers, by number."""
    wanted = list(numbers)
    if not wanted:
        return {}
    return {row.number: row for row in db.session.scalars(select(PublicFace).where(PublicFace.number.in_(wanted)))}


def minutes(page: PublicFace, *, most: int = MOST) -> list[PublicMinutes]:
    """The public minutes of a page, the latest meeting first."""
    if not page.shows_minutes:
        return []
    rows = db.session.execute(_of(page).order_by(_MINUTES.c.published_at.desc()).limit(MOST))
    return sorted(map(_minutes, rows), key=lambda one: (one.held_on, one.published_at), reverse=True)[:most]


def one_of(page: PublicFace, public_id: UUID) -> PublicMinutes:
    """One set of public minutes of this page. Raises NotFound."""
    row = db.session.execute(_of(page).where(_MINUTES.c.public_id == public_id)).one_or_none()
    if row is None or not page.shows_minutes:
        raise NotFound()
    return _minutes(row)


def _of(page: PublicFace) -> Any:
    """Withdrawn ones are left out by the policy already; the sentence says it once more. A page has its kommune's own id."""
    columns = (_MINUTES.c.public_id, _MINUTES.c.number, _MINUTES.c.content, _MINUTES.c.published_at)
    return select(*columns).where(_MINUTES.c.tenant_id == page.id, _MINUTES.c.withdrawn_at.is_(None))


def _minutes(row: Row[Any]) -> PublicMinutes:
    return PublicMinutes(row.public_id, row.number, row.content, row.published_at)
