"""What an edition of a shared template says in one language, and what it must and may not say."""

from collections.abc import Mapping
from dataclasses import dataclass

from saas.errors import Invalid
from saas.library import comparing, fields, shelf_guard
from saas.statistics.refusals import N_

KINDS = {
    "agenda": N_("Saksliste"), "mandate": N_("Mandat"), "plan": N_("Plan"), "wheel": N_("Årshjul"), "letter": N_("Brev"),
    "agreement": N_("Avtale"), "guide": N_("Veileder"), "other": N_("Annet"),
}  # fmt: skip
LANGUAGE_NAMES = {"nb": N_("Bokmål"), "nn": N_("Nynorsk")}
LONGEST_TITLE, LONGEST_SUMMARY, LONGEST_BODY, LONGEST_CHANGES = 160, 500, 60_000, 1000


@dataclass(frozen=True)
class Wording:
    """What an edition says in one language."""

    title: str
    summary: str
    body: str
    changes: str = ""

    @property
    def empty(self) -> bool:
        """Nothing is written in this language."""
        return not (self.title or self.summary or self.body)


def require_kind(kind: str) -> str:
    """The kind, where it is one; else Invalid."""
    if kind not in KINDS:
        raise Invalid("Velg hva slags mal det er.", field="slag")
    return kind


def checked(wordings: Mapping[str, Wording]) -> dict[str, Wording]:
    """The languages in which something is written, each looked through. Raises Invalid where none is."""
    written = {language: wording for language, wording in wordings.items() if language in LANGUAGE_NAMES and not wording.empty}
    if not written:
        raise Invalid("Skriv malen på minst ett av språkene.", field="tittel_nb")
    for language, wording in written.items():
        check(language, wording)
    return written


def check(language: str, wording: Wording) -> None:
    """What an edition must and may not say, each told at its field, «tittel_nb» and its like."""
    if not wording.title:
        raise Invalid("Skriv en tittel.", field=f"tittel_{language}")
    if not wording.body.strip():
        raise Invalid("Skriv malen.", field=f"tekst_{language}")
    if wording.body.count("\n") >= comparing.MOST_LINES:
        raise Invalid("Malen kan ha høyst {n} linjer.", field=f"tekst_{language}", n=comparing.MOST_LINES)
    longest = (("tittel", wording.title, LONGEST_TITLE), ("sammendrag", wording.summary, LONGEST_SUMMARY),
               ("tekst", wording.body, LONGEST_BODY), ("nytt", wording.changes, LONGEST_CHANGES))  # fmt: skip
    for name, words, most in longest:
        if len(words) > most:
            raise Invalid("Dette kan ha høyst {n} tegn.", field=f"{name}_{language}", n=most)
    fields.require_known(wording.body, f"tekst_{language}")
    shelf_guard.check({f"{name}_{language}": fields.blanked(words) for name, words, _most in longest})
