"""The demo's documents: last year's kartlegging and this year's, the handlingsplan in force and next year's proposals."""

import copy
from datetime import date
from typing import Any

from sqlalchemy import select

from infra.demo.story import Story, sak_day
from saas import clock, vocabulary
from saas.db import db
from tenants.findings.models import Finding
from tenants.mapping.models import Assessment, AssessmentFinding, AssessmentSection
from tenants.measures.models import Measure
from tenants.plans import contents
from tenants.plans.models import ActionPlan, PlanProposal
from tenants.plans.questions import proposals
from tenants.situation.models import SituationFigure

# Which parts of this year's kartlegging are how far, in the order of the headings.
PROGRESS = ("done", "done", "writing", "done", "todo")
# Who writes which part, by the kind of service.
WRITERS = {"offers": "culture_leisure", "works": "school", "challenges": "police", "cooperation": "health", "development": "nav"}
# What the adopted plan chose, in order.
CHOSEN = ("natteravn", "foreldre", "lys")


def write(story: Story) -> None:
    """The two kartlegginger, the plan in force and the draft of the next, and the figures of the situasjonsbilde."""
    if story.group("COORDINATING") is None or story.group("STEERING") is None:
        return
    last = _assessment(story, story.today.year - 1, None)
    _adopt(story, last)
    if story.slug in ("nordvik", "hamnes", "solbygda"):
        _assessment(story, story.today.year, last)
    _plan_in_force(story)
    if story.slug in ("nordvik", "hamnes"):
        _next_plan(story)
    _figures(story)
    db.session.flush()


def _assessment(story: Story, year: int, previous: Assessment | None) -> Assessment:
    script, adopted = story.script["assessment"], previous is None
    group = story.group("COORDINATING")
    assert group is not None
    row = Assessment(
        id=story.new_id("assessment", year),
        year=year,
        title=f"Kartlegging {year}",
        group_id=group.id,
        summary=story.say(script["summary"]) if adopted else "",
        previous_id=previous.id if previous else None,
        opened_on=story.day(430 if adopted else 25),
        due_on=story.day(340 if adopted else -40),
    )
    db.session.add(row)
    db.session.flush()
    for place, heading in enumerate(vocabulary.HEADINGS):
        person = story.person(WRITERS[heading])
        state = "done" if adopted else PROGRESS[place]
        db.session.add(
            AssessmentSection(
                assessment_id=row.id, heading=heading, state=state,
                text="" if state == "todo" else story.say(script[heading]),
                person_id=person.id if person else None, due_on=row.due_on,
                written_by=person.name if person and state != "todo" else "",
                written_at=clock.at(story.day(345 if adopted else 6), 14) if state != "todo" else None,
            )
        )  # fmt: skip
    before = story.day(200) if adopted else story.today
    for finding in db.session.scalars(select(Finding).where(Finding.noted_on <= before)):
        db.session.add(AssessmentFinding(assessment_id=row.id, finding_id=finding.id))
    db.session.flush()
    return row


def _adopt(story: Story, assessment: Assessment) -> None:
    """As the findings stood a year ago: some were milder then, and what has fallen since was rising."""
    from tenants.findings import service as findings
    from tenants.mapping.contents import snapshot

    query = select(AssessmentFinding).where(AssessmentFinding.assessment_id == assessment.id)
    rows = list(db.session.scalars(query))
    known = {one.id: one for one in db.session.scalars(select(Finding).where(Finding.id.in_([r.finding_id for r in rows])))}
    backing = findings.evidences(list(known.values()))
    milder = {"high": "medium", "very_high": "high"}
    for number, row in enumerate(sorted(rows, key=lambda one: known[one.finding_id].title)):
        finding = known[row.finding_id]
        frozen = snapshot(finding, backing[finding.id].types)
        if finding.kind == "worry" and number % 2:
            frozen["severity"] = milder.get(frozen["severity"], frozen["severity"])
        if frozen["trend"] == "falling":
            frozen["trend"] = "rising"
        row.frozen = frozen
    group = story.group("COORDINATING")
    assert group is not None
    assessment.state, assessment.adopted_on = "adopted", story.day(335)
    assessment.adopted_by = story.settled.of_type(group, story.day(335), "other").name


def _plan_in_force(story: Story) -> None:
    chosen = [key for key in CHOSEN if story.known("measure", key)]
    if not chosen or not story.known("sak", "sg_plan"):
        return
    adopted = sak_day(story, "sg_plan") or story.day(290)
    group = story.group("STEERING")
    assert group is not None
    sak = next(one for one in story.script["saker"] if one["key"] == "sg_plan")
    plan = _plan(story, adopted.year + 1 if adopted.month > 8 else adopted.year)
    plan.item_id, plan.resolution = story.known("sak", "sg_plan"), story.say(sak["decision"])
    plan.adopted_on = adopted
    plan.adopted_by = story.settled.of_type(group, adopted, "municipal_leadership").name
    for rank, key in enumerate(chosen, 1):
        db.session.add(PlanProposal(plan_id=plan.id, measure_id=story.known("measure", key), rank=rank, chosen=True))
    db.session.flush()
    db.session.refresh(plan)
    frozen = _as_it_was(contents.compose(plan, proposals(plan)))
    plan.frozen, plan.sha256, plan.state = frozen, contents.fingerprint(frozen), "adopted"


def _as_it_was(content: dict[str, Any]) -> dict[str, Any]:
    """One thing has changed since the vedtak, so that the revision table has something to ask about."""
    content = copy.deepcopy(content)
    first = content["measures"][0]
    if first["ends_on"]:
        first["ends_on"] = date.fromisoformat(first["ends_on"]).replace(month=12, day=31).isoformat()
    return content


def _next_plan(story: Story) -> None:
    plan = _plan(story, story.today.year + 1)
    ranked = sorted((one for one in story.measures if "rank" in one), key=lambda one: one["rank"])
    for rank, script in enumerate(ranked, 1):
        if measure := story.known("measure", script["key"]):
            db.session.add(PlanProposal(plan_id=plan.id, measure_id=measure, rank=rank))


def _plan(story: Story, year: int) -> ActionPlan:
    script, assessment = story.script["plan"], story.script["assessment"]
    running = db.session.scalars(select(Measure.title).where(Measure.state == "started").order_by(Measure.number))
    plan = ActionPlan(
        id=story.new_id("plan", year),
        title=f"Handlingsplan for SLT {year}",
        from_year=year,
        to_year=year,
        overall=story.say(script["overall"]),
        situation=story.say(assessment["summary"]),
        offers="\n".join([story.say(assessment["offers"]), "", *(f"- {title}" for title in running)]).strip(),
        process=story.say(script["process"]),
        partners=story.say(script["partners"]),
        created_at=clock.at(story.day(30 if year > story.today.year else 330), 10),
    )
    db.session.add(plan)
    db.session.flush()
    return plan


def _figures(story: Story) -> None:
    for position, code in enumerate(("977", "978", "638", "942", "505"), 1):
        db.session.add(SituationFigure(position=position, series=f"own:ungdata.{code}:lower_secondary"))
