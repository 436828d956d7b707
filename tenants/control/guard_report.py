"""What the person-data guard has done: how many times, and by which rule; never a word of what was written."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Integer, func, select

from saas import clock
from saas.audit import AuditEvent
from saas.db import db

DAYS = 90


@dataclass
class Counts:
    """How many findings were warned about, stopped, and kept with a reason."""

    warned: int = 0
    blocked: int = 0
    kept: int = 0
    by_rule: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def rewritten(self) -> int:
        """Warned about and not kept: the text was changed, or not saved at all."""
        return max(self.warned - self.kept, 0)


def latest() -> Counts:
    """The last ninety days, in one statement."""
    rule = AuditEvent.facts["rule"].astext
    number = func.sum(func.coalesce(AuditEvent.facts["number"].astext.cast(Integer), 1))
    query = select(AuditEvent.action, rule, number).where(
        AuditEvent.action.in_(("guard.warned", "guard.blocked", "guard.kept")),
        AuditEvent.at > clock.now() - timedelta(days=DAYS),
    )
    counts = Counts()
    for action, code, found in db.session.execute(query.group_by(AuditEvent.action, rule)):
        what = action.removeprefix("guard.")
        setattr(counts, what, getattr(counts, what) + int(found))
        counts.by_rule.setdefault(code or "", {"warned": 0, "blocked": 0, "kept": 0})[what] += int(found)
    return counts
