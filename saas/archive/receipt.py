"""What an archive answers: a receipt or a refusal, read from XML that nobody is trusted to have written.

Source: no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.kvittering.xsd, and …feilmelding.ugyldigforespoersel.xsd.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from lxml import etree

from saas import clock
from saas.archive import schemas
from saas.archive.contents import SYSTEM
from saas.archive.writing import BASE, METADATA
from saas.errors import Invalid
from saas.plaintext import clean

RECEIPT_SPACE = f"{BASE}/arkivmelding/opprett/kvittering/v1"
ERROR_SPACE = f"{BASE}/feil/feilmelding/v1"
INVALID_SPACE = f"{BASE}/feil/ugyldigforespoersel/v1"
# A real receipt is a few kilobytes; one of a quarter of a megabyte is something else.
LARGEST = 256 * 1024
LONGEST_REASON = 500
_ROOTS = {
    f"{{{RECEIPT_SPACE}}}arkivmeldingKvittering": schemas.RECEIPT,
    f"{{{INVALID_SPACE}}}ugyldigforespoersel": schemas.INVALID_REQUEST,
}
_SPACES = {"k": RECEIPT_SPACE, "n": METADATA, "f": ERROR_SPACE}


@dataclass(frozen=True)
class Receipt:
    """What the archive says. `key` is ours, empty where it names none; `refused_because` is empty when it was taken in."""

    key: str
    case_number: str = ""
    record_number: str = ""
    record_system_id: str = ""
    archived_on: date | None = None
    refused_because: str = ""


def read(content: bytes) -> Receipt:
    """Read a receipt or a refusal. Raises Invalid (field `fil`) with what is wrong, whatever the file turns out to be."""
    if len(content) > LARGEST:
        raise Invalid("Filen er for stor til å være en kvittering.", field="fil")
    root = _parsed(content)
    schema = _ROOTS.get(root.tag)
    if schema is None:
        raise Invalid("Filen er ikke en kvittering fra et arkiv (arkivmeldingKvittering).", field="fil")
    try:
        schemas.check(root, schema)
    except schemas.BreaksSchema:
        raise Invalid("Kvitteringen følger ikke skjemaet til KS, og kan ikke leses.", field="fil") from None
    if schema == schemas.INVALID_REQUEST:
        return Receipt("", refused_because=_reason(root))
    return _told(root)


def _parsed(content: bytes) -> Any:
    """The document's root, or Invalid. A document type is refused before anything is made of it: a receipt has none."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Invalid("Filen har innhold som en kvittering ikke skal ha (DOCTYPE).", field="fil")
    try:
        tree = etree.fromstring(content, schemas.parser()).getroottree()
    except (etree.XMLSyntaxError, ValueError):
        raise Invalid("Filen er ikke XML som kan leses.", field="fil") from None
    # The same in an encoding where the letters above look different.
    if tree.docinfo.doctype or tree.docinfo.internalDTD is not None:
        raise Invalid("Filen har innhold som en kvittering ikke skal ha (DOCTYPE).", field="fil")
    return tree.getroot()


def _told(root: Any) -> Receipt:
    refused = root.find("k:registreringFeilet", _SPACES)
    if refused is None:
        refused = root.find("k:mappeFeilet", _SPACES)
    if refused is not None:
        return Receipt(_key(root), refused_because=_reason(refused))
    folder, record = root.find("k:mappeKvittering", _SPACES), root.find("k:registreringKvittering", _SPACES)
    if record is None:
        raise Invalid("Kvitteringen sier ikke hva som er arkivert (registreringKvittering mangler).", field="fil")
    return Receipt(
        key=_key(record),
        case_number=_case_number(folder),
        record_number=_said(record, "k:journalpostnummer") or _said(record, "k:registreringsID"),
        record_system_id=_said(record, "k:systemID"),
        archived_on=_day(_said(record, "k:arkivertDato") or _said(record, "k:opprettetDato")),
    )


def _case_number(folder: Any) -> str:
    """«2026/123»: the archive's own name for the folder, or put together from year and number."""
    if folder is None:
        return ""
    year, number = _said(folder, "k:saksaar"), _said(folder, "k:sakssekvensnummer")
    return f"{year}/{number}" if year and number else _said(folder, "k:mappeID")


def _key(element: Any) -> str:
    """Our key, where the archive gives it back; another system's key is none of ours."""
    found = element.find("k:referanseEksternNoekkel", _SPACES)
    if found is None or _said(found, "n:fagsystem") != SYSTEM:
        return ""
    return _said(found, "n:noekkel")


def _reason(element: Any) -> str:
    words = _said(element, "f:feilmelding") or _said(element, "f:feilId")
    return words[:LONGEST_REASON] or "–"


def _said(element: Any, path: str) -> str:
    return " ".join(clean(element.findtext(path, default="", namespaces=_SPACES)).split())[:LONGEST_REASON]


def _day(moment: str) -> date | None:
    """The day in Norway of an xs:dateTime; a moment without a zone is taken as Norwegian."""
    if not moment:
        return None
    try:
        found = datetime.fromisoformat(moment)
    except ValueError:
        return None
    return (found if found.tzinfo is None else found.astimezone(clock.OSLO)).date()
