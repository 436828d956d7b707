"""The verbs of filing: send one document or all that wait, pack again, take an answer, hand out a package."""

from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import select

from saas import here, outbox
from saas.accounts.guard import can
from saas.archive import courier
from saas.archive import service as archive
from saas.archive.contents import LONGEST_TITLE, Content, File, Shielding
from saas.archive.models import Filing, FilingPackage, FilingReceipt
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotNow
from saas.pages import gettext, letter
from tenants.filing import frames_source, minutes_source, plan_source, settings
from tenants.filing.models import ArchiveSettings
from tenants.filing.sources import Described, Ready, Source, moment
from tenants.groups import guarding
from tenants.meetings.fields import one_line
from tenants.meetings.models import AgendaEntry
from tenants.meetings.wording import in_the_kommunes_language
from tenants.minutes.models import Minutes

SOURCES: dict[str, Source] = {
    source.kind: source
    for source in (minutes_source.SOURCE, frames_source.MANDATES, frames_source.AGREEMENTS, plan_source.SOURCE)
}
courier.READERS.update({kind: source.read for kind, source in SOURCES.items()})
LONGEST_BASIS = 300
# So many at once: each is a few questions, and what is left is taken by the next press or the next round.
AT_ONCE = 50


@dataclass(frozen=True)
class Choice:
    """What somebody has chosen to tell the public of a document that has no saker; `basis` is empty for a public one."""

    public_title: str
    basis: str


@dataclass(frozen=True)
class Board:
    """All that the page shows: what waits to be sent, and what has been, by where it is on its way."""

    ready: list[Ready]
    stopped: list[Filing]
    under_way: list[Filing]
    archived: list[Filing]


def board() -> Board:
    """The same number of statements however much there is."""
    sent = archive.all_filings()
    newest = {(one.source_kind, one.source_id, one.source_version) for one in sent}
    waiting = [one for one in ready() if (one.kind, one.id, one.version) not in newest]
    by_state: dict[str, list[Filing]] = {"failed": [], "receipted": [], "under_way": []}
    for filing in sent:
        by_state[filing.state if filing.state in by_state else "under_way"].append(filing)
    return Board(waiting, by_state["failed"], by_state["under_way"], by_state["receipted"])


def ready() -> list[Ready]:
    """Every approved document in its newest version, the last approved first."""
    found = [one for source in SOURCES.values() for one in source.ready()]
    return sorted(found, key=lambda one: (one.approved_at, str(one.id)), reverse=True)


def describe(kind: str, source_id: UUID) -> Described:
    """What the archive would be told of one document now. Raises NotFound and NotNow."""
    return SOURCES[kind].describe(source_id)


def send(kind: str, source_id: UUID, choice: Choice | None = None, *, kept: guarding.Kept | None = None) -> tuple[Filing, bool]:
    """«Send til arkiv»: the filing that stands, and whether it is new. The same version is never filed twice.

    Raises NotAllowed, NotFound, NotNow for what is not approved, Invalid and Guarded for the fields of the form.
    """
    require_sender()
    told = describe(kind, source_id)
    if choice is not None and not told.by_saker:
        told = _chosen(told, choice, kept)
    chosen = settings.of_kommune()
    return archive.ask(kind, told.id, told.version, content_of(told, chosen), delivery=chosen.delivery)


def send_all() -> int:
    """Send what waits, the oldest first; how many were new. What the archive may show is as nobody has chosen yet."""
    require_sender()
    waiting = list(reversed(board().ready))[:AT_ONCE]
    return sum(send(one.kind, one.id)[1] for one in waiting)


def send_by_itself() -> int:
    """The clock's round: what is approved since the kommune switched this on. Returns how many were new."""
    since = settings.of_kommune().automatic_from
    if since is None:
        return 0
    here.lock("filing.gather")
    due = [one for one in reversed(board().ready) if one.approved_at >= since][:AT_ONCE]
    return sum(send(one.kind, one.id)[1] for one in due)


def pack_again(filing: Filing, seen: int | None) -> Filing:
    """What stopped is made once more, with the kommune's settings and the publicity as they are now.

    What somebody chose about the title and the shielding of a document without saker stands. Raises NotNow and Stale.
    """
    require_sender()
    told = describe(filing.source_kind, filing.source_id)
    if not told.by_saker:
        shielding = Shielding(basis=filing.legal_basis) if filing.is_shielded else None
        told = replace(told, public_title=filing.public_title, shielding=shielding, files=_as(told, shielding))
    chosen = settings.of_kommune()
    return archive.ask_again(filing, seen, content_of(told, chosen), delivery=chosen.delivery)


