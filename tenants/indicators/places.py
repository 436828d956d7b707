"""Which place's figures are taken from a file: the kommune's own, or another that somebody asks for to compare with."""

from collections.abc import Iterable
from dataclasses import dataclass

from saas import here
from saas.errors import Invalid

# As many of a file's places as a sentence can carry.
NAMED = 6


@dataclass(frozen=True)
class Place:
    """`own` is the kommune's number; `wanted` is what was asked for, a code or a name, or nothing."""

    own: str
    wanted: str = ""

    def among(self, labels: dict[str, str]) -> str:
        """The code of the place in a file whose places are {code: name}. Raises Invalid where it has none such."""
        sought = (self.wanted or self.own).strip().casefold()
        for code, label in labels.items():
            bare = code.removeprefix("K-").removeprefix("K_").casefold()
            if sought and sought in (code.casefold(), bare, label.casefold() if self.wanted else bare):
                return code
        raise self.unknown([f"{code} {label}" if label != code else code for code, label in labels.items()])

    def unknown(self, places: Iterable[str]) -> Invalid:
        """The refusal, with some of the places that the file does have."""
        listed = list(dict.fromkeys(places))
        shown = ", ".join(listed[:NAMED]) + (" …" if len(listed) > NAMED else "")
        if self.wanted:
            return Invalid("Filen har ikke området «{wanted}». Den har: {places}.",
                           field="omrade", wanted=self.wanted[:60], places=shown)  # fmt: skip
        return Invalid(
            "Filen har ingen tall for {kommune} (kommunenummer {number}). Skriv hvilket område du vil ta inn. Filen har: {places}.",
            field="omrade", kommune=here.kommune().name, number=self.own, places=shown,
        )  # fmt: skip

    def told_apart(self, code: str, title: str, region: str, name: str) -> tuple[str, str]:
        """Code and title of a figure: another place's never mixes with the kommune's own."""
        if region.removeprefix("K-").removeprefix("K_") == self.own:
            return code, title
        return f"{code}.{region}", f"{title}, {name}"
