"""Approved minutes on their way to the archive: the frozen version as PDF/A, and the papers of its saker as they are."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import func, select

from saas import clock, here
from saas.archive.contents import File, Meeting, Participant, Party, Shielding
from saas.db import db
from saas.db import find as find_row
from saas.errors import NotFound, NotNow
from saas.pages import gettext
from tenants.filing.sources import Described, Ready, Source, folder_of, not_assessed
from tenants.groups.models import Group
from tenants.meetings import shielding
from tenants.meetings.models import AgendaEntry, AgendaItem, Invitation, Paper, PaperContent
from tenants.meetings.models import Meeting as HeldMeeting
from tenants.meetings.wording import in_the_kommunes_language
from tenants.minutes import document, reading
from tenants.minutes.models import Minutes, MinutesVersion
from tenants.publicity.models import PublicityChoice

# Bodies of their own: minutes that they are sent are not only the kommune's. A youth council is the kommune's.
OTHER_BODIES = ("police", "nav", "voluntary", "trade_association", "other")
# Seat's function → code in KS's list of functions at a meeting.
FUNCTIONS = {"leader": "LEDER", "deputy_leader": "NESTL", "secretary": "SEKR", "member": "MEDL"}


def ready() -> list[Ready]:
    """Approved minutes in their newest version, the last approved first; one statement, and no document is read."""
    title = MinutesVersion.document["title"].astext
    query = (
        select(Minutes.id, Minutes.latest, Minutes.approved_at, MinutesVersion.created_at, title)
        .join(MinutesVersion, (MinutesVersion.minutes_id == Minutes.id) & (MinutesVersion.number == Minutes.latest))
        .where(Minutes.stage == "approved", Minutes.approved_at.is_not(None))
        .order_by(Minutes.approved_at.desc(), Minutes.id)
    )
    rows = db.session.execute(query)
    return [Ready("minutes", minutes_id, latest, title, max(approved, created)) for minutes_id, latest, approved, created, title in rows]


def describe(minutes_id: UUID) -> Described:
    """All that is said of one meeting's minutes. Raises NotFound, and NotNow before they are approved."""
    minutes = reading.find_minutes(minutes_id)
    if minutes.stage != "approved" or minutes.approved_at is None:
        raise NotNow("Referatet må være godkjent før det sendes til arkiv.")
    version = reading.version_of(minutes)
    items, papers, called = _items(minutes), _papers(minutes, _settled_at(minutes, version)), _called(minutes)
    with in_the_kommunes_language():
        return Described(
            kind="minutes", id=minutes.id, version=version.number,
            title=version.document["title"], public_title=version.document["title"],
            shielding=_shielding(items), assessed_on=None if any(i.publicity == "unset" for i in items) else _assessed_on(items),
            dated_on=minutes.meeting.day, created_at=_settled_at(minutes, version), created_by=minutes.approved_by or "–",
            sent_at=minutes.sent_at, receivers=_receivers(called), meeting=_meeting(minutes, called),
            folder=folder_of(minutes.meeting.group, minutes.meeting.day.year),
            files=[_main(minutes, version), *(_attachment(number, paper) for number, paper in enumerate(papers, start=1))],
            by_saker=True,
        )  # fmt: skip


def read(file: File) -> bytes:
    """A version as PDF/A-2a, the same bytes each time; or a paper as it came in. Raises NotFound."""
    kind, row_id = file["source"]
    if kind == "paper":
        content = db.session.scalars(select(PaperContent.content).where(PaperContent.paper_id == UUID(row_id))).one_or_none()
        if content is None:
            raise NotFound()
        return content
    version = find_row(MinutesVersion, UUID(row_id))
    words = document.as_it_stands(version.document, version.minutes)
    return document.as_pdf(words, _settled_at(version.minutes, version))


def note_reading(minutes_id: UUID) -> None:
    """Whoever fetches a package reads the exempt saker in it, and that leaves its line in the log."""
    shielding.note_reading(_items(find_row(Minutes, minutes_id)))


def _settled_at(minutes: Minutes, version: MinutesVersion) -> datetime:
    """When the version became what it is: made, and approved."""
    assert minutes.approved_at is not None
    return max(minutes.approved_at, version.created_at)


def _items(minutes: Minutes) -> list[AgendaItem]:
    query = select(AgendaItem).join(AgendaEntry, AgendaEntry.item_id == AgendaItem.id)
    query = query.where(AgendaEntry.meeting_id == minutes.meeting_id).order_by(AgendaEntry.position, AgendaEntry.id)
    return list(db.session.scalars(query))


