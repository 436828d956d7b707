"""The fields a template may hold, «{{kommune}}» and its like: a fixed list, what each means, and how they are filled in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from saas.errors import Invalid
from saas.statistics.refusals import N_

PLACE = re.compile(r"\{\{\s*([a-zæøå_]{1,40})\s*\}\}")
# Anything between double braces, so that a slip of the pen is told and not printed.
_ATTEMPT = re.compile(r"\{\{([^{}\n]{0,80})\}\}")
# Signs that Markdown would take as more than themselves, in a name or a title that is filled in.
_SIGNS = re.compile(r"([\\`*_\[\]<>|#])")
_OPENING = re.compile(r"^(\s*)([-+]|\d+[.)])(?=\s)")
Value = str | Sequence[str]


@dataclass(frozen=True)
class Field:
    """A field: its name in words, and what it is filled with."""

    label: str
    filled_with: str


FIELDS: dict[str, Field] = {
    "kommune": Field(N_("Kommunens navn"), N_("Navnet på kommunen.")),
    "dato": Field(N_("Dagens dato"), N_("Datoen dokumentet blir laget.")),
    "år": Field(N_("Året nå"), N_("Året dokumentet blir laget.")),
    "neste_år": Field(N_("Neste år"), N_("Året etter at dokumentet blir laget.")),
    "koordinator": Field(N_("SLT-koordinator"), N_("Navnet på den som er SLT-koordinator nå.")),
    "leder_styringsgruppe": Field(N_("Leder av styringsgruppen"), N_("Navnet på den som leder styringsgruppen nå.")),
    "medlemmer_styringsgruppe": Field(N_("Medlemmer i styringsgruppen"), N_("Navn, tittel og virksomhet, én på hver linje.")),
    "medlemmer_koordineringsgruppe": Field(
        N_("Medlemmer i koordineringsgruppen"), N_("Navn, tittel og virksomhet, én på hver linje.")
    ),
    "møter_styringsgruppe": Field(N_("Neste møter i styringsgruppen"), N_("Dag, tid og sted for møtene som er planlagt.")),
    "møter_koordineringsgruppe": Field(
        N_("Neste møter i koordineringsgruppen"), N_("Dag, tid og sted for møtene som er planlagt.")
    ),
    "mål": Field(N_("Mål som gjelder"), N_("Målene styringsgruppen har vedtatt, i prioritert rekkefølge.")),
    "tiltak": Field(N_("Tiltak i gang"), N_("Nummer, tittel og ansvarlig for tiltakene som er vedtatt eller startet.")),
}


def used(body: str) -> list[str]:
    """The codes of the fields in a body, each once, in reading order."""
    return list(dict.fromkeys(PLACE.findall(body)))


def require_known(body: str, field: str) -> None:
    """Raises Invalid at `field` for something between double braces that is no field."""
    for attempt in _ATTEMPT.findall(body):
        if attempt.strip() not in FIELDS:
            raise Invalid("«{felt}» er ikke et felt. Velg fra listen over felt.", field=field, felt=attempt.strip() or "{{}}")


def blanked(body: str) -> str:
    """The body with its fields taken out, as the person-data guard should read it: a field is no word of anybody's."""
    return PLACE.sub(lambda found: "…" if found[1] in FIELDS else found[0], body)


def fill(body: str, values: Mapping[str, Value], missing: Callable[[str], str]) -> str:
    """The body with its fields filled in from `values`, code → words or several lines of words.

    Several lines alone on a line of the body become a list; inside a sentence they stand after each other. What is
    filled in is taken as plain words, whatever signs it holds. `missing` says what stands where nothing is known.
    """
    return "\n".join(_filled_line(line, values, missing) for line in body.split("\n"))


def _filled_line(line: str, values: Mapping[str, Value], missing: Callable[[str], str]) -> str:
    alone = PLACE.fullmatch(line.strip())
    several = values.get(alone[1]) if alone else None
    if several and not isinstance(several, str):
        return "\n".join(f"- {_as_words(one, first=True)}" for one in several)

    def one(found: re.Match[str]) -> str:
        value = values.get(found[1])
        if not value:
            return missing(found[1])
        first = not line[: found.start()].strip(" >*+-")
        return _as_words(value if isinstance(value, str) else "; ".join(value), first=first)

    return PLACE.sub(one, line)


def _as_words(value: str, *, first: bool) -> str:
    """On one line, and with nothing in it that Markdown takes as a sign; `first` on its line a number may begin a list."""
    plain = _SIGNS.sub(r"\\\1", " ".join(value.split()))
    return _OPENING.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", plain) if first else plain
