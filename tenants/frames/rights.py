"""Who may do what with the frames: coordinator and leadership write them, the leader of the styringsgruppe approves."""

from saas.accounts.guard import can
from saas.errors import NotAllowed
from tenants.goals.rights import is_leader

__all__ = ["is_leader", "require_leader", "require_writer", "writes"]


def writes() -> bool:
    """May register placement, anchoring, agreements and signatures, and write drafts of mandates."""
    return can("coordinate") or can("approve") or is_leader()


def require_writer() -> None:
    """Raises NotAllowed for others than the coordinator and the leadership, with a sentence why."""
    if not writes():
        raise NotAllowed("Koordinatoren og ledelsen registrerer rammene.")


def require_leader() -> None:
    """Raises NotAllowed for others than the leader of the styringsgruppe, with a sentence why."""
    if is_leader():
        return
    if can("coordinate"):
        raise NotAllowed("Bare lederen av styringsgruppen godkjenner mandatet. Koordinatoren skriver utkastet.")
    raise NotAllowed("Bare lederen av styringsgruppen godkjenner mandatet.")
