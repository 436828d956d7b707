"""What the demo's kommuner have to work with: resources, grants, the coordinator's post and hours, and BTI."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

from infra.demo.content import load
from infra.demo.founding import FJORDVEST
from infra.demo.story import Story
from saas import clock
from saas.db import db
from tenants.bti.models import BtiProgramme
from tenants.funding.models import (
    Grant,
    GrantMeasure,
    GrantYear,
    Position,
    PositionShare,
    PositionSource,
    WorkHours,
    WorkTerm,
)
from tenants.resources.models import Capacity, Need, ResourceLine

# Hours in a full year's work, holidays taken off.
FULL_YEAR = 1695
ACTIVITIES = ("meetings", "preparation", "measures", "network", "knowledge", "administration")
# What the coordinator's post costs in a year, in øre, and how the five share it.
POST = 98_640_000


def write(story: Story) -> None:
    """Resources and money; only Nordvik, which employs, keeps the post and its shares."""
    _resources(story)
    _grants(story)
    if story.slug == "nordvik":
        _post(story)
    _hours(story)
    _bti(story)
    db.session.flush()


def _resources(story: Story) -> None:
    script = story.script
    for one in script["needs"]:
        if measure := story.known("measure", one["measure"]):
            db.session.add(
                Need(
                    id=story.new_id("need", one["key"]), title=story.say(one["title"]),
                    description=story.say(one["description"]), kind=one["kind"], theme=one["theme"], age_group=one["age"],
                    amount=Decimal(one["amount"]), unit=one["unit"], measure_id=measure, needed_by=story.day(one["by"]),
                    state=one["state"], created_at=clock.at(story.day(max(one["by"], 0) + 30), 9),
                )
            )  # fmt: skip
    db.session.flush()
    for number, one in enumerate(script["lines"]):
        organisation, measure = story.organisation(one["org"]), story.known("measure", one["measure"])
        if measure is None or organisation.type != one["org"]:
            continue
        person, done = story.person(one["org"]), one["state"] == "confirmed"
        db.session.add(
            ResourceLine(
                id=story.new_id("line", number), organisation_id=organisation.id, person_id=person.id if person else None,
                kind=one["kind"], description=story.say(one["description"]), amount=Decimal(one["amount"]),
                unit=one["unit"], state=one["state"], leader_id=person.id if person else None,
                asked_at=clock.at(story.day(one["days"]), 9), need_id=story.known("need", one["need"]), measure_id=measure,
                decided_at=clock.at(story.day(one["days"] - 1), 10) if done else None,
                decided_by=person.name if person and done else "", created_at=clock.at(story.day(one["days"]), 9),
            )
        )  # fmt: skip
    for kind, what, unit, amount in script["capacities"]:
        if story.organisation(kind).type == kind:
            db.session.add(
                Capacity(organisation_id=story.organisation(kind).id, kind=what, unit=unit, year=story.today.year,
                         amount=Decimal(amount))  # fmt: skip
            )


def _grants(story: Story) -> None:
    for one in story.script["grants"]:
        tied = [found for key in one["measures"] if (found := story.known("measure", key))]
        if one["measures"] and not tied:
            continue
        first = story.today.year + one["first"]
        grant = Grant(
            id=story.new_id("grant", one["key"]), name=one["name"], grantor=one["grantor"], scheme=one["scheme"],
            first_year=first, years=one["years"], state=one["state"], conditions=one["conditions"],
            apply_by=date(first - 1, 12, 1), report_by=date(first + 1, 4, 1),
        )  # fmt: skip
        db.session.add(grant)
        db.session.flush()
        for offset, amount, own, spent in one["amounts"]:
            db.session.add(
                GrantYear(grant_id=grant.id, year=story.today.year + offset, amount=amount * 100, own=own * 100, spent=spent * 100)
            )
        for measure in tied:
            db.session.add(GrantMeasure(grant_id=grant.id, measure_id=measure))


def _post(story: Story) -> None:
    """The five share one post; from July Solbygda takes a little more, so the split is by days."""
    year = story.today.year
    facts = {one["slug"]: one for one in load("region")["kommuner"] if one["slug"] in FJORDVEST}
    whole = sum(one["fte_percent"] for one in facts.values())
    post = Position(id=story.new_id("post", year), title="SLT-koordinator, SLT Fjordvest", year=year, cost=POST,
                    fte_percent=Decimal(whole))  # fmt: skip
    db.session.add(post)
    db.session.flush()
    for slug, one in facts.items():
        share = Decimal(one["fte_percent"]) * 100 / whole
        moved = {"nordvik": Decimal(-5), "solbygda": Decimal(5)}.get(slug, Decimal(0))
        for first, last, percent in (
            (date(year, 1, 1), date(year, 6, 30), share),
            (date(year, 7, 1), date(year, 12, 31), share + moved),
        ):
            db.session.add(
                PositionShare(position_id=post.id, party=one["name"], share=percent, from_on=first, until_on=last)
            )
    own = POST * facts["nordvik"]["fte_percent"] // whole
    db.session.add(PositionSource(position_id=post.id, source="Kommunens egen ramme", amount=own - 6_000_000))
    db.session.add(PositionSource(position_id=post.id, source="Skjønnsmidler", amount=6_000_000))


def _hours(story: Story) -> None:
    """A few hours a week on the office day, this year until now."""
    percent = story.settled.words.kommune.get("fte_percent")
    if not percent:
        return
    year, random = story.today.year, Random(f"hours-{story.slug}")
    db.session.add(WorkTerm(year=year, fte_percent=Decimal(percent), hours=Decimal(FULL_YEAR * percent // 100)))
    weekly = FULL_YEAR * percent / 100 / 44
    day = date(year, 1, 5)
    while day < story.today:
        if day.month != 7 and random.random() < 0.93:
            hours = Decimal(max(1, round(weekly * random.uniform(0.8, 1.25) * 2))) / 2
            db.session.add(
                WorkHours(on_date=day, hours=min(hours, Decimal(14)), activity=random.choice(ACTIVITIES),
                          noted_by="Ingrid Solheim" if story.slug in FJORDVEST else "Marte Bråten")  # fmt: skip
            )
        day += timedelta(days=7)


def _bti(story: Story) -> None:
    status = {"nordvik": "in_use", "solbygda": "introducing", "hamnes": "introducing"}.get(story.slug, "not_started")
    leader = story.person("child_welfare")
    name = story.settled.words.kommune["name"]
    title = f"BTI-handlingsrettleiar for {name}" if story.settled.words.language == "nn" else f"BTI-handlingsveileder for {name}"
    db.session.add(
        BtiProgramme(
            status=status,
            leader_id=leader.id if leader and status != "not_started" else None,
            guide_title=title if status == "in_use" else "",
            guide_link=f"https://bti.{story.slug}.example/handlingsveileder" if status == "in_use" else "",
        )
    )
