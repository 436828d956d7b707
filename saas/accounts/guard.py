"""What a role may do, in one table; doors say `@may("coordinate")`."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import abort
from flask_login import current_user

from saas import rooms
from saas.errors import NotAllowed, NotFound
from saas.pages import say

# read: the kommune's pages · know: its knowledge, goals and plans · see_all: every group's meetings · coordinate: plan, call, write, send
# propose: propose saker, comment, answer · approve: the leader's approvals · control: access lists and logs
# admit: invite people, give and end roles
ABILITIES: dict[str, frozenset[str]] = {
    "coordinator": frozenset({"read", "know", "see_all", "coordinate", "propose", "control", "admit"}),
    "chair": frozenset({"read", "know", "see_all", "propose", "approve"}),
    "chief_executive": frozenset({"read", "know", "see_all", "propose", "approve", "control", "admit"}),
    "starter": frozenset({"read", "know", "see_all", "coordinate", "propose", "control", "admit"}),
    "member": frozenset({"read", "know", "propose"}),
    "practitioner": frozenset({"read"}),
    "data_protection_officer": frozenset({"read", "know", "see_all", "control"}),
    "service": frozenset({"read", "know", "see_all", "coordinate"}),
}

# Source texts in bokmål; the catalogue holds the nynorsk.
ROLE_NAMES = {
    "coordinator": "SLT-koordinator",
    "chair": "Leder av styringsgruppen",
    "chief_executive": "Kommunedirektør",
    "starter": "Ansvarlig for oppstart",
    "member": "Medlem",
    "practitioner": "Utførende",
    "data_protection_officer": "Personvernombud",
    "service": "Tjenestebruker",
}

View = TypeVar("View", bound=Callable[..., Any])


def allows(role: str, ability: str) -> bool:
    """Whether a role carries an ability; an unknown role carries none."""
    return ability in ABILITIES.get(role, frozenset())


def can(ability: str) -> bool:
    """Whether the person in this room may."""
    return allows(rooms.kommune().role, ability)


def may(ability: str) -> Callable[[View], View]:
    """Keep a door for those who may; others who belong to the kommune are told so with 403."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not can(ability):
                raise NotAllowed("Rollen din i {kommune} gir ikke tilgang til dette.", kommune=rooms.kommune().name)
            return view(*args, **kwargs)

        guarded.needs = ability  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


# At the national centre, outside every kommune.
CENTRE_ROLE_NAMES = {"analyst": "Analytiker", "editor": "Redaktør"}


def centre(*roles: str) -> Callable[[View], View]:
    """Keep a door for those who work at the national centre; for everybody else the page does not exist."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not current_user.is_authenticated:
                abort(401)
            if current_user.centre not in roles:
                raise NotFound()
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return guard


def role_name(role: str) -> str:
    """The role as it stands on the screen."""
    return say(ROLE_NAMES.get(role, ""))
