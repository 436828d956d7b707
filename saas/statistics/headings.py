"""What the columns of a file may be called in bokmål and nynorsk, and what levels and sexes may be called in their cells."""

import re
from functools import lru_cache

COLUMNS = (
    "indikator", "tittel", "periode", "nivå", "kjønn", "verdi", "enhet", "n", "landet", "kilde", "lisens", "lenke",
)  # fmt: skip
NEEDED = ("indikator", "tittel", "periode", "verdi", "kilde")
# Codes as they are kept, with what a page calls them; an empty code is everybody.
LEVELS = {
    "": "Alle trinn",
    "primary": "Mellomtrinnet",
    "lower_secondary": "Ungdomstrinnet",
    "upper_secondary": "Videregående",
}
SEXES = {"": "Alle", "girls": "Jenter", "boys": "Gutter"}

_HEADINGS = {
    "indikator": "indikator indikatorkode indikatorid kode id code",
    "tittel": "tittel navn namn indikatornavn indikatornamn spørsmål title",
    "periode": "periode år aar tid årgang skoleår skuleår year",
    "nivå": "nivå nivaa trinn steg skoleslag skuleslag level",
    "kjønn": "kjønn kjonn sex",
    "verdi": "verdi prosent andel prosentdel value",
    "enhet": "enhet eining måleenhet måleeining unit",
    "n": "n antallsvar antalsvar talsvar talpåsvar svar respondenter respondentar antallsomsvarte",
    "landet": "landet land norge noreg landstall landstal helelandet heilelandet nasjonalt",
    "kilde": "kilde kjelde source",
    "lisens": "lisens lisenser license licence",
    "lenke": "lenke lenkje kildelenke kjeldelenkje kjeldelenke nettadresse url",
}
_COLUMN_OF = {word: column for column, words in _HEADINGS.items() for word in words.split()}
_LEVEL_OF = {
    word: code
    for code, words in {
        "": "alle alletrinn allesteg samlet samla",
        "primary": "mellomtrinn mellomtrinnet mellomsteg mellomsteget mt primary",
        "lower_secondary": "ungdomstrinn ungdomstrinnet ungdomssteg ungdomssteget ungdomsskole ungdomsskule us lower_secondary",
        "upper_secondary": "vgs videregående vidaregåande videregåendeskole vidaregåandeskule upper_secondary",
    }.items()
    for word in words.split()
}
_SEX_OF = {
    word: code
    for code, words in {
        "": "alle begge begge_kjønn beggekjønn samlet samla kjønnsamlet",
        "girls": "jenter jente kvinner kvinne kvinnelig girls",
        "boys": "gutter gutar gutt gut menn mann boys",
    }.items()
    for word in words.split()
}


def column(heading: str) -> str | None:
    """Which of COLUMNS a heading names, or None."""
    return _COLUMN_OF.get(_plain(heading))


def level(cell: str) -> str:
    """The code of a level that has one; any other («10. trinn») is kept as it is written."""
    return "" if not cell else _LEVEL_OF.get(_plain(cell), cell)


def sex(cell: str) -> str | None:
    """The code of a sex; None for a word that is none."""
    return "" if not cell else _SEX_OF.get(_plain(cell))


@lru_cache(maxsize=1024)
def _plain(words: str) -> str:
    return re.sub(r"[\s.\-:()\u00a0\ufeff]", "", words).casefold()
