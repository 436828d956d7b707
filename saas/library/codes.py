"""The short code of a shared template, made of its title: «Årshjul SLT 2027» is «arshjul-slt-2027»."""

import re
import unicodedata
from collections.abc import Container

LONGEST = 50
_LETTERS = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


def code_of(title: str, taken: Container[str]) -> str:
    """A code that nobody has: the title's letters and digits, and a number after them where the code is taken."""
    plain = unicodedata.normalize("NFKD", title.lower().translate(_LETTERS)).encode("ascii", "ignore").decode()
    code = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].strip("-")
    code = code if len(code) > 1 else "mal"
    number, free = 1, code
    while free in taken:
        number, free = number + 1, f"{code}-{number + 1}"
    return free
