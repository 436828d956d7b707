"""What an archive answers is read; what only looks like an answer is refused in words, and nothing is fetched or grown."""

import io
import time
import zipfile
from datetime import date

import pytest

from saas.archive import receipt
from saas.errors import Invalid
from tests.saas.archive.making import BASE, KEY, invalid_request, refusal
from tests.saas.archive.making import receipt as made_receipt


def refused(content):
    with pytest.raises(Invalid) as wrong:
        receipt.read(content)
    assert wrong.value.field == "fil"
    return wrong.value.message


def test_a_receipt_tells_where_it_lies():
    told = receipt.read(made_receipt())
    assert (told.key, told.case_number, told.record_number) == (KEY, "2026/123", "4")
    assert told.archived_on == date(2026, 9, 22)
    assert told.record_system_id == "5e0e0e0e-5555-4666-8777-888888888888"
    assert told.refused_because == ""


def test_a_day_is_the_day_in_norway():
    late = made_receipt().replace(b"2026-09-22T08:30:00+02:00", b"2026-09-21T23:30:00Z")
    assert receipt.read(late).archived_on == date(2026, 9, 22)


def test_a_refusal_tells_why():
    assert receipt.read(refusal()).refused_because == "Klassen finnes ikke."
    assert receipt.read(invalid_request("Ugyldig <![CDATA[<b>]]> melding")).refused_because == "Ugyldig <b> melding"


def test_another_systems_key_is_none_of_ours():
    assert receipt.read(made_receipt(system="Et annet system")).key == ""


BILLION = b'<!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;&x;&x;">' + b"".join(
    f'<!ENTITY y{n} "{"&y" + str(n - 1) + ";" if n else "&y;"}{"&y;" * 9}">'.encode() for n in range(9)
) + b"]><a>&y8;</a>"
DOCUMENT_TYPE = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
HOSTILE = {
    "a local file": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    "another server": b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>',
    "a billion laughs": BILLION,
    "a document type in another encoding": DOCUMENT_TYPE.encode("utf-16"),
    "a whole receipt with a document type": made_receipt().replace(b'"UTF-8"?>', b'"UTF-8"?><!DOCTYPE arkivmeldingKvittering>'),
    "a whole receipt with an entity in it": made_receipt(key="&x;").replace(
        b'"UTF-8"?>', b'"UTF-8"?><!DOCTYPE arkivmeldingKvittering [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    ),
    "the same in another encoding": made_receipt().decode().replace(
        'UTF-8"?>', 'UTF-16"?><!DOCTYPE arkivmeldingKvittering>'
    ).encode("utf-16"),
    "deep nesting": b"<a>" * 30_000 + b"</a>" * 30_000,
    "no XML": b"hei",
    "nothing": b"",
    "NUL": b"\x00" * 50,
    "cut short": made_receipt()[:-40],
    "another root": b"<html/>",
    "the right name in no namespace": b"<arkivmeldingKvittering/>",
    "one of our own messages": f'<arkivmelding xmlns="{BASE}/arkivmelding/opprett/v1"/>'.encode(),
    "an element too many": made_receipt(extra="<tull/>"),
    "no record": f'<arkivmeldingKvittering xmlns="{BASE}/arkivmelding/opprett/kvittering/v1"/>'.encode(),
    "a false number": made_receipt().replace(b"<journalpostnummer>4<", b"<journalpostnummer>fire<"),
    "too large": made_receipt() + b" " * receipt.LARGEST,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_answer_is_refused_in_words(name):
    started = time.monotonic()
    words = refused(HOSTILE[name])
    assert time.monotonic() - started < 20
    assert words.startswith(("Filen", "Kvitteringen")) and "root:" not in words


def test_a_zip_is_no_answer():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as bundle:
        bundle.writestr("kvittering.xml", made_receipt())
    assert "XML" in refused(file.getvalue())


def test_a_style_sheet_beside_it_is_not_followed():
    told = receipt.read(made_receipt().replace(b'"UTF-8"?>', b'"UTF-8"?><?xml-stylesheet href="http://127.0.0.1:9/x"?>'))
    assert told.record_number == "4"
