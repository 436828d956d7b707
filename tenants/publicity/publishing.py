"""The public minutes go out, are corrected when a choice is changed, and are withdrawn; what is out is never written by hand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from saas import audit, clock, here
from saas.accounts.guard import can
from saas.db import db
from saas.errors import Invalid, NotAllowed, NotNow
from saas.pages import gettext, say
from saas.privacy import Finding, inspect
from tenants.groups import guarding
from tenants.groups import service as groups
from tenants.meetings import shielding
from tenants.meetings.models import AgendaEntry, AgendaItem, Meeting
from tenants.minutes import document, reading
from tenants.minutes.models import Minutes, MinutesVersion
from tenants.network.models import Organisation, Person
from tenants.publicity import content as contents
from tenants.publicity.content import Edition, Wanted
from tenants.publicity.models import PublishedMinutes

SHORTEST_REASON, LONGEST_REASON = 10, 500


@dataclass(frozen=True)
class Listed:
    """Approved minutes, and the newest edition of them that has been out, if any."""

    minutes: Minutes
    latest: PublishedMinutes | None

    @property
    def state(self) -> str:
        """out, withdrawn or never."""
        if self.latest is None:
            return "never"
        return "withdrawn" if self.latest.withdrawn_at else "out"


def public_content(minutes: Minutes, wanted: Wanted = Wanted()) -> dict[str, Any]:
    """What the public minutes would say if they went out now, from the approved version. Raises NotNow."""
    version = _approved(minutes)
    number = _last_number(minutes) + 1
    return _build(minutes, version, number, wanted, clock.today() if number > 1 else None)


def publish(minutes: Minutes, wanted: Wanted, seen_sha256: str, read_through: bool) -> PublishedMinutes:
    """«Publiser offentlig referat»: the very content that was on the page goes out, or nothing does.

    Where an edition is out already, this one takes its place at the same address and says that it is corrected.
    `seen_sha256` is the fingerprint of the preview; `read_through` that the coordinator has looked at what the guard found.
    Raises NotAllowed, NotNow and Invalid at «lest».
    """
    _require_coordinator()
    here.lock("publicity")
    made, out = public_content(minutes, wanted), out_now(minutes)
    if out is not None and same(made, out.content):
        raise NotNow("Det offentlige referatet er allerede publisert.")
    if document.fingerprint(made) != seen_sha256:
        raise NotNow("Noe er endret siden forhåndsvisningen. Se gjennom den på nytt før du publiserer.")
    if findings(made) and not read_through:
        raise Invalid("Se gjennom det personvernvakten fant, og kryss av før du publiserer.", field="lest")
    if out is not None:
        _take_in(out, gettext("Erstattet av en rettet utgave."))
    row = _put_out(minutes, made, wanted)
    audit.record("minutes.published", minutes, edition=row.number, version=row.version_number, exempt=made["exempt"], sha256=row.sha256)
    return row


def withdraw(minutes: Minutes, reason: str, kept: guarding.Kept | None = None) -> PublishedMinutes:
    """«Avpubliser»: off the public pages at once, with a reason that stands in the history. Raises NotNow and Invalid."""
    _require_coordinator()
    here.lock("publicity")
    row = out_now(minutes)
    if row is None:
        raise NotNow("Det offentlige referatet er ikke publisert.")
    reason = " ".join(reason.split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid("Skriv hvorfor referatet trekkes tilbake, med minst {n} tegn.", field="grunn", n=SHORTEST_REASON)
    guarding.check(minutes.meeting.group, {"grunn": reason}, kept)
    _take_in(row, reason)
    audit.record("minutes.unpublished", minutes, edition=row.number)
    return row


def correct(item: AgendaItem) -> list[PublishedMinutes]:
    """Every public minutes that a sak stands in are made anew, and those that become another go out in its place.

    They keep their address. What cannot be made any more is only taken in: nothing stays out that has been shielded.
    """
    query = select(Minutes).join(PublishedMinutes, PublishedMinutes.minutes_id == Minutes.id)
    query = query.join(AgendaEntry, AgendaEntry.meeting_id == Minutes.meeting_id)
    found = db.session.scalars(query.where(AgendaEntry.item_id == item.id, PublishedMinutes.withdrawn_at.is_(None)).distinct())
    return [row for minutes in list(found) if (row := _corrected(minutes)) is not None]


def findings(made: dict[str, Any]) -> list[tuple[str, Finding]]:
    """What the guard says of the public text, by sak: organisations may be named, no person may, colleague or not."""
    organisations = list(db.session.scalars(select(Organisation.name)))
    small = here.kommune().small
    return [(label, one) for label, text in contents.texts_of(made) for one in inspect(text, known_names=organisations, small=small)]


def out_now(minutes: Minutes) -> PublishedMinutes | None:
    """The edition that is out, if one is."""
    query = select(PublishedMinutes).where(PublishedMinutes.minutes_id == minutes.id, PublishedMinutes.withdrawn_at.is_(None))
    return db.session.scalars(query).one_or_none()


def editions(minutes: Minutes) -> list[PublishedMinutes]:
    """All editions, the newest first."""
    query = select(PublishedMinutes).where(PublishedMinutes.minutes_id == minutes.id)
    return list(db.session.scalars(query.order_by(PublishedMinutes.number.desc())))


def approved() -> list[Listed]:
    """Approved minutes of the groups that the visitor sees, the newest meeting first; two statements."""
    mine = [group.id for group in groups.visible(include_closed=True)]
    query = select(Minutes).join(Meeting, Meeting.id == Minutes.meeting_id)
    query = query.where(Minutes.stage == "approved", Meeting.group_id.in_(mine)).order_by(Meeting.starts_at.desc())
    found = list(db.session.scalars(query))
    rows = select(PublishedMinutes).where(PublishedMinutes.minutes_id.in_([minutes.id for minutes in found]))
    latest = {row.minutes_id: row for row in db.session.scalars(rows.order_by(PublishedMinutes.number))}
    return [Listed(minutes, latest.get(minutes.id)) for minutes in found]


def _corrected(minutes: Minutes) -> PublishedMinutes | None:
    row = out_now(minutes)
    if row is None:
        return None
    wanted = Wanted(row.with_attendance, row.with_discussion)
    try:
        made = public_content(minutes, wanted)
    except NotNow as refusal:
        _take_in(row, say(refusal.message, **refusal.params))
        return None
    if same(made, row.content):
        return None
    _take_in(row, gettext("Erstattet av en rettet utgave."))
    new = _put_out(minutes, made, wanted)
    audit.record("minutes.publication_corrected", minutes, edition=new.number, exempt=made["exempt"], sha256=new.sha256)
    return new


def same(made: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two contents tell the same of the meeting, whichever editions they are."""
    return _says(made) == _says(other)


