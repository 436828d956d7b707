"""Cards of experience: offered by a kommune, read by the centre, published for all, and gone the moment they are withdrawn.

Whose a card is stands in a column that no room may read. A kommune reaches its own only through the database's functions,
which know the room; the centre and the other kommuner have nothing to ask with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import undefer

from saas import clock, vocabulary
from saas.db import check_version, db
from saas.errors import NotFound, NotNow
from saas.library import guarding
from saas.library.models import LibraryCard

# Code → bokmål.
STATES = {
    "waiting": "Venter på å bli lest",
    "published": "Publisert",
    "returned": "Returnert",
    "withdrawn": "Tatt ut",
}
# The parts of a card in the order they are read, with the longest that the table takes.
PARTS = {"challenge": 2000, "what": 4000, "resources": 2000, "evaluation": 4000, "advice": 2000}
LONGEST_TITLE, LONGEST_ANSWER = 160, 1000
# How many rows a list shows before «Vis alle», and how many words a search looks for.
FEW, WORDS = 7, 6
OFFERED = ("title", "theme", "level", *PARTS, "verdict", "show_name")


@dataclass(frozen=True)
class Filters:
    """What was asked for; unknown codes ask for nothing. All of `words` must stand somewhere in the card."""

    theme: str = ""
    level: str = ""
    verdict: str = ""
    words: str = ""
    everything: bool = False

    @property
    def any(self) -> bool:
        """Whether anything was asked for at all."""
        return bool(self.theme or self.level or self.verdict or self.words)


@dataclass(frozen=True)
class Standing:
    """How a kommune's own card stands in the shared library: a code of STATES, and what the reader answered."""

    state: str
    answer: str
    reviewed_at: datetime | None


def published(filters: Filters) -> tuple[list[LibraryCard], int]:
    """(the cards that all may read, how many there are in all), the newest first."""
    wanted = [LibraryCard.state == "published", *_narrowed(filters)]
    total = db.session.scalar(select(func.count()).select_from(LibraryCard).where(*wanted)) or 0
    query = select(LibraryCard).where(*wanted).order_by(LibraryCard.reviewed_at.desc(), LibraryCard.id)
    return list(db.session.scalars(query.limit(None if filters.everything else FEW))), total


def find_published(card_id: UUID) -> LibraryCard:
    """A card that all may read. Raises NotFound for one that is not out, or no longer."""
    return _one(card_id, "published")


def to_read() -> list[LibraryCard]:
    """The cards that wait for the centre, the oldest first."""
    query = select(LibraryCard).where(LibraryCard.state == "waiting")
    return list(db.session.scalars(query.order_by(LibraryCard.received_at, LibraryCard.id)))


def find_for(office: str, card_id: UUID) -> LibraryCard:
    """A card as the centre sees it: the editor also those that wait or are returned, the analyst what all may read."""
    states = ("published", "waiting", "returned") if office == "editor" else ("published",)
    return _one(card_id, *states, whole=True)


def publish(card: LibraryCard, reader: str, seen: int | None) -> None:
    """Put a card that waits on the shelf. `reader` is the editor's name. Raises Stale and NotNow."""
    _take_up(card, seen, "waiting")
    card.state, card.reviewed_by, card.reviewed_at = "published", reader, clock.now()
    db.session.flush()


def give_back(card: LibraryCard, answer: str, reader: str, seen: int | None) -> None:
    """Return a card that waits, with what should be written otherwise. Raises Invalid, Guarded, Stale and NotNow."""
    _answer(card, answer, "returned", reader, seen, "waiting")


def take_out(card: LibraryCard, answer: str, reader: str, seen: int | None) -> None:
    """Take a published card out again, with the reason that its kommune is told. Raises as give_back."""
    _answer(card, answer, "withdrawn", reader, seen, "published")


def offer(card: Mapping[str, Any]) -> UUID:
    """Hand a card over to the centre from the kommune whose room this is; its id in the library. Keys: OFFERED."""
    whole = {key: card[key] for key in OFFERED}
    return db.session.execute(select(func.app.offer_card(literal(whole, JSONB)))).scalar_one()


def withdraw(card_id: UUID) -> bool:
    """Take this kommune's own card out of the library, words and all; False for a card that is not its own."""
    return bool(db.session.execute(select(func.app.withdraw_card(card_id))).scalar())


def standing_of(card_id: Any) -> ColumnElement[Any]:
    """An expression to select beside a row with a card's id: how the card stands, nothing for another kommune's."""
    return func.app.my_card(card_id, type_=JSONB)


def standing(told: Mapping[str, Any] | None) -> Standing | None:
    """What `standing_of` gave, read."""
    if not told:
        return None
    reviewed = told.get("reviewed_at")
    return Standing(str(told["state"]), str(told["answer"]), datetime.fromisoformat(reviewed) if reviewed else None)


def _answer(card: LibraryCard, answer: str, state: str, reader: str, seen: int | None, wanted: str) -> None:
    words = guarding.clean(answer, "svar", LONGEST_ANSWER, needed="Skriv hva som må endres, så kommunen kan bruke svaret.")
    guarding.check({"svar": words})
    _take_up(card, seen, wanted)
    card.state, card.answer, card.reviewed_by, card.reviewed_at = state, words, reader, clock.now()
    if state == "withdrawn":
        card.withdrawn_at = clock.now()
    db.session.flush()


def _take_up(card: LibraryCard, seen: int | None, wanted: str) -> None:
    """Lock the row, and go on only where it stands as the reader saw it."""
    check_version(card, seen)
    db.session.flush()
    db.session.refresh(card)
    if card.state != wanted:
        raise NotNow("Kortet står ikke lenger slik du så det. Åpne siden på nytt.")


def _one(card_id: UUID, *states: str, whole: bool = False) -> LibraryCard:
    query = select(LibraryCard).where(LibraryCard.id == card_id, LibraryCard.state.in_(states))
    if whole:
        query = query.options(*(undefer(column) for column in (LibraryCard.answer, LibraryCard.reviewed_by, LibraryCard.version)))
    found = db.session.scalars(query).one_or_none()
    if found is None:
        raise NotFound()
    return found


def _narrowed(filters: Filters) -> list[Any]:
    chosen: list[Any] = []
    if filters.theme in vocabulary.THEMES:
        chosen.append(LibraryCard.theme == filters.theme)
    if filters.level in vocabulary.PREVENTION_LEVELS:
        chosen.append(LibraryCard.level == filters.level)
    if filters.verdict in vocabulary.VERDICTS:
        chosen.append(LibraryCard.verdict == filters.verdict)
    whole = func.concat_ws(" ", LibraryCard.title, *(getattr(LibraryCard, part) for part in PARTS), LibraryCard.kommune_name)
    for word in filters.words.replace("\x00", "").split()[:WORDS]:
        chosen.append(whole.icontains(word, autoescape=True))
    return chosen
