"""How texts of the knowledge bank are tidied and read by the guard, since a finding and a source belong to no group."""

from collections.abc import Mapping
from dataclasses import replace

from saas.errors import Guarded, Invalid
from saas.plaintext import clean
from tenants.groups import guarding
from tenants.groups import service as groups


def tidy(text: str | None) -> str:
    """Without control characters and outer blanks."""
    return clean(text or "").strip()


def one_line(text: str | None) -> str:
    """On one line, with single spaces."""
    return " ".join(tidy(text).split())


def within(text: str, longest: int, field: str) -> str:
    """The text, if the table can hold it. Raises Invalid at `field`."""
    if len(text) > longest:
        raise Invalid("Skriv høyst {n} tegn.", field=field, n=longest)
    return text


def guard(texts: Mapping[str, str], kept: guarding.Kept | None = None) -> None:
    """Refuse what may point out a person. What is kept is remembered by the visitor's coordinating group."""
    keeper = next((group for group in groups.visible() if group.level == "COORDINATING"), None)
    if keeper is None:
        guard_strictly(texts)
    else:
        guarding.check(keeper, texts, kept)


def guard_strictly(texts: Mapping[str, str]) -> None:
    """As guard(), where nothing can be kept: every warning must be rewritten, and the page offers nothing else."""
    try:
        guarding.check(None, texts)
    except Guarded as refusal:
        raise Guarded({
            field: [replace(finding, level="block") for finding in found] for field, found in refusal.findings.items()
        }) from None

