"""Who may do what with goals: the styringsgruppe owns them, its leader decides, the coordinator follows up."""

from saas import here
from saas.accounts.guard import can
from saas.errors import NotAllowed
from tenants.groups import service as groups

# Those who can be leader of a styringsgruppe. A coordinator follows the goals up, whatever seat they hold.
CAN_LEAD = ("chair", "chief_executive", "member")


def is_leader() -> bool:
    """The leader of the styringsgruppe: by role, or by the leader's seat in a steering group today."""
    if here.role() == "chair":
        return True
    return here.role() in CAN_LEAD and any(
        (seat := groups.mine(group)) is not None and seat.function == "leader" and seat.deputy_for is None
        for group in groups.visible()
        if group.level == "STEERING"
    )


def steers() -> bool:
    """May write goals: the styringsgruppe's leader and the chief executive."""
    return can("approve") or is_leader()


def follows() -> bool:
    """May keep readings, planverk and findings up to date."""
    return can("coordinate") or steers()


def require_steering() -> None:
    """Raises NotAllowed for others than those who set goals, with a sentence why."""
    if steers():
        return
    if can("coordinate"):
        raise NotAllowed(
            "Målene eies av styringsgruppen. Koordinatoren fører måltall og planverk og knytter funn til målene, "
            "men skriver og endrer dem ikke."
        )
    raise NotAllowed("Bare lederen av styringsgruppen og kommunedirektøren setter mål.")


def require_leader() -> None:
    """Raises NotAllowed for others than the leader of the styringsgruppe, with a sentence why."""
    if is_leader():
        return
    if can("coordinate"):
        raise NotAllowed("Bare lederen av styringsgruppen vedtar. Koordinatoren følger opp det som er vedtatt.")
    raise NotAllowed("Bare lederen av styringsgruppen vedtar mål, rekkefølge og plan.")


def require_following() -> None:
    """Raises NotAllowed for others than the coordinator and those who set goals."""
    if not follows():
        raise NotAllowed("Bare koordinatoren og styringsgruppens ledelse fører måltall, planverk og funn.")
