"""Første møte: «Lag førstemøtepakke» makes a planned meeting with agenda, a mandate draft, a situasjonsbilde and an årshjul."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from saas import audit, clock, here
from saas.db import db
from saas.errors import Invalid, NotFound, NotNow
from tenants.frames import mandates
from tenants.frames.models import Mandate
from tenants.groups import service as groups
from tenants.groups.models import Group
from tenants.mapping import service as mapping
from tenants.mapping.models import Assessment
from tenants.meetings import agenda, planning, series
from tenants.meetings import service as meetings
from tenants.meetings.models import Meeting
from tenants.meetings.recurrence import Rule, next_working_day, nth_weekday
from tenants.meetings.wording import in_a_sentence
from tenants.network.models import Person
from tenants.onboarding import people, steps, texts
from tenants.tasks import service as tasks
from tenants.wheel import service as wheel

# When the styringsgruppe meets in a usual year, after the årshjul that the field knows.
STEERING_MONTHS = (2, 5, 9, 11)
# Whose work a task of the texts is → its ring in the annual wheel.
WHEEL_RINGS = {"steering": "STEERING", "coordinating": "COORDINATING", "coordinator": "COORDINATOR"}
AHEAD = timedelta(days=14)
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Package:
    """What the step has made, as it stands now; what somebody has taken away since is None."""

    meeting: Meeting | None = None
    mandate: Mandate | None = None
    assessment: Assessment | None = None


def groups_here() -> tuple[Group | None, Group | None]:
    """(styringsgruppe, koordineringsgruppe)"""
    seen = {group.level: group for group in reversed(groups.visible())}
    return seen.get("STEERING"), seen.get("COORDINATING")


def present() -> Package:
    """The package, as far as it stands."""
    row = steps.all_steps().get("meeting")
    return _of(row.facts) if row else Package()


def suggested() -> date:
    """A Thursday at least two weeks ahead, so that an invitation can be answered."""
    day = clock.today() + AHEAD
    return next_working_day(day + timedelta(days=(4 - day.isoweekday()) % 7))


def usual() -> dict[str, Any]:
    """What the form suggests: a Thursday, nine to eleven."""
    return {"dag": suggested(), "begynner": time(9), "slutter": time(11)}


def make(day: date, starts: time, ends: time, place: str) -> Package:
    """The whole package, once: a second press finds what the first made.

    Raises NotNow without a styringsgruppe; Invalid and Guarded with «dag», «slutter», «sted».
    """
    step = steps.hold("meeting")
    steering, coordinating = groups_here()
    if steering is None:
        raise NotNow("Opprett styringsgruppen først. Det gjøres i steget før.")
    before = _of(step.facts)
    if before.meeting is not None and before.meeting.state != "cancelled":
        return before
    if not clock.today() < day <= clock.today() + FURTHEST:
        raise Invalid("Velg en dag etter i dag, innen et år.", field="dag")
    with db.session.begin_nested():
        words = texts.of(here.kommune().language)
        meeting = _meeting(steering, day, starts, ends, place, words)
        mandate = _mandate(steering)
        assessment = _assessment(coordinating, words) if coordinating is not None else None
        _agenda(meeting, words)
        if not step.facts.get("wheel"):
            _wheel(steering, coordinating, day, words)
        steps.remember(step, meeting=meeting.id, mandate=mandate.id if mandate else None,
                       assessment=assessment.id if assessment else None, wheel="made")  # fmt: skip
    audit.record("startup.first_meeting", meeting, group=steering.id)
    return Package(meeting, mandate, assessment)


def _meeting(group: Group, day: date, starts: time, ends: time, place: str, words: dict[str, Any]) -> Meeting:
    """A draft with the standing items; the calling is written, and sent by whoever plans the meeting."""
    first, last = (datetime.combine(day, at, clock.OSLO) for at in (starts, ends))
    calling = words["calling"].format(group=in_a_sentence(group.name), kommune=here.kommune().name)
    return planning.add_meeting(group, first, last, place=place, practical=calling)


def _agenda(meeting: Meeting, words: dict[str, Any]) -> None:
    """The three saker of a first meeting, behind the standing items; they can be moved as any other."""
    group = in_a_sentence(meeting.group.name)
    headings = "\n".join(f"- {heading}" for heading in words["headings"])
    year = "\n".join(f"- {words['months'][month - 1]}: {what}" for month, _who, what in words["wheel"])
    for key, kind, minutes, more in (
        ("mandate_item", "decision", 30, ""),
        ("situation_item", "discussion", 40, f"\n\n{headings}"),
        ("wheel_item", "decision", 20, f"\n\n{year}"),
    ):
        title, text = words[key]
        agenda.add(meeting, title=title.format(group=group), description=text + more, kind=kind, minutes=minutes)


def _mandate(group: Group) -> Mandate | None:
    """A draft with the standard text; where there is a version already, it is left as it is."""
    there = select(Mandate).where(Mandate.group_id == group.id).order_by(Mandate.number.desc()).limit(1)
    return db.session.scalars(there).one_or_none() or mandates.draft(group)


def _assessment(group: Group, words: dict[str, Any]) -> Assessment | None:
    """The five headings to write under together; a kartlegging that is begun already serves as well."""
    year = clock.today().year
    return mapping.current() or mapping.start(year, words["assessment"].format(year=year), group.id)


def _wheel(steering: Group, coordinating: Group | None, first: date, words: dict[str, Any]) -> None:
    """A year from the first meeting: the groups' meetings as drafts, the year's tasks with deadlines, and the wheel that holds both."""
    until = _year_later(first)
    wheel.lay_out(first.year, first)
    wheel.lay_out(first.year + 1)
    for day in _steering_days(first, until):
        row = planning.new(steering, clock.at(day, 9), clock.at(day, 11))
        db.session.add(row)
        db.session.flush()
        wheel.tie(day.year, day.month, "STEERING", meeting=row)
    if coordinating is not None:
        rule = Rule(2, 3, first + timedelta(days=1), until)
        series.add_series(coordinating, rule, starts=time(9), minutes=120)
    coordinator = people.coordinator_person()
    for month, who, what in words["wheel"]:
        group = coordinating if who != "steering" and coordinating is not None else steering
        responsible = _responsible(who, group, coordinator)
        due_on = _deadline(first, month)
        task = tasks.add(group, what, responsible, due_on, source=words["source"])
        wheel.tie(due_on.year, month, WHEEL_RINGS[who], task=task)


def _steering_days(first: date, until: date) -> list[date]:
    """The third Thursday of each of the wheel's months after the first meeting; one too near it is left out."""
    days = []
    for year in (first.year, first.year + 1):
        for month in STEERING_MONTHS:
            day = next_working_day(nth_weekday(year, month, 4, 3))
            if first + timedelta(days=30) < day <= until:
                days.append(day)
    return days


def _deadline(first: date, month: int) -> date:
    """The last day of the next such month after the first meeting; grants keep their own deadline on the first."""
    year = first.year if month > first.month else first.year + 1
    following = date(year + (month == 12), month % 12 + 1, 1)
    return following - timedelta(days=1)


def _responsible(who: str, group: Group, coordinator: Person | None) -> UUID | None:
    leader = group.leader_on(clock.today()) if who == "steering" else None
    found = leader or coordinator
    return found.id if found else None


def _year_later(day: date) -> date:
    return day + timedelta(days=365)


def _of(facts: dict[str, Any]) -> Package:
    def find(name: str, look: Any) -> Any:
        try:
            return look(UUID(facts[name])) if facts.get(name) else None
        except NotFound:
            return None

    return Package(
        find("meeting", meetings.find), find("mandate", mandates.find), find("assessment", mapping.find)
    )
