"""Files that are small on the way in and large, deep or endless within; and bodies too large to be read at all."""

import base64
import io
import json
import struct
import zipfile
import zlib
from itertools import product
from pathlib import Path

import pytest

from saas.statistics import jsonstat
from saas.statistics.refusals import BadTable
from tests.walls import probes
from tests.walls.probes_signs import broken_out
from tests.walls.test_crawler import full  # noqa: F401

MEGA = 1024 * 1024
# What one request may cost the process above what it had. The worst is JSON: ten megabytes of empty lists are a third of a gigabyte.
MEMORY = 360 * MEGA
REFUSED = (403, 404, 409, 413, 422, 429)


def _zip(*parts, packing=zipfile.ZIP_DEFLATED):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as bundle:
        for name, content in parts:
            bundle.writestr(name, content)
    return made.getvalue()


def _office(home, *parts):
    return _zip(("[Content_Types].xml", "<Types/>"), (f"{home}/document.xml", "<a/>"), *parts)


def _nested(depth):
    inner = b"x"
    for level in range(depth):
        inner = _zip((f"{level}.zip", inner))
    return inner


def _many_parts():
    return _office("word", *((f"word/{n}", "") for n in range(20_000)))


LAUGHS = b'<!DOCTYPE a [<!ENTITY a "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (b"" if n == 0 else b"%d" % (n - 1)) * 10) for n in range(12)
) + b"]><a>&a11;</a>"
OUTSIDE = b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://127.0.0.1:9/x"> %b; <!ENTITY c SYSTEM "file:///etc/passwd">]><a>&c;</a>'
ZEROS = b"\0" * (256 * MEGA)
PICTURE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sIIBBBBB", 13, b"IHDR", 2**31 - 1, 2**31 - 1, 16, 6, 0, 0, 0) + b"\0\0\0\0"
HEADER = b"indikator;tittel;periode;niv\xc3\xa5;kj\xc3\xb8nn;verdi;enhet;n;landet;kilde;lisens;lenke\r\n"
ROW = b"x.1;Ball;2025;;;1;%;;;Oss;;\r\n"


def _claims(size, **more):
    """A JSON-stat table that says how large it is, and holds one cell."""
    sides = {name: {"label": name, "category": {"index": {"x": 0}, "label": {"x": "x"}}} for name in ("Region", "Tid")}
    table = {"class": "dataset", "version": "2.0", "id": ["Region", "Tid"], "size": size, "dimension": sides, "value": [1], "source": "x"}
    return json.dumps({**table, **more}).encode()


# name of the file → how its content is made. Each is sent to every door that takes a file.
BOMBS = {
    "bombe.docx": lambda: _office("word", ("word/media/a.bin", ZEROS)),
    "bombe.xlsx": lambda: _office("xl", ("xl/worksheets/sheet1.xml", ZEROS)),
    "bombe.zip": lambda: _zip(("a", ZEROS)),
    "matrosjka.docx": lambda: _nested(200),
    "tusen-deler.docx": _many_parts,
    "lovnad.docx": lambda: _office("word").replace(b"\x08\x00\x08\x00", b"\x08\x00\xff\x00"),
    "entiteter.docx": lambda: _office("word", ("word/settings.xml", LAUGHS)),
    "entiteter.xml": lambda: LAUGHS,
    "utenfra.xml": lambda: OUTSIDE,
    "utenfra-16.xml": lambda: OUTSIDE.decode().encode("utf-16"),
    "dyp.xml": lambda: b"<a>" * 60_000 + b"</a>" * 60_000,
    "bred.xml": lambda: b"<a " + b" ".join(b'x%d="y"' % n for n in range(20_000)) + b"/>",
    "stort.png": lambda: PICTURE,
    "stort.pdf": lambda: b"%PDF-1.7\n" + zlib.compress(ZEROS[: 64 * MEGA]),
    "bred.csv": lambda: b";".join([b"kolonne"] * 1_000_000) + b"\r\n" + b";" * 1_000_000,
    "brede-rader.csv": lambda: HEADER + (b";" * 500_000 + b"\r\n") * 10,
    "lang.csv": lambda: HEADER + ROW * 250_000,
    "en-celle.csv": lambda: HEADER + b'"' + b"x" * (9 * MEGA) + b'"',
    "apent-hermetegn.csv": lambda: HEADER + b'"\r\n' * 1_000_000,
    "mange-tegn.csv": lambda: HEADER.decode().encode("utf-16") + "😀".encode("utf-16-le") * 2_000_000,
    "null.csv": lambda: HEADER + ZEROS[: 9 * MEGA],
    "milliard.json": lambda: _claims([1_000_000_000, 1]),
    "milliarder.json": lambda: _claims([10**9] * 40, id=[str(n) for n in range(40)]),
    "minus.json": lambda: _claims([-1, -1]),
    "langt-borte.json": lambda: _claims([1, 1], value={"999999999999": 1}),
    "dyp.json": lambda: b'{"class":' + b"[" * 4_000_000,
    "siffer.json": lambda: b'{"class":"dataset","version":"2","size":[' + b"9" * 1_000_000 + b"]}",
    "lister.json": lambda: b"[" + b"[]," * 3_300_000 + b"[]]",
    "nokler.json": lambda: b"{" + b",".join(b'"%d":1' % n for n in range(700_000)) + b"}",
}
NAMES = (
    "../../../etc/cron.d/x.pdf", "..\\..\\x.pdf", "C:\\x.pdf", "/etc/passwd", "x.pdf\x00.exe", "x\r\nX-Ond: ja.pdf", "a" * 5000 + ".pdf",
    "\u202efdp.exe", '"; filename=x.html; x="y.pdf', "<script>x.pdf", "=cmd|x.pdf", ".pdf", ".", "", " ", "\U000e0001.pdf",
    "{{7331*7333}}.pdf", "CON.pdf", "x.pdf/",
)  # fmt: skip


