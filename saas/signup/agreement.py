"""The databehandleravtale: versioned texts in both languages, shown as they stand, and known by their fingerprint."""

import hashlib
from functools import cache
from pathlib import Path

from markupsafe import Markup, escape

NUMBER = "1.2"
FOLDER = Path(__file__).resolve().parents[2] / "templates" / "library"


@cache
def words(language: str, number: str = NUMBER) -> str:
    """The text of one version, as it was accepted. An old version is never changed: a new one gets a new file."""
    spoken = "nn" if language == "nn" else "nb"
    return (FOLDER / f"databehandleravtale-{number}.{spoken}.md").read_text(encoding="utf-8")


def fingerprint(language: str, number: str = NUMBER) -> str:
    """SHA-256 of exactly the text that was shown."""
    return hashlib.sha256(words(language, number).encode()).hexdigest()


def page(language: str, number: str = NUMBER) -> Markup:
    """The text as headings, paragraphs and lists. Nothing in it is taken as markup of its own."""
    return Markup("".join(_block(block) for block in words(language, number).strip().split("\n\n")))


def _block(block: str) -> str:
    lines = [line.strip() for line in block.strip().splitlines()]
    # The page's own heading is the first level, and the agreement stands under one of the second.
    if lines[0].startswith("#"):
        level = len(lines[0]) - len(lines[0].lstrip("#")) + 2
        rest = _block("\n".join(lines[1:])) if lines[1:] else ""
        return f"<h{level}>{escape(lines[0].lstrip('# '))}</h{level}>{rest}"
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{escape(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{escape(' '.join(lines))}</p>"
