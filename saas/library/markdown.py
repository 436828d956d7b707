"""Markdown as templates use it: read once into tokens, shown as safe HTML here and as blocks of a printed report."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markupsafe import Markup, escape

from saas.library import fields
from saas.pages import gettext, say

Block = dict[str, Any]
# Quotes and lists inside each other deeper than this are no document any more, and what lies deeper is left out.
DEEPEST = 20
# Under the page's own heading, so that no level is passed over.
_LOWEST_HEADING = 6
_WEB = re.compile(r"^https?://", re.IGNORECASE)


class _Renderer(RendererHTML):
    """HTML in the house's own dress: headings under the page's, tables that scroll, links that leave, fields that show."""

    def heading_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A heading, one level under where it stands in the Markdown."""
        return f"<{_lowered(tokens[at].tag)}>"

    def heading_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The end of a heading."""
        return f"</{_lowered(tokens[at].tag)}>\n"

    def table_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A table in a region of its own, so that a phone scrolls the table and not the page."""
        name = escape(gettext("Tabell"))
        return f'<div class="table-region" role="region" aria-label="{name}" tabindex="0"><table class="ds-table">\n'

    def table_close(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The end of a table and its region."""
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """The head of a column."""
        return '<th scope="col">'

    def td_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A cell. Markdown's alignment would be a style attribute, which the page does not allow."""
        return "<td>"

    def link_open(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """A link out of the house."""
        href = escape(str(tokens[at].attrGet("href") or ""))
        return f'<a class="ds-link" href="{href}" rel="noopener noreferrer">'

    def text_(self, tokens: Sequence[Token], at: int, options: Any, env: Any) -> str:
        """Plain words; a field that will be filled in stands out, by its name in words."""
        return fields.PLACE.sub(_field, str(escape(tokens[at].content)))


def page(body: str, title: str = "") -> Markup:
    """The body as HTML for a page. Raw HTML, pictures and links to anything but http(s) come out as plain words.

    A first heading that only repeats `title` is left out, since the page has the title on top.
    """
    # Safe to hand on: the renderer escapes every word, and knows no raw HTML.
    made = _READER.renderer.render(_below(_READER.parse(body), title), _READER.options, {})
    return Markup(made)


def blocks(body: str, title: str = "") -> list[Block]:
    """The body as blocks of a `documents.Report`. Bold and italics become plain words, a link its words and its address.

    A first heading that only repeats `title` is left out, since the document has the title on top.
    """
    return list(_Walker(_below(_READER.parse(body), title)).blocks())


def first_heading(body: str) -> str:
    """The words of the heading that the body opens with; nothing where it opens with something else."""
    tokens = _READER.parse(body)
    return _flat(tokens[1], " ").strip() if tokens and tokens[0].type == "heading_open" else ""


def _below(tokens: list[Token], title: str) -> list[Token]:
    """The tokens after the heading that repeats the title; all of them where none does."""
    repeats = bool(title) and bool(tokens) and tokens[0].type == "heading_open"
    return tokens[3:] if repeats and _flat(tokens[1], " ").strip().lower() == title.strip().lower() else tokens


class _Walker:
    """Walks Markdown's tokens from first to last, and gives one block for each thing that stands on its own."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def blocks(self) -> Iterator[Block]:
        """Every block, in reading order."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            self.at += 1
            if token.type == "heading_open":
                yield {"type": "heading", "text": self._words("heading_close"), "level": 1 if token.tag in ("h1", "h2") else 2}
            elif token.type == "paragraph_open":
                yield _plain(self._words("paragraph_close", "\n"))
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield from self._list(token)
            elif token.type == "table_open":
                yield self._table()
            elif token.type in ("fence", "code_block"):
                yield _plain(token.content)

    def _words(self, until: str, line_break: str = " ") -> str:
        """The plain words up to the end of what has just begun."""
        said = []
        while self.tokens[self.at].type != until:
            said.append(_flat(self.tokens[self.at], line_break))
            self.at += 1
        self.at += 1
        return " ".join(part for part in said if part).strip()

    def _list(self, opened: Token) -> Iterator[Block]:
        """A list, and the lists in it as points after their own point. Numbers are kept, since a text refers to them."""
        points = [f"{mark}{words}" for mark, words in self._points(opened, "")]
        if opened.type == "bullet_list_open":
            yield {"type": "list", "items": points}
        else:
            yield _plain("\n".join(points))

    def _points(self, opened: Token, indent: str) -> Iterator[tuple[str, str]]:
        ends = opened.type.replace("open", "close")
        number = int(opened.attrGet("start") or 1)
        said: list[str] = []
        while (token := self.tokens[self.at]).type != ends:
            self.at += 1
            if token.type == "list_item_open":
                said = []
            elif token.type in ("bullet_list_open", "ordered_list_open"):
                yield self._mark(opened, number, indent), " ".join(said)
                said = []
                yield from self._points(token, indent + "– ")
            elif token.type == "list_item_close":
                if said:
                    yield self._mark(opened, number, indent), " ".join(said)
                number += 1
            elif words := _flat(token, " ").strip():
                said.append(words)
        self.at += 1

    @staticmethod
    def _mark(opened: Token, number: int, indent: str) -> str:
        return indent + (f"{number}. " if opened.type == "ordered_list_open" else "")

    def _table(self) -> Block:
        rows: list[list[str]] = []
        while (token := self.tokens[self.at]).type != "table_close":
            self.at += 1
            if token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append(self._words(token.type.replace("open", "close")))
        self.at += 1
        return {"type": "table", "caption": None, "head": rows[0], "rows": rows[1:], "align": ["left"] * len(rows[0])}


def _flat(token: Token, line_break: str) -> str:
    """A token's words without their dress; a link that says something else than its address is followed by it."""
    if token.type in ("fence", "code_block"):
        return token.content
    said, address, words_at = [], "", 0
    for inner in token.children or []:
        if inner.type in ("softbreak", "hardbreak"):
            said.append(line_break if inner.type == "hardbreak" else " ")
        elif inner.type == "link_open":
            address, words_at = str(inner.attrGet("href") or ""), len(said)
        elif inner.type == "link_close":
            if "".join(said[words_at:]).strip() != address:
                said.append(f" ({address})")
        else:
            said.append(inner.content)
    return "".join(said)


def _plain(words: str) -> Block:
    return {"type": "text", "text": words}


def _lowered(tag: str) -> str:
    return f"h{min(int(tag[1]) + 1, _LOWEST_HEADING)}"


def _field(found: re.Match[str]) -> str:
    """A field by its name in words; one that is not known stands as it was written."""
    words = fields.FIELDS.get(found[1])
    return f'<mark class="template-field">{escape(say(words.label))}</mark>' if words else found[0]


def _is_web(address: str) -> bool:
    return bool(_WEB.match(address))


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}, renderer_cls=_Renderer)
    reader.enable("table").disable(["image", "html_block", "html_inline"])
    # Shadows the library's own rule, which lets through every scheme that it does not know to be dangerous.
    setattr(reader, "validateLink", _is_web)  # noqa: B010 – said so, because it is a method of the library's.
    # A method named after Markdown's «text» token would be taken for SQL by those who look for it.
    reader.renderer.rules["text"] = reader.renderer.text_  # type: ignore[attr-defined]
    return reader


_READER = _reader()
