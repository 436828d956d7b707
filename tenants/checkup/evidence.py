"""What can be pointed at as evidence: the kommune's own groups, minutes, goals, measures, evaluations, plans and agreements."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from saas.db import db
from saas.errors import Invalid
from saas.pages import day, gettext
from tenants.evaluation.models import Evaluation
from tenants.frames import agreements
from tenants.goals import questions as goals
from tenants.groups import service as groups
from tenants.measures import questions as measures
from tenants.measures.models import Measure
from tenants.minutes import reading
from tenants.plans import questions as plans

# Code → bokmål.
KINDS = {
    "group": "Grupper",
    "minutes": "Referater",
    "goal": "Mål",
    "measure": "Tiltak",
    "evaluation": "Evalueringer",
    "plan": "Handlingsplaner",
    "agreement": "Avtaler",
}
LONGEST_TITLE = 300
# A list to choose from, not an archive.
MOST = 40


@dataclass(frozen=True)
class Thing:
    """Something that shows what a statement says."""

    kind: str
    id: UUID
    title: str

    @property
    def key(self) -> str:
        """As a form sends it: «group:…»."""
        return f"{self.kind}:{self.id}"


def things() -> list[Thing]:
    """Everything that the visitor may point at, by kind; the same number of statements however much there is."""
    minutes = [row for _, row in reading.held() if row is not None and row.sent_at is not None][:MOST]
    found = [Thing("group", group.id, group.name) for group in groups.visible()]
    found += [Thing("minutes", row.id, gettext("Referat %(group)s %(day)s", group=row.meeting.group.name, day=day(row.meeting.day)))
              for row in minutes]  # fmt: skip
    found += [Thing("goal", goal.id, goal.title) for goal in goals.adopted()[:MOST]]
    found += [Thing("measure", one.id, f"{one.label} {one.title}") for one in measures.on_the_line()[:MOST]]
    found += [Thing("evaluation", row_id, title) for row_id, title in _evaluations()]
    found += [Thing("plan", plan.id, plan.title) for plan in plans.all_plans()[:MOST]]
    return found + [Thing("agreement", one.id, one.title) for one in agreements.all_agreements()[:MOST]]


def chosen(key: str, among: list[Thing]) -> Thing | None:
    """The thing that a form names, or None for none. Raises Invalid for something else than one of them."""
    if not key:
        return None
    found = next((thing for thing in among if thing.key == key), None)
    if found is None:
        raise Invalid("Velg fra listen.")
    return found


def _evaluations() -> list[tuple[UUID, str]]:
    query = select(Evaluation.id, Measure.title).join(Measure, Measure.id == Evaluation.measure_id)
    rows = db.session.execute(query.order_by(Evaluation.evaluated_on.desc(), Evaluation.id).limit(MOST))
    return [(row_id, gettext("Evaluering av %(title)s", title=title)) for row_id, title in rows]
