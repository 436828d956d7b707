"""How the kommune's archive wants what it is sent: read by every filing, changed by whoever coordinates."""

from dataclasses import dataclass

from sqlalchemy import select

from saas import audit, clock, here
from saas.accounts.guard import can
from saas.archive import targets
from saas.db import check_version, db
from saas.errors import Invalid, NotAllowed, NotNow, Stale
from tenants.filing.models import DELIVERIES, SHAPES, ArchiveSettings
from tenants.meetings.fields import one_line

# Field of the form, column, and how long it may be; as the table says.
TEXTS = (
    ("saksmappe", "case_folder", 60), ("arkivdel", "archive_part", 60), ("klassesystem", "classification_system", 100),
    ("klasse", "class_code", 60), ("enhet", "unit", 160), ("arkivar", "archivist_name", 160), ("epost", "archivist_email", 254),
)  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """What the form says; texts by their column."""

    automatic: bool
    shape: str
    delivery: str
    texts: dict[str, str]


def of_kommune() -> ArchiveSettings:
    """The kommune's settings; the usual ones, in no table, before anybody has saved any."""
    found = db.session.scalars(select(ArchiveSettings)).one_or_none()
    if found is not None:
        return found
    return ArchiveSettings(
        shape="case", delivery="download", version=0, **{column: "" for _field, column, _longest in TEXTS}
    )  # fmt: skip


def save(seen: int | None, wishes: Wishes) -> ArchiveSettings:
    """Keep the kommune's choices. Raises NotAllowed, Invalid with the form's field, NotNow and Stale."""
    if not can("coordinate"):
        raise NotAllowed("Bare SLT-koordinatoren endrer hvordan det arkiveres.")
    given = _checked(wishes)
    here.lock("archive.settings")
    row = db.session.scalars(select(ArchiveSettings).with_for_update()).one_or_none()
    if row is None:
        if seen:
            raise Stale("Noen har endret dette siden du åpnet siden. Se gjennom det som står nå, og lagre på nytt.")
        row = ArchiveSettings(version=1)
        db.session.add(row)
    else:
        check_version(row, seen)
    row.shape, row.delivery = wishes.shape, wishes.delivery
    for column, value in given.items():
        setattr(row, column, value)
    # What was approved before is not sent by itself: it may be filed already, by hand.
    row.automatic_from = (row.automatic_from or clock.now()) if wishes.automatic else None
    db.session.flush()
    audit.record("archive.set", row, shape=row.shape, delivery=row.delivery, automatic=wishes.automatic)
    return row


def _checked(wishes: Wishes) -> dict[str, str]:
    if wishes.shape not in SHAPES:
        raise Invalid("Velg noe fra listen.", field="form")
    if wishes.delivery not in DELIVERIES:
        raise Invalid("Velg noe fra listen.", field="levering")
    if wishes.delivery == "folder" and not targets.has_folder():
        raise NotNow("Tjeneren har ingen mappe for arkivet. Be driften sette den opp, eller velg nedlasting.")
    given = {}
    for field, column, longest in TEXTS:
        given[column] = one_line(wishes.texts.get(column, ""))
        if len(given[column]) > longest:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    if bool(given["classification_system"]) != bool(given["class_code"]):
        missing = "klasse" if given["classification_system"] else "klassesystem"
        raise Invalid("Klassifikasjonssystem og klasse hører sammen. Fyll ut begge, eller ingen.", field=missing)
    if given["case_folder"] and wishes.shape == "meeting":
        raise Invalid("Saksmappe kan bare velges når hvert dokument er en journalpost.", field="saksmappe")
    return given
