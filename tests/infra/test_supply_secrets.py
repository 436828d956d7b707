"""Nothing in the tree looks like a key, a password or a real person's number."""

import math
import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from infra.ground import ROOT
from saas.privacy.numbers import personal_numbers

KEYS = {
    "private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n\s*[A-Za-z0-9+/]{16}",
    "cloud key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "token of a code host": r"\bgh[pousr]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{40,}|\bglpat-[A-Za-z0-9_-]{20,}",
    "token of a package index": r"\bnpm_[A-Za-z0-9]{36}\b|\bpypi-[A-Za-z0-9_-]{50,}",
    "token of a chat": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "signed token": r"\beyJ[A-Za-z0-9_-]{20,}\.eyJ[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{20,}",
    "address of an error service with its key": r"https://[0-9a-f]{32}@[\w.-]+/\d+",
    "address with a password": r"\b[a-z][a-z+]*://[^\s/:@\"'{}<>$]+:(?P<word>[^\s/@\"'{}<>$…]+)@(?P<host>[\w.-]+)",
}  # fmt: skip
# Where somebody's secret would be written down; what it says is judged by how random it is.
SECRETS = r"(?i)\b(?:secret|token|api[_-]?key|password|passord|client_secret|access[_-]?key)\w*"
NAMED = re.compile(SECRETS + r"[\"']?\s*[:=]\s*[\"']([^\"'\s]{20,})[\"']")
# Made up for tests: said in words that nobody could take for a secret, or made to be found.
MADE_UP = re.compile(r"(?i)example|\.test$|localhost|127\.0\.0\.1|demo|secret|hemmelig|passord|password|test|abc|0123|^(.)\1+$|^\W*$")
NOT_READ = (".lock", "package-lock.json", ".woff2", ".ttf", "lisenser.md", ".po", ".xsd", ".cdx.json", ".schema.json")
# Examples that the tax authority itself has published, in its description of the numbers from 2032.
DOCUMENTED = {"02013299997", "30108299920"}
HERE = "tests/infra/test_supply_secrets.py"


def tracked() -> list[Path]:
    """Every file that git keeps or is about to keep, but for locks and others' schemas: those are made of hashes and names."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    told = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in told if name and not name.endswith(NOT_READ) and (ROOT / name).is_file() and name != HERE]


def keys_in(told: str) -> list[str]:
    """What in a text looks like a key, by its kind."""
    found = []
    for kind, pattern in KEYS.items():
        for hit in re.finditer(pattern, told):
            groups = hit.groupdict()
            if groups and (MADE_UP.search(groups["host"]) or MADE_UP.search(groups["word"]) or _bits(groups["word"]) < 30):
                continue
            found.append(f"{kind}: {hit[0][:24]}…")
    found += [f"a named secret: {word[:12]}…" for word in NAMED.findall(told) if _bits(word) > 70 and not MADE_UP.search(word)]
    return found


def _bits(word: str) -> float:
    """How much chance there is in a word, in bits, counted by its own letters; a sentence with dashes has little for its length."""
    if "-" in word and all(re.fullmatch(r"[a-zæøå]*|\d{1,4}", part) for part in word.lower().split("-")):
        return 0.0
    return -sum(count * math.log2(count / len(word)) for count in Counter(word).values())


def test_nothing_in_the_tree_looks_like_a_key() -> None:
    found = []
    for path in tracked():
        found += [f"{path.relative_to(ROOT)}: {what}" for what in keys_in(path.read_bytes().decode("utf-8", "ignore"))]

    assert found == [], "Take it out, and change it wherever it is in use: what has been in the tree is no secret any more."


PLANTED = [
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC",
    "AKIA" + "QX3TW5ZP7NRL2KJM",
    "ghp_" + "a9B8c7D6e5F4g3H2i1J0k9L8m7N6o5P4q3R2",
    "https://" + "3f" * 16 + "@o1.ingest.feil.no/42",
    "postgresql://eier:" + "x9Q2rT7mK4bZ@db.fylke.no/x",
    'SECRET_KEY = "' + 'q7Zt3LmX9vRk2WpYc8Nf5HsJd4Gb6TaE"',
    "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg",
]


@pytest.mark.parametrize("planted", PLANTED, ids=[str(number) for number in range(len(PLANTED))])
def test_a_key_that_was_planted_is_found(planted: str) -> None:
    assert keys_in(f"x = 1\n{planted}\n")


HARMLESS = ["postgresql://eier:hemmelig@db.example/x", 'PASSWORD = "et-langt-passord-for-tester"', "https://bindeledd.example/", "KEY=…"]


@pytest.mark.parametrize("harmless", HARMLESS, ids=[str(number) for number in range(len(HARMLESS))])
def test_what_is_made_up_is_left_alone(harmless: str) -> None:
    assert keys_in(harmless) == []


def test_no_real_personal_number_is_in_the_tree() -> None:
    """Those that are needed to try the guard are synthetic (month + 80), have wrong check digits, or are the tax authority's own."""
    real = []
    for path in tracked():
        told = path.read_bytes().decode("utf-8", "ignore")
        if path.suffix in (".csv", ".json", ".svg"):
            continue
        for found in re.findall(r"(?<!\d)(?<!\d[.,-])\d{6} ?\d{5}(?!\d|[.,]\d)", told):
            digits = found.replace(" ", "")
            if digits not in DOCUMENTED and personal_numbers(found) and int(digits[2:4]) <= 12 and _checks(digits):
                real.append(f"{path.relative_to(ROOT)}: {digits[:6]}…")
    assert real == []


def _checks(digits: str) -> bool:
    """Whether both of today's check digits are right, so that somebody may have it."""
    numbers = [int(digit) for digit in digits]
    first = sum(weight * number for weight, number in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), numbers, strict=False)) % 11
    second = sum(weight * number for weight, number in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), numbers, strict=False)) % 11
    return first == 0 and second == 0


def test_the_look_for_personal_numbers_finds_one_that_could_be_somebodys() -> None:
    # Made from its parts, so that it stands nowhere: the check digits are worked out here.
    for middle in range(100, 999):
        nine = [int(digit) for digit in f"010101{middle}"]
        first = -sum(weight * number for weight, number in zip((3, 7, 6, 1, 8, 9, 4, 5, 2), nine, strict=True)) % 11
        second = -sum(weight * number for weight, number in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), [*nine, first], strict=True)) % 11
        if first < 10 and second < 10:
            whole = "".join(map(str, [*nine, first, second]))
            assert _checks(whole) and not _checks(whole[:-1] + str((second + 1) % 10))
            assert personal_numbers(whole)
            return
    raise AssertionError("no number could be made")
