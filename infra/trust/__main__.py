"""`./infra/run trust <mappe>`: the documents about privacy and security as tagged PDF, one file each."""

import os
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from infra import supply
from infra.ground import ROOT, CannotGoOn, say
from saas import printing
from saas.library import markdown

FOLDER = ROOT / "infra" / "trust"
SECURITY = ROOT / ".github" / "SECURITY.md"
TOKEN = re.compile(r"`([^`\n]+)`")
# What is longer would not fit in a column; it is numbered, and stands in full at the end.
SHORT = 26


def documents() -> list[Path]:
    """Every document of the set, in the order of their names, and last what a finder of holes reads, where it is along."""
    return [*sorted(FOLDER.glob("*.md")), *([SECURITY] if SECURITY.is_file() else [])]


def report(path: Path) -> dict[str, Any]:
    """A document as a `documents.Report`: long proofs become numbers, and a chapter at the end says what each is."""
    proofs: list[str] = []
    body = TOKEN.sub(lambda found: _shortened(found[1], proofs), path.read_text())
    title = markdown.first_heading(body)
    blocks = markdown.blocks(body, title)
    if proofs:
        listed = [f"[{number}] {_in_words(proof)}" for number, proof in enumerate(proofs, 1)]
        blocks += [{"type": "heading", "text": "Bevis", "level": 1}, {"type": "list", "items": listed}]
    version = str(supply.project()["version"])
    return {
        "kind": "report", "language": "nb", "kommune": "Bindeledd", "group": None, "title": title, "subtitle": None,
        "version": None, "status": "Utkast" if "utkast" in title.lower() else None,
        "facts": [["Utgave", version], ["Fil", str(path.relative_to(ROOT))]], "blocks": blocks,
        "labels": {"page": "Side", "of": "av"}, "footer": f"Bindeledd {version} – personvern og sikkerhet",
    }  # fmt: skip


def _shortened(token: str, proofs: list[str]) -> str:
    if len(token) <= SHORT:
        return token
    if token not in proofs:
        proofs.append(token)
    return f"[{proofs.index(token) + 1}]"


def _in_words(proof: str) -> str:
    """A test's name is a sentence, and is read as one; a file is named by its path."""
    file, _, name = proof.partition("::")
    return f"{file}: {name.removeprefix('test_').replace('_', ' ')}" if name else file


def main(arguments: list[str]) -> int:
    """Print the whole set into a folder; 2 where it is not named, 1 where it cannot be written."""
    if len(arguments) != 1:
        print("Bruk: ./infra/run trust <mappe>", file=sys.stderr)
        return 2
    try:
        folder = Path(arguments[0])
        folder.mkdir(parents=True, exist_ok=True)
        for path in documents():
            file = folder / f"{path.stem.lower()}.pdf"
            file.write_bytes(printing.pdf(report(path), when=_when()))
            say(f"{file}")
    except OSError as trouble:
        print(f"Stopper: kan ikke skrive i {arguments[0]}: {trouble.strerror}.", file=sys.stderr)
        return 1
    except CannotGoOn as trouble:
        print(f"Stopper: {trouble}", file=sys.stderr)
        return 1
    return 0


def _when() -> datetime:
    """The time of creation that the files tell: now, or what SOURCE_DATE_EPOCH says, so that they can be made alike."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    return datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
