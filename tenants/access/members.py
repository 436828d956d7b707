"""Who belongs to the kommune, as what, from and to when; roles are given and ended by the database's own functions."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from saas import audit, clock, here
from saas.accounts import limit
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from tenants.access import rules


@dataclass(frozen=True)
class Member:
    """One role of one person. Dates are whole days; `starts_at` and `ends_at`, where set, hold to the minute."""

    __tablename__: ClassVar[str] = "memberships"

    id: UUID
    user_id: UUID
    name: str
    email: str
    role: str
    valid_from: date
    valid_to: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    acting: bool
    reason: str
    given_by: str
    ended_by: str
    disabled: bool
    second_step: bool

    @property
    def last_day(self) -> date | None:
        """The last day of the role; None while it has no end."""
        ends = (self.ends_at - timedelta(microseconds=1)).astimezone(clock.OSLO).date() if self.ends_at else None
        return min((day for day in (self.valid_to, ends) if day is not None), default=None)

    @property
    def live(self) -> bool:
        """Whether the role opens the kommune today."""
        return not self.disabled and self.holds_on(clock.today())

    @property
    def over(self) -> bool:
        """Whether the last day has passed."""
        return self.last_day is not None and self.last_day < clock.today()

    def holds_on(self, day: date) -> bool:
        """Both dates are included: access ends the day after the last one."""
        return self.valid_from <= day and (self.last_day is None or day <= self.last_day)


def members() -> list[Member]:
    """Every role in the kommune, past and coming ones and the service's own too, by role and name; one statement."""
    return [_member(row) for row in db.session.execute(select(func.app.members())).scalar_one()]


def find_member(membership_id: UUID) -> Member:
    """One of this kommune's roles. Raises NotFound, the same as for one that never was."""
    return _among(members(), membership_id)


def give(
    user_id: UUID,
    role: str,
    from_on: date,
    until_on: date | None = None,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    acting: bool = False,
    reason: str = "",
) -> UUID:
    """Give a role at once, without an invitation; the membership's id. Who may is checked by the caller.

    Raises NotNow with the words about six kommuner when a coordinator has as many as anybody may have.
    """
    giving = func.app.give_role(
        user_id, role, from_on, until_on, starts_at, ends_at, acting, reason, here.actor_name()
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            made: UUID = db.session.execute(select(giving)).scalar_one()
    except DBAPIError as refused:
        raise limit.in_words(refused, _name_of(user_id)) from refused
    audit.record("role.given", _Made(made), user=user_id, role=role, starts=from_on, ends=until_on, acting=acting)
    return made


def end(membership_id: UUID, last_day: date) -> Member:
    """The role's last day; access ends the day after. Yesterday ends it at once. The last one is not left without a successor."""
    here.lock("roles")
    everyone = members()
    found = _among(everyone, membership_id)
    rules.must_admit()
    if found.user_id != here.actor_id():
        rules.must_give(found.role, everyone)
    if found.over:
        raise NotNow("Rollen er allerede avsluttet.")
    if last_day < clock.today() - timedelta(days=1):
        raise Invalid("Siste dag kan tidligst være i går. Da slutter tilgangen med en gang.", field="siste_dag")
    if found.last_day is not None and last_day > found.last_day:
        raise Invalid("Rollen slutter før dette. Gi en ny periode hvis den skal vare lenger.", field="siste_dag")
    _someone_after(found, last_day, everyone)
    db.session.execute(select(func.app.end_role(found.id, last_day, None, False, here.actor_name())))
    audit.record("role.ended", found, user=found.user_id, role=found.role, on=last_day)
    return found


def end_at(membership_id: UUID, at: datetime, *, sessions_too: bool = True) -> Member:
    """A handover's end: to the minute, with open log-ins. That somebody takes over is the handover's own rule."""
    found = find_member(membership_id)
    db.session.execute(select(func.app.end_role(found.id, None, at, sessions_too, here.actor_name())))
    audit.record("role.ended", found, user=found.user_id, role=found.role, at=at)
    return found


def prolong(membership_id: UUID, until_on: date | None) -> UUID:
    """A new period of the same role, from the day after the last one (or today). Nobody prolongs their own."""
    here.lock("roles")
    everyone = members()
    found = _among(everyone, membership_id)
    rules.must_give(found.role, everyone)
    if found.user_id == here.actor_id():
        raise NotNow("En annen må forlenge rollen din.")
    if found.last_day is None:
        raise NotNow("Rollen har ingen siste dag.")
    starts = max(found.last_day + timedelta(days=1), clock.today())
    if until_on is not None and until_on < starts:
        raise Invalid("Den nye siste dagen må være etter {day}.", field="ny_siste_dag", day=found.last_day.strftime("%d.%m.%Y"))
    if any(other.user_id == found.user_id and other.role == found.role and other.holds_on(starts) for other in everyone):
        raise NotNow("{name} har allerede en ny periode i denne rollen.", name=found.name)
    return give(found.user_id, found.role, starts, until_on, acting=found.acting, reason=found.reason)


class _Made:
    """A membership that is just made, as the audit names it."""

    __tablename__ = "memberships"

    def __init__(self, membership_id: UUID) -> None:
        self.id = membership_id


def _someone_after(found: Member, last_day: date, everyone: list[Member]) -> None:
    """A kommune is never left without a chief executive or a coordinator by a slip: somebody holds the role the day after."""
    needed = {
        "chief_executive": "Kommunen må ha en kommunedirektør. Inviter etterfølgeren først.",
        "coordinator": "Kommunen må ha en SLT-koordinator. Bruk overlevering, eller la etterfølgeren få rollen først.",
    }
    after = last_day + timedelta(days=1)
    if found.role not in needed:
        return
    others = [m for m in everyone if m.role == found.role and m.id != found.id and not m.disabled]
    if not any(other.holds_on(max(after, clock.today())) for other in others):
        raise NotNow(needed[found.role])


def _among(everyone: list[Member], membership_id: UUID) -> Member:
    found = next((member for member in everyone if member.id == membership_id and member.role != "service"), None)
    if found is None:
        raise NotFound()
    return found


def _name_of(user_id: UUID) -> str:
    return next((member.name for member in members() if member.user_id == user_id), "")


def _member(row: dict[str, Any]) -> Member:
    ids = {key: UUID(row[key]) for key in ("id", "user_id")}
    days = {key: date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to")}
    times = {key: datetime.fromisoformat(row[key]) if row[key] else None for key in ("starts_at", "ends_at")}
    return Member(**{**row, **ids, **days, **times})
