"""Signals: what somebody has seen of a trend, never of a person. The verbs, and the register."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, vocabulary
from saas.accounts.guard import can
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotFound, NotNow
from tenants.findings.texts import guard_strictly, tidy, within
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.meetings import backlog
from tenants.meetings.models import AgendaItem
from tenants.meetings.wording import in_the_kommunes_language
from tenants.network import service as network
from tenants.network.models import ORGANISATION_TYPES
from tenants.signals import clusters as alike
from tenants.signals import weeks
from tenants.signals.areas import add_area, areas, change_area, find_area, remove_area
from tenants.signals.clusters import Cluster, Key
from tenants.signals.models import Signal

__all__ = [
    "Cluster", "Pile", "add_area", "areas", "change_area", "clusters", "coordinating_groups", "count_older", "counts",
    "find_area", "note", "own_sector", "piles", "propose", "remove_area", "require_noter", "shown_since",
]  # fmt: skip

LONGEST_NOTE = 1000


@dataclass(frozen=True)
class Pile:
    """Signals on one theme and arena, the newest first."""

    theme: str
    arena: str
    signals: tuple[Signal, ...]

    @property
    def weeks(self) -> str:
        """«uke 34–36»"""
        return weeks.span([signal.week_on for signal in self.signals])


def require_noter() -> None:
    """Members, leaders and the coordinator note signals, and so do practitioners. Raises NotAllowed for others."""
    if not can("propose") and here.role() != "practitioner":
        raise NotAllowed("Rollen din i {kommune} kan ikke melde signaler.", kommune=here.kommune().name)


def own_sector() -> str:
    """The sector that the visitor belongs to, if the network knows it."""
    me = network.me()
    return me.organisation.type if me else ""


def note(
    *,
    theme: str,
    arena: str,
    age_group: str,
    size: str,
    sector: str,
    week_on: date | None = None,
    area_id: UUID | None = None,
    text: str = "",
) -> Signal:
    """A new signal. Raises NotAllowed; Invalid or Guarded at tema, arena, alder, antall, sektor, uke, omrade, notat."""
    require_noter()
    for vocabulary_name, code, field in (
        ("theme", theme, "tema"),
        ("arena", arena, "arena"),
        ("age_group", age_group, "alder"),
        ("group_size", size, "antall"),
    ):
        vocabulary.require(vocabulary_name, code, field)
    if sector not in ORGANISATION_TYPES:
        raise Invalid("Velg fra listen.", field="sektor")
    week_on = week_on or weeks.monday(clock.today())
    if week_on not in weeks.recent():
        raise Invalid("Velg en av de siste tolv ukene.", field="uke")
    text = within(tidy(text), LONGEST_NOTE, "notat")
    guard_strictly({"notat": text})
    signal = Signal(theme=theme, arena=arena, age_group=age_group, size=size, sector=sector, week_on=week_on, note=text,
                    noted_by=here.actor_name()[:200], area_id=_known_area(area_id))  # fmt: skip
    db.session.add(signal)
    db.session.flush()
    audit.record("signal.noted", signal, theme=theme, arena=arena, week=week_on)
    return signal


def shown_since() -> date:
    """Signals older than twelve months are not shown unless they are asked for."""
    today = clock.today()
    return weeks.monday(today - timedelta(days=365))


def count_older() -> int:
    """How many are too old to be shown."""
    return db.session.scalar(select(func.count()).select_from(Signal).where(Signal.week_on < shown_since())) or 0


def piles(theme: str = "", older: bool = False) -> list[Pile]:
    """The register by theme and arena; the pile with the newest signal first."""
    query = select(Signal).options(joinedload(Signal.area)).order_by(Signal.week_on.desc(), Signal.created_at.desc())
    if theme:
        query = query.where(Signal.theme == theme)
    if not older:
        query = query.where(Signal.week_on >= shown_since())
    sorted_out: dict[tuple[str, str], list[Signal]] = {}
    for signal in db.session.scalars(query):
        sorted_out.setdefault((signal.theme, signal.arena), []).append(signal)
    return [Pile(theme, arena, tuple(signals)) for (theme, arena), signals in sorted_out.items()]


def counts() -> dict[str, int]:
    """How many signals each theme has had in the last twelve weeks, the most first."""
    query = select(Signal.theme, func.count()).where(Signal.week_on >= weeks.recent()[-1]).group_by(Signal.theme)
    found = [(theme, number) for theme, number in db.session.execute(query)]
    return dict(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def clusters() -> list[Cluster]:
    """Three alike within four weeks, among those of the last twelve weeks that stand in no sak yet."""
    query = select(Signal).options(joinedload(Signal.area)).where(
        Signal.item_id.is_(None), Signal.week_on >= weeks.recent()[-1]
    )  # fmt: skip
    return alike.clusters(db.session.scalars(query))


def coordinating_groups() -> list[Group]:
    """The coordinating groups that the visitor may propose a sak to."""
    return [group for group in groups.visible() if group.level == "COORDINATING"]


def propose(key: Key, group_id: UUID) -> AgendaItem:
    """A sak about a cluster, in words without any note; its signals are marked, so that it is proposed once."""
    group = next((group for group in coordinating_groups() if group.id == group_id), None)
    if group is None:
        raise Invalid("Velg en koordineringsgruppe fra listen.", field="gruppe")
    here.lock("signals")
    cluster = next((cluster for cluster in clusters() if cluster.key == key), None)
    if cluster is None:
        raise NotNow("Disse signalene er allerede foreslått som sak, eller de er ikke lenger tre like på fire uker.")
    with in_the_kommunes_language():
        title, text = alike.title(cluster), alike.described(cluster)
    item = backlog.propose(group, network.me(), title=title, description=text, kind="discussion")
    for signal in cluster.signals:
        signal.item_id = item.id
    db.session.flush()
    audit.record("signals.proposed", item, signals=len(cluster.signals), theme=cluster.theme, arena=cluster.arena)
    return item


def _known_area(area_id: UUID | None) -> UUID | None:
    if area_id is None:
        return None
    try:
        return find_area(area_id).id
    except NotFound:
        raise Invalid("Velg et område fra listen.", field="omrade") from None

