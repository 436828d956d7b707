"""What a person typed, as paragraphs and lists, free of signs that no document format can carry."""

import unicodedata
from typing import Any, Literal, TypedDict

STAND_IN = "□"  # Shown in place of a sign that cannot be written, so that a loss is never silent.

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = _DIRECTION_OVERRIDES | {"\ufeff"}
_BULLET = "- "


class Block(TypedDict):
    """A paragraph (its lines) or a list (its points)."""

    kind: Literal["paragraph", "list"]
    lines: list[str]


def blocks(text: str | None) -> list[Block]:
    """Split text at blank lines, and where lines that start with «- » begin or end.

    An indented line after a point goes on with that point. Nothing else in the text has a meaning.
    """
    found: list[Block] = []
    open_block: Block | None = None
    for line in clean(text or "").split("\n"):
        if not line.strip():
            open_block = None
        elif open_block and open_block["kind"] == "list" and line[0].isspace() and not _is_point(line):
            open_block["lines"][-1] += " " + line.strip()
        else:
            kind: Literal["paragraph", "list"] = "list" if _is_point(line) else "paragraph"
            if not open_block or open_block["kind"] != kind:
                open_block = Block(kind=kind, lines=[])
                found.append(open_block)
            open_block["lines"].append(line.strip().removeprefix(_BULLET).strip())
    return found


def clean(text: str) -> str:
    """The same text with one kind of line break and only signs that PDF/A and XML allow.

    Control signs become spaces, signs that can turn the reading direction of other people's text are
    dropped, and signs without an agreed meaning (private use, half a surrogate pair) show as STAND_IN.
    """
    with_one_break = "\n".join(unicodedata.normalize("NFC", text).splitlines())
    return "".join(_allowed(sign) for sign in with_one_break)


def clean_all(value: Any) -> Any:
    """Clean every string in nested dicts, lists and tuples; other values are passed on."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {key: clean_all(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean_all(inner) for inner in value]
    return value


def _is_point(line: str) -> bool:
    return line.lstrip().startswith(_BULLET)


def _allowed(sign: str) -> str:
    if sign == "\n" or " " <= sign <= "~":
        return sign
    if sign in _INVISIBLE:
        return ""
    category = unicodedata.category(sign)
    if category == "Cc":
        return " "
    if category in ("Co", "Cs") or _is_noncharacter(ord(sign)):
        return STAND_IN
    return sign


def _is_noncharacter(codepoint: int) -> bool:
    """Unicode reserves these 66 for ever; PDF/A and XML refuse most of them."""
    return codepoint & 0xFFFE == 0xFFFE or 0xFDD0 <= codepoint <= 0xFDEF
