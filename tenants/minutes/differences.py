"""What is new between two versions of the same minutes, line by line; pure, so that it can be tested to the letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

Document = Mapping[str, Any]
# How many unchanged lines stand beside a change, so that it can be understood.
CONTEXT = 1


@dataclass(frozen=True)
class Line:
    """One line of a version: the same in both, added in the newer, or deleted from the older."""

    kind: Literal["same", "added", "deleted"]
    text: str


@dataclass(frozen=True)
class Part:
    """What has changed under one heading of the document."""

    heading: str
    lines: list[Line]


def compare(older: Document, newer: Document) -> list[Part]:
    """The headings under which something is added or deleted, in the order of the newer version.

    A sak is recognised by its place on the agenda, not by its title. What changes by itself (the status of a
    task, the version's number, what the document says about its own stage) is no difference.
    """
    before, after = _sections(older), _sections(newer)
    keys = [*after, *(key for key in before if key not in after)]
    parts = []
    for key in keys:
        lines = _lines(before.get(key, ("", []))[1], after.get(key, ("", []))[1])
        if any(line.kind != "same" for line in lines):
            parts.append(Part((after.get(key) or before[key])[0], lines))
    return parts


def same(older: Document, newer: Document) -> bool:
    """Whether two versions say the same."""
    return not compare(older, newer)


def heading_of(item: Mapping[str, Any]) -> str:
    """What a sak is called in the list of what is new: «14/26  Åpen hall i helgene»."""
    return "  ".join(part for part in (item.get("number"), item["title"]) if part)


def _sections(document: Document) -> dict[str, tuple[str, list[str]]]:
    """Key → (heading, lines) for the head of the document, the people, and each sak."""
    labels = document.get("labels") or {}
    facts = [": ".join(fact) for fact in document.get("facts") or []]
    people = [_joined(person, "name", "title", "organisation", "status") for person in document.get("people") or []]
    found = {
        "title": (str(document.get("title")), [*facts]),
        "people": (labels.get("people", ""), people),
    }
    for item in document.get("items") or []:
        heading = heading_of(item)
        found[str(item.get("entry_id") or heading)] = (heading, _sak(item, labels))
    return found


def _sak(item: Mapping[str, Any], labels: Mapping[str, str]) -> list[str]:
    lines = [item["title"], *_split(item.get("notes"))]
    lines += [f"{labels.get('decision', '')}: {line}" for line in _split(item.get("decision"))]
    lines += [
        f"{labels.get('actions', '')}: {_joined(action, 'what', 'who', 'due')}" for action in item.get("actions") or []
    ]
    return lines


def _split(text: str | None) -> list[str]:
    return [line.rstrip() for line in (text or "").splitlines() if line.strip()]


def _joined(row: Mapping[str, Any], *keys: str) -> str:
    return " · ".join(str(row[key]) for key in keys if row.get(key))


def _lines(before: list[str], after: list[str]) -> list[Line]:
    found: list[Line] = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for group in matcher.get_grouped_opcodes(CONTEXT):
        for kind, first, last, start, end in group:
            if kind == "equal":
                found += [Line("same", text) for text in after[start:end]]
                continue
            found += [Line("deleted", text) for text in before[first:last]]
            found += [Line("added", text) for text in after[start:end]]
    return found
