"""Who may write and approve a group's minutes."""

from saas import clock, here
from saas.accounts.guard import can
from saas.errors import NotAllowed
from tenants.groups.models import Group


def may_write(group: Group) -> bool:
    """The coordinator, and whoever is the group's secretary or leader today."""
    return can("coordinate") or _holds(group, "secretary", "leader")


def may_approve(group: Group) -> bool:
    """The coordinator, the group's leader, and those who approve by their role."""
    return can("coordinate") or can("approve") or _holds(group, "leader")


def require_writer(group: Group) -> None:
    """Raises NotAllowed for everybody else."""
    if not may_write(group):
        raise NotAllowed("Bare koordinatoren og sekretæren og lederen i gruppen kan skrive referat.")


def require_approver(group: Group) -> None:
    """Raises NotAllowed for everybody else."""
    if not may_approve(group):
        raise NotAllowed("Bare koordinatoren og lederen av gruppen kan godkjenne referatet.")


def _holds(group: Group, *functions: str) -> bool:
    me, today = here.actor_id(), clock.today()
    own = [
        seat for seat in group.seats if seat.person.user_id == me and seat.held_on(today) and seat.deputy_for is None
    ]
    return me is not None and any(seat.function in functions for seat in own)
