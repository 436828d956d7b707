"""Who may give which role: kept in one place, and asked again by every verb that gives or ends one."""

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from saas import here
from saas.accounts.guard import ABILITIES
from saas.errors import NotAllowed

_ORDINARY = frozenset({"member", "practitioner", "chair", "data_protection_officer", "chief_executive"})
GIVES: dict[str, frozenset[str]] = {
    "coordinator": _ORDINARY,
    "starter": _ORDINARY,
    "chief_executive": _ORDINARY | {"coordinator"},
}
# In the order of a form: whom a kommune invites most often comes first.
ROLES = ("member", "practitioner", "chair", "chief_executive", "data_protection_officer", "coordinator")


class Holder(Protocol):
    """As much of a membership as the rules need to know."""

    @property
    def user_id(self) -> UUID: ...
    @property
    def email(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def live(self) -> bool: ...


def own_roles(everyone: Iterable[Holder]) -> set[str]:
    """What the visitor is here as today; one person may hold two roles."""
    me = here.actor_id()
    return {here.role()} | {holder.role for holder in everyone if holder.user_id == me and holder.live}


def givable(everyone: Iterable[Holder]) -> list[str]:
    """The roles that the visitor may invite to and end, in the order of a form."""
    listed = list(everyone)
    mine = own_roles(listed)
    able = frozenset().union(*(GIVES.get(role, frozenset()) for role in mine))
    # Before there is a coordinator, whoever starts the work up must be able to call one.
    if "starter" in mine and not any(holder.role == "coordinator" and holder.live for holder in listed):
        able = able | {"coordinator"}
    return [role for role in ROLES if role in able]


def must_admit() -> None:
    """Raises NotAllowed for those who neither invite nor end anything here."""
    if "admit" not in ABILITIES.get(here.role(), frozenset()):
        raise NotAllowed("Rollen din i {kommune} gir ikke tilgang til dette.", kommune=here.kommune().name)


def must_give(role: str, everyone: Iterable[Holder], *, email: str = "") -> None:
    """Refuse with NotAllowed unless the visitor may give `role`; `email` is who would get it."""
    must_admit()
    listed = list(everyone)
    if role not in givable(listed):
        raise NotAllowed("Bare kommunedirektøren kan gi eller avslutte denne rollen.")
    mine = [holder for holder in listed if holder.user_id == here.actor_id()]
    own = frozenset().union(*(ABILITIES.get(held, frozenset()) for held in own_roles(listed)))
    if email and any(holder.email == email for holder in mine) and not ABILITIES[role] <= own:
        raise NotAllowed("Du kan ikke gi deg selv en rolle som kan gjøre mer enn den du har.")
