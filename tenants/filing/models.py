"""How the kommune's archive wants what it is sent; and what the pages call it all."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, InTenant

# Code → bokmål.
STATES = {
    "asked": "Pakkes",
    "made": "Klar til levering",
    "delivered": "Levert, venter på kvittering",
    "receipted": "Arkivert",
    "failed": "Stoppet",
}
KINDS = {"minutes": "Referat", "mandate": "Mandat", "agreement": "Avtale", "plan": "Handlingsplan"}
SHAPES = {
    "case": "Saksmappe per gruppe og år, med journalpost",
    "meeting": "Møtemappe per møte, med møtedokument",
}
DELIVERIES = {
    "download": "Koordinatoren laster ned pakken",
    "folder": "Pakken legges i kommunens mappe på tjeneren",
}
# State (and how it is delivered) → what comes next, and who does it.
NEXT_STEPS = {
    "asked": "Pakken lages nå. Det tar vanligvis under ett minutt.",
    "made-download": "Last ned pakken og gi den til arkivet.",
    "made-folder": "Pakken legges i mappen på tjeneren av seg selv.",
    "delivered-download": "Last opp kvitteringen når arkivet har svart.",
    "delivered-folder": "Kvitteringen hentes fra mappen når arkivet har svart. Den kan også lastes opp her.",
    "receipted": "Ferdig. Pakken kan fortsatt lastes ned.",
    "failed": "Rett det som er galt, og pakk på nytt.",
}
# Why a filing has stopped → what is said of it. What the archive itself answered stands beside it.
ERRORS = {
    "refused": "Arkivet tok ikke imot dokumentet.",
    "schema": "Arkivmeldingen følger ikke skjemaet.",
    "printing": "Dokumentet kunne ikke settes som PDF.",
    "changed": "Dokumentet er kommet i en ny versjon. Send den i stedet.",
    "gone": "Et av dokumentene finnes ikke lenger.",
    "too_large": "Pakken ble for stor.",
    "folder": "Mappen på tjeneren kan ikke skrives til.",
    "no_folder": "Tjeneren har ingen mappe for arkivet.",
    "unexpected": "Noe uventet gikk galt. Driften har fått beskjed.",
}


class ArchiveSettings(InTenant, Base):
    """One row for the kommune, from the first time somebody saves; `automatic_from` is when approval began to file by itself."""

    __tablename__ = "archive_settings"

    only_row: Mapped[bool] = mapped_column(default=True)
    automatic_from: Mapped[datetime | None]
    shape: Mapped[str] = mapped_column(default="case")
    case_folder: Mapped[str] = mapped_column(default="")
    archive_part: Mapped[str] = mapped_column(default="")
    classification_system: Mapped[str] = mapped_column(default="")
    class_code: Mapped[str] = mapped_column(default="")
    unit: Mapped[str] = mapped_column(default="")
    archivist_name: Mapped[str] = mapped_column(default="")
    archivist_email: Mapped[str] = mapped_column(default="")
    delivery: Mapped[str] = mapped_column(default="download")
    version: Mapped[int] = mapped_column(default=1)
