"""The verbs of goals: the styringsgruppe writes them, its leader approves them; and what others ask about them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select

from saas import audit, clock, here, vocabulary
from saas.db import check_version, db
from saas.errors import Invalid, NotNow
from saas.pages import gettext
from tenants.findings.models import Finding
from tenants.goals import rights, saker
from tenants.goals.models import Goal, GoalFinding
from tenants.goals.questions import adopted, find, findings_of, included, listed, of_finding, of_ids, readings
from tenants.goals.rights import is_leader, require_leader
from tenants.groups import guarding
from tenants.groups.models import Group
from tenants.meetings.fields import one_line, tidy

__all__ = [
    "GoalFacts", "add", "adopted", "approve", "change", "draft_from", "end", "find", "findings_of", "included",
    "is_leader", "lacking", "listed", "of_finding", "of_ids", "readings", "reject", "reopen", "require_leader",
]  # fmt: skip

SHORTEST_JUDGING = 20
FIRST_YEAR, LAST_YEAR, LONGEST_PERIOD = 2015, 2060, 20
# Who holds the lock on the order may give a goal its place in it.
ORDER = "goals.order"


@dataclass(frozen=True)
class GoalFacts:
    """All that a goal says. It is measured, or says how it is judged."""

    title: str
    theme: str
    from_year: int
    to_year: int
    description: str = ""
    focus_area: str = ""
    measurable: bool = True
    indicator: str = ""
    series: str = ""
    unit: str = ""
    baseline: Decimal | None = None
    baseline_year: int | None = None
    target: Decimal | None = None
    target_on: date | None = None
    judged_by: str = ""


# Field of the form, column, and how long it may be; as the table says.
_TEXTS = (
    ("tittel", "title", 300), ("beskrivelse", "description", 4000), ("satsingsomrade", "focus_area", 200),
    ("indikator", "indicator", 300), ("enhet", "unit", 40), ("vurderes_slik", "judged_by", 1000),
)  # fmt: skip


def add(group: Group, facts: GoalFacts, *, finding_ids: Iterable[UUID] = (), kept: guarding.Kept | None = None) -> Goal:
    """A draft of a goal in a steering group. Raises NotAllowed, Invalid or Guarded (fields as in the form)."""
    rights.require_steering()
    if group.level != "STEERING":
        raise Invalid("Et mål hører til styringsgruppen.", field="gruppe")
    goal = Goal(group_id=group.id)
    goal.group = group
    _write(goal, facts, kept)
    db.session.add(goal)
    db.session.flush()
    for finding_id in dict.fromkeys(finding_ids):
        if db.session.scalar(select(Finding.id).where(Finding.id == finding_id)) is None:
            raise Invalid("Velg et funn fra listen.", field="funn")
        db.session.add(GoalFinding(goal_id=goal.id, finding_id=finding_id))
    db.session.flush()
    audit.record("goal.added", goal, group=group.id, theme=goal.theme)
    return goal


def draft_from(
    title: str, theme: str, *, description: str = "", finding_ids: Iterable[UUID] = (), group: Group | None = None
) -> Goal:
    """A first draft from a finding, or from a measure outside the frame; period: this year and three more."""
    found = group or next(iter(saker.steering_groups()), None)
    if found is None:
        raise NotNow("Det finnes ingen styringsgruppe. Opprett den før dere setter mål.")
    year = clock.today().year
    facts = GoalFacts(title, theme, year, year + 3, description)
    return add(found, facts, finding_ids=finding_ids)


def change(
    goal: Goal, seen: int | None, facts: GoalFacts, *, item_id: UUID | None = None, kept: guarding.Kept | None = None
) -> Goal:
    """Other words. A goal in force is changed by the leader only, in a sak, and must still be concrete."""
    rights.require_steering()
    if goal.state not in ("draft", "adopted"):
        raise NotNow("Målet er avsluttet eller avvist, og endres ikke lenger.")
    if goal.state == "adopted":
        require_leader()
        item = saker.require(item_id)
    check_version(goal, seen)
    _write(goal, facts, kept)
    if goal.state == "adopted":
        _must_be_concrete(goal)
        goal.item, goal.item_id = item, item.id
        goal.approved_by, goal.approved_at = here.actor_name(), clock.now()
    audit.record("goal.changed", goal, state=goal.state, item=goal.item_id)
    return goal


def approve(goal: Goal, item_id: UUID | None, seen: int | None = None) -> Goal:
    """The leader adopts the goal in a sak; it comes last in the order. Raises NotAllowed, Invalid or NotNow."""
    require_leader()
    if goal.state != "draft":
        raise NotNow("Bare et utkast kan vedtas. Målet er allerede behandlet.")
    item = saker.require(item_id)
    _must_be_concrete(goal)
    check_version(goal, seen)
    here.lock(ORDER)
    last = db.session.scalar(select(func.max(Goal.rank)).where(Goal.state == "adopted")) or 0
    goal.state, goal.rank = "adopted", last + 1
    goal.item, goal.item_id = item, item.id
    goal.approved_by, goal.approved_at = here.actor_name(), clock.now()
    audit.record("goal.approved", goal, item=item.id, rank=goal.rank)
    return goal


def reject(goal: Goal, seen: int | None = None) -> None:
    """The leader says no to a draft; it is kept, and can be taken up again."""
    require_leader()
    _step(goal, seen, "draft", "rejected", "Bare et utkast kan avvises.")


def reopen(goal: Goal, seen: int | None = None) -> None:
    """A rejected goal becomes a draft again."""
    rights.require_steering()
    _step(goal, seen, "rejected", "draft", "Bare et avvist mål kan tas opp igjen.")


def end(goal: Goal, seen: int | None = None) -> None:
    """The leader ends a goal: it is out of the order, and is measured no more."""
    require_leader()
    _step(goal, seen, "adopted", "ended", "Bare et vedtatt mål kan avsluttes.")
    goal.rank = None


def lacking(goal: Goal) -> list[str]:
    """What a goal lacks before it can be adopted, in words; nothing when it is concrete or says how it is judged."""
    if not goal.measurable:
        return [] if len(goal.judged_by) >= SHORTEST_JUDGING else [gettext("hvordan målet skal vurderes")]
    asked = (
        (goal.indicator, gettext("indikator")), (goal.unit, gettext("enhet")),
        (goal.baseline is not None, gettext("utgangspunkt")), (goal.target is not None, gettext("måltall")),
        (goal.target_on is not None, gettext("måldato")),
    )  # fmt: skip
    return [words for there, words in asked if not there]


def _must_be_concrete(goal: Goal) -> None:
    if not (missing := lacking(goal)):
        return
    if not goal.measurable:
        raise NotNow(
            "Målet kan ikke måles. Skriv med minst {n} tegn hvordan det skal vurderes, før det vedtas.",
            n=SHORTEST_JUDGING,
        )
    raise NotNow(
        "Målet er ikke konkret nok til å vedtas. Det mangler {what}. Fyll ut, eller velg «Målet kan ikke måles» og "
        "skriv hvordan det skal vurderes.",
        what=", ".join(missing),
    )


def _step(goal: Goal, seen: int | None, before: str, after: str, refusal: str) -> None:
    if goal.state != before:
        raise NotNow(refusal)
    check_version(goal, seen)
    goal.state = after
    audit.record(f"goal.{after if after != 'draft' else 'reopened'}", goal)


def _write(goal: Goal, facts: GoalFacts, kept: guarding.Kept | None) -> None:
    given = asdict(facts)
    for field, column, longest in _TEXTS:
        given[column] = (tidy if column in ("description", "judged_by") else one_line)(given[column])
        if len(given[column]) > longest:
            raise Invalid("Teksten kan ha høyst {n} tegn.", field=field, n=longest)
    if not given["title"]:
        raise Invalid("Skriv hva dere vil oppnå.", field="tittel")
    vocabulary.require("theme", facts.theme, "tema")
    _check_years(facts)
    guarding.check(goal.group, {field: given[column] for field, column, _ in _TEXTS}, kept)
    for column, value in given.items():
        setattr(goal, column, value)


def _check_years(facts: GoalFacts) -> None:
    for field, year in (
        ("fra_ar", facts.from_year),
        ("til_ar", facts.to_year),
        ("utgangspunkt_ar", facts.baseline_year),
    ):
        if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
            raise Invalid("Skriv et årstall fra {first} til {last}.", field=field, first=FIRST_YEAR, last=LAST_YEAR)
    if not facts.from_year <= facts.to_year < facts.from_year + LONGEST_PERIOD:
        raise Invalid("Perioden slutter før den begynner, eller er for lang.", field="til_ar")
    if facts.target_on is not None and not FIRST_YEAR <= facts.target_on.year <= LAST_YEAR:
        raise Invalid("Måldatoen ser feil ut. Se særlig på året.", field="maldato")
