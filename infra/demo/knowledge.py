"""What the demo's kommuner know: sources, findings, signals, rounds, figures, and who offers what."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from infra.demo import rounds
from infra.demo.story import Story
from saas import clock
from saas.db import db
from tenants.coverage.models import Contact, Offer
from tenants.findings.models import Finding, FindingSource, Source
from tenants.indicators.models import IndicatorReading
from tenants.signals.models import Area, Signal

# Fewer answers than this, and the figure is hidden, as the survey's own rules have it.
FEWEST = 30


def write(story: Story) -> None:
    """Everything that is known before goals are set. Rows that others point at come first."""
    _sources(story)
    rounds.write(story)
    db.session.flush()
    for script in story.findings:
        _finding(story, script)
    db.session.flush()
    _signals(story)
    _surroundings(story)
    _figures(story)
    db.session.flush()


def _sources(story: Story) -> None:
    needed = {key for one in story.findings for key in one["sources"]}
    for script in story.script["sources"]:
        if script["key"] not in needed:
            continue
        year = story.today.year + script["year"]
        source = Source(
            id=story.new_id("source", script["key"]),
            title=story.say(script["title"]),
            type=script["type"],
            owner=script.get("owner", ""),
            year=year,
            n=_scaled(story, script.get("n")),
            link=script.get("link", ""),
            licence=script.get("licence", ""),
            note=script.get("note", ""),
            organisation_id=story.organisation(script["org"]).id if script.get("org") else None,
            created_at=clock.at(story.day(min(300, 60 - 200 * script["year"])), 10),
        )
        db.session.add(source)


def _finding(story: Story, script: dict[str, Any]) -> None:
    finding = Finding(
        id=story.new_id("finding", script["key"]),
        title=story.say(script["title"]),
        description=story.say(script["description"]),
        kind=script["kind"],
        theme=script["theme"],
        arena=script["arena"],
        age_group=script["age"],
        heading=script["heading"],
        severity=script["severity"],
        spread=script["spread"],
        trend=script["trend"],
        strengths=script.get("strengths", []),
        noted_on=story.day(script["days"]),
        created_at=clock.at(story.day(script["days"]), 11),
    )
    db.session.add(finding)
    db.session.flush()
    for key in script["sources"]:
        db.session.add(FindingSource(finding_id=finding.id, source_id=story.known("source", key)))


def _signals(story: Story) -> None:
    places = story.settled.words.kommune["settlements"]
    areas = []
    for number, (_, residents) in enumerate(story.script["areas"][: len(places)]):
        area = Area(id=story.new_id("area", number), name=places[number], residents=max(_scaled(story, residents) or 0, 240))
        db.session.add(area)
        areas.append(area)
    db.session.flush()
    whole = story.slug == "nordvik"
    monday = story.today - timedelta(days=story.today.weekday())
    for number, script in enumerate(story.script["signals"]):
        if not whole and number % 3 == 0:
            continue
        place = script["area"]
        db.session.add(
            Signal(
                id=story.new_id("signal", number),
                theme=script["theme"],
                arena=script["arena"],
                age_group=script["age"],
                area_id=areas[place].id if place is not None and place < len(areas) else None,
                week_on=monday - timedelta(weeks=script["weeks"]),
                size=script["size"],
                sector=script["sector"],
                note=story.say(script["note"]),
                noted_by=story.settled.words.kommune["name"],
                created_at=clock.at(monday - timedelta(weeks=script["weeks"] - 1), 9),
            )
        )


def _surroundings(story: Story) -> None:
    for number, (kind, title, theme, arena, age) in enumerate(story.script["offers"]):
        if story.organisation(kind).type == kind:
            db.session.add(
                Offer(id=story.new_id("offer", number), organisation_id=story.organisation(kind).id,
                      title=story.say(title), theme=theme, arena=arena, age_group=age)  # fmt: skip
            )
    for number, (kind, days, how, topic) in enumerate(story.script["contacts"]):
        if story.organisation(kind).type == kind:
            db.session.add(
                Contact(id=story.new_id("contact", number), organisation_id=story.organisation(kind).id,
                        on_date=story.day(days), kind=how, topic=topic, noted_by=rounds.secretary(story))  # fmt: skip
            )


def _figures(story: Story) -> None:
    """The kommune's own survey figures; where too few have answered, the figure is hidden and says so."""
    shift = sum(story.slug.encode()) % 5 - 2
    for code, title, by_year in story.script["readings"]:
        for offset, (percent, n, country) in by_year.items():
            year, answered = story.today.year + int(offset), _scaled(story, n) or 0
            hidden = answered < FEWEST
            moved = max(percent + (shift if story.slug != "nordvik" else 0), 1)
            db.session.add(
                IndicatorReading(
                    id=story.new_id("reading", f"{code}-{year}"),
                    code=f"ungdata.{code}",
                    title=title,
                    source="Ungdata",
                    period=str(year),
                    year=year,
                    level="lower_secondary",
                    sex="",
                    unit="%",
                    value=None if hidden else Decimal(moved),
                    flag="suppressed" if hidden else "",
                    n=answered,
                    country_value=Decimal(country),
                    licence="Rapport til kommunen",
                    link="https://www.ungdata.no",
                    publishable=not hidden,
                )
            )


def _scaled(story: Story, number: int | None) -> int | None:
    """The stories are told with Nordvik's numbers; smaller kommuner have fewer of everything."""
    if number is None:
        return None
    share = min(int(story.settled.words.kommune["population"]) / 11840, 1.0)
    return max(round(number * share), 1)