# The process' own account of itself is Linux'.
pytestmark = pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="the peak of memory is read from /proc")


@pytest.fixture
def sent(house, full):  # noqa: F811
    return probes.browsers(house)


@pytest.fixture
def taking(house, full):  # noqa: F811
    """(door, address, the rest of the form) of every door that takes a file."""
    doors = [door for door in probes.doors(house, full["hamnes"]) if door.files]
    assert {name for door in doors for name in door.files} == {"fil"}, "a file by another name must be sent by that name"
    assert {door.rule.endpoint for door in doors} >= {
        "meetings.add_paper", "frames.attach_file", "indicators.look_at_file", "filing.take_answer", "filing.take_any_answer",
    }  # fmt: skip
    return [(door, probes.address(house, door, full["hamnes"]), door.body(full["hamnes"])) for door in doors]


class Cost:
    """The memory that something takes at its worst; the process' own peak, set back before it begins."""

    def __enter__(self):
        with open("/proc/self/clear_refs", "w") as peak:
            peak.write("5")
        self.before = _resident("VmRSS")
        return self

    def __exit__(self, *_error):
        self.memory = _resident("VmHWM") - self.before


def _resident(which):
    with open("/proc/self/status") as told:
        return next(int(line.split()[1]) * 1024 for line in told if line.startswith(which))


def test_the_measure_measures():
    with Cost() as cost:
        held = b"x" * (200 * MEGA)
        del held
    assert cost.memory > 150 * MEGA


def test_no_file_bursts_at_any_door_that_takes_one(house, taking, sent):
    wrong = []
    for name, make in BOMBS.items():
        content = make()
        assert len(content) < 10 * MEGA, f"{name}: a larger one is refused before it is looked at"
        for door, at, body in taking:
            answer, cost = _upload(sent[door.who], at, body, name, content)
            if answer.status_code not in (*REFUSED, 200, 303) or broken_out(answer) or cost.memory > MEMORY:
                wrong.append(f"{name} {door.name}: {answer.status_code}, {cost.memory // MEGA} MB")
    assert not wrong, "\n".join(wrong)


def test_no_name_of_a_file_leads_anywhere(house, taking, sent):
    wrong = []
    for name, (door, at, body) in product(NAMES, taking):
        answer, _ = _upload(sent[door.who], at, body, name, b"%PDF-1.7\n%%EOF")
        if answer.status_code not in (*REFUSED, 200, 303, 400) or broken_out(answer) or "X-Ond" in answer.headers:
            wrong.append(f"{name!r:.40} {door.name}: {answer.status_code} {broken_out(answer)}")
    assert not wrong, "\n".join(wrong)


