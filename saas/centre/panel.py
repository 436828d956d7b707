"""Who is counted in a release: kommuner come and go in batches, so that no figure's change is one kommune's figure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from saas.centre import periods
from saas.centre.catalogue import GROUPINGS
from saas.centre.geography import WAITING_CODES
from saas.suppressor import Parameters

COUNTED = ("active", "waiting", "carried")


@dataclass(frozen=True)
class Member:
    """A kommune in a release: its groups as it is counted there, its coordinator's pseudonym, and its state."""

    kommune: str
    coordinator: str
    region: str
    band: str
    centrality: str
    state: str = "active"

    def code(self, grouping: str) -> str:
        """The group it is counted in."""
        return str(getattr(self, grouping))


@dataclass(frozen=True)
class Before:
    """The panel of the release before (of the one corrected, for a correction), and whose numbers of it are still kept."""

    period: str
    members: tuple[Member, ...]
    kept: frozenset[str]


def freeze(period: str, sharing: Sequence[Member], before: Before | None, rules: Parameters) -> list[Member]:
    """The panel of a release, by kommune (anonymity.md §1.8).

    `sharing` are those who share now, with the groups they belong to today. In the first release all are active.
    Later ones wait outside until they are a batch, are then counted nationally in «ufordelt», and are placed in a
    group when the year turns and the group has a batch of them. Whoever leaves is carried to the end of the year.
    """
    if before is None:
        return sorted(sharing, key=_name)
    turned = periods.year_of(period) != periods.year_of(before.period)
    stood = {member.kommune: member for member in before.members if member.state in COUNTED}
    now = {member.kommune: member for member in sharing}
    stay = [_as_before(now[one], stood[one]) for one in now.keys() & stood.keys()]
    come = [member for member in sharing if member.kommune not in stood]
    if period == before.period or not is_batch(come, rules):
        come = []
    waiting = [replace(member, state="waiting", **WAITING_CODES) for member in come]
    panel = [*stay, *waiting]
    if turned:
        panel = _placed(panel, now, rules)
    gone = [_left(stood[one], carried=not turned and one in before.kept) for one in stood.keys() - now.keys()]
    return sorted([*panel, *gone], key=_name)


def is_batch(members: Iterable[Member], rules: Parameters) -> bool:
    """Whether nobody, or so many from so many coordinators that none of them can be told apart."""
    listed = list(members)
    largest = max(Counter(member.coordinator for member in listed).values(), default=0)
    return not listed or (len(listed) >= rules.batch and len(listed) - largest >= rules.min_rest)


def too_few_changed(before: Iterable[Member], now: Iterable[Member], rules: Parameters) -> set[tuple[str, str]]:
    """Groups whose kommuner changed by less than a batch, as (grouping, code); ("", "") is the country.

    Both are those counted in stock figures. A figure of such a group would differ by what those few have.
    """
    found = set()
    old, new = list(before), list(now)
    for key in {("", "")} | {(grouping, one.code(grouping)) for grouping in GROUPINGS for one in [*old, *new]}:
        if not is_batch(_changed(_in_group(old, key), _in_group(new, key)), rules):
            found.add(key)
    return found


def difference(before: Iterable[Member], now: Iterable[Member]) -> tuple[int, int]:
    """How many that are counted now and were not before, and how many the other way."""
    old, new = ({one.kommune for one in panel if one.state in COUNTED} for panel in (before, now))
    return len(new - old), len(old - new)


def counted(members: Iterable[Member], *, stock: bool) -> list[Member]:
    """Those who take part in a figure; whoever is carried takes part in stock figures only."""
    return [one for one in members if one.state in ("active", "waiting") or (stock and one.state == "carried")]


def _name(member: Member) -> str:
    return member.kommune


def _as_before(today: Member, stood: Member) -> Member:
    """A kommune stays in the groups it was placed in: one that moves alone would be told apart."""
    state = "waiting" if stood.region == WAITING_CODES["region"] else "active"
    return replace(today, state=state, **{grouping: stood.code(grouping) for grouping in GROUPINGS})


def _left(member: Member, *, carried: bool) -> Member:
    return replace(member, state="carried" if carried else "left")


def _placed(panel: list[Member], today: Mapping[str, Member], rules: Parameters) -> list[Member]:
    """Move those who wait into each group that has a batch of them waiting."""
    for grouping in GROUPINGS:
        wait = [one for one in panel if one.code(grouping) == WAITING_CODES[grouping]]
        wanted = {one.kommune: today[one.kommune].code(grouping) for one in wait}
        ready = {code for code in wanted.values() if is_batch([o for o in wait if wanted[o.kommune] == code], rules)}
        panel = [
            replace(one, **{grouping: wanted[one.kommune]}) if wanted.get(one.kommune) in ready else one for one in panel
        ]
    return [replace(one, state="active" if one.region != WAITING_CODES["region"] else "waiting") for one in panel]


def _in_group(members: Iterable[Member], key: tuple[str, str]) -> dict[str, Member]:
    grouping, code = key
    return {one.kommune: one for one in members if not grouping or one.code(grouping) == code}


def _changed(old: Mapping[str, Member], new: Mapping[str, Member]) -> list[Member]:
    return [{**old, **new}[kommune] for kommune in sorted(old.keys() ^ new.keys())]
