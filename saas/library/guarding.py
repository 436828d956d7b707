"""The person-data guard on what is shared: nothing that it finds can be kept, since the readers do not know each other."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from saas import privacy
from saas.errors import Guarded, Invalid


def found_in(texts: Mapping[str, str], *, known_names: Collection[str] = (), small: bool = False) -> dict[str, list[privacy.Finding]]:
    """Field → what may point at a person, each as a block. `known_names` may be named; `small` as in privacy.inspect."""
    found = {}
    for field, text in texts.items():
        if text and (findings := privacy.inspect(text, known_names=known_names, small=small)):
            found[field] = [replace(finding, level="block") for finding in findings]
    return found


def check(texts: Mapping[str, str], *, known_names: Collection[str] = ()) -> None:
    """Refuse texts that may point at a person. Raises Guarded with the findings per field; for what is written in the lobby."""
    if found := found_in(texts, known_names=known_names):
        raise Guarded(found)


def clean(text: str | None, field: str, longest: int, *, needed: str = "") -> str:
    """A text as it is kept. Raises Invalid when it is too long, or empty where `needed` says what is asked for."""
    kept = (text or "").replace("\x00", "").replace("\r\n", "\n").strip()
    if len(kept) > longest:
        raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    if needed and not kept:
        raise Invalid(needed, field=field)
    return kept
