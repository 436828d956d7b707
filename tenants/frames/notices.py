"""What runs out is told of 90 and 30 days before and on the last day: one letter to each who must act, once."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from saas import audit, clock, here, outbox, pages
from saas.db import db
from tenants.access.models import ExpiryNotice
from tenants.frames import placements
from tenants.frames.models import Agreement, Mandate
from tenants.groups.models import Group

STEPS = (0, 30, 90)
RECEIVERS = ("coordinator", "chief_executive")
TEMPLATE = "frames/expiring.txt"


@dataclass(frozen=True)
class Running:
    """Something with a last day. `path` is its page under «Rammer og forankring»; `row` is what the letter is about."""

    kind: str
    row: Any
    until_on: date
    title: str
    path: str


def warn() -> int:
    """One round; returns how many notices were written. Safe to run as often as wanted, and in two places at once.

    A house that has been down tells what is due now and not what it should have told before; another last day is
    another notice. Where nobody is there to be told, nothing is ticked off.
    """
    due = [(one, step) for one in running() if (step := step_of(one.until_on)) is not None]
    if not due or not (receivers := addressees()):
        return 0
    written = 0
    for one, step in due:
        if _claim(one, step):
            _tell(one, receivers)
            written += 1
    return written


def step_of(until_on: date) -> int | None:
    """Which notice a last day calls for today: 90, 30 or 0; None while it is far away."""
    left = (until_on - clock.today()).days
    return next((step for step in STEPS if left <= step), None)


def running() -> Iterator[Running]:
    """Agreements and mandates in force and the present placement, those of them that have a last day."""
    for agreement in db.session.scalars(
        select(Agreement).where(Agreement.state == "in_force", Agreement.valid_to.is_not(None))
    ):
        assert agreement.valid_to is not None
        yield Running("agreement", agreement, agreement.valid_to, agreement.title, f"avtale/{agreement.id}")
    query = select(Mandate).where(Mandate.state == "approved", Mandate.valid_to.is_not(None))
    for mandate in db.session.scalars(query.options(joinedload(Mandate.group).lazyload(Group.seats))):
        assert mandate.valid_to is not None
        yield Running("mandate", mandate, mandate.valid_to, mandate.group.name, f"mandat/{mandate.id}")
    placement = placements.latest()
    if placement is not None and placement.until_on is not None:
        yield Running("placement", placement, placement.until_on, "", "plassering/")


def addressees() -> list[tuple[str, str]]:
    """(name, address) of the coordinator and the chief executive who hold their role now, each once."""
    members = db.session.scalar(select(func.app.members())) or []
    held = (one for one in members if one["role"] in RECEIVERS and _holds(one))
    return list({one["email"]: (one["name"], one["email"]) for one in held if one["email"]}.values())


def _holds(member: dict[str, Any]) -> bool:
    today, now = clock.today(), clock.now()
    first, last = date.fromisoformat(member["valid_from"]), member["valid_to"]
    starts, ends = member["starts_at"], member["ends_at"]
    return (
        not member["disabled"]
        and first <= today
        and (last is None or today <= date.fromisoformat(last))
        and (starts is None or datetime.fromisoformat(starts) <= now)
        and (ends is None or now < datetime.fromisoformat(ends))
    )


def _claim(one: Running, step: int) -> bool:
    """Whoever writes the row writes the letters, in one transaction; a second worker waits here, and finds it written."""
    row = {"kind": one.kind, "subject_id": one.row.id, "until_on": one.until_on, "days": step, "told_at": clock.now()}
    claim = insert(ExpiryNotice).values(**row).on_conflict_do_nothing().returning(ExpiryNotice.id)
    told: UUID | None = db.session.execute(claim).scalar_one_or_none()
    return told is not None


def _tell(one: Running, receivers: list[tuple[str, str]]) -> None:
    left = (one.until_on - clock.today()).days
    for receiver in receivers:
        subject, body = pages.letter(TEMPLATE, here.kommune().language, one=one, left=left, name=receiver[0])
        outbox.post(receiver, subject, body, template=TEMPLATE, about=one.row)
    audit.record("frames.warned", one.row, kind=one.kind, until_on=one.until_on, days=left, letters=len(receivers))
