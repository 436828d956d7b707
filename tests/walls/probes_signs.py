"""What is written in the fields to break out of them, and how one sees on any answer that it did."""

import csv
import io
import re
import zipfile
from typing import Any

from lxml import etree
from werkzeug.http import parse_options_header

from tests.walls.test_crawler import _words

# A page or a document that reckons instead of writing shows the product.
SUM, PRODUCT = "7331*7333", "53758223"
TAG = "<b id=probe7331>"
# Out of a tag and an attribute; out of every template language there is; out of a statement, and of a printf.
MARKUP = f"Ball{TAG}'\"{{{{{SUM}}}}}${{{SUM}}}#{{{SUM}}}<%={SUM}%>#({SUM})%s%(x)s:x\\"
SHORT = f"{TAG}'{{{{{SUM}}}}}"
# Out of a header and a line; signs that no document can carry, and signs that turn the reader round.
CONTROL = "Ball\x00\r\nBcc: probe@x.example\r\n\r\nover\u202eomvendt\u2066\ud800\ufffe\x1b[31m\x7f"
# A spreadsheet runs the beginning, a template and a typesetter the end; short enough for the shortest column of words.
FORMULA = f"=x|'!A1{TAG}\"#{{{{{SUM}}}}}"
STORED = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
LINE_OF_A_CALENDAR = re.compile(r"[A-Z][A-Z0-9-]*[;:]|[ \t]")


def fitting(words: str, longest: int) -> str:
    """The words, or a shorter form of them where the field takes no more."""
    if not longest or len(words) <= longest:
        return words
    return SHORT[:longest] if TAG in words else words[:longest]


def broken_out(answer: Any) -> str:
    """What is wrong with an answer, whatever it was asked with; empty where nothing is."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    body, media = answer.get_data(), answer.mimetype
    if reason := _headers(answer):
        return reason
    if PRODUCT in _words(answer):
        return "something was reckoned"
    reader = READERS.get(media) or (_zipped if zipfile.is_zipfile(io.BytesIO(body)) else None)
    return reader(body) if reader else ""


def _headers(answer: Any) -> str:
    """A file's name is one header's one value, and one file in one folder; quotes in it are marked as the header demands."""
    disposition = answer.headers.get("Content-Disposition", "")
    named = str(parse_options_header(disposition)[1].get("filename", ""))
    if re.search(r"[\r\n\x00/\\]", named) or named in (".", ".."):
        return f"a file's name leads elsewhere: {disposition}"
    return ""


def _html(body: bytes) -> str:
    return "a tag got through" if TAG.encode() in body else ""


def _calendar(body: bytes) -> str:
    lines = [line for line in body.decode().split("\r\n") if line]
    return next((f"a calendar's line: {line[:60]}" for line in lines if not LINE_OF_A_CALENDAR.match(line) or line.startswith("Bcc")), "")


def _table(body: bytes) -> str:
    text = body.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in text.split("\n", 1)[0] else ","):
        for cell in row:
            if cell[:1] in ("=", "+", "-", "@", "\t", "\r") and not re.fullmatch(r"[+-]?[\d.,]+", cell):
                return f"a cell that a spreadsheet runs: {cell[:40]}"
    return ""


def _xml(body: bytes) -> str:
    try:
        root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return f"no XML: {error}"
    return "a tag got through" if root.xpath("//*[@id='probe7331']") else ""


def _zipped(body: bytes) -> str:
    """A package of XML: every part hangs together, nothing in it is a formula, and nothing was reckoned."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        for name in package.namelist():
            content = package.read(name)
            if name.startswith("/") or ".." in name.split("/") or PRODUCT.encode() in content:
                return f"{name}: leads elsewhere, or was reckoned"
            if name.endswith((".xml", ".rels")) and ((wrong := _xml(content)) or b"<f>" in content):
                return f"{name}: {wrong or 'a formula'}"
    return ""


def _paper(body: bytes) -> str:
    from pypdf import PdfReader

    if b"%%EOF" not in body[-1024:]:
        # Bytes that somebody laid there are given back as they were; what the house writes itself is always a PDF.
        return "" if PRODUCT.encode() not in body else "something was reckoned"
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return "something was reckoned" if PRODUCT in text.replace(" ", "") else ""


READERS: dict[str, Any] = {
    "text/html": _html,
    "text/calendar": _calendar,
    "text/csv": _table,
    "application/xml": _xml,
    "application/atom+xml": _xml,
    "image/svg+xml": _xml,
    "application/pdf": _paper,
}
