"""What is new since the last kartlegging: findings that came, went and changed, and what was written differently."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from saas import vocabulary
from saas.pages import gettext, say
from tenants.mapping.contents import Line, listed
from tenants.mapping.models import Assessment
from tenants.minutes import differences

# Field → the vocabulary that its code is of; a text has none.
FIELDS = {
    "title": "", "kind": "finding_kind", "theme": "theme", "arena": "arena", "age_group": "age_group",
    "heading": "heading", "severity": "severity", "spread": "spread", "trend": "trend", "strengths": "strength",
    "source_types": "source_type",
}  # fmt: skip
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class Change:
    """One field, in words: «Alvorlighet», «Middels», «Høy»."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Changed:
    """A finding that is in both, and says something else now."""

    line: Line
    changes: list[Change]
    text: list[differences.Part]


@dataclass(frozen=True)
class Comparison:
    """The newer kartlegging held against the older."""

    new: Assessment
    old: Assessment
    added: list[Line]
    removed: list[Line]
    changed: list[Changed]
    unchanged: int
    sections: list[differences.Part]


def compare(new: Assessment, old: Assessment) -> Comparison:
    """Finding by finding, field by field, and sentence by sentence. An adopted one counts as it was adopted."""
    after, before = _by_id(new), _by_id(old)
    both = [line for key, line in after.items() if key in before]
    changed = [found for line in both if (found := _changed(before[line.finding_id], line))]
    return Comparison(
        new=new,
        old=old,
        added=[line for key, line in after.items() if key not in before],
        removed=[line for key, line in before.items() if key not in after],
        changed=changed,
        unchanged=len(both) - len(changed),
        sections=differences.compare(_document(_texts(old)), _document(_texts(new))),
    )


def field_words() -> dict[str, str]:
    """What the fields are called on screen."""
    return {
        "title": gettext("Tittel"), "kind": gettext("Slag"), "theme": gettext("Tema"), "arena": gettext("Arena"),
        "age_group": gettext("Aldersgruppe"), "heading": gettext("Overskrift"), "severity": gettext("Alvorlighet"),
        "spread": gettext("Utbredelse"), "trend": gettext("Utvikling"), "strengths": gettext("Styrker"),
        "source_types": gettext("Kilder"),
    }  # fmt: skip


def in_words(name: str, value: Any) -> str:
    """A field's value as it is read: codes in words, lists with commas, nothing as «ingen»."""
    kind = FIELDS[name]
    if isinstance(value, list):
        return ", ".join(say(vocabulary.words(kind, code)) for code in value) or gettext("ingen")
    return say(vocabulary.words(kind, value)) if kind else str(value)


def _by_id(assessment: Assessment) -> dict[Any, Line]:
    return {line.finding_id: line for line in listed(assessment)}


def _changed(before: Line, after: Line) -> Changed | None:
    words = field_words()
    changes = [
        Change(words[name], in_words(name, before.facts[name]), in_words(name, after.facts[name]))
        for name in FIELDS
        if before.facts[name] != after.facts[name]
    ]
    label = gettext("Beskrivelse")
    pair = ({label: before.facts["description"]}, {label: after.facts["description"]})
    text = differences.compare(*map(_document, pair))
    return Changed(after, changes, text) if changes or text else None


def _texts(assessment: Assessment) -> dict[str, str]:
    texts = {say(vocabulary.words("heading", part.heading)): part.text for part in assessment.sections}
    return {gettext("Sammendrag"): assessment.summary, **texts}


def _document(texts: Mapping[str, str]) -> dict[str, Any]:
    """Texts under their headings as the differences of minutes take them, a sentence to a line."""
    items = [
        {"entry_id": heading, "number": heading, "title": "", "notes": _SENTENCE.sub("\n", text)}
        for heading, text in texts.items()
    ]
    return {"title": "", "items": items}
