"""«Finn din lokale SLT-koordinator»: which kommune is meant, and what it has published about its coordinator."""

from dataclasses import dataclass, field

from saas.open import reading
from saas.open.models import PublicFace
from saas.plaintext import clean
from saas.register import kommuner
from saas.register.kommuner import Kommune
from saas.register.search import Hit, plain, search

LONGEST = 80
# A neighbour of the demo's region that has never heard of SLT; it is in no register, and nobody can register it.
NEIGHBOURS = (Kommune("9900", "Skarholmen", "Fjordvest", 1480, 5, "nb", {}),)


@dataclass(frozen=True)
class Found:
    """A kommune that was looked for, and its published page where there is one."""

    kommune: Kommune
    page: PublicFace | None
    was: str = ""

    @property
    def names(self) -> list[tuple[str, str]]:
        """(language tag, name) of each official name."""
        return kommuner.official_names(self.kommune)


@dataclass(frozen=True)
class Answer:
    """What a search gave: the kommuner that fit, others to choose among, and those that were perhaps meant."""

    words: str = ""
    exact: list[Found] = field(default_factory=list)
    others: list[Hit] = field(default_factory=list)
    near: list[Hit] = field(default_factory=list)

    @property
    def is_number(self) -> bool:
        """Four digits: a post code, which the register does not hold, or the number of no kommune."""
        return len(self.words) == 4 and self.words.isdigit()

    @property
    def empty(self) -> bool:
        """Something was asked, and nothing was like it."""
        return bool(self.words) and not (self.exact or self.others or self.near)

    @property
    def language(self) -> str:
        """The language of the one kommune that was found; empty where it is not one, or is neutral."""
        return (self.exact[0].kommune.language or "") if len(self.exact) == 1 else ""


def ask(words: str, *, demo: bool) -> Answer:
    """Look for a kommune by name, former name, parallel name or number, forgiving a slip of the finger."""
    wanted = " ".join(clean(words[: LONGEST * 4]).split())[:LONGEST]
    hits = search(wanted, demo=demo, more=NEIGHBOURS if demo else ())
    if hits and hits[0].near:
        return Answer(wanted, near=hits)
    exact = [hit for hit in hits if _fits(hit, wanted)] or (hits if len(hits) == 1 else [])
    # A name that a kommune has now comes before one that another had until it was split off.
    exact = [hit for hit in exact if hit.was is None] or exact
    pages = reading.faces(hit.kommune.number for hit in exact)
    found = [Found(hit.kommune, pages.get(hit.kommune.number), hit.was[1] if hit.was else "") for hit in exact]
    return Answer(wanted, found, [hit for hit in hits if hit not in exact])


def _fits(hit: Hit, words: str) -> bool:
    """Whether the words are the kommune's whole name, now or before, or its number."""
    wanted = plain(words).removesuffix(" kommune")
    names = [hit.kommune.name, hit.kommune.full_name, *(name for _, name in hit.kommune.names)]
    if hit.was:
        names += [hit.was[1], *hit.was[1].split(" - ")]
    return wanted in (hit.kommune.number, hit.was[0] if hit.was else "", *map(plain, names))
