"""The package that a kommune's archive is handed: the message, the documents and their checksums in one ZIP.

The same content and the same documents give the same bytes, on any machine and on any day.
"""

import hashlib
import re
import unicodedata
import zipfile
from collections.abc import Sequence
from io import BytesIO

from saas.archive import message, schemas
from saas.archive.contents import Content, Document

MESSAGE_NAME, SUMS_NAME = "arkivmelding.xml", "sjekksummer.txt"
# A ZIP tells no time before this day. Everything in a package has it, so that the bytes never depend on when.
ALWAYS = (1980, 1, 1, 0, 0, 0)
LARGEST = 200 * 1024 * 1024
_ARCHIVAL = re.compile(rb"pdfaid:part(?:>|=[\"'])\s*[1-4]")
_LETTERS = {"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"}


class TooLargeForArchive(ValueError):
    """The documents are more than an archive would take in one package."""


def pack(content: Content, files: Sequence[bytes]) -> bytes:
    """The whole package as bytes; `files` in the order of the content's files.

    Raises ValueError when they are not as many, TooLargeForArchive, and BreaksSchema when the message could not be read.
    """
    if sum(map(len, files)) > LARGEST:
        raise TooLargeForArchive(f"{sum(map(len, files))} bytes")
    documents = described(content, files)
    words = message.xml(content, documents)
    schemas.check_message(words)
    parts = {MESSAGE_NAME: words, **{document["name"]: file for document, file in zip(documents, files, strict=True)}}
    parts[SUMS_NAME] = "".join(f"{hashlib.sha256(parts[name]).hexdigest()}  {name}\n" for name in sorted(parts)).encode()
    return _zipped(parts)


def described(content: Content, files: Sequence[bytes]) -> list[Document]:
    """Each file as it lies in the package."""
    if len(files) != len(content["files"]):
        raise ValueError("A package needs the bytes of each of its files.")
    return [
        Document(
            name=safe_name(number, file["filename"]),
            size=len(content_of),
            sha256=hashlib.sha256(content_of).hexdigest(),
            archival=is_archival(content_of),
        )
        for number, (file, content_of) in enumerate(zip(content["files"], files, strict=True), start=1)
    ]


def safe_name(number: int, filename: str) -> str:
    """«02-vedlegg-budsjett.pdf»: plain letters, no folders, never the same twice in one package."""
    plain = unicodedata.normalize("NFC", filename)
    for letter, instead in _LETTERS.items():
        plain = plain.replace(letter, instead)
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem:
        stem, ending = plain, "bin"
    return f"{number:02d}-{_plain(stem)[:80].strip('-') or 'dokument'}.{_plain(ending)[:8] or 'bin'}"


def package_name(content: Content) -> str:
    """«arkivpakke-nordvik-minutes-….zip»: the key itself, so that a second delivery falls on the first."""
    return f"arkivpakke-{_plain(content['key'])[:150]}.zip"


def is_archival(content: bytes) -> bool:
    """Whether a PDF says of itself, in its open metadata, that it is PDF/A. It is taken at its word, and checked by nobody here."""
    return content.startswith(b"%PDF-") and _ARCHIVAL.search(content) is not None


def _plain(words: str) -> str:
    decomposed = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", decomposed).strip("-")


def _zipped(parts: dict[str, bytes]) -> bytes:
    """Stored, not packed: what a compressor makes depends on its version, and PDF is packed already."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as bundle:
        for name in sorted(parts, key=lambda each: (each != MESSAGE_NAME, each)):
            entry = zipfile.ZipInfo(name, ALWAYS)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            bundle.writestr(entry, parts[name])
    return file.getvalue()
