"""A round to the leaders: the question, those who are asked, what they answer; and reports asked for the same way."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.network.models import Organisation, Person

STATES = {"draft": "Utkast", "sent": "Venter på svar", "closed": "Avsluttet"}
OUTCOMES = {"confirmed": "Bekreftet", "refuted": "Avkreftet"}
RECOGNISED = {"yes": "Ja", "partly": "Delvis", "no": "Nei", "unknown": "Vet ikke"}
SHARED = {"yes": "Ja", "partly": "Delvis", "no": "Nei"}


class Round(InTenant, Base):
    """An utfordringsrunde (challenge) or a rapportforespørsel (report). It has its sak from the day it is sent."""

    __tablename__ = "rounds"
    belongs_to = (("group_id", "groups"), ("item_id", "agenda_items"))

    kind: Mapped[str]
    group_id: Mapped[UUID]
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    theme: Mapped[str | None]
    item_id: Mapped[UUID | None]
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(default="draft")
    sent_at: Mapped[datetime | None]
    landed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    outcome_reason: Mapped[str] = mapped_column(default="")
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Round.group_id", "Group")
    item: Mapped[AgendaItem | None] = one("Round.item_id", "AgendaItem")
    recipients: Mapped[list["RoundRecipient"]] = many("RoundRecipient.round_id", "Round", lazy="select")
    questions: Mapped[list["RoundQuestion"]] = many(
        "RoundQuestion.round_id", "Round", lazy="select", order_by="RoundQuestion.position"
    )

    @property
    def is_open(self) -> bool:
        """Sent, and still takes answers."""
        return self.state == "sent"

    @property
    def overdue(self) -> bool:
        """Open, and past its deadline."""
        return self.is_open and self.due_on is not None and self.due_on < clock.today()

    @property
    def must_end(self) -> bool:
        """Past its deadline and landed on an agenda, but neither confirmed nor refuted."""
        return self.kind == "challenge" and self.overdue and self.landed_at is not None


class RoundQuestion(InTenant, Base):
    """One question of a rapportforespørsel."""

    __tablename__ = "round_questions"
    belongs_to = (("round_id", "rounds"),)

    round_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str]


class RoundRecipient(InTenant, Base):
    """One leader who is asked, and the answer. `version` rises when the answer is changed."""

    __tablename__ = "round_recipients"
    belongs_to = (("round_id", "rounds"), ("person_id", "people"), ("organisation_id", "organisations"))

    round_id: Mapped[UUID]
    person_id: Mapped[UUID]
    organisation_id: Mapped[UUID]
    recognised: Mapped[str | None]
    shared: Mapped[str | None]
    words: Mapped[str] = mapped_column(default="")
    contribution: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = one("RoundRecipient.round_id", "Round")
    person: Mapped[Person] = one("RoundRecipient.person_id", "Person")
    organisation: Mapped[Organisation] = one("RoundRecipient.organisation_id", "Organisation")


class RoundAnswer(InTenant, Base):
    """What one recipient answers to one question."""

    __tablename__ = "round_answers"
    belongs_to = (("recipient_id", "round_recipients"), ("question_id", "round_questions"))

    recipient_id: Mapped[UUID]
    question_id: Mapped[UUID]
    text: Mapped[str] = mapped_column(default="")


class RoundReminder(InTenant, Base):
    """That a reminder of one kind was sent: the unique key makes it once."""

    __tablename__ = "round_reminders"
    belongs_to = (("recipient_id", "round_recipients"),)

    recipient_id: Mapped[UUID]
    kind: Mapped[str]
    sent_at: Mapped[datetime] = mapped_column(default=clock.now)
