"""Periods as the statistics offices write them: a year, a school year, a mean over years, a month, a quarter, a tertial."""

import re
from dataclasses import dataclass
from functools import lru_cache

from saas.statistics.refusals import N_, BadTable

EARLIEST, LATEST = 1800, 2100
# «2025», «2023-2024», «2020_2022» and «2023/24», «2025M03», «2025K1», «2026T2»; the dash may be the long one.
_YEAR = re.compile(r"(\d{4})")
_YEARS = re.compile(r"(\d{4})\s*[-–_/]\s*(\d{4}|\d{2})")
_PART = re.compile(r"(\d{4})(?:M(0[1-9]|1[0-2])|K([1-4])|H([12])|T([1-3])|U(0[1-9]|[1-4]\d|5[0-3]))")


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time. `text` is how it is kept and compared: «2025», «2023-2024», «2025M03», «2025K1»."""

    first_year: int
    last_year: int
    text: str


@lru_cache(maxsize=1024)
def read(text: str) -> Period:
    """The period that a code or a cell names. Raises BadTable when it names none."""
    cleaned = text.strip()
    if _YEAR.fullmatch(cleaned):
        return _checked(cleaned, int(cleaned), int(cleaned), text)
    if found := _YEARS.fullmatch(cleaned):
        first, last = int(found[1]), int(found[2])
        if len(found[2]) == 2:
            last += first // 100 * 100 + (100 if last < first % 100 else 0)
        return _checked(str(first) if first == last else f"{first}-{last}", first, last, text)
    if found := _PART.fullmatch(cleaned.upper()):
        return _checked(cleaned.upper(), int(found[1]), int(found[1]), text)
    raise _unknown(text)


def _checked(kept: str, first: int, last: int, text: str) -> Period:
    if not EARLIEST <= first <= last <= LATEST:
        raise _unknown(text)
    return Period(first, last, kept)


def _unknown(text: str) -> BadTable:
    return BadTable(N_("«{period}» er ikke en periode. Skriv for eksempel 2025 eller 2023-2024."), period=text.strip()[:40])