def _upload(browser, at, body, name, content):
    """Sent as a browser does, but for the name, which a browser would have made tidy."""
    written = name.encode("utf-8", "replace").replace(b'"', b"%22") if "filename=" not in name else name.encode()
    parts = [b'--grense\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), str(value).encode()) for key, value in
             {**body, "csrf_token": browser.token()}.items()]  # fmt: skip
    parts.append(b'--grense\r\nContent-Disposition: form-data; name="fil"; filename="%s"\r\n\r\n%s\r\n--grense--\r\n' % (written, content))
    whole = b"".join(parts)
    del parts
    with probes.rolled_back(), Cost() as cost:
        answer = browser.client.post(at, data=whole, content_type="multipart/form-data; boundary=grense")
    return answer, cost


class Endless(io.RawIOBase):
    """A body of any length, that remembers how much of it was asked for."""

    def __init__(self, length, beginning=b"", middle=b"x"):
        self.left, self.read_so_far, self.beginning, self.middle = length, 0, beginning, middle
        self.length, self.at = length, 0

    def tell(self):
        """The test client measures a body before it is sent."""
        return self.at

    def seek(self, offset, whence=0):
        self.at = self.length if whence == 2 else offset
        return self.at

    def readable(self):
        return True

    def readinto(self, room):
        size = min(len(room), self.left)
        self.left -= size
        self.read_so_far += size
        begun, self.beginning = self.beginning[:size], self.beginning[size:]
        room[:size] = begun + (self.middle * (size // len(self.middle) + 1))[: size - len(begun)]
        return size


PART = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'
OVERSIZE = {
    "a-file": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="fil"; filename="x.pdf"\r\n\r\n', b"x"),
    "a-field": ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="tittel"\r\n\r\n', b"x"),
    "parts": ("multipart/form-data; boundary=x", b"", PART),
    "a-form": ("application/x-www-form-urlencoded", b"tittel=", b"x"),
    "json": ("application/json", b"[", b"["),
}


def test_fifty_megabytes_are_refused_before_they_are_read(house, taking, sent):
    """With its length said, nothing of it is read; without, no more than the largest file."""
    places = [*(at for _, at, _ in taking), "/k/hamnes/oppgaver/", "/logg-inn"]
    for counted, kind, at in product((True, False), OVERSIZE, places):
        media, beginning, middle = OVERSIZE[kind]
        browser = sent[probes.SENT[0]]
        body = Endless(50 * MEGA, beginning, middle)
        uncounted = {"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        environ = {"CONTENT_LENGTH": str(50 * MEGA)} if counted else uncounted
        headers = {"X-CSRFToken": browser.token()}
        with probes.rolled_back(), Cost() as cost:
            answer = browser.client.post(at, input_stream=body, content_type=media, headers=headers, environ_overrides=environ)
        # A body that no form is in is not read at all; a bare form without its length is read to the limit, and what was cut is refused.
        unread = body.read_so_far == 0 or (kind, counted) == ("a-form", False)
        assert answer.status_code == 413 or unread and answer.status_code in (*REFUSED, 303), (kind, counted, at)
        assert body.read_so_far <= (0 if counted else 11 * MEGA) and cost.memory < MEMORY, at


def test_ten_thousand_parts_are_refused(house, taking, sent):
    for door, at, _ in taking:
        body = PART * 10_000 + b"--x--\r\n"
        headers = {"X-CSRFToken": sent[door.who].token()}
        answer = sent[door.who].client.post(at, data=body, content_type="multipart/form-data; boundary=x", headers=headers)
        assert answer.status_code == 413


def test_a_packed_table_between_two_pages_is_not_blown_up(house, full, sent):  # noqa: F811
    """What lies in a form between the preview and the deed comes back from the browser, and may be anything."""
    for packed in (zlib.compress(ZEROS, 9), zlib.compress(b"[" * 11 * MEGA, 9), b"\0" * 99, zlib.compress(HEADER + ROW * 200_000, 9)):
        for form in ("csv", "json", "jsonstat", "x", ""):
            form = {"filnavn": "x", "format": form, "innhold": base64.b64encode(packed).decode()}
            with probes.rolled_back(), Cost() as cost:
                answer = sent[probes.SENT[0]].post("/k/hamnes/tall/import/utforing", form)
            assert answer.status_code in (*REFUSED, 303) and cost.memory < MEMORY


def test_a_table_from_outside_that_claims_too_much_is_refused_in_words():
    """Also where it comes from an office's own address, and not through a form."""
    for name in (name for name in BOMBS if name.endswith(".json")):
        content = BOMBS[name]()
        with Cost() as cost, pytest.raises(BadTable):
            jsonstat.read(content)
        assert cost.memory < MEMORY, name
