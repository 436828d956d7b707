"""What was released before: the figures as everybody knows them for ever, and what they were counted from where it is kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas.centre import periods
from saas.centre.catalogue import Indicator
from saas.centre.models import CountedNumber, DraftCell, PanelMember, Published, PublishedCell
from saas.centre.panel import Member
from saas.centre.snapshot import STANDING, Snapshot
from saas.db import db

# A stock that stands still may be followed through so many tertials on each side.
LOOKS_BACK = 3


@dataclass(frozen=True)
class Past:
    """A release that is out. `served`: every figure as it was shown; `truths`: as it was counted; `replaced`: corrected since."""

    id: UUID
    period: str
    output_sha: str
    replaced: bool
    snapshot: Snapshot
    served: Mapping[str, float | None]
    truths: Mapping[str, float]

    @property
    def kept(self) -> frozenset[str]:
        """The kommuner whose numbers are still there."""
        return frozenset(self.snapshot.numbers)


def load(period: str) -> list[Past]:
    """The releases that a release of this period must be held against, the oldest first. In the statistics room."""
    found = db.session.scalars(select(Published).order_by(Published.published_at, Published.id)).all()
    replaced = {release.corrects for release in found}
    return _pasts([release for release in found if distance(release.period, period) <= LOOKS_BACK], replaced)


def newest_before(period: str) -> Past | None:
    """The newest release that holds of an earlier period, however long ago: whose panel the next one goes on from."""
    found = db.session.scalars(select(Published).where(Published.period <= period).order_by(Published.period)).all()
    replaced = {release.corrects for release in found}
    standing = [release for release in found if release.id not in replaced]
    return _pasts(standing[-1:], replaced)[0] if standing else None


def is_any_after(period: str) -> bool:
    """Whether a later tertial is out."""
    return db.session.scalars(select(Published.id).where(Published.period > period).limit(1)).first() is not None


def _pasts(near: Sequence[Published], replaced: set[UUID | None]) -> list[Past]:
    ids = [release.id for release in near]
    panels, numbers = panels_of(ids), numbers_of(ids)
    served, truths = _served(ids), _truths(ids)
    return [
        Past(
            release.id, release.period, release.output_sha, release.id in replaced,
            Snapshot(release.period, panels[release.id], numbers[release.id]), served[release.id], truths[release.id],
        )
        for release in near
    ]  # fmt: skip


def relevant(pasts: Iterable[Past], period: str, indicator: Indicator) -> list[Past]:
    """Those that say something of the same quantities: corrected ones, tertials of the same year, stocks that stand still."""
    standing, flow = indicator.kind in STANDING, indicator.kind == "flow"
    return [
        past
        for past in pasts
        if past.period == period
        or standing
        or (flow and periods.ends_year(period) and periods.year_of(past.period) == periods.year_of(period))
    ]


def distance(one: str, other: str) -> int:
    """How many tertials lie between two periods."""
    return abs(_count(one) - _count(other))


def _count(period: str) -> int:
    return int(periods.year_of(period)) * 3 + periods.number_of(period)


def panels_of(ids: Sequence[UUID]) -> dict[UUID, tuple[Member, ...]]:
    """Each release's panel, by kommune."""
    found: dict[UUID, list[Member]] = {one: [] for one in ids}
    query = select(PanelMember).where(PanelMember.release_id.in_(ids)).order_by(PanelMember.kommune_id)
    for row in db.session.scalars(query):
        member = Member(str(row.kommune_id), row.coordinator, row.region, row.band, row.centrality, row.state)
        found[row.release_id].append(member)
    return {one: tuple(members) for one, members in found.items()}


def numbers_of(ids: Sequence[UUID]) -> dict[UUID, dict[str, dict[str, dict[str, float]]]]:
    """Each release's numbers as they were frozen: kommune → indicator → codes → number."""
    found: dict[UUID, dict[str, Any]] = {one: defaultdict(lambda: defaultdict(dict)) for one in ids}
    for row in db.session.scalars(select(CountedNumber).where(CountedNumber.release_id.in_(ids))):
        found[row.release_id][str(row.kommune_id)][row.indicator][row.codes] = row.number
    return {one: {kommune: dict(rows) for kommune, rows in numbers.items()} for one, numbers in found.items()}


def _served(ids: Sequence[UUID]) -> dict[UUID, dict[str, float | None]]:
    found: dict[UUID, dict[str, float | None]] = {one: {} for one in ids}
    query = select(PublishedCell.release_id, PublishedCell.cell, PublishedCell.value)
    for release_id, cell, value in db.session.execute(query.where(PublishedCell.release_id.in_(ids))):
        found[release_id][cell] = value
    return found


def _truths(ids: Sequence[UUID]) -> dict[UUID, dict[str, float]]:
    found: dict[UUID, dict[str, float]] = {one: {} for one in ids}
    query = select(DraftCell.release_id, DraftCell.cell, DraftCell.truth).where(DraftCell.truth.is_not(None))
    for release_id, cell, truth in db.session.execute(query.where(DraftCell.release_id.in_(ids))):
        found[release_id][cell] = truth or 0.0
    return found