def _papers(minutes: Minutes, until: datetime) -> list[Paper]:
    """The papers of the meeting's saker; what is added to a sak later goes with the minutes of its next meeting."""
    query = select(Paper).join(AgendaEntry, AgendaEntry.item_id == Paper.item_id)
    query = query.where(AgendaEntry.meeting_id == minutes.meeting_id, Paper.uploaded_at <= until)
    return list(db.session.scalars(query.order_by(AgendaEntry.position, Paper.filename, Paper.id)))


def _called(minutes: Minutes) -> list[Invitation]:
    return list(db.session.scalars(select(Invitation).where(Invitation.meeting_id == minutes.meeting_id)))


def _shielding(items: list[AgendaItem]) -> Shielding | None:
    """Public only where every sak is. One that nobody has assessed shields the whole, and says so."""
    if all(shielding.is_open_to(item, "outside") for item in items) and items:
        return None
    bases = dict.fromkeys(_basis(item.publicity, item.legal_basis) for item in items if not shielding.is_open_to(item, "outside"))
    return Shielding(basis="; ".join(bases)[:300]) if bases else not_assessed()


def _basis(publicity: str, legal_basis: str) -> str:
    if publicity == "exempt":
        return legal_basis
    return gettext("Internt arbeidsnotat") if publicity == "internal" else not_assessed()["basis"]


def _assessed_on(items: list[AgendaItem]) -> date | None:
    query = select(func.max(PublicityChoice.chosen_at)).where(PublicityChoice.item_id.in_([item.id for item in items]))
    last = db.session.scalar(query)
    return last.astimezone(clock.OSLO).date() if last else None


def _main(minutes: Minutes, version: MinutesVersion) -> File:
    name = gettext("Referat %(group)s %(day)s", group=minutes.meeting.group.short, day=minutes.meeting.day.isoformat())
    return File(
        source=["version", str(version.id)], title=version.document["title"], filename=f"{name}.pdf", type="PROTOKOLL",
        shielding=None,
    )  # fmt: skip


def _attachment(number: int, paper: Paper) -> File:
    """A paper as it is. The schema has no public title for a document, so what is shielded goes by its number alone."""
    source, ending = ["paper", str(paper.id)], paper.filename.rpartition(".")[2]
    if shielding.paper_is_open_to(paper, paper.item, "outside"):
        return File(source=source, title=paper.filename, filename=paper.filename, type="VEDLEGG", shielding=None)
    own = paper if paper.publicity in shielding.SHIELDED else paper.item
    name = gettext("Vedlegg %(n)s", n=number)
    kept = Shielding(basis=_basis(own.publicity, own.legal_basis))
    return File(source=source, title=name, filename=f"{name}.{ending}", type="VEDLEGG", shielding=kept)


def _receivers(called: list[Invitation]) -> list[Party]:
    bodies = {one.person.organisation.name for one in called if one.person.organisation.type in OTHER_BODIES}
    return [Party(name=name, contact="") for name in sorted(bodies)]


def _meeting(minutes: Minutes, called: list[Invitation]) -> Meeting:
    held, group = minutes.meeting, minutes.meeting.group
    present = sorted((one for one in called if one.attendance == "present"), key=lambda one: (one.person.name, str(one.person_id)))
    return Meeting(
        number=f"{_number(held)}/{held.day.year}", body=f"{group.name}, {here.kommune().name}", body_code=group.short,
        held_on=held.day.isoformat(), place=held.place,
        participants=[Participant(name=one.person.name, function=_function(group, one)) for one in present],
    )  # fmt: skip


def _function(group: Group, called: Invitation) -> str:
    """What somebody was there as on the day; a guest was there as nothing in particular."""
    day = called.meeting.day
    seat = next((one for one in group.seats if one.person_id == called.person_id and one.held_on(day)), None)
    if seat is None:
        return ""
    return "VARA" if seat.deputy_for is not None else FUNCTIONS.get(seat.function, "")


def _number(held: HeldMeeting) -> int:
    """Which of the group's held meetings in its year this one was."""
    new_year = clock.at(held.day.replace(month=1, day=1), 0)
    query = select(func.count()).select_from(HeldMeeting).where(
        HeldMeeting.group_id == held.group_id, HeldMeeting.state == "held",
        HeldMeeting.starts_at >= new_year, HeldMeeting.starts_at <= held.starts_at,
    )  # fmt: skip
    return db.session.scalar(query) or 1


SOURCE = Source("minutes", ready, describe, read)
