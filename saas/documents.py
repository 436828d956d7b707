"""What an agenda, minutes, an extract or a report consists of, before it becomes PDF or DOCX."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict

from saas.plaintext import blocks, clean_all

# What the layouts say in their own words. The caller translates; a missing one is an error before anything is set.
LABELS = (
    "people", "agenda", "decision", "actions", "what", "who", "due", "status",
    "name", "title", "organisation", "presence", "papers", "item", "page", "of",
)  # fmt: skip
REPORT_LABELS = ("page", "of")


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


class Heading(TypedDict):
    """A heading under the title: `level` 1 for a chapter, 2 for what is inside it."""

    type: Literal["heading"]
    text: str
    level: Literal[1, 2]


class Text(TypedDict):
    """Free text; blank lines part paragraphs, and lines that start with «- » are a list."""

    type: Literal["text"]
    text: str


class Points(TypedDict):
    """A list of points."""

    type: Literal["list"]
    items: list[str]


class Table(TypedDict, total=False):
    """Rows under a head; every row is as long as the head. `align` is «left» for each column where it is left out."""

    type: Literal["table"]
    caption: str | None
    head: list[str]
    rows: list[list[str]]
    align: list[Literal["left", "right"]]


class Report(TypedDict, total=False):
    """Chapters with text, lists and tables. `group`, `version` and `status` stand in the head where they are given."""

    kind: Literal["report"]
    language: Literal["nb", "nn"]
    kommune: str
    group: str | None
    title: str
    subtitle: str | None
    version: str | None
    status: str | None
    facts: list[list[str]]
    blocks: list[Heading | Text | Points | Table]
    labels: dict[str, str]
    footer: str


def prepared(document: Mapping[str, Any]) -> dict[str, Any]:
    """A copy with every key there, every string cleaned and every free text of a sak split into blocks.

    What an agenda does not show is left out here, so that it cannot slip into a file unseen; so are a report's empty
    blocks. Raises ValueError when it has no title, an unknown kind or language, lacks labels, or has a crooked table.
    """
    _check(document)
    if document["kind"] == "report":
        return _report(document)
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


def _report(report: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {**dict.fromkeys(Report.__annotations__), **clean_all(dict(report))}
    made["facts"] = made["facts"] or []
    made["blocks"] = [block for given in made["blocks"] or [] if (block := _block(given))]
    headings = [block for block in made["blocks"] if block["type"] == "heading"]
    # No level may be passed over on the way down: a reader that walks by headings would look for what is missing.
    for before, heading in zip([None, *headings], headings, strict=False):
        heading["level"] = heading["level"] if before else 1
    return made


def _block(given: Mapping[str, Any]) -> dict[str, Any] | None:
    """One block of a report as the layouts want it, or None where there is nothing in it."""
    match given.get("type"):
        case "heading":
            level = 1 if given.get("level", 1) == 1 else 2
            return {"type": "heading", "text": given["text"], "level": level} if _said(given["text"]) else None
        case "text":
            found = blocks(given["text"])
            return {"type": "text", "text": found} if found else None
        case "list":
            points = [point for point in given["items"] if _said(point)]
            return {"type": "list", "items": points} if points else None
        case "table":
            return _table(given) if given["rows"] else None
    raise ValueError(f"Unknown type of block in a report: {given.get('type')!r}.")


def _table(given: Mapping[str, Any]) -> dict[str, Any]:
    head, align = given["head"], given.get("align") or ["left"] * len(given["head"])
    rows = [["" if cell is None else str(cell) for cell in row] for row in given["rows"]]
    if not head or len(align) != len(head) or any(len(row) != len(head) for row in rows):
        raise ValueError("A table in a report has rows or alignments of another length than its head.")
    if not set(align) <= {"left", "right"}:
        raise ValueError("A column in a report is aligned left or right.")
    caption = given.get("caption") or ""
    widths = _widths([head, *rows])
    return {"type": "table", "caption": caption, "head": head, "rows": rows, "align": align, "widths": widths}


def _widths(rows: list[list[str]]) -> list[int]:
    """How much of the page each column asks for, by its longest word and its longest line, within reason.

    Hard spaces hold a number together, so that «1 234 567» is one word here.
    """
    columns = list(zip(*rows, strict=True))
    words = [max(len(word) for cell in column for word in cell.split(" ")) for column in columns]
    lines = [max(map(len, column)) for column in columns]
    return [max(5, min(word, 24), min(line, 36)) for word, line in zip(words, lines, strict=True)]


def _said(text: str | None) -> bool:
    return bool(text and text.strip())


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
    if document.get("kind") not in ("agenda", "minutes", "extract", "report"):
        raise ValueError(f"Unknown kind of document: {document.get('kind')!r}.")
    if document.get("language") not in ("nb", "nn"):
        raise ValueError(f"Unknown language of document: {document.get('language')!r}.")
    labels = document.get("labels") or {}
    needed = REPORT_LABELS if document["kind"] == "report" else LABELS
    if missing := [label for label in needed if not labels.get(label)]:
        raise ValueError(f"The document lacks labels: {', '.join(missing)}.")