def _says(made: dict[str, Any]) -> dict[str, Any]:
    """What is told of the meeting, without what tells which edition it is."""
    return {key: made[key] for key in ("title", "attended", "items", "exempt", "withheld")}


def _approved(minutes: Minutes) -> MinutesVersion:
    """The version that was approved, unchanged since; a later change becomes public when it is a version itself."""
    if minutes.stage != "approved":
        raise NotNow("Referatet må godkjennes før det kan publiseres.")
    version = reading.version_of(minutes)
    if document.fingerprint(version.document) != version.sha256:
        raise NotNow("Det godkjente referatet stemmer ikke med kontrollsummen sin, og kan ikke publiseres.")
    return version


def _build(
    minutes: Minutes, version: MinutesVersion, number: int, wanted: Wanted, corrected_on: date | None
) -> dict[str, Any]:
    saker = shielding.of_entries(item.get("entry_id") for item in version.document["items"])
    edition = Edition(number, version.number, minutes.meeting.day, corrected_on)
    return contents.build(version.document, saker, _names(), edition, wanted)


def _names() -> Sequence[str]:
    return list(db.session.scalars(select(Person.name)))


def _put_out(minutes: Minutes, made: dict[str, Any], wanted: Wanted) -> PublishedMinutes:
    row = PublishedMinutes(
        minutes_id=minutes.id, public_id=_address(minutes), number=made["number"], version_number=made["version"],
        content=made, sha256=document.fingerprint(made), with_attendance=wanted.attendance, with_discussion=wanted.discussion,
        published_by=here.actor_name(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return row


def _take_in(row: PublishedMinutes, reason: str) -> None:
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = clock.now(), here.actor_name(), reason
    db.session.flush()


def _address(minutes: Minutes) -> UUID:
    """The address of earlier editions, else a new one that tells nothing of what is inside."""
    query = select(PublishedMinutes.public_id).where(PublishedMinutes.minutes_id == minutes.id).limit(1)
    return db.session.scalar(query) or uuid4()


def _last_number(minutes: Minutes) -> int:
    query = select(func.max(PublishedMinutes.number)).where(PublishedMinutes.minutes_id == minutes.id)
    return db.session.scalar(query) or 0


def _require_coordinator() -> None:
    if not can("coordinate"):
        raise NotAllowed("Bare koordinatoren kan publisere det offentlige referatet.")
