"""An arkivmelding.xml (Fiks Arkiv v1, KS) of what a filing says; the order of the elements is the schema's.

Source: no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.xsd, kept beside this file under schemas/.
"""

from collections.abc import Sequence

from lxml import etree

from saas.archive import writing
from saas.archive.contents import SYSTEM, Content, Document, File, Shielding
from saas.archive.writing import ARCHIVE, Element, add, add_code, add_key, add_meta, typed

# Code → description, from KS's own lists (kodelister v1).
MEDIUM = {"E": "Elektronisk arkiv"}
CASE_STATES = {"B": "Under behandling"}
RECORD_TYPES = {"X": "Organinternt dokument uten oppfølging", "U": "Utgående dokument"}
RECORD_STATES = {"F": "Ferdigstilt av saksbehandler"}
PARTIES = {"IA": "Intern avsender", "EM": "Mottaker"}
DOCUMENT_STATES = {"F": "Dokumentet er ferdigstilt"}
DOCUMENT_TYPES = {
    "NOTAT": "Notat", "PROTOKOLL": "Protokoll", "AVTALE": "Avtale", "VEDTAK": "Vedtak", "RAPPORT": "Rapport", "VEDLEGG": "Vedlegg",
}  # fmt: skip
ATTACHED = {"H": "Hoveddokument", "V": "Vedlegg"}
VARIANTS = {"A": "Arkivformat", "P": "Produksjonsformat"}
MEETING_DOCUMENTS = {"MP": "Møteprotokoll"}
FUNCTIONS = {"LEDER": "Leder", "NESTL": "Nestleder", "MEDL": "Medlem", "VARA": "Varamedlem", "SEKR": "Sekretær"}
RESTRICTIONS = {"UO": "Unntatt offentlighet"}
MEDIA_TYPES = {
    "pdf": "application/pdf", "txt": "text/plain", "csv": "text/csv", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip


def xml(content: Content, documents: Sequence[Document]) -> bytes:
    """The message as UTF-8 XML. `documents` are the files of the content, in its order, as they lie in the package.

    Raises ValueError when there are not as many documents as files.
    """
    if len(documents) != len(content["files"]):
        raise ValueError("Each file of a filing needs its document.")
    root = etree.Element(f"{{{ARCHIVE}}}arkivmelding", nsmap=writing.NAMESPACES)
    add(root, "system", SYSTEM)
    add(root, "antallFiler", str(len(documents)))
    # Where the kommune has named its own saksmappe, the record goes there and no folder is asked for.
    if not (content["shape"] == "case" and content["folder"]["number"]):
        _folder(root, content)
    _record(root, content, documents)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def _folder(root: Element, content: Content) -> None:
    folder, meeting = content["folder"], content["meeting"]
    as_meeting = content["shape"] == "meeting" and meeting is not None
    mappe = typed(root, "mappe", "moetemappe" if as_meeting else "saksmappe")
    title = content["public_title"] if as_meeting else folder["title"]
    add(mappe, "tittel", title)
    add(mappe, "offentligTittel", title)
    add(mappe, "noekkelord", "SLT")
    add_code(mappe, "dokumentmedium", "E", MEDIUM)
    if content["archive_part"]:
        add_code(mappe, "arkivdel", content["archive_part"])
    if content["class_code"]:
        _classified(mappe, content)
    add_key(mappe, "referanseEksternNoekkel", _folder_key(content))
    if as_meeting:
        _meeting(mappe, content)
        return
    add(mappe, "saksaar", str(folder["year"]))
    add(mappe, "saksdato", folder["opened_on"])
    add_meta(add(mappe, "administrativEnhet"), "navn", content["unit"])
    add_code(mappe, "saksstatus", "B", CASE_STATES)


def _meeting(mappe: Element, content: Content) -> None:
    meeting = content["meeting"]
    assert meeting is not None
    add(mappe, "moetenummer", meeting["number"])
    body = add(mappe, "utvalg")
    add_meta(body, "navn", meeting["body"])
    add_meta(body, "identifikator", meeting["body_code"])
    add(mappe, "moetedato", meeting["held_on"])
    if meeting["place"]:
        add(mappe, "moetested", meeting["place"])
    for person in meeting["participants"]:
        there = add(mappe, "moetedeltaker")
        add_meta(add_meta(there, "identifikator"), "navn", person["name"])
        if person["function"] in FUNCTIONS:
            add_code(there, "funksjon", person["function"], FUNCTIONS, namespace=writing.METADATA)


def _record(root: Element, content: Content, documents: Sequence[Document]) -> None:
    as_meeting = content["shape"] == "meeting" and content["meeting"] is not None
    record = typed(root, "registrering", "moetedokument" if as_meeting else "journalpost")
    add(record, "opprettetDato", content["created_at"])
    add(record, "opprettetAv", content["created_by"])
    above = add(record, "referanseForelderMappe")
    if content["shape"] == "case" and content["folder"]["number"]:
        add_meta(above, "mappeID", content["folder"]["number"])
    else:
        add_key(above, "referanseEksternNoekkel", _folder_key(content), namespace=writing.METADATA)
    _shielding(record, content["shielding"])
    for number, (file, document) in enumerate(zip(content["files"], documents, strict=True), start=1):
        _document(record, number, file, document)
    add(record, "tittel", content["title"])
    add(record, "offentligTittel", content["public_title"])
    if not as_meeting:
        _parties(record, content)
    add_key(record, "referanseEksternNoekkel", content["key"])
    if as_meeting:
        add_code(record, "moetedokumenttype", "MP", MEETING_DOCUMENTS)
    else:
        _journal(record, content)


def _journal(record: Element, content: Content) -> None:
    """What only a journalpost has. It is outgoing as soon as another body than the kommune was sent it."""
    add_code(record, "journalposttype", "U" if content["receivers"] else "X", RECORD_TYPES)
    add_code(record, "journalstatus", "F", RECORD_STATES)
    add(record, "dokumentetsDato", content["dated_on"])
    if content["receivers"] and content["sent_at"]:
        add(record, "sendtDato", content["sent_at"])
    if content["assessed_on"]:
        add(record, "offentlighetsvurdertDato", content["assessed_on"])
    add(record, "antallVedlegg", str(len(content["files"]) - 1))


def _parties(record: Element, content: Content) -> None:
    sender = add(record, "korrespondansepart")
    add_code(sender, "korrespondanseparttype", "IA", PARTIES)
    add(sender, "korrespondansepartNavn", content["unit"])
    add_meta(add(sender, "saksbehandler"), "navn", content["created_by"])
    for receiver in content["receivers"]:
        part = add(record, "korrespondansepart")
        add_code(part, "korrespondanseparttype", "EM", PARTIES)
        add(part, "korrespondansepartNavn", receiver["name"])
        if receiver["contact"]:
            add(part, "kontaktperson", receiver["contact"])
        add(part, "erPersonnavn", "false")


def _document(record: Element, number: int, file: File, document: Document) -> None:
    described = add(record, "dokumentbeskrivelse")
    add_code(described, "dokumenttype", file["type"], DOCUMENT_TYPES)
    add_code(described, "dokumentstatus", "F", DOCUMENT_STATES)
    add(described, "tittel", file["title"])
    add_code(described, "tilknyttetRegistreringSom", "H" if number == 1 else "V", ATTACHED)
    add(described, "dokumentnummer", str(number))
    _shielding(described, file["shielding"])
    one = add(described, "dokumentobjekt")
    add(one, "versjonsnummer", "1")
    add_code(one, "variantformat", "A" if document["archival"] else "P", VARIANTS)
    ending = document["name"].rpartition(".")[2].lower()
    add_code(one, "format", ending.upper(), {"PDF": "PDF/A - ISO 19005"} if document["archival"] else {})
    add(one, "mimeType", MEDIA_TYPES.get(ending, "application/octet-stream"))
    add(one, "filnavn", file["filename"].replace("/", "-"))
    add(one, "referanseDokumentfil", document["name"])
    add(one, "sjekksum", document["sha256"])
    add(one, "sjekksumAlgoritme", "SHA256")
    add(one, "filstoerrelse", str(document["size"]))


def _shielding(parent: Element, shielding: Shielding | None) -> None:
    if shielding is None:
        return
    element = add(parent, "skjerming")
    add_code(element, "tilgangsrestriksjon", "UO", RESTRICTIONS)
    add(element, "skjermingshjemmel", shielding["basis"])


def _classified(mappe: Element, content: Content) -> None:
    element = add(mappe, "klassifikasjon")
    add(element, "klassifikasjonssystemID", content["classification_system"])
    add(element, "klasseID", content["class_code"])


def _folder_key(content: Content) -> str:
    if content["shape"] == "meeting" and content["meeting"] is not None:
        return f"{content['folder']['key']}/{content['meeting']['number']}"
    return content["folder"]["key"]
