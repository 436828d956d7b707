"""Words to a Word file that others can go on writing in: real headings, marked tables, right language."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import docx as word
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from saas import wordlook
from saas.documents import joined, prepared
from saas.plaintext import Block

_PEOPLE = (42, 38, 46, 36)  # Widths in millimetres; together the 162 between the margins.
_WIDTH = 162
_ACTIONS = (18, 60, 34, 32, 18)


def docx(document: Mapping[str, Any], *, when: datetime) -> bytes:
    """Write a `documents.Document` or `documents.Report` as a Word file. `when` is aware, and is the time it was made.

    Raises ValueError for a naive `when` or an unfinished document.
    """
    if when.tzinfo is None:
        raise ValueError("A Word file needs a time with a time zone.")
    words = prepared(document)
    file = word.Document()
    wordlook.dress(file, f"{words['language']}-NO")
    _name(file, words, when)
    _letterhead(file, words)
    if words["kind"] == "report":
        _blocks(file, words["blocks"])
    else:
        _people(file, words["people"], words["labels"])
        _items(file, words)
        _actions(file, words["actions"], words["labels"])
    _footer(file, words)
    return wordlook.sealed(file, when)


def _name(file: WordFile, words: Mapping[str, Any], when: datetime) -> None:
    about = file.core_properties
    # The properties hold 255 signs at most; the heading has the whole title.
    about.title, about.author = words["title"][:255], (words["kommune"] or "")[:255]
    about.language, about.comments = f"{words['language']}-NO", ""
    about.created = about.modified = when.astimezone(UTC).replace(tzinfo=None)


def _letterhead(file: WordFile, words: Mapping[str, Any]) -> None:
    file.add_paragraph(words["kommune"], "Letterhead")
    if words["group"]:
        file.add_paragraph(words["group"], "Quiet")
    file.add_heading(words["title"], 1)
    if words["subtitle"]:
        file.add_paragraph(words["subtitle"])
    if standing := joined(words["version"], words["status"]):
        file.add_paragraph(standing, "Standing")
    for label, value in words["facts"]:
        line = file.add_paragraph(style="Fact")
        line.add_run(label).font.color.rgb = wordlook.QUIET
        line.add_run(f"\t{value}")


def _people(file: WordFile, people: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> None:
    if people:
        file.add_heading(labels["people"], 2)
        heads = (labels["name"], labels["title"], labels["organisation"], labels["presence"])
        columns = ("name", "title", "organisation", "status")
        _table(file, _PEOPLE, heads, [[person[column] for column in columns] for person in people])


def _items(file: WordFile, words: Mapping[str, Any]) -> None:
    if words["items"]:
        file.add_heading(words["labels"]["agenda"], 2)
    for item in words["items"]:
        _item(file, item, words["labels"])


def _item(file: WordFile, item: Mapping[str, Any], labels: Mapping[str, str]) -> None:
    file.add_heading("  ".join(part for part in (item["number"], item["title"]) if part), 3)
    if meta := joined(item["kind"], item["minutes"], item["presenter"], item["counter"]):
        file.add_paragraph(meta, "Quiet")
    _prose(file, item["text"])
    if item["papers"]:
        file.add_paragraph(f"{labels['papers']}: {', '.join(item['papers'])}", "Quiet")
    _prose(file, item["notes"])
    if item["decision"]:
        file.add_paragraph(labels["decision"], "Lead")
        _prose(file, item["decision"], "Decision", "Decision List")
    if item["actions"]:
        file.add_paragraph(labels["actions"], "Lead")
    for action in item["actions"]:
        who, due = (f"{labels[key]}: {action[key]}" if action[key] else None for key in ("who", "due"))
        point = file.add_paragraph(action["what"], "List Bullet")
        if meta := joined(who, due, action["status"]):
            point.add_run(f"\n{meta}").font.color.rgb = wordlook.QUIET


def _blocks(file: WordFile, found: Iterable[Mapping[str, Any]]) -> None:
    """The chapters of a report."""
    for block in found:
        if block["type"] == "heading":
            file.add_heading(block["text"], block["level"] + 1)
        elif block["type"] == "text":
            _prose(file, block["text"])
        elif block["type"] == "list":
            _prose(file, [Block(kind="list", lines=block["items"])])
        else:
            if block["caption"]:
                file.add_paragraph(block["caption"], "Lead")
            share = _WIDTH / sum(block["widths"])
            widths = [round(width * share) for width in block["widths"]]
            _table(file, widths, block["head"], block["rows"], block["align"])
            file.add_paragraph()  # Two tables without a line between them grow together in Word.


def _prose(
    file: WordFile, found: Iterable[Block], style: str = "Normal", points: str = "List Bullet"
) -> None:
    for block in found:
        if block["kind"] == "list":
            for line in block["lines"]:
                file.add_paragraph(line, points)
        else:
            file.add_paragraph("\n".join(block["lines"]), style)


def _actions(file: WordFile, actions: Sequence[Mapping[str, Any]], labels: Mapping[str, str]) -> None:
    if actions:
        file.add_heading(labels["actions"], 2)
        columns = ("item", "what", "who", "due", "status")
        heads = [labels[column] for column in columns]
        _table(file, _ACTIONS, heads, [[action[column] for column in columns] for action in actions])


def _table(
    file: WordFile,
    widths: Sequence[int],
    heads: Sequence[str],
    rows: Sequence[Sequence[str | None]],
    align: Sequence[str] = (),
) -> None:
    table = file.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for texts in (heads, *rows):
        cells = table.add_row().cells
        for cell, width, text, side in zip(cells, widths, texts, align or ["left"] * len(cells), strict=True):
            cell.width = Mm(width)
            cell.paragraphs[0].style = "Lead" if texts is heads else "Table Text"
            if side == "right":
                cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
            cell.paragraphs[0].add_run(text or "")
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    wordlook.rule(table)
    wordlook.mark_header(table)


def _footer(file: WordFile, words: Mapping[str, Any]) -> None:
    labels = words["labels"]
    line = file.sections[0].footer.paragraphs[0]
    line.style = "Quiet"
    line.add_run(f"{joined(words['footer'])}   {labels['page']} ".lstrip())
    wordlook.count(line, "PAGE")
    line.add_run(f" {labels['of']} ")
    wordlook.count(line, "NUMPAGES")
