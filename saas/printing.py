"""Words to accessible PDF: PDF/A-2a for the archive and PDF/UA-1 for every reader, in one file."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst

from saas.documents import prepared
from saas.plaintext import STAND_IN

TEMPLATES = Path(__file__).parent.parent / "templates"
LAYOUT = TEMPLATES / "print" / "document.typ"
REPORT_LAYOUT = TEMPLATES / "print" / "report.typ"
FONTS = TEMPLATES / "fonts"

_BUILT_IN_FONT = "Libertinus Serif"
_STANDARDS: list[Any] = ["a-2a", "ua-1"]
_UNSHOWABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class PrintingFailed(RuntimeError):
    """The document could not be set; the message says what the typesetter found, never what was written."""


def pdf(document: Mapping[str, Any], *, when: datetime, fonts: Path = FONTS, layout: Path | None = None) -> bytes:
    """Set a `documents.Document` or `documents.Report` as A4, tagged, with title and language.

    `when` is an aware datetime and is written as the time of creation, so that the same document gives
    the same bytes. Signs that no font at hand can draw are shown as STAND_IN. `fonts` is a folder of
    static TrueType files; the first choice is Inter, and others there serve the scripts that Inter lacks.

    Raises ValueError for a naive `when` or an unfinished document, PrintingFailed if it cannot be set.
    """
    if when.tzinfo is None:
        raise ValueError("A printed document needs a time with a time zone.")
    words = json.dumps(prepared(document), ensure_ascii=False)
    layout = layout or (REPORT_LAYOUT if document["kind"] == "report" else LAYOUT)
    try:
        try:
            return _set(words, when, fonts, layout)
        except typst.TypstError as error:
            # PDF/A forbids signs without a drawing, and typst names them all at once.
            unshowable = _unshowable(error)
            if not unshowable:
                raise
            return _set(_without(unshowable, words), when, fonts, layout)
    except typst.TypstError as error:
        raise PrintingFailed(_explained(error)) from None


def png(document: Mapping[str, Any], *, when: datetime, layout: Path, dots_per_inch: int = 144, fonts: Path = FONTS) -> bytes:
    """The first page of a document as a picture, set by the same layout as its PDF.

    Raises ValueError and PrintingFailed as `pdf` does.
    """
    if when.tzinfo is None:
        raise ValueError("A printed document needs a time with a time zone.")
    try:
        compiler = _compiler(json.dumps(prepared(document), ensure_ascii=False), fonts, layout)
        made = compiler.compile(format="png", ppi=float(dots_per_inch), timestamp=when.astimezone(UTC).replace(microsecond=0))
    except typst.TypstError as error:
        raise PrintingFailed(_explained(error)) from None
    pages = made if isinstance(made, list) else [made]
    assert isinstance(pages[0], bytes)
    return pages[0]


def _set(words: str, when: datetime, fonts: Path, layout: Path) -> bytes:
    """Run typst on a layout. The words go in as data, and nothing outside the layout's folder can be read."""
    compiler = _compiler(words, fonts, layout)
    made = compiler.compile(format="pdf", pdf_standards=_STANDARDS, timestamp=when.astimezone(UTC).replace(microsecond=0))
    assert isinstance(made, bytes)
    return made


def _compiler(words: str, fonts: Path, layout: Path) -> typst.Compiler:
    at_hand = _fonts(fonts)
    families = [family for family in ("Inter", _BUILT_IN_FONT) if family in at_hand.families()]
    return typst.Compiler(
        layout,
        root=layout.parent,
        font_paths=at_hand,
        sys_inputs={"document": words, "fonts": json.dumps(families)},
    )


@lru_cache(maxsize=4)
def _fonts(folder: Path) -> typst.Fonts:
    """The folder's fonts and typst's own, never the machine's: the same words look the same everywhere."""
    paths = [folder] if folder.is_dir() else []
    return typst.Fonts(include_system_fonts=False, font_paths=paths)


def _unshowable(error: typst.TypstError) -> list[str]:
    """The clusters that no font could draw, longest first, so that a family of emojis goes before its members."""
    quoted = _UNSHOWABLE.findall(error.diagnostic)
    clusters = {_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) for text in quoted}
    return sorted(clusters, key=lambda cluster: (-len(cluster), cluster))


def _without(clusters: list[str], words: str) -> str:
    for cluster in clusters:
        words = words.replace(cluster, STAND_IN)
    return words


def _explained(error: typst.TypstError) -> str:
    """One sentence for the log: what is wrong and where in our layout.

    What typst quotes, or says after a colon, may be words from the document, and is left out.
    """
    said = re.split(r"[:`]", re.sub(r"^PDF/\S.*? error: ", "", error.message))[0].strip()
    place = re.search(r"┌─ (?:\S*/)?(\S+)", error.diagnostic)
    return f"The document could not be set as PDF: {said}" + (f" ({place[1]})" if place else "")
