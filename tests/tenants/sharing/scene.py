"""Two kommuner whose national figures are counted by hand: Nordvik works by the book, Hamnes has gaps."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from saas import clock
from saas.db import db
from tenants.evaluation.models import Evaluation
from tenants.frames.models import Anchoring, Mandate, Placement
from tenants.groups.models import Group, Seat
from tenants.mapping.models import Assessment
from tenants.measures.models import EvaluationPlan, Measure, MeasureStep
from tenants.meetings.models import Meeting
from tenants.minutes.models import Minutes
from tenants.network.models import Organisation, Person
from tenants.plans.models import ActionPlan
from tenants.situation.models import SituationReport

TODAY = date(2026, 11, 22)
LAST, RUNNING = "2026T2", "2026T3"
NORMS = {"STEERING": ("year", 3, 4), "COORDINATING": ("month", 1, 1), "OPERATIONAL": ("year", 4, 6)}
# A word in every free text: it must never leave.
CANARY = "Kanarifugl"


def add(row):
    """Put a row in, and give it back."""
    db.session.add(row)
    db.session.flush()
    return row


def group(level: str, since: date = date(2025, 1, 1), led: bool = True) -> Group:
    """A group with its level's usual norm, and a leader."""
    per, least, most = NORMS[level]
    made = add(Group(name=f"{CANARY} {uuid4().hex[:6]}", level=level, norm_per=per, norm_min=least, norm_max=most,
                     created_at=clock.at(since, 12)))  # fmt: skip
    if led:
        office = add(Organisation(name=f"{CANARY} {uuid4().hex[:6]}", type="school"))
        holder = add(Person(name=f"{CANARY} Moen", email=f"{uuid4().hex[:6]}@nordvik.example", organisation_id=office.id))
        add(Seat(group_id=made.id, person_id=holder.id, function="leader", starts_on=since))
    return made


def meeting(of: Group, day: date, minutes_on: date | None = None, state: str = "held") -> Meeting:
    """A meeting; its minutes were sent on a day, or never."""
    made = add(Meeting(group_id=of.id, starts_at=clock.at(day, 9), ends_at=clock.at(day, 11), state=state, place=CANARY,
                       calendar_uid=f"{uuid4()}@bindeledd.test"))  # fmt: skip
    if minutes_on is not None:
        minutes(made, clock.at(minutes_on, 12))
    return made


def minutes(of: Meeting, sent_at: datetime | None) -> None:
    """Its minutes, sent or not."""
    add(Minutes(meeting_id=of.id, stage="for_comment" if sent_at else "draft", sent_at=sent_at))


def measure(of: Group, number: int, theme: str, state: str, level: str = "universal", since: date = date(2026, 2, 1)) -> Measure:
    """A measure as it stands today."""
    return add(Measure(
        group_id=of.id, number=number, year=2026, title=CANARY, description=CANARY, theme=theme, arena="school",
        age_group="13_15", type="leisure", prevention_level=level, state=state, created_at=clock.at(since, 10),
    ))  # fmt: skip


def step(of: Measure, before: str, after: str, day: date) -> None:
    """A step in its life."""
    add(MeasureStep(measure_id=of.id, from_state=before, to_state=after, why=CANARY, at=clock.at(day, 10)))


def plan(of: Measure, kind: str = "implementation") -> None:
    """How it will be judged, or why it will not."""
    add(EvaluationPlan(measure_id=of.id, type=kind, indicator=CANARY, reason=CANARY * 3))


def judge(of: Measure, verdict: str, day: date) -> None:
    """An evaluation."""
    add(Evaluation(measure_id=of.id, type="implementation", evaluated_on=day, verdict=verdict, next="continue", lesson=CANARY))


def mandate(of: Group, approved_on: date, valid_to: date | None = None) -> None:
    """An approved mandate."""
    add(Mandate(group_id=of.id, number=1, state="approved", purpose=CANARY, approved_on=approved_on, valid_to=valid_to))


def placement(percent: int, from_on: date = date(2025, 1, 1)) -> None:
    """A post of so many percent."""
    add(Placement(kind="leadership", fte_percent=Decimal(percent), from_on=from_on, sector=CANARY))


def nordvik() -> UUID:
    """Works by the book in the second tertial; in the third the steering group has not met. The coordinating group's id."""
    steering, coordinating, operational = (group(level) for level in NORMS)
    meeting(steering, date(2026, 6, 10), date(2026, 6, 15))
    meeting(coordinating, date(2026, 5, 5), date(2026, 5, 6))
    meeting(coordinating, date(2026, 5, 20), state="cancelled")
    meeting(coordinating, date(2026, 6, 2))
    meeting(coordinating, date(2026, 8, 18), date(2026, 9, 3))
    meeting(coordinating, date(2026, 9, 8), date(2026, 9, 8))
    meeting(coordinating, date(2026, 10, 6))
    meeting(operational, date(2026, 3, 3))
    meeting(operational, date(2026, 6, 3), date(2026, 6, 30))
    add(ActionPlan(title=CANARY, from_year=2026, to_year=2029, state="adopted", adopted_on=date(2026, 2, 1)))
    add(Assessment(year=2025, title=CANARY, group_id=coordinating.id, state="adopted", opened_on=date(2024, 10, 1),
                   adopted_on=date(2025, 1, 10)))  # fmt: skip
    add(Anchoring(party="municipality", body=CANARY, decided_on=date(2025, 1, 5), title=CANARY))
    mandate(steering, date(2025, 2, 1))
    placement(20)
    _nordviks_measures(coordinating)
    return coordinating.id


