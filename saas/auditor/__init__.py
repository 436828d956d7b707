"""The auditor: tries to open what a release hides, by linear programming, and shares no code with what hid it."""

from saas.auditor.attacking import Report, attack
from saas.auditor.gate import audit
from saas.auditor.kommuner import kommune_view
from saas.auditor.limits import Limits
from saas.auditor.publication import BadPublication, Knowledge, Need, Publication, Sum
from saas.auditor.verdicts import Truth, Verdict

__all__ = [
    "BadPublication",
    "Knowledge",
    "Limits",
    "Need",
    "Publication",
    "Report",
    "Sum",
    "Truth",
    "Verdict",
    "attack",
    "audit",
    "kommune_view",
]
