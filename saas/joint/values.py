"""What a joint meeting's shared record looks like to a party: the event, its parties and its saker."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from saas import clock


@dataclass(frozen=True)
class Party:
    """One kommune of an event. `state` is asked, joined or left; `applied` how far it has carried out the changes."""

    slug: str
    name: str
    colour: int
    mark: str
    state: str
    applied: int
    own: bool
    by_me: bool | None
    asked_by_kommune: str


@dataclass(frozen=True)
class Item:
    """A sak that all the parties have on their agendas, and what is written together about it."""

    id: UUID
    title: str
    description: str
    kind: str
    minutes: int
    version: int
    notes: str
    decision: str
    text_version: int
    written_by: str
    written_at: datetime | None


@dataclass(frozen=True)
class Event:
    """One meeting of several kommuner. `standing` is this kommune's own: asked or joined.

    `version` is what a form of time and place was opened on; `change` counts everything that there is to carry out,
    `notices` how many times all shall be told, `called` whether they shall be called at all.
    """

    id: UUID
    starts_at: datetime
    ends_at: datetime
    place: str
    practical: str
    state: str
    because: str
    calendar_uid: str
    sequence: int
    called: bool
    notices: int
    version: int
    change: int
    changed_by: str
    changed_at: datetime
    standing: str
    parties: tuple[Party, ...]
    items: tuple[Item, ...]

    @property
    def own(self) -> Party:
        """This kommune as a party."""
        return next(party for party in self.parties if party.own)

    @property
    def companions(self) -> list[Party]:
        """The other kommuner that hold it."""
        return [party for party in self.parties if party.state == "joined" and not party.own]

    @property
    def open(self) -> bool:
        """Whether it is still planned, and not over."""
        return self.state == "planned" and self.ends_at > clock.now()


def event_of(told: Mapping[str, Any]) -> Event:
    """The event as the database's function tells it; times in ISO 8601."""
    parties = tuple(Party(**party) for party in told["parties"])
    items = tuple(_item(item) for item in told["items"])
    same = {name: told[name] for name in Event.__dataclass_fields__ if name not in ("id", "parties", "items")}
    same |= {name: datetime.fromisoformat(told[name]) for name in ("starts_at", "ends_at", "changed_at")}
    return Event(id=UUID(told["id"]), parties=parties, items=items, **same)


def _item(told: Mapping[str, Any]) -> Item:
    same = {name: told[name] for name in Item.__dataclass_fields__ if name not in ("id", "written_at")}
    at = told["written_at"]
    return Item(id=UUID(told["id"]), written_at=datetime.fromisoformat(at) if at else None, **same)
