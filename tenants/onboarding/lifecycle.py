"""How far a kommune has come: considering, establishing, in operation. Its leaders say so; the database keeps the order."""

from sqlalchemy import func, select

from saas import audit, here
from saas.accounts.guard import can
from saas.db import db
from saas.errors import NotAllowed, NotNow
from tenants.onboarding import steps


def establish() -> None:
    """«Begynn oppstarten»: a kommune that has only considered it."""
    _require_leader()
    _move("considering", "establishing")


def operate() -> None:
    """«Sett SLT i drift»: the guide is walked through. What still lacks stands in the checklist afterwards too."""
    _require_leader()
    if here.kommune().lifecycle == "establishing" and steps.open_steps(steps.all_steps()):
        raise NotNow("Gå gjennom stegene i oppstarten først. Et steg kan også hoppes over.")
    _move("establishing", "operating")


def _move(before: str, after: str) -> None:
    here.lock("lifecycle")
    if here.kommune().lifecycle != before or not db.session.execute(select(func.app.set_lifecycle(after))).scalar():
        raise NotNow("Kommunen er ikke der at dette kan gjøres nå. Last siden på nytt.")
    audit.record("kommune.lifecycle", None, before=before, after=after)


def _require_leader() -> None:
    if not can("approve"):
        raise NotAllowed("Kommunedirektøren eller lederen av styringsgruppen avgjør dette.")
