"""Groups: which ones the visitor sees, and the deeds that found, change and close them."""

from collections.abc import Callable

from sqlalchemy import func, select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from tenants.groups import guarding
from tenants.groups.library import agenda_of
from tenants.groups.models import LEVELS, Group, StandingItem
from tenants.groups.seats import change_seat, end_seat, end_seats_of, find_seat, give_seat, name_deputy, remove_seat
from tenants.groups.sight import (
    find,
    find_then,
    levels_in_use,
    mine,
    missing_levels,
    seats_of,
    sharing_addresses,
    theirs_then,
    visible,
)
from tenants.groups.standing_items import (
    add_item,
    change_item,
    delete_item,
    find_item,
    move_item,
    order_items,
    standing_items,
)
from tenants.network import service as network

__all__ = [
    "LEVELS",
    "NORMS",
    "PANELS",
    "add_item",
    "change_group",
    "change_item",
    "change_seat",
    "close_group",
    "delete_item",
    "end_seat",
    "find",
    "find_item",
    "find_seat",
    "find_then",
    "found_group",
    "give_seat",
    "levels_in_use",
    "mine",
    "missing_levels",
    "move_item",
    "name_deputy",
    "order_items",
    "remove_seat",
    "reopen_group",
    "seats_of",
    "standing_items",
    "theirs_then",
    "visible",
]

# Later features (meetings, for one) append what they want to show on a group's page: finished HTML.
PANELS: list[Callable[[Group], str]] = []

# How often a level usually meets: per, min, max, July exempt. A group may choose otherwise.
NORMS = {"STEERING": ("year", 3, 4, False), "COORDINATING": ("month", 1, 1, True), "OPERATIONAL": ("year", 6, 8, True)}


def found_group(
    name: str,
    level: str,
    *,
    police_council: bool = False,
    norm: tuple[str, int, int] | None = None,
    july_exempt: bool | None = None,
    share_addresses: bool = False,
    kept: guarding.Kept | None = None,
) -> Group:
    """A new group with the standing items of its level's shared agenda. `norm` is (per, min, max)."""
    if level not in LEVELS:
        raise Invalid("Velg et nivå fra listen.", field="niva")
    usual = NORMS[level]
    per, least, most = norm or usual[:3]
    group = Group(
        name=" ".join(name.split()),
        level=level,
        police_council=police_council and level == "STEERING",
        norm_per=per,
        norm_min=least,
        norm_max=most,
        share_addresses=share_addresses,
        july_exempt=usual[3] if july_exempt is None else july_exempt,
    )
    _check(group)
    db.session.add(group)
    # Written before the guard looks, so that what is kept can be remembered for the group; a refusal undoes both.
    db.session.flush()
    guarding.check(group, {"navn": group.name}, kept)
    audit.record("group.founded", group, level=level, per=per, min=least, max=most)
    _copy_agenda(group)
    return group


def change_group(
    group: Group,
    seen_version: int | None,
    *,
    name: str,
    police_council: bool,
    norm: tuple[str, int, int],
    july_exempt: bool,
    share_addresses: bool,
    kept: guarding.Kept | None = None,
) -> None:
    """Another name or norm. The level stays: rules and figures go by it, and a name never changes what it means."""
    _open(group)
    check_version(group, seen_version)
    name = " ".join(name.split())
    _check(Group(id=group.id, name=name, norm_per=norm[0], norm_min=norm[1], norm_max=norm[2]))
    guarding.check(group, {"navn": name}, kept)
    group.name, group.police_council = name, police_council and group.level == "STEERING"
    group.norm_per, group.norm_min, group.norm_max = norm
    group.july_exempt, group.share_addresses = july_exempt, share_addresses
    audit.record("group.changed", group, per=norm[0], min=norm[1], max=norm[2], shares_addresses=share_addresses)


def close_group(group: Group, seen_version: int | None = None) -> None:
    """The group meets no more; its seats and its history stand as they are."""
    _open(group)
    check_version(group, seen_version)
    group.closed_on = clock.today()
    audit.record("group.closed", group)


def reopen_group(group: Group, seen_version: int | None = None) -> None:
    """Undo a closing."""
    if group.closed_on is None:
        raise NotNow("{group} er ikke avsluttet.", group=group.name)
    check_version(group, seen_version)
    group.closed_on = None
    audit.record("group.reopened", group)


def _open(group: Group) -> None:
    if group.closed_on is not None:
        raise NotNow("{group} er avsluttet.", group=group.name)


def _check(group: Group) -> None:
    if not group.name:
        raise Invalid("Skriv hva gruppen heter.", field="navn")
    if group.norm_per not in ("month", "year"):
        raise Invalid("Velg per måned eller per år.", field="norm_per")
    if not 1 <= group.norm_min <= 24:
        raise Invalid("Skriv et antall møter fra 1 til 24.", field="norm_min")
    if not group.norm_min <= group.norm_max <= 24:
        raise Invalid("Det høyeste antallet kan ikke være under det laveste, og ikke over 24.", field="norm_max")
    here.lock("groups")
    same = select(Group.id).where(func.lower(Group.name) == group.name.lower())
    if set(db.session.scalars(same)) - {group.id}:
        raise Invalid("Det finnes allerede en gruppe som heter {name}.", field="navn", name=group.name)


def _copy_agenda(group: Group) -> None:
    """The group owns its copy; the shared template is not read again."""
    template = agenda_of(group.level, here.kommune().language)
    for position, item in enumerate(template.items, start=1):
        row = StandingItem(
            group_id=group.id,
            position=position,
            title=item.title,
            kind=item.kind,
            minutes=item.minutes,
            template=template.source,
        )
        db.session.add(row)
    db.session.flush()


network.LEAVING.append(end_seats_of)
network.SHARED_ADDRESSES.append(sharing_addresses)
