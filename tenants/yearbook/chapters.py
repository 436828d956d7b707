"""The year book as a report: a chapter for each meeting, a section for each sak, and the index of decisions at the end."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from saas import clock, here
from saas.pages import day, gettext

Block = dict[str, Any]
LONGEST_IN_INDEX = 240


def compose(
    group: str, year: int, minutes: Sequence[tuple[datetime, dict[str, Any]]], shielded: Collection[str]
) -> tuple[dict[str, Any], int]:
    """(a `saas.documents.Report`, how many decisions) of a year's minutes as they were frozen.

    A sak whose entry is in `shielded` stands with its number only: the book is one file, and files travel.
    """
    place, title = here.kommune().name, gettext("Årbok %(year)s", year=year)
    blocks: list[Block] = []
    index: list[list[str]] = []
    for starts_at, words in minutes:
        blocks += _meeting(starts_at, words, shielded)
        index += _decided(starts_at, words, shielded)
    blocks += [_heading(gettext("Vedtakene i %(year)s", year=year), 1), *_index(index)]
    return {
        "kind": "report", "language": here.kommune().language, "kommune": place, "group": group, "title": title,
        "subtitle": None, "status": gettext("Internt dokument"), "contents": gettext("Innhold"),
        "facts": [
            [gettext("Referater"), str(len(minutes))],
            [gettext("Vedtak"), str(len(index))],
            [gettext("Unntatt offentlighet"), gettext("Saker som er unntatt offentlighet, står bare med nummer.")],
        ],
        "blocks": blocks, "labels": {"page": gettext("Side"), "of": gettext("av")}, "footer": f"{place} – {group} – {title}",
    }, len(index)  # fmt: skip


def _meeting(starts_at: datetime, words: dict[str, Any], shielded: Collection[str]) -> list[Block]:
    there = [person for person in words.get("people") or [] if person.get("name")]
    facts = "\n".join(f"- {label}: {value}" for label, value in words.get("facts") or [])
    people = ", ".join(_person(person) for person in there)
    blocks = [_heading(_day(starts_at), 1), _text(facts)]
    if people:
        blocks.append(_text(gettext("Deltakere: %(people)s", people=people)))
    for item in words.get("items") or []:
        blocks += _sak(item, shielded)
    return blocks


def _sak(item: dict[str, Any], shielded: Collection[str]) -> list[Block]:
    label = gettext("Sak %(number)s", number=item["number"]) if item.get("number") else ""
    if item.get("entry_id") in shielded:
        hidden = gettext("Saken er unntatt offentlighet eller intern. Den står i referatet.")
        return [_heading(label or gettext("Sak"), 2), _text(hidden)]
    blocks = [_heading(" ".join(part for part in (label, item.get("title") or "") if part), 2), _text(item.get("notes") or "")]
    if item.get("decision"):
        blocks.append(_text(gettext("Vedtak: %(text)s", text=item["decision"])))
    if actions := item.get("actions"):
        head = [gettext("Hva"), gettext("Ansvarlig"), gettext("Frist")]
        rows = [[action.get(key) or "" for key in ("what", "who", "due")] for action in actions]
        blocks.append(_table(gettext("Handlinger"), head, rows))
    return blocks


def _decided(starts_at: datetime, words: dict[str, Any], shielded: Collection[str]) -> list[list[str]]:
    found = [item for item in words.get("items") or [] if item.get("decision") and item.get("entry_id") not in shielded]
    return [[item.get("number") or "", item.get("title") or "", _short(item["decision"]), _day(starts_at)] for item in found]


def _index(rows: list[list[str]]) -> list[Block]:
    if not rows:
        return [_text(gettext("Ingen vedtak dette året."))]
    head = [gettext("Sak"), gettext("Tittel"), gettext("Vedtak"), gettext("Møte")]
    return [_table(gettext("Vedtak"), head, rows)]


def _person(person: dict[str, Any]) -> str:
    status = person.get("status")
    return f"{person['name']} ({status})" if status else str(person["name"])


def _day(starts_at: datetime) -> str:
    words = day(starts_at.astimezone(clock.OSLO).date())
    return words[:1].upper() + words[1:]


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_IN_INDEX else flat[: LONGEST_IN_INDEX - 1].rstrip() + "…"


def _heading(text: str, level: int) -> Block:
    return {"type": "heading", "text": text, "level": level}


def _text(text: str) -> Block:
    return {"type": "text", "text": text}


def _table(caption: str, head: list[str], rows: list[list[str]]) -> Block:
    return {"type": "table", "caption": caption, "head": head, "rows": rows, "align": ["left"] * len(head)}
