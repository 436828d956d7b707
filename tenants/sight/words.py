"""What the trail calls its nodes, in bokmål; the page says them in the reader's language."""

from saas.vocabulary import FINDING_KINDS, VERDICTS
from tenants.goals import models as goals
from tenants.measures import models as measures
from tenants.tasks import models as tasks

# kind → (one, several): what the heading of a box says.
KIND_NAMES = {
    "finding": "Funn",
    "goal": "Mål",
    "measure": "Tiltak",
    "task": "Oppgaver",
    "evaluation": "Evaluering",
    "lesson": "Nye funn",
}

# A short fact about a node, by kind and code.
NOTES: dict[str, dict[str, str]] = {
    "finding": FINDING_KINDS,
    "goal": goals.STATES,
    "measure": measures.STATES,
    "task": tasks.STATUSES,
    "evaluation": VERDICTS,
    "lesson": FINDING_KINDS,
}
