"""What the demo's kommuner do with what they know: goals, measures, evaluations, and the resources and money behind."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select

from infra.demo.story import Story, sak_day
from saas import clock
from saas.db import db
from tenants.evaluation.models import Evaluation
from tenants.findings.models import Finding
from tenants.goals.models import Goal, GoalFinding, GoalPlan, GoalReading
from tenants.measures.models import EvaluationPlan, Measure, MeasureFinding, MeasureNumber, MeasureStep, Milestone
from tenants.rounds.models import Round
from tenants.tasks.models import Task

STATES = ("proposed", "assessed", "decided", "started", "ended", "evaluated")


def write(story: Story) -> None:
    """Goals first, then measures in the order that they were thought of."""
    for rank, script in enumerate(story.goals, 1):
        _goal(story, script, rank)
    db.session.flush()
    numbers: dict[int, int] = {}
    for script in sorted(story.measures, key=lambda one: -_thought_of(one)):
        _measure(story, script, numbers)
    for year, last in numbers.items():
        db.session.add(MeasureNumber(year=year, last=last))
    db.session.flush()
    _close_the_circle(story)


def _goal(story: Story, script: dict[str, Any], rank: int) -> None:
    group = story.group("STEERING")
    if group is None:
        return
    decided = sak_day(story, "sg_mal") or story.day(400)
    year = decided.year
    goal = Goal(
        id=story.new_id("goal", script["key"]),
        group_id=group.id,
        title=story.say(script["title"]),
        description=story.say(script["description"]),
        focus_area=script["focus"],
        theme=script["theme"],
        from_year=year,
        to_year=year + 4,
        rank=rank,
        state="adopted",
        measurable=script["measurable"],
        indicator=script.get("indicator", ""),
        series=script.get("series", ""),
        unit=script.get("unit", ""),
        baseline=_number(script.get("baseline")),
        baseline_year=story.today.year + script.get("baseline_year", -2) if script["measurable"] else None,
        target=_number(script.get("target")),
        target_on=date(story.today.year + script["target_year"], 12, 31) if script["measurable"] else None,
        judged_by=script.get("judged_by", ""),
        item_id=story.known("sak", "sg_mal"),
        approved_by=story.settled.of_type(group, decided, "municipal_leadership").name,
        approved_at=clock.at(decided, 13),
        created_at=clock.at(decided - timedelta(days=30), 9),
    )
    db.session.add(goal)
    db.session.flush()
    for key in script["findings"]:
        if finding := story.known("finding", key):
            db.session.add(GoalFinding(goal_id=goal.id, finding_id=finding))
    for offset, value, note in script.get("readings", []):
        on = date(story.today.year + offset, 6, 15) if offset else story.day(20)
        db.session.add(GoalReading(goal_id=goal.id, on_date=on, value=Decimal(value), note=note))
    for document, chapter, status in script["plans"]:
        db.session.add(GoalPlan(goal_id=goal.id, document=document, chapter=chapter, status=status))


def _measure(story: Story, script: dict[str, Any], numbers: dict[int, int]) -> None:
    group = story.group("COORDINATING")
    assert group is not None
    thought, decided = story.day(_thought_of(script)), sak_day(story, script.get("sak"))
    if decided is None and script["state"] not in ("proposed", "assessed"):
        decided = story.day(40)
    if decided is not None:
        thought = min(thought, decided - timedelta(days=21))
    numbers[thought.year] = numbers.get(thought.year, 0) + 1
    responsible = story.person(script["responsible"])
    measure = Measure(
        id=story.new_id("measure", script["key"]),
        number=numbers[thought.year],
        year=thought.year,
        title=story.say(script["title"]),
        description=story.say(script["description"]),
        theme=script["theme"],
        arena=script["arena"],
        age_group=script["age"],
        type=script["type"],
        prevention_level=script["level"],
        bti_level=script.get("bti"),
        goal_id=story.known("goal", script["goal"]),
        round_id=_round_of(story, script["key"]),
        group_id=group.id,
        item_id=story.known("sak", script.get("sak")),
        decided_on=decided,
        decision="" if story.known("sak", script.get("sak")) or decided is None else "Vedtatt i handlingsplanen.",
        owner_id=story.organisation(script["owner"]).id,
        responsible_id=responsible.id if responsible else None,
        police_contribution=script.get("police", ""),
        youth_input=bool(script.get("youth")),
        youth_note=script.get("youth", ""),
        created_at=clock.at(thought, 10),
        **_standing(story, script),
    )
    db.session.add(measure)
    db.session.flush()
    for key in script["findings"]:
        if finding := story.known("finding", key):
            db.session.add(MeasureFinding(measure_id=measure.id, finding_id=finding))
    _life(story, script, measure, thought, decided)
    _way(story, script, measure)


def _standing(story: Story, script: dict[str, Any]) -> dict[str, Any]:
    """When it runs, and how it goes."""
    days = {name: story.day(script[name]) if name in script else None for name in ("start", "end", "status_days")}
    told = days["status_days"]
    return {
        "starts_on": days["start"], "ends_on": days["end"], "state": script["state"],
        "status": script.get("status", "none"), "status_note": script.get("status_note", ""),
        "status_at": clock.at(told, 8) if told else None,
    }  # fmt: skip


def _life(story: Story, script: dict[str, Any], measure: Measure, thought: date, decided: date | None) -> None:
    """Every step that the measure has taken, on a day that fits."""
    days: dict[str, date] = {"proposed": thought, "assessed": thought + timedelta(days=12)}
    if decided:
        days |= {"assessed": min(days["assessed"], decided), "decided": decided}
    if measure.starts_on:
        days["started"] = measure.starts_on
    if measure.ends_on:
        days["ended"] = measure.ends_on
    if "evaluation" in script:
        days["evaluated"] = story.day(script["evaluation"]["days"])
    taken = STATES[: STATES.index(script["state"]) + 1]
    secretary = story.settled.of_type(_group(story), story.today, "other").name
    for before, after in pairwise(("", *taken)):
        db.session.add(
            MeasureStep(measure_id=measure.id, from_state=before, to_state=after, by=secretary, at=clock.at(days[after], 12))
        )


def _way(story: Story, script: dict[str, Any], measure: Measure) -> None:
    """How it is to be judged, the days on the way, the tasks, and what came of it."""
    if plan := script.get("plan"):
        db.session.add(
            EvaluationPlan(
                measure_id=measure.id, type=plan["type"], indicator=plan["indicator"], unit=plan["unit"],
                baseline=_number(plan["baseline"]), target=_number(plan["target"]),
                measure_on=story.day(plan["measure"]), responsible_id=measure.responsible_id,
            )
        )  # fmt: skip
    for title, days, done in script.get("milestones", []):
        due = story.day(days)
        db.session.add(Milestone(measure_id=measure.id, title=story.say(title), due_on=due, done_on=due if done else None))
    for number, (what, days, status) in enumerate(script.get("tasks", [])):
        due = story.day(days)
        db.session.add(
            Task(
                id=story.new_id("task", f"{script['key']}-{number}"), group_id=measure.group_id, measure_id=measure.id,
                source=f"T-{measure.year % 100:02d}-{measure.number:03d}", what=story.say(what),
                responsible_id=measure.responsible_id, due_on=due, status=status,
                created_at=clock.at(due - timedelta(days=25), 9), done_on=due if status == "done" else None,
                status_at=clock.at(min(due, story.today) - timedelta(days=1), 9) if status != "open" else None,
            )
        )  # fmt: skip
    if found := script.get("evaluation"):
        _evaluation(story, script, measure, found)


def _evaluation(story: Story, script: dict[str, Any], measure: Measure, found: dict[str, Any]) -> None:
    plan = script["plan"]
    db.session.add(
        Evaluation(
            id=story.new_id("evaluation", script["key"]),
            measure_id=measure.id,
            type=found["type"],
            indicator=plan["indicator"],
            unit=plan["unit"],
            baseline=_number(plan["baseline"]),
            target=_number(plan["target"]),
            result=_number(found["result"]),
            n=found["n"],
            evaluated_on=story.day(found["days"]),
            verdict=found["verdict"],
            lesson=story.say(found["lesson"]),
            next=found["next"],
            strengths=found["strengths"],
            written_by=story.settled.of_type(_group(story), story.today, "other").name,
            created_at=clock.at(story.day(found["days"]), 14),
        )
    )
    db.session.flush()


def _close_the_circle(story: Story) -> None:
    """A finding that came of an evaluation says so: what was learnt changed the next year."""
    for script in story.findings:
        evaluation = story.known("evaluation", script.get("from_evaluation"))
        if evaluation:
            row = db.session.scalars(select(Finding).where(Finding.id == story.known("finding", script["key"]))).one()
            row.from_evaluation_id = evaluation
    db.session.flush()


def _round_of(story: Story, key: str) -> UUID | None:
    wanted = next((one["key"] for one in story.script["rounds"] if one.get("measure") == key), None)
    found = story.known("round", wanted)
    return db.session.scalars(select(Round.id).where(Round.id == found)).one_or_none() if found else None


def _group(story: Story) -> Any:
    return story.group("COORDINATING")


def _thought_of(script: dict[str, Any]) -> int:
    """Days since somebody proposed it: a while before it was decided or began."""
    return int(script.get("days_known") or (script["start"] + 60 if script.get("start", 0) > 0 else 70 - script.get("rank", 0)))


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
