"""The group's own yearly evaluation. Who is asked and what is answered lie apart, and nothing joins the two."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Integer
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, one
from tenants.groups.models import Group
from tenants.network.models import Person

STATES = {"open": "Åpen for svar", "closed": "Avsluttet"}


class SelfReview(InTenant, Base):
    """One group's evaluation of one year. `results` is filled when it closes, and only from five answers."""

    __tablename__ = "self_reviews"
    belongs_to = (("group_id", "groups"),)

    group_id: Mapped[UUID]
    year: Mapped[int]
    state: Mapped[str] = mapped_column(default="open")
    opened_on: Mapped[date]
    closes_on: Mapped[date]
    closed_on: Mapped[date | None]
    opened_by: Mapped[str] = mapped_column(default="")
    invited: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int | None]
    results: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reminded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("SelfReview.group_id", "Group")

    @property
    def is_open(self) -> bool:
        """Takes answers: through the last day, and not after."""
        return self.state == "open" and clock.today() <= self.closes_on


class SelfReviewInvitee(InTenant, Base):
    """That somebody is asked, and whether they have answered; gone when the evaluation closes."""

    __tablename__ = "self_review_invitees"
    belongs_to = (("review_id", "self_reviews"), ("person_id", "people"))

    review_id: Mapped[UUID]
    person_id: Mapped[UUID]
    answered: Mapped[bool] = mapped_column(default=False)

    person: Mapped[Person] = one("SelfReviewInvitee.person_id", "Person", lazy="joined", innerjoin=True)


class SelfReviewAnswer(InTenant, Base):
    """One answer, of nobody: no time, no person, no order. A guest may write it; no room may read it."""

    __tablename__ = "self_review_answers"
    belongs_to = (("review_id", "self_reviews"),)

    review_id: Mapped[UUID]
    scores: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    words: Mapped[str] = mapped_column(default="")
