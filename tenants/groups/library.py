"""Shared agenda templates: which standing items a new group starts with, by level and language."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from saas.pages import LANGUAGES, ROOT

FOLDER = ROOT / "templates" / "library"
TEMPLATES = {
    "STEERING": "agenda-styringsgruppe",
    "COORDINATING": "agenda-koordineringsgruppe",
    "OPERATIONAL": "agenda-fagteam",
}
KINDS = {"orientering": "information", "drøfting": "discussion", "beslutning": "decision", "avgjerd": "decision"}


@dataclass(frozen=True)
class TemplateItem:
    """One standing item: title, kind code, minutes."""

    title: str
    kind: str
    minutes: int


@dataclass(frozen=True)
class AgendaTemplate:
    """A shared template in one language. `source` is kept with what is copied: «agenda-styringsgruppe v1»."""

    title: str
    source: str
    items: tuple[TemplateItem, ...]


def agenda_of(level: str, language: str) -> AgendaTemplate:
    """The shared agenda of a level. Raises KeyError for an unknown level or language."""
    return _read(FOLDER / f"{TEMPLATES[level]}.md")[language]


@cache
def _read(path: Path) -> dict[str, AgendaTemplate]:
    """A template file: front matter of «key: value» lines, then a heading and a table for each language."""
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    facts = dict(line.split(": ", 1) for line in front.strip().splitlines())
    source = f"{path.stem} v{facts['version']}"
    return {
        language: AgendaTemplate(facts[f"title_{language}"], source, _items(body, language)) for language in LANGUAGES
    }


def _items(body: str, language: str) -> tuple[TemplateItem, ...]:
    part = body.split(f"## {language}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split("|") for line in part.splitlines() if line.startswith("|")]
    return tuple(
        TemplateItem(title.strip(), KINDS[kind.strip().lower()], int(minutes)) for title, kind, minutes in rows[2:]
    )
