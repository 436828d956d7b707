"""A sak that was sent to the level below: why, by when, and what came back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.meetings.models import AgendaItem
from tenants.meetings.shielding import SHIELDED


class SentItem(InTenant, Base):
    """`item_id` is the sak that was sent, `made_id` the sak it became in the receiving group."""

    __tablename__ = "sent_items"
    belongs_to = (("item_id", "agenda_items"), ("made_id", "agenda_items"))

    item_id: Mapped[UUID]
    made_id: Mapped[UUID]
    reason: Mapped[str]
    due_on: Mapped[date]
    sent_by: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
    answer: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    item: Mapped[AgendaItem] = one("SentItem.item_id", "AgendaItem", lazy="joined", innerjoin=True)
    made: Mapped[AgendaItem] = one("SentItem.made_id", "AgendaItem", lazy="joined", innerjoin=True)

    @property
    def shielded(self) -> bool:
        """Either end of it is exempt or internal: its words are read in the sak itself, where reading leaves its trace."""
        return bool({self.item.publicity, self.made.publicity} & set(SHIELDED))

    @property
    def overdue(self) -> bool:
        """Nobody has answered, and the deadline is past."""
        return self.answered_at is None and self.due_on < clock.today()
