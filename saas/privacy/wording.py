"""What the guard says: one level, one reason and one suggestion for each rule, in bokmål."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple

Level = Literal["block", "warn"]


@dataclass(frozen=True)
class Finding:
    """One place in a text; `start` and `end` are offsets in the text as it was given."""

    level: Level
    rule: str
    start: int
    end: int
    reason: str
    suggestion: str | None
    key: str


class Wording(NamedTuple):
    level: Level
    reason: str
    suggestion: str | None


GROUP = "Skriv heller «flere ungdommer på ungdomstrinnet»."
LEAVE_OUT = "Ta det ut av teksten. Den som trenger det, har det i sitt eget fagsystem."
SYSTEM = "Skriv om utviklingen, ikke om personen: hva skjer, hvor ofte, i hvilken aldersgruppe."
AREA = "Skriv området, for eksempel «i sentrum», uten husnummer."

RULES: dict[str, Wording] = {
    "fnr": Wording("block", "Ser ut som et fødselsnummer eller D-nummer.", LEAVE_OUT),
    "name": Wording(
        "warn",
        "Ser ut som et personnavn.",
        "Koordineringsgruppen behandler ikke enkeltsaker. Skriv rolle eller gruppe.",
    ),
    "given_name": Wording("warn", "Ser ut som fornavnet til en person.", GROUP),
    "initials": Wording("warn", "Initialer kan peke ut en person.", GROUP),
    "nickname": Wording("warn", "Kallenavn kan peke ut en person.", GROUP),
    "pronoun": Wording("warn", "Dette handler om én person som kan kjennes igjen.", SYSTEM),
    "age_place": Wording("warn", "Dette kan peke ut en person: alder, klasse, sted eller familie sammen.", GROUP),
    "few": Wording("warn", "Så få personer kan kjennes igjen.", GROUP),
    "kin": Wording("warn", "Slektskap kan peke ut en person.", SYSTEM),
    "family": Wording("warn", "Dette kan peke ut en familie.", "Skriv heller «flere familier»."),
    "parent": Wording("warn", "Dette er opplysninger om en forelder eller pårørende.", SYSTEM),
    "deed": Wording("warn", "Dette beskriver noe én person har gjort eller opplevd.", SYSTEM),
    "health": Wording("warn", "Dette er helseopplysninger om én person.", SYSTEM),
    "care": Wording("warn", "Dette er opplysninger om barnevern eller fosterhjem for enkeltbarn.", SYSTEM),
    "born": Wording("warn", "Fødselsdato eller fødselsår kan peke ut en person.", "Skriv heller en aldersgruppe."),
    "phone": Wording("warn", "Ser ut som et telefonnummer til en privatperson.", LEAVE_OUT),
    "email": Wording("warn", "Ser ut som en privat e-postadresse.", LEAVE_OUT),
    "address": Wording("warn", "Ser ut som en privat adresse.", AREA),
    "handle": Wording("warn", "Ser ut som et brukernavn i sosiale medier.", LEAVE_OUT),
    "plate": Wording("warn", "Ser ut som et bilnummer.", LEAVE_OUT),
    "position": Wording("warn", "Ser ut som en nøyaktig posisjon på kartet.", AREA),
    "account": Wording("warn", "Ser ut som et kontonummer.", LEAVE_OUT),
    "case_number": Wording("warn", "Ser ut som saksnummeret til en enkeltsak.", LEAVE_OUT),
    "only": Wording("warn", "Den eneste av sitt slag kan kjennes igjen.", GROUP),
    "small_family": Wording(
        "warn", "I en liten kommune kan så få familier kjennes igjen.", "Skriv heller «flere familier»."
    ),
    "small_class": Wording("warn", "I en liten kommune kan skole, klasse og kjønn peke ut enkeltelever.", GROUP),
}

REASONS: tuple[str, ...] = tuple(
    dict.fromkeys(text for wording in RULES.values() for text in (wording.reason, wording.suggestion) if text)
)


def worst(findings: Iterable[Finding]) -> Literal["block", "warn", "pass"]:
    levels = {finding.level for finding in findings}
    return "block" if "block" in levels else "warn" if "warn" in levels else "pass"
