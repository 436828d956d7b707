"""How far the guide has come, step by step; a step can be left and come back to, and what it made is remembered."""

from typing import Any

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import db
from saas.errors import NotFound
from tenants.onboarding.models import STEPS, StartupStep


def all_steps() -> dict[str, StartupStep]:
    """The steps that have been touched, by code; one statement."""
    return {row.code: row for row in db.session.scalars(select(StartupStep))}


def open_steps(rows: dict[str, StartupStep]) -> list[str]:
    """The codes of the steps that are neither done nor skipped, in order."""
    return [code for code in STEPS if code not in rows or rows[code].state == "open"]


def hold(code: str) -> StartupStep:
    """The step's row, made if need be, and kept until the deed is done: of two presses the second sees the first."""
    if code not in STEPS:
        raise NotFound()
    here.lock("startup")
    row = db.session.scalars(select(StartupStep).where(StartupStep.code == code).with_for_update()).one_or_none()
    if row is None:
        row = StartupStep(code=code, facts={})
        db.session.add(row)
        db.session.flush()
    else:
        db.session.refresh(row)
    return row


def remember(row: StartupStep, **facts: Any) -> None:
    """What the step made, as ids, so that saving it once more changes that instead of making another."""
    row.facts = {**row.facts, **{key: str(value) if value is not None else None for key, value in facts.items()}}
    row.version += 1
    db.session.flush()


def finish(code: str) -> None:
    """The step is done; done twice is done."""
    _close(code, "done")


def skip(code: str) -> None:
    """Leave a step for later or for good; it can be done all the same. What is done stays done."""
    if hold(code).state != "done":
        _close(code, "skipped")


def after(code: str) -> str | None:
    """The next step that is still open, those behind it last; None when none is left."""
    order = list(STEPS)
    at = order.index(code) + 1
    left = open_steps(all_steps())
    return next((each for each in order[at:] + order[:at] if each in left), None)


def _close(code: str, state: str) -> None:
    row = hold(code)
    if row.state == state:
        return
    row.state, row.done_at, row.done_by, row.version = state, clock.now(), here.actor_name()[:200], row.version + 1
    db.session.flush()
    audit.record(f"startup.step_{state}", row, step=code)
