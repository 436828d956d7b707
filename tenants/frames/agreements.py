"""The verbs of agreements: written with two parties, signed by both, in force, renewed, ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here
from saas.db import check_version, db
from saas.db import find as find_row
from saas.errors import Invalid, NotNow
from tenants.frames.models import AGREEMENT_KINDS, Agreement, AgreementParty
from tenants.frames.parties import Party, add_rows
from tenants.frames.rights import require_writer
from tenants.frames.wording import guard, line, lines
from tenants.groups import guarding
from tenants.meetings import filetypes

FIRST, LAST = date(1985, 1, 1), date(2100, 12, 31)
LONGEST_FILENAME = 200
PDF = "application/pdf"


@dataclass(frozen=True)
class Facts:
    """All that an agreement says of itself."""

    kind: str
    title: str
    summary: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def all_agreements() -> list[Agreement]:
    """Every version with its parties, the newest of each title first; the files are not read."""
    query = select(Agreement).order_by(Agreement.kind, Agreement.title, Agreement.number.desc(), Agreement.id)
    return list(db.session.scalars(query))


def find(agreement_id: UUID) -> Agreement:
    """One version. Raises NotFound."""
    return find_row(Agreement, agreement_id)


def next_of(agreement: Agreement) -> Agreement | None:
    """The version that was made from this one."""
    return db.session.scalars(select(Agreement).where(Agreement.replaces_id == agreement.id).limit(1)).one_or_none()


def add(facts: Facts, parties: Sequence[Party], *, kept: guarding.Kept | None = None) -> Agreement:
    """A new agreement between the kommune and at least one other. Raises NotAllowed, Invalid or Guarded."""
    require_writer()
    if not any(party.party == "municipality" for party in parties) or len(parties) < 2:
        raise Invalid("En avtale har minst to parter: kommunen og en til.", field="motpart")
    agreement = Agreement(version=1, number=1)
    _write(agreement, facts, kept)
    db.session.add(agreement)
    db.session.flush()
    add_rows(agreement, parties)
    audit.record("agreement.added", agreement, kind=facts.kind, parties=len(parties))
    return agreement


def change(agreement: Agreement, seen: int | None, facts: Facts, *, kept: guarding.Kept | None = None) -> Agreement:
    """Other words before it is in force; nobody's signature may stand under another text than the one signed."""
    require_writer()
    require_open(agreement)
    if any(party.signed_on for party in agreement.parties):
        raise NotNow("En part har signert, så avtalen endres ikke. Fjern signaturen først, eller lag en ny versjon.")
    check_version(agreement, seen)
    _write(agreement, facts, kept)
    audit.record("agreement.changed", agreement, kind=facts.kind)
    return agreement


def attach(agreement: Agreement, seen: int | None, filename: str, content: bytes) -> None:
    """The signed agreement as PDF, checked by name and content. One in force keeps the file it has."""
    require_writer()
    if agreement.state in ("replaced", "ended") or (agreement.state == "in_force" and agreement.filename):
        raise NotNow("Avtalen har en signert fil, og den byttes ikke. Lag en ny versjon.")
    name = filetypes.clean_name(filename)
    if filetypes.check(name, content) != PDF:
        raise Invalid("Last opp den signerte avtalen som PDF.", field="fil")
    guard({}, names={"fil": name.rpartition(".")[0].replace("_", " ")})
    check_version(agreement, seen)
    agreement.filename, agreement.media_type, agreement.content = name[-LONGEST_FILENAME:], PDF, content
    db.session.flush()
    audit.record("agreement.file_added", agreement, size=len(content))


def content_of(agreement: Agreement) -> bytes | None:
    """The bytes of the file, as they came in."""
    return db.session.scalar(select(Agreement.content).where(Agreement.id == agreement.id))


def missing(agreement: Agreement) -> list[str]:
    """The parties that have not signed, by name; what stands between a draft and being in force."""
    return [party.organisation for party in agreement.parties if party.signed_on is None]


def put_in_force(agreement: Agreement, seen: int | None) -> None:
    """«Sett i kraft»: only when all parties have signed. The version before is replaced."""
    require_writer()
    here.lock("agreements")
    check_version(agreement, seen)
    require_open(agreement)
    db.session.refresh(agreement, ["parties"])
    _require_both(agreement)
    if unsigned := missing(agreement):
        raise NotNow("Avtalen gjelder når begge parter har signert. Det mangler {who}.", who=", ".join(unsigned))
    if agreement.valid_from is None:
        raise NotNow("Skriv hvilken dag avtalen gjelder fra.")
    if agreement.valid_to is not None and agreement.valid_to < clock.today():
        raise NotNow("Avtalen har gått ut. Lag en ny versjon med andre datoer.")
    before = find(agreement.replaces_id) if agreement.replaces_id else None
    if before is not None and before.state == "in_force":
        before.state, before.ended_on, before.version = "replaced", clock.today(), before.version + 1
    agreement.state = "in_force"
    db.session.flush()
    audit.record("agreement.in_force", agreement, kind=agreement.kind, valid_to=agreement.valid_to)


