"""What was asked for: the words in the form that is searched in, and a sak's number where it is one."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, cast, func, select
from sqlalchemy.dialects.postgresql import TSQUERY

from saas.db import db
from tenants.groups.models import Group
from tenants.search.models import SearchEntry

# Longer questions are cut: nobody reads them, and each word costs.
LONGEST, MOST_WORDS = 200, 12
# Words with æ, ø or å that tell nothing, in the form they are searched in; the dictionary knows the others.
EMPTY_WORDS = frozenset({"paa", "aa", "foer", "baade", "vaer", "vaert", "naa", "naar", "faar", "saa", "vaar"})
SAK = re.compile(r"(?:sak\s+)?(?:([^\W\d_]{1,3})\s*[-–]?\s*)?(?:sak\s+)?(\d{1,4})\s*/\s*(?:20)?(\d{2})", re.IGNORECASE)
MEASURE = re.compile(r"t\s*-?\s*(\d{2})\s*-\s*(\d{1,3})", re.IGNORECASE)
PLAIN = re.compile(r"[0-9a-z\u00c0-\u024f]+")
# A word of one or two letters is itself; a longer one is also the beginning of others («ungdom» finds «ungdomsklubb»).
SHORTEST_BEGINNING = 3


@dataclass(frozen=True)
class Question:
    """`written` as it was typed, `stems` as they are searched for, `label` («14/26») and whose («KG») where it is a number."""

    written: str
    stems: tuple[str, ...]
    label: str = ""
    short: str = ""

    @property
    def empty(self) -> bool:
        """Nothing to search for: nothing typed, or only signs."""
        return not self.stems and not self.label

    def wanted(self, glue: str) -> Any:
        """The stems as the database's own question; `glue` is «&» for all of them and «|» for any."""
        parts = [f"'{stem}':*" if len(stem) >= SHORTEST_BEGINNING else f"'{stem}'" for stem in self.stems]
        return cast(f" {glue} ".join(parts), TSQUERY)

    def numbered(self, seen: list[Group]) -> ColumnElement[bool]:
        """A criterion: the thing has this very number, in the group that was named where one was."""
        here = SearchEntry.label == self.label
        if not self.short:
            return here
        return here & SearchEntry.group_id.in_([group.id for group in seen if group.short == self.short])


def ask(written: str) -> Question:
    """One statement: the database itself brings the words to the form it has kept them in."""
    written = " ".join(written[: LONGEST * 50].replace("\x00", " ").split())[:LONGEST]
    stems = db.session.scalar(select(func.tsvector_to_array(func.app.search_vector(written)))) if written else []
    told = [stem for stem in stems or [] if PLAIN.fullmatch(stem)]
    short, label = _number(written)
    return Question(written, tuple([stem for stem in told if stem not in EMPTY_WORDS] or told)[:MOST_WORDS], label, short)


def _number(written: str) -> tuple[str, str]:
    """(«KG», «14/26») of «KG sak 14/2026», («», «T-26-007») of «t-26-7», and nothing of anything else."""
    if found := SAK.fullmatch(written):
        return (found[1] or "").upper(), f"{int(found[2])}/{found[3]}"
    if found := MEASURE.fullmatch(written):
        return "", f"T-{found[1]}-{int(found[2]):03d}"
    return "", ""
