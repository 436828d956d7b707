"""A package is the same bytes on any day and any machine, holds no path out of itself, and its checksums are true."""

import hashlib
import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from saas.archive import package, schemas
from tests.saas.archive.making import FILES, content

ROOT = Path(__file__).resolve().parents[3]
IN_ANOTHER_PROCESS = """
import hashlib, sys
from saas.archive import package
from tests.saas.archive.making import FILES, content
sys.stdout.write(hashlib.sha256(package.pack(content(), FILES)).hexdigest())
"""


def opened(made):
    return zipfile.ZipFile(BytesIO(made))


def test_the_message_comes_first_and_everything_it_names_is_there():
    bundle = opened(package.pack(content(), FILES))
    assert bundle.namelist() == [
        "arkivmelding.xml", "01-referat-kg-2026-09-15.pdf", "02-budsjett.xlsx", "03-vedlegg-2.pdf", "sjekksummer.txt",
    ]  # fmt: skip
    named = bundle.read("arkivmelding.xml").decode()
    assert all(f"<referanseDokumentfil>{name}</referanseDokumentfil>" in named for name in bundle.namelist()[1:4])
    schemas.check_message(bundle.read("arkivmelding.xml"))


def test_the_checksums_are_of_what_lies_there():
    bundle = opened(package.pack(content(), FILES))
    sums = dict(reversed(line.split("  ")) for line in bundle.read("sjekksummer.txt").decode().splitlines())
    assert sums == {name: hashlib.sha256(bundle.read(name)).hexdigest() for name in bundle.namelist() if name != "sjekksummer.txt"}
    message = bundle.read("arkivmelding.xml").decode()
    assert all(f"<sjekksum>{sums[name]}</sjekksum>" in message for name in bundle.namelist()[1:4])


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati"])
def test_two_processes_make_the_same_bytes(zone):
    here = hashlib.sha256(package.pack(content(), FILES)).hexdigest()
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    there = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert there.stdout == here


def test_another_document_makes_another_package():
    assert package.pack(content(), FILES) != package.pack(content(), [FILES[0] + b"!", *FILES[1:]])
    assert package.pack(content(), FILES) != package.pack(content(title="Noe annet"), FILES)


@pytest.mark.parametrize(
    "filename",
    ["../../etc/passwd", "C:\\Windows\\system.ini", "/rot.pdf", "..", ".", "", "a/b.pdf", "\u202egpj.exe", "x" * 400 + ".pdf", "-rf .pdf",
     "CON", "filnavn\nmed linje.pdf", "Ærlig talt åpent.PDF"],
)  # fmt: skip
def test_no_file_can_name_a_place_outside_the_package(filename):
    words = content()
    words["files"][1]["filename"] = filename
    names = opened(package.pack(words, FILES)).namelist()
    assert len(names) == len({name.lower() for name in names}) == 5
    for name in names[1:4]:
        assert name[:3] in ("01-", "02-", "03-") and len(name) < 100
        assert all(letter.isascii() and (letter.isalnum() or letter in "-.") for letter in name)
        assert name.count(".") == 1


def test_two_papers_of_the_same_name_are_two_files():
    words = content()
    words["files"][2]["filename"] = words["files"][1]["filename"]
    assert len(set(opened(package.pack(words, FILES)).namelist())) == 5


def test_a_message_that_breaks_the_schema_never_leaves(monkeypatch):
    with pytest.raises(schemas.BreaksSchema) as broken:
        package.pack(content(dated_on="i går"), FILES)
    assert "i går" not in str(broken.value)


def test_a_package_has_a_limit(monkeypatch):
    monkeypatch.setattr(package, "LARGEST", 20)
    with pytest.raises(package.TooLargeForArchive):
        package.pack(content(), FILES)


def test_only_a_pdf_that_says_so_is_archive_format():
    assert package.is_archival(FILES[0])
    assert package.is_archival(b"%PDF-1.7 <x pdfaid:part='3'/>")
    assert not package.is_archival(FILES[2])
    assert not package.is_archival(b"<pdfaid:part>2</pdfaid:part>")
