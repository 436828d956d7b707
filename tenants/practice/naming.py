"""Words that tell which kommune a text comes from: its name, its services and places, and the people in its network."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from saas import here
from saas.db import db
from saas.errors import Invalid
from tenants.network.models import Organisation, Person
from tenants.signals.models import Area

# What services and places are called everywhere: a name that is made of nothing else points at no kommune.
_PARTS = (
    "kommunale?|kommune?|skole|skule|ungdom|barne?|barnehage|barnevern|helse|stasjon|politi|lensmann|distrikt|nav|klubb|frivillig|sentral|"
    "kultur|fritid|teknisk|etat|tjeneste|teneste|kontor|handel|stand|råd|idrett|lag|utvalg|ppt|pedagogisk|psykologisk|familie|oppvekst|"
    "levekår|kirke|kyrkje|natteravn|senter|videregående|vidaregåande|voksen|vaksen|hus|heim|hjem|opplæring|flyktning|bibliotek|brann|buss|"
    "foreldre|fau|slt|personvern|ombud|avdeling|enhet|eining|sentrum|torg|park|skolevei|ledelse|leiing|og|for|i|på|av|med|"
    "elev|ansatte?|rus|psykisk|forebygging|forebyggende|førebyggjande|utekontakt|miljø|team|gruppe|samarbeid|næring|nærings|forening|"
    "røde|raude|kors|blå|redd|barna|mot|nord|sør|øst|aust|vest|indre|ytre|øvre|nedre|området?|bydel"
)
GENERIC = re.compile(rf"(?:(?:{_PARTS})s?-?)+(?:en|et|a|ne|er|r|e|n|t)?", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_][\w-]*")
# From so many letters on, a name is known also in lower case and inside longer words («Nordvikhallen»).
LONG_ENOUGH, LONG_ENOUGH_INSIDE, SHORTEST_PART = 5, 4, 3


class Recognisable(Invalid):
    """Texts that tell whose they are. `words` maps field → the words as they stand there."""

    def __init__(self, words: Mapping[str, list[str]]) -> None:
        listed = ", ".join(dict.fromkeys(f"«{word}»" for found in words.values() for word in found))
        super().__init__("Teksten viser hvem den kommer fra: {words}. Skriv «kommunen», «skolen» eller rollen.", words=listed)
        self.words = words


@dataclass(frozen=True)
class Names:
    """What must not stand in a text: people never, the kommune and its services only when it chose to stand by name."""

    kommune: str
    services: tuple[str, ...]
    people: tuple[str, ...]


def of_this_kommune() -> Names:
    """The names as the network, the list of areas and the house know them."""
    services = [*db.session.scalars(select(Organisation.name)), *db.session.scalars(select(Area.name))]
    return Names(here.kommune().name, tuple(services), tuple(db.session.scalars(select(Person.name))))


def check(texts: Mapping[str, str], names: Names, *, by_name: bool) -> None:
    """Refuse texts that tell whose they are. `by_name`: the kommune stands on the card itself. Raises Recognisable."""
    patterns = [_person(name) for name in names.people]
    if not by_name:
        patterns += [_kommune(names.kommune), *(pattern for name in names.services for pattern in _service(name))]
    found = {field: words for field, text in texts.items() if (words := _in(text, patterns))}
    if found:
        raise Recognisable(found)


def _in(text: str, patterns: Iterable[re.Pattern[str]]) -> list[str]:
    """The words that were found, each once, in the order they stand; one inside another is not said twice."""
    hits = sorted({(hit.start(), hit.group()) for pattern in patterns for hit in pattern.finditer(text)})
    words = list(dict.fromkeys(word for _start, word in hits))
    return [word for word in words if not any(word != other and word in other for other in words)]


def _service(name: str) -> Iterable[re.Pattern[str]]:
    """Of «Solbakken ungdomsskole» both the whole and «Solbakken»; of «Barneverntjenesten» nothing."""
    own = [word for word in WORD.findall(name) if not GENERIC.fullmatch(word)]
    if own:
        yield _phrase(name.strip())
    for word in own:
        if word[0].isupper() and len(word) >= SHORTEST_PART:
            yield _capital(word) if len(own) > 1 else _phrase(word)


def _kommune(name: str) -> re.Pattern[str]:
    """The name by itself, and at the head of a longer word."""
    whole = _phrase(name).pattern
    inside = rf"|(?<!\w)(?-i:{re.escape(name)})\w*" if len(name) >= LONG_ENOUGH_INSIDE else ""
    return re.compile(whole + inside, _case(name))


def _person(name: str) -> re.Pattern[str]:
    """The whole name however it is written, and each part of it with a capital."""
    parts = [part for part in WORD.findall(name) if len(part) >= SHORTEST_PART]
    each = "".join(f"|{_capital(part[:1].upper() + part[1:]).pattern}" for part in parts)
    return re.compile(rf"(?<!\w){re.escape(name.strip())}s?(?!\w){each}", re.IGNORECASE)


def _capital(word: str) -> re.Pattern[str]:
    """A word as it stands, with its capital."""
    return re.compile(rf"(?<![\w-])(?-i:{re.escape(word)}s?)(?![\w-])")


def _phrase(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(words)}s?(?!\w)", _case(words))


def _case(words: str) -> re.RegexFlag:
    """A short name is often a word too («Os», «Time»), so there the capital counts."""
    return re.IGNORECASE if len(words) >= LONG_ENOUGH else re.RegexFlag(0)
