"""Reads a text and points at what should not stand there. Nothing of the text is kept, logged or sent anywhere."""

from collections.abc import Collection, Container, Iterable, Iterator

from saas.privacy.contacts import Hit, ways_to_reach
from saas.privacy.names import names
from saas.privacy.numbers import personal_numbers
from saas.privacy.persons import recognisable
from saas.privacy.small_places import the_only, too_few
from saas.privacy.telegrams import telegrams
from saas.privacy.telling import telling, tells_of_work
from saas.privacy.text import Sentence, plain, sentences
from saas.privacy.traits import born
from saas.privacy.wording import RULES, Finding


def inspect(
    text: str, *, known_names: Collection[str] = (), kept: Container[str] = frozenset(), small: bool = False
) -> list[Finding]:
    """Everything worth a second look in `text`, in reading order.

    `known_names` are full names of members and role holders; `kept` the keys that the group has chosen to keep (a block
    can never be kept); `small` tells of a kommune with fewer than 3,000 inhabitants.
    """
    ordinary = plain(text)
    found = [_finding(text, "fnr", start, end) for start, end in personal_numbers(ordinary)]
    blocked = [(finding.start, finding.end) for finding in found]
    known = {part for name in known_names for part in (name.lower(), *name.lower().split())}
    colleague = False
    for sentence in sentences(ordinary):
        sentence.after_colleague, colleague = colleague, tells_of_work(sentence)
        for rule, start, end in _widest(_hits(sentence, known, small)):
            warning = _finding(text, rule, sentence.start + start, sentence.start + end)
            inside = any(first < warning.end and warning.start < last for first, last in blocked)
            if warning.key not in kept and not inside:
                found.append(warning)
    return sorted(found, key=lambda finding: (finding.start, finding.end))


def _widest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """One hit for each place: what lies inside another is not said twice."""
    reached = -1
    for rule, start, end in sorted(set(hits), key=lambda hit: (hit[1], -hit[2], hit[0])):
        if end > reached:
            yield rule, start, end
            reached = end


def _hits(sentence: Sentence, known: Collection[str], small: bool) -> Iterator[Hit]:
    yield from ways_to_reach(sentence)
    yield from names(sentence, known)
    yield from recognisable(sentence)
    yield from telling(sentence)
    yield from telegrams(sentence)
    yield from born(sentence)
    yield from the_only(sentence, small)
    if small:
        yield from too_few(sentence)


def _finding(text: str, rule: str, start: int, end: int) -> Finding:
    level, reason, suggestion = RULES[rule]
    return Finding(level, rule, start, end, reason, suggestion, " ".join(text[start:end].lower().split()))
