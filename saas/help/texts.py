"""The help that lies in the product: a text for each part of it, in the reader's language, found without any net."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markupsafe import Markup

from saas.pages import ROOT, gettext


def N_(sentence: str) -> str:
    """Marks a text that is said elsewhere, so that it is gathered for translation."""
    return sentence


FOLDER = ROOT / "templates" / "help"
# Topic → the features whose pages it is about. The order is the one they are listed in.
TOPICS: dict[str, tuple[str, ...]] = {
    "om-modellen": (),
    "oppstart": ("onboarding", "signup", "applications"),
    "grupper": ("groups", "network", "visits"),
    "rammer": ("frames", "access", "checkup", "requests"),
    "okonomi": ("funding", "yearbook"),
    "overlevering": ("handover", "handover_mine"),
    "kartlegging": ("mapping", "findings", "signals", "indicators", "coverage", "situation"),
    "mal-og-planer": ("goals", "plans"),
    "tiltak": ("measures", "practice", "sight"),
    "evaluering": ("evaluation", "gains", "selfreview"),
    "ressurser": ("resources",),
    "arshjul": ("wheel",),
    "moter": ("meetings", "joint"),
    "referat": ("minutes", "publicity"),
    "runder": ("rounds",),
    "oppgaver": ("tasks",),
    "lofte": ("lifting",),
    "bti": ("bti",),
    "oversikt": ("overview", "mine"),
    "maler": ("templates", "shelf"),
    "deling": ("sharing", "cards", "national", "releases"),
    "utad": ("face", "outreach", "filing"),
    "varsler": ("notices", "my_notices", "feeds", "letters"),
    "kontroll": ("control", "departure"),
    "sok": ("search",),
}
# Feature → the words of the glossary that its pages lean on; they are explained at the foot of each of them.
WORDS: dict[str, tuple[str, ...]] = {
    "onboarding": ("slt", "styringsgruppe", "forankring"), "groups": ("styringsgruppe", "koordineringsgruppe", "fagteam"),
    "network": ("politikontakt",), "visits": ("politikontakt",), "checkup": ("slt", "forankring"), "funding": ("egenandel", "vertskommune"),
    "frames": ("forankring", "mandat", "samarbeidsavtale"), "handover": ("slt-koordinator", "vertskommune"),
    "mapping": ("kartlegging", "kunnskapsgrunnlag"), "findings": ("funn", "kunnskapsgrunnlag", "risikofaktor"),
    "signals": ("signal", "taushetsplikt"), "indicators": ("ungdata", "prikking"), "situation": ("situasjonsbilde",),
    "goals": ("planverk", "handlingsplan"), "plans": ("handlingsplan", "planverk"), "sight": ("funn", "tiltak", "evaluering"),
    "measures": ("tiltak", "forebyggingsniva", "politiets-bidrag"), "evaluation": ("evaluering",), "gains": ("evaluering",),
    "selfreview": ("politirad",), "wheel": ("arshjul", "styringsgruppe", "koordineringsgruppe"), "meetings": ("sak", "koordineringsgruppe"),
    "joint": ("sak",), "minutes": ("vedtak", "merknadsfrist", "saerutskrift"), "publicity": ("unntatt", "hjemmel", "innsyn"),
    "yearbook": ("vedtak",), "rounds": ("utfordringsrunde",), "lifting": ("loefte", "styringsgruppe"), "sharing": ("prikking",),
    "bti": ("bti", "stafettlogg", "taushetsplikt"), "filing": ("unntatt", "hjemmel"), "control": ("innsyn", "taushetsplikt"),
}  # fmt: skip
# The chapters are the national handbook's own, and a last one about the product itself.
CHAPTERS: dict[str, tuple[str, ...]] = {
    N_("Etablering"): ("om-modellen", "oppstart", "grupper", "rammer", "okonomi", "overlevering"),
    N_("Systematisk forebygging"): ("kartlegging", "mal-og-planer", "tiltak", "evaluering", "ressurser", "arshjul"),
    N_("Den viktige samhandlingen"): ("moter", "referat", "runder", "oppgaver", "lofte", "bti"),
    N_("Bindeledd"): ("oversikt", "sok", "maler", "deling", "utad", "varsler", "kontroll"),
}
_BY_FEATURE = {feature: topic for topic, features in TOPICS.items() for feature in features}


@dataclass(frozen=True)
class Help:
    """One help text: its code in the address, its title, its body as HTML and as plain words to search in."""

    code: str
    title: str
    body: Markup
    words: str


@dataclass(frozen=True)
class Term:
    """One word of the glossary: its place on the page, how it is written, and what it means."""

    code: str
    word: str
    meaning: str


def topic_of(feature: str | None) -> str:
    """The help that belongs to a feature's pages; empty where there is none of its own."""
    return _BY_FEATURE.get(feature or "", "")


def topic(code: str, language: str) -> Help | None:
    """One help text in a language (bokmål where it is not written in that), or None when there is none of that code."""
    return _read(code, language) if code in TOPICS else None


def chapters(language: str) -> list[tuple[str, list[Help]]]:
    """All of it: (chapter, its texts), as the handbook orders them."""
    return [(gettext(chapter), [_read(code, language) for code in codes]) for chapter, codes in CHAPTERS.items()]


def search(words: str, language: str) -> list[Help]:
    """The texts where each of the words stands, those with one in the title first; nothing for no words."""
    wanted = words[:200].casefold().split()
    found = [text for _, texts in chapters(language) for text in texts if all(word in text.words for word in wanted)]
    return sorted(found, key=lambda text: not any(word in text.title.casefold() for word in wanted)) if wanted else []


def glossary(language: str) -> list[Term]:
    """Every term, in alphabetical order as the language has it."""
    return list(_terms(language).values())


def term(code: str, language: str) -> Term | None:
    """One term by its code, or None."""
    return _terms(language).get(code)


def _file(code: str, language: str) -> Path:
    own = FOLDER / f"{code}.{language}.md"
    return own if own.exists() else FOLDER / f"{code}.nb.md"


@lru_cache(maxsize=128)
def _read(code: str, language: str) -> Help:
    """«# Title» on the first line, and the rest as Markdown without raw HTML."""
    first, _, rest = _file(code, language).read_text("utf-8").partition("\n")
    body = MarkdownIt("commonmark", {"html": False}).render(rest)
    return Help(code, first.lstrip("# ").strip(), Markup(body), f"{first}\n{rest}".casefold())


@lru_cache(maxsize=4)
def _terms(language: str) -> dict[str, Term]:
    """«## code | word» (or one for both), then what it means on the lines below."""
    found = []
    for part in _file("ordliste", language).read_text("utf-8").split("\n## ")[1:]:
        head, _, meaning = part.partition("\n")
        code, _, word = head.partition("|")
        found.append(Term(code.strip(), (word or code).strip(), " ".join(meaning.split())))
    return {one.code: one for one in sorted(found, key=lambda one: _alphabetical(one.word))}


def _alphabetical(word: str) -> str:
    """æ, ø and å come last, in that order."""
    return word.casefold().replace("æ", "{").replace("ø", "|").replace("å", "}")
