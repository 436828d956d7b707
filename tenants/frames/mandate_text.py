"""The standard text that a mandate begins from, by the group's level and in the kommune's language."""

import re
from functools import cache
from pathlib import Path

from saas.pages import LANGUAGES, ROOT

FOLDER = ROOT / "templates" / "library"
TEMPLATES = {
    "STEERING": "mandat-styringsgruppe",
    "COORDINATING": "mandat-koordineringsgruppe",
    "OPERATIONAL": "mandat-fagteam",
}


def standard(level: str, language: str, kommune: str) -> dict[str, str]:
    """Column → text. Raises KeyError for an unknown level or language."""
    texts = _read(FOLDER / f"{TEMPLATES[level]}.md")[language]
    return {column: words.replace("{kommune}", kommune) for column, words in texts.items()}


@cache
def _read(path: Path) -> dict[str, dict[str, str]]:
    """A template file: front matter, then a heading for each language and under it one for each section."""
    _, _front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    return {language: _sections(body.split(f"## {language}\n", 1)[1]) for language in LANGUAGES}


def _sections(part: str) -> dict[str, str]:
    """Up to the next language: «### column», and its text until the next heading."""
    own = re.split(r"^## ", part, maxsplit=1, flags=re.MULTILINE)[0]
    parts = re.split(r"^### (\w+)\n", own, flags=re.MULTILINE)[1:]
    return {column: text.strip() for column, text in zip(parts[::2], parts[1::2], strict=True)}
