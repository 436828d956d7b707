"""Reads a PDF back: its words, its tags and its typefaces."""

from io import BytesIO

import pikepdf
from pypdf import PdfReader


def words_of(made: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(made)).pages)


def tags_of(made: bytes) -> list[tuple[str, str]]:
    """Every structure element in reading order, with its attributes as text."""
    found: list[tuple[str, str]] = []

    def walk(node) -> None:
        if isinstance(node, pikepdf.Array):
            for inner in node:
                walk(inner)
        elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
            found.append((str(node.S), repr(node.get("/A"))))
            walk(node.get("/K"))

    with pikepdf.open(BytesIO(made)) as file:
        walk(file.Root.StructTreeRoot.K)
    return found


def fonts_of(made: bytes) -> str:
    names = [
        str(font) for page in PdfReader(BytesIO(made)).pages for font in page["/Resources"]["/Font"].values()
    ]
    return " ".join(names)


def longest(word: str, made: bytes) -> int:
    """The longest stretch of the word on one line, as it lies on the page."""
    pages = PdfReader(BytesIO(made)).pages
    lines = [
        line.strip() for page in pages for line in page.extract_text(extraction_mode="layout").splitlines()
    ]
    return max(len(line) for line in lines if line and line in word)
