"""Choosing what is public of a sak and its papers, with its history; whoever chooses, publishing follows the choice."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, jobs
from saas.accounts.guard import can
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotAllowed, NotFound
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.meetings.models import PUBLICITY, AgendaEntry, AgendaItem, Meeting, Paper
from tenants.meetings.shielding import seen_as
from tenants.publicity import publishing
from tenants.publicity.bases import Edition, in_force
from tenants.publicity.models import PublicityChoice, PublishedMinutes

__all__ = [
    "Chosen", "Unjudged", "choose", "choose_paper", "find_item", "history", "in_force_today", "may_choose", "seen_as", "unjudged",
]  # fmt: skip

LONGEST_TITLE = 200


@dataclass(frozen=True)
class Chosen:
    """What is chosen: one of PUBLICITY, the code of a legal basis where it is exempt, and the title for the outside."""

    publicity: str
    basis_code: str = ""
    public_title: str = ""


@dataclass(frozen=True)
class Unjudged:
    """A sak that nobody has judged, and the last meeting it was up in."""

    item: AgendaItem
    meeting: Meeting


def may_choose() -> bool:
    """The coordinator chooses; the chair and the kommunedirektør may change it."""
    return can("coordinate") or can("approve")


def choose(item: AgendaItem, chosen: Chosen, seen: int | None, kept: guarding.Kept | None = None) -> list[PublishedMinutes]:
    """Choose for a sak. Returns the public minutes that were corrected by it, since what is out follows the choice.

    Raises NotAllowed, Invalid at «offentlighet», «hjemmel» and «offentlig_tittel», Guarded, Stale.
    """
    _require_chooser()
    # Nothing goes out while a choice is made: what is read to be published and what is shielded never pass each other.
    here.lock("publicity")
    citation, edition = _basis(chosen)
    title = " ".join(chosen.public_title.split())
    if len(title) > LONGEST_TITLE:
        raise Invalid("Offentlig tittel kan ha høyst {n} tegn.", field="offentlig_tittel", n=LONGEST_TITLE)
    # What becomes public is read by the guard, also where it is the sak's own title that does.
    shown = title or (item.title if chosen.publicity == "public" else "")
    guarding.check(item.group, {"offentlig_tittel": shown}, kept)
    check_version(item, seen)
    item.publicity, item.legal_basis, item.public_title = chosen.publicity, citation, title
    _remember(item, None, chosen, citation, edition)
    audit.record("item.publicity_chosen", item, publicity=chosen.publicity, basis=chosen.basis_code)
    _tell(item)
    return publishing.correct(item)


def choose_paper(item: AgendaItem, paper_id: UUID, chosen: Chosen) -> Paper:
    """Choose for one paper of a sak; «unset» is as the sak. Raises NotAllowed, NotFound and Invalid."""
    _require_chooser()
    paper = find_row(Paper, paper_id)
    if paper.item_id != item.id:
        raise NotFound()
    citation, edition = _basis(chosen)
    paper.publicity, paper.legal_basis = chosen.publicity, citation
    _remember(item, paper, chosen, citation, edition)
    audit.record("paper.publicity_chosen", paper, item=item.id, publicity=chosen.publicity, basis=chosen.basis_code)
    _tell(item)
    return paper


def find_item(item_id: UUID) -> AgendaItem:
    """A sak of a group that the visitor may see, or NotFound."""
    item = find_row(AgendaItem, item_id, joinedload(AgendaItem.group), joinedload(AgendaItem.papers))
    groups.find(item.group_id)
    return item


def history(item: AgendaItem) -> list[PublicityChoice]:
    """Every choice for a sak and its papers, the newest first."""
    query = select(PublicityChoice).where(PublicityChoice.item_id == item.id)
    return list(db.session.scalars(query.order_by(PublicityChoice.chosen_at.desc(), PublicityChoice.id)))


def unjudged() -> list[Unjudged]:
    """Saker that have been on an agenda and that nobody has judged, standing points too: the last meeting that was first.

    Those of meetings to come stand last, the nearest first: nothing of theirs can be published yet.
    """
    mine = [group.id for group in groups.visible()]
    query = select(AgendaEntry.item_id, func.max(Meeting.starts_at)).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    query = query.where(Meeting.group_id.in_(mine), Meeting.state != "cancelled").group_by(AgendaEntry.item_id)
    last = {item_id: starts_at for item_id, starts_at in db.session.execute(query)}
    saker = select(AgendaItem).where(AgendaItem.id.in_(last), AgendaItem.publicity == "unset", AgendaItem.state != "withdrawn")
    found = list(db.session.scalars(saker.options(joinedload(AgendaItem.group))))
    meetings = _meetings(found, mine)
    pairs = [Unjudged(item, meetings[(item.id, last[item.id])]) for item in found]
    pairs.sort(key=lambda one: (one.meeting.starts_at, one.item.number or 0))
    been = [one for one in pairs if one.meeting.starts_at <= clock.now()]
    return been[::-1] + pairs[len(been) :]


def in_force_today() -> Edition:
    """The legal bases in use."""
    return in_force(clock.today())


def _meetings(saker: list[AgendaItem], group_ids: list[UUID]) -> dict[tuple[UUID, object], Meeting]:
    query = select(AgendaEntry.item_id, Meeting).join(Meeting, Meeting.id == AgendaEntry.meeting_id)
    query = query.where(AgendaEntry.item_id.in_([item.id for item in saker]), Meeting.group_id.in_(group_ids))
    return {(item_id, meeting.starts_at): meeting for item_id, meeting in db.session.execute(query)}


def _basis(chosen: Chosen) -> tuple[str, Edition]:
    """The citation of the chosen basis, and the edition it stands in; a basis belongs to what is exempt and nothing else."""
    if chosen.publicity not in PUBLICITY:
        raise Invalid("Velg om saken er offentlig.", field="offentlighet")
    edition = in_force_today()
    if chosen.publicity == "exempt":
        return edition.find(chosen.basis_code).citation, edition
    if chosen.basis_code:
        raise Invalid("Hjemmel velges bare når saken er unntatt.", field="hjemmel")
    return "", edition


def _remember(item: AgendaItem, paper: Paper | None, chosen: Chosen, citation: str, edition: Edition) -> None:
    db.session.add(PublicityChoice(
        item_id=item.id, paper_id=paper.id if paper else None, publicity=chosen.publicity, basis_code=chosen.basis_code,
        legal_basis=citation, edition=edition.edition, chosen_by=here.actor_name(), chosen_as=here.role(),
    ))  # fmt: skip
    db.session.flush()


def _tell(item: AgendaItem) -> None:
    """The public page and what waits for the archive follow the choice at once, and are not left to the clock's rounds."""
    jobs.later("face.refresh")
    jobs.later("filing.reconsider", item.id)


def _require_chooser() -> None:
    if not may_choose():
        raise NotAllowed("Bare koordinatoren og lederen av styringsgruppen kan velge hva som er offentlig.")