def reconsider(item_id: UUID) -> int:
    """Somebody has chosen anew for a sak: packages of its minutes that have not left yet are made again. How many were."""
    chosen = settings.of_kommune()
    meetings = select(AgendaEntry.meeting_id).where(AgendaEntry.item_id == item_id)
    approved = select(Minutes.id).where(Minutes.meeting_id.in_(meetings), Minutes.stage == "approved")
    waiting = [one for one in archive.filings_of("minutes", list(db.session.scalars(approved))) if one.state in ("asked", "made")]
    return sum(archive.follow(one, content_of(describe("minutes", one.source_id), chosen)) for one in waiting)


def take_answer(content: bytes, filing: Filing | None = None) -> Filing:
    """A receipt or a refusal from the archive. Raises NotAllowed, Invalid (field `fil`) and NotNow."""
    require_sender()
    return archive.take_answer(content, filing)


def fetch(filing: Filing) -> FilingPackage:
    """The package, for whoever carries it to the archive by hand; it counts as delivered. Raises NotAllowed and NotNow."""
    require_sender()
    package = courier.package_of(filing)
    if package is None:
        raise NotNow("Pakken er ikke laget ennå. Vent et øyeblikk og prøv igjen.")
    if filing.source_kind == "minutes":
        minutes_source.note_reading(filing.source_id)
    courier.delivered(filing, here.actor_name() or "–")
    return package


def receipts_of(filing: Filing) -> list[FilingReceipt]:
    """What the archive has answered, the first first."""
    query = select(FilingReceipt).where(FilingReceipt.filing_id == filing.id).order_by(FilingReceipt.received_at)
    return list(db.session.scalars(query))


def latest_of(kind: str, source_id: UUID) -> Filing | None:
    """The newest filing of one document, for the document's own page."""
    return next(iter(archive.filings_of(kind, [source_id])), None)


def content_of(told: Described, chosen: ArchiveSettings) -> Content:
    """The message's content: what the document says, put as the kommune's archive wants it."""
    with in_the_kommunes_language():
        unit = chosen.unit or gettext("%(name)s kommune", name=here.kommune().name)
    return Content(
        key=f"{here.kommune().slug}/{told.kind}/{told.id}/v{told.version}", language="nn" if here.kommune().language == "nn" else "nb",
        title=told.title[:LONGEST_TITLE], public_title=told.public_title[:LONGEST_TITLE], shielding=told.shielding,
        assessed_on=told.assessed_on.isoformat() if told.assessed_on else None, dated_on=told.dated_on.isoformat(),
        created_at=moment(told.created_at), created_by=told.created_by, sent_at=moment(told.sent_at) if told.sent_at else None,
        kommune=here.kommune().name, unit=unit, receivers=told.receivers,
        folder={**told.folder, "number": chosen.case_folder}, meeting=told.meeting,
        shape="meeting" if chosen.shape == "meeting" else "case", archive_part=chosen.archive_part,
        classification_system=chosen.classification_system, class_code=chosen.class_code, files=told.files,
    )  # fmt: skip


def require_sender() -> None:
    """Raises NotAllowed for everybody but those who coordinate."""
    if not can("coordinate"):
        raise NotAllowed("Bare SLT-koordinatoren sender til arkivet.")


def tell_archivist(filing: Filing) -> None:
    """A letter to the archive when a package waits to be fetched by hand. It says no more than the journal may."""
    chosen = settings.of_kommune()
    if filing.delivery != "download" or not chosen.archivist_email:
        return
    subject, body = letter("filing/ready.txt", here.kommune().language, name=chosen.archivist_name, filing=filing)
    outbox.post((chosen.archivist_name or chosen.archivist_email, chosen.archivist_email), subject, body,
                template="filing/ready.txt", about=filing)  # fmt: skip


def _chosen(told: Described, choice: Choice, kept: guarding.Kept | None) -> Described:
    public_title, basis = one_line(choice.public_title), one_line(choice.basis)
    if not public_title:
        raise Invalid("Skriv tittelen slik den kan stå i den offentlige journalen.", field="offentlig_tittel")
    if len(public_title) > LONGEST_TITLE:
        raise Invalid("Tittelen kan ha høyst {n} tegn.", field="offentlig_tittel", n=LONGEST_TITLE)
    if len(basis) > LONGEST_BASIS:
        raise Invalid("Hjemmelen kan ha høyst {n} tegn.", field="hjemmel", n=LONGEST_BASIS)
    guarding.check(None, {"offentlig_tittel": public_title, "hjemmel": basis}, kept)
    shielding = Shielding(basis=basis) if basis else None
    return replace(told, public_title=public_title, shielding=shielding, files=_as(told, shielding))


def _as(told: Described, shielding: Shielding | None) -> list[File]:
    """The files shielded as the whole is: a document without saker is one thing."""
    return [
        File(source=one["source"], title=one["title"], filename=one["filename"], type=one["type"], shielding=shielding)
        for one in told.files
    ]


if tell_archivist not in courier.MADE:
    courier.MADE.append(tell_archivist)
