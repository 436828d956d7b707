"""Signals that are alike and close in time: three of them within four weeks ask to become a sak."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from saas import vocabulary
from saas.pages import gettext, say
from tenants.network.models import ORGANISATION_TYPES
from tenants.signals import weeks
from tenants.signals.models import Area, Signal

ENOUGH, WITHIN = 3, timedelta(weeks=4)
Key = tuple[str, str, UUID | None]


@dataclass(frozen=True)
class Cluster:
    """Signals on the same theme and arena, and in the same area where one is given."""

    theme: str
    arena: str
    area: Area | None
    signals: tuple[Signal, ...]

    @property
    def key(self) -> Key:
        """What makes it this cluster and no other."""
        return self.theme, self.arena, self.area.id if self.area else None

    @property
    def weeks(self) -> str:
        """«uke 34–36»"""
        return weeks.span([signal.week_on for signal in self.signals])


def clusters(signals: Iterable[Signal]) -> list[Cluster]:
    """What asks to become a sak, the newest first. Signals that already stand in a sak do not count."""
    free: dict[tuple[str, str], list[Signal]] = {}
    for signal in signals:
        if signal.item_id is None:
            free.setdefault((signal.theme, signal.arena), []).append(signal)
    found = [cluster for (theme, arena), alike in free.items() for cluster in _by_area(theme, arena, alike)]
    return sorted(found, key=lambda cluster: (max(s.week_on for s in cluster.signals), cluster.theme), reverse=True)


def title(cluster: Cluster) -> str:
    """«Signaler: Rusmidler blant unge (uteområder og sentrum, Torget)»"""
    place = say(vocabulary.words("arena", cluster.arena)).lower()
    if cluster.area:
        place = f"{place}, {cluster.area.name}"
    return gettext("Signaler: %(theme)s (%(place)s)", theme=say(vocabulary.words("theme", cluster.theme)), place=place)


def described(cluster: Cluster) -> str:
    """What the sak says: how many, when, which ages, and which kinds of services have seen it. Never a note."""
    n = len(cluster.signals)
    sectors = sorted({say(ORGANISATION_TYPES.get(signal.sector, signal.sector)) for signal in cluster.signals})
    lines = [
        gettext("%(n)s like signaler er meldt i %(weeks)s.", n=n, weeks=cluster.weeks),
        gettext("Tema: %(theme)s. Arena: %(arena)s.", theme=say(vocabulary.words("theme", cluster.theme)),
                arena=say(vocabulary.words("arena", cluster.arena))),
        gettext("Aldersgrupper: %(ages)s.", ages=_ages(cluster.signals)),
        gettext("Meldt fra: %(sectors)s.", sectors=", ".join(sectors)),
    ]  # fmt: skip
    if cluster.area:
        named = sum(1 for signal in cluster.signals if signal.area_id)
        place = gettext("Område: %(area)s (%(named)s av %(n)s signaler).", area=cluster.area.name, named=named, n=n)
        lines.insert(2, place)
    lines.append(gettext("Kjenner vi dette igjen, og bør vi gjøre noe sammen?"))
    return "\n".join(lines)


def _by_area(theme: str, arena: str, alike: list[Signal]) -> Iterator[Cluster]:
    """One for each area that is named; a signal that names none counts with them all."""
    areas = {signal.area_id: signal.area for signal in alike if signal.area_id is not None}
    named: list[tuple[UUID | None, Area | None]] = [*areas.items()]
    for area_id, area in named or [(None, None)]:
        near = _close([signal for signal in alike if signal.area_id in (None, area_id)])
        if near:
            yield Cluster(theme, arena, area, tuple(near))


def _close(signals: list[Signal]) -> list[Signal]:
    """The latest that lie within four weeks of each other and are enough; none if none are."""
    newest_first = sorted(signals, key=lambda signal: (signal.week_on, signal.created_at), reverse=True)
    for last in newest_first:
        near = [s for s in newest_first if last.week_on - WITHIN < s.week_on <= last.week_on]
        if len(near) >= ENOUGH:
            return near
    return []


def _ages(signals: Iterable[Signal]) -> str:
    """«8.–10. trinn, 16–18 år»"""
    seen = {signal.age_group for signal in signals}
    return ", ".join(say(words) for code, words in vocabulary.AGE_GROUPS.items() if code in seen)
