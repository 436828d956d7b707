"""What the year leaves behind in the demo: visits and office days, the SLT-sjekk, the groups' own review, reports and results."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from infra.demo.content import load
from infra.demo.story import Story
from saas import clock, rooms
from saas.db import db
from saas.rooms import Kommune
from tenants.checkup.models import Checkup, CheckupAnswer
from tenants.checkup.statements import WORDS
from tenants.frames import placements
from tenants.gains import measured
from tenants.gains import service as gains
from tenants.network.models import Organisation
from tenants.selfreview.models import SelfReview
from tenants.selfreview.statements import FEWEST, STATEMENTS
from tenants.visits import office
from tenants.visits.models import PreventionUnit, Visit
from tenants.yearbook import service as reports

# Where a year's work is told in full, and where only a little is.
IN_FULL = ("nordvik", "hamnes")
# Answers to a group's review last year and this one, each a member's eight scores; four in Solbygda are too few to be shown.
BEFORE = [(3, 3, 2, 2, 2, 3, 4, 2), (3, 4, 2, 3, 2, 3, 4, 3), (2, 3, 3, 2, 3, 3, 3, 2), (3, 3, 2, 2, 2, 2, 4, 2), (3, 3, 3, 3, 2, 3, 4, 3)]
NOW = [
    (4, 3, 3, 3, 3, 3, 4, 3), (3, 4, 4, 3, 2, 3, 4, 3), (4, 4, 3, 4, 3, 4, 3, 3), (3, 3, 4, 3, 3, 3, 4, 2), (4, 4, 3, 3, 3, 3, 4, 3),
    (3, 3, 4, 4, 3, 4, 4, 4),
]  # fmt: skip


def write(story: Story) -> None:
    """As much of the year as the kommune has come to."""
    words = load("year")[story.settled.words.language]
    _office_days(story)
    if story.slug in IN_FULL:
        _visits(story, words)
        _checkup(story, words, story.today.year - 1, lift=0)
        _checkup(story, words, story.today.year, lift=1)
        _gains(story, words)
    if story.slug == "nordvik":
        _review(story, story.today.year - 1, BEFORE, [])
        _review(story, story.today.year, NOW, words["words"])
    if story.slug == "solbygda":
        _review(story, story.today.year, NOW[:4], [])
    db.session.flush()


def report(kommune: Kommune) -> None:
    """Last year's annual report, adopted in February; made when the minutes are frozen, since it counts what they decided."""
    if kommune.slug not in IN_FULL:
        return
    actor, words, today = Kommune(**{**kommune.__dict__, "role": "service"}), load("year")[kommune.language], clock.today()
    with rooms.enter(rooms.of_job(rooms.service_of(kommune), actor, "Ingrid Solheim")):
        row = reports.begin(today.year - 1)
        reports.write(row, row.version, words["summary"], row.learnt, words["ahead"])
        reports.adopt(row, row.version, min(date(today.year, 2, 12), today))


def _office_days(story: Story) -> None:
    """The kommune's days as the placement has them, and every other Wednesday at the police; some were not held."""
    placement = placements.current()
    if placement is None:
        return
    for year in (story.today.year - 1, story.today.year) if story.slug in IN_FULL else (story.today.year,):
        first, last = date(year, 1, 5), date(year, 12, 18)
        office.plan("municipality", list(placement.office_days), placement.office_weeks, first, last)
        if story.slug in IN_FULL:
            office.plan("police", ["wed"], "even", first, last)
        for row in office.of_year(year):
            # The last days have been, and wait for somebody to say whether they were held.
            if row.on_date < story.day(8):
                row.held = row.on_date.toordinal() % 8 != 0


def _visits(story: Story, words: dict[str, Any]) -> None:
    """Most services once or twice in the year; the last ones not for half a year, or never."""
    places = list(db.session.scalars(select(Organisation).order_by(Organisation.name)))
    seen = places[: max(1, len(places) - 3)]
    for number, place in enumerate(seen):
        for again in range(1 + number % 3):
            day = story.day(12 + 23 * number % 150 + 160 * again)
            day -= timedelta(days=max(0, day.weekday() - 4))
            example = again == 0 and number < len(words["stories"])
            row = Visit(
                id=story.new_id("visit", f"{number}-{again}"), organisation_id=place.id, on_date=day, visited_by="Ingrid Solheim",
                note=words["notes"][(number + again) % len(words["notes"])], good_example=example,
                story=words["stories"][number] if example else "", created_at=clock.at(day, 15),
            )  # fmt: skip
            db.session.add(row)
    for place in places:
        if place.type in ("school", "health", "child_welfare", "culture_leisure", "police"):
            db.session.add(PreventionUnit(organisation_id=place.id))
    db.session.flush()


def _checkup(story: Story, words: dict[str, Any], year: int, lift: int) -> None:
    """A completed check; the later one has lifted every third statement by one."""
    day = date(year, 11, 3) if date(year, 11, 3) < story.today else story.day(5)
    group = story.group("COORDINATING")
    row = Checkup(id=story.new_id("checkup", year), year=year, state="completed", created_at=clock.at(day, 9),
                  completed_at=clock.at(day, 11), completed_by="Ingrid Solheim")  # fmt: skip
    db.session.add(row)
    db.session.flush()
    for number, code in enumerate(WORDS):
        rating = min(4, 2 + (number * 7 + 3) % 3 - (number % 5 == 4) + (lift if number % 3 == 0 else 0))
        db.session.add(
            CheckupAnswer(
                checkup_id=row.id, statement=code, rating=rating, evidence=words["evidence"] if rating > 2 else words["weak"],
                evidence_kind="group" if group and rating > 2 else "", evidence_id=group.id if group and rating > 2 else None,
                evidence_title=group.name if group and rating > 2 else "",
            )
        )  # fmt: skip


def _review(story: Story, year: int, answers: Sequence[Sequence[int]], words: list[str]) -> None:
    """A closed review of the styringsgruppe: counted as the database counts, and hidden where too few have answered."""
    group = story.group("STEERING")
    if group is None:
        return
    first = date(year, 10, 26) if date(year, 11, 10) < story.today else story.day(20)
    means = [round(sum(one[place] for one in answers) / len(answers), 1) for place in range(len(STATEMENTS))]
    shown = {"means": means, "words": words} if len(answers) >= FEWEST else None
    db.session.add(
        SelfReview(
            id=story.new_id("review", year), group_id=group.id, year=year, state="closed", opened_on=first, opened_by="Ingrid Solheim",
            closes_on=first + timedelta(days=14), closed_on=first + timedelta(days=15), invited=len(answers) + 1, answered=len(answers),
            results=shown,
        )
    )  # fmt: skip


def _gains(story: Story, words: dict[str, Any]) -> None:
    """One sheet with what the year, or the year before, has measured."""
    for year in (story.today.year, story.today.year - 1):
        found = measured.candidates(year)
        if len(found) < gains.FIGURES:
            continue
        row = gains.begin(year)
        told = gains.Told(
            title=row.title, intro=words["intro"], story_one_title=words["first"][0], story_one=words["first"][1],
            story_two_title=words["second"][0], story_two=words["second"][1], quote=words["quote"], quoted_as=words["quoted_as"],
            figures=tuple(figure.key for figure in found[: gains.FIGURES]),
        )  # fmt: skip
        gains.write(row, row.version, told)
        gains.finish(row, row.version)
        return