def _nordviks_measures(of: Group) -> None:
    plan(measure(of, 1, "substances", "started"))
    judge(measure(of, 2, "safe_places", "evaluated", "selective"), "works", date(2026, 6, 1))
    measure(of, 3, "licensing", "decided")
    measure(of, 4, "traffic", "proposed", "indicated")
    measure(of, 5, "bullying", "rejected")
    measure(of, 6, "violence", "proposed", since=date(2026, 9, 5))
    step(measure(of, 7, "parents", "ended"), "started", "ended", date(2026, 10, 1))


def hamnes() -> UUID:
    """A plan that has run out, a mandate that has too, a steering group that does not meet, and an evaluation that does not know."""
    steering, coordinating = group("STEERING"), group("COORDINATING", led=False)
    meeting(coordinating, date(2026, 5, 12), date(2026, 5, 20))
    meeting(coordinating, date(2026, 8, 11))
    add(ActionPlan(title=CANARY, from_year=2022, to_year=2025, state="adopted", adopted_on=date(2022, 2, 1)))
    add(SituationReport(on_date=date(2026, 3, 1), content={}, summary=CANARY))
    add(Anchoring(party="municipality", body=CANARY, decided_on=date(2025, 1, 5), title=CANARY))
    mandate(steering, date(2025, 2, 1), valid_to=date(2026, 3, 31))
    placement(100)
    judged = measure(coordinating, 1, "digital", "evaluated")
    judge(judged, "unknown", date(2026, 8, 31))
    plan(measure(coordinating, 2, "digital", "started"), "none")
    return coordinating.id


def more(of: UUID, number: int) -> None:
    """So many more of everything that is counted."""
    known = db.session.get_one(Group, (db.session.query(Group.tenant_id).filter(Group.id == of).scalar(), of))
    for n in range(number):
        made = group("OPERATIONAL")
        meeting(made, date(2026, 5, 7) + timedelta(days=n), date(2026, 6, 20))
        meeting(known, date(2026, 5, 7) + timedelta(days=n), date(2026, 7, 1))
        each = measure(known, 100 + number * 50 + n, "violence", "evaluated")
        plan(each)
        judge(each, "partly", date(2026, 6, 2))
        step(each, "ended", "evaluated", date(2026, 6, 2))


# What the rules of the catalogue make of the scenes, worked out by hand; {} stands for no codes.
NORDVIK_LAST = {
    ("plan_adopted", ""): 1, ("situation_described", ""): 1, ("structure_in_place", ""): 1, ("levels_operating", ""): 1,
    # 1 May to 31 August: one of the year's three by 1 August; and May, June and August, July being free.
    ("cadence_steering", ""): 1, ("cadence_coordinating", ""): 1,
    ("staffing", "staffing=20"): 1,
    # Steering 10 June; coordinating 5 May, 2 June and 18 August. The one called off and the operational ones are not counted.
    ("meetings_held", ""): 4,
    # 5 + 1 + 16 days; the minutes of 2 June were never sent.
    ("days_to_minutes", "part=sum"): 22, ("days_to_minutes", "part=n"): 3,
    ("knows_what_works", ""): 1,
    ("measures", "theme=substances|status=ongoing|level=universal|verdict=none"): 2,
    ("measures", "theme=places|status=done|level=selective|verdict=works"): 1,
    ("measures", "theme=other|status=proposed|level=indicated|verdict=none"): 1,
    ("measures", "theme=bullying|status=stopped|level=universal|verdict=none"): 1,
    ("measures", "theme=health|status=ongoing|level=universal|verdict=none"): 1,
    ("measures_evaluated", "evaluated=planned"): 1,
    ("measures_evaluated", "evaluated=done"): 1,
    ("measures_evaluated", "evaluated=none"): 2,
}  # fmt: skip
# By 22 November: the year's third meeting was due by the 15th; September and October are over, with a meeting in each.
NORDVIK_RUNNING = NORDVIK_LAST | {
    ("cadence_steering", ""): 0, ("meetings_held", ""): 2,
    ("days_to_minutes", "part=sum"): 0, ("days_to_minutes", "part=n"): 1,
    ("measures", "theme=health|status=done|level=universal|verdict=none"): 1,
    ("measures", "theme=violence|status=proposed|level=universal|verdict=none"): 1,
}  # fmt: skip
del NORDVIK_RUNNING[("measures", "theme=health|status=ongoing|level=universal|verdict=none")]
HAMNES_LAST = {
    ("plan_adopted", ""): 0, ("situation_described", ""): 1, ("structure_in_place", ""): 0, ("levels_operating", ""): 0,
    ("cadence_steering", ""): 0, ("cadence_coordinating", ""): 0,
    ("staffing", "staffing=100"): 1,
    ("meetings_held", ""): 2,
    ("days_to_minutes", "part=sum"): 8, ("days_to_minutes", "part=n"): 1,
    ("knows_what_works", ""): 0,
    ("measures", "theme=digital|status=done|level=universal|verdict=unknown"): 1,
    ("measures", "theme=digital|status=ongoing|level=universal|verdict=none"): 1,
    ("measures_evaluated", "evaluated=done"): 1,
    ("measures_evaluated", "evaluated=none"): 1,
}  # fmt: skip
