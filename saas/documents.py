"""What an agenda, minutes or an extract consists of, before it becomes PDF or DOCX."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from saas.plaintext import blocks, clean_all

# What the layouts say in their own words. The caller translates; a missing one is an error before anything is set.
LABELS = (
    "people", "agenda", "decision", "actions", "what", "who", "due", "status",
    "name", "title", "organisation", "presence", "papers", "item", "page", "of",
)  # fmt: skip


class Person(TypedDict, total=False):
    name: str
    title: str | None
    organisation: str | None
    status: str | None


class Action(TypedDict, total=False):
    """Who does what by when. `item` is the sak's number, and is shown in the table at the end."""

    what: str
    who: str | None
    due: str | None
    status: str | None
    item: str | None


class Item(TypedDict, total=False):
    """A sak. `text`, `notes` and `decision` are free text; the two last are not shown in an agenda."""

    number: str | None
    title: str
    kind: str | None
    minutes: str | None
    presenter: str | None
    counter: str | None
    text: str | None
    notes: str | None
    decision: str | None
    actions: list[Action]
    papers: list[str]


class Document(TypedDict, total=False):
    """All words are in the document's language and ready to be shown, dates and «20 min» too."""

    kind: Literal["agenda", "minutes", "extract"]
    language: Literal["nb", "nn"]
    kommune: str
    group: str
    title: str
    subtitle: str | None
    version: str | None
    status: str
    facts: list[list[str]]
    people: list[Person]
    items: list[Item]
    actions: list[Action]
    labels: dict[str, str]
    footer: str


def prepared(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with every key there, every string cleaned and every free text of a sak split into blocks.

    What an agenda does not show is left out here, so that it cannot slip into a file unseen.
    Raises ValueError when it has no title, an unknown kind or language, or lacks labels.
    """
    _check(document)
    made: dict[str, Any] = {**dict.fromkeys(Document.__annotations__), **clean_all(dict(document))}
    for part in ("facts", "people", "items", "actions"):
        made[part] = made[part] or []
    made["people"] = [_complete(Person, person) for person in made["people"]]
    made["actions"] = [_complete(Action, action) for action in made["actions"]]
    made["items"] = [_item(item, made["kind"]) for item in made["items"]]
    return made


def joined(*parts: str | None) -> str:
    """Short pieces on one line, those that are there."""
    return " · ".join(part for part in parts if part)


def _item(item: Mapping[str, Any], kind: str) -> dict[str, Any]:
    made = _complete(Item, item)
    if kind == "agenda":
        made.update(notes=None, decision=None, actions=None)
    for part in ("text", "notes", "decision"):
        made[part] = blocks(made[part])
    made["actions"] = [_complete(Action, action) for action in made["actions"] or []]
    made["papers"] = made["papers"] or []
    return made


def _complete(shape: type, given: Mapping[str, Any]) -> dict[str, Any]:
    return {**dict.fromkeys(shape.__annotations__), **given}


def _check(document: Mapping[str, Any]) -> None:
    if not (document.get("title") or "").strip():
        raise ValueError("A document needs a title.")
    if document.get("kind") not in ("agenda", "minutes", "extract"):
        raise ValueError(f"Unknown kind of document: {document.get('kind')!r}.")
    if document.get("language") not in ("nb", "nn"):
        raise ValueError(f"Unknown language of document: {document.get('language')!r}.")
    labels = document.get("labels") or {}
    if missing := [label for label in LABELS if not labels.get(label)]:
        raise ValueError(f"The document lacks labels: {', '.join(missing)}.")
