"""What may be seen of a sak and its papers, and by whom: all in the room, less by letter and link, little outside.

The choice lies on the sak itself, so whoever shows a title has what it takes to decide at hand, without asking the
database once more and without knowing the feature where the choice is made (tenants.publicity comes later in the year).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import select

from saas import here
from saas.db import db
from saas.pages import gettext
from tenants.groups.models import Group
from tenants.meetings.models import AgendaEntry, AgendaItem, Paper

# room: logged in, and may see the group: everything, and an exempt sak leaves a trace in the log.
# member: a letter or link to somebody who sits in the group: all but what somebody has chosen to shield.
# outside: everybody else, calendars (which others look into) and the public: only what somebody has chosen to show.
Audience = Literal["room", "member", "outside"]
SHIELDED = ("exempt", "internal")
READ_EXEMPT = "item.read_exempt"


@dataclass(frozen=True)
class Seen:
    """A sak as one audience may see it. `shielded` means that nothing of it is shown but its number and `title`.

    `title` is then what stands in its place; `kind` and `presenter` are empty.
    """

    id: UUID
    label: str
    title: str
    description: str = ""
    kind: str = ""
    presenter: str = ""
    minutes: int = 0
    round: int = 1
    papers: list[Paper] = field(default_factory=list)
    shielded: bool = False
    basis: str = ""


def is_open_to(item: AgendaItem, audience: Audience) -> bool:
    """Whether an audience may see what a sak says."""
    if audience == "room":
        return True
    return item.publicity == "public" if audience == "outside" else item.publicity not in SHIELDED


def is_shielded(item: AgendaItem | None) -> bool:
    """Whether somebody has chosen to keep a sak from the public; what was decided in it is then told of nowhere outside."""
    return item is not None and item.publicity in SHIELDED


def paper_is_open_to(paper: Paper, item: AgendaItem, audience: Audience) -> bool:
    """Whether an audience may have a paper: it is as its sak where it has not been judged by itself, never more open."""
    if audience == "room" or not is_open_to(item, audience):
        return audience == "room"
    return paper.publicity == "unset" or (paper.publicity == "public" if audience == "outside" else paper.publicity not in SHIELDED)


def in_its_place(item: AgendaItem) -> str:
    """What stands where the title cannot: «Sak unntatt offentlighet (offl. § 24 første ledd)»."""
    if item.publicity == "exempt":
        return gettext("Sak unntatt offentlighet (%(basis)s)", basis=item.legal_basis)
    if item.publicity == "internal":
        return gettext("Internt arbeidsnotat")
    return gettext("Tittelen vises ikke her")


def title_of(item: AgendaItem, audience: Audience) -> str:
    """The sak's title as an audience may see it."""
    if not is_open_to(item, audience):
        return in_its_place(item)
    return item.public_title or item.title if audience == "outside" else item.title


def seen_as(item: AgendaItem, audience: Audience) -> Seen:
    """A sak as an audience may see it; `papers` are fetched unless they are loaded."""
    basis = item.legal_basis if item.publicity == "exempt" else ""
    if not is_open_to(item, audience):
        return Seen(item.id, item.label, in_its_place(item), shielded=True, basis=basis)
    papers = [paper for paper in item.papers if paper_is_open_to(paper, item, audience)]
    return Seen(item.id, item.label, title_of(item, audience), item.description, item.kind, papers=papers, basis=basis)


def on_agenda(entries: Sequence[AgendaEntry], audience: Audience) -> list[Seen]:
    """An agenda's saker in order, each with its time, and who presents it where that may be known."""
    return [_placed(entry, seen_as(entry.item, audience)) for entry in entries]


def audience_of(group: Group, person_id: UUID | None, day: date) -> Audience:
    """Whoever has a seat on the day, as vara too, is inside the group; a guest at one meeting is not."""
    seated = any(seat.person_id == person_id and seat.held_on(day) for seat in group.seats)
    return "member" if seated else "outside"


def of_entries(entry_ids: Iterable[Any]) -> dict[str, AgendaItem]:
    """Entry id as text → its sak; one statement. For texts that were frozen earlier and must be shown by today's choice."""
    known = [UUID(str(entry_id)) for entry_id in entry_ids if entry_id]
    query = select(AgendaEntry.id, AgendaItem).join(AgendaItem, AgendaItem.id == AgendaEntry.item_id)
    return {str(entry_id): item for entry_id, item in db.session.execute(query.where(AgendaEntry.id.in_(known)))} if known else {}


def shielded_items() -> list[AgendaItem]:
    """Every sak that somebody has chosen to shield; one statement."""
    return list(db.session.scalars(select(AgendaItem).where(AgendaItem.publicity.in_(SHIELDED))))


def shielded_among(ids: Sequence[UUID]) -> list[AgendaItem]:
    """Those of the saker that somebody has chosen to shield; at most one statement."""
    query = select(AgendaItem).where(AgendaItem.id.in_(ids), AgendaItem.publicity.in_(SHIELDED))
    return list(db.session.scalars(query)) if ids else []


def shielded_entries() -> dict[str, AgendaItem]:
    """Entry id as text → sak, for every sak that somebody has chosen to shield; one statement."""
    query = select(AgendaEntry.id, AgendaItem).join(AgendaItem, AgendaItem.id == AgendaEntry.item_id)
    found = db.session.execute(query.where(AgendaItem.publicity.in_(SHIELDED)))
    return {str(entry_id): item for entry_id, item in found}


def task_words(task: Any) -> str:
    """What a letter or link may say of a task: its own words, or that it comes from a sak that is shielded."""
    if task.entry_id is None:
        return str(task.what)
    item = of_entries([task.entry_id]).get(str(task.entry_id))
    if item is None or is_open_to(item, "member"):
        return str(task.what)
    return gettext("Oppgave fra %(source)s. Logg inn for å lese den.", source=_lower_first(in_its_place(item)))


def note_reading(items: Iterable[AgendaItem]) -> None:
    """Exempt saker that are shown now: each leaves a line in the log when the page is made."""
    for item in items:
        if item.publicity == "exempt":
            here.note_read(READ_EXEMPT, item)


def note_reading_of(document: Any) -> None:
    """The same for minutes as a document."""
    note_reading(of_entries(item.get("entry_id") for item in document["items"]).values())


def _placed(entry: AgendaEntry, seen: Seen) -> Seen:
    presenter = entry.presenter.name if entry.presenter and not seen.shielded else ""
    return Seen(**{**seen.__dict__, "presenter": presenter, "minutes": entry.minutes, "round": entry.round})


def _lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
