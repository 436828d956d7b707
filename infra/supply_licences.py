"""`./infra/run licences`: the licence of everything that is delivered, under a policy that knows what it lets in."""

import re
import sys
from importlib import metadata
from typing import Any

from packaging.utils import canonicalize_name

from infra import supply, supply_bundled
from infra.ground import CannotGoOn

# What may be delivered with the house. Weak copyleft is here by name: the libraries are used unchanged, as files of their own.
ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "MIT-CMU",
    "OFL-1.1", "PostgreSQL", "PSF-2.0", "Unicode-3.0", "Unlicense", "Zlib", "OLDAP-2.8", "BSD-Attribution-HPND-disclaimer", "EUPL-1.2",
    "MPL-2.0", "LGPL-2.1-or-later", "LGPL-3.0-only", "GPL-3.0-or-later WITH GCC-exception-3.1", "Apache-2.0 WITH LLVM-exception",
})  # fmt: skip
# Where a package's own words are no SPDX expression, or say only «BSD»: read from the licence file that it brings along.
READ_FROM_FILE = {
    "flask-sqlalchemy": "BSD-3-Clause", "flask-wtf": "BSD-3-Clause", "itsdangerous": "BSD-3-Clause", "jinja2": "BSD-3-Clause",
    "wtforms": "BSD-3-Clause", "scipy": "BSD-3-Clause", "segno": "BSD-3-Clause", "pyasn1-modules": "BSD-2-Clause",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause", "grimp": "BSD-2-Clause", "import-linter": "BSD-2-Clause",
}  # fmt: skip
BY_CLASSIFIER = {
    "MIT License": "MIT", "Apache Software License": "Apache-2.0", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "The Unlicense (Unlicense)": "Unlicense", "ISC License (ISCL)": "ISC", "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip
# A name that is no SPDX name, though everybody knows what is meant.
SPELLED = {"BSD-0-Clause": "0BSD"}
# Facts and schemas that lie in the tree itself, by folder: whose they are, and on what terms.
CARRIED = {
    "saas/register/data": ("Kommuner og fylker: SSB og Kartverket", "CC-BY-4.0"),
    "saas/statistics/data": ("Anmeldte lovbrudd (tabell 08487): SSB, tilrettelagt av Samarbeidsdesken", "CC-BY-4.0"),
    "saas/privacy/words": ("Navnelister: SSB", "CC-BY-4.0"),
    "saas/archive/schemas": ("Skjemaene til Fiks Arkiv: KS", "MIT"),
}
WORD = re.compile(r"\(|\)|[^\s()]+")


def licence_of(distribution: metadata.Distribution) -> str:
    """The SPDX expression of an installed package; an empty string where nobody can tell."""
    about: Any = distribution.metadata
    name = canonicalize_name(distribution.name)
    if name in READ_FROM_FILE:
        return READ_FROM_FILE[name]
    if expression := about.get("License-Expression"):
        return expression
    if acceptable(said := (about.get("License") or "").strip()):
        return said
    sorts = {line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")}
    known = sorted({BY_CLASSIFIER[sort] for sort in sorts if sort in BY_CLASSIFIER})
    return known[0] if len(known) == 1 else ""


def spdx(said: str) -> str:
    """A licence as npm packages write it, in SPDX's own spelling."""
    return SPELLED.get(said, said)


def acceptable(expression: str) -> bool:
    """Whether the policy lets an SPDX expression in: all of what is joined by AND, one of what is joined by OR."""
    words = WORD.findall(expression.replace(" WITH ", "+"))
    try:
        answer = _either(words)
    except IndexError:
        return False
    return answer and not words


def _either(words: list[str]) -> bool:
    answer = _both(words)
    while words and words[0] == "OR":
        words.pop(0)
        answer = _both(words) or answer
    return answer


def _both(words: list[str]) -> bool:
    answer = _one(words)
    while words and words[0] == "AND":
        words.pop(0)
        answer = _one(words) and answer
    return answer


def _one(words: list[str]) -> bool:
    word = words.pop(0)
    if word != "(":
        return word.replace("+", " WITH ") in ALLOWED
    answer = _either(words)
    return answer and words.pop(0) == ")"


def delivered() -> list[tuple[str, str, str, str]]:
    """(kind, name, version, licence) of everything that is delivered."""
    rows = []
    for pin, there in supply.installed():
        rows.append(("Python", pin.name, pin.version, licence_of(there)))
        rows += [(f"i {pin.name}", inner.name, inner.version, inner.licence) for inner in supply_bundled.inside(there)]
    rows += [("npm", part.name, part.version, spdx(part.licence)) for part in supply.parts() if not part.only_for_tests]
    return rows + [("data", source, "", licence) for source, licence in CARRIED.values()]


def refused(rows: list[tuple[str, str, str, str]]) -> list[str]:
    """What the policy does not let in, a sentence each. Data that is only quoted may be CC BY, when its source is named."""
    return [
        f"{name} {version}: «{licence or 'ukjent'}» står ikke på listen over lisenser vi kan levere."
        for kind, name, version, licence in rows
        if not acceptable(licence) and not (kind == "data" and licence == "CC-BY-4.0")
    ]


def table() -> str:
    """The list in Markdown, by what is delivered. Raises CannotGoOn where the policy refuses something."""
    rows = delivered()
    if wrong := refused(rows):
        raise CannotGoOn("Lisenser må avklares:\n" + "\n".join(f"  – {line}" for line in wrong))
    lines = listed(rows)
    first = "".join(f"| {kind} | {name} | {licence} |\n" for kind, name, licence in lines if not kind.startswith("i "))
    inner = "".join(f"| {kind[2:]} | {licence} |\n" for kind, _, licence in lines if kind.startswith("i "))
    heads = "| Slag | Navn | Lisens |\n| --- | --- | --- |\n", "| Pakke | Lisens |\n| --- | --- |\n"
    return f"{INTRODUCTION}\n{heads[0]}{first}\n{INSIDE}\n{heads[1]}{inner}"


def listed(rows: list[tuple[str, str, str, str]]) -> list[tuple[str, str, str]]:
    """(kind, name, licence) as the list has them: no versions, which the locks say, and what is inside a package by licence."""
    inner = sorted({(kind, "", licence) for kind, _, _, licence in rows if kind.startswith("i ")})
    return [(kind, name, licence) for kind, name, _, licence in rows if not kind.startswith("i ")] + inner


INTRODUCTION = """# Lisenser

Laget av `./infra/run licences`, og kontrollert mot pakkene slik de er låst. Alt som leveres, har en lisens som står på listen vår.
En ukjent lisens, eller en som krever at hele tjenesten får samme lisens, stopper prøvene. Det som bare brukes til å prøve tjenesten,
følger ikke med.
"""
INSIDE = """## Programmer og biblioteker inne i pakkene

Noen pakker har ferdig bygde programmer i seg. Her står lisensene deres. Hvert program er navngitt i `./infra/run sbom`.
"""


def main() -> int:
    """Print the list; 1 and a sentence for each where the policy refuses something."""
    try:
        print(table(), end="")
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
