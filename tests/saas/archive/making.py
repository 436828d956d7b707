"""A filing's content and an archive's answers, made for the tests."""

import copy
from typing import Any

BASE = "https://ks-no.github.io/standarder/fiks-protokoll/fiks-arkiv"
KEY = "nordvik/minutes/0b9c2f8e-7b1a-4d11-9a0e-5f2d3c4b5a69/v1"
PDF = b"%PDF-1.7 <pdfaid:part>2</pdfaid:part> the minutes"


def content(**changes: Any) -> dict[str, Any]:
    """Minutes that were sent to the police, with one open and one shielded paper."""
    return copy.deepcopy({
        "key": KEY, "language": "nb", "title": "Referat fra møte i koordineringsgruppen 15. september 2026",
        "public_title": "Referat fra møte i koordineringsgruppen 15. september 2026", "shielding": {"basis": "Offl. § 24 første ledd"},
        "assessed_on": "2026-09-21", "dated_on": "2026-09-15", "created_at": "2026-09-21T09:00:00+02:00", "created_by": "Ingrid Solheim",
        "sent_at": "2026-09-16T10:00:00+02:00", "kommune": "Nordvik", "unit": "Nordvik kommune",
        "receivers": [{"name": "Politiet", "contact": ""}],
        "folder": {"key": "nordvik/kg/2026", "title": "SLT – Koordineringsgruppen 2026", "year": 2026, "opened_on": "2026-01-01",
                   "number": ""},
        "meeting": {"number": "7/2026", "body": "Koordineringsgruppen, Nordvik", "body_code": "KG", "held_on": "2026-09-15",
                    "place": "Rådhuset", "participants": [{"name": "Mona Lie", "function": "LEDER"}, {"name": "Gjest", "function": ""}]},
        "shape": "case", "archive_part": "SAK", "classification_system": "K-koder", "class_code": "F00",
        "files": [
            {"source": ["version", "1"], "title": "Referat", "filename": "Referat KG 2026-09-15.pdf", "type": "PROTOKOLL",
             "shielding": None},
            {"source": ["paper", "2"], "title": "budsjett.xlsx", "filename": "budsjett.xlsx", "type": "VEDLEGG", "shielding": None},
            {"source": ["paper", "3"], "title": "Vedlegg 2", "filename": "Vedlegg 2.pdf", "type": "VEDLEGG",
             "shielding": {"basis": "Offl. § 13"}},
        ],
        **changes,
    })  # fmt: skip


FILES = [PDF, b"a workbook", b"%PDF-1.4 scanned"]


def receipt(key: str = KEY, *, year: int = 2026, case: int = 123, post: int = 4, system: str = "Bindeledd", extra: str = "") -> bytes:
    """What an archive answers when it has taken a journalpost in."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<arkivmeldingKvittering xmlns="{BASE}/arkivmelding/opprett/kvittering/v1" xmlns:n="{BASE}/metadatakatalog/v1"
    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{extra}
  <mappeKvittering xsi:type="saksmappeKvittering">
    <systemID>5e0e0e0e-1111-4222-8333-444444444444</systemID><mappeID>{year}/{case}</mappeID>
    <opprettetEllerEksisterende>Eksisterende</opprettetEllerEksisterende>
    <saksaar>{year}</saksaar><sakssekvensnummer>{case}</sakssekvensnummer>
  </mappeKvittering>
  <registreringKvittering xsi:type="journalpostKvittering">
    <systemID>5e0e0e0e-5555-4666-8777-888888888888</systemID>
    <arkivertDato>2026-09-22T08:30:00+02:00</arkivertDato>
    <referanseEksternNoekkel><n:fagsystem>{system}</n:fagsystem><n:noekkel>{key}</n:noekkel></referanseEksternNoekkel>
    <opprettetEllerEksisterende>Opprettet</opprettetEllerEksisterende>
    <journalpostnummer>{post}</journalpostnummer>
  </registreringKvittering>
</arkivmeldingKvittering>""".encode()


def refusal(words: str = "Klassen finnes ikke.") -> bytes:
    """What an archive answers when it will not take it."""
    return f"""<arkivmeldingKvittering xmlns="{BASE}/arkivmelding/opprett/kvittering/v1" xmlns:f="{BASE}/feil/feilmelding/v1">
  <mappeFeilet><f:feilId>a1</f:feilId><f:feilmelding>{words}</f:feilmelding></mappeFeilet>
</arkivmeldingKvittering>""".encode()


def invalid_request(words: str = "Meldingen kan ikke leses.") -> bytes:
    """What an archive answers when it could not read the message at all."""
    return f"""<ugyldigforespoersel xmlns="{BASE}/feil/ugyldigforespoersel/v1" xmlns:f="{BASE}/feil/feilmelding/v1">
  <f:feilId>b2</f:feilId><f:feilmelding>{words}</f:feilmelding></ugyldigforespoersel>""".encode()
