"""Releases on their way, for the centre's people: asked for, looked into, let out by two, discarded or corrected."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, func, literal, select
from sqlalchemy.exc import DBAPIError

from saas import clock, jobs, rooms
from saas.centre import periods, sealing
from saas.centre.catalogue import N_
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow

LONGEST_REASON, SHORTEST_REASON = 500, 10
THERE_ALREADY, NOT_AUDITED = "23505", "42501"
STATES = {
    "asked": N_("Venter på å bli laget"),
    "building": N_("Lages"),
    "failed": N_("Stanset"),
    "waiting": N_("Venter på godkjenning"),
    "published": N_("Utgitt"),
    "discarded": N_("Forkastet"),
}
GOING, OVER = ("asked", "building"), ("failed", "discarded")


@dataclass(frozen=True)
class Work:
    """A release as the centre's people follow it; figures about figures, and no figure of the release itself."""

    id: UUID
    period: str
    corrects: UUID | None
    reason: str
    state: str
    step: str
    progress: int
    failure: str
    asked_by: str
    asked_at: datetime
    frozen_at: datetime | None
    built_at: datetime | None
    sharing: int
    kommuner: int
    coordinators: int
    parameters: dict[str, Any]
    utility: dict[str, Any]
    audit: dict[str, Any]
    basis: dict[str, Any]
    output_sha: str
    signature: str
    code_version: str
    approvals: list[dict[str, Any]]

    @property
    def going(self) -> bool:
        """Whether it is still coming along by itself."""
        return self.state in GOING

    def approved_by(self, user_id: UUID) -> bool:
        """Whether this person has said yes."""
        return any(one["id"] == str(user_id) for one in self.approvals)


def all_of(secret: str) -> list[Work]:
    """Every release there is, whatever became of it, the newest asked for first."""
    return [_work(row) for row in db.session.scalar(select(func.app.release_drafts(secret))) or []]


def find(secret: str, release_id: UUID) -> Work:
    """One release. Raises NotFound."""
    found = next((work for work in all_of(secret) if work.id == release_id), None)
    if found is None:
        raise NotFound()
    return found


def to_ask_for(works: list[Work], today: date | None = None) -> str | None:
    """The newest tertial that is over, unless there is a release of it, or one on its way."""
    period = periods.ended(today or clock.today())
    there = any(work.period == period and not work.corrects and work.state not in OVER for work in works)
    return None if there else period


def can_be_corrected(work: Work, works: list[Work]) -> bool:
    """Whether a release is out and nothing corrects it, or is about to."""
    return work.state == "published" and not any(one.corrects == work.id and one.state not in OVER for one in works)


def ask(secret: str, period: str) -> UUID:
    """Ask for the ordinary release of a tertial that is over. Raises Invalid and NotNow."""
    if periods.check(period) > periods.ended(clock.today()):
        raise NotNow("Tertialet er ikke over ennå.")
    return _ask(secret, period, None, "")


def correct(secret: str, release_id: UUID, reason: str) -> UUID:
    """Ask for a release that takes the place of one that is out; what was out stays known for ever. Raises as `ask`."""
    works = all_of(secret)
    wrong = next((work for work in works if work.id == release_id), None)
    if wrong is None:
        raise NotFound()
    if not can_be_corrected(wrong, works):
        raise NotNow("Denne utgivelsen kan ikke rettes nå.")
    return _ask(secret, wrong.period, release_id, _reason(reason))


def approve(secret: str, release_id: UUID, user_id: UUID) -> str:
    """Let a release out as one of two; «waiting» after the first, «published» after the second. Raises NotNow."""
    work = find(secret, release_id)
    if work.state != "waiting":
        raise NotNow("Utgivelsen venter ikke på godkjenning.")
    if work.approved_by(user_id):
        raise NotNow("Du har alt godkjent. Nå må én til gjøre det.")
    if not sealing.holds(work.id, work.period, work.output_sha, work.signature):
        raise NotNow("Utgivelsen er ikke den som ble kontrollert, og kan ikke godkjennes.")
    try:
        with db.session.begin_nested():
            return str(db.session.scalar(select(func.app.approve_release(secret, release_id))))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == NOT_AUDITED:
            raise NotNow("Utgivelsen er ikke den som ble kontrollert, og kan ikke godkjennes.") from None
        raise


def discard(secret: str, release_id: UUID, reason: str) -> None:
    """Put away a release that is not out. Raises NotNow and Invalid."""
    find(secret, release_id)
    if not db.session.scalar(select(func.app.discard_release(secret, release_id, _reason(reason)))):
        raise NotNow("Utgivelsen kan ikke forkastes nå.")


def _ask(secret: str, period: str, corrects: UUID | None, reason: str) -> UUID:
    try:
        with db.session.begin_nested():
            asked = func.app.ask_release(secret, period, literal(corrects, Uuid), reason, type_=Uuid)
            made: UUID = db.session.execute(select(asked)).scalar_one()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", "") == THERE_ALREADY:
            raise NotNow("Det finnes alt en utgivelse for denne perioden.") from None
        raise
    rooms.current().after_commit.append(lambda: jobs.ask_house("centre.build"))
    return made


def _reason(reason: str) -> str:
    """The reason, if it says something. Raises Invalid."""
    said = reason.strip()
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON:
        raise Invalid("Skriv hvorfor, med {least} til {most} tegn.", field="grunn", least=SHORTEST_REASON, most=LONGEST_REASON)
    return said


def _work(row: dict[str, Any]) -> Work:
    moments = {name: datetime.fromisoformat(row[name]) if row[name] else None for name in ("asked_at", "frozen_at", "built_at")}
    ids = {"id": UUID(row["id"]), "corrects": UUID(row["corrects"]) if row["corrects"] else None}
    known = {name: row[name] for name in Work.__dataclass_fields__ if name in row}
    return Work(**{**known, **moments, **ids})
