"""The legal bases that a sak may be exempt by: reference data with editions, in a file of its own beside this one."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from saas.errors import Invalid

SOURCE = Path(__file__).with_name("legal_bases.json")


@dataclass(frozen=True)
class Basis:
    """One legal basis. `must` says that the law commands it, else it only allows; `own_body` that it covers one body's own papers."""

    code: str
    citation: str
    name: str
    about: str
    must: bool = False
    own_body: bool = False


@dataclass(frozen=True)
class Edition:
    """What was in use from a day on. `checked_by_lawyer` stays false until a lawyer has read the texts."""

    edition: str
    from_on: date
    source: str
    note: str
    checked_by_lawyer: bool
    bases: tuple[Basis, ...]

    def find(self, code: str) -> Basis:
        """The basis with this code. Raises Invalid at the field «hjemmel»."""
        found = next((basis for basis in self.bases if basis.code == code), None)
        if found is None:
            raise Invalid("Velg hjemmelen som saken er unntatt etter.", field="hjemmel")
        return found

    def cited(self, citation: str) -> Basis | None:
        """The basis that is cited like this, if it is one of this edition's."""
        return next((basis for basis in self.bases if basis.citation == citation), None)


def words() -> Iterator[str]:
    """Every bokmål text of the file, for the catalogue."""
    for edition in editions():
        yield from (edition.note, edition.source)
        for basis in edition.bases:
            yield from (basis.name, basis.about)


def in_force(day: date) -> Edition:
    """The edition in use on a day; before the first, the first."""
    known = editions()
    return next((one for one in reversed(known) if one.from_on <= day), known[0])


@lru_cache(maxsize=1)
def editions() -> tuple[Edition, ...]:
    """All editions, the oldest first."""
    told = json.loads(SOURCE.read_text(encoding="utf-8"))["editions"]
    made = [
        Edition(one["edition"], date.fromisoformat(one["from"]), one["source"], one["note"], one["checked_by_lawyer"],
                tuple(Basis(**basis) for basis in one["bases"]))
        for one in told
    ]  # fmt: skip
    return tuple(sorted(made, key=lambda one: one.from_on))
