"""Fødselsnummer, D-, H- and synthetic numbers, however they are spelled.

The shape decides; check digits raise confidence.
Check digits as Skatteetaten gives them: today's, and those from 2032 (first remainder 0–3).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

LENGTH = 11
WITH_CENTURY = 13  # DDMMYYYY and five digits
GAP = r"[\s.,:;/_|·()\[\]'’*+–—‐‑‒―−\-\u00ad\u200b-\u200f\u2060\ufeff]"
RUN = re.compile(rf"\d(?:{GAP}{{0,4}}\d)*")
GROUP = re.compile(r"\d+")
NAMED = re.compile(
    r"(?:fødsels-?n\w*|fnr|f\.?\s?nr|person-?n\w*|p\.?\s?nr|[dh]-?\s?n(?:umme)?r|fødselstal\w*"
    r"|ssn)\b[^\d]{0,25}$",
    re.IGNORECASE,
)
OTHERWISE_NAMED = re.compile(
    r"(?:\bkid|konto\w*|faktura\w*|isbn|issn|ordre\w*|gtin|ean|strekkode|\bkr|\bref\w*|løpenummer"
    r"|journal\w*|arkiv\w*|org\w*)\W{0,4}(?:n(?:umme)?r)?\W{0,4}$",
    re.IGNORECASE,
)
LAST_FIVE = re.compile(
    r"(?:personn(?:umme)?r|personn\w*|p\.?nr|fødselsn\w*)\b\D{0,20}?(?<!\d)\d{5}(?!\d)", re.IGNORECASE
)
MASKED = re.compile(r"(?<!\d)(\d\d)[ .]?(\d\d)[ .]?(\d\d)[ .-]{0,2}(?:(…|\.{3})|[xX*•]{5})")
FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
USUAL_GROUPS = {
    (11,),
    (6, 5),
    (2, 2, 2, 5),
    (2, 2, 2, 3, 2),
    (6, 3, 2),
    (6, 2, 3),
    (4, 7),
    (2, 4, 5),
    (4, 2, 2, 3),
    (1,) * 11,
}
ACCOUNT_GROUPS = (4, 2, 5)
DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MONTH_SHIFTS = (0, 40, 65, 80)


class Group(NamedTuple):
    digits: str
    start: int
    end: int


def personal_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every personal number in a plain text."""
    for run in RUN.finditer(text):
        if run.end() - run.start() >= LENGTH:
            yield from _in_run(text, run)
    for last in LAST_FIVE.finditer(text):
        yield last.span()
    for masked in MASKED.finditer(text):
        if _is_shortened(masked):
            yield masked.span()


def today_valid(digits: str) -> bool:
    return _first_remainder(digits) in (0,) and _second_holds(digits)


def valid_from_2032(digits: str) -> bool:
    return _first_remainder(digits) in (0, 1, 2, 3) and _second_holds(digits)


def has_birth_date(digits: str) -> bool:
    """Whether the first six digits make a date: D-numbers add 40 to the day, others 40–80 to the month."""
    day, month = int(digits[:2]), int(digits[2:4])
    day -= 40 if day > 40 else 0
    return any(1 <= month - shift <= 12 and 1 <= day <= DAYS[month - shift - 1] for shift in MONTH_SHIFTS)


def _is_shortened(masked: re.Match[str]) -> bool:
    """«41 01 85 …», «018105 *****»: the last five left out; a plain date before three dots is a date."""
    day, month, dots = int(masked[1]), int(masked[2]), masked[4]
    return has_birth_date(masked[1] + masked[2] + masked[3]) and (not dots or day > 40 or month > 12)


def _in_run(text: str, run: re.Match[str]) -> Iterator[tuple[int, int]]:
    groups = [Group(m.group(), run.start() + m.start(), run.start() + m.end()) for m in GROUP.finditer(run.group())]
    first = 0
    while first < len(groups):
        last = _window(text, groups, first)
        if last is None:
            first += 1
        else:
            yield groups[first].start, groups[last].end
            first = last + 1


def _window(text: str, groups: list[Group], first: int) -> int | None:
    """The last group of a personal number that begins with group `first`, if there is one."""
    digits = ""
    for last in range(first, min(first + WITH_CENTURY, len(groups))):
        digits += groups[last].digits
        window = groups[first : last + 1]
        if len(digits) == LENGTH and _is_personal(text, window, digits, whole=len(window) == len(groups)):
            return last
        if len(digits) == WITH_CENTURY and digits[4:6] in ("19", "20") and _with_century(text, window, digits):
            return last
        if len(window) == 1 and len(digits) > LENGTH and _glued(digits):
            return last
        if len(digits) > WITH_CENTURY:
            return None
    return None


def _is_personal(text: str, window: list[Group], digits: str, whole: bool) -> bool:
    before = text[max(0, window[0].start - 40) : window[0].start]
    if NAMED.search(before):
        return True
    if not has_birth_date(digits):
        return False
    if today_valid(digits):
        return True
    if OTHERWISE_NAMED.search(before):
        return False
    shape = tuple(len(group.digits) for group in window)
    if shape in USUAL_GROUPS:
        return whole or shape in {(11,), (6, 5)}
    shifted = int(digits[2:4]) > 12 or int(digits[:2]) > 40
    return shape != ACCOUNT_GROUPS and (valid_from_2032(digits) or (whole and shifted))


def _with_century(text: str, window: list[Group], digits: str) -> bool:
    short = digits[:4] + digits[6:]
    named = NAMED.search(text[max(0, window[0].start - 40) : window[0].start])
    return has_birth_date(short) and bool(valid_from_2032(short) or named)


def _glued(digits: str) -> bool:
    """Several numbers pasted without a space, or one with a leading or trailing digit."""
    offsets = range(0, min(len(digits), 200) - LENGTH + 1, LENGTH if len(digits) % LENGTH == 0 else 1)
    parts = (digits[at : at + LENGTH] for at in offsets)
    return len(digits) % LENGTH == 0 and any(has_birth_date(part) and valid_from_2032(part) for part in parts)


def _first_remainder(digits: str) -> int:
    """Today's rule wants 0; a tenth digit that is one, two or three off is what 2032 allows."""
    return (sum(w * int(d) for w, d in zip(FIRST_WEIGHTS, digits, strict=False)) + int(digits[9])) % 11


def _second_holds(digits: str) -> bool:
    return (sum(w * int(d) for w, d in zip(SECOND_WEIGHTS, digits, strict=False)) + int(digits[10])) % 11 == 0
