"""How much of the structure is in place: fourteen facts read from the database in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, or_, select

from saas import clock
from saas.db import db
from tenants.frames.models import Agreement, Anchoring, Mandate, Placement
from tenants.funding import positions
from tenants.funding.models import Position
from tenants.goals.models import Goal
from tenants.groups.models import Group
from tenants.groups.words import Words
from tenants.meetings.models import Meeting
from tenants.onboarding import requests, steering, steps
from tenants.onboarding.models import STEPS
from tenants.onboarding.steering import Standing


@dataclass(frozen=True)
class Check:
    """One fact: what it is, whether it holds, what to do where it does not, and the door where it is mended."""

    code: str
    words: Words
    todo: Words
    endpoint: str
    ok: bool


@dataclass(frozen=True)
class Structure:
    """The whole checklist, and how far the guide has come."""

    checks: list[Check]
    open_steps: list[str]

    @property
    def met(self) -> int:
        """How many of the facts hold."""
        return sum(check.ok for check in self.checks)

    @property
    def percent(self) -> int:
        """In whole percent, rounded the ordinary way; a hundred only when nothing lacks."""
        return (200 * self.met + len(self.checks)) // (2 * len(self.checks))

    @property
    def complete(self) -> bool:
        """Nothing lacks."""
        return self.met == len(self.checks)

    @property
    def walked_through(self) -> bool:
        """Every step of the guide is done or skipped."""
        return not self.open_steps

    @property
    def next_check(self) -> Check | None:
        """The first fact that does not hold."""
        return next((check for check in self.checks if not check.ok), None)


# In the order that they are mended in: code, what it is, what to do, where.
_LIST: tuple[tuple[str, Words, Words, str], ...] = (
    ("coordinating", Words("Koordineringsgruppe"), Words("opprett koordineringsgruppen"), "onboarding.needs"),
    ("ssp", Words("Skole, barnevern og politi i koordineringsgruppen"),
     Words("få med skole, barnevern og politi i koordineringsgruppen"), "onboarding.steering"),
    ("coordinator", Words("SLT-koordinator"), Words("knytt til en SLT-koordinator"), "onboarding.coordinator"),
    ("placement", Words("Koordinators plassering"), Words("registrer hvor koordinatoren er plassert"), "onboarding.anchoring"),
    ("anchored", Words("Forankring i kommunen"), Words("registrer vedtaket i kommunen"), "onboarding.anchoring"),
    ("leader", Words("Styringsgruppe med leder"), Words("opprett styringsgruppen med leder"), "onboarding.steering"),
    ("leadership", Words("Kommuneledelsen i styringsgruppen"), Words("få med kommuneledelsen i styringsgruppen"),
     "onboarding.steering"),
    ("police", Words("Politiets ledelse i styringsgruppen"), Words("få med politiets ledelse i styringsgruppen"),
     "onboarding.steering"),
    ("meeting", Words("Første møte planlagt"), Words("planlegg det første møtet"), "onboarding.meeting"),
    ("agreement", Words("Skriftlig avtale med politiet"), Words("skriftlig avtale med politiet"), "frames.index"),
    ("police_anchored", Words("Forankring i politiet"), Words("registrer beslutningen i politiet"), "frames.index"),
    ("financed", Words("Stillingen er finansiert"), Words("få finansieringen på plass"), "onboarding.money"),
    ("mandate", Words("Vedtatt mandat for styringsgruppen"), Words("vedta mandatet for styringsgruppen"), "frames.index"),
    ("goals", Words("Vedtatte mål"), Words("vedta mål for samarbeidet"), "goals.index"),
)  # fmt: skip


def standing() -> Structure:
    """The checklist as it stands; as many statements however many rows there are."""
    listed = steering.standings()
    true = {*_of_groups(listed), *_of_rows(listed)}
    if requests.coordinators():
        true.add("coordinator")
    if _financed():
        true.add("financed")
    checks = [Check(code, words, todo, where, code in true) for code, words, todo, where in _LIST]
    return Structure(checks, steps.open_steps(steps.all_steps()))


def next_words(found: Structure) -> Words | None:
    """What comes next: the guide's next step, and after the guide the first fact that lacks."""
    if found.open_steps:
        return Words(STEPS[found.open_steps[0]])
    return found.next_check.todo if found.next_check else None


def _of_groups(listed: Sequence[Standing]) -> set[str]:
    true = set()
    coordinating = steering.of_level(listed, "COORDINATING")
    if coordinating is not None:
        true.add("coordinating")
        if all(coordinating.met(code) for code in ("school", "social", "police")):
            true.add("ssp")
    leading = steering.of_level(listed, "STEERING")
    if leading is not None:
        met = {"leader": "leader", "municipal_leadership": "leadership", "police": "police"}
        true |= {code for demand, code in met.items() if leading.met(demand)}
    return true


def _of_rows(listed: Sequence[Standing]) -> set[str]:
    """Six questions in one statement."""
    today, leading = clock.today(), steering.of_level(listed, "STEERING")
    steers = leading.group.id if leading else None
    questions = {
        "placement": exists().where(Placement.from_on <= today, or_(Placement.until_on.is_(None), Placement.until_on >= today)),
        "anchored": exists().where(Anchoring.party == "municipality"),
        "police_anchored": exists().where(Anchoring.party == "police"),
        "agreement": exists().where(
            Agreement.kind == "police", Agreement.state == "in_force",
            or_(Agreement.valid_to.is_(None), Agreement.valid_to >= today),
        ),
        "mandate": exists().where(Mandate.group_id == steers, Mandate.state == "approved"),
        "goals": exists().where(Goal.state == "adopted"),
        "meeting": exists().where(
            Meeting.group_id == Group.id, Group.closed_on.is_(None), Group.level != "OPERATIONAL", Meeting.state != "cancelled"
        ),
    }  # fmt: skip
    row = db.session.execute(select(*[question.label(code) for code, question in questions.items()])).one()
    return {code for code in questions if getattr(row, code)}


def _financed() -> bool:
    """A post of this year or a later one whose money is found. A grant that is only applied for is not found yet."""
    year = clock.today().year
    return any(_covered(position) for position in positions.positions() if position.year >= year)


def _covered(position: Position) -> bool:
    return position.cost > 0 and positions.adds_up(position).missing <= 0
