"""How each sak's publicity was chosen, and the minutes as everybody may read them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.meetings.models import AgendaItem
from tenants.minutes.models import Minutes


class PublicityChoice(InTenant, Base):
    """One choice for a sak, or for one of its papers. `edition` is the legal bases that were in use; rows never change."""

    __tablename__ = "publicity_choices"
    belongs_to = (("item_id", "agenda_items"),)

    item_id: Mapped[UUID]
    # No key: a paper may be deleted, and that somebody once judged it is still true.
    paper_id: Mapped[UUID | None]
    publicity: Mapped[str]
    basis_code: Mapped[str] = mapped_column(default="")
    legal_basis: Mapped[str] = mapped_column(default="")
    edition: Mapped[str]
    chosen_by: Mapped[str]
    chosen_as: Mapped[str]
    chosen_at: Mapped[datetime] = mapped_column(default=clock.now)

    item: Mapped[AgendaItem] = one("PublicityChoice.item_id", "AgendaItem")


class PublishedMinutes(InTenant, Base):
    """One edition of the public minutes. `content` is frozen, and its shape stands in tenants.publicity.content.

    The address carries `public_id`, which is the same for all editions of the same minutes; the one without
    `withdrawn_at` is out. `version_number` is the version of the minutes that it was made from.
    """

    __tablename__ = "published_minutes"
    belongs_to = (("minutes_id", "minutes"),)

    minutes_id: Mapped[UUID]
    public_id: Mapped[UUID]
    number: Mapped[int]
    version_number: Mapped[int]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    with_attendance: Mapped[bool]
    with_discussion: Mapped[bool]
    published_at: Mapped[datetime] = mapped_column(default=clock.now)
    published_by: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str] = mapped_column(default="")
    withdrawn_because: Mapped[str] = mapped_column(default="")

    minutes: Mapped[Minutes] = one("PublishedMinutes.minutes_id", "Minutes", lazy="joined", innerjoin=True)
