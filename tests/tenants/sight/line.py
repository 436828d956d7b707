"""A whole line of sight, laid straight into a kommune's rows: finding, goal, measure, task, evaluation, next finding."""

from datetime import date, timedelta
from decimal import Decimal

from saas import clock
from tenants.evaluation.models import Evaluation
from tenants.findings.models import Finding
from tenants.goals.models import Goal, GoalFinding
from tenants.measures.models import Measure, MeasureFinding
from tenants.rounds.models import Round
from tests.tenants.overview import scene


def finding(title, **more) -> Finding:
    """Something that worries."""
    codes = dict(theme="substances", arena="public_space", age_group="13_15", heading="challenges", kind="worry",
                 severity="high", spread="some", trend="rising")  # fmt: skip
    return scene.add(Finding(title=title, noted_on=clock.today(), **{**codes, **more}))


def goal(group, title="Trygt sentrum", **more) -> Goal:
    """An adopted goal."""
    facts = dict(theme="substances", from_year=2026, to_year=2029, state="adopted", rank=1, indicator="Andel", unit="%",
                 baseline=Decimal(14), target=Decimal(10), target_on=date(2029, 12, 31))  # fmt: skip
    return scene.add(Goal(group_id=group.id, title=title, **{**facts, **more}))


def measure(group, number=1, title="Natteravner", **more) -> Measure:
    """A measure under way."""
    facts = dict(theme="substances", arena="public_space", age_group="13_15", type="visible_adults", year=2026,
                 prevention_level="universal", state="started", status="on_track", status_at=clock.now())  # fmt: skip
    return scene.add(Measure(group_id=group.id, number=number, title=title, **{**facts, **more}))


def evaluation(of: Measure, **more) -> Evaluation:
    """It worked."""
    facts = dict(type="participation", evaluated_on=clock.today(), verdict="works", lesson="Faste voksne virker.", next="continue")
    return scene.add(Evaluation(measure_id=of.id, **{**facts, **more}))


def whole() -> dict[str, object]:
    """One of each, tied together; ids by kind."""
    low, high = scene.group(), scene.group("Politirådet", "STEERING")
    first, top = finding("Flere blir tilbudt cannabis"), goal(high)
    scene.add(GoalFinding(goal_id=top.id, finding_id=first.id))
    asked = scene.add(Round(kind="challenge", group_id=low.id, title="Uro ved Torget", state="closed", outcome="confirmed"))
    tried = measure(low, goal_id=top.id, round_id=asked.id)
    scene.add(MeasureFinding(measure_id=tried.id, finding_id=first.id))
    who = scene.person()
    task = scene.task(low, who, clock.today() + timedelta(days=9))
    task.what, task.measure_id = "Skaffe refleksvester", tried.id
    judged = evaluation(tried)
    learnt = finding("Jentene kom ikke", from_evaluation_id=judged.id)
    return {"finding": first.id, "goal": top.id, "measure": tried.id, "task": task.id, "evaluation": judged.id,
            "lesson": learnt.id, "round": asked.id, "group": low.id, "steering": high.id}  # fmt: skip

