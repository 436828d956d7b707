"""Answers in numbers and words: «5 av 6 har svart: 4 gjenkjenner, 1 delvis. Ikke svart: teknisk etat.»"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from saas.pages import gettext
from tenants.meetings.wording import in_a_sentence
from tenants.network.models import ORGANISATION_TYPES
from tenants.rounds.models import RECOGNISED, RoundRecipient

# In the order of the bar; «silent» are those who have not answered.
ANSWERS = (*RECOGNISED, "silent")


@dataclass(frozen=True)
class Counts:
    """How many were asked, how many gave each answer, and who has not answered (organisations by name)."""

    asked: int = 0
    recognised: dict[str, int] = field(default_factory=dict)
    shared: dict[str, int] = field(default_factory=dict)
    silent: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many have answered."""
        return self.asked - self.recognised.get("silent", 0)

    @property
    def complete(self) -> bool:
        """Everybody has answered."""
        return self.asked > 0 and self.answered == self.asked

    @property
    def bar(self) -> list[tuple[str, int, float, float]]:
        """(answer, how many, where it begins, how wide), in hundredths, for those answers that somebody gave."""
        parts, start = [], 0.0
        for answer in ANSWERS:
            number = self.recognised.get(answer, 0)
            if number:
                width = 100 * number / self.asked
                parts.append((answer, number, round(start, 2), round(width, 2)))
                start += width
        return parts


def count(recipients: Iterable[RoundRecipient]) -> Counts:
    """The numbers of one round, or of one sector of it."""
    listed = list(recipients)
    recognised: dict[str, int] = {}
    shared: dict[str, int] = {}
    silent: list[str] = []
    for recipient in listed:
        answer = (recipient.recognised or "answered") if recipient.answered_at else "silent"
        recognised[answer] = recognised.get(answer, 0) + 1
        if recipient.shared:
            shared[recipient.shared] = shared.get(recipient.shared, 0) + 1
        if answer == "silent" and recipient.organisation.name not in silent:
            silent.append(recipient.organisation.name)
    return Counts(len(listed), recognised, shared, tuple(silent))


def by_sector(recipients: Iterable[RoundRecipient]) -> list[tuple[str, Counts]]:
    """(sector in bokmål, its numbers), in the order of the network's own list."""
    sectors: dict[str, list[RoundRecipient]] = {}
    for recipient in recipients:
        sectors.setdefault(recipient.organisation.type, []).append(recipient)
    return [(word, count(sectors[code])) for code, word in ORGANISATION_TYPES.items() if code in sectors]


def sentence(counts: Counts) -> str:
    """The numbers in one or two sentences, in the reader's language."""
    words = {
        "yes": gettext("gjenkjenner"), "partly": gettext("delvis"), "no": gettext("nei"), "unknown": gettext("vet ikke"),
    }  # fmt: skip
    given = ", ".join(f"{counts.recognised[code]} {word}" for code, word in words.items() if counts.recognised.get(code))
    said = gettext("%(n)s av %(all)s har svart", n=counts.answered, all=counts.asked)
    said = f"{said}: {given}." if given else f"{said}."
    return f"{said} {_silent(counts)}".strip()


def shared_sentence(counts: Counts) -> str:
    """«Deler bekymringen: 4 ja, 1 delvis.»; nothing before anybody has answered."""
    words: dict[str, Any] = {"yes": gettext("ja"), "partly": gettext("delvis"), "no": gettext("nei")}
    given = ", ".join(f"{counts.shared[code]} {word}" for code, word in words.items() if counts.shared.get(code))
    return gettext("Deler bekymringen: %(answers)s.", answers=given) if given else ""


def _silent(counts: Counts) -> str:
    names = [in_a_sentence(name) for name in counts.silent]
    return gettext("Ikke svart: %(names)s.", names=", ".join(names)) if names else ""
