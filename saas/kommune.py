"""A kommune as pages, heads and buttons show it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Kommune:
    """What is shown of a kommune in heads, badges and buttons. `role` is what the visitor is there as."""

    id: UUID
    slug: str
    name: str
    colour: int
    mark: str
    language: str
    population: int = 0
    levels: int = 3
    lifecycle: str = "operating"
    role: str = ""

    @property
    def small(self) -> bool:
        """Under 3,000 people everybody knows everybody: the person-data guard is stricter."""
        return 0 < self.population < 3000

    @property
    def closed(self) -> bool:
        """A kommune that has ended, or become part of another: all of it can be read, nothing can be written."""
        return self.lifecycle == "closed"