def renew(agreement: Agreement) -> Agreement:
    """A new version to be signed: the same words and parties, and no signature."""
    require_writer()
    here.lock("agreements")
    db.session.refresh(agreement, ["state"])
    if agreement.state == "draft":
        raise NotNow("Denne versjonen er ikke i kraft ennå. Skriv videre på den.")
    if next_of(agreement) is not None:
        raise NotNow("Det finnes en nyere versjon av avtalen.")
    made = Agreement(
        kind=agreement.kind, title=agreement.title, number=agreement.number + 1, replaces_id=agreement.id,
        summary=agreement.summary, version=1,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    add_rows(made, [Party(one.party, one.organisation, one.name, one.title) for one in agreement.parties])
    audit.record("agreement.renewed", made, replaces=agreement.id, number=made.number)
    return made


def move_end(agreement: Agreement, seen: int | None, valid_to: date | None) -> None:
    """Another last day for one in force, as the parties have agreed; notices begin anew. Raises Invalid with «til»."""
    require_writer()
    if agreement.state != "in_force":
        raise NotNow("Bare en avtale som gjelder, har en sluttdato å flytte.")
    if valid_to is not None and not (agreement.valid_from or FIRST) <= valid_to <= LAST:
        raise Invalid("Siste dag kan ikke være før den første.", field="til")
    check_version(agreement, seen)
    agreement.valid_to = valid_to
    audit.record("agreement.end_moved", agreement, valid_to=valid_to)


def end(agreement: Agreement, seen: int | None) -> None:
    """«Avslutt»: it does not hold any more from today."""
    require_writer()
    if agreement.state != "in_force":
        raise NotNow("Bare en avtale som gjelder, kan avsluttes.")
    check_version(agreement, seen)
    agreement.state, agreement.ended_on = "ended", clock.today()
    audit.record("agreement.ended", agreement, on=agreement.ended_on)


def delete(agreement: Agreement, seen: int | None) -> None:
    """Take away one that never was in force."""
    require_writer()
    require_open(agreement)
    check_version(agreement, seen)
    for party in list(agreement.parties):
        db.session.delete(party)
    db.session.flush()
    audit.record("agreement.deleted", agreement, kind=agreement.kind)
    db.session.delete(agreement)
    db.session.flush()


def require_open(agreement: Agreement) -> None:
    """Raises NotNow for one that is or has been in force."""
    if agreement.state != "draft":
        raise NotNow("Avtalen er signert og i kraft, og endres ikke. Lag en ny versjon.")


def _require_both(agreement: Agreement) -> None:
    """Asked of the table, since a party may have been taken away since the page was opened."""
    kinds = set(db.session.scalars(select(AgreementParty.party).where(AgreementParty.agreement_id == agreement.id)))
    number = db.session.scalar(select(func.count()).where(AgreementParty.agreement_id == agreement.id)) or 0
    wanted = "police" if agreement.kind == "police" else None
    if "municipality" not in kinds or number < 2 or (wanted and wanted not in kinds):
        raise NotNow("En avtale har minst to parter: kommunen og en til. Legg til den som mangler.")


def _write(agreement: Agreement, facts: Facts, kept: guarding.Kept | None) -> None:
    if facts.kind not in AGREEMENT_KINDS:
        raise Invalid("Velg fra listen.", field="slag")
    title = line("tittel", facts.title, 200, "Skriv hva avtalen heter.")
    summary = lines("sammendrag", facts.summary, 4000)
    for field, day in (("fra", facts.valid_from), ("til", facts.valid_to)):
        if day is not None and not FIRST <= day <= LAST:
            raise Invalid("Datoen ser feil ut. Se særlig på året.", field=field)
    if facts.valid_from and facts.valid_to and facts.valid_to < facts.valid_from:
        raise Invalid("Siste dag kan ikke være før den første.", field="til")
    guard({"tittel": title, "sammendrag": summary}, kept)
    agreement.kind, agreement.title, agreement.summary = facts.kind, title, summary
    agreement.valid_from, agreement.valid_to = facts.valid_from, facts.valid_to
