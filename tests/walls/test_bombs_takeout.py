"""A takeout that was never one: refused in a sentence, before it is unpacked, and nothing of it is written."""

import io
import json
import zipfile

import pytest

from saas import takeout
from saas.errors import Invalid
from tenants.departure import takeout_file
from tests.walls.test_bombs import MEGA, ZEROS, Cost, _zip

ORPHAN = {"id": "00000000-0000-4000-8000-000000000001", "what": "x"}
ABOUT = {"format": takeout_file.FORMAT, "rows": {"tasks": 1}, "sha256": {}}


def _takeout(about=ABOUT, rows=b"[]", people=b"[]", *more):
    about = about if isinstance(about, bytes) else json.dumps(about).encode()
    return _zip(("innhold.json", about), ("data/tasks.json", rows), ("medlemmer.json", people), *more)


def _locked():
    content = bytearray(_takeout())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + place] |= 1
    return bytes(content)


WRONG = {
    "no-zip": lambda: b"PK\x03\x04 ikke mer",
    "empty": lambda: _zip(),
    "torn": lambda: _takeout(ABOUT, b"[" + b" " * 99_999 + b"]")[:-90_000],
    "locked": _locked,
    "list-of-contents-bursts": lambda: _takeout(ZEROS),
    "table-bursts": lambda: _takeout(ABOUT, ZEROS),
    "attachment-bursts": lambda: _takeout(ABOUT, b"[]", b"[]", ("files/papers/x", ZEROS)),
    "deep": lambda: _takeout(ABOUT, b"[" * 1_000_000),
    "about-is-a-list": lambda: _takeout([1]),
    "about-has-no-rows": lambda: _takeout({"format": takeout_file.FORMAT}),
    "rows-are-a-number": lambda: _takeout({**ABOUT, "rows": 7}),
    "rows-are-numbers": lambda: _takeout(ABOUT, b"[1, 2]"),
    "a-row-with-odd-values": lambda: _takeout(ABOUT, json.dumps([{"id": "ingen", "what": 7}]).encode()),
    "a-row-without-its-parents": lambda: _takeout(ABOUT, json.dumps([ORPHAN]).encode()),
    "people-are-a-number": lambda: _takeout(ABOUT, b"[]", b"7"),
    "not-letters": lambda: _takeout(ABOUT, b"\xff\xfe\xff"),
    "another-format": lambda: _takeout({**ABOUT, "format": "noe annet/9"}),
}


def test_a_file_that_is_no_takeout_is_refused_in_words(inside):
    for kind, make in WRONG.items():
        file = io.BytesIO(make())
        with pytest.raises(Invalid), inside("hamnes"), Cost() as cost:
            takeout_file.read_in(file)
        assert cost.memory < 100 * MEGA, kind
        with inside("hamnes"):
            assert takeout.is_empty(), kind


def test_a_part_cannot_lead_out_of_the_file(inside):
    """A path in the list is a name among the file's own parts, never a place on the disk."""
    about = {**ABOUT, "rows": {"../../../etc/passwd": 1}, "sha256": {"/etc/passwd": "x"}}
    with pytest.raises(Invalid), inside("hamnes"):
        takeout_file.read_in(io.BytesIO(_takeout(about)))


def test_what_a_part_says_of_its_size_is_all_that_is_read():
    """The guard goes by the list of parts, so a list that lies must not lead further than it says."""
    content = bytearray(_zip(("a.json", b" " * 5 * MEGA)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (9).to_bytes(4, "little")
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as bundle, pytest.raises(zipfile.BadZipFile):
        bundle.read("a.json")
