"""The guide by one name: what the overview asks of it."""

from dataclasses import dataclass

from saas import here
from tenants.onboarding import checklist, requests
from tenants.onboarding.checklist import Structure, standing
from tenants.onboarding.lifecycle import establish, operate
from tenants.onboarding.steps import skip

__all__ = ["Beginning", "Structure", "beginning", "establish", "operate", "skip", "standing"]


@dataclass(frozen=True)
class Beginning:
    """What the overview shows of the guide: `structure` while the kommune is establishing, and who coordinates is missing."""

    structure: Structure | None
    without_coordinator: bool

    @property
    def next_words(self) -> str:
        """What comes next, in the reader's language."""
        words = checklist.next_words(self.structure) if self.structure else None
        return str(words) if words else ""

    @property
    def next_step(self) -> str:
        """The code of the guide's next step, or empty."""
        return self.structure.open_steps[0] if self.structure and self.structure.open_steps else ""


def beginning(*, with_structure: bool) -> Beginning:
    """One statement in an ordinary kommune; the whole checklist while it is establishing, for those who see it all."""
    if with_structure and here.kommune().lifecycle == "establishing":
        found = standing()
        coordinated = next(check.ok for check in found.checks if check.code == "coordinator")
        return Beginning(found, not coordinated)
    return Beginning(None, not requests.coordinators())
