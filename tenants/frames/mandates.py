"""The verbs of mandates: drafted from a standard text, written part by part, approved in a sak, signed by both parties."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.frames import freezing, mandate_text, saker
from tenants.frames.freezing import SECTIONS
from tenants.frames.models import BOTH, Mandate, MandateSignature
from tenants.frames.rights import require_leader, require_writer
from tenants.frames.wording import guard, line, lines
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.meetings.models import AgendaItem
from tenants.minutes import differences

LAST = date(2100, 12, 31)
# Column → the field of the form.
FIELDS = {
    "purpose": "formal", "tasks": "oppgaver", "authority": "myndighet", "composition": "sammensetning",
    "rhythm": "moterytme", "reporting": "rapportering",
}  # fmt: skip
_OPTIONS = (
    joinedload(Mandate.group).lazyload(Group.seats),
    joinedload(Mandate.item).joinedload(AgendaItem.group).lazyload(Group.seats),
)


@dataclass(frozen=True)
class Signer:
    """Who signs for a party, and when."""

    party: str
    name: str
    title: str
    signed_on: date


def headings() -> dict[str, str]:
    """Column → what the section is called, in the language being written in."""
    return {
        "purpose": gettext("Formål"), "tasks": gettext("Oppgaver"), "authority": gettext("Myndighet og delegering"),
        "composition": gettext("Sammensetning"), "rhythm": gettext("Møterytme"), "reporting": gettext("Rapportering"),
    }  # fmt: skip


def all_mandates() -> list[Mandate]:
    """Every version in every group, the newest of each first."""
    query = select(Mandate).options(*_OPTIONS).order_by(Mandate.group_id, Mandate.number.desc())
    return list(db.session.scalars(query).unique())


def find(mandate_id: UUID) -> Mandate:
    """One version, with its group, sak and signatures. Raises NotFound."""
    return find_row(Mandate, mandate_id, *_OPTIONS)


def versions(mandate: Mandate) -> list[Mandate]:
    """All versions for the same group, the newest first."""
    query = select(Mandate).where(Mandate.group_id == mandate.group_id).options(*_OPTIONS)
    return list(db.session.scalars(query.order_by(Mandate.number.desc())).unique())


def draft(group: Group) -> Mandate:
    """A new version: the words of the one in force, or the standard text. One draft at a time for each group."""
    require_writer()
    if group.closed_on is not None:
        raise NotNow("Gruppen er avsluttet.")
    here.lock(f"mandate:{group.id}")
    rows = list(db.session.scalars(select(Mandate).where(Mandate.group_id == group.id).order_by(Mandate.number.desc())))
    if any(row.state == "draft" for row in rows):
        raise NotNow("Det finnes et utkast til mandat for denne gruppen. Skriv videre på det.")
    words = _words_of(rows[0]) if rows else mandate_text.standard(group.level, here.kommune().language, here.kommune().name)
    mandate = Mandate(group_id=group.id, number=(rows[0].number if rows else 0) + 1, version=1, **words)
    db.session.add(mandate)
    db.session.flush()
    audit.record("mandate.drafted", mandate, group=group.id, number=mandate.number)
    return mandate


def write(
    mandate: Mandate, seen: int | None, texts: Mapping[str, str], *, valid_to: date | None = None, with_end: bool = False,
    kept: guarding.Kept | None = None,
) -> Mandate:  # fmt: skip
    """Other words in some sections of a draft, by column; and the last day where `with_end`.

    Raises NotAllowed, NotNow when it is approved, Invalid or Guarded with the form's fields.
    """
    require_writer()
    _require_draft(mandate)
    given = {column: lines(FIELDS[column], text, SECTIONS[column]) for column, text in texts.items()}
    if with_end and valid_to is not None and not clock.today() < valid_to <= LAST:
        raise Invalid("Siste dag må være senere enn i dag.", field="gjelder_til")
    guard({FIELDS[column]: text for column, text in given.items()}, kept)
    check_version(mandate, seen)
    _require_draft(mandate)
    for column, text in given.items():
        setattr(mandate, column, text)
    if with_end:
        mandate.valid_to = valid_to
    audit.record("mandate.written", mandate, sections=sorted(given))
    return mandate


def delete_draft(mandate: Mandate, seen: int | None = None) -> None:
    """Take away a draft that was begun by mistake."""
    require_writer()
    _require_draft(mandate)
    check_version(mandate, seen)
    audit.record("mandate.deleted", mandate, group=mandate.group_id, number=mandate.number)
    db.session.delete(mandate)
    db.session.flush()


def lacking(mandate: Mandate) -> list[str]:
    """The sections that nothing is written in."""
    return [words for column, words in headings().items() if not getattr(mandate, column)]


def approve(mandate: Mandate, item_id: UUID | None, seen: int | None = None) -> Mandate:
    """«Godkjenn mandat – vedtas i sak 9/26». From then on it is not changed; the version before is replaced.

    Raises NotAllowed for others than the leader, NotNow, and Invalid at «sak».
    """
    require_leader()
    _require_draft(mandate)
    here.lock(f"mandate:{mandate.group_id}")
    item, day = saker.require(item_id)
    if missing := lacking(mandate):
        raise NotNow("Mandatet er ikke ferdig skrevet. Det mangler {what}.", what=", ".join(missing))
    if mandate.valid_to is not None and mandate.valid_to < day:
        raise NotNow("Mandatet går ut før møtet det er vedtatt i. Endre siste dag først.")
    check_version(mandate, seen)
    _require_draft(mandate)
    before = select(Mandate).where(Mandate.group_id == mandate.group_id, Mandate.state == "approved")
    for row in db.session.scalars(before):
        row.state, row.version = "replaced", row.version + 1
    mandate.item_id, mandate.item, mandate.approved_on = item.id, item, day
    mandate.sha256, mandate.state = freezing.fingerprint(mandate), "approved"
    db.session.flush()
    audit.record("mandate.approved", mandate, item=item.id, number=mandate.number, sha256=mandate.sha256)
    return mandate


def unsigned(mandate: Mandate) -> list[str]:
    """The parties that have not signed."""
    signed = {row.party for row in mandate.signatures}
    return [party for party in BOTH if party not in signed]


def sign(mandate: Mandate, signer: Signer) -> MandateSignature:
    """Register that a party has signed exactly this text. Raises NotAllowed, NotNow, Invalid or Guarded."""
    require_writer()
    here.lock(f"mandate:{mandate.group_id}")
    db.session.refresh(mandate, ["state", "signatures"])
    if mandate.state != "approved" or mandate.approved_on is None:
        raise NotNow("Mandatet signeres når det er vedtatt, og bare den versjonen som gjelder.")
    if not freezing.whole(mandate):
        raise NotNow("Fingeravtrykket stemmer ikke med teksten, så mandatet kan ikke signeres.")
    if signer.party not in BOTH:
        raise Invalid("Velg fra listen.", field="part")
    if signer.party not in unsigned(mandate):
        raise NotNow("Denne parten har allerede signert.")
    if not mandate.approved_on <= signer.signed_on <= clock.today():
        raise Invalid("Signaturen er fra vedtaket og fram til i dag.", field="dato")
    name = line("navn", signer.name, 120, "Skriv hvem som har signert.")
    title = line("tittel", signer.title, 120, "Skriv tittelen til den som har signert.")
    guard({"tittel": title}, names={"navn": name})
    row = MandateSignature(
        mandate_id=mandate.id, party=signer.party, name=name, title=title, signed_on=signer.signed_on, sha256=mandate.sha256
    )
    db.session.add(row)
    db.session.flush()
    db.session.refresh(mandate, ["signatures"])
    audit.record("mandate.signed", mandate, party=signer.party, signed_on=signer.signed_on, sha256=mandate.sha256)
    return row


def compare(newer: Mandate, older: Mandate) -> list[differences.Part]:
    """What is new, section by section and line by line."""
    return differences.compare(_document(older), _document(newer))


def before(mandate: Mandate) -> Mandate | None:
    """The version that this one followed."""
    query = select(Mandate).where(Mandate.group_id == mandate.group_id, Mandate.number < mandate.number)
    return db.session.scalars(query.order_by(Mandate.number.desc()).limit(1)).one_or_none()


def _document(mandate: Mandate) -> dict[str, object]:
    items = [
        {"entry_id": column, "number": words, "title": "", "notes": getattr(mandate, column)}
        for column, words in headings().items()
    ]
    return {"title": "", "items": items}


def _words_of(mandate: Mandate) -> dict[str, str]:
    return {column: getattr(mandate, column) for column in SECTIONS}


def _require_draft(mandate: Mandate) -> None:
    if mandate.state != "draft":
        raise NotNow("Mandatet er vedtatt og endres ikke. Lag en ny versjon.")
