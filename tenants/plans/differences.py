"""What is another by now than the plan says: goals and measures added, gone or changed, field by field. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

Entry = dict[str, Any]
# Part of a plan → what is compared in it, in the order it is told.
FIELDS: dict[str, tuple[str, ...]] = {
    "goals": (
        "title", "description", "focus_area", "theme", "from_year", "to_year", "measurable", "indicator", "unit",
        "baseline", "baseline_year", "target", "target_on", "judged_by", "rank",
    ),
    "measures": (
        "title", "description", "goal", "theme", "arena", "age_group", "type", "prevention_level", "owner",
        "responsible", "starts_on", "ends_on", "youth", "evaluation",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """One difference. `change` is added, removed or changed; `field` is named only where something is changed."""

    part: str
    change: str
    id: str
    field: str
    before: Any
    after: Any
    entry: Entry

    @property
    def key(self) -> str:
        """Names exactly this difference: should it become another one, the key is another too."""
        said = json.dumps([self.before, self.after], sort_keys=True, ensure_ascii=False)
        return f"{self.part}.{self.id}.{self.change}.{self.field}.{hashlib.sha256(said.encode()).hexdigest()[:12]}"

    @property
    def facts(self) -> dict[str, Any]:
        """What the revision table keeps, so that the next comparison starts from here."""
        return {
            "part": self.part, "change": self.change, "id": self.id, "field": self.field,
            "before": self.before, "after": self.after,
        }  # fmt: skip


def between(known: Mapping[str, Sequence[Entry]], today: Mapping[str, Sequence[Entry]]) -> list[Difference]:
    """Every difference from what the plan is known to say, to what stands today."""
    found: list[Difference] = []
    for part, fields in FIELDS.items():
        then, now = _by_id(known[part]), _by_id(today[part])
        for entry_id, entry in now.items():
            if entry_id not in then:
                found.append(Difference(part, "added", entry_id, "", None, entry, entry))
            else:
                found += _changed(part, fields, then[entry_id], entry)
        gone = (entry for entry_id, entry in then.items() if entry_id not in now)
        found += [Difference(part, "removed", entry["id"], "", entry, None, entry) for entry in gone]
    return found


def applied(frozen: Mapping[str, Any], recorded: Iterable[Mapping[str, Any]]) -> dict[str, list[Entry]]:
    """What the plan is known to say: as it was frozen, and what the revision table has added since."""
    known = {part: _by_id(deepcopy(list(frozen[part]))) for part in FIELDS}
    for facts in recorded:
        entries, entry_id = known[facts["part"]], facts["id"]
        if facts["change"] == "added":
            entries[entry_id] = deepcopy(facts["after"])
        elif facts["change"] == "removed":
            entries.pop(entry_id, None)
        elif entry_id in entries:
            entries[entry_id][facts["field"]] = deepcopy(facts["after"])
    return {part: list(entries.values()) for part, entries in known.items()}


def _changed(part: str, fields: Sequence[str], before: Entry, after: Entry) -> list[Difference]:
    return [
        Difference(part, "changed", after["id"], field, before.get(field), after.get(field), after)
        for field in fields
        if before.get(field) != after.get(field)
    ]


def _by_id(entries: Sequence[Entry]) -> dict[str, Entry]:
    return {entry["id"]: entry for entry in entries}
