"""Who holds which role at a moment: roles as the handover asks about them, to the minute."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from saas import clock
from saas.db import db
from tenants.access.members import Member, end_at, members


@dataclass(frozen=True)
class Period:
    """«Ingrid Solheim, SLT-koordinator 1.8.2022–3.1.2027»; without a last day while it goes on."""

    name: str
    acting: bool
    first: date
    last: date | None


def real_now() -> datetime:
    """The walls go by the database's clock, so roles do too, also in a demo on another day."""
    return datetime.now(clock.UTC)


def first(member: Member) -> datetime:
    """From this moment."""
    return member.starts_at or clock.at(member.valid_from, 0)


def last(member: Member) -> datetime | None:
    """Until this moment, not included; None while it goes on."""
    days = [clock.at(member.valid_to + timedelta(days=1), 0)] if member.valid_to else []
    return min([*days, *([member.ends_at] if member.ends_at else [])], default=None)


def held(member: Member) -> bool:
    """Was, is, or will be held; one that ends where it starts never was."""
    ends = last(member)
    return ends is None or ends > first(member)


def runs(member: Member, at: datetime) -> bool:
    """Held at a moment; a role that ends at the moment is over."""
    ends = last(member)
    return first(member) <= at and (ends is None or ends > at)


def holding(role: str) -> list[Member]:
    """Those who hold a role now."""
    return [member for member in members() if member.role == role and runs(member, real_now())]


def coordinators() -> list[Period]:
    """Everyone who has been, is, or will be coordinator here, the latest first."""
    found = sorted((m for m in members() if m.role == "coordinator" and held(m)), key=first, reverse=True)
    return [Period(m.name, m.acting, first(m).astimezone(clock.OSLO).date(), m.last_day) for m in found]


def successor(email: str) -> tuple[UUID, str] | None:
    """(user, name) behind an address, or None when nobody has an account there."""
    found = db.session.scalar(select(func.app.successor(email)))
    return (UUID(found["id"]), found["name"]) if found else None


def void(member: Member) -> None:
    """The role ends where it starts, so that it never was. No session is older than that, so none ends with it."""
    end_at(member.id, first(member), sessions_too=False)
