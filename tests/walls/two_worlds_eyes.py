"""Eyes that read everything that leaves the house: pages, PDF, Word, spreadsheets, takeouts, calendars and letters."""

import io
import re
import zipfile
import zlib
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def words_in(answer: Any, words: tuple[str, ...]) -> set[str]:
    """Which of the words stand in an answer: body, address, headers and cookies, whatever it is packed in."""
    head = str(answer.headers)
    return {word for word in words if word in head.lower()} | in_bytes(answer.get_data(), words)


def in_bytes(content: bytes, words: tuple[str, ...]) -> set[str]:
    """Which of the words stand in some bytes; archives are opened, also inside each other, and PDF is read as text."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as bundle:
            inner = [in_bytes(bundle.read(name), words) for name in bundle.namelist()]
            names = {word for word in words if word in " ".join(bundle.namelist()).lower()}
        return names.union(*inner)
    found = {word for word in words if word in content.decode("utf-8", "replace").lower()}
    return found | in_pdf(content, words) if content[:5] == b"%PDF-" else found


def in_pdf(content: bytes, words: tuple[str, ...]) -> set[str]:
    """Which of the words stand in a PDF as a reader shows it, or in what it says about itself."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        told = "\n".join([page.extract_text() for page in reader.pages] + [str(reader.metadata)])
    except PyPdfError:
        told = ""
    for packed in STREAM.findall(content):
        try:
            told += zlib.decompress(packed).decode("latin-1")
        except zlib.error:
            continue
    # A word may be broken at the end of a line.
    flat = told.lower().replace("-\n", "").replace("\n", "")
    return {word for word in words if word in flat}


def letter_words(path: Path, words: tuple[str, ...]) -> tuple[str, set[str]]:
    """Who a letter says it is from, and which of the words stand in it: headers, text, HTML, calendar and attachments."""
    letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    head = " ".join(f"{name}: {value}" for name, value in letter.items()).lower()
    found = {word for word in words if word in head}
    for part in letter.walk():
        if not part.is_multipart():
            found |= in_bytes(part.get_payload(decode=True) or b"", words)
    return str(letter["From"].addresses[0].display_name), found


def links_in(path: Path) -> list[str]:
    """The signed links in a letter, as paths."""
    body = BytesParser(policy=policy.default).parsebytes(path.read_bytes()).get_body(("plain",))
    return re.findall(r"http://bindeledd\.test(/(?:g|invitasjon)/\w+)", body.get_content() if body else "")
