"""A group on its level, the seats in it with dates, and its standing items."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from saas import clock
from saas.db import Base, InTenant, many, one
from tenants.network.models import Person

LEVELS = {"STEERING": "Styrende nivå", "COORDINATING": "Koordinerende nivå", "OPERATIONAL": "Utførende nivå"}
FUNCTIONS = {"leader": "Leder", "deputy_leader": "Nestleder", "secretary": "Sekretær", "member": "Medlem"}
ITEM_KINDS = {"information": "Orientering", "discussion": "Drøfting", "decision": "Beslutning"}


class Group(InTenant, Base):
    """A group. `norm_*` is how often it should meet; a local name never changes what its level means."""

    __tablename__ = "groups"

    name: Mapped[str]
    level: Mapped[str]
    police_council: Mapped[bool] = mapped_column(default=False)
    norm_per: Mapped[str]
    norm_min: Mapped[int]
    norm_max: Mapped[int]
    july_exempt: Mapped[bool] = mapped_column(default=True)
    share_addresses: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    # Asked for where they are wanted: nearly every row of work names its group, and few pages show who sits in it.
    seats: Mapped[list["Seat"]] = many("Seat.group_id", "Group", lazy="select", order_by="Seat.starts_on")

    def seats_on(self, day: date) -> list["Seat"]:
        """Those who hold a seat on `day`: leader first, secretary next, then by name; deputies not counted."""
        rank = list(FUNCTIONS)
        held = [seat for seat in self.seats if seat.held_on(day) and seat.deputy_for is None]
        return sorted(held, key=lambda seat: (rank.index(seat.function), seat.person.name))

    def leader_on(self, day: date) -> Person | None:
        """The leader (or acting leader) on a day."""
        return next((seat.person for seat in self.seats_on(day) if seat.function == "leader"), None)

    def deputy_of(self, seat: "Seat", day: date) -> "Seat | None":
        """The vara of a seat, where one is named."""
        return next((s for s in self.seats if s.deputy_for == seat.id and s.held_on(day)), None)

    @property
    def short(self) -> str:
        """«KG», «SG», or the first letters of a local name, for calendars and sak numbers."""
        known = {"STEERING": "SG", "COORDINATING": "KG"}
        return known.get(self.level) or "".join(word[0] for word in self.name.split())[:3].upper()


class Seat(InTenant, Base):
    """One person's place in a group, from and to a date. `title` is the person's title as of the seat."""

    __tablename__ = "seats"
    belongs_to = (("group_id", "groups"), ("person_id", "people"), ("deputy_for", "seats"))

    group_id: Mapped[UUID]
    person_id: Mapped[UUID]
    function: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    acting: Mapped[bool] = mapped_column(default=False)
    deputy_for: Mapped[UUID | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)

    group: Mapped[Group] = one("Seat.group_id", "Group")
    person: Mapped[Person] = one("Seat.person_id", "Person", lazy="joined", innerjoin=True)

    def held_on(self, day: date) -> bool:
        """Both dates are included: access ends the day after the last one."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


class StandingItem(InTenant, Base):
    """A fast punkt: placed on every new agenda of the group."""

    __tablename__ = "standing_items"
    belongs_to = (("group_id", "groups"),)

    group_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str]
    kind: Mapped[str]
    minutes: Mapped[int] = mapped_column(default=10)
    template: Mapped[str | None]


class GuardException(InTenant, Base):
    """A phrase that a group has chosen to keep, known only by its seal; the reason is kept, the phrase is not."""

    __tablename__ = "guard_exceptions"
    belongs_to = (("group_id", "groups"),)

    group_id: Mapped[UUID]
    phrase_mac: Mapped[str]
    rule: Mapped[str]
    reason: Mapped[str]
    kept_by: Mapped[str]
    kept_at: Mapped[datetime] = mapped_column(default=clock.now)
