"""The words around what was asked for, with the hits marked; everything else is escaped, since people wrote it."""

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup, escape
from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from saas.db import db

WORD = re.compile(r"[^\W_]+")
# How far into a long text it is looked for words to show, and how much of it is shown, in characters.
LOOKED_AT, BEFORE, SHOWN = 6000, 60, 220


def forms(texts: Iterable[str]) -> dict[str, str]:
    """Each word of the texts in the form that is searched in; one statement, and the only place that knows the form."""
    words = {word.lower() for text in texts for word in WORD.findall(text[:LOOKED_AT])}
    if not words:
        return {}
    listed = func.unnest(cast(sorted(words), ARRAY(Text))).column_valued("word")
    return {word: form.strip() for word, form in db.session.execute(select(listed, func.app.search_form(listed)))}


def marked(text: str, stems: tuple[str, ...], known: dict[str, str]) -> Markup:
    """The whole text with each hit in <mark>."""
    out, at = [], 0
    for start, end in _hits(text, stems, known):
        out += [escape(text[at:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        at = end
    return Markup("").join([*out, escape(text[at:])])


def around(text: str, stems: tuple[str, ...], known: dict[str, str]) -> Markup:
    """A piece of the text with the first hit in it, or its beginning; whole words, and «…» where something is left out."""
    text = " ".join(text[:LOOKED_AT].split())
    first = next(_hits(text, stems, known), (0, 0))[0]
    start = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    end = len(text) if len(text) <= start + SHOWN else max(text.rfind(" ", start, start + SHOWN), start + 1)
    piece = marked(text[start:end], stems, known)
    return Markup("{}{}{}").format("… " if start else "", piece, " …" if end < len(text) else "")


def _hits(text: str, stems: tuple[str, ...], known: dict[str, str]) -> Iterator[tuple[int, int]]:
    """(start, end) of each word whose form begins with something that was asked for."""
    return (found.span() for found in WORD.finditer(text) if stems and known.get(found[0].lower(), "").startswith(stems))
