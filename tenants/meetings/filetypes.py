"""Which files may be a sakspapir: known by name and by content both, and never unpacked."""

import re
import unicodedata
import zipfile
from io import BytesIO

from saas.errors import Invalid, TooLarge

LARGEST = 10 * 1024 * 1024
LONGEST_NAME = 150
# An office file with more parts than this is not an office file.
MOST_PARTS = 5000

_OFFICE = "application/vnd.openxmlformats-officedocument."
TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "txt": "text/plain",
}
_HOME = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
_SIGNATURE = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
# Tab, line feed, form feed and carriage return are all that plain text needs of the control characters.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")


def clean_name(name: str) -> str:
    """A file's name without path, control characters or direction marks, at most LONGEST_NAME long, ending kept."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(" " if c.isspace() else c for c in last if c.isspace() or unicodedata.category(c)[0] != "C")
    tidy = " ".join(re.sub(r'[<>:"|?*]', " ", shown).split()).strip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if not dot or not stem.strip(". "):
        return tidy[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def check(name: str, content: bytes) -> str:
    """The media type of a file. Raises Invalid or TooLarge, in words for the one who sent it."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if len(content) > LARGEST:
        raise TooLarge("Filen er for stor. Den kan være på høyst 10 MB.", field="fil")
    if not content:
        raise Invalid("Filen er tom.", field="fil")
    if ending not in TYPES:
        raise Invalid(
            "Filtypen kan ikke lastes opp. Bruk PDF, Word, Excel, PowerPoint, ODT, PNG, JPG eller TXT.", field="fil"
        )
    if not _is(ending, content):
        raise Invalid("Innholdet i filen stemmer ikke med filtypen. Lagre den på nytt, og prøv igjen.", field="fil")
    return TYPES[ending]


def _is(ending: str, content: bytes) -> bool:
    if ending in _SIGNATURE:
        return content.startswith(_SIGNATURE[ending])
    if ending == "txt":
        return not _CONTROL.search(content)
    if ending == "odt":
        # The format demands that this part comes first, and is not packed.
        return content[:4] == b"PK\x03\x04" and content[30:77] == b"mimetype" + TYPES["odt"].encode()
    return _is_office(content, _HOME[ending])


def _is_office(content: bytes, home: str) -> bool:
    """Read from the list of parts alone: what is packed inside is never opened, so a zip bomb stays a small file."""
    if content[:4] != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, UnicodeDecodeError, NotImplementedError):
        return False
    if len(names) > MOST_PARTS or any(name.endswith("vbaProject.bin") for name in names):
        return False
    return "[Content_Types].xml" in names and any(name.startswith(home) for name in names)
